// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/frames.h"

#include "ui/desktop/look/paint.h"

#include <QHBoxLayout>
#include <QMimeDatabase>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>
#include <array>

namespace culver::desktop {
using namespace Qt::StringLiterals;

// --- Box

Box::Box(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(1);  // the hairline
    themed(this, [this] { update(); });
}

void Box::set_ground(Token token) {
    filled_ = true;
    ground_ = token;
    update();
}

void Box::add(QWidget* row) {
    column_->addWidget(row);
}

void Box::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (filled_) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(ground_));
        painter.drawRoundedRect(QRectF(rect()), 12, 12);
    } else {
        painter.setPen(QPen(theme().color(Token::Line), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 11.5, 11.5);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    bool first = true;
    for (int index = 0; index < column_->count(); ++index) {
        const QWidget* row = column_->itemAt(index)->widget();
        if (row == nullptr || row->isHidden()) continue;
        if (!first) painter.fillRect(QRect(0, row->y() - 1, width(), 1), theme().color(Token::Line));
        first = false;
    }
}

// --- SettingRow

SettingRow::SettingRow(QWidget* control, QWidget* parent)
    : QWidget(parent),
      title_(new Words({}, Type::Body, Token::Ink, this)),
      hint_(new Words({}, Type::Meta, Token::Ink2, this)),
      control_(control) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(16, 10, 16, 10);
    line->setSpacing(16);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addStretch(1);
    column->addWidget(title_);
    column->addWidget(hint_);
    column->addStretch(1);
    line->addLayout(column, 1);
    if (control_ != nullptr) line->addWidget(control_, 0, Qt::AlignVCenter);
    themed(this, [this] { setMinimumHeight(theme().px(hint_->text().isEmpty() ? 52 : 60)); });
}

void SettingRow::set_words(const QString& title, const QString& hint) {
    title_->setText(title);
    hint_->setText(hint);
    hint_->setVisible(!hint.isEmpty());
    setMinimumHeight(theme().px(hint.isEmpty() ? 52 : 60));
    if (control_ != nullptr) {
        control_->setAccessibleName(title);
        control_->setAccessibleDescription(hint);
    }
}

void SettingRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (control_ == nullptr) return;
    const int wide = control_->sizeHint().width();
    const bool below = wide > theme().px(80) && width() < wide + theme().px(170);
    static_cast<QBoxLayout*>(layout())->setDirection(below ? QBoxLayout::TopToBottom
                                                           : QBoxLayout::LeftToRight);
}

void SettingRow::mouseReleaseEvent(QMouseEvent* event) {
    auto* button = qobject_cast<QAbstractButton*>(control_);
    if (button != nullptr && button->isCheckable() && button->isEnabled() &&
        rect().contains(event->position().toPoint())) {
        button->click();
    }
}

// --- Files

FileLook file_look(const QString& name, bool folder) {
    if (folder) return {u"folder"_s, Hue::Blue};
    static const QMimeDatabase kinds;
    const QString ending = name.section(u'.', -1).toLower();
    const QString type = kinds.mimeTypeForFile(name, QMimeDatabase::MatchExtension).name();
    static const std::array kSheets{u"xls"_s, u"xlsx"_s, u"ods"_s, u"csv"_s, u"tsv"_s};
    static const std::array kArchives{u"zip"_s, u"gz"_s,  u"xz"_s,  u"zst"_s, u"bz2"_s, u"7z"_s, u"rar"_s,
                                      u"tar"_s, u"e57"_s, u"iso"_s, u"deb"_s, u"rpm"_s, u"las"_s};
    static const std::array kDocuments{u"pdf"_s,  u"doc"_s, u"docx"_s, u"odt"_s, u"ppt"_s,
                                       u"pptx"_s, u"odp"_s, u"txt"_s,  u"md"_s,  u"rtf"_s};
    const auto among = [&ending](const auto& list) {
        return std::find(list.begin(), list.end(), ending) != list.end();
    };
    if (among(kSheets)) return {u"sheet"_s, Hue::Green};
    if (among(kArchives)) return {u"archive"_s, Hue::Amber};
    if (among(kDocuments)) return {u"doc"_s, Hue::Rose};
    if (type.startsWith(u"image/"_s) && ending != u"dxf"_s && ending != u"dwg"_s)
        return {u"image"_s, Hue::Rose};
    if (type.startsWith(u"video/"_s)) return {u"video"_s, Hue::Violet};
    if (type.startsWith(u"audio/"_s)) return {u"mic"_s, Hue::Violet};
    if (type.startsWith(u"text/"_s) || type.contains(u"script"_s) || ending == u"dxf"_s)
        return {u"code"_s, Hue::Slate};
    return {u"file"_s, Hue::Slate};
}

