// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/controls.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"

#include <QApplication>
#include <QEnterEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QPointer>
#include <QVariantAnimation>
#include <cmath>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

// Calls back on one kind of event of its parent.
class Listener : public QObject {
public:
    Listener(QWidget* parent, QEvent::Type type, std::function<void()> react)
        : QObject(parent), type_(type), react_(std::move(react)) {
        parent->installEventFilter(this);
    }
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        if (event->type() == type_) react_();
        return false;
    }

private:
    QEvent::Type type_;
    std::function<void()> react_;
};

// Whether the last thing the person used was the keyboard; then focus is shown.
class LastUsed : public QObject {
public:
    static LastUsed& instance() {
        static QPointer<LastUsed> one;
        if (!one) one = new LastUsed;
        return *one;
    }
    [[nodiscard]] bool keyboard() const { return keyboard_; }
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        if (event->type() == QEvent::MouseButtonPress) keyboard_ = false;
        if (event->type() == QEvent::KeyPress) keyboard_ = true;
        return false;
    }

private:
    LastUsed() : QObject(qApp) { qApp->installEventFilter(this); }
    bool keyboard_ = false;
};

// The ring itself: a sibling above its widget, so that whatever clips the widget clips the ring.
class Ring : public QWidget {
public:
    Ring(QWidget* around, double radius) : QWidget(around->parentWidget()), around_(around), radius_(radius) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
        setObjectName(u"focus ring"_s);
        follow();
        raise();
        show();
    }
    void follow() {
        if (around_) setGeometry(around_->geometry().adjusted(-kOut, -kOut, kOut, kOut));
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme().color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius_ + 3, radius_ + 3);
    }

private:
    static constexpr int kOut = 4;
    QPointer<QWidget> around_;
    double radius_;
};

class RingKeeper : public QObject {
public:
    RingKeeper(QWidget* widget, double radius) : QObject(widget), widget_(widget), radius_(radius) {
        (void)LastUsed::instance();
        widget->installEventFilter(this);
    }
    ~RingKeeper() override { delete ring_; }
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        switch (event->type()) {
            case QEvent::FocusIn:
            case QEvent::KeyRelease:
                if (!ring_ && widget_->hasFocus() && LastUsed::instance().keyboard() &&
                    widget_->parentWidget())
                    ring_ = new Ring(widget_, radius_);
                break;
            case QEvent::FocusOut:
            case QEvent::Hide:
            case QEvent::MouseButtonPress: let_go(); break;
            case QEvent::Move:
            case QEvent::Resize:
                if (ring_) ring_->follow();
                break;
            default: break;
        }
        return false;
    }

private:
    // Not deleted at once: a page that is hidden with its children goes through the list of them just now.
    void let_go() {
        if (!ring_) return;
        ring_->setObjectName({});  // who looks for the ring that is shown finds no other
        ring_->hide();
        ring_->deleteLater();
        ring_.clear();
    }

    QWidget* widget_;
    double radius_;
    QPointer<Ring> ring_;
};

[[nodiscard]] QColor between(const QColor& from, const QColor& to, double part) {
    const auto mix = [part](float a, float b) { return a + (b - a) * static_cast<float>(part); };
    return QColor::fromRgbF(mix(from.redF(), to.redF()), mix(from.greenF(), to.greenF()),
                            mix(from.blueF(), to.blueF()), mix(from.alphaF(), to.alphaF()));
}

[[nodiscard]] QColor clear(QColor color) {
    color.setAlpha(0);
    return color;
}

}  // namespace

void worded(QWidget* widget, std::function<void()> say) {
    say();
    new Listener(widget, QEvent::LanguageChange, std::move(say));
}

void themed(QWidget* widget, std::function<void()> measure) {
    measure();
    QObject::connect(&theme(), &Theme::changed, widget, std::move(measure));
}

void ringed(QWidget* widget, double radius) {
    new RingKeeper(widget, radius);
}

// --- Pressable

Pressable::Pressable(QWidget* parent) : QAbstractButton(parent), fade_(new QVariantAnimation(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    fade_->setEasingCurve(QEasingCurve::OutCubic);
    connect(fade_, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        hover_ = value.toDouble();
        update();
    });
    themed(this, [this] {
        updateGeometry();
        update();
    });
}

void Pressable::enterEvent(QEnterEvent* event) {
    fade_to(1);
    QAbstractButton::enterEvent(event);
}

