// SPDX-License-Identifier: Apache-2.0
// Measuring; bubble_paint.cc paints what is placed here.
#include "ui/desktop/view/bubble.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/bubble_measures.h"
#include "ui/desktop/view/file_card.h"
#include "ui/desktop/view/pictures.h"

#include <QCoreApplication>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;
using namespace measure;

namespace {

struct Talk {
    Q_DECLARE_TR_FUNCTIONS(Conversation)
};

const control::AttachmentRow* attachment_of(const ConversationItem& item) {
    return item.message && item.message->attachment ? &*item.message->attachment : nullptr;
}

bool is_recalled(const ConversationItem& item) {
    return item.message && item.message->state == control::MessageState::Recalled;
}

bool is_picture(const ConversationItem& item, const BubbleSetting& setting) {
    const auto* row = attachment_of(item);
    return row != nullptr && row->kind == control::AttachmentKind::Picture && setting.pictures != nullptr &&
           row->state != control::AttachmentState::Gone && row->state != control::AttachmentState::Offered;
}

bool is_voice(const ConversationItem& item) {
    const auto* row = attachment_of(item);
    return row != nullptr && row->kind == control::AttachmentKind::Voice &&
           row->state == control::AttachmentState::Here;
}

bool is_card(const ConversationItem& item, const BubbleSetting& setting) {
    return item.transfer || (attachment_of(item) != nullptr && !is_picture(item, setting) && !is_voice(item));
}

double gutter_of(const ConversationItem& item, const BubbleSetting& setting) {
    return setting.group && !item.own ? author_side(setting) + kAvatarGap : 0;
}

double room_of(const ConversationItem& item, const BubbleSetting& setting) {
    return setting.width - 2 * kMargin - gutter_of(item, setting);
}

double max_width_of(const ConversationItem& item, const BubbleSetting& setting) {
    return std::floor(
        std::max(80.0, std::min({px(kMaxWidth), setting.width * kMaxShare, room_of(item, setting)})));
}

double padding_y() {
    return px(theme().chinese() ? kPaddingYChinese : kPaddingY);
}

QString time_of(const ConversationItem& item) {
    return Wording::clock(item.when);
}

// The names that may stand behind an @ in the words: whole and given.
QStringList mention_names(const ConversationItem& item, const BubbleSetting& setting) {
    QStringList names;
    if (!item.message) return names;
    for (const std::string& id : item.message->mentions) {
        const QString name = setting.name_of ? setting.name_of(QString::fromStdString(id)) : QString();
        names << name << Wording::given_name(name);
    }
    if (item.message->mentions_all) names << Talk::tr("all") << u"all"_s;
    names.removeDuplicates();
    return names;
}

}  // namespace

