// SPDX-License-Identifier: Apache-2.0
// The way of one that is to come: begin → load (what messages say of it) → queue, as soon as somebody who may
// have it is there → run (download, then settle) → shown in all its messages.
#include "chat/attachments.h"

#include "base/log.h"
#include "base/offload.h"
#include "base/text.h"
#include "chat/errors.h"
#include "store/errors.h"
#include "store/message_rows.h"

#include <algorithm>
#include <utility>

namespace culver::chat {
namespace {

using store::AttachmentState;
using store::KeptAttachment;
using store::StoredMessage;

constexpr std::chrono::seconds kPartLimit{20};   // a stranger's link carries 64 KiB a second
constexpr std::chrono::seconds kRetryPause{15};  // after an answer that did not come
constexpr std::size_t kMaxPlaces = 16;           // messages that carry the same, and are asked for it
constexpr std::size_t kMaxShown = 100;           // of them, told when it is there

}  // namespace

Attachments::Attachments(boost::asio::any_io_executor executor, net::Sessions& sessions,
                         store::Database& database, store::AttachmentFolder folder, PeerId self,
                         Mediator mediator)
    : sessions_(sessions),
      database_(database),
      folder_(std::move(folder)),
      self_(self),
      mediator_(std::move(mediator)),
      worker_(1),
      scope_(executor) {}

Attachments::~Attachments() = default;

Task<Result<>> Attachments::start() {
    if (auto opened = folder_.open(); !opened) co_return opened;
    auto work = [](SQLite::Database& database) { return store::load_attachments(database); };
    auto entries = co_await database_.read(work);
    if (!entries) co_return fail_as(entries);
    // A file whose row was lost with a crash goes, a row whose file a person removed is fetched again.
    auto compare = [folder = folder_, entries = *entries] {
        std::vector<AttachmentDigest> known;
        std::vector<store::AttachmentEntry> lost;
        for (const auto& entry : entries) {
            known.push_back(entry.digest);
            const bool is_here = entry.kept.state == AttachmentState::Here;
            if (is_here && !folder.has(entry.digest, entry.kept.media.type)) lost.push_back(entry);
        }
        folder.remove_all_but(known);
        return lost;
    };
    auto lost = co_await offload(worker_, std::move(compare));
    for (auto& entry : lost) {
        entry.kept.state = AttachmentState::Coming;
        entry.kept.media = {};
    }
    auto mend = [lost](SQLite::Database& database) {
        for (const auto& entry : lost) store::put_attachment(database, entry.digest, entry.kept);
    };
    if (auto mended = co_await database_.write(mend); !mended) co_return mended;
    for (const auto& entry : *entries) {
        if (entry.kept.state == AttachmentState::Coming) begin(entry.digest);
    }
    for (const auto& entry : lost) begin(entry.digest);
    forgotten();
    co_return Result<>{};
}

Task<> Attachments::close() {
    co_await scope_.close();
    worker_.join();
}

// ---- What a person does

Task<Result<Attachments::Kept>> Attachments::keep(std::filesystem::path source, Wish wish) {
    ++keeping_;
    auto copy = [folder = folder_, source] { return folder.keep(source); };
    auto file = co_await offload(worker_, std::move(copy));
    if (file) held_.insert(file->digest);
    --keeping_;
    if (!file) co_return fail_as(file);
    Kept kept;
    kept.hold = std::shared_ptr<void>(nullptr, [this, digest = file->digest](void*) {
        held_.erase(held_.find(digest));
        forgotten();
    });
    if (wish.kind && *wish.kind != MediaKind::File && *wish.kind != file->media.kind)
        co_return fail(ChatErrc::OtherKind, source.string());
    kept.label = {.digest = file->digest,
                  .size = file->size,
                  .kind = wish.kind.value_or(file->media.kind),
                  .name = wish.name.value_or(source.filename().string()),
                  .width = file->media.width,
                  .height = file->media.height,
                  .duration_ms = file->media.duration_ms,
                  .waveform = std::move(wish.waveform)};
    if (!wish.name && !is_utf8(kept.label.name)) kept.label.name.clear();
    if (auto checked = decode_label(encode(kept.label)); !checked) co_return fail_as(checked);
    const KeptAttachment row{
        .state = AttachmentState::Here, .size = file->size, .is_asked_for = true, .media = file->media};
    auto work = [digest = file->digest, row](SQLite::Database& database) {
        store::put_attachment(database, digest, row);
    };
    if (auto stored = co_await database_.write(work); !stored) co_return fail_as(stored);
    co_return kept;
}

Task<Result<StoredMessage>> Attachments::fetch(ConversationId conversation, MessageId id) {
    auto work = [=](SQLite::Database& database) -> Result<StoredMessage> {
        auto message = store::find_message(database, conversation, id);
        if (!message || !message->is_shown) return fail(ChatErrc::NoSuchMessage);
        if (!message->digest || !message->kept) return fail(ChatErrc::WrongKind);
        if (message->kept->state == AttachmentState::Here) return std::move(*message);
        message->kept->state = AttachmentState::Coming;
        message->kept->is_asked_for = true;
        store::put_attachment(database, *message->digest, *message->kept);
        return std::move(*message);
    };
    auto message = co_await database_.write(work);
    if (!message) co_return fail_as(message);
    if (message->kept->state == AttachmentState::Here) co_return message;
    const auto found = pending_.find(*message->digest);
    if (found != pending_.end()) {
        found->second->kept.is_asked_for = true;
        found->second->refused.clear();
        queue(found->first, *found->second);
    }
    begin(*message->digest);
    mediator_.on_event(MessageChanged{*message});
    co_return message;
}

// ---- What is to come

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
        std::vector<Place> places;
    };
    auto work = [digest](SQLite::Database& database) {
        Plan plan{store::find_attachment(database, digest), {}};
        for (const auto& message : store::messages_with(database, digest, kMaxPlaces))
            plan.places.push_back({message.conversation, message.author.id});
        return plan;
    };
    auto plan = co_await database_.read(work);
    if (!plan || !plan->kept || plan->kept->state != AttachmentState::Coming) co_return;
    auto& entry = pending_[digest];
    if (!entry && pending_.size() > kMaxPending) {
        pending_.erase(digest);
        co_return;
    }
    if (!entry) entry = std::make_unique<Pending>(scope_.executor(), *plan->kept);
    entry->places = std::move(plan->places);
    want_authors(*entry);
    queue(digest, *entry);
}

