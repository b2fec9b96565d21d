// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/paint.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTimer>
#include <QVBoxLayout>
#include <QVariantAnimation>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kPadding = 24;
constexpr int kFromEdge = 16;    // a sheet is never wider or higher than the window less twice this
constexpr int kLowWindow = 560;  // below, hints are hidden

QAccessibleInterface* dialog_role(const QString& /*key*/, QObject* object) {
    auto* sheet = qobject_cast<Sheet*>(object);
    return sheet == nullptr ? nullptr
                            : new QAccessibleWidget(sheet, QAccessible::Dialog, sheet->accessibleName());
}

}  // namespace

class Sheet::Panel : public QWidget {
public:
    explicit Panel(QWidget* parent) : QWidget(parent) {}

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(theme().dark() ? QPen(theme().color(Token::Line), 1) : QPen(Qt::NoPen));
        painter.setBrush(theme().color(Token::Surface));
        const double inset = theme().dark() ? 0.5 : 0;
        painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 16, 16);
    }
};

Sheet::Sheet(QWidget* window, const QString& title, int width)
    : QWidget(window),
      panel_(new Panel(this)),
      title_(new Words(title, Type::Title, Token::Ink)),
      page_(new Page),
      width_(width) {
    static const bool known = [] {
        QAccessible::installFactory(dialog_role);
        return true;
    }();
    (void)known;
    setAccessibleName(title);
    panel_->setAccessibleName(title);
    setFocusPolicy(Qt::NoFocus);
    hide();
    auto* column = new QVBoxLayout(panel_);
    column->setContentsMargins(0, 20, 0, kPadding);
    column->setSpacing(0);
    head_ = new QHBoxLayout;
    head_->setContentsMargins(kPadding, 0, kPadding, 0);
    head_->setSpacing(8);
    head_->addWidget(title_, 1);
    column->addLayout(head_);
    page_->column().setContentsMargins(kPadding, 4, kPadding, 0);
    column->addWidget(page_, 1);
    buttons_ = new QHBoxLayout;
    buttons_->setContentsMargins(kPadding, 20, kPadding, 0);
    buttons_->setSpacing(8);
    buttons_->addStretch(1);
    column->addLayout(buttons_);
    title_->setVisible(!title.isEmpty());
    keep_keyboard(this);
    window->installEventFilter(this);
    panel_->installEventFilter(this);
    page_->widget()->installEventFilter(this);
    themed(this, [this] { arrange(); });
}

void Sheet::set_title(const QString& title) {
    title_->setText(title);
    title_->setVisible(!title.isEmpty());
    setAccessibleName(title);
    panel_->setAccessibleName(title);
    arrange();
}

void Sheet::set_widget_title(QWidget* title) {
    title_->hide();
    head_->insertWidget(0, title, 1);
}

Button* Sheet::add_button(const QString& text, Button::Kind kind) {
    auto* button = new Button(text, kind, panel_);
    buttons_->addWidget(button);
    return button;
}

Button* Sheet::add_escape(const QString& text, Button::Kind kind) {
    auto* button = new Button(text, kind, panel_);
    buttons_->insertWidget(escapes_++, button);
    return button;
}

void Sheet::add_close(std::function<QString()> name) {
    auto* close = new IconButton(u"close"_s, {}, panel_);
    worded(close, [close, name = std::move(name)] { close->set_name(name()); });
    head_->setContentsMargins(kPadding, 0, kFromEdge, 0);
    head_->addWidget(close, 0, Qt::AlignTop);
    connect(close, &QAbstractButton::clicked, this, [this] { close_with(false); });
}

void Sheet::set_full(bool full) {
    full_ = full;
    arrange();
}

void Sheet::open(QWidget* focus) {
    before_ = QApplication::focusWidget();
    panel_->setAccessibleName(accessibleName());
    arrange();
    show();
    raise();
    arrange();
    QWidget* first = focus != nullptr ? focus : panel_;
    if (focus == nullptr) panel_->setFocusPolicy(Qt::ClickFocus);
    first->setFocus(Qt::OtherFocusReason);
    auto* rise = new QVariantAnimation(this);
    rise->setEasingCurve(QEasingCurve::OutCubic);
    connect(rise, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        shown_ = value.toDouble();
        arrange();
        update();
    });
    const int duration = theme().motion(200);
    if (duration == 0) {
        shown_ = 1;
        rise->deleteLater();
        arrange();
    } else {
        rise->setDuration(duration);
        rise->setStartValue(0.0);
        rise->setEndValue(1.0);
        rise->start(QAbstractAnimation::DeleteWhenStopped);
    }
    QAccessibleEvent opened(this, QAccessible::DialogStart);
    QAccessible::updateAccessibility(&opened);
}