// Wrapped as paint_system_line() does: words that do not fit go to the next line as a whole.
static double system_text_height(const QString& words, double room) {
    const QRectF box(0, 0, std::clamp(text_width(words, Type::Meta), 1.0, std::max(1.0, room)) + 1, 10'000);
    const QRectF used = QFontMetricsF(theme().font(Type::Meta)).boundingRect(box, Qt::TextWordWrap, words);
    return std::max<double>(std::ceil(used.height()), theme().line_height(Type::Meta));
}

CardFacts card_facts(const ConversationItem& item, const BubbleSetting& setting) {
    const QString time = time_of(item);
    if (item.transfer) {
        const QString other = setting.other_name.isEmpty()
                                  ? safe_line(item.transfer->peer_name.value_or(std::string()))
                                  : setting.other_name;
        CardFacts facts =
            facts_of(*item.transfer, item.receivers.isEmpty() ? Wording::given_name(other) : item.receivers,
                     item.progress, item.seconds_left, time);
        if (facts.offer && setting.free_room) facts.free_room = setting.free_room();
        const bool several = item.transfer->paths.size() > 1 && !facts.offer;
        facts.files = several ? static_cast<int>(item.transfer->paths.size()) : 0;
        facts.unfolded = several && setting.unfolded && setting.unfolded(item.key);
        if (item.transfers.size() > 1) {
            Spot who;
            who.act = Act::ShowWho;
            who.tip = Talk::tr("Who has it");
            who.icon = u"people"_s;
            facts.buttons.insert(facts.buttons.begin(), who);
            if (item.transfer->state == control::TransferState::Done && !facts.line.words.isEmpty()) {
                const QString people =
                    Talk::tr("to %n people", "of a file", static_cast<int>(item.transfers.size()));
                facts.line.words.prepend(facts.line.words.first() + u" · "_s + people);
            }
        }
        return facts;
    }
    const auto* attachment = attachment_of(item);
    return attachment != nullptr ? facts_of(*attachment, item.own, time) : CardFacts();
}

Bubble::Bubble(const ConversationItem& item, const BubbleSetting& setting) {
    using Kind = ConversationItem::Kind;
    switch (item.kind) {
        case Kind::Day: height_ = kDayBefore + day_pill_height() + kDayAfter; return;
        case Kind::New: height_ = kNewBefore + theme().line_height(Type::MetaHeavy) + kNewAfter; return;
        case Kind::System: {
            const double icon = px(kSystemIcon) + 6;
            words_.emplace(QString(), QStringList(), 1.0);
            const double room = setting.width - 2 * kMargin - icon;
            height_ = 2 * kSystemGap + system_text_height(item.text, room);
            return;
        }
        case Kind::Message:
        case Kind::File: measure_message(item, setting); return;
    }
}

void Bubble::measure_message(const ConversationItem& item, const BubbleSetting& setting) {
    const double max = max_width_of(item, setting);
    measure_meta(item, setting);
    if (is_recalled(item)) {
        const double width = px(16) + 8 + text_width(item.text, Type::Body) + 2 * px(kPaddingX);
        place(item, setting, std::min(max, std::ceil(width)),
              theme().line_height(Type::Body) + 2 * padding_y());
        meta_ = QRectF();
        meta_words_.clear();
        mark_.clear();
        measure_below(item, setting);
        return;
    }
    if (is_picture(item, setting) && !item.tiles.empty()) return measure_tiles(item, setting);
    if (is_picture(item, setting)) return measure_picture(item, setting);
    if (is_voice(item)) return measure_voice(item, setting);
    if (is_card(item, setting)) return measure_card(item, setting);

    const double pad = px(kPaddingX);
    const double inner = max - 2 * pad;
    words_.emplace(item.text, mention_names(item, setting), inner);
    double width = words_->width();
    double y = padding_y();
    const bool named = setting.group && !item.own && item.first_of_group;
    const bool notice = measure_notice(item, setting);
    if (named) {
        const double name = std::ceil(text_width(item.author_name, Type::MetaHeavy)) + 1;
        name_ = QRectF(0, y, std::min(name, inner), theme().line_height(Type::MetaHeavy));
        // The label of a notice stands behind the name, or below where there is no room.
        if (notice && name + px(kLabelGap) + notice_.width() <= inner) {
            name_.moveTop(y + (notice_.height() - name_.height()) / 2);
            notice_.moveLeft(name + px(kLabelGap));
        } else {
            y += name_.height() + kNameGap;
        }
        width = std::max(width, name_.width());
    }
    if (notice) {
        notice_.moveTop(y);
        y += notice_.height() + kLabelBelow;
        width = std::max({width, notice_.right(), confirm_.width()});
    }
    if (!item.quoted_id.isEmpty()) {
        const double words = std::max(text_width(item.quoted_author, Type::MetaHeavy),
                                      text_width(item.quoted_text, Type::Small));
        width = std::max(width, words + kQuoteLeft + kQuoteRight - 2 * kQuoteOut + 1);
        const double tall = kQuoteTop + theme().line_height(Type::MetaHeavy) +
                            theme().line_height(Type::Small) + kQuoteBottom;
        quote_ = QRectF(0, y + kQuoteBefore, 0, tall);
        y += kQuoteBefore + tall + kQuoteAfter;
    }
    const double words_top = y;
    y += words_->height();
    const bool meta_beside =
        meta_.width() > 0 && words_->last_line_width() + px(kMetaGap) + meta_.width() <= inner;
    if (meta_.width() > 0) {
        if (meta_beside) {
            width = std::max(width, words_->last_line_width() + px(kMetaGap) + meta_.width());
        } else {
            width = std::max(width, meta_.width());
            y += theme().line_height(Type::Body);
        }
    }
    width = std::min(inner, std::ceil(width));
    const double words_bottom = y;
    if (notice) {
        confirm_.moveTop(y + kConfirmGap);
        y = confirm_.bottom();
    }
    place(item, setting, width + 2 * pad, y + padding_y());
    const double left = body_.left() + pad;
    words_at_ = QPointF(left, body_.top() + words_top);
    if (notice) place_notice(setting, left, width);
    if (named) name_.translate(left, body_.top());
    if (quote_.height() > 0) {
        quote_ = QRectF(left - kQuoteOut, body_.top() + quote_.top(), width + 2 * kQuoteOut, quote_.height());
        spots_.push_back({Act::JumpTo, item.quoted_id, quote_, Talk::tr("Show the message"), {}});
    }
    if (meta_.width() > 0) {
        const double shift = baseline_in_line(Type::Body) - baseline_in_line(Type::Micro);
        const double line_top = body_.top() + words_bottom - theme().line_height(Type::Body);
        meta_.moveTopLeft(QPointF(left + width - meta_.width(), line_top + shift));
    }
    measure_below(item, setting);
}

void Bubble::measure_meta(const ConversationItem& item, const BubbleSetting& setting) {
    if (!item.message) return;
    const auto& message = *item.message;
    const bool unfinished = item.own && (message.state == control::MessageState::Queued ||
                                         message.state == control::MessageState::Failed);
    if (!item.last_of_group && !message.edited && !unfinished) return;
    meta_words_ = time_of(item);
    if (message.edited) meta_words_ = Talk::tr("edited") + u' ' + meta_words_;
    if (item.own && !setting.notes) {
        using control::MessageState;
        switch (message.state) {
            case MessageState::Queued: mark_ = u"clock"_s; break;
            case MessageState::Sent: mark_ = u"check"_s; break;
            case MessageState::Delivered: mark_ = u"checks"_s; break;
            case MessageState::Read:
                mark_ = u"checks"_s;
                mark_read_ = true;
                break;
            case MessageState::Failed:
                mark_ = u"warning"_s;
                mark_failed_ = true;
                break;
            default: break;
        }
    }
    double width = std::ceil(text_width(meta_words_, Type::Micro));
    if (!mark_.isEmpty()) width += kMetaIconGap + px(kMetaIcon);
    meta_ = QRectF(0, 0, width, theme().line_height(Type::Micro));
}

void Bubble::place(const ConversationItem& item, const BubbleSetting& setting, double width, double height) {
    const double top = item.first_of_group ? kGapOfGroups : kGapInGroup;
    const double left = item.own ? setting.width - kMargin - width : kMargin + gutter_of(item, setting);
    body_ = QRectF(std::round(left), top, width, std::ceil(height));
    if (setting.group && !item.own && item.last_of_group) {
        const double side = author_side(setting);
        spots_.push_back({Act::ShowPerson,
                          item.author,
                          QRectF(kMargin, body_.bottom() - side, side, side),
                          item.author_name,
                          {}});
    }
    height_ = body_.bottom();
}

void Bubble::measure_picture(const ConversationItem& item, const BubbleSetting& setting) {
    const auto& row = *attachment_of(item);
    const double pad = kPicturePadding;
    const double max = std::min(px(kPictureMaxWidth), max_width_of(item, setting) - 2 * pad);
    double width = row.width && *row.width > 0 ? static_cast<double>(*row.width) : 4;
    double height = row.height && *row.height > 0 ? static_cast<double>(*row.height) : 3;
    const double ratio = std::clamp(width / height, 1 / kPictureMaxRatio, kPictureMaxRatio);
    width = std::min(max, std::max(kPictureMinWidth, std::min(width, max)));
    if (!row.width) width = max;
    height = width / ratio;
    if (height > px(kPictureMaxHeight)) {
        height = px(kPictureMaxHeight);
        width = std::max(std::min(kPictureMinWidth, max), height * ratio);
    }
    height = std::max(kPictureMinHeight, std::round(height));
    width = std::round(width);
    double y = pad;
    const bool named = setting.group && !item.own && item.first_of_group;
    if (named) {
        // Below a name the picture is as wide as the name needs.
        y = 3 + pad;
        name_ = QRectF(0, y, 0, theme().line_height(Type::MetaHeavy));
        y += name_.height() + kNameGap;
        width = std::min(max, std::max(width, text_width(item.author_name, Type::MetaHeavy) + 16));
    }
    const double picture_top = y;
    y += height;
    double words_top = 0;
    bool meta_beside = false;
    if (!item.text.isEmpty()) {
        words_.emplace(item.text, mention_names(item, setting), max - 16);
        const double needed = words_->last_line_width() + px(kMetaGap) + meta_.width();
        meta_beside = meta_.width() > 0 && needed <= max - 16;
        width = std::min(max, std::max({width, words_->width() + 16, meta_beside ? needed + 16 : 0}));
        y += pad;
        words_top = y;
        y += words_->height();
        if (meta_.width() > 0 && !meta_beside) y += theme().line_height(Type::Body);
        y += pad;
    }
    place(item, setting, std::ceil(width) + 2 * pad, y + pad);
    const double left = body_.left() + pad;
    picture_ = QRectF(left, body_.top() + picture_top, std::ceil(width), height);
    if (named) name_ = QRectF(left + 8, body_.top() + name_.top(), std::ceil(width) - 16, name_.height());
    words_at_ = QPointF(left + 8, body_.top() + words_top);
    if (words_ && meta_.width() > 0) {
        const double shift = baseline_in_line(Type::Body) - baseline_in_line(Type::Micro);
        meta_.moveTopLeft(QPointF(picture_.right() - 8 - meta_.width(),
                                  body_.bottom() - 2 * pad - theme().line_height(Type::Body) + shift));
    } else if (meta_.width() > 0) {
        meta_.moveTopLeft(
            QPointF(picture_.right() - 14 - meta_.width(), picture_.bottom() - 10 - meta_.height()));
    }
    if (row.path) {
        spots_.push_back(
            {Act::OpenPicture, QString::fromStdString(*row.path), picture_, Talk::tr("Open picture"), {}});
    }
    measure_below(item, setting);
}

namespace {

// Where two to four pictures lie in a box of that width: two beside each other, a large one with two, a
// square.
std::vector<QRectF> tiles_in(double width, std::size_t count) {
    const double gap = kTileGap;
    const double half = std::floor((width - gap) / 2), rest = width - half - gap;
    if (count == 2) return {{0, 0, half, half}, {half + gap, 0, rest, half}};
    if (count == 3) {
        const double large = std::round((width - gap) * 2 / 3), small = width - large - gap;
        const double tall = std::round(width * 2 / 3), upper = std::floor((tall - gap) / 2);
        return {{0, 0, large, tall},
                {large + gap, 0, small, upper},
                {large + gap, upper + gap, small, tall - upper - gap}};
    }
    const double tall = std::round(half * 3 / 4);
    return {{0, 0, half, tall},
            {half + gap, 0, rest, tall},
            {0, tall + gap, half, tall},
            {half + gap, tall + gap, rest, tall}};
}

}  // namespace

void Bubble::measure_tiles(const ConversationItem& item, const BubbleSetting& setting) {
    const double pad = kPicturePadding;
    const double width = std::floor(std::min(px(kPictureMaxWidth), max_width_of(item, setting) - 2 * pad));
    tiles_ = tiles_in(width, item.tiles.size() + 1);
    double y = pad;
    const bool named = setting.group && !item.own && item.first_of_group;
    if (named) {
        name_ = QRectF(0, y + 3, 0, theme().line_height(Type::MetaHeavy));
        y += 3 + name_.height() + kNameGap;
    }
    const double tall = tiles_.back().bottom();
    place(item, setting, width + 2 * pad, y + tall + pad);
    picture_ = QRectF(body_.left() + pad, body_.top() + y, width, tall);
    if (named) name_ = QRectF(picture_.left() + 8, body_.top() + name_.top(), width - 16, name_.height());
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        tiles_[i].translate(picture_.topLeft());
        const ConversationItem& one = i < item.tiles.size() ? *item.tiles[i] : item;
        const auto* row = attachment_of(one);
        if (row == nullptr || !row->path) continue;
        spots_.push_back(
            {Act::OpenPicture, QString::fromStdString(*row->path), tiles_[i], Talk::tr("Open picture"), {}});
    }
    if (meta_.width() > 0) {
        meta_.moveTopLeft(
            QPointF(picture_.right() - 14 - meta_.width(), picture_.bottom() - 10 - meta_.height()));
    }
    measure_below(item, setting);
}