void Attachments::want_authors(Pending& pending) {
    for (const auto& place : pending.places) {
        const auto& peer = place.author == self_ && !place.conversation.is_group()
                               ? place.conversation.peer().id
                               : place.author;
        if (peer == self_ || mediator_.standing(peer) == net::Standing::Blocked) continue;
        if (pending.wanted.insert(peer).second) sessions_.want(peer);
    }
}

// Somebody who is there, may have it, and has not said otherwise: the author before others.
std::optional<Attachments::Source> Attachments::source_of(const Pending& pending) const {
    const auto may_ask = [&](const PeerId& peer) {
        return peer != self_ && sessions_.is_open(peer) && !pending.refused.contains(peer) &&
               mediator_.standing(peer) != net::Standing::Blocked;
    };
    for (const auto& place : pending.places) {
        if (!place.conversation.is_group()) {
            if (may_ask(place.conversation.peer().id)) return Source{place.conversation.peer().id, {}};
        } else if (may_ask(place.author)) {
            return Source{place.author, place.conversation.group()};
        }
    }
    for (const auto& place : pending.places) {
        if (!place.conversation.is_group()) continue;
        for (const auto& member : mediator_.members(place.conversation.group())) {
            if (may_ask(member)) return Source{member, place.conversation.group()};
        }
    }
    return std::nullopt;
}

// Everybody who could have it has said that they have not.
bool Attachments::is_hopeless(const Pending& pending) const {
    for (const auto& place : pending.places) {
        if (!place.conversation.is_group()) {
            if (!pending.refused.contains(place.conversation.peer().id)) return false;
            continue;
        }
        for (const auto& member : mediator_.members(place.conversation.group())) {
            if (member != self_ && !pending.refused.contains(member)) return false;
        }
    }
    return true;
}

void Attachments::queue(const AttachmentDigest& digest, Pending& pending) {
    if (pending.is_queued || pending.is_running || !source_of(pending)) return;
    pending.is_queued = true;
    queue_.push_back(digest);
    pump();
}

