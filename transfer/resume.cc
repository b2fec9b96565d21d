// SPDX-License-Identifier: Apache-2.0
#include "transfer/resume.h"

#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <algorithm>

namespace culver::transfer {
namespace {

// True when every byte of the block belongs to a wanted entry.
bool is_wholly_wanted(const Manifest& manifest, const EntrySet& wanted, std::uint32_t block) {
    if (wanted.is_full()) return true;
    const auto slices = manifest.slices(block);
    return std::ranges::all_of(slices, [&](const Slice& slice) { return wanted.contains(slice.entry); });
}

void insert_beneath(const Manifest& manifest, std::uint32_t folder, EntrySet& wanted) {
    const std::string prefix = std::string(manifest.entry(folder).path) + "/";
    for (auto index = folder + 1; index < manifest.entry_count(); ++index) {
        if (!manifest.entry(index).path.starts_with(prefix))
            return;  // a folder's content follows it directly
        wanted.insert(index);
    }
}

}  // namespace

Result<EntrySet> select_entries(const Manifest& manifest, const std::vector<std::string>& paths) {
    EntrySet wanted(manifest.entry_count());
    for (const auto& given : paths) {
        std::string_view path = given;
        while (path.ends_with('/')) path.remove_suffix(1);
        const auto index = manifest.find(path);
        if (!index) return fail(TransferErrc::NoSuchEntry, "\"" + printable(given) + "\"");
        wanted.insert(*index);
        insert_beneath(manifest, *index, wanted);
        for (auto above = parent_of(path); !above.empty(); above = parent_of(above))
            if (const auto folder = manifest.find(above)) wanted.insert(*folder);
    }
    return wanted;
}

BlockSet blocks_of(const Manifest& manifest, const EntrySet& wanted) {
    if (wanted.is_full()) return BlockSet::all(manifest.block_count());
    BlockSet blocks(manifest.block_count());
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1)) {
        const auto entry = manifest.entry(*index);
        if (entry.size == 0) continue;
        const auto begin = manifest.stream_offset(*index);
        const auto last = (begin + entry.size - 1) / manifest.block_bytes();
        for (auto block = begin / manifest.block_bytes(); block <= last; ++block)
            blocks.insert(static_cast<std::uint32_t>(block));
    }
    return blocks;
}

std::uint64_t bytes_in(const Manifest& manifest, const EntrySet& wanted, const BlockSet& blocks) {
    std::uint64_t bytes = 0;
    for (auto block = blocks.next(0); block; block = blocks.next(*block + 1)) {
        if (wanted.is_full()) {
            bytes += manifest.block_length(*block);
            continue;
        }
        for (const auto& slice : manifest.slices(*block))
            if (wanted.contains(slice.entry)) bytes += slice.length;
    }
    return bytes;
}

ResumePlan plan_resume(const Manifest& manifest, const EntrySet& wanted, const JournalState& journal) {
    auto needed = wanted;
    for (const auto entry : journal.broken)
        if (entry < needed.size()) needed.erase(entry);
    ResumePlan plan{.done = journal.confirmed, .to_verify = BlockSet(manifest.block_count()), .missing = {}};
    for (auto block = journal.doubtful.next(0); block; block = journal.doubtful.next(*block + 1))
        if (is_wholly_wanted(manifest, needed, *block)) plan.to_verify.insert(*block);
    plan.missing = blocks_of(manifest, needed);
    plan.missing -= plan.done;
    plan.missing -= plan.to_verify;
    return plan;
}

void GivenUp::add(const Manifest& manifest, std::uint32_t entry, EntrySet& needed, ResumePlan& plan) {
    if (const std::uint64_t size = manifest.entry(entry).size; size > 0) {
        const std::uint64_t begin = manifest.stream_offset(entry);
        const auto first = static_cast<std::uint32_t>(begin / manifest.block_bytes());
        const auto last = static_cast<std::uint32_t>((begin + size - 1) / manifest.block_bytes());
        for (std::uint32_t block = first; block <= last; ++block) {
            const bool is_edge = block == first || block == last;  // between them there is nobody else
            const bool is_needed = is_edge && is_needed_by_others(manifest, block, needed);
            // What lies in doubt beside a broken file can no longer be compared as a whole.
            if (plan.to_verify.erase(block) && is_needed) plan.missing.insert(block);
            if (!is_needed) plan.missing.erase(block);
        }
    }
    needed.erase(entry);
}

bool GivenUp::is_needed_by_others(const Manifest& manifest, std::uint32_t block, const EntrySet& needed) {
    const auto [sharers, is_first] = sharers_.try_emplace(block, 0);
    if (is_first) {
        for (const Slice& slice : manifest.slices(block)) {
            ++entries_seen_;
            if (needed.contains(slice.entry)) ++sharers->second;
        }
    }
    return --sharers->second > 0;
}

}  // namespace culver::transfer
