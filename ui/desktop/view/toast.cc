// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/toast.h"

#include "ui/desktop/look/kit.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/view/conversation_aloud.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QPainter>
#include <QTimer>

namespace culver::desktop {

namespace {
constexpr int kWidth = 348;
constexpr double kRadius = 14;
constexpr int kInside = 16;
constexpr int kShadow = 24;  // room around it
constexpr int kAbove = 8;    // what it must not cover
constexpr int kSeconds = 6;
constexpr int kMost = 3;
}  // namespace

namespace {

// Politely: after what is being read aloud.
void tell_alert(QWidget& toast) {
    QAccessibleEvent event(&toast, QAccessible::Alert);
    tell_readers(&event);
}

}  // namespace

class ToastStack::Toast : public QWidget {
public:
    Toast(const QString& title, const QString& text, QWidget* parent) : QWidget(parent) {
        auto* column = new QVBoxLayout(this);
        const int edge = kShadow + kInside;
        column->setContentsMargins(edge, kShadow + 12, edge, kShadow + 12);
        column->setSpacing(2);
        column->addWidget(new Words(title, Type::Unread, Token::Ink, this));
        column->addWidget(new Words(text, Type::Small, Token::Ink2, this));
        setAccessibleName(title + QStringLiteral(". ") + text);
        timer_.setSingleShot(true);
        connect(&timer_, &QTimer::timeout, this, &QWidget::close);
        setAttribute(Qt::WA_DeleteOnClose);
        timer_.start(kSeconds * 1000);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(kShadow, kShadow, -kShadow, -kShadow);
        paint_elevation(painter, box, kRadius, 2);
        painter.setPen(QPen(theme().color(Token::Line), 1));
        painter.setBrush(theme().color(Token::Surface));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    }
    void enterEvent(QEnterEvent*) override { timer_.stop(); }
    void leaveEvent(QEvent*) override { timer_.start(kSeconds * 1000); }
    void mouseReleaseEvent(QMouseEvent*) override { close(); }

private:
    QTimer timer_;
};

ToastStack::ToastStack(QWidget* window) : QWidget(window) {
    hide();
}

void ToastStack::add(const QString& title, const QString& text) {
    auto* toast = new Toast(title, text, parentWidget());
    shown_.append(toast);
    connect(toast, &QObject::destroyed, this, [this, toast] {
        shown_.removeOne(toast);
        place();
    });
    while (shown_.size() > kMost) delete shown_.first();
    toast->show();
    place();
    tell_alert(*toast);
}

bool ToastStack::close_last() {
    return !shown_.isEmpty() && shown_.last()->close();
}

void ToastStack::keep_clear_of(QWidget* widget) {
    clear_of_ = widget;
    widget->installEventFilter(this);
}

// It grows with what is written, moves with its pane, and comes and goes.
bool ToastStack::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::Resize:
        case QEvent::Move:
        case QEvent::Show:
        case QEvent::Hide:
            if (!shown_.isEmpty()) QMetaObject::invokeMethod(this, &ToastStack::place, Qt::QueuedConnection);
            break;
        default: break;
    }
    return QWidget::eventFilter(watched, event);
}

// Where the lowest ends that begins at left, without its shadow.
int ToastStack::lowest(int left) const {
    const QWidget* window = parentWidget();
    const int corner = window->height() - kInside;
    if (clear_of_.isNull() || !clear_of_->isVisible()) return corner;
    const QRect box(clear_of_->mapTo(window, QPoint()), clear_of_->size());
    return box.right() < left ? corner : std::min(corner, box.top() - kAbove);
}

void ToastStack::place() {
    const QWidget* window = parentWidget();
    const int wide = std::min(theme().px(kWidth) + 2 * kShadow, window->width());
    int bottom = lowest(window->width() - kInside + kShadow - wide + kShadow) + kShadow;
    QRect taken;
    for (qsizetype i = shown_.size() - 1; i >= 0; --i) {
        Toast* toast = shown_[i];
        const int tall = toast->layout()->hasHeightForWidth() ? toast->layout()->totalHeightForWidth(wide)
                                                              : toast->sizeHint().height();
        toast->setGeometry(window->width() - wide - kInside + kShadow, bottom - tall, wide, tall);
        toast->raise();
        taken |= toast->geometry().adjusted(kShadow, kShadow, -kShadow, -kShadow);
        bottom -= tall - kShadow;
    }
    Q_EMIT placed(taken);
}

}  // namespace culver::desktop