int Bubble::tile_at(QPointF point) const {
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        if (tiles_[i].contains(point)) return static_cast<int>(i);
    }
    return -1;
}

void Bubble::measure_voice(const ConversationItem& item, const BubbleSetting& setting) {
    const auto& row = *attachment_of(item);
    const double width = std::min(px(kVoiceWidth), max_width_of(item, setting));
    double y = px(kVoicePadding);
    const bool named = setting.group && !item.own && item.first_of_group;
    if (named) {
        name_ = QRectF(0, y - 2, 0, theme().line_height(Type::MetaHeavy));
        y += name_.height() + kNameGap;
    }
    const double disc = px(kVoiceDisc);
    const double meta_top = y + disc + 2;
    place(item, setting, width, meta_top + theme().line_height(Type::Meta) + px(kVoicePadding));
    const double left = body_.left() + px(kPaddingX);
    const double right = body_.right() - px(kPaddingX);
    if (named) name_ = QRectF(left, body_.top() + name_.top(), right - left, name_.height());
    const QRectF button(left, body_.top() + y, disc, disc);
    voice_ = QRectF(button.right() + px(12), button.top(), right - button.right() - px(12), disc);
    spots_.push_back({Act::PlayVoice,
                      QString::fromStdString(row.path.value_or(std::string())),
                      button,
                      Talk::tr("Play or pause"),
                      {}});
    spots_.push_back({Act::SeekVoice, spots_.back().target, voice_, {}, {}});
    meta_.moveTopLeft(QPointF(right - meta_.width(), body_.top() + meta_top + 1));
    measure_below(item, setting);
}

