// SPDX-License-Identifier: Apache-2.0
#include "transfer/partial_folder.h"

#include "base/clock.h"
#include "base/log.h"
#include "transfer/confine.h"
#include "transfer/errors.h"
#include "transfer/names.h"
#include "transfer/partial_state.h"
#include "transfer/recipe.h"

#include <algorithm>
#include <chrono>

namespace culver::transfer {
namespace {

// How much is written between two syncs. A lane stands still while it syncs, and must not do so for long on a
// slow disk; on a quick one rarer syncs leave the disk's own buffers more freedom.
constexpr std::uint64_t kLeastUnsynced = 16ULL << 20;
constexpr std::uint64_t kMostUnsynced = 1ULL << 30;
constexpr std::chrono::milliseconds kShortSync{300};
constexpr std::chrono::milliseconds kLongSync{1500};

}  // namespace

PartialFolder::State::State(Parts parts)
    : name(std::move(parts.name)),
      root(std::move(parts.root)),
      partial(std::move(parts.partial)),
      manifest(std::move(parts.manifest)),
      wanted(std::move(parts.wanted)),
      needed(wanted),
      journal(std::move(parts.journal)),
      tree(std::move(parts.tree)),
      plan{.done = BlockSet(manifest->block_count()),
           .to_verify = BlockSet(manifest->block_count()),
           .missing = blocks_of(*manifest, wanted)},
      unmarked(manifest->block_count()),
      broken(manifest->entry_count()) {}

void PartialFolder::State::take_up(JournalState found, bool finishing) {
    is_finishing = finishing;
    plan = plan_resume(*manifest, wanted, found);
    unmarked = std::move(found.unmarked);
    doubtful_checks = std::move(found.doubtful_checks);
    for (const auto entry : found.broken) {
        if (entry >= broken.size()) continue;
        broken.insert(entry);
        needed.erase(entry);
    }
}

PartialFolder::PartialFolder(std::unique_ptr<State> state) : state_(std::move(state)) {}
PartialFolder::PartialFolder(PartialFolder&&) noexcept = default;
PartialFolder& PartialFolder::operator=(PartialFolder&&) noexcept = default;
PartialFolder::~PartialFolder() = default;

const Manifest& PartialFolder::manifest() const {
    return *state_->manifest;
}
std::shared_ptr<const Manifest> PartialFolder::shared_manifest() const {
    return state_->manifest;
}
const EntrySet& PartialFolder::wanted() const {
    return state_->wanted;
}
const EntrySet& PartialFolder::broken() const {
    return state_->broken;
}
const BlockSet& PartialFolder::done() const {
    return state_->plan.done;
}
const BlockSet& PartialFolder::to_verify() const {
    return state_->plan.to_verify;
}
const BlockSet& PartialFolder::missing() const {
    return state_->plan.missing;
}
bool PartialFolder::is_finishing() const {
    return state_->is_finishing;
}

bool PartialFolder::is_unsure() const {
    return state_->is_unsure;
}

bool PartialFolder::is_complete() const {
    return state_->is_finishing || (state_->plan.missing.is_empty() && state_->plan.to_verify.is_empty());
}

Result<bool> PartialFolder::verify_next() {
    auto& state = *state_;
    const auto block = state.plan.to_verify.next(0);
    if (!block) return false;
    Bytes raw(state.manifest->block_length(*block));
    bool is_readable = true;
    std::size_t at = 0;
    for (const auto& slice : state.manifest->slices(*block)) {
        // A file that cannot be read back is simply asked for again.
        is_readable =
            is_readable && state.tree.read(slice, std::span(raw).subspan(at, slice.length)).has_value();
        at += slice.length;
    }
    state.plan.to_verify.erase(*block);
    if (is_readable && check_of(raw) == state.doubtful_checks[*block]) {
        state.plan.done.insert(*block);
        state.unmarked.insert(*block);
    } else {
        state.plan.missing.insert(*block);
        if (auto noted = state.journal.append_lost(*block); !noted) return fail_as(noted);
    }
    if (state.plan.to_verify.is_empty())
        if (auto synced = state.sync(); !synced) return fail_as(synced);
    return true;
}

Result<> PartialFolder::verify_all(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        auto more = verify_next();
        if (!more) return fail_as(more);
        if (!*more) break;
    }
    return {};
}

