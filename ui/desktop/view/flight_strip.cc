// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/flight_strip.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/file_words.h"

#include <QPainter>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr double kStrip = 52;
constexpr double kIcon = 20;
constexpr double kChevron = 16;
constexpr double kBar = 4;
constexpr double kHead = 60;
constexpr double kAvatar = 36;
constexpr double kShield = 15;

QString joined(const QString& one, const QString& other) {
    return one.isEmpty() || other.isEmpty() ? one + other : one + u" · "_s + other;
}

QString spoken(const Flight& flight) {
    QString words = FlightStrip::tr("%n transfers", nullptr, flight.moving + flight.waiting);
    if (flight.moving == 0) return words;
    return Wording::clauses({words, spoken_progress(flight.progress, flight.seconds_left)});
}

}  // namespace

FlightStrip::FlightStrip(QWidget* parent) : QAbstractButton(parent) {
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    themed(this, [this] {
        updateGeometry();
        update();
    });
    worded(this, [this] { setAccessibleName(spoken(flight_)); });
}

void FlightStrip::set_flight(const Flight& flight) {
    setVisible(flight.moving + flight.waiting > 0);
    if (flight == flight_) return;
    flight_ = flight;
    setAccessibleName(spoken(flight));
    update();
}

QSize FlightStrip::sizeHint() const {
    return {0, static_cast<int>(px(kStrip))};
}

void FlightStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), color(isDown() ? Token::Pressed : underMouse() ? Token::Hover : Token::Window));
    painter.fillRect(QRectF(0, 0, width(), 1), color(Token::Line));
    const double icon = px(kIcon);
    const double middle = height() / 2.0;
    paint_icon(painter, QRectF(16, middle - icon / 2, icon, icon), u"transfers"_s, color(Token::Accent));
    const double chevron = px(kChevron);
    paint_icon(painter, QRectF(width() - 12 - chevron, middle - chevron / 2, chevron, chevron), u"right"_s,
               color(Token::Ink3));
    const double left = 16 + icon + 10;
    const double right = width() - 12 - chevron - 10;
    const double small = theme().line_height(Type::Small);
    const bool moving = flight_.moving > 0;
    const double block = moving ? small + px(6) + kBar : small;
    const double top = std::floor(middle - block / 2);
    const QString words = tr("%n transfers", nullptr, flight_.moving + flight_.waiting);
    const double words_width = text_width(words, Type::Small);
    const double room = right - left - words_width - px(8);
    const bool known = flight_.seconds_left >= 0;
    const QString left_words = known ? Wording::left(flight_.seconds_left) : QString();
    const QString time = known ? Wording::duration(flight_.seconds_left) : QString();
    const QString rate = flight_.rate > 0 ? Wording::rate(static_cast<quint64>(flight_.rate)) : QString();
    if (moving) {
        // Where it is narrow the rate goes first.
        for (const QString& form : {joined(rate, left_words), left_words, time}) {
            if (text_width(form, Type::Meta) > room) continue;
            paint_line_right(painter, right, top + 1, form, Type::Meta, color(Token::Ink2));
            break;
        }
        paint_bar(painter, QRectF(left, top + small + px(6), right - left, kBar), flight_.progress,
                  Token::Accent, true);
    }
    paint_line(painter, left, top, right - left, words, Type::Small, color(Token::Ink));
    if (hasFocus()) paint_focus_ring(painter, QRectF(rect()).adjusted(5, 5, -5, -5), 4);
}

PersonHead::PersonHead(Token ground, QWidget* parent) : QAbstractButton(parent), ground_(ground) {
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    themed(this, [this] {
        updateGeometry();
        update();
    });
    faced(this);
    ringed(this, 8);
}

void PersonHead::set_look(const Look& look, Type name_type) {
    name_type_ = name_type;
    if (look == look_) return;
    look_ = look;
    setAccessibleName(look.second.isEmpty() ? look.name : Wording::clauses({look.name, look.second}));
    update();
}

QSize PersonHead::sizeHint() const {
    return {static_cast<int>(px(200)), static_cast<int>(px(kHead)) - 12};
}
QSize PersonHead::minimumSizeHint() const {
    return {static_cast<int>(px(kAvatar)), sizeHint().height()};
}

void PersonHead::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = px(kAvatar);
    const QRectF avatar(0, (height() - side) / 2, side, side);
    AvatarLook look;
    look.id = look_.id;
    look.name = look_.name;
    look.shape = look_.shield  ? AvatarShape::Shield
                 : look_.group ? AvatarShape::Group
                 : look_.notes ? AvatarShape::Notes
                               : AvatarShape::Person;
    look.gone = look_.presence == control::Presence::Offline && !look_.shield;
    paint_avatar(painter, avatar, look);
    paint_presence(painter, avatar, look_.presence, color(ground_));
    const double left = avatar.right() + (name_type_ == Type::Head ? 12 : 10);
    const double first = theme().line_height(name_type_);
    const double second = theme().line_height(Type::Meta);
    const bool two = !look_.second.isEmpty();
    const double top = std::round((height() - first - (two ? second : 0)) / 2);
    double icons = look_.verified ? px(kShield) + 6 : 0;
    if (!look_.chip.isEmpty()) icons += chip_width(look_.chip) + 6;
    double x =
        left +
        paint_line(painter, left, top, width() - left - icons, look_.name, name_type_, color(Token::Ink)) + 6;
    if (look_.verified) {
        const double shield = px(kShield);
        paint_icon(painter, QRectF(x, top + (first - shield) / 2, shield, shield), u"verified"_s,
                   color(Token::Ok));
        x += shield + 6;
    }
    if (!look_.chip.isEmpty() && look_.alarming) {
        const double tall = px(16);
        const QRectF box(x, top + (first - tall) / 2, text_width(look_.chip, Type::MicroHeavy) + 2 * px(6),
                         tall);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::DangerSoft));
        painter.drawRoundedRect(box, 5, 5);
        paint_line(painter, box.left() + px(6),
                   box.center().y() - theme().line_height(Type::MicroHeavy) / 2.0, box.width(), look_.chip,
                   Type::MicroHeavy, color(Token::Danger));
    } else if (!look_.chip.isEmpty()) {
        paint_chip(painter, x, top + first / 2, look_.chip);
    }
    if (two)
        paint_line(painter, left, top + first, width() - left, look_.second, Type::Meta, color(Token::Ink2));
}

}  // namespace culver::desktop
