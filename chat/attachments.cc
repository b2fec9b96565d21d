// SPDX-License-Identifier: Apache-2.0
// What is here: kept, handed out, found again at a start, removed when nobody needs it. What is to come:
// attachment_fetches.cc.
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

Task<Result<>> Attachments::start(StartKind kind) {
    if (auto opened = folder_.open(); !opened) co_return opened;
    struct Rows {
        std::vector<store::AttachmentEntry> entries;
        std::vector<AttachmentDigest> unknown;
        std::vector<AttachmentDigest> unused;
    };
    auto work = [](SQLite::Database& database) {
        return Rows{store::load_attachments(database), store::unknown_attachments(database),
                    store::unused_attachments(database)};
    };
    auto rows = co_await database_.read(work);
    if (!rows) co_return fail_as(rows);
    const bool is_recovered = kind == StartKind::AfterRecovery;
    if (is_recovered) spared_.insert(rows->unused.begin(), rows->unused.end());
    auto compare = [folder = folder_, rows = *rows, is_recovered] {
        Inventory inventory{rows.unknown, {}, {}};
        for (const auto& entry : rows.entries) {
            inventory.named.push_back(entry.digest);
            const bool is_here = entry.kept.state == AttachmentState::Here;
            if (is_here && !folder.has(entry.digest, entry.kept.media.type)) inventory.gone.push_back(entry);
        }
        for (const auto& digest : rows.unknown) {
            if (auto file = folder.recognise(digest)) inventory.found.push_back(std::move(*file));
        }
        if (!is_recovered) folder.remove_all_but(inventory.named);
        return inventory;
    };
    auto inventory = co_await offload(worker_, std::move(compare));
    std::vector<AttachmentDigest> coming;
    for (const auto& entry : rows->entries) {
        if (entry.kept.state == AttachmentState::Coming) coming.push_back(entry.digest);
    }
    for (const auto& entry : inventory.gone) coming.push_back(entry.digest);
    auto mended = co_await mend(std::move(inventory), std::move(rows->unknown));
    if (!mended) co_return mended;
    for (const auto& digest : coming) begin(digest);
    forgotten();
    co_return Result<>{};
}

// A file whose row was lost with a crash or a damaged page has one again, a file that a person removed is
// fetched again. What is carried and nowhere here is offered.
Task<Result<>> Attachments::mend(Inventory inventory, std::vector<AttachmentDigest> unknown) {
    auto work = [inventory = std::move(inventory), unknown = std::move(unknown)](SQLite::Database& database) {
        for (const auto& entry : inventory.gone) {
            auto kept = entry.kept;
            kept.state = AttachmentState::Coming;
            kept.media = {};
            store::put_attachment(database, entry.digest, kept);
        }
        for (const auto& file : inventory.found)
            store::put_attachment(database, file.digest,
                                  {.state = AttachmentState::Here, .size = file.size, .media = file.media});
        for (const auto& digest : unknown) {
            for (const auto& message : store::labels_of(database, digest, 1)) {
                const auto label = decode_label(message.attachment);
                if (label && !store::find_attachment(database, digest))
                    store::note_attachment(database, digest, label->size, AttachmentState::Offered);
            }
        }
    };
    co_return co_await database_.write(std::move(work));
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
    const auto found = pending_.find(file->digest);
    if (found != pending_.end() && !found->second->is_running) remove(file->digest);  // nobody need send it
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
        auto& pending = *found->second;
        unqueue(found->first, pending);
        pending.kept.is_asked_for = true;
        pending.wanted.begin_again();
        queue(found->first, pending);
    }
    begin(*message->digest);
    mediator_.on_event(MessageChanged{*message});
    co_return message;
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
        const bool is_awaited = pending.is_running && pending.source.peer == from &&
                                pending.offset == part->offset && !pending.part;
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
        return store::may_be_given(database, conversation, PeerKey(to), digest)
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
        auto except = spared_;
        except.insert(held_.begin(), held_.end());
        auto work = [except](SQLite::Database& database) {
            return store::drop_unused_attachments(database, except);
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
            begin(digest);  // perhaps a message has brought it again meanwhile
        }
    }
    is_sweeping_ = false;
}

}  // namespace culver::chat