void Bubble::measure_card(const ConversationItem& item, const BubbleSetting& setting) {
    const double width = FileCard::width(room_of(item, setting));
    const CardFacts facts = card_facts(item, setting);
    std::vector<Spot> spots;
    double height = FileCard::measure(facts, width, spots, card_texts_);
    if (facts.unfolded) {
        card_files_ = files_of(*item.transfer, FileCard::kMostFiles);
        height = FileCard::measure_files(card_files_, facts.files, height, width, spots, card_texts_);
    }
    double shift = 0;
    const bool named = setting.group && !item.own && item.first_of_group;
    // The name and the card share a little of their padding.
    if (named) shift = theme().line_height(Type::MetaHeavy) - 2;
    double y = height + shift;
    if (!item.text.isEmpty() && item.message) {
        words_.emplace(item.text, mention_names(item, setting), width - 2 * px(kPaddingX));
        y += words_->height();
    }
    // The proof names the time; other cards say it when hovered.
    meta_ = QRectF();
    meta_words_.clear();
    mark_.clear();
    if (words_) y += padding_y();
    place(item, setting, width, y);
    words_at_ = QPointF(body_.left() + px(kPaddingX), body_.top() + shift + height);
    card_ = body_.adjusted(0, shift, 0, 0);
    card_.setHeight(height);
    if (named)
        name_ = QRectF(body_.left() + px(kPaddingX), body_.top() + padding_y(), width - 2 * px(kPaddingX),
                       theme().line_height(Type::MetaHeavy));
    for (Spot& one : spots) {
        one.box.translate(card_.topLeft());
        spots_.push_back(one);
    }
    for (QRectF& box : card_texts_) box.translate(card_.topLeft());
    measure_below(item, setting);
}

