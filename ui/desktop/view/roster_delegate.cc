// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/roster_delegate.h"

#include "ui/desktop/look/paint.h"

#include <QLocale>
#include <QPainter>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr double kMargin = 8;
constexpr double kPadding = 8;
constexpr double kGap = 1;
constexpr double kRadius = 10;
constexpr double kRow = 52;
constexpr double kCompactRow = 36;
constexpr double kAvatar = 36;
constexpr double kCompactAvatar = 24;
constexpr double kAvatarGap = 10;
constexpr double kShield = 14;
constexpr double kNameGap = 5;
constexpr double kLeastName = 96;  // px: below it the chip goes to the second line
constexpr double kBadgeGap = 6;
constexpr double kSection = 30;
constexpr double kChevron = 14;
constexpr double kSectionLeft = 14;
constexpr double kSectionRight = 16;
constexpr double kDepth = 12;  // each level of departments

bool is_gone(const RosterRow& row) {
    return row.kind == RosterRow::Kind::Person && row.presence == control::Presence::Offline;
}

}  // namespace

RosterDelegate::RosterDelegate(RowOf row_of, QObject* parent)
    : QStyledItemDelegate(parent), row_of_(std::move(row_of)) {}

QSize RosterDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    if (row_of_(index.row()).kind == RosterRow::Kind::Section) return {0, static_cast<int>(px(kSection))};
    return {0, static_cast<int>(px(compact_ ? kCompactRow : kRow) + kGap)};
}

void RosterDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const RosterRow& row = row_of_(index.row());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(option.rect).adjusted(kMargin, 0, -kMargin, -kGap);
    QColor ground = color(Token::Window);
    if (row.kind != RosterRow::Kind::Section) {
        if (option.state & QStyle::State_Selected) {
            ground = color(Token::Selected);
        } else if (option.state & QStyle::State_MouseOver) {
            ground = color(Token::Hover);
        }
        painter->setPen(Qt::NoPen);
        painter->setBrush(ground);
        painter->drawRoundedRect(box, kRadius, kRadius);
        paint_person(*painter, box, row, ground);
    } else {
        paint_section(*painter, option.rect, row);
    }
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
        // Inside the row, where nothing cuts it.
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(color(Token::Focus), 2));
        painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), kRadius - 1, kRadius - 1);
    }
    painter->restore();
}

void RosterDelegate::paint_section(QPainter& painter, const QRectF& box, const RosterRow& row) const {
    const double icon = px(kChevron);
    const double line = theme().line_height(Type::MetaHeavy);
    const double top = box.top() + px(6);
    const double left = box.left() + kSectionLeft + row.depth * kDepth;
    paint_icon(painter, QRectF(left, top + (line - icon) / 2, icon, icon),
               row.folded ? u"right"_s : u"down"_s, color(Token::Ink3));
    double right = box.right() - kSectionRight;
    right -= paint_badges(painter, right, top + line / 2, row);
    if (row.total > 0) {
        const QString total = QLocale().toString(row.total);
        const QString count =
            row.present < 0 ? total : tr("%1 of %2").arg(QLocale().toString(row.present), total);
        paint_line_right(painter, right, top, count, Type::Meta, color(Token::Ink3));
        right -= text_width(count, Type::Meta) + px(8);
    }
    const double text = left + icon + px(4);
    paint_line(painter, text, top, right - text, row.name, Type::MetaHeavy, color(Token::Ink2));
}

