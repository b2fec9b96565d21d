// SPDX-License-Identifier: Apache-2.0
// Notices: messages that stay until they are confirmed. A line above the words says so; below them stands the
// button, or who has confirmed.
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/bubble.h"
#include "ui/desktop/view/bubble_measures.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;
using namespace measure;

namespace {

struct Talk {
    Q_DECLARE_TR_FUNCTIONS(Conversation)
};

constexpr double kButton = 28;
constexpr double kButtonPadding = 12;
constexpr double kButtonRadius = 8;
constexpr double kIcon = 14;
constexpr double kLabelPadding = 8;
constexpr double kLabelPaddingY = 2;
constexpr double kLabelRadius = 8;
constexpr double kIconGap = 5;

QString confirmed_words(const ConversationItem& item, const BubbleSetting& setting, bool all) {
    const auto count = static_cast<int>(item.message->confirmed_by->size());
    const int of =
        count + static_cast<int>(item.message->not_confirmed ? item.message->not_confirmed->size() : 0);
    if (!item.own) return Talk::tr("You confirmed this");
    if (count == 0) return Talk::tr("Nobody has confirmed yet");
    if (!setting.group && all)
        return Talk::tr("Confirmed by %1").arg(Wording::given_name(setting.other_name));
    return Talk::tr("Confirmed by %1").arg(Wording::so_many(count, of));
}

}  // namespace

// Whether it is one; notice_ and confirm_ have their sizes then.
bool Bubble::measure_notice(const ConversationItem& item, const BubbleSetting& setting) {
    if (!item.message || item.message->kind != control::MessageKind::Notice || !item.message->confirmed_by)
        return false;
    const auto& message = *item.message;
    const bool by_me =
        std::ranges::find(*message.confirmed_by, setting.own_id.toStdString()) != message.confirmed_by->end();
    confirms_ = !item.own && !by_me;
    confirmed_ =
        !message.confirmed_by->empty() && (by_me || !message.not_confirmed || message.not_confirmed->empty());
    const double icon = px(kIcon) + kIconGap;
    notice_ = QRectF(
        0, 0, std::ceil(icon + text_width(Talk::tr("Notice"), Type::MetaHeavy)) + 2 * px(kLabelPadding),
        theme().line_height(Type::MetaHeavy) + 2 * px(kLabelPaddingY));
    if (confirms_) {
        confirm_words_ = Talk::tr("Confirm");
        confirm_ = QRectF(0, 0, std::ceil(text_width(confirm_words_, Type::Small)) + 2 * px(kButtonPadding),
                          px(kButton));
    } else {
        confirm_words_ = confirmed_words(item, setting, confirmed_);
        confirm_ =
            QRectF(0, 0, icon + text_width(confirm_words_, Type::Meta), theme().line_height(Type::Meta));
    }
    return true;
}

// Their tops are known; the boxes of the words to both sides.
void Bubble::place_notice(const BubbleSetting& setting, double left, double width) {
    notice_.translate(left, body_.top());
    confirm_.moveTopLeft(QPointF(left, body_.top() + confirm_.top()));
    if (!confirms_) confirm_.setWidth(std::min(confirm_.width() + 1, width));
    if (confirms_)
        spots_.push_back({Act::Confirm, {}, confirm_, confirm_words_, {}});
    else if (setting.group)
        spots_.push_back({Act::ShowWho, {}, confirm_, Talk::tr("Who has it"), {}});
}

void Bubble::paint_notice(QPainter& painter, const BubbleState& state) const {
    const double icon = px(kIcon);
    const auto marked = [&](const QRectF& box, const QString& sign, const QString& words, Type type,
                            const QColor& ink) {
        paint_icon(painter, QRectF(box.left(), box.center().y() - icon / 2, icon, icon), sign, ink);
        paint_line(painter, box.left() + icon + kIconGap, box.top(), box.width() - icon - kIconGap + 1, words,
                   type, ink);
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::WarnSoft));
    painter.drawRoundedRect(notice_, kLabelRadius, kLabelRadius);
    const double out = px(kLabelPadding), above = px(kLabelPaddingY);
    marked(notice_.adjusted(out, above, -out, -above), u"bell"_s, Talk::tr("Notice"), Type::MetaHeavy,
           color(Token::Warn));
    if (!confirms_) {
        return marked(confirm_, confirmed_ ? u"seal"_s : u"clock"_s, confirm_words_, Type::Meta,
                      color(confirmed_ ? Token::Ok : Token::Ink2));
    }
    const bool hot = state.hot != nullptr && state.hot->act == Act::Confirm;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(hot ? Token::AccentHover : Token::Accent));
    painter.drawRoundedRect(confirm_, kButtonRadius, kButtonRadius);
    const double words = text_width(confirm_words_, Type::Small);
    paint_line(painter, confirm_.center().x() - words / 2,
               confirm_.center().y() - theme().line_height(Type::Small) / 2.0, words + 1, confirm_words_,
               Type::Small, color(Token::OnAccent));
}

}  // namespace culver::desktop