void Pressable::leaveEvent(QEvent* event) {
    fade_to(0);
    QAbstractButton::leaveEvent(event);
}

void Pressable::changeEvent(QEvent* event) {
    if (event->type() == QEvent::EnabledChange && !isEnabled()) hover_ = 0;
    QAbstractButton::changeEvent(event);
}

void Pressable::fade_to(double value) {
    fade_->stop();
    const int duration = theme().motion(90);
    if (duration == 0) {
        hover_ = value;
        return update();
    }
    fade_->setDuration(duration);
    fade_->setStartValue(hover_);
    fade_->setEndValue(value);
    fade_->start();
}

// --- Button

Button::Button(const QString& text, Kind kind, QWidget* parent) : Pressable(parent), kind_(kind) {
    setText(text);
    ringed(this, 10);
}

void Button::set_small(bool small) {
    small_ = small;
    updateGeometry();
}

void Button::set_icon(const QString& name) {
    icon_ = name;
    updateGeometry();
    update();
}

void Button::set_strong(bool strong) {
    strong_ = strong;
    update();
}

QFont Button::face() const {
    QFont font = theme().font(small_ ? Type::Small : Type::Strong);
    if (small_ && !theme().chinese()) font.setWeight(QFont::Medium);
    return font;
}

QSize Button::sizeHint() const {
    const bool plain = kind_ == Kind::Text || kind_ == Kind::TextDanger;
    const int padding = plain ? 10 : small_ ? 12 : 16;
    const QFontMetricsF metrics(face());
    double width = 2 * theme().px(padding) + std::ceil(metrics.horizontalAdvance(text()));
    const int icon = theme().px(small_ ? 16 : 18);
    if (!icon_.isEmpty()) width += icon + (text().isEmpty() ? 0 : theme().px(8));
    return {static_cast<int>(std::ceil(width)), theme().px(small_ ? 28 : 36)};
}

