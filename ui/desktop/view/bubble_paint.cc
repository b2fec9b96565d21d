// SPDX-License-Identifier: Apache-2.0
// Paints what bubble.cc placed.
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/bubble.h"
#include "ui/desktop/view/bubble_measures.h"
#include "ui/desktop/view/file_card.h"
#include "ui/desktop/view/pictures.h"

#include <QCoreApplication>
#include <QPainter>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;
using namespace measure;

namespace {

struct Talk {
    Q_DECLARE_TR_FUNCTIONS(Conversation)
};

constexpr float kLineShare = 0.35F;     // of the lines beside "3 new messages"
constexpr float kPlateShare = 0.55F;    // behind the time on a picture
constexpr double kWaveSmallest = 0.12;  // of a bar's full height

void paint_new_line(QPainter& painter, const QString& words, double width) {
    const double line = theme().line_height(Type::MetaHeavy);
    const double text = text_width(words, Type::MetaHeavy);
    const double left = std::round((width - text) / 2);
    const QColor accent = color(Token::Accent);
    QColor faint = accent;
    faint.setAlphaF(kLineShare);
    const double y = std::round(kNewBefore + line / 2);
    painter.fillRect(QRectF(kMargin, y, left - 12 - kMargin, 1), faint);
    painter.fillRect(QRectF(left + text + 12, y, width - kMargin - left - text - 12, 1), faint);
    paint_line(painter, left, kNewBefore, text + 1, words, Type::MetaHeavy, accent);
}

void paint_system_line(QPainter& painter, const QString& words, double width) {
    const double icon = px(kSystemIcon);
    const double line = theme().line_height(Type::Meta);
    const double room = width - 2 * kMargin - icon - 6;
    const double text = std::min(room, text_width(words, Type::Meta));
    const double left = std::round((width - text - icon - 6) / 2);
    const QColor ink = color(Token::Ink3);
    paint_icon(painter, QRectF(left, kSystemGap + (line - icon) / 2, icon, icon), u"info"_s, ink);
    painter.setFont(theme().font(Type::Meta));
    painter.setPen(ink);
    painter.drawText(QRectF(left + icon + 6, kSystemGap, text + 1, 10 * line), Qt::TextWordWrap, words);
}

}  // namespace

void paint_day_pill(QPainter& painter, double center, double top, const QString& words) {
    const double text = text_width(words, Type::Meta);
    const double tall = day_pill_height();
    const QRectF box(std::round(center - text / 2 - px(kDayPadding)), top,
                     std::ceil(text + 2 * px(kDayPadding)), tall);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::Peer));
    painter.drawRoundedRect(box, tall / 2, tall / 2);
    paint_line(painter, box.left() + px(kDayPadding), top + (tall - theme().line_height(Type::Meta)) / 2,
               text + 1, words, Type::Meta, color(Token::Ink2));
}

void Bubble::paint(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting,
                   const BubbleState& state) const {
    using Kind = ConversationItem::Kind;
    painter.setRenderHint(QPainter::Antialiasing);
    switch (item.kind) {
        case Kind::Day: paint_day_pill(painter, setting.width / 2, kDayBefore, item.text); return;
        case Kind::New: paint_new_line(painter, item.text, setting.width); return;
        case Kind::System: paint_system_line(painter, item.text, setting.width); return;
        case Kind::Message:
        case Kind::File: break;
    }
    if (state.flash > 0) {
        QColor flash = color(Token::Selected);
        flash.setAlphaF(static_cast<float>(state.flash));
        painter.fillRect(QRectF(0, body_.top() - 4, setting.width, body_.height() + 8), flash);
    }
    paint_ground(painter, item, state);
    paint_inside(painter, item, setting, state);
    paint_below(painter, item, setting, state);
    if (setting.group && !item.own && item.last_of_group) {
        AvatarLook avatar;
        avatar.id = item.author;
        avatar.name = item.author_name;
        const double side = author_side(setting);
        paint_avatar(painter, QRectF(kMargin, body_.bottom() - side, side, side), avatar);
    }
    // Those that do not say their time say it beside them when the pointer is on them.
    if (state.hovered && meta_.isEmpty() && item.when.isValid()) {
        const QString time = Wording::clock(item.when);
        const double top = body_.bottom() - theme().line_height(Type::Micro) - 6;
        if (item.own) {
            paint_line_right(painter, body_.left() - 8, top, time, Type::Micro, color(Token::Ink3));
        } else {
            paint_line(painter, body_.right() + 8, top, setting.width, time, Type::Micro, color(Token::Ink3));
        }
    }
}

