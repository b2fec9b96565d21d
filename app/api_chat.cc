// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "app/chat_refusal.h"
#include "app/foreign.h"
#include "app/message_rows.h"
#include "chat/draft.h"
#include "chat/errors.h"

#include <algorithm>

namespace culver::app {

using control::Outcome;
using control::Reply;
namespace method = control::method;

namespace {

// A page stays far below the longest line a face reads: the rest comes with the cursor.
constexpr std::size_t kMaxPageBytes = 1u << 20;
constexpr std::uint64_t kMaxPageRows = 1'000;

std::optional<std::int64_t> milliseconds(const control::Time& time) {
    return time ? std::optional(to_milliseconds(*time)) : std::nullopt;
}

// The newest messages that fit, oldest first; the cursor tells whether there may be more above.
template <class Message>
control::MessagePage page_of(const std::vector<Message>& messages, const RowContext& context, bool is_full) {
    control::MessagePage page;
    std::size_t bytes = 0;
    const store::StoredMessage* first = nullptr;
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
        const store::StoredMessage* stored = nullptr;
        if constexpr (std::same_as<Message, store::SearchHit>)
            stored = &message->message;
        else
            stored = &*message;
        bytes += stored->text.size();
        if (bytes > kMaxPageBytes && first != nullptr) {
            is_full = true;
            break;
        }
        page.messages.push_back(message_row(*message, context));
        first = stored;
    }
    std::ranges::reverse(page.messages);
    if (is_full && first != nullptr) page.earlier = cursor_of(*first);
    return page;
}

// The first messages that fit; the cursors tell where the pages around begin.
control::MessagePage forward_page_of(const std::vector<store::StoredMessage>& messages,
                                     const RowContext& context, bool is_full) {
    control::MessagePage page;
    std::size_t bytes = 0;
    for (const auto& message : messages) {
        bytes += message.text.size();
        if (bytes > kMaxPageBytes && !page.messages.empty()) {
            is_full = true;
            break;
        }
        page.messages.push_back(message_row(message, context));
        if (page.messages.size() == 1) page.earlier = cursor_of(message);
        page.later = cursor_of(message);
    }
    if (!is_full) page.later.reset();
    return page;
}

}  // namespace

control::Answered<method::ChatSay> Api::answer(method::ChatSay request) {
    auto to = co_await where_all(std::move(request.peers), request.accept_new);
    if (!to) co_return std::unexpected(std::move(to.error()));
    chat::Draft draft;
    draft.kind = request.notice ? chat::OperationKind::Notice : chat::OperationKind::Text;
    draft.text = std::move(request.text);
    for (auto& word : request.mentions) {
        if (word == "all") {
            draft.mentions_all = true;
            continue;
        }
        auto mentioned = co_await who(std::move(word), false);
        if (!mentioned) co_return std::unexpected(std::move(mentioned.error()));
        draft.mentions.push_back(mentioned->id);
    }
    co_return co_await say_to_all(std::move(*to), std::move(request.reply_to), std::move(draft));
}

Task<Reply<std::vector<ConversationId>>> Api::where_all(std::vector<std::string> words, bool accept_new) {
    std::vector<ConversationId> to;
    for (auto& word : words) {
        auto conversation = co_await where(std::move(word), accept_new);
        if (!conversation) co_return std::unexpected(std::move(conversation.error()));
        to.push_back(*conversation);
    }
    if (to.empty()) co_return control::refuse(Outcome::Usage, "Say to whom.");
    co_return to;
}

Task<Reply<control::SaidList>> Api::say_to_all(std::vector<ConversationId> to, control::Text reply_to,
                                               chat::Draft draft) {
    if (reply_to) {
        if (to.size() > 1)
            co_return control::refuse(Outcome::Usage, "An answer to a message has one receiver.");
        draft.target = MessageId::parse(*reply_to);
        if (!draft.target)
            co_return control::refuse(Outcome::NoSuchMessage, "There is no message with this id.");
    }
    // What can be known before is known before anybody gets it: whoever says it again says it twice to none.
    for (const auto& conversation : to) {
        auto refusal = refuse_saying(conversation, draft);
        if (!refusal) continue;
        if (to.size() > 1) refusal->message += " Nothing was said to anybody.";
        co_return std::unexpected(std::move(*refusal));
    }
    control::SaidList said;
    std::optional<control::Refusal> first_refusal;
    bool is_any_said = false;
    for (const auto& conversation : to) {
        auto row = co_await say_in(conversation, draft);
        is_any_said |= row.has_value();
        if (!row && !first_refusal) first_refusal = row.error();
        if (!row)
            row = control::SaidRow{.message_id = {},
                                   .peer = conversation.text(),
                                   .peer_name = text_or_null(name_of(conversation)),
                                   .state = control::MessageState::Failed,
                                   .error = error_of(row.error())};
        said.messages.push_back(std::move(*row));
    }
    if (!is_any_said && first_refusal) co_return std::unexpected(std::move(*first_refusal));
    co_return said;
}

