// SPDX-License-Identifier: Apache-2.0
// An incoming transfer up to its Start, and after its last block. Steps of prepare():
//   1. the partial folder: reopened, or the list of files is fetched and it is begun
//   2. blocks from before a crash of the machine are read and compared
//   3. a finish that was interrupted is completed
//   4. a slot, then what earlier versions of the files hold (incoming_reuse.cc)
//   5. Start; take_lane() does the rest
#include "base/deadline.h"
#include "base/log.h"
#include "base/offload.h"
#include "base/text.h"
#include "transfer/confine.h"
#include "transfer/errors.h"
#include "transfer/incoming.h"
#include "transfer/receipt.h"
#include "transfer/receive_root.h"

namespace culver::transfer {
namespace {

// A page of a list from a peer that we treat as a stranger comes at 64 KiB/s: 256 KiB take 4 s.
constexpr std::chrono::seconds kPartLimit{15};
// A lane that has not come by then is asked for again: the sender may have missed Start, or be busy with
// others.
constexpr std::chrono::seconds kStartPatience{10};
constexpr std::size_t kMaxReceiptRanges = 16'384;  // two such lists fit into a frame

struct Begun {
    std::unique_ptr<PartialFolder> partial;
    std::uint64_t device = 0;
};

// Fails with JournalBroken when there is nothing to go on with, and with FolderGone when it may be on a disk
// that is not plugged in.
Result<Begun> reopen(const std::string& folder, const TransferId& transfer, std::uint64_t device,
                     Unmarked unmarked) {
    auto root = ReceiveRoot::open_existing(folder);
    const bool is_gone = !root && root.error().code == TransferErrc::FolderGone;
    if (is_gone && device == 0) return fail(TransferErrc::JournalBroken, folder);
    if (!root) return fail_as(root);
    if (!root->has_partial(transfer)) {
        const bool is_same_disk = device == 0 || device == root->device();
        return fail(is_same_disk ? TransferErrc::JournalBroken : TransferErrc::FolderGone, folder);
    }
    auto partial = on_confined_thread(*root, [&] { return root->reopen(transfer, unmarked); });
    if (!partial) return fail_as(partial);
    return Begun{std::make_unique<PartialFolder>(std::move(*partial)), root->device()};
}

struct Beginning {
    std::string folder;
    TransferId transfer;
    std::shared_ptr<const Manifest> manifest;
    std::vector<std::string> only;
};

Result<Begun> begin(const Beginning& what) {
    EntrySet wanted = EntrySet::all(what.manifest->entry_count());
    if (!what.only.empty()) {
        auto selected = select_entries(*what.manifest, what.only);
        if (!selected) return fail_as(selected);
        wanted = std::move(*selected);
    }
    auto root = ReceiveRoot::open(what.folder);
    if (!root) return fail_as(root);
    if (root->has_partial(what.transfer)) {  // unusable, else it would have been reopened
        auto gone = on_confined_thread(*root, [&] { return root->abandon(what.transfer); });
        if (!gone) return fail_as(gone);
    }
    auto partial =
        on_confined_thread(*root, [&] { return root->begin(what.transfer, what.manifest, wanted); });
    if (!partial) return fail_as(partial);
    return Begun{std::make_unique<PartialFolder>(std::move(*partial)), root->device()};
}

// Fails with FolderGone when what is to be removed may be on a disk that is not plugged in.
Result<> abandon(const std::string& folder, const TransferId& transfer, std::uint64_t device) {
    auto root = ReceiveRoot::open_existing(folder);
    const bool is_gone = !root && root.error().code == TransferErrc::FolderGone;
    if (is_gone && device == 0) return {};  // nothing was begun there
    if (!root) return fail_as(root);
    if (!root->has_partial(transfer) && device != 0 && device != root->device())
        return fail(TransferErrc::FolderGone, folder);
    return on_confined_thread(*root, [&] { return root->abandon(transfer); });
}

// The same, of a folder that was left for another: unless both names lead to one. The other is open, or
// nothing of the transfer is wanted any more.
Result<> leave(const FormerFolder& former, const TransferId& transfer, const std::string& current) {
    auto here = ReceiveRoot::open_existing(current);
    auto there = ReceiveRoot::open_existing(former.folder);
    if (here && there && here->is_same_as(*there)) return {};
    return abandon(former.folder, transfer, former.device);
}

}  // namespace

void Incoming::go_on() {
    if (lane_ || !may_go_on()) return;
    is_again_ = is_preparing_;
    if (is_preparing_) return;
    is_preparing_ = true;
    spawn("preparing to receive", prepare());
}

Task<> Incoming::prepare() {
    auto ready = co_await ensure_partial();
    if (ready) ready = co_await settle_doubts();
    if (context_.tasks.is_closing()) co_return;  // what is in doubt is read at the next start
    if (ready && needs_nobody()) {
        auto work = [partial = partial_.get()] {
            return on_confined_thread(*partial, [partial] { return partial->finish(); });
        };
        auto finished = co_await offload(context_.workers, std::move(work));
        is_preparing_ = false;
        if (finished) co_return co_await conclude(std::move(*finished));
        co_return failed(finished.error());
    }
    if (ready && is_reuse_due()) co_await reuse_earlier();
    is_preparing_ = false;
    const bool is_over = is_final(record_.state);
    if (is_over && record_.has_files) co_return co_await clean_up();
    const bool is_repeated = std::exchange(is_again_, false);
    if (is_over) co_return;
    if (!ready && may_go_on()) {
        const bool is_choice = ready.error().code == make_error_code(TransferErrc::NoSuchEntry);
        if (!is_choice) co_return failed(ready.error());
        // Nothing was begun: the person chooses again.
        record_.is_accepted = false;
        record_.has_files = false;
        co_return set_state(State::Offered, describe(ready.error()));
    }
    // Also when a new session came while blocks were made of an earlier version: that begins again first.
    if (is_repeated && (!ready || is_reuse_due())) co_return go_on();
    if (ready) start();
}

Task<Result<>> Incoming::ensure_partial() {
    if (partial_) co_return Result<>{};
    if (record_.has_files) {
        auto reopened = co_await reopen_partial(record_.starts_over ? 0 : record_.device);
        if (reopened) co_return reopened;
        const bool starts_over = reopened.error().code == make_error_code(TransferErrc::JournalBroken);
        if (!starts_over) {
            // Should a person say "resume" without that disk, it starts over in the folder as it is then.
            const bool is_folder_gone = reopened.error().code == make_error_code(TransferErrc::FolderGone);
            if (is_folder_gone) record_.starts_over = true;
            co_return reopened;
        }
    }
    if (!is_peer_open()) co_return fail(ProtocolErrc::LaneLost);
    auto manifest = co_await fetch_manifest();
    if (!manifest) co_return fail_as(manifest);
    co_return co_await begin_partial(std::move(*manifest));
}

// device: on which it has to be, else the disk may be out; 0: wherever the folder is now.
Task<Result<>> Incoming::reopen_partial(std::uint64_t device) {
    const auto unmarked = is_unsure_ ? Unmarked::Lose : Unmarked::Keep;
    auto work = [folder = record_.folder, id = record_.id, device, unmarked] {
        return reopen(folder, id, device, unmarked);
    };
    auto reopened = co_await offload(context_.workers, std::move(work));
    if (!reopened) co_return fail_as(reopened);
    is_unsure_ = false;
    partial_ = std::move(reopened->partial);
    record_.device = reopened->device;
    record_.starts_over = false;
    count_partial();
    leave_former_later();
    co_return Result<>{};
}

Task<Result<std::shared_ptr<const Manifest>>> Incoming::fetch_manifest() {
    parts_ = std::make_unique<Mailbox<wire::ManifestPart>>(context_.tasks.executor(), kWaitingParts);
    ManifestBuilder builder(*record_.shape);
    Result<> fetched;
    while (fetched && !builder.is_complete()) {
        fetched = co_await with_deadline(kPartLimit, read_page(*parts_, builder));
    }
    parts_.reset();
    if (!fetched) co_return fail_as(fetched);
    auto manifest = as_offered(builder);
    if (!manifest) co_return fail_as(manifest);
    co_return std::make_shared<const Manifest>(std::move(*manifest));
}

Task<Result<>> Incoming::begin_partial(std::shared_ptr<const Manifest> manifest) {
    record_.has_files = true;  // known before anything is made, so that nothing can be forgotten
    if (auto saved = co_await save_now(); !saved) co_return saved;
    Beginning what{record_.folder, record_.id, std::move(manifest), record_.only};
    auto work = [what = std::move(what)] { return begin(what); };
    auto begun = co_await offload(context_.workers, std::move(work));
    if (!begun) co_return fail_as(begun);
    partial_ = std::move(begun->partial);
    record_.device = begun->device;
    record_.starts_over = false;
    count_partial();
    save_soon();
    leave_former_later();
    tell_answer();
    co_return Result<>{};
}

Task<Result<>> Incoming::settle_doubts() {
    if (partial_->to_verify().is_empty()) co_return Result<>{};
    auto work = [partial = partial_.get(), stop = context_.closing.get_token()] {
        return partial->verify_all(stop);
    };
    auto settled = co_await offload(context_.workers, std::move(work));
    count_partial();
    co_return settled;
}

// What is wanted and how much of it is there.
void Incoming::count_partial() {
    const Manifest& manifest = partial_->manifest();
    const EntrySet& wanted = partial_->wanted();
    record_.some_only = !wanted.is_full();
    if (record_.some_only) {
        record_.wanted_bytes = bytes_in(manifest, wanted, BlockSet::all(manifest.block_count()));
        record_.files = 0;
        for (auto entry = wanted.next(0); entry; entry = wanted.next(*entry + 1)) {
            if (manifest.entry(*entry).kind == EntryKind::File) ++record_.files;
        }
    }
    record_.bytes_done = bytes_in(manifest, wanted, partial_->done());
}

void Incoming::start() {
    if (!may_go_on() || lane_ || is_started_ || !is_peer_open()) return;
    // The offer that opens every session says first whether there are recipes.
    if (!record_.is_reuse_settled && !is_offer_heard_) return;
    if (!context_.receiving.request(record_.id, record_.shape->block_bytes)) return set_state(State::Waiting);
    BlockSet have = BlockSet::all(partial_->manifest().block_count());
    have -= partial_->missing();
    is_started_ = true;
    const wire::Start said{record_.id, have.packed(), ++attempt_, record_.bytes_reused};
    if (record_.state != State::Active) set_state(State::Waiting);
    tell(wire::Kind::Start, said);
    spawn("awaiting a lane", await_lane(attempt_));
}

Task<> Incoming::await_lane(std::uint32_t attempt) {
    co_await sleep_for(kStartPatience);
    if (attempt != attempt_ || !is_started_ || lane_) co_return;
    is_started_ = false;
    context_.receiving.release(record_.id);  // to the end of the queue
    go_on();
}

void Incoming::slot_granted() {
    if (!may_go_on() || lane_ || !is_peer_open()) return context_.receiving.release(record_.id);
    go_on();
}

// Whether nothing is missing. What is put aside, or was never looked at since the start, is opened for it;
// where that is not possible for the moment nothing is known, and nothing may be removed.
Task<bool> Incoming::has_all() {
    if (lane_ || !record_.has_files) co_return false;
    // Before its list is here nothing is; after that the sender says so again when it is asked for more.
    if (is_preparing_) co_return parts_ == nullptr;
    if (!partial_) {
        is_preparing_ = true;
        auto reopened = co_await reopen_partial(record_.device);
        is_preparing_ = false;
        const bool is_again = std::exchange(is_again_, false);
        if (is_final(record_.state)) {
            co_await clean_up();
            co_return false;
        }
        if (!reopened) co_return reopened.error().code != make_error_code(TransferErrc::JournalBroken);
        if (is_again) go_on();
    }
    co_return partial_ && (partial_->is_finishing() || partial_->missing().is_empty());
}

struct Incoming::Ending {
    State state;
    Failure error;
    Bytes receipt;
    std::vector<ReceivedFile> received;
    std::vector<std::string> paths;
    std::uint64_t bytes_done;
    std::int64_t updated;
    bool is_told;
    bool is_held;