void Attachments::pump() {
    while (running_ < kMaxFetches && !queue_.empty()) {
        const auto digest = queue_.front();
        queue_.pop_front();
        const auto found = pending_.find(digest);
        if (found == pending_.end()) continue;
        found->second->is_queued = false;
        found->second->is_running = true;
        ++running_;
        scope_.spawn("attachment", run(digest));
    }
}

Task<> Attachments::run(AttachmentDigest digest) {
    auto& pending = *pending_.at(digest);  // stays while it runs
    auto step = Step::Lost;
    for (auto source = source_of(pending); source && !pending.is_dropped; source = source_of(pending)) {
        step = co_await download(digest, pending, *source);
        if (step != Step::Refused) break;
        pending.refused.insert(source->peer);
    }
    const bool is_gone = !pending.is_dropped && step == Step::Refused && is_hopeless(pending);
    if (is_gone) {
        auto kept = pending.kept;
        kept.state = AttachmentState::Gone;
        co_await settle(digest, std::move(kept));
    }
    if (pending.is_dropped) co_await offload(worker_, [folder = folder_, digest] { folder.remove(digest); });
    pending.is_running = false;
    --running_;
    if (pending.is_dropped || is_gone || step == Step::Done || step == Step::NoRoom)
        remove(digest);
    else if (step == Step::Cut)
        queue(digest, pending);  // perhaps it stands again, or somebody else has it
    else
        scope_.spawn("attachment again", run_later(digest));
    pump();
}

Task<> Attachments::run_later(AttachmentDigest digest) {
    co_await sleep_for(kRetryPause);
    const auto found = pending_.find(digest);
    if (found != pending_.end()) queue(digest, *found->second);
}

// Whose bytes were wrong is known only when all came from one: what is left of others is fetched anew first.
Task<Attachments::Step> Attachments::download(AttachmentDigest digest, Pending& pending, Source source) {
    auto look = [folder = folder_, digest] { return folder.arrived(digest); };
    auto arrived = co_await offload(worker_, std::move(look));
    for (bool is_again = arrived > 0;; is_again = false) {
        if (arrived > pending.kept.size) {
            co_await offload(worker_, [folder = folder_, digest] { folder.remove(digest); });
            arrived = 0;
        }
        const auto step = co_await take_parts(digest, pending, source, arrived);
        if (step != Step::Done) co_return step;
        auto check = [folder = folder_, digest] { return folder.finish(digest); };
        auto media = co_await offload(worker_, std::move(check));
        if (media) {
            auto kept = pending.kept;
            kept.state = AttachmentState::Here;
            kept.media = std::move(*media);
            co_await settle(digest, std::move(kept));
            co_return Step::Done;
        }
        log::warn("an attachment from {}: {}", short_text(source.peer), media.error().sentence());
        if (media.error().code != store::StoreErrc::AttachmentLost) co_return Step::Lost;
        if (!is_again) co_return Step::Refused;
        arrived = 0;
    }
}