void RosterDelegate::paint_person(QPainter& painter, const QRectF& box, const RosterRow& row,
                                  const QColor& ground) const {
    const double side = px(compact_ ? kCompactAvatar : kAvatar);
    const QRectF avatar(box.left() + kPadding, box.top() + (box.height() - side) / 2, side, side);
    AvatarLook look;
    look.id = row.id;
    look.name = row.name;
    look.shape = row.key_changed                      ? AvatarShape::Shield
                 : row.kind == RosterRow::Kind::Group ? AvatarShape::Group
                 : row.kind == RosterRow::Kind::Notes ? AvatarShape::Notes
                                                      : AvatarShape::Person;
    look.gone = is_gone(row) && !row.key_changed;
    paint_avatar(painter, avatar, look);
    if (row.kind == RosterRow::Kind::Person) paint_presence(painter, avatar, row.presence, ground);
    const double left = avatar.right() + kAvatarGap;
    const double right = box.right() - kPadding;
    const double first = theme().line_height(Type::Strong);
    const double second = theme().line_height(Type::Second);
    bool chip_below = false;
    if (compact_) {
        const double width = paint_badges(painter, right, box.center().y(), row);
        paint_first_line(painter,
                         QRectF(left, box.top() + (box.height() - first) / 2, right - left - width, first),
                         row, chip_below);
        return;
    }
    const double top = box.top() + std::floor((box.height() - first - second) / 2);
    paint_first_line(painter, QRectF(left, top, right - left, first), row, chip_below);
    paint_second_line(painter, QRectF(left, top + first, right - left, second), row, chip_below);
}

void RosterDelegate::paint_first_line(QPainter& painter, const QRectF& line, const RosterRow& row,
                                      bool& chip_below) const {
    double right = line.right();
    if (!row.time.isEmpty()) {
        const double shift = baseline_in_line(Type::Strong) - baseline_in_line(Type::Micro) - 1;
        paint_line_right(painter, right, line.top() + shift, row.time, Type::Micro, color(Token::Ink3));
        right -= text_width(row.time, Type::Micro) + kNameGap;
    }
    const bool shield = row.verified && !row.key_changed;
    const double icons = (shield ? px(kShield) + kNameGap : 0) + (row.muted ? px(kShield) + kNameGap : 0);
    const double chip = row.chip.isEmpty() ? 0 : chip_width(row.chip) + kNameGap;
    const Type type = row.unread > 0 ? Type::Unread : Type::Strong;
    const double name = text_width(row.name, type);
    const double room = right - line.left() - icons;
    chip_below = chip > 0 && room - chip < std::min(name, px(kLeastName));
    const double name_room = chip_below ? room : room - chip;
    double x = line.left() +
               paint_line(painter, line.left(), line.top(), name_room, row.name, type,
                          color(is_gone(row) ? Token::Ink2 : Token::Ink)) +
               kNameGap;
    const auto add_icon = [&](const QString& icon, Token token) {
        const double side = px(kShield);
        paint_icon(painter, QRectF(x, line.top() + (line.height() - side) / 2, side, side), icon,
                   color(token));
        x += side + kNameGap;
    };
    if (shield) add_icon(u"verified"_s, Token::Ok);
    if (row.muted) add_icon(u"belloff"_s, Token::Ink3);
    if (chip > 0 && !chip_below) paint_chip(painter, x, line.center().y(), row.chip);
}

double RosterDelegate::paint_badges(QPainter& painter, double right, double y, const RosterRow& row) const {
    double used = 0;
    if (row.unread > 0) {
        const QString count = badge_words(row.unread);
        used +=
            paint_badge(painter, right, y, count, row.muted ? Token::LineStrong : Token::Accent) + kBadgeGap;
    }
    if (row.mentioned) used += paint_badge(painter, right - used, y, u"@"_s, Token::Iris) + kBadgeGap;
    return used;
}

void RosterDelegate::paint_second_line(QPainter& painter, const QRectF& line, const RosterRow& row,
                                       bool chip_below) const {
    const double right = line.right() - paint_badges(painter, line.right(), line.center().y(), row);
    double x = line.left();
    if (chip_below) x += paint_chip(painter, x, line.center().y(), row.chip) + kBadgeGap;
    if (row.draft) {
        x += paint_line(painter, x, line.top(), right - x, tr("Draft:") + u' ', Type::Second,
                        color(Token::Danger));
    }
    const Token ink = row.key_changed  ? Token::Danger
                      : row.typing     ? Token::Accent
                      : row.unread > 0 ? Token::Ink
                                       : Token::Ink2;
    paint_line(painter, x, line.top(), right - x, row.preview, Type::Second, color(ink));
}

}  // namespace culver::desktop