void Bubble::paint_ground(QPainter& painter, const ConversationItem& item, const BubbleState& state) const {
    const double first = item.first_of_group ? kRadius : kTight;
    const QPainterPath shape = item.own ? rounded(body_, kRadius, first, kTight, kRadius)
                                        : rounded(body_, first, kRadius, kRadius, kTight);
    const bool recalled = item.message && item.message->state == control::MessageState::Recalled;
    if (recalled) {
        const QRectF inside = body_.adjusted(0.5, 0.5, -0.5, -0.5);
        const double top = item.first_of_group ? kRadius : kTight;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(Token::Line), 1));
        painter.drawPath(item.own ? rounded(inside, kRadius, top, kTight, kRadius)
                                  : rounded(inside, top, kRadius, kRadius, kTight));
    } else {
        painter.fillPath(shape, color(item.own ? Token::Own : Token::Peer));
    }
    if (!notice_.isEmpty()) {
        const QRectF inside = body_.adjusted(0.5, 0.5, -0.5, -0.5);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(Token::Warn), 1));
        painter.drawPath(item.own ? rounded(inside, kRadius, first, kTight, kRadius)
                                  : rounded(inside, first, kRadius, kRadius, kTight));
    }
    if (state.focused) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(Token::Focus), 2));
        const QRectF ring = body_.adjusted(-2, -2, 2, 2);
        painter.drawPath(item.own ? rounded(ring, kRadius + 2, first + 2, kTight + 2, kRadius + 2)
                                  : rounded(ring, first + 2, kRadius + 2, kRadius + 2, kTight + 2));
    }
}

void Bubble::paint_inside(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting,
                          const BubbleState& state) const {
    if (item.message && item.message->state == control::MessageState::Recalled) {
        const double side = px(16);
        const double line = theme().line_height(Type::Body);
        const double top = body_.top() + (body_.height() - line) / 2;
        const double left = body_.left() + px(kPaddingX);
        const QColor ink = color(Token::Ink2);
        paint_icon(painter, QRectF(left, top + (line - side) / 2, side, side), u"recall"_s, ink);
        paint_line(painter, left + side + 8, top, body_.right() - px(kPaddingX) - left - side - 8, item.text,
                   Type::Body, ink);
        return;
    }
    if (!name_.isEmpty()) {
        paint_line(painter, name_.left(), name_.top(), name_.width(), item.author_name, Type::MetaHeavy,
                   theme().hue_text(theme().hue_of(item.author)));
    }
    if (!notice_.isEmpty()) paint_notice(painter, state);
    if (!quote_.isEmpty()) paint_quote(painter, item);
    if (!picture_.isEmpty()) paint_pictures(painter, item, setting);
    if (!voice_.isEmpty()) paint_voice(painter, item, setting);
    if (!card_.isEmpty()) {
        FileCard::paint(painter, card_facts(item, setting), card_, spots_, state);
        FileCard::paint_files(painter, card_files_, card_, item.own, spots_, state);
    }
    if (words_) words_->paint(painter, words_at_, state.selected, color(Token::Ink));
    if (!meta_.isEmpty()) paint_meta(painter, item);
}

void Bubble::paint_quote(QPainter& painter, const ConversationItem& item) const {
    QColor ground = color(Token::Accent);
    ground.setAlphaF(0.08F);
    if (theme().dark()) {
        ground = Qt::white;
        ground.setAlphaF(0.06F);
    }
    painter.save();
    const QPainterPath shape = rounded(quote_, kQuoteRadius, kQuoteRadius, kQuoteRadius, kQuoteRadius);
    painter.fillPath(shape, ground);
    painter.setClipPath(shape, Qt::IntersectClip);
    painter.fillRect(QRectF(quote_.left(), quote_.top(), kQuoteBar, quote_.height()), color(Token::Accent));
    painter.restore();
    const double left = quote_.left() + kQuoteLeft;
    const double width = quote_.right() - kQuoteRight - left;
    paint_line(painter, left, quote_.top() + kQuoteTop, width, item.quoted_author, Type::MetaHeavy,
               color(Token::AccentHover));
    QString words = item.quoted_text;
    words.replace(u'\n', u' ');
    paint_line(painter, left, quote_.top() + kQuoteTop + theme().line_height(Type::MetaHeavy), width, words,
               Type::Small, color(Token::Ink2));
}