void Sheet::close_with(bool accepted) {
    if (answered_) return;
    answered_ = true;
    hide();
    if (before_) before_->setFocus(Qt::OtherFocusReason);
    Q_EMIT closed(accepted);
    deleteLater();
}

void Sheet::arrange() {
    if (parentWidget() == nullptr) return;
    const QSize window = parentWidget()->size();
    setGeometry(0, 0, window.width(), window.height());
    const bool low = window.height() < kLowWindow;
    for (Words* words : panel_->findChildren<Words*>()) {
        if (words->is_hint() && !words->text().isEmpty()) words->setVisible(!low);
    }
    const int width = std::min(theme().px(width_), window.width() - 2 * kFromEdge);
    const int room = window.height() - 2 * kFromEdge;
    const int head =
        std::max(head_->hasHeightForWidth() ? head_->heightForWidth(width) : 0, head_->sizeHint().height());
    // Where the buttons do not fit beside each other they stand below each other, the main one first.
    int beside = 2 * kPadding;
    for (int index = 0; index < buttons_->count(); ++index) {
        const QWidget* button = buttons_->itemAt(index)->widget();
        if (button != nullptr && !button->isHidden())
            beside += button->sizeHint().width() + buttons_->spacing();
    }
    const bool below = beside > width;
    buttons_->setDirection(below ? QBoxLayout::BottomToTop : QBoxLayout::LeftToRight);
    // As wide as the sheet then, so that all begin and end in one line.
    for (int index = 0; index < buttons_->count(); ++index) {
        if (auto* button = qobject_cast<Button*>(buttons_->itemAt(index)->widget()))
            button->setSizePolicy(below ? QSizePolicy::Expanding : QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    const int buttons = buttons_->count() > 1 ? buttons_->sizeHint().height() : 0;
    // The words of a text button stand in line with the texts above.
    const int left = escapes_ > 0 && !below ? kPadding - 10 : kPadding;
    buttons_->setContentsMargins(left, buttons > 0 ? 20 : 0, kPadding, 0);
    const int wanted = full_ ? room : 20 + head + page_->height_for(width) + buttons + kPadding;
    const int height = std::min(wanted, room);
    // Where all fits there is no bar: one that came while the sheet grew would take the width that it needs.
    page_->setVerticalScrollBarPolicy(full_ || wanted > room ? Qt::ScrollBarAsNeeded
                                                             : Qt::ScrollBarAlwaysOff);
    const int rise = static_cast<int>(8 * (1 - shown_));
    panel_->setGeometry((window.width() - width) / 2, (window.height() - height) / 2 + rise, width, height);
}

void Sheet::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    QColor scrim = theme().color(Token::Scrim);
    scrim.setAlphaF(scrim.alphaF() * static_cast<float>(shown_));
    painter.fillRect(rect(), scrim);
    paint_elevation(painter, QRectF(panel_->geometry()), 16, 3);
}

void Sheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return close_with(false);
    event->accept();  // keys must not reach the window below
}

void Sheet::mousePressEvent(QMouseEvent* event) {
    event->accept();
}

void Sheet::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    // The widgets inside get their new words after this one.
    if (event->type() == QEvent::LanguageChange) {
        QTimer::singleShot(0, this, [this] {
            panel_->setAccessibleName(accessibleName());
            arrange();
        });
    }
}

bool Sheet::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) arrange();
    // The content grew or shrank: once for all that asked.
    if (watched != parentWidget() && event->type() == QEvent::LayoutRequest && !pending_) {
        pending_ = true;
        QTimer::singleShot(0, this, [this] {
            pending_ = false;
            arrange();
        });
    }
    return QWidget::eventFilter(watched, event);
}

bool Sheet::focusNextPrevChild(bool next) {
    return focus_next_in(this, next);
}

}  // namespace culver::desktop