FileTile::FileTile(int side, QWidget* parent) : QWidget(parent), side_(side), look_{u"file"_s, Hue::Slate} {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    themed(this, [this] {
        updateGeometry();
        update();
    });
}

void FileTile::set_file(const QString& name, bool folder) {
    look_ = file_look(name, folder);
    update();
}

QSize FileTile::sizeHint() const {
    return {theme().px(side_), theme().px(side_)};
}

void FileTile::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().hue_fill(look_.hue));
    const double radius = side_ >= 40 ? 10 : 6;
    painter.drawRoundedRect(QRectF(rect()), radius, radius);
    const int icon = theme().px(side_ >= 40 ? 20 : 14);
    painter.drawPixmap((width() - icon) / 2, (height() - icon) / 2,
                       theme().icon(look_.icon, theme().hue_text(look_.hue), icon));
}

// --- Banner

namespace {
constexpr int kBannerSide = 20;
constexpr int kBannerGlyph = 24;
constexpr int kBannerGap = 12;
constexpr int kBannerSides = 2 * kBannerSide + kBannerGlyph + kBannerGap;  // what is not for its buttons
}  // namespace

Banner::Banner(const QString& icon, Token ink, Token ground, QWidget* parent)
    : QWidget(parent),
      ground_(ground),
      title_(new Words({}, Type::Strong, ink, this)),
      words_(new Words({}, Type::Body, Token::Ink, this)) {
    title_->set_look(Type::Unread, ink);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(kBannerSide, 16, kBannerSide, 16);
    line->setSpacing(kBannerGap);
    line->addWidget(new Glyph(icon, ink, kBannerGlyph, this), 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(title_);
    column->addWidget(words_);
    words_->setMaximumWidth(620);
    choices_ = new QBoxLayout(QBoxLayout::LeftToRight);
    choices_->setContentsMargins(0, 10, 0, 0);
    choices_->setSpacing(8);
    choices_->addStretch(1);
    column->addLayout(choices_);
    line->addLayout(column, 1);
    themed(this, [this] { update(); });
}

void Banner::set_words(const QString& title, const QString& words) {
    title_->setText(title);
    words_->setText(words);
    setAccessibleName(title);
    setAccessibleDescription(words);
}

Button* Banner::add_button(const QString& text, Button::Kind kind) {
    auto* button = new Button(text, kind, this);
    button->set_small(true);
    button->set_strong(true);
    choices_->insertWidget(choices_->count() - 1, button, 0, Qt::AlignLeft);
    return button;
}

// Other words, or another button.
bool Banner::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) arrange();
    return QWidget::event(event);
}

void Banner::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

// In a narrow window the buttons stand below each other.
void Banner::arrange() {
    int needed = 0;
    for (const auto* button : findChildren<Button*>(Qt::FindDirectChildrenOnly))
        needed += button->isHidden() ? 0 : button->sizeHint().width() + choices_->spacing();
    const bool fits = needed <= contentsRect().width() - kBannerSides;
    choices_->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void Banner::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(ground_));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme().color(Token::Line));
}

// --- Page

Page::Page(QWidget* parent) : QScrollArea(parent), inside_(new QWidget), column_(new QVBoxLayout(inside_)) {
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    inside_->setAutoFillBackground(false);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    setWidget(inside_);
    inside_->setAutoFillBackground(false);  // setWidget() switches it on
}

int Page::height_for(int width) const {
    return column_->hasHeightForWidth() ? column_->totalHeightForWidth(width)
                                        : column_->totalSizeHint().height();
}

}  // namespace culver::desktop