void Bubble::paint_meta(QPainter& painter, const ConversationItem& item) const {
    QColor ink = color(Token::Ink3);
    if (!picture_.isEmpty() && item.text.isEmpty()) {
        // On a picture: a plate, because nobody knows what lies below.
        QColor plate(16, 20, 28);
        plate.setAlphaF(kPlateShare);
        const QRectF box = meta_.adjusted(-7, -3, 7, 3);
        painter.setPen(Qt::NoPen);
        painter.setBrush(plate);
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
        ink = Qt::white;
    }
    const double text =
        paint_line(painter, meta_.left(), meta_.top(), meta_.width(), meta_words_, Type::Micro, ink);
    if (mark_.isEmpty()) return;
    const double side = px(kMetaIcon);
    const QColor mark = mark_failed_                     ? color(Token::Danger)
                        : mark_read_ && ink != Qt::white ? color(Token::Accent)
                                                         : ink;
    paint_icon(
        painter,
        QRectF(meta_.left() + text + kMetaIconGap, meta_.top() + (meta_.height() - side) / 2, side, side),
        mark_, mark);
}

namespace {

void paint_picture(QPainter& painter, const ConversationItem& item, const QRectF& box,
                   const QPainterPath& shape, const BubbleSetting& setting) {
    if (!item.message || !item.message->attachment) return;  // recalled since it was measured
    painter.save();
    painter.fillPath(shape, color(Token::Line));
    const auto& row = *item.message->attachment;
    const double ratio = painter.device()->devicePixelRatioF();
    QPixmap picture;
    if (row.state == control::AttachmentState::Here && row.path && setting.pictures != nullptr) {
        picture = setting.pictures->get(QString::fromStdString(*row.path), (box.size() * ratio).toSize());
    }
    if (!picture.isNull()) {
        painter.setClipPath(shape, Qt::IntersectClip);
        painter.drawPixmap(box, picture, QRectF(picture.rect()));
    } else {
        const double side = px(24);
        paint_icon(painter, QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side),
                   u"image"_s, color(Token::Ink3));
    }
    painter.restore();
}

}  // namespace

void Bubble::paint_pictures(QPainter& painter, const ConversationItem& item,
                            const BubbleSetting& setting) const {
    if (tiles_.empty()) {
        const double r = kPictureRadius;
        return paint_picture(painter, item, picture_, rounded(picture_, r, r, r, r), setting);
    }
    // What was measured with other tiles is drawn anew in a moment.
    const std::size_t count = std::min(tiles_.size(), item.tiles.size() + 1);
    for (std::size_t i = 0; i < count; ++i) {
        const QRectF& box = tiles_[i];
        const bool top = box.top() == picture_.top(), bottom = box.bottom() == picture_.bottom();
        const bool left = box.left() == picture_.left(), right = box.right() == picture_.right();
        const auto radius = [](bool outer) { return outer ? kPictureRadius : kTileInnerRadius; };
        const QPainterPath shape = rounded(box, radius(top && left), radius(top && right),
                                           radius(bottom && right), radius(bottom && left));
        paint_picture(painter, i < item.tiles.size() ? *item.tiles[i] : item, box, shape, setting);
    }
}

