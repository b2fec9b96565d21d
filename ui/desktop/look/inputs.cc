// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/inputs.h"

#include <QAbstractItemView>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kSign = 18;  // checkbox and radio
constexpr int kGap = 10;

[[nodiscard]] int text_left() {
    return theme().px(kSign) + theme().px(kGap);
}

// The height of a wrapped text in a font, in whole lines of the type.
[[nodiscard]] int wrapped_height(const QString& text, Type type, int width) {
    const QRect box = QFontMetrics(theme().font(type))
                          .boundingRect(QRect(0, 0, std::max(width, 1), 10'000), Qt::TextWordWrap, text);
    const int line = theme().line_height(type);
    const int natural = std::max(1, QFontMetrics(theme().font(type)).lineSpacing());
    return std::max(1, (box.height() + natural / 2) / natural) * line;
}

[[nodiscard]] int whole_width(const QString& text, Type type) {
    return static_cast<int>(std::ceil(text_width(text, type)));
}

[[nodiscard]] Token outline_of(const QWidget* widget) {
    return widget->isEnabled() ? Token::LineStrong : Token::Line;
}

}  // namespace

// --- Check

Check::Check(const QString& text, QWidget* parent) : QCheckBox(text, parent) {
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    ringed(this, 5);
    themed(this, [this] {
        setFont(theme().font(type_));
        updateGeometry();
        update();
    });
}

void Check::set_look(Type type, Token token) {
    type_ = type;
    token_ = token;
    setFont(theme().font(type_));
    updateGeometry();
}

QSize Check::sizeHint() const {
    const int high = std::max(theme().px(kSign), theme().line_height(type_));
    return {text().isEmpty() ? theme().px(kSign) : text_left() + whole_width(text(), type_), high};
}

QSize Check::minimumSizeHint() const {
    return {std::min(sizeHint().width(), theme().px(120)), sizeHint().height()};
}

int Check::heightForWidth(int width) const {
    return std::max(theme().px(kSign), wrapped_height(text(), type_, width - text_left()));
}

void Check::nextCheckState() {
    setCheckState(checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
}

void Check::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& look = theme();
    const double side = look.px(kSign);
    const double line = std::max<double>(side, look.line_height(type_));
    const QRectF box(0, (line - side) / 2, side, side);
    if (checkState() == Qt::Unchecked) {
        painter.setPen(QPen(look.color(outline_of(this)), 1.5));
        painter.setBrush(look.color(Token::Surface));
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 4.5, 4.5);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(look.color(isEnabled() ? Token::Accent : Token::Disabled));
        painter.drawRoundedRect(box, 5, 5);
        if (checkState() == Qt::Checked) {
            const int icon = look.px(14);
            painter.drawPixmap(QPointF(box.left() + (side - icon) / 2, box.top() + (side - icon) / 2),
                               look.icon(u"check"_s, Token::OnAccent, icon));
        } else {
            painter.setPen(QPen(look.color(Token::OnAccent), 2, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(QPointF(box.left() + side * 0.28, box.center().y()),
                             QPointF(box.right() - side * 0.28, box.center().y()));
        }
    }
    if (text().isEmpty()) return;
    painter.setFont(look.font(type_));
    painter.setPen(look.color(isEnabled() ? token_ : Token::Disabled));
    painter.drawText(QRect(text_left(), 0, width() - text_left(), height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text());
}

// --- Radio

Radio::Radio(const QString& text, QWidget* parent) : QRadioButton(text, parent) {
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    ringed(this, 9);
    themed(this, [this] {
        setFont(theme().font(Type::Body));
        updateGeometry();
        update();
    });
}

void Radio::set_hint(const QString& hint) {
    hint_ = hint;
    setAccessibleDescription(hint);
    updateGeometry();
    update();
}

QSize Radio::sizeHint() const {
    const int widest = std::max(whole_width(text(), Type::Body), whole_width(hint_, Type::Meta));
    return {text_left() + widest, heightForWidth(100'000)};
}

QSize Radio::minimumSizeHint() const {
    return {std::min(sizeHint().width(), theme().px(120)), sizeHint().height()};
}

int Radio::heightForWidth(int width) const {
    const int room = width - text_left();
    const int title = std::max(theme().px(kSign), wrapped_height(text(), Type::Body, room));
    return title + (hint_.isEmpty() ? 0 : wrapped_height(hint_, Type::Meta, room));
}

void Radio::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& look = theme();
    const double side = look.px(kSign);
    const double line = std::max<double>(side, look.line_height(Type::Body));
    const QRectF box(0, (line - side) / 2, side, side);
    const double pen = isChecked() ? side * 5.5 / 18 : 1.5;
    painter.setPen(QPen(look.color(isChecked() && isEnabled() ? Token::Accent : outline_of(this)), pen));
    painter.setBrush(look.color(Token::Surface));
    painter.drawEllipse(box.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2));
    const int room = width() - text_left();
    const int title = std::max(look.px(kSign), wrapped_height(text(), Type::Body, room));
    painter.setFont(look.font(Type::Body));
    painter.setPen(look.color(isEnabled() ? Token::Ink : Token::Disabled));
    painter.drawText(QRect(text_left(), 0, room, title), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                     text());
    if (hint_.isEmpty()) return;
    painter.setFont(look.font(Type::Meta));
    painter.setPen(look.color(Token::Ink2));
    painter.drawText(QRect(text_left(), title, room, height() - title),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, hint_);
}

// --- Choice

Choice::Choice(const QString& accessible_name, QWidget* parent) : QComboBox(parent) {
    setAccessibleName(accessible_name);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    ringed(this, 10);
    connect(this, &QComboBox::currentTextChanged, this, [this] { updateGeometry(); });
    themed(this, [this] {
        setFont(theme().font(quiet_ ? Type::Small : Type::Body));
        updateGeometry();
        update();
    });
}

void Choice::set_quiet(const QString& icon) {
    quiet_ = true;
    icon_ = icon;
    setFont(theme().font(Type::Small));
    updateGeometry();
}

QSize Choice::sizeHint() const {
    return {static_cast<int>(std::ceil(QFontMetricsF(font()).horizontalAdvance(currentText()))) + around(),
            theme().px(quiet_ ? 24 : 34)};
}

// Beside the words.
int Choice::around() const {
    if (!quiet_) return theme().px(12 + 8 + 16 + 8);
    return theme().px(14 + 6) + (icon_.isEmpty() ? 0 : theme().px(16 + 6));
}

// The field is as wide as what it says, its list as the longest of what it may say.
void Choice::showPopup() {
    double widest = 0;
    for (int index = 0; index < count(); ++index)
        widest = std::max(widest, QFontMetricsF(font()).horizontalAdvance(itemText(index)));
    view()->setMinimumWidth(static_cast<int>(std::ceil(widest)) + around());
    QComboBox::showPopup();
}

void Choice::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& look = theme();
    const Token ink = !isEnabled() ? Token::Disabled : quiet_ ? Token::Ink2 : Token::Ink;
    int left = 0, right = width();
    const int chevron = look.px(quiet_ ? 14 : 16);
    if (!quiet_) {
        painter.setPen(QPen(look.color(outline_of(this)), 1));
        painter.setBrush(look.color(underMouse() ? Token::Hover : Token::Surface));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9.5, 9.5);
        left = look.px(12);
        right -= look.px(8);
    } else if (!icon_.isEmpty()) {
        const int icon = look.px(16);
        painter.drawPixmap(0, (height() - icon) / 2, look.icon(icon_, ink, icon));
        left = icon + look.px(6);
    }
    right -= chevron;
    painter.drawPixmap(right, (height() - chevron) / 2, look.icon(u"down"_s, ink, chevron));
    painter.setFont(font());
    painter.setPen(look.color(ink));
    painter.drawText(QRect(left, 0, right - left - look.px(4), height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, currentText());
}

void Choice::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

// --- Slider

Slider::Slider(const QString& accessible_name, QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setAccessibleName(accessible_name);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    ringed(this, 8);
    themed(this, [this] {
        updateGeometry();
        update();
    });
}

QSize Slider::minimumSizeHint() const {
    return {theme().px(64), theme().px(20)};
}
QSize Slider::sizeHint() const {
    return {theme().px(150), theme().px(20)};
}

void Slider::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& look = theme();
    const double thumb = look.px(16), room = width() - thumb;
    const double part =
        maximum() > minimum() ? double(sliderPosition() - minimum()) / (maximum() - minimum()) : 0;
    const double x = thumb / 2 + room * part, y = height() / 2.0;
    painter.setPen(Qt::NoPen);
    painter.setBrush(look.color(Token::Sunken));
    painter.drawRoundedRect(QRectF(0, y - 2, width(), 4), 2, 2);
    painter.setBrush(look.color(isEnabled() ? Token::Accent : Token::Disabled));
    painter.drawRoundedRect(QRectF(0, y - 2, x, 4), 2, 2);
    painter.drawEllipse(QPointF(x, y), thumb / 2, thumb / 2);
}

void Slider::follow(double x) {
    const double thumb = theme().px(16);
    const double part = std::clamp((x - thumb / 2) / std::max(1.0, width() - thumb), 0.0, 1.0);
    const int step = std::max(1, singleStep());
    setSliderPosition(minimum() + static_cast<int>(std::round(part * (maximum() - minimum()) / step)) * step);
}

void Slider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    setSliderDown(true);  // without tracking the value waits until it is let go
    follow(event->position().x());
}

