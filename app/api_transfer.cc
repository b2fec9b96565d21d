// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "app/foreign.h"
#include "app/message_rows.h"
#include "app/transfer_rows.h"
#include "base/text.h"
#include "transfer/errors.h"

#include <algorithm>

namespace culver::app {

using control::Outcome;
using control::Reply;
namespace method = control::method;

namespace {

// Which word a face gets for a failure of the transfer room.
Outcome outcome_of(const Error& error) {
    if (error.code == transfer::make_error_code(transfer::ProtocolErrc::NoSuchTransfer))
        return Outcome::NoSuchTransfer;
    if (error.code == transfer::make_error_code(transfer::ProtocolErrc::WrongState))
        return Outcome::WrongState;
    if (error.code == transfer::make_error_code(transfer::ProtocolErrc::OnlyNative))
        return Outcome::Unsupported;
    if (error.code.category() == transfer::transfer_category()) return Outcome::Disk;
    return Outcome::Failed;
}

std::unexpected<control::Refusal> refuse_transfer(const Error& error) {
    if (error.code == transfer::make_error_code(transfer::TransferErrc::SourceGone)) {
        return control::refuse(Outcome::Disk, "There is no file or folder " + printable(error.context) + ".");
    }
    return control::refuse(outcome_of(error), transfer::describe(error).message);
}

// Faces give absolute paths, since a relative one would mean the node's own folder.
std::optional<control::Refusal> not_absolute(const std::string& path) {
    if (path.starts_with('/')) return std::nullopt;
    return control::Refusal{Outcome::Usage, "The path '" + printable(path) + "' is not absolute.", {}};
}

std::optional<control::Refusal> too_slow(const control::Number& rate) {
    if (rate.value_or(0) == 0 || *rate >= transfer::kLeastRate) return std::nullopt;
    return control::Refusal{
        Outcome::Usage,
        "A limit is at least " + std::to_string(transfer::kLeastRate) + " bytes a second.",
        {}};
}

}  // namespace

Reply<TransferId> Api::which(const std::string& word) const {
    std::vector<std::string> ids;
    for (const auto& row : all_transfers()) ids.push_back(row.id.text());
    auto id = control::resolve_transfer(word, ids);
    if (!id) return std::unexpected(std::move(id.error()));
    return *TransferId::parse(*id);
}

// A transfer has one receiver: to a group it is one for each of the others in it.
Reply<std::vector<Api::Receiver>> Api::receivers_of(const std::vector<ConversationId>& to) const {
    std::vector<Receiver> receivers;
    const auto is_in = [&](const PeerKey& peer) {
        return std::ranges::find(receivers, peer, &Receiver::peer) != receivers.end();
    };
    for (const auto& conversation : to) {
        if (!conversation.is_group() && conversation.peer() == PeerKey(hooks_.self))
            return control::refuse(Outcome::Usage, "These files are here; there is nobody to send them to.");
        // Before the first of several is sent anything.
        if (auto refusal = conversation.is_group() ? std::nullopt : refuse_foreign(conversation.peer()))
            return std::unexpected(std::move(*refusal));
        if (!conversation.is_group()) {
            if (!is_in(conversation.peer())) receivers.push_back({conversation.peer(), std::nullopt});
            continue;
        }
        const auto group = parts_.groups.find(conversation.group());
        if (!group || group->part != chat::GroupPart::Member)
            return control::refuse(Outcome::WrongState, "You are no member of this group.");
        for (const auto& person : group->people) {
            const PeerKey peer(person.id);
            const bool is_out = person.id == hooks_.self ||
                                parts_.book.standing(peer) == net::Standing::Blocked || is_in(peer);
            if (!is_out) receivers.push_back({peer, group->id});
        }
    }
    if (receivers.empty()) return control::refuse(Outcome::WrongState, "Nobody else is in this group.");
    return receivers;
}

control::Answered<method::TransferSend> Api::answer(method::TransferSend request) {
    std::vector<std::filesystem::path> paths;
    for (const auto& path : request.paths) {
        if (auto refusal = not_absolute(path)) co_return std::unexpected(std::move(*refusal));
        paths.emplace_back(path);
    }
    if (paths.empty()) co_return control::refuse(Outcome::Usage, "Name a file or folder to send.");
    if (auto refusal = too_slow(request.rate)) co_return std::unexpected(std::move(*refusal));
    auto to = co_await where_all(std::move(request.peers), request.accept_new);
    if (!to) co_return std::unexpected(std::move(to.error()));
    auto receivers = receivers_of(*to);
    if (!receivers) co_return std::unexpected(std::move(receivers.error()));
    transfer::TransferService::SendOptions options;
    options.rate_limit = request.rate.value_or(0);
    if (request.follow) options.links = transfer::Links::Follow;
    co_return co_await send_to(std::move(*receivers), std::move(paths), options);
}

Task<Reply<control::SentList>> Api::send_to(std::vector<Receiver> receivers,
                                            std::vector<std::filesystem::path> paths,
                                            transfer::TransferService::SendOptions options) {
    control::SentList sent;
    std::optional<control::Refusal> first_refusal;
    const auto names = [this](const PeerKey& key) { return name_of(key); };
    for (const auto& [peer, group] : receivers) {
        options.group = group;
        const bool is_native = peer.protocol == Protocol::Culver;
        auto id = is_native ? co_await parts_.transfers.send(peer, paths, options)
                            : co_await parts_.foreign.send(peer, paths, options.links);
        if (!id) {
            const auto refusal = refuse_transfer(id.error()).error();
            sent.transfers.push_back({.transfer_id = {},
                                      .peer = peer.id.text(),
                                      .peer_name = text_or_null(name_of(peer)),
                                      .state = control::TransferState::Failed,
                                      .error = error_of(refusal)});
            if (!first_refusal) first_refusal = refusal;
            continue;
        }
        befriend(peer);
        if (const auto row = find_transfer(*id)) sent.transfers.push_back(sent_row(*row, names));
    }
    const bool is_none_sent = std::ranges::all_of(
        sent.transfers, [](const control::SentRow& row) { return row.error.has_value(); });
    if (first_refusal && is_none_sent) co_return std::unexpected(std::move(*first_refusal));
    co_return sent;
}

control::Answered<method::TransferQuery> Api::answer(method::TransferQuery request) {
    const auto names = [this](const PeerKey& key) { return name_of(key); };
    control::TransferList list;
    if (request.ids.empty()) {
        for (const auto& row : all_transfers()) list.transfers.push_back(transfer_row(row, names));
    }
    for (const auto& word : request.ids) {
        auto id = which(word);
        if (!id) co_return std::unexpected(std::move(id.error()));
        if (const auto row = find_transfer(*id)) list.transfers.push_back(transfer_row(*row, names));
    }
    co_return list;
}

control::Answered<method::TransferFiles> Api::answer(method::TransferFiles request) {
    auto id = which(request.id);
    if (!id) co_return std::unexpected(std::move(id.error()));
    if (is_foreign(*id))
        co_return control::refuse(Outcome::Unsupported, "The program of this sender tells the names alone.");
    const auto most = std::uint64_t{transfer::kMaxListed};
    const auto first = static_cast<std::uint32_t>(std::min(request.first, most));
    const auto limit = static_cast<std::uint32_t>(std::min(request.limit, most));
    auto listing = co_await parts_.transfers.list_entries(*id, first, limit);
    if (!listing) {
        const auto& error = listing.error();
        if (error.code == boost::asio::error::timed_out)
            co_return control::refuse(Outcome::TimedOut, "The sender did not answer in time.");
        if (error.code == boost::asio::error::operation_aborted)
            co_return control::refuse(Outcome::Failed, "The sender left.");
        // A list that is broken is the sender's doing, no matter of a disk.
        const Outcome outcome = outcome_of(error);
        co_return control::refuse(outcome == Outcome::Disk ? Outcome::Failed : outcome,
                                  transfer::describe(error).message);
    }
    control::FileList list;
    list.entries = listing->entries_in_all;
    for (auto& entry : listing->entries) {
        list.files.push_back({std::move(entry.path), entry.is_folder, entry.size});
    }
    const std::uint64_t next = first + list.files.size();
    if (!list.files.empty() && next < std::min(list.entries, most)) list.next = next;
    co_return list;
}

// Finds the transfer, does what is asked, and answers with its row as it is then.
template <class Act>
Task<Reply<control::TransferRow>> Api::act_on(std::string word, Act act) {
    auto id = which(word);
    if (!id) co_return std::unexpected(std::move(id.error()));
    Result<> done = co_await act(*id);
    if (!done) co_return refuse_transfer(done.error());
    if (const auto kept = co_await parts_.transfers.kept(*id); !kept)
        co_return control::refuse(Outcome::Disk, "It is done, but could not be written down: " +
                                                     transfer::describe(kept.error()).message);
    const auto row = find_transfer(*id);
    if (!row) co_return control::refuse(Outcome::NoSuchTransfer, "The transfer is no longer known.");
    co_return transfer_row(*row, [this](const PeerKey& key) { return name_of(key); });
}

control::Answered<method::TransferAccept> Api::answer(method::TransferAccept request) {
    if (request.to) {
        if (auto refusal = not_absolute(*request.to)) co_return std::unexpected(std::move(*refusal));
    }
    auto accept = [this, to = request.to, only = request.only](TransferId id) -> Task<Result<>> {
        auto accepted = is_foreign(id) ? co_await parts_.foreign.accept(id, to, only)
                                       : co_await parts_.transfers.accept(id, to, only);
        if (const auto row = find_transfer(id); accepted && row) befriend(row->peer);
        co_return accepted;
    };
    co_return co_await act_on(std::move(request.id), std::move(accept));
}

control::Answered<method::TransferDecline> Api::answer(method::TransferDecline request) {
    auto decline = [this](TransferId id) -> Task<Result<>> {
        co_return is_foreign(id) ? parts_.foreign.decline(id) : parts_.transfers.decline(id);
    };
    co_return co_await act_on(std::move(request.id), std::move(decline));
}

control::Answered<method::TransferPause> Api::answer(method::TransferPause request) {
    auto pause = [this](TransferId id) -> Task<Result<>> {
        if (is_foreign(id)) co_return fail(transfer::ProtocolErrc::WrongState);
        co_return parts_.transfers.pause(id);
    };
    co_return co_await act_on(std::move(request.id), std::move(pause));
}

control::Answered<method::TransferResume> Api::answer(method::TransferResume request) {
    if (request.to) {
        if (auto refusal = not_absolute(*request.to)) co_return std::unexpected(std::move(*refusal));
    }
    auto resume = [this, to = request.to](TransferId id) -> Task<Result<>> {
        if (is_foreign(id)) co_return fail(transfer::ProtocolErrc::WrongState);
        if (to) co_return co_await parts_.transfers.resume_in(id, *to);
        co_return parts_.transfers.resume(id);
    };
    co_return co_await act_on(std::move(request.id), std::move(resume));
}

control::Answered<method::TransferCancel> Api::answer(method::TransferCancel request) {
    auto cancel = [this](TransferId id) -> Task<Result<>> {
        co_return is_foreign(id) ? parts_.foreign.cancel(id) : parts_.transfers.cancel(id);
    };
    co_return co_await act_on(std::move(request.id), std::move(cancel));
}

control::Answered<method::TransferAgain> Api::answer(method::TransferAgain request) {
    auto id = which(request.id);
    if (!id) co_return std::unexpected(std::move(id.error()));
    const auto row = find_transfer(*id);
    if (!row) co_return control::refuse(Outcome::NoSuchTransfer, "The transfer is no longer known.");
    const bool is_out = row->direction == transfer::Direction::Out;
    if (!is_out && row->state != transfer::State::Done) {
        co_return control::refuse(Outcome::WrongState,
                                  "These files have not all arrived; they can be sent on when they have.");
    }
    if (request.peers.empty() && !is_out)
        co_return control::refuse(Outcome::Usage, "Say to whom these received files are to be sent.");
    if (request.peers.empty()) {
        std::vector<Receiver> same{{row->peer, row->group}};
        transfer::TransferService::SendOptions options;
        options.rate_limit = row->rate_limit;
        if (row->follow_links) options.links = transfer::Links::Follow;
        co_return co_await send_to(std::move(same), {row->paths.begin(), row->paths.end()}, options);
    }
    method::TransferSend send;
    if (is_out) {
        send.follow = row->follow_links;
        if (row->rate_limit != 0) send.rate = row->rate_limit;
    }
    send.paths = row->paths;
    send.peers = std::move(request.peers);
    co_return co_await answer(std::move(send));
}

control::Answered<method::TransferLimit> Api::answer(method::TransferLimit request) {
    if (auto refusal = too_slow(request.rate)) co_return std::unexpected(std::move(*refusal));
    auto limit = [this, rate = request.rate.value_or(0)](TransferId id) -> Task<Result<>> {
        if (is_foreign(id)) co_return fail(transfer::ProtocolErrc::WrongState);
        co_return parts_.transfers.set_limit(id, rate);
    };
    co_return co_await act_on(std::move(request.id), std::move(limit));
}

control::Answered<method::AutoAcceptSet> Api::answer(method::AutoAcceptSet request) {
    if (request.to) {
        if (auto refusal = not_absolute(*request.to)) co_return std::unexpected(std::move(*refusal));
    }
    auto peer = co_await who_else(std::move(request.peer), request.accept_new);
    if (!peer) co_return std::unexpected(std::move(peer.error()));
    store::AutoAcceptRule rule{.peer = *peer,
                               .on = request.enabled,
                               .folder = request.to.value_or(""),
                               .max_bytes = request.max_size};
    auto saved = co_await parts_.transfers.set_rule(rule);
    if (!saved) co_return control::refuse(saved.error());
    if (rule.on) befriend(*peer);
    if (rule.on && peer->protocol != Protocol::Culver) parts_.foreign.bind_rule(*peer);
    co_return rule_row(rule, [this](const PeerKey& key) { return name_of(key); });
}

control::Answered<method::AutoAcceptGet> Api::answer(method::AutoAcceptGet request) {
    auto peer = co_await who(std::move(request.peer), false);
    if (!peer) co_return std::unexpected(std::move(peer.error()));
    co_return rule_row(parts_.transfers.rule(*peer), [this](const PeerKey& key) { return name_of(key); });
}

control::Answered<method::AutoAcceptList> Api::answer(method::AutoAcceptList) {
    auto rules = co_await parts_.rules.load_all();
    if (!rules) co_return control::refuse(rules.error());
    control::RuleList list;
    for (const auto& rule : *rules) {
        list.rules.push_back(rule_row(rule, [this](const PeerKey& key) { return name_of(key); }));
    }
    co_return list;
}

}  // namespace culver::app
