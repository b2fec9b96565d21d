// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "app/chat_refusal.h"
#include "app/group_rows.h"
#include "app/message_rows.h"

#include <algorithm>

namespace culver::app {

using control::Outcome;
using control::Reply;
namespace method = control::method;

namespace {

constexpr std::string_view kGroupPrefix = "group:";
constexpr std::string_view kIdPrefix = "id:";
constexpr std::size_t kShortestIdBeginning = 4;

}  // namespace

// The groups a word fits: an id, an exact name, or the beginning of an id.
std::vector<chat::GroupView> Api::groups_called(std::string_view word) const {
    auto all = parts_.groups.all();
    std::vector<chat::GroupView> found;
    const auto keep = [&](auto fits) {
        if (found.empty()) std::ranges::copy_if(all, std::back_inserter(found), fits);
    };
    keep([&](const auto& group) { return group.id.text() == word; });
    keep([&](const auto& group) { return group.name == word && group.part == chat::GroupPart::Member; });
    keep([&](const auto& group) { return group.name == word; });
    if (word.size() >= kShortestIdBeginning)
        keep([&](const auto& group) { return group.id.text().starts_with(word); });
    return found;
}

Reply<GroupId> Api::which_group(std::string_view word) const {
    if (word.starts_with(kGroupPrefix)) word.remove_prefix(kGroupPrefix.size());
    if (word.starts_with(kIdPrefix)) word.remove_prefix(kIdPrefix.size());  // as candidates are listed
    const auto found = groups_called(word);
    if (found.size() == 1) return found.front().id;
    std::vector<control::Candidate> candidates;
    for (const auto& group : found) candidates.push_back({group.id.text(), group.name});
    return control::refuse(
        Outcome::NoSuchGroup,
        found.empty() ? "There is no group '" + std::string(word) + "'; 'culver group list' shows all."
                      : "Several groups fit '" + std::string(word) + "'; use the id.",
        std::move(candidates));
}

Task<Reply<ConversationId>> Api::where(std::string word, bool accept_new) {
    if (word.starts_with(kGroupPrefix)) {
        const auto group = which_group(word);
        if (!group) co_return std::unexpected(group.error());
        co_return ConversationId::of(*group);
    }
    const auto groups = groups_called(word);
    const std::string id = word.starts_with("id:") ? word.substr(3) : word;
    if (const auto whole = GroupId::parse(id); whole && parts_.groups.find(*whole))
        co_return ConversationId::of(*whole);
    auto peer = co_await who(word, accept_new);
    if (peer) {
        const bool is_both =
            std::ranges::any_of(groups, [&](const auto& group) { return group.name == word; });
        if (is_both && name_of(*peer) == word) {
            std::vector<control::Candidate> both{{peer->id.text(), word}};
            for (const auto& group : groups) both.push_back({group.id.text(), group.name});
            co_return control::refuse(
                Outcome::AmbiguousPeer,
                "A peer and a group are called '" + word + "'; use name: or group: before it.",
                std::move(both));
        }
        co_return ConversationId::with(*peer);
    }
    if (groups.size() == 1 && groups.front().name == word) co_return ConversationId::of(groups.front().id);
    if (groups.size() > 1 && groups.front().name == word)
        co_return std::unexpected(which_group(word).error());
    co_return std::unexpected(std::move(peer.error()));
}

control::GroupRow Api::row_of(const chat::GroupView& group, std::uint64_t unread) const {
    return group_row(group, unread, [this](const PeerKey& key) { return name_of(key); });
}

Task<Reply<control::GroupRow>> Api::shown(GroupId id) {
    const auto group = parts_.groups.find(id);
    if (!group) co_return control::refuse(Outcome::NoSuchGroup, "There is no such group on this machine.");
    auto unread = co_await parts_.chat.unread(ConversationId::of(id));
    co_return row_of(*group, unread.value_or(0));
}

Task<Reply<std::vector<PeerId>>> Api::who_for_group(std::vector<std::string> words) {
    std::vector<PeerId> people;
    for (auto& word : words) {
        auto found = co_await who(std::move(word), false);
        if (!found) co_return std::unexpected(std::move(found.error()));
        if (found->protocol != Protocol::Culver)
            co_return control::refuse(Outcome::Unsupported,
                                      "Only peers that speak Culver can be in a group.");
        people.push_back(found->id);
    }
    co_return people;
}

// Does something with a group and peers, and shows how it is then.
template <class Act>
Task<Reply<control::GroupRow>> Api::with_group(std::string word, std::vector<std::string> peers, Act act) {
    const auto id = which_group(word);
    if (!id) co_return std::unexpected(id.error());
    auto people = co_await who_for_group(std::move(peers));
    if (!people) co_return std::unexpected(std::move(people.error()));
    auto done = co_await act(*id, std::move(*people));
    if (!done) co_return refuse_chat(done.error());
    co_return co_await shown(*id);
}

control::Answered<method::GroupCreate> Api::answer(method::GroupCreate request) {
    auto people = co_await who_for_group(std::move(request.peers));
    if (!people) co_return std::unexpected(std::move(people.error()));
    for (const auto& person : *people) befriend(PeerKey(person));
    auto id =
        co_await parts_.groups.create(std::move(request.name), std::move(*people), request.open_history);
    if (!id) co_return refuse_chat(id.error());
    co_return co_await shown(*id);
}

control::Answered<method::GroupQuery> Api::answer(method::GroupQuery) {
    control::GroupList list;
    for (const auto& group : parts_.groups.all()) {
        auto unread = co_await parts_.chat.unread(ConversationId::of(group.id));
        list.groups.push_back(row_of(group, unread.value_or(0)));
    }
    co_return list;
}

control::Answered<method::GroupShow> Api::answer(method::GroupShow request) {
    const auto id = which_group(request.group);
    if (!id) co_return std::unexpected(id.error());
    co_return co_await shown(*id);
}

control::Answered<method::GroupAdd> Api::answer(method::GroupAdd request) {
    auto act = [this](GroupId id, std::vector<PeerId> people) {
        for (const auto& person : people) befriend(PeerKey(person));
        return parts_.groups.add(id, std::move(people));
    };
    co_return co_await with_group(std::move(request.group), std::move(request.peers), act);
}

control::Answered<method::GroupRemove> Api::answer(method::GroupRemove request) {
    auto act = [this](GroupId id, std::vector<PeerId> people) {
        return parts_.groups.remove(id, std::move(people));
    };
    co_return co_await with_group(std::move(request.group), std::move(request.peers), act);
}

control::Answered<method::GroupAppoint> Api::answer(method::GroupAppoint request) {
    auto act = [this, admin = request.admin](GroupId id, std::vector<PeerId> people) {
        return parts_.groups.appoint(id, people.front(), admin);
    };
    std::vector<std::string> peers{std::move(request.peer)};
    co_return co_await with_group(std::move(request.group), std::move(peers), act);
}

control::Answered<method::GroupJoin> Api::answer(method::GroupJoin request) {
    auto act = [this](GroupId id, std::vector<PeerId>) { return parts_.groups.join(id); };
    co_return co_await with_group(std::move(request.group), {}, act);
}

control::Answered<method::GroupLeave> Api::answer(method::GroupLeave request) {
    auto act = [this](GroupId id, std::vector<PeerId>) { return parts_.groups.leave(id); };
    co_return co_await with_group(std::move(request.group), {}, act);
}

control::Answered<method::GroupRename> Api::answer(method::GroupRename request) {
    auto act = [this, name = request.name](GroupId id, std::vector<PeerId>) {
        return parts_.groups.rename(id, name);
    };
    co_return co_await with_group(std::move(request.group), {}, act);
}

}  // namespace culver::app