// One request at a time: the next is asked for when the former is on the disk.
Task<Attachments::Step> Attachments::take_parts(AttachmentDigest digest, Pending& pending, Source source,
                                                std::uint64_t from) {
    while (from < pending.kept.size) {
        pending.part.reset();
        pending.is_cut = false;
        pending.asked = source.peer;
        pending.offset = from;
        const PartWish wish{.group = source.group, .digest = digest, .offset = from, .length = kPartBytes};
        if (auto sent = sessions_.send(source.peer, kWantPartFrame, encode(wish)); !sent)
            co_return sessions_.is_open(source.peer) ? Step::Lost : Step::Cut;
        pending.answered.expires_after(kPartLimit);
        co_await pending.answered.async_wait(no_throw);
        if (!pending.part || pending.is_dropped) co_return pending.is_cut ? Step::Cut : Step::Lost;
        auto part = std::move(*pending.part);
        pending.part.reset();
        if (part.is_refused || part.content.size() > pending.kept.size - from) co_return Step::Refused;
        const auto bytes = part.content.size();
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

// What became of it, on the disk and on all screens.
Task<> Attachments::settle(AttachmentDigest digest, KeptAttachment kept) {
    auto work = [digest, kept](SQLite::Database& database) -> std::vector<StoredMessage> {
        if (!store::find_attachment(database, digest)) return {};  // recalled meanwhile
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
    for (const auto& peer : found->second->wanted) sessions_.release(peer);
    pending_.erase(found);
}

void Attachments::peer_opened(const PeerId& peer) {
    for (auto& [digest, pending] : pending_) {
        pending->refused.erase(peer);
        queue(digest, *pending);
    }
}

// What was asked on that session is not answered any more.
void Attachments::peer_closed(const PeerId& peer) {
    for (auto& [digest, pending] : pending_) {
        if (!pending->is_running || pending->asked != peer) continue;
        pending->is_cut = true;
        pending->answered.cancel();
    }
}

// ---- To and from peers

void Attachments::on_frame(const PeerId& from, std::uint16_t kind, ByteView body) {
    if (kind == kWantPartFrame) {
        auto wish = decode_part_wish(body);
        if (!wish || served_[from] >= kMaxServed) return;
        ++served_[from];
        scope_.spawn("attachment part", serve(from, *wish));
    } else if (kind == kPartFrame) {
        auto part = decode_part(body);
        const auto found = part ? pending_.find(part->digest) : pending_.end();
        if (found == pending_.end()) return;
        auto& pending = *found->second;
        const bool is_awaited =
            pending.is_running && pending.asked == from && pending.offset == part->offset && !pending.part;
        if (!is_awaited) return;
        pending.part = std::move(*part);
        pending.answered.cancel();
    }
}

Task<> Attachments::serve(PeerId to, PartWish wish) {
    auto part = co_await part_for(to, wish);
    (void)co_await sessions_.send_when_room(to, kPartFrame, encode(part));
    const auto count = served_.find(to);
    if (--count->second == 0) served_.erase(count);
}

Task<Part> Attachments::part_for(PeerId to, PartWish wish) {
    Part part{.digest = wish.digest, .offset = wish.offset, .content = {}, .is_refused = true};
    auto conversation = ConversationId::with(PeerKey(to));
    if (wish.group) {
        const auto members = mediator_.members(*wish.group);
        if (std::ranges::find(members, to) == members.end()) co_return part;
        conversation = ConversationId::of(*wish.group);
    }
    auto work = [conversation, to, digest = wish.digest](SQLite::Database& database) {
        return store::is_carried_in(database, conversation, PeerKey(to), digest)
                   ? store::find_attachment(database, digest)
                   : std::nullopt;
    };
    const auto kept = co_await database_.read(work);
    if (!kept || !*kept || (*kept)->state != AttachmentState::Here || wish.offset >= (*kept)->size)
        co_return part;
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(wish.length, (*kept)->size - wish.offset));
    auto read = [folder = folder_, digest = wish.digest, type = (*kept)->media.type, offset = wish.offset,
                 length] { return folder.read(digest, type, offset, length); };
    auto content = co_await offload(worker_, std::move(read));
    if (!content) co_return part;
    part.content = std::move(*content);
    part.is_refused = false;
    co_return part;
}

// ---- What nobody needs any more

void Attachments::forgotten() {
    is_sweep_due_ = true;
    if (std::exchange(is_sweeping_, true)) return;
    scope_.spawn("attachments sweep", sweep());
}

Task<> Attachments::sweep() {
    // A file that is just being kept has no row yet: it would be taken for one that nobody needs. Whoever
    // keeps it sweeps afterwards.
    while (keeping_ == 0 && std::exchange(is_sweep_due_, false)) {
        auto work = [held =
                         std::set<AttachmentDigest>(held_.begin(), held_.end())](SQLite::Database& database) {
            return store::drop_unused_attachments(database, held);
        };
        auto dropped = co_await database_.write(work);
        if (!dropped) break;
        for (const auto& digest : *dropped) {
            if (keeping_ > 0 || held_.contains(digest)) continue;
            const auto found = pending_.find(digest);
            if (found != pending_.end() && found->second->is_running) {
                found->second->is_dropped = true;
                found->second->answered.cancel();
            } else {
                remove(digest);
            }
            co_await offload(worker_, [folder = folder_, digest] { folder.remove(digest); });
        }
    }
    is_sweeping_ = false;
}

}  // namespace culver::chat