Result<> PartialFolder::State::note(std::uint32_t block, const Check128& check) {
    partial.step("journal");
    if (auto noted = journal.append({.block = block, .check = check}); !noted) return noted;
    plan.done.insert(block);
    unmarked.insert(block);
    plan.missing.erase(block);
    plan.to_verify.erase(block);
    return tree.unsynced_bytes() < unsynced_limit ? Result<>{} : sync();
}

Result<> PartialFolder::State::sync() {
    const auto begin = real_clock().steady();
    auto synced = tree.sync();
    if (!synced) {
        // The kernel tells of such a failure once: the next sync would succeed without these blocks.
        if (auto noted = lose_unmarked(); !noted)
            log::warn("what a disk lost cannot be noted: {}", noted.error().sentence());
        return fail_as(synced);
    }
    if (auto noted = lose_what_was_removed(); !noted) return noted;
    const auto took = real_clock().steady() - begin;
    if (took < kShortSync) unsynced_limit = std::min(unsynced_limit * 2, kMostUnsynced);
    if (took > kLongSync) unsynced_limit = std::max(unsynced_limit / 2, kLeastUnsynced);
    // A mark speaks for every record before it, also for those that are still in doubt.
    if (!plan.to_verify.is_empty()) return {};
    partial.step("mark");
    auto marked = journal.mark_synced(*synced == SyncReach::FileSystem ? Durable::Later : Durable::Now);
    if (marked) unmarked = BlockSet(manifest->block_count());
    return marked;
}

Result<> PartialFolder::State::lose_unmarked() {
    if (is_finishing) return {};  // all was synced before that began
    Result<> noted;
    const auto is_needed = [&](const Slice& slice) { return needed.contains(slice.entry); };
    for (auto block = unmarked.next(0); block; block = unmarked.next(*block + 1)) {
        plan.done.erase(*block);
        if (std::ranges::any_of(manifest->slices(*block), is_needed)) plan.missing.insert(*block);
        if (noted) noted = journal.append_lost(*block);
    }
    unmarked = BlockSet(manifest->block_count());
    is_unsure = is_unsure || !noted;
    return noted;
}

Result<> PartialFolder::State::lose_entry(std::uint32_t entry) {
    const auto begin = manifest->stream_offset(entry);
    const auto end = begin + manifest->entry(entry).size;
    const auto first = static_cast<std::uint32_t>(begin / manifest->block_bytes());
    for (auto block = plan.done.next(first); block; block = plan.done.next(*block + 1)) {
        if (std::uint64_t{*block} * manifest->block_bytes() >= end) break;
        plan.done.erase(*block);
        unmarked.erase(*block);
        plan.missing.insert(*block);
        if (auto noted = journal.append_lost(*block); !noted) return noted;
    }
    return {};
}

Result<> PartialFolder::State::lose_what_was_removed() {
    for (const auto entry : tree.take_made())
        if (auto noted = lose_entry(entry); !noted) return noted;
    return {};
}

Result<> PartialFolder::store(std::uint32_t block, ByteView raw, const Check128& check) {
    auto& state = *state_;
    if (block >= state.manifest->block_count() || raw.size() != state.manifest->block_length(block))
        return fail(TransferErrc::BadBlock);
    if (!state.is_open_for(block)) return {};
    std::size_t at = 0;
    for (const auto& slice : state.manifest->slices(block)) {
        const auto piece = raw.subspan(at, slice.length);
        at += slice.length;
        if (!state.needed.contains(slice.entry)) continue;
        if (auto written = state.tree.write(slice, piece); !written) return written;
    }
    if (auto noted = state.lose_what_was_removed(); !noted) return noted;
    return state.note(block, check);
}