// The first few signs as they are seen: an emoji may be made of many characters.
static QString first_signs(const QString& text, int most) {
    QTextBoundaryFinder signs(QTextBoundaryFinder::Grapheme, text);
    for (int i = 0; i < most && signs.position() < text.size(); ++i) signs.toNextBoundary();
    return text.left(signs.position());
}

void Bubble::measure_below(const ConversationItem& item, const BubbleSetting& setting) {
    if (item.message && !item.message->reactions.empty() && !is_recalled(item)) {
        const auto& rows = item.message->reactions;
        const double tall = px(kReaction);
        const double top = body_.bottom() - kReactionOverlap;
        double width = 0;
        const auto add = [&](const QString& sign, const QString& count, bool own) {
            double wide = px(6) + px(8) + text_width(count, own ? Type::MetaHeavy : Type::Meta);
            if (!sign.isEmpty()) wide += text_width(sign, Type::Body) + px(4);
            chips_.push_back({sign, count, own, QRectF(width, top, std::ceil(wide), tall)});
            width += std::ceil(wide) + kReactionGap;
        };
        for (std::size_t i = 0; i < rows.size() && i < kReactionKinds; ++i) {
            const bool own = std::ranges::find(rows[i].by, setting.own_id.toStdString()) != rows[i].by.end();
            add(first_signs(safe_line(rows[i].reaction), kReactionSigns), QString::number(rows[i].by.size()),
                own);
        }
        if (rows.size() > kReactionKinds) add({}, u"+%1"_s.arg(rows.size() - kReactionKinds), false);
        width -= kReactionGap;
        const double left = item.own ? body_.right() - kReactionIn - width : body_.left() + kReactionIn;
        for (std::size_t i = 0; i < chips_.size(); ++i) {
            chips_[i].box.translate(left, 0);
            if (chips_[i].sign.isEmpty()) continue;
            QStringList names;
            for (const std::string& id : rows[i].by) {
                if (setting.name_of) names << setting.name_of(QString::fromStdString(id));
            }
            spots_.push_back({Act::React,
                              QString::fromStdString(rows[i].reaction),
                              chips_[i].box,
                              Wording::names(names.mid(0, 10)),
                              {}});
        }
        height_ = top + tall;
    }
    if (!item.own || !item.message || setting.notes) return;
    const bool failed = item.message->state == control::MessageState::Failed;
    const bool waits =
        item.message->state == control::MessageState::Queued && item.last_of_group && setting.other_gone;
    if (failed) {
        below_ = Talk::tr("Not sent. Try again");
    } else if (waits) {
        below_ = Talk::tr("Will get it when back");
    } else if (item.newest_read) {
        below_ = setting.group ? Talk::tr("Read by %n", nullptr, static_cast<int>(item.read_by.size()))
                               : Talk::tr("Read");
    }
    if (below_.isEmpty()) return;
    const double tall =
        setting.group && item.newest_read ? px(kReaderAvatar) : theme().line_height(Type::Meta);
    const double width = std::ceil(text_width(below_, Type::Micro));
    below_box_ = QRectF(body_.right() - width, height_ + kReaderGap, width, tall);
    height_ = below_box_.bottom() + px(kBelowGap);
    if (failed) spots_.push_back({Act::SayAgain, {}, below_box_, Talk::tr("Try again"), {}});
    if (!failed && setting.group && item.newest_read) {
        // The faces before the words are pressed too.
        const double faces =
            std::min<double>(kReaders, static_cast<double>(item.read_by.size())) * (px(kReaderAvatar) + 3) +
            6;
        spots_.push_back(
            {Act::ShowWho, {}, below_box_.adjusted(-faces, 0, 0, 0), Talk::tr("Who has it"), {}});
    }
}

std::vector<QRectF> Bubble::text_boxes() const {
    std::vector<QRectF> boxes = card_texts_;
    if (words_) {
        for (const QRectF& line : words_->line_boxes()) boxes.push_back(line.translated(words_at_));
    }
    for (const QRectF& one : {name_, quote_, meta_, picture_, notice_, confirm_}) {
        if (!one.isEmpty()) boxes.push_back(one);
    }
    return boxes;
}

double author_side(const BubbleSetting& setting) {
    return px(setting.width < px(kNarrowColumn) ? kSmallAvatar : kAvatar);
}

double day_pill_height() {
    return px(kDayHeight);
}

}  // namespace culver::desktop
