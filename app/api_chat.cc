// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "app/message_rows.h"

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
control::MessagePage page_of(const std::vector<Message>& messages, const NameOf& name_of, bool is_full) {
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
        page.messages.push_back(message_row(*message, name_of));
        first = stored;
    }
    std::ranges::reverse(page.messages);
    if (is_full && first != nullptr) page.earlier = cursor_of(*first);
    return page;
}

}  // namespace

control::Answered<method::ChatSay> Api::answer(method::ChatSay request) {
    auto peers = co_await who_all(std::move(request.peers), request.accept_new);
    if (!peers) co_return std::unexpected(std::move(peers.error()));
    control::SaidList said;
    for (const auto& peer : *peers) {
        remember(peer);
        auto message = co_await parts_.chat.say(peer, request.text);
        if (!message) co_return control::refuse(message.error());
        said.messages.push_back(said_row(*message, [this](const PeerKey& key) { return name_of(key); }));
    }
    co_return said;
}

control::Answered<method::ChatHistory> Api::answer(method::ChatHistory request) {
    auto peer = co_await who(std::move(request.peer), false);
    if (!peer) co_return std::unexpected(std::move(peer.error()));
    store::HistoryQuery query;
    query.conversation = ConversationId::with(*peer);
    query.limit = std::min(request.limit, kMaxPageRows);
    query.since = milliseconds(request.since);
    query.search = request.search.value_or("");
    if (request.before) {
        query.before = parse_cursor(*request.before);
        if (!query.before)
            co_return control::refuse(Outcome::Usage, "The parameter before is no cursor of this node.");
    }
    const bool is_cut = request.limit > kMaxPageRows;
    const std::size_t asked = query.limit;
    auto messages = co_await parts_.chat.history(std::move(query));
    if (!messages) co_return control::refuse(messages.error());
    co_return page_of(
        *messages, [this](const PeerKey& key) { return name_of(key); }, is_cut && messages->size() == asked);
}

control::Answered<method::ChatSearch> Api::answer(method::ChatSearch request) {
    store::SearchQuery query;
    query.text = request.text;
    query.since = milliseconds(request.since);
    query.until = milliseconds(request.until);
    query.limit = std::min(request.limit, kMaxPageRows);
    if (request.in) {
        auto peer = co_await who(*request.in, false);
        if (!peer) co_return std::unexpected(std::move(peer.error()));
        query.in = ConversationId::with(*peer);
    }
    if (request.from) {
        auto peer = co_await who(*request.from, false);
        if (!peer) co_return std::unexpected(std::move(peer.error()));
        query.from = *peer;
    }
    auto hits = co_await parts_.chat.search(std::move(query));
    if (!hits) co_return control::refuse(hits.error());
    auto page = page_of(*hits, [this](const PeerKey& key) { return name_of(key); }, false);
    page.earlier.reset();  // hits stand in many conversations: a place in one of them is no cursor
    co_return page;
}

control::Answered<method::ChatMarkRead> Api::answer(method::ChatMarkRead request) {
    auto peer = co_await who(std::move(request.peer), false);
    if (!peer) co_return std::unexpected(std::move(peer.error()));
    std::optional<MessageId> up_to;
    if (request.up_to) {
        up_to = MessageId::parse(*request.up_to);
        if (!up_to) co_return control::refuse(Outcome::NoSuchMessage, "There is no message with this id.");
    }
    auto marked = co_await parts_.chat.mark_read(ConversationId::with(*peer), up_to);
    if (!marked) co_return control::refuse(marked.error());
    co_return control::Nothing{};
}

}  // namespace culver::app