Result<> PartialFolder::store_zeros(std::uint32_t block, const Check128& check) {
    auto& state = *state_;
    if (block >= state.manifest->block_count()) return fail(TransferErrc::BadBlock);
    if (!state.is_open_for(block)) return {};
    for (const auto& slice : state.manifest->slices(block)) {
        if (!state.needed.contains(slice.entry)) continue;
        if (auto written = state.tree.write_zeros(slice); !written) return written;
    }
    if (auto noted = state.lose_what_was_removed(); !noted) return noted;
    return state.note(block, check);
}

Result<> PartialFolder::mark_broken(std::uint32_t entry) {
    auto& state = *state_;
    if (entry >= state.manifest->entry_count() || state.manifest->entry(entry).kind != EntryKind::File)
        return fail(TransferErrc::BadBlock);
    if (!state.wanted.contains(entry) || state.broken.contains(entry) || state.is_finishing) return {};
    state.partial.step("note broken");
    if (auto noted = state.journal.append_broken(entry); !noted) return noted;
    state.forget(entry);
    return state.tree.remove(entry);
}

void PartialFolder::State::forget(std::uint32_t entry) {
    broken.insert(entry);
    given_up.add(*manifest, entry, needed, plan);
}

void PartialFolder::confine_thread() const {
    confine_or_tell(state_->root);
}

Result<> PartialFolder::sync() {
    return state_->sync();
}

std::vector<TopLevelEntry> PartialFolder::State::top_level() const {
    std::vector<TopLevelEntry> found;
    for (const auto index : manifest->top_level()) {
        if (!needed.contains(index)) continue;
        const auto entry = manifest->entry(index);
        found.push_back({.entry = index,
                         .wished_name = std::string(entry.path),
                         .disk_name = tree.disk_path(index),
                         .is_folder = entry.kind == EntryKind::Folder});
    }
    return found;
}

std::vector<ReceivedFile> PartialFolder::State::received_files(const std::vector<FinalName>& names) const {
    std::vector<ReceivedFile> files;
    std::size_t name_bytes = 0;
    for (const FinalName& top : names) {
        for (auto index = top.entry; index < manifest->entry_count(); ++index) {
            const auto entry = manifest->entry(index);
            const bool is_next_top = entry.path.find('/') == std::string_view::npos && index != top.entry;
            if (is_next_top) break;
            if (!needed.contains(index) || entry.size < kLeastReuse) continue;
            const std::string below = tree.disk_path(index);
            std::string disk_path = top.name + below.substr(std::min(below.find('/'), below.size()));
            name_bytes += entry.path.size() + disk_path.size();
            if (files.size() == kMaxReceivedFiles || name_bytes > kMaxReceivedNames) return files;
            auto file = received_file(root, std::string(entry.path), std::move(disk_path));
            if (file) files.push_back(std::move(*file));
        }
    }
    return files;
}

Result<Finished> PartialFolder::finish() {
    auto& state = *state_;
    if (!is_complete()) return fail(TransferErrc::NotComplete);
    if (!state.is_finishing) {
        if (auto settled = state.tree.settle(state.needed); !settled) {
            for (const auto entry : state.tree.lost()) {
                if (auto noted = state.lose_entry(entry); !noted) return fail_as(noted);
            }
            return fail_as(settled);
        }
        if (auto synced = state.sync(); !synced) return fail_as(synced);
    }
    MoveOut move(state.root, state.partial, state.tree.files());
    auto names = move.run(state.top_level());
    state.is_finishing = MoveOut::has_begun(state.partial);
    if (!names) return fail_as(names);
    Finished finished{.names = std::move(*names), .broken = {}};
    for (auto entry = state.broken.next(0); entry; entry = state.broken.next(*entry + 1))
        finished.broken.push_back(*entry);
    finished.received = state.received_files(finished.names);
    return finished;
}

Result<> PartialFolder::discard() {
    return state_->root.remove_tree(state_->name);
}

}  // namespace culver::transfer