void Button::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& look = theme();
    const double radius = small_ ? 8 : 10;
    const QRectF box(rect());
    QColor fill, ink, outline = Qt::transparent;
    switch (kind_) {
        case Kind::Primary:
            fill = between(look.color(Token::Accent), look.color(Token::AccentHover), hover());
            if (isDown()) fill = look.color(Token::AccentPressed);
            ink = look.color(Token::OnAccent);
            break;
        case Kind::Second:
            fill = between(look.color(Token::Surface), look.color(Token::Hover), hover());
            if (isDown()) fill = look.color(Token::Pressed);
            ink = look.color(Token::Ink);
            outline = look.color(strong_ ? Token::LineStrong : Token::Line);
            break;
        case Kind::Destructive:
            fill = between(look.color(Token::Danger), look.color(Token::Ink), 0.12 * hover());
            if (isDown()) fill = between(look.color(Token::Danger), look.color(Token::Ink), 0.24);
            ink = look.color(Token::OnDanger);
            break;
        case Kind::Text:
        case Kind::TextDanger: {
            const QColor ground = look.color(kind_ == Kind::Text ? Token::AccentSoft : Token::DangerSoft);
            fill = between(clear(ground), ground, isDown() ? 1 : hover());
            ink = look.color(kind_ == Kind::Text ? Token::Accent : Token::Danger);
            break;
        }
    }
    if (!isEnabled()) {
        const bool plain = kind_ == Kind::Text || kind_ == Kind::TextDanger;
        fill = plain ? QColor(Qt::transparent) : look.color(Token::Sunken);
        outline = Qt::transparent;
        ink = look.color(Token::Disabled);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, radius, radius);
    if (outline.alpha() > 0) {
        painter.setPen(QPen(outline, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
    }
    const QFont font = face();
    painter.setFont(font);
    painter.setPen(ink);
    const double text_width = QFontMetricsF(font).horizontalAdvance(text());
    const int icon = icon_.isEmpty() ? 0 : look.px(small_ ? 16 : 18);
    const double gap = icon > 0 && !text().isEmpty() ? look.px(8) : 0;
    double left = (box.width() - icon - gap - text_width) / 2;
    if (icon > 0) {
        painter.drawPixmap(QPointF(std::round(left), std::round((box.height() - icon) / 2)),
                           look.icon(icon_, ink, icon));
        left += icon + gap;
    }
    painter.drawText(QRectF(left, 0, text_width + 1, box.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text());
}

// --- IconButton

IconButton::IconButton(const QString& icon, const QString& name, QWidget* parent)
    : Pressable(parent), icon_(icon) {
    set_name(name);
    ringed(this, 8);
}

void IconButton::set_icon(const QString& icon) {
    icon_ = icon;
    update();
}

void IconButton::set_name(const QString& name) {
    setToolTip(name);
    setAccessibleName(name);
}

void IconButton::set_token(Token token) {
    token_ = token;
    update();
}

void IconButton::set_side(int side) {
    side_ = side;
    updateGeometry();
}

QSize IconButton::sizeHint() const {
    return {theme().px(side_), theme().px(side_)};
}

void IconButton::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& look = theme();
    QColor fill = between(clear(look.color(Token::Hover)), look.color(Token::Hover), hover());
    Token ink = token_;
    if (isChecked()) {
        fill = look.color(Token::AccentSoft);
        ink = Token::Accent;
    }
    if (isDown()) fill = look.color(Token::Pressed);
    if (!isEnabled()) {
        fill = Qt::transparent;
        ink = Token::Disabled;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    const double radius = side_ > 32 ? 10 : 8;
    painter.drawRoundedRect(QRectF(rect()), radius, radius);
    const int icon = look.px(20);
    // At the left where something else stands beside it.
    const int room = std::min(width(), look.px(side_));
    painter.drawPixmap(QPointF((room - icon) / 2, (height() - icon) / 2), look.icon(icon_, ink, icon));
}

// --- Switch

Switch::Switch(const QString& accessible_name, QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setAccessibleName(accessible_name);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    ringed(this, 10);
    themed(this, [this] {
        updateGeometry();
        update();
    });
    auto* slide = new QVariantAnimation(this);
    slide->setEasingCurve(QEasingCurve::OutCubic);
    connect(slide, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        at_ = value.toDouble();
        update();
    });
    connect(this, &QAbstractButton::toggled, this, [this, slide](bool on) {
        slide->stop();
        const int duration = isVisible() ? theme().motion(90) : 0;
        if (duration == 0) {
            at_ = on ? 1 : 0;
            return update();
        }
        slide->setDuration(duration);
        slide->setStartValue(at_);
        slide->setEndValue(on ? 1.0 : 0.0);
        slide->start();
    });
}

QSize Switch::sizeHint() const {
    return {theme().px(36), theme().px(20)};
}

void Switch::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& look = theme();
    const double high = look.px(20), wide = look.px(36), thumb = look.px(14), inset = (high - thumb) / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(!isEnabled() ? look.color(Token::Disabled)
                                  : look.color(isChecked() ? Token::Accent : Token::LineStrong));
    painter.drawRoundedRect(QRectF(0, 0, wide, high), high / 2, high / 2);
    painter.setBrush(isChecked() ? look.color(Token::OnAccent) : QColor(Qt::white));
    painter.drawEllipse(QRectF(inset + at_ * (wide - 2 * inset - thumb), inset, thumb, thumb));
}

// --- Glyph and Avatar

Glyph::Glyph(const QString& icon, Token token, int size, QWidget* parent)
    : QWidget(parent), icon_(icon), token_(token), size_(size) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    themed(this, [this] {
        updateGeometry();
        update();
    });
}

void Glyph::set_icon(const QString& icon, Token token) {
    icon_ = icon;
    token_ = token;
    update();
}

QSize Glyph::sizeHint() const {
    return {theme().px(size_), theme().px(size_)};
}

void Glyph::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.drawPixmap(0, 0, theme().icon(icon_, token_, theme().px(size_)));
}

Avatar::Avatar(int size, QWidget* parent) : QWidget(parent), size_(size) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    faced(this);
    themed(this, [this] {
        updateGeometry();
        update();
    });
}

void Avatar::set_look(const AvatarLook& look, std::optional<control::Presence> presence, Token ground) {
    look_ = look;
    presence_ = presence;
    ground_ = ground;
    update();
}

QSize Avatar::sizeHint() const {
    return QSize(theme().px(size_), theme().px(size_)).grownBy(contentsMargins());
}

void Avatar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF box = contentsRect();
    paint_avatar(painter, box, look_);
    if (presence_) paint_presence(painter, box, *presence_, theme().color(ground_));
}

}  // namespace culver::desktop
