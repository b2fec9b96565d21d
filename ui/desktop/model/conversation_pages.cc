// SPDX-License-Identifier: Apache-2.0
// Which stretch of a conversation is loaded: the end, what one scrolls to, what one jumps to.
#include "ui/desktop/model/conversation_log.h"
#include "ui/desktop/model/text.h"

#include <algorithm>
#include <utility>

namespace culver::desktop {
namespace {

constexpr std::uint64_t kFirstPage = 60;  // fills a tall window twice
constexpr std::uint64_t kPage = 100;
// What stands loaded at most; what lies further away is asked for again when one scrolls there.
constexpr std::size_t kMaxLoaded = 1000;

}  // namespace

void ConversationModel::Log::ask(control::method::ChatHistory request, std::function<void(Page)> take) {
    ++in_flight;
    request.peer = id.toStdString();
    const int generation = generation_;
    desk.client().call(request, &model,
                       std::function([this, generation, take = std::move(take)](control::Reply<Page> reply) {
                           --in_flight;
                           if (generation != generation_) return;
                           is_fetching_ = false;
                           if (reply) take(std::move(*reply));
                       }));
}

void ConversationModel::Log::load_latest(bool told_as_jump) {
    control::method::ChatHistory request;
    request.limit = kFirstPage;
    ask(request, [this, told_as_jump](Page page) {
        take_latest(std::move(page));
        soon_.flush();
        if (told_as_jump && !rows.empty()) Q_EMIT model.jumped(static_cast<int>(rows.size()) - 1);
    });
}

// Of what happened while the node was away no event tells: messages that came, and edits and recalls of those
// that are loaded.
void ConversationModel::Log::catch_up() {
    if (live_) return load_latest(false);  // and then what stands above that
    if (loaded) read_again(messages_);
}

void ConversationModel::Log::read_again(std::span<const ItemPtr> stretch) {
    if (stretch.empty()) return;
    const auto by_time = [](const ItemPtr& item) { return item->message->time; };
    const auto [first, last] = std::ranges::minmax_element(stretch, {}, by_time);
    control::method::ChatHistory request;
    request.limit = kMaxLoaded;
    request.since = by_time(*first);
    request.until = by_time(*last);
    if (request.until) *request.until += std::chrono::milliseconds(1);
    request.first = true;
    read_again(std::move(request));
}

void ConversationModel::Log::read_again(control::method::ChatHistory request) {
    request.peer = id.toStdString();
    desk.client().call(request, &model,
                       std::function([this, request, generation = generation_](control::Reply<Page> reply) {
                           if (!reply || generation != generation_) return;
                           for (const control::MessageRow& row : reply->messages) {
                               if (by_id_.contains(text_of(row.id))) take_message(row, false);
                           }
                           if (!reply->later) return;
                           control::method::ChatHistory rest = request;
                           rest.since.reset();
                           rest.after = reply->later;
                           read_again(std::move(rest));
                       }));
}

void ConversationModel::Log::show_latest() {
    if (live_ && loaded) {
        if (!rows.empty()) Q_EMIT model.jumped(static_cast<int>(rows.size()) - 1);
        return;
    }
    ++generation_;
    is_fetching_ = false;
    live_ = true;
    loaded = false;  // what is shown does not join on to the end
    load_latest(true);
}

// What is loaded stays when the page joins on to it, so that a short loss of the node moves nothing.
void ConversationModel::Log::take_latest(Page page) {
    if (loaded && !live_) return;  // somebody scrolled into the past meanwhile
    const bool joins =
        live_ && loaded && !page.messages.empty() && by_id_.contains(text_of(page.messages.front().id));
    if (!joins) {
        ++generation_;
        is_fetching_ = false;
        replace(std::move(page));
        find_new();
        return;
    }
    const ItemPtr first = by_id_.value(text_of(page.messages.front().id));
    const auto from = std::find(messages_.begin(), messages_.end(), first);
    read_again(std::span(messages_.begin(), from));
    for (auto at = from; at != messages_.end(); ++at) by_id_.remove((*at)->key);
    messages_.erase(from, messages_.end());
    append(std::move(page));
}

void ConversationModel::Log::replace(Page page) {
    messages_.clear();
    by_id_.clear();
    new_before_ = 0;  // counted from what was loaded; find_new() counts anew at the end
    earlier = page.earlier;
    at_beginning = !earlier;
    live_ = !page.later;
    later_ = page.later;
    loaded = true;
    append(std::move(page));
}

void ConversationModel::Log::append(Page page) {
    for (const auto& row : page.messages) {
        if (by_id_.contains(text_of(row.id))) continue;
        auto item = made(row);
        by_id_.insert(item->key, item);
        messages_.push_back(std::move(item));
    }
    for (const auto& item : messages_) describe_quote(*item);
    soon_.poke();
}

void ConversationModel::Log::prepend(Page page) {
    std::vector<ItemPtr> before;
    for (const auto& row : page.messages) {
        if (by_id_.contains(text_of(row.id))) continue;
        auto item = made(row);
        by_id_.insert(item->key, item);
        before.push_back(std::move(item));
    }
    if (!new_from_.isEmpty()) find_more_new(before);
    messages_.insert(messages_.begin(), before.begin(), before.end());
    earlier = page.earlier;
    at_beginning = !earlier;
    for (const auto& item : messages_) describe_quote(*item);
    soon_.poke();
}

void ConversationModel::Log::fetch_earlier() {
    if (is_fetching_ || !loaded || at_beginning) return;
    is_fetching_ = true;
    control::method::ChatHistory request;
    request.limit = kPage;
    request.before = earlier;
    // After the beginning was dropped no cursor is known: by time, and what is here already is left out.
    if (!request.before && !messages_.empty()) {
        request.until = messages_.front()->message->time;
        if (request.until) *request.until += std::chrono::milliseconds(1);
    }
    ask(request, [this](Page page) {
        prepend(std::move(page));
        trim_end();
        soon_.flush();
    });
}

bool ConversationModel::Log::fetch_later() {
    if (!loaded || live_) return false;
    if (is_fetching_) return true;
    is_fetching_ = true;
    control::method::ChatHistory request;
    request.limit = kPage;
    request.after = later_;
    if (!request.after) {
        request.first = true;
        if (!messages_.empty()) request.since = messages_.back()->message->time;
    }
    ask(request, [this](Page page) {
        later_ = page.later;
        live_ = !later_;
        append(std::move(page));
        trim_beginning(0);
        soon_.flush();
    });
    return true;
}

void ConversationModel::Log::trim_end() {
    if (messages_.size() <= kMaxLoaded) return;
    for (std::size_t i = kMaxLoaded; i < messages_.size(); ++i) by_id_.remove(messages_[i]->key);
    messages_.resize(kMaxLoaded);
    live_ = false;
    later_.reset();
}

void ConversationModel::Log::trim_beginning(std::size_t slack) {
    if (messages_.size() <= kMaxLoaded + slack) return;
    const auto end = messages_.begin() + static_cast<std::ptrdiff_t>(messages_.size() - kMaxLoaded);
    for (auto at = messages_.begin(); at != end; ++at) by_id_.remove((*at)->key);
    messages_.erase(messages_.begin(), end);
    earlier.reset();
    at_beginning = false;
}

void ConversationModel::Log::jump_to(const QString& message) {
    if (const int row = row_of(message); row >= 0) {
        Q_EMIT model.jumped(row);
        return;
    }
    jump_target_ = message;
    const control::method::ChatMessage request{id.toStdString(), message.toStdString()};
    desk.client().call(request, &model,
                       std::function([this, message](control::Reply<control::MessageRow> reply) {
                           if (reply && reply->time && jump_target_ == message)
                               load_around(reply->time, message);
                       }));
}

// First what follows the moment, then what stands above it; the place is told once both are there.
void ConversationModel::Log::load_around(control::Time time, const QString& message) {
    ++generation_;
    is_fetching_ = false;
    jump_target_ = message;
    control::method::ChatHistory following;
    following.limit = kPage / 2;
    following.since = time;
    following.first = true;
    ask(following, [this, time, message](Page after) {
        const auto target = !message.isEmpty()       ? message
                            : after.messages.empty() ? QString()
                                                     : text_of(after.messages.front().id);
        control::method::ChatHistory preceding;
        preceding.limit = kPage / 2;
        preceding.until = time;
        ask(preceding, [this, target, after = std::move(after)](Page before) {
            const auto later = after.later;
            replace(std::move(before));
            append(after);
            later_ = later;
            live_ = !later;
            soon_.flush();
            const int row = target.isEmpty() ? static_cast<int>(rows.size()) - 1 : row_of(target);
            if (row >= 0) Q_EMIT model.jumped(row);
        });
    });
}

}  // namespace culver::desktop
