// SPDX-License-Identifier: Apache-2.0
// How members bring each other up to date.
#include "base/log.h"
#include "base/random.h"
#include "chat/group_service.h"
#include "store/message_rows.h"

#include <algorithm>
#include <limits>

namespace culver::chat {
namespace {

using store::MessageState;
using store::StoredMessage;

constexpr std::size_t kMaxPageBytes = 512 * 1024;        // half of the longest frame
constexpr auto kFirstMeeting = std::chrono::seconds(2);  // discovery has heard the neighbours by then
constexpr auto kMeetingRound = std::chrono::seconds(20);
constexpr auto kSettleAgain = std::chrono::seconds(3);  // the disk is full, or was
constexpr std::chrono::milliseconds kMeetingLimit{3'000};
constexpr auto kShowEvery = std::chrono::seconds(10);
constexpr std::size_t kMeetingTries =
    4;  // of one group in one round: the others may be gone and still be listed

}  // namespace

void GroupService::peer_opened(const PeerId& peer) {
    if (mediator_.standing(peer) == net::Standing::Blocked) return;
    for (const auto& [id, group] : groups_) {
        if (!group->is_stored || group->answer != store::GroupAnswer::Joined) continue;
        if (!group->log.was_ever_in(peer)) continue;
        send_held(peer, *group);
        send_receipt(peer, *group);
    }
}

void GroupService::send_held(const PeerId& to, const Group& group) {
    auto held = group.log.held();
    if (held.size() > kMaxHeldChains) held.resize(kMaxHeldChains);
    (void)sessions_.send(to, kHeldFrame, encode(HeldFrame{group.log.id(), std::move(held)}));
}

void GroupService::send_receipt(const PeerId& to, const Group& group) {
    if (to == options_.self || group.answer != store::GroupAnswer::Joined) return;
    ReceiptFrame frame{group.log.id(), {}};
    for (const auto& [chain, up_to] : group.durable) {
        if (chain.author != to || frame.points.size() >= kMaxCuts) continue;
        const auto read = group.read.find(chain);
        const bool tells = options_.read_marks == ReadMarks::Send && read != group.read.end();
        std::uint64_t whole = up_to;  // as far as the words are here
        for (const auto& [hash, place] : group.lacking) {
            if (place.chain == chain) whole = std::min(whole, place.sequence - 1);
        }
        frame.points.push_back({chain.incarnation, whole, tells ? std::min(read->second, whole) : 0});
    }
    if (!frame.points.empty()) (void)sessions_.send(to, kGroupReceiptFrame, encode(frame));
}

void GroupService::send_receipts(const Group& group) {
    for (const auto& [peer, member] : group.log.members().members()) {
        if (sessions_.is_open(peer)) send_receipt(peer, group);
    }
}

void GroupService::marked_read(const GroupId& id) {
    scope_.spawn("group read marks", refresh_read(id));
}

Task<> GroupService::refresh_read(GroupId id) {
    auto* group = find_group(id);
    if (group == nullptr) co_return;
    std::vector<PeerId> authors;
    for (const auto& [chain, up_to] : group->durable) authors.push_back(chain.author);
    auto work = [id, authors](SQLite::Database& database) {
        std::vector<store::ReadPoint> points;
        for (const auto& author : authors) {
            auto some = store::load_read_points(database, ConversationId::of(id), PeerKey(author), kMaxCuts);
            std::ranges::move(some, std::back_inserter(points));
        }
        return points;
    };
    const auto points = co_await database_.read(work);
    if (!points) co_return;
    group = find_group(id);
    if (group == nullptr) co_return;
    for (const auto& point : *points)
        group->read[{point.stream.author.id, point.stream.incarnation}] = point.up_to;
    send_receipts(*group);
}

// To those who are here: all, or some who pass it on.
void GroupService::push(const Group& group, const std::vector<SignedOperation>& raws, const PeerId* except) {
    std::vector<PeerId> open;
    for (const auto& [peer, member] : group.log.members().members()) {
        if (peer != options_.self && (except == nullptr || peer != *except) && sessions_.is_open(peer))
            open.push_back(peer);
    }
    if (group.log.members().members().size() > kSmallGroup && open.size() > kFanOut) {
        for (std::size_t at = 0; at < kFanOut; ++at)
            std::swap(open[at], open[at + random_u64() % (open.size() - at)]);
        open.resize(kFanOut);
    }
    for (const auto& peer : open) {
        OperationsFrame frame{group.log.id(), {}, false};
        for (const auto& raw : raws) {
            frame.operations.push_back(raw);
            OperationHash hash;
            hash.bytes = sha256(raw.header);
            if (!group.log.may_read(peer, hash)) frame.operations.back().body.clear();
        }
        (void)sessions_.send(peer, kOperationsFrame, encode(frame));
    }
    // Whoever was just removed learns it now, if they are here.
    for (const auto& raw : raws) {
        const auto read = read_operation(raw);
        if (!read || read->operation.kind != static_cast<std::uint8_t>(GroupKind::Remove)) continue;
        const auto& gone = read->operation.control.target;
        if (sessions_.is_open(gone))
            (void)sessions_.send(gone, kOperationsFrame,
                                 encode(OperationsFrame{group.log.id(), {raw}, false}));
    }
}

Task<> GroupService::on_frame(PeerId from, std::uint16_t kind, Bytes body) {
    if (mediator_.standing(from) == net::Standing::Blocked) co_return;
    if (kind == kHeldFrame) {
        if (auto frame = decode_held(body)) co_await on_held(from, std::move(*frame));
    } else if (kind == kOperationsFrame) {
        if (auto frame = decode_operations(body)) co_await on_operations(from, std::move(*frame));
    } else if (kind == kWantFrame) {
        if (auto frame = decode_want(body)) co_await on_want(from, std::move(*frame));
    } else if (kind == kGroupReceiptFrame) {
        if (auto frame = decode_group_receipt(body)) co_await on_receipt(from, std::move(*frame));
    }
}

Task<> GroupService::on_held(PeerId from, HeldFrame frame) {
    auto* group = find_group(frame.group);
    if (group == nullptr) {
        // Somebody counts this node in: tell that nothing is here yet, but never answer such an answer.
        if (frame.chains.empty()) co_return;
        (void)sessions_.send(from, kHeldFrame, encode(HeldFrame{frame.group, {}}));
        co_return;
    }
    if (!group->is_stored || group->answer == store::GroupAnswer::Invited) co_return;
    if (!group->log.was_ever_in(from)) co_return show_held(from, *group);
    want_missing(from, *group);
    auto owed = group->log.owed(from, frame.chains, kMaxFrameOperations);
    if (owed.empty()) co_return;
    const bool has_more = owed.size() == kMaxFrameOperations;
    co_await give(from, frame.group, std::move(owed), has_more);
}

// Somebody who was added while this node was away knows the group, and may be the only one to tell of it:
// shown what is held here, they can hand over the rest. Two that do not know each other must not go on for
// ever.
void GroupService::show_held(const PeerId& to, const Group& group) {
    const auto now = clock_.steady();
    std::erase_if(shown_, [&](const auto& entry) { return now - entry.second >= kShowEvery; });
    if (shown_.try_emplace(to, now).second) send_held(to, group);
}

Task<> GroupService::give(PeerId to, GroupId id, std::vector<OperationHash> hashes, bool has_more) {
    auto work = [id, hashes](SQLite::Database& database) {
        std::vector<store::StoredOperation> rows;
        for (const auto& hash : hashes) {
            if (auto row = store::find_operation(database, id, hash.view())) rows.push_back(std::move(*row));
        }
        return rows;
    };
    auto rows = co_await database_.read(work);
    const auto* group = find_group(id);
    if (!rows || group == nullptr) co_return;
    OperationsFrame frame{id, {}, has_more};
    std::size_t bytes = 0;
    for (auto& row : *rows) {
        const auto hash = OperationHash::from_bytes(row.hash);
        if (hash && !group->log.may_read(to, *hash)) row.body.clear();
        bytes += row.header.size() + row.body.size() + kSignatureBytes;
        if (bytes > kMaxPageBytes && !frame.operations.empty()) {
            frame.has_more = true;
            break;
        }
        frame.operations.push_back({std::move(row.header), std::move(row.signature), std::move(row.body)});
    }
    (void)sessions_.send(to, kOperationsFrame, encode(frame));
}

// Nobody fills this node with a group that its person has not joined; joining compares all again.
bool GroupService::is_full(const Group& group, const PeerId& from) const {
    if (group.is_stored && group.answer == store::GroupAnswer::Joined) return false;
    const bool is_strange = group.is_stored || mediator_.standing(from) == net::Standing::Unknown;
    if (group.log.control_count() > kMaxUnansweredControls) return true;
    if (group.is_stored && invited_bytes() > kMaxInvitedBytes) return true;
    return group.unanswered_bytes > (is_strange ? kMaxStrangeGroupBytes : kMaxNascentBytes);
}

std::size_t GroupService::invited_bytes() const {
    std::size_t bytes = 0;
    for (const auto& [id, group] : groups_) {
        if (group->is_stored && group->answer == store::GroupAnswer::Invited)
            bytes += group->unanswered_bytes;
    }
    return bytes;
}

// None of those that this node is not in is held across a wait, so any of them can go.
void GroupService::keep_told_small() {
    for (;;) {
        std::size_t bytes = 0;
        auto greediest = groups_.end();
        for (auto entry = groups_.begin(); entry != groups_.end(); ++entry) {
            const auto& group = *entry->second;
            if (group.is_stored || mediator_.standing(group.begun_by) != net::Standing::Unknown) continue;
            bytes += group.unanswered_bytes;
            if (greediest == groups_.end() || group.unanswered_bytes > greediest->second->unanswered_bytes)
                greediest = entry;
        }
        if (bytes <= kMaxToldBytes) return;
        groups_.erase(greediest);
    }
}

// Also of those whom one knows: by teller, so that many groups of one push out nobody else's; and of his the
// youngest, so that those before come to their end. One alone stays as far as it is taken.
void GroupService::keep_nascent_small() {
    for (;;) {
        std::size_t bytes = 0;
        std::map<PeerId, std::size_t> told;
        for (const auto& [id, group] : groups_) {
            if (group->is_stored || group->unanswered_bytes == 0) continue;
            bytes += group->unanswered_bytes;
            told[group->begun_by] += group->unanswered_bytes;
        }
        if (bytes <= kMaxNascentBytes) return;
        const auto most = std::ranges::max_element(told, {}, [](const auto& entry) { return entry.second; });
        auto youngest = groups_.end();
        std::size_t nascent = 0;
        for (auto entry = groups_.begin(); entry != groups_.end(); ++entry) {
            const auto& group = *entry->second;
            if (group.is_stored || group.unanswered_bytes == 0) continue;
            ++nascent;
            if (group.begun_by != most->first) continue;
            if (youngest == groups_.end() || group.begun_at > youngest->second->begun_at) youngest = entry;
        }
        if (nascent == 1) return;
        groups_.erase(youngest);
    }
}

// As many as one frame may ask for; the answer asks for the next.
void GroupService::want_missing(const PeerId& from, const Group& group) {
    auto missing = group.log.missing(kMaxFrameOperations);
    for (const auto& [hash, place] : group.lacking) missing.push_back(hash);
    if (missing.empty()) return;
    if (missing.size() > kMaxFrameOperations) missing.resize(kMaxFrameOperations);
    (void)sessions_.send(from, kWantFrame, encode(WantFrame{group.log.id(), std::move(missing)}));
}

// Whether somebody may tell of a group that is not known here. Those told of long ago go, as above.
bool GroupService::may_begin(const PeerId& from) {
    if (mediator_.is_welcome && !mediator_.is_welcome(from)) return false;
    const auto now = clock_.steady();
    std::erase_if(groups_, [&](const auto& entry) {
        return !entry.second->is_stored && now - entry.second->begun_at >= kUnjoinedLifetime;
    });
    const bool is_strange = mediator_.standing(from) == net::Standing::Unknown;
    std::size_t unjoined = 0;
    std::size_t of_this = 0;
    std::size_t invitations = 0;
    for (const auto& [id, group] : groups_) {
        if (!group->is_stored) ++unjoined;
        if (!group->is_stored && group->begun_by == from) ++of_this;
        if (group->is_stored && group->answer == store::GroupAnswer::Invited) ++invitations;
    }
    if (is_strange && (invitations >= kMaxStrangeGroups || invited_bytes() > kMaxInvitedBytes)) return false;
    return unjoined < kMaxUnjoined && of_this < (is_strange ? kMaxUnjoinedOfStranger : kMaxUnjoinedOfKnown);
}

Task<> GroupService::on_operations(PeerId from, OperationsFrame frame) {
    keep_told_small();
    keep_nascent_small();
    const bool is_new = find_group(frame.group) == nullptr;
    if (is_new && !may_begin(from)) co_return;
    auto& group = group_for(frame.group);
    if (is_new) group.begun_by = from, group.begun_at = clock_.steady();
    if (group.answer == store::GroupAnswer::Left && group.is_stored) co_return;
    if (is_full(group, from)) co_return;
    const auto waited = group.waiting.size();
    auto raws = frame.operations;
    // Who is no member as far as is known here brings news in order, or none: what waits for others is
    // bounded, and must not be crowded out by whoever knows the group's id.
    const bool may_wait = !group.is_stored || group.log.was_ever_in(from);
    auto taken = admit(group, std::move(frame.operations), may_wait);
    if (is_new && taken.empty() && group.waiting.empty()) {
        groups_.erase(frame.group);  // nothing in it could be read
        co_return;
    }
    const bool is_news = !taken.empty() || group.waiting.size() > waited;
    const bool passes_on = group.log.members().members().size() > kSmallGroup && taken.size() == raws.size();
    if (!taken.empty()) {
        auto done = co_await commit(group, std::move(taken));
        if (!done) co_return;
        if (passes_on) push(group, raws, &from);
        co_await accuse(group);
    }
    if (!is_news || (group.is_stored && !group.log.was_ever_in(from))) co_return;
    want_missing(from, group);
    if (frame.has_more) send_held(from, group);
    if (group.is_stored && group.log.members().contains(from)) send_receipt(from, group);
}

Task<> GroupService::on_want(PeerId from, WantFrame frame) {
    const auto* group = find_group(frame.group);
    if (group == nullptr || !group->is_stored || !group->log.was_ever_in(from)) co_return;
    std::erase_if(frame.hashes, [&](const auto& hash) { return !group->log.holds(hash); });
    if (!frame.hashes.empty()) co_await give(from, frame.group, std::move(frame.hashes), false);
}

Task<> GroupService::on_receipt(PeerId from, ReceiptFrame frame) {
    auto* group = find_group(frame.group);
    if (group == nullptr || !group->is_stored || !group->log.was_ever_in(from)) co_return;
    std::vector<store::GroupReceipt> news;
    std::map<IncarnationId, std::uint64_t> touched;  // messages behind that number may stand elsewhere
    for (const auto& point : frame.points) {
        const auto own = group->durable.find({options_.self, point.incarnation});
        if (own == group->durable.end()) continue;
        auto& mark = group->readers[from][point.incarnation];
        const auto delivered = std::min(point.delivered, own->second);
        const auto read = std::min(point.read, delivered);
        if (delivered <= mark.delivered && read <= mark.read) continue;
        touched[point.incarnation] = read > mark.read ? mark.read : mark.delivered;
        mark.delivered = std::max(mark.delivered, delivered);
        mark.read = std::max(mark.read, read);
        news.push_back({from, point.incarnation, mark.delivered, mark.read});
    }
    if (news.empty()) co_return;
    (void)co_await settle(frame.group, std::move(touched), std::move(news));
    update_wishes();
}

// Own messages stand where the slowest member stands; those behind the given numbers, or all. Receipts that
// say so are stored in the same commit: what is known of them is never asked for again.
Task<bool> GroupService::settle(GroupId id, std::map<IncarnationId, std::uint64_t> behind,
                                std::vector<store::GroupReceipt> news) {
    const auto* group = find_group(id);
    if (group == nullptr) co_return true;
    struct Stream {
        IncarnationId incarnation;
        std::uint64_t after = 0;
        std::uint64_t last = 0;
        std::uint64_t delivered = std::numeric_limits<std::uint64_t>::max();
        std::uint64_t read = std::numeric_limits<std::uint64_t>::max();
    };
    std::vector<Stream> streams;
    for (const auto& [chain, last] : group->durable) {
        const auto from = behind.find(chain.incarnation);
        if (chain.author != options_.self || (!behind.empty() && from == behind.end())) continue;
        Stream stream{chain.incarnation, from == behind.end() ? 0 : from->second, last};
        for (const auto& [peer, member] : group->log.members().members()) {
            if (peer == options_.self) continue;
            Reader mark;
            const auto reader = group->readers.find(peer);
            if (reader != group->readers.end()) {
                const auto found = reader->second.find(chain.incarnation);
                if (found != reader->second.end()) mark = found->second;
            }
            stream.delivered = std::min(stream.delivered, mark.delivered);
            stream.read = std::min(stream.read, mark.read);
        }
        streams.push_back(stream);
    }
    auto work = [id, streams, news, self = PeerKey(options_.self)](SQLite::Database& database) {
        for (const auto& receipt : news) (void)store::raise_receipt(database, id, receipt);
        std::vector<std::pair<StoredMessage, bool>> touched;  // and whether the state changed
        for (const auto& stream : streams) {
            for (auto& message : store::load_unsettled(database, ConversationId::of(id), self,
                                                       stream.incarnation, stream.after, stream.last)) {
                auto state = message.state;
                if (message.sequence <= stream.read)
                    state = MessageState::Read;
                else if (message.sequence <= stream.delivered)
                    state = MessageState::Delivered;
                const bool is_changed = state != message.state;
                if (is_changed) store::set_message_state(database, message.row, state);
                message.state = state;
                touched.emplace_back(std::move(message), is_changed);
            }
        }
        return touched;
    };
    auto touched = co_await database_.write(work);
    if (!touched) {
        const auto [owed, is_first] = unsettled_.try_emplace(id);
        for (const auto& receipt : news) {
            std::erase_if(owed->second, [&](const store::GroupReceipt& one) {
                return one.reader == receipt.reader && one.incarnation == receipt.incarnation;
            });
            owed->second.push_back(receipt);
        }
        if (is_first) scope_.spawn("group receipts", settle_again(id));
        co_return false;
    }
    for (auto& [message, is_changed] : *touched) {
        if (is_changed)
            mediator_.on_event(MessageStateChanged{std::move(message)});
        else if (!news.empty())
            mediator_.on_event(MessageChanged{std::move(message)});
    }
    co_return true;
}

// The marks in memory stand where the receipts put them; what is behind them may stand elsewhere on the disk.
Task<> GroupService::settle_again(GroupId id) {
    while (!scope_.is_closing()) {
        co_await sleep_for(kSettleAgain);
        auto owed = std::exchange(unsettled_[id], {});
        if (!co_await settle(id, {}, std::move(owed)) || !unsettled_[id].empty()) continue;
        unsettled_.erase(id);
        co_return;
    }
}

// Members who have not told that they have this node's last words; of a large group a few, who pass them on.
void GroupService::update_wishes() {
    std::set<PeerId> wishes;
    for (const auto& [id, group] : groups_) {
        if (!group->is_stored || group->answer != store::GroupAnswer::Joined) continue;
        const auto own = group->durable.find(own_chain());
        const auto& members = group->log.members().members();
        if (own == group->durable.end() || !members.contains(options_.self)) continue;
        std::size_t lacking = 0;
        for (const auto& [peer, member] : members) {
            if (peer == options_.self || mediator_.standing(peer) == net::Standing::Blocked) continue;
            std::uint64_t delivered = 0;
            const auto reader = group->readers.find(peer);
            if (reader != group->readers.end()) {
                const auto mark = reader->second.find(options_.incarnation);
                if (mark != reader->second.end()) delivered = mark->second.delivered;
            }
            if (delivered >= own->second) continue;
            if (members.size() > kSmallGroup && ++lacking > kFanOut) break;
            wishes.insert(peer);
        }
    }
    for (const auto& peer : wishes) {
        if (!wanted_.contains(peer)) sessions_.want(peer);
    }
    for (const auto& peer : wanted_) {
        if (!wishes.contains(peer)) sessions_.release(peer);
    }
    wanted_ = std::move(wishes);
}

// Now and then one member of each group is visited, so that what third people wrote comes here while its
// author is away; the next one when one does not answer.
Task<> GroupService::run_meetings() {
    co_await sleep_for(kFirstMeeting);
    while (!scope_.is_closing()) {
        std::vector<std::vector<PeerId>> visits;  // of each group, in the order in which they are tried
        for (const auto& [id, group] : groups_) {
            if (!group->is_stored || group->answer != store::GroupAnswer::Joined) continue;
            std::vector<PeerId> others;
            for (const auto& [peer, member] : group->log.members().members()) {
                if (peer != options_.self && mediator_.is_present(peer)) others.push_back(peer);
            }
            const auto first = others.empty() ? 0 : random_u64() % others.size();
            std::ranges::rotate(others, others.begin() + static_cast<std::ptrdiff_t>(first));
            if (others.size() > kMeetingTries) others.resize(kMeetingTries);
            visits.push_back(std::move(others));
        }
        for (const auto& others : visits) co_await meet_one_of(others);
        co_await sleep_for(kMeetingRound);
    }
}

Task<> GroupService::meet_one_of(std::vector<PeerId> others) {
    for (const auto& peer : others) {
        if (sessions_.is_open(peer)) {
            peer_opened(peer);
            co_return;
        }
        const auto met = co_await sessions_.connect(peer, kMeetingLimit);
        if (met) co_return;
    }
}

}  // namespace culver::chat