    static Ending of(const TransferRecord& record) {
        return {record.state,      record.error,   record.receipt, record.received, record.paths,
                record.bytes_done, record.updated, record.is_told, record.is_held};
    }
    void restore(TransferRecord& record) && {
        record.state = state;
        record.error = std::move(error);
        record.receipt = std::move(receipt);
        record.received = std::move(received);
        record.paths = std::move(paths);
        record.bytes_done = bytes_done;
        record.updated = updated;
        record.is_told = is_told;
        record.is_held = is_held;
    }
};

// Record, then receipt: a sender that holds one may forget its files. Without a record nothing has ended: the
// partial folder knows that its files were moved, and finishing once more gives the same names.
Task<> Incoming::conclude(Finished finished) {
    Ending before = Ending::of(record_);
    sign(finished);
    ++recording_;
    auto saved = co_await save_now();
    --recording_;
    if (!saved) {
        std::move(before).restore(record_);
        failed(saved.error());
        const Failure failure = describe(saved.error());
        co_return tell(wire::Kind::Trouble, wire::Trouble{record_.id, failure.code, failure.message});
    }
    update_want();
    show();
    tell_bytes(wire::Kind::Receipt, record_.receipt);
    co_await clean_up();
}

void Incoming::sign(const Finished& finished) {
    const Manifest& manifest = partial_->manifest();
    EntrySet broken(manifest.entry_count());
    for (const std::uint32_t entry : finished.broken) broken.insert(entry);
    EntrySet arrived = partial_->wanted();
    arrived -= broken;
    ReceiptStatement statement{.transfer = record_.id,
                               .sender = record_.peer.id,
                               .receiver = context_.key.peer_id(),
                               .manifest_digest = manifest.digest(),
                               .is_partly = !broken.is_empty(),
                               .wanted = {},
                               .failed = broken.packed(kMaxReceiptRanges),
                               .finished_at = to_milliseconds(context_.clock.wall()),
                               .bytes = bytes_in(manifest, arrived, BlockSet::all(manifest.block_count()))};
    if (record_.some_only) statement.wanted = partial_->wanted().packed(kMaxReceiptRanges);
    record_.receipt = sign_receipt(statement, context_.key);
    record_.received = finished.received;
    record_.paths.clear();
    for (const FinalName& final_name : finished.names)
        record_.paths.push_back(record_.folder + "/" + final_name.name);
    record_.bytes_done = statement.is_partly ? statement.bytes : record_.bytes_total();
    record_.updated = statement.finished_at;
    record_.is_told = false;
    record_.is_held = false;
    record_.state = statement.is_partly ? State::Failed : State::Done;
    record_.error = {};
    if (statement.is_partly) {
        const std::uint32_t first = *broken.next(0);
        record_.error = {"source_changed", "Not received because it changed while it was sent: \"" +
                                               printable(manifest.entry(first).path) + "\"" +
                                               (broken.count() > 1 ? " and others." : ".") +
                                               " Everything else is there."};
    }
}

// What was written is made safe. What cannot be is asked for again: partial_ knows it, or the next one is
// told.
Task<> Incoming::sync_partial(Afterwards afterwards) {
    if (!partial_ || is_preparing_) co_return;
    is_preparing_ = true;
    auto work = [partial = partial_.get()] { return partial->sync(); };
    auto synced = co_await offload(context_.workers, std::move(work));
    is_preparing_ = false;
    if (!synced) log::warn("transfer {}: {}", record_.id.text(), synced.error().sentence());
    count_partial();
    is_unsure_ = is_unsure_ || partial_->is_unsure();
    if (is_unsure_ || afterwards == Afterwards::Close) partial_.reset();
    if (is_final(record_.state)) co_return co_await clean_up();
    if (std::exchange(is_again_, false)) go_on();
}

void Incoming::leave_former_later() {
    if (record_.former_folders.empty() || is_leaving_) return;
    is_leaving_ = true;  // from here on, not only when its turn comes
    spawn("leaving a folder", leave_former_folders());
}

// Those on disks that are not there are tried again with the next cleaning up.
Task<> Incoming::leave_former_folders() {
    auto work = [former = record_.former_folders, id = record_.id, current = record_.folder] {
        std::vector<FormerFolder> left;
        for (const FormerFolder& one : former) {
            if (auto gone = leave(one, id, current); !gone) left.push_back(one);
        }
        return left;
    };
    is_leaving_ = true;
    auto left = co_await offload(context_.workers, std::move(work));
    is_leaving_ = false;
    record_.former_folders = std::move(left);
    save_soon();
}

Task<> Incoming::clean_up() {
    partial_.reset();
    if (!record_.former_folders.empty()) co_await leave_former_folders();
    is_cleaning_up_ = true;
    auto work = [folder = record_.folder, id = record_.id, device = record_.device] {
        return abandon(folder, id, device);
    };
    auto gone = co_await offload(context_.workers, std::move(work));
    is_cleaning_up_ = false;
    if (!gone) {
        log::warn("transfer {}: {}", record_.id.text(), gone.error().sentence());
        co_return;  // see tidy_up()
    }
    record_.has_files = !record_.former_folders.empty();
    save_soon();
}

}  // namespace culver::transfer