void Slider::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown()) follow(event->position().x());
}

void Slider::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) setSliderDown(false);
}

void Slider::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

// --- TextArea

TextArea::TextArea(const QString& accessible_name, int lines, QWidget* parent)
    : QPlainTextEdit(parent), lines_(lines) {
    setAccessibleName(accessible_name);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setStyleSheet(u"QPlainTextEdit{background:transparent;border:none}"_s);
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(0);
    setViewportMargins(12, 9, 12, 9);
    themed(this, [this] {
        setFont(theme().font(Type::Body));
        setFixedHeight(lines_ * theme().line_height(Type::Body) + 20);
        QPalette colours = palette();
        colours.setColor(QPalette::Text, theme().color(Token::Ink));
        colours.setColor(QPalette::PlaceholderText, theme().color(Token::Ink3));
        setPalette(colours);
        update();
    });
}

// The frame stands outside the viewport, which is all that paintEvent() may touch.
bool TextArea::event(QEvent* event) {
    if (event->type() != QEvent::Paint) return QPlainTextEdit::event(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double pen = hasFocus() ? 2 : 1;
    painter.setPen(QPen(theme().color(hasFocus() ? Token::Accent : Token::LineStrong), pen));
    painter.setBrush(theme().color(Token::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), 10 - pen / 2,
                            10 - pen / 2);
    return true;
}

void TextArea::focusInEvent(QFocusEvent* event) {
    QPlainTextEdit::focusInEvent(event);
    update();
}

void TextArea::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    update();
}

}  // namespace culver::desktop
