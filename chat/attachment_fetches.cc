// SPDX-License-Identifier: Apache-2.0
// The way of one that is to come: begin → load (what messages say of it) → queue, as soon as somebody who may
// have it is there → run (download, then settle) → shown in all its messages.
#include "base/log.h"
#include "base/offload.h"
#include "chat/attachments.h"
#include "store/errors.h"
#include "store/message_rows.h"

#include <algorithm>
#include <utility>

namespace culver::chat {
namespace {

using store::AttachmentState;
using store::KeptAttachment;
using store::StoredMessage;

constexpr std::size_t kMaxPlaces = 16;  // authors who carry the same, and are asked for it
constexpr std::size_t kMaxShown = 100;  // messages of them, told when it is there

}  // namespace

void Attachments::arrived(const StoredMessage& message) {
    const bool comes = message.digest && message.kept && message.kept->state == AttachmentState::Coming;
    if (comes) begin(*message.digest);
}

void Attachments::begin(const AttachmentDigest& digest) {
    scope_.spawn("attachment", load(digest));
}

Task<> Attachments::load(AttachmentDigest digest) {
    struct Plan {
        std::optional<KeptAttachment> kept;
        std::vector<WantedAttachment::Place> places;
    };
    auto work = [digest](SQLite::Database& database) {
        Plan plan{store::find_attachment(database, digest), {}};
        for (const auto& message : store::labels_of(database, digest, kMaxPlaces)) {
            const auto label = decode_label(message.attachment);
            if (label) plan.places.push_back({message.conversation, message.author.id, label->size});
        }
        return plan;
    };
    auto plan = co_await database_.read(work);
    const bool comes = plan && plan->kept && plan->kept->state == AttachmentState::Coming;
    if (!comes || plan->places.empty()) co_return;
    auto found = pending_.find(digest);
    if (found == pending_.end()) {
        if (!plan->kept->is_asked_for && is_too_much(plan->places.front().author)) {
            plan->kept->state = AttachmentState::Offered;
            co_return co_await settle(digest, std::move(*plan->kept));
        }
        found = pending_.emplace(digest, std::make_unique<Pending>(scope_.executor(), *plan->kept)).first;
    }
    auto& pending = *found->second;
    if (plan->kept->is_asked_for && !pending.kept.is_asked_for) unqueue(digest, pending);
    pending.kept.is_asked_for |= plan->kept->is_asked_for;
    pending.kept.size = plan->kept->size;
    pending.wanted.set_largest(pending.kept.is_asked_for ? store::kMaxAttachmentBytes : plan->kept->size);
    pending.wanted.set_places(std::move(plan->places));
    want_authors(pending);
    queue(digest, pending);
    pump();
}

bool Attachments::is_too_much(const PeerId& author) const {
    std::size_t all = 0;
    std::size_t of_author = 0;
    for (const auto& [digest, pending] : pending_) {
        if (pending->kept.is_asked_for) continue;
        ++all;
        if (pending->wanted.places().front().author == author) ++of_author;
    }
    return all >= kMaxPending || of_author >= kMaxPendingOfAuthor;
}

void Attachments::want_authors(Pending& pending) {
    for (const auto& place : pending.wanted.places()) {
        const auto peer = place.author == self_ && !place.conversation.is_group()
                              ? place.conversation.peer().id
                              : place.author;
        if (peer == self_ || mediator_.standing(peer) == net::Standing::Blocked) continue;
        if (pending.dialled.insert(peer).second) sessions_.want(peer);
    }
}

// Somebody who is there, may have it, and has not said otherwise.
std::optional<Attachments::Source> Attachments::source_of(const Pending& pending, Busy busy) const {
    const auto may_ask = [&](const PeerId& peer) {
        return peer != self_ && sessions_.is_open(peer) && !(busy == Busy::Skip && busy_.contains(peer)) &&
               mediator_.standing(peer) != net::Standing::Blocked;
    };
    return pending.wanted.next(may_ask, mediator_.members);
}

void Attachments::queue(const AttachmentDigest& digest, Pending& pending) {
    if (pending.is_running || pending.is_queued || !source_of(pending, Busy::Count)) return;
    pending.is_queued = true;
    (pending.kept.is_asked_for ? asked_queue_ : queue_).push_back(digest);
}

void Attachments::unqueue(const AttachmentDigest& digest, Pending& pending) {
    if (!std::exchange(pending.is_queued, false)) return;
    std::erase(asked_queue_, digest);
    std::erase(queue_, digest);
}

void Attachments::pump() {
    while (start_next(asked_queue_, kMaxFetches + kMaxAskedFetches)) {
    }
    while (start_next(queue_, kMaxFetches)) {
    }
}

// The first whose source gives nothing else at the moment. Those whose sources have left wait for others
// outside the queue.
bool Attachments::start_next(std::deque<AttachmentDigest>& from, std::size_t limit) {
    if (running_ >= limit) return false;
    for (auto at = from.begin(); at != from.end();) {
        const auto digest = *at;
        const auto found = pending_.find(digest);
        const auto source = found == pending_.end() ? std::nullopt : source_of(*found->second, Busy::Skip);
        const bool waits = found != pending_.end() && (source || source_of(*found->second, Busy::Count));
        if (waits && !source) {
            ++at;
            continue;
        }
        at = from.erase(at);
        if (found == pending_.end()) continue;
        auto& pending = *found->second;
        pending.is_queued = false;
        if (!source) continue;
        pending.is_running = true;
        pending.source = *source;
        busy_.insert(source->peer);
        ++running_;
        scope_.spawn("attachment", run(digest));
        return true;
    }
    return false;
}

// One source; the next one takes its place in the queue.
Task<> Attachments::run(AttachmentDigest digest) {
    auto& pending = *pending_.at(digest);  // stays while it runs
    const auto peer = pending.source.peer;
    auto step = pending.is_dropped ? Step::Cut : co_await download(digest, pending);
    if (step == Step::Refused) pending.wanted.refused(pending.source);
    const bool is_gone =
        !pending.is_dropped && step == Step::Refused && pending.wanted.is_hopeless(self_, mediator_.members);
    if (is_gone) {
        auto kept = pending.kept;
        kept.state = AttachmentState::Gone;
        co_await settle(digest, std::move(kept));
    }
    // What came so far would lie there uncounted.
    if (is_gone || step == Step::NoRoom)
        co_await offload(worker_, [folder = folder_, digest] { folder.remove_part(digest); });
    if (pending.is_dropped) {
        const bool is_kept = keeping_ > 0 || held_.contains(digest);  // a person attaches the same
        co_await offload(worker_, [folder = folder_, digest, is_kept] {
            if (is_kept)
                folder.remove_part(digest);
            else
                folder.remove(digest);
        });
    }
    --running_;
    busy_.erase(peer);
    pending.is_running = false;
    const bool is_over = pending.is_dropped || is_gone || step == Step::Done || step == Step::NoRoom;
    if (is_over) {
        const bool was_dropped = pending.is_dropped;
        remove(digest);
        if (was_dropped) begin(digest);  // perhaps a message carries it again
    } else {
        try_again(digest, pending, step, peer);
    }
    pump();
}

// It is not here yet: whoever gave no answer rests, or is asked no more.
void Attachments::try_again(const AttachmentDigest& digest, Pending& pending, Step step, const PeerId& peer) {
    if (step == Step::Lost) {
        const auto pause = pending.wanted.unanswered(peer);
        if (pause)
            scope_.spawn("attachment again", rest(digest, peer, *pause));
        else if (pending.dialled.erase(peer) > 0)
            sessions_.release(peer);
    }
    queue(digest, pending);
}

Task<> Attachments::rest(AttachmentDigest digest, PeerId peer, Duration pause) {
    co_await sleep_for(pause);
    const auto found = pending_.find(digest);
    if (found == pending_.end()) co_return;
    found->second->wanted.rested(peer);
    queue(digest, *found->second);
    pump();
}

// Whose bytes were wrong is known only when all came from one: what is left of others is fetched anew first.
Task<Attachments::Step> Attachments::download(AttachmentDigest digest, Pending& pending) {
    const auto source = pending.source;
    auto look = [folder = folder_, digest] { return folder.arrived(digest); };
    auto arrived = co_await offload(worker_, std::move(look));
    for (bool is_again = arrived > 0;; is_again = false) {
        if (arrived > source.size) {
            co_await offload(worker_, [folder = folder_, digest] { folder.remove_part(digest); });
            arrived = 0;
        }
        const auto step = co_await take_parts(digest, pending, arrived);
        if (step != Step::Done) co_return step;
        auto check = [folder = folder_, digest] { return folder.finish(digest); };
        auto media = co_await offload(worker_, std::move(check));
        if (media) {
            auto kept = pending.kept;
            kept.state = AttachmentState::Here;
            kept.size = source.size;
            kept.media = std::move(*media);
            co_await settle(digest, std::move(kept), source.group);
            co_return Step::Done;
        }
        log::warn("an attachment from {}: {}", short_text(source.peer), media.error().sentence());
        if (media.error().code != store::StoreErrc::AttachmentLost) co_return Step::Lost;
        if (!is_again) co_return Step::Refused;
        arrived = 0;
    }
}

// One request at a time: the next is asked for when the former is on the disk. Whoever has it gives as much
// as was asked for: a trickle would hold its place for ever.
Task<Attachments::Step> Attachments::take_parts(AttachmentDigest digest, Pending& pending,
                                                std::uint64_t from) {
    const auto source = pending.source;
    while (from < source.size) {
        pending.part.reset();
        pending.is_cut = false;
        pending.offset = from;
        const PartWish wish{.group = source.group, .digest = digest, .offset = from, .length = kPartBytes};
        if (auto sent = sessions_.send(source.peer, kWantPartFrame, encode(wish)); !sent)
            co_return sessions_.is_open(source.peer) ? Step::Lost : Step::Cut;
        pending.answered.expires_after(kPartLimit);
        co_await pending.answered.async_wait(no_throw);
        if (!pending.part || pending.is_dropped) co_return pending.is_cut ? Step::Cut : Step::Lost;
        auto part = std::move(*pending.part);
        pending.part.reset();
        const auto bytes = part.content.size();
        if (part.is_refused || bytes != std::min<std::uint64_t>(kPartBytes, source.size - from))
            co_return Step::Refused;
        auto store = [folder = folder_, digest, from, content = std::move(part.content),
                      is_asked = pending.kept.is_asked_for] {
            return folder.append(digest, from, content, is_asked);
        };
        auto appended = co_await offload(worker_, std::move(store));
        if (!appended) {
            log::warn("an attachment cannot be stored: {}", appended.error().sentence());
            if (appended.error().code != store::StoreErrc::DiskFull) co_return Step::Lost;
            auto kept = pending.kept;
            kept.state = AttachmentState::Offered;
            co_await settle(digest, std::move(kept));
            co_return Step::NoRoom;
        }
        from += bytes;
    }
    co_return Step::Done;
}

// What became of it, on the disk and on all screens. What is here stays: a person may have attached the same
// meanwhile.
Task<> Attachments::settle(AttachmentDigest digest, KeptAttachment kept, std::optional<GroupId> group) {
    auto work = [digest, kept, group](SQLite::Database& database) -> std::vector<StoredMessage> {
        const auto known = store::find_attachment(database, digest);
        if (!known) return {};  // recalled meanwhile
        if (group) store::note_group(database, digest, *group);
        if (known->state == AttachmentState::Here) return {};
        const bool is_withdrawn = kept.state == AttachmentState::Offered && !kept.is_asked_for;
        if (is_withdrawn && known->is_asked_for) return {};  // a person wants it since
        store::put_attachment(database, digest, kept);
        return store::messages_with(database, digest, kMaxShown);
    };
    auto messages = co_await database_.write(work);
    if (!messages) {
        log::warn("an attachment cannot be noted: {}", messages.error().sentence());
        co_return;
    }
    if (messages->empty()) forgotten();
    for (auto& message : *messages) {
        if (message.is_shown) mediator_.on_event(MessageChanged{std::move(message)});
    }
}

void Attachments::remove(const AttachmentDigest& digest) {
    const auto found = pending_.find(digest);
    if (found == pending_.end()) return;
    unqueue(digest, *found->second);
    for (const auto& peer : found->second->dialled) sessions_.release(peer);
    pending_.erase(found);
}

void Attachments::peer_opened(const PeerId& peer) {
    for (auto& [digest, pending] : pending_) {
        pending->wanted.appeared(peer);
        queue(digest, *pending);
    }
    pump();
}

// What was asked on that session is not answered any more.
void Attachments::peer_closed(const PeerId& peer) {
    for (auto& [digest, pending] : pending_) {
        if (!pending->is_running || pending->source.peer != peer) continue;
        pending->is_cut = true;
        pending->answered.cancel();
    }
}

}  // namespace culver::chat