std::string Api::name_of(const ConversationId& conversation) const {
    if (!conversation.is_group()) return name_of(conversation.peer());
    const auto group = parts_.groups.find(conversation.group());
    return group ? group->name : std::string();
}

std::optional<control::Refusal> Api::refuse_saying(const ConversationId& conversation,
                                                   const chat::Draft& draft) const {
    if (!conversation.is_group()) {
        if (auto refusal = refuse_foreign(conversation.peer())) return refusal;
    }
    auto may =
        conversation.is_group() ? chat::check_draft(draft) : parts_.chat.may_say(conversation.peer(), draft);
    if (may && conversation.is_group()) may = parts_.groups.may_say(conversation.group());
    if (may) return std::nullopt;
    return refuse_chat(may.error()).error();
}

Task<Reply<control::SaidRow>> Api::say_in(ConversationId conversation, chat::Draft draft) {
    const auto names = [this](const PeerKey& key) { return name_of(key); };
    if (conversation.is_group()) {
        auto message = co_await parts_.groups.say(conversation.group(), std::move(draft));
        if (!message) co_return refuse_chat(message.error());
        auto row = said_row(*message, names);
        if (const auto group = parts_.groups.find(conversation.group())) row.peer_name = group->name;
        co_return row;
    }
    if (auto refusal = refuse_foreign(conversation.peer())) co_return std::unexpected(std::move(*refusal));
    remember(conversation.peer());
    auto message = co_await parts_.chat.say(conversation.peer(), std::move(draft));
    if (!message) co_return refuse_chat(message.error());
    if (conversation.peer().protocol != Protocol::Culver) {
        parts_.book.mark_talked(conversation.peer());
        parts_.foreign.wake(conversation.peer());
    }
    co_return said_row(*message, names);
}

control::Answered<method::ChatHistory> Api::answer(method::ChatHistory request) {
    auto conversation = co_await where(std::move(request.peer), false);
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    store::HistoryQuery query;
    query.conversation = *conversation;
    query.limit = static_cast<std::size_t>(std::min(request.limit, kMaxPageRows));
    query.since = milliseconds(request.since);
    query.until = milliseconds(request.until);
    query.search = request.search.value_or("");
    query.is_first = request.first;
    if (request.before && request.after)
        co_return control::refuse(Outcome::Usage, "Ask for the page before or after a place, not for both.");
    if (request.after) {
        query.after = parse_cursor(*request.after);
        if (!query.after)
            co_return control::refuse(Outcome::Usage, "The parameter after is no cursor of this node.");
    }
    if (request.before) {
        query.before = parse_cursor(*request.before);
        if (!query.before)
            co_return control::refuse(Outcome::Usage, "The parameter before is no cursor of this node.");
    }
    const bool is_forward = query.is_first || query.after;
    const std::size_t asked = query.limit;
    auto messages = co_await parts_.chat.history(std::move(query));
    if (!messages) co_return control::refuse(messages.error());
    if (is_forward) co_return forward_page_of(*messages, context(), messages->size() == asked);
    co_return page_of(*messages, context(), messages->size() == asked);
}

control::Answered<method::ChatSearch> Api::answer(method::ChatSearch request) {
    store::SearchQuery query;
    query.text = request.text;
    query.since = milliseconds(request.since);
    query.until = milliseconds(request.until);
    query.limit = static_cast<std::size_t>(std::min(request.limit, kMaxPageRows));
    if (request.in) {
        auto conversation = co_await where(*request.in, false);
        if (!conversation) co_return std::unexpected(std::move(conversation.error()));
        query.in = *conversation;
    }
    if (request.from) {
        auto peer = co_await who(*request.from, false);
        if (!peer) co_return std::unexpected(std::move(peer.error()));
        query.from = *peer;
    }
    if (request.before) {
        query.before = parse_cursor(*request.before);
        if (!query.before)
            co_return control::refuse(Outcome::Usage, "The parameter before is no cursor of this node.");
    }
    const std::size_t asked = query.limit;
    auto hits = co_await parts_.chat.search(std::move(query));
    if (!hits) co_return control::refuse(hits.error());
    co_return page_of(*hits, context(), hits->size() == asked);
}

control::Answered<method::ChatMarkRead> Api::answer(method::ChatMarkRead request) {
    auto conversation = co_await where(std::move(request.peer), false);
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    const auto id_in = [](const control::Text& word) {
        return word ? MessageId::parse(*word) : std::nullopt;
    };
    const auto up_to = id_in(request.up_to);
    const auto from = id_in(request.from);
    if ((request.up_to && !up_to) || (request.from && !from))
        co_return control::refuse(Outcome::NoSuchMessage, "There is no message with this id.");
    auto marked = co_await parts_.chat.mark_read(*conversation, up_to, from);
    if (!marked) co_return refuse_chat(marked.error());
    if (conversation->is_group()) parts_.groups.marked_read(conversation->group());
    co_return control::Nothing{};
}

}  // namespace culver::app