void Bubble::paint_voice(QPainter& painter, const ConversationItem& item,
                         const BubbleSetting& setting) const {
    if (!item.message || !item.message->attachment) return;
    const auto& row = *item.message->attachment;
    const std::optional<VoicePlace> place =
        setting.voice && row.path ? setting.voice(QString::fromStdString(*row.path)) : std::nullopt;
    const quint64 whole = std::max<quint64>(1, row.duration_ms.value_or(1));
    const double played = place ? static_cast<double>(place->milliseconds) / static_cast<double>(whole) : 0;
    for (const Spot& spot : spots_) {
        if (spot.act != Act::PlayVoice) continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Accent));
        painter.drawEllipse(spot.box);
        const double side = px(20);
        paint_icon(painter,
                   QRectF(spot.box.center().x() - side / 2 + (place && place->playing ? 0 : 1),
                          spot.box.center().y() - side / 2, side, side),
                   place && place->playing ? u"pause"_s : u"play"_s, color(Token::OnAccent));
    }
    painter.setPen(Qt::NoPen);
    const int bars = static_cast<int>(voice_.width() / kWaveStep);
    const double tall = px(22);
    for (int i = 0; i < bars; ++i) {
        double share = kWaveSmallest;
        if (!row.waveform.empty()) {
            const std::size_t at =
                static_cast<std::size_t>(i) * row.waveform.size() / static_cast<std::size_t>(bars);
            share =
                std::max(kWaveSmallest, std::min<double>(100, static_cast<double>(row.waveform[at])) / 100);
        }
        const double height = tall * share;
        painter.setBrush(color((i + 0.5) / bars < played ? Token::Accent : Token::Off));
        painter.drawRoundedRect(
            QRectF(voice_.left() + i * kWaveStep, voice_.center().y() - height / 2, kWaveBar, height),
            kWaveBar / 2, kWaveBar / 2);
    }
    const QString length = Wording::length(row.duration_ms.value_or(0));
    paint_line(
        painter, voice_.left(), voice_.bottom() + 2, voice_.width(),
        place ? Wording::length(static_cast<quint64>(place->milliseconds)) + u" / "_s + length : length,
        Type::Meta, color(Token::Ink2));
}

void Bubble::paint_below(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting,
                         const BubbleState& state) const {
    for (const Chip& chip : chips_) {
        const double radius = chip.box.height() / 2;
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Canvas));
        const double ring = kReactionRing;
        painter.drawRoundedRect(chip.box.adjusted(-ring, -ring, ring, ring), radius + ring, radius + ring);
        const bool hot = state.hot != nullptr && state.hot->act == Act::React && state.hot->box == chip.box;
        painter.setBrush(color(chip.own ? Token::AccentSoft : hot ? Token::Hover : Token::Surface));
        painter.setPen(QPen(color(chip.own ? Token::Accent : Token::Line), 1));
        painter.drawRoundedRect(chip.box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
        double x = chip.box.left() + px(6);
        const double body = theme().line_height(Type::Body);
        if (!chip.sign.isEmpty()) {
            const double top = chip.box.center().y() - body / 2.0;
            x += paint_line(painter, x, top, chip.box.width(), chip.sign, Type::Body, color(Token::Ink)) +
                 px(4);
        }
        const Type type = chip.own ? Type::MetaHeavy : Type::Meta;
        paint_line(painter, x, chip.box.center().y() - theme().line_height(type) / 2.0, chip.box.width(),
                   chip.count, type, color(chip.own ? Token::Accent : Token::Ink2));
    }
    if (below_.isEmpty()) return;
    const bool failed = item.message && item.message->state == control::MessageState::Failed;
    const double top = below_box_.top() + (below_box_.height() - theme().line_height(Type::Micro)) / 2;
    paint_line(painter, below_box_.left(), top, below_box_.width() + 1, below_, Type::Micro,
               color(failed ? Token::Danger : Token::Ink3));
    if (!setting.group || !item.newest_read || failed) return;
    const double side = px(kReaderAvatar);
    const auto shown = std::min<qsizetype>(kReaders, item.read_by.size());
    double x = below_box_.left() - 6 - static_cast<double>(shown) * (side + 3) + 3;
    for (qsizetype i = 0; i < shown; ++i) {
        AvatarLook avatar;
        avatar.id = item.read_by[i];
        avatar.name = setting.name_of ? setting.name_of(avatar.id) : QString();
        paint_avatar(painter, QRectF(x, below_box_.top(), side, side), avatar);
        x += side + 3;
    }
}

}  // namespace culver::desktop
