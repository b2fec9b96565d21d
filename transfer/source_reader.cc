// SPDX-License-Identifier: Apache-2.0
#include "transfer/source_reader.h"

#include "base/text.h"
#include "transfer/source_scan.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace culver::transfer {
namespace {

constexpr std::uint64_t kReadAheadFrom = 1ULL << 20;  // smaller files are read whole anyway
constexpr int kMostRereads = 3;  // a file whose ctime moves all the time is not waited for

}  // namespace

SourceReader::SourceReader(const SourceTree& tree) : tree_(tree), broken_(tree.manifest().entry_count()) {}

void SourceReader::know_check(std::uint32_t block, const Check128& check) {
    known_[block] = check;
}

BlockRead SourceReader::read(std::uint32_t block, std::span<std::uint8_t> into) {
    const auto& manifest = tree_.manifest();
    BlockRead result{.length = manifest.block_length(block)};
    const auto raw = into.first(result.length);
    std::size_t at = 0;
    for (const auto& slice : manifest.slices(block)) {
        const auto piece = raw.subspan(at, slice.length);
        at += slice.length;
        if (broken_.contains(slice.entry)) {
            std::ranges::fill(piece, std::uint8_t{0});
            continue;
        }
        if (const auto got = read_slice(slice, piece, block); !got) {
            std::ranges::fill(piece, std::uint8_t{0});
            broken_.insert(slice.entry);
            file_.reset();
            result.broken.push_back(
                {.entry = slice.entry, .reason = static_cast<TransferErrc>(got.error().code.value())});
        }
    }
    result.is_zero = is_all_zero(raw);
    result.check = check_of(raw);
    known_[block] = result.check;
    return result;
}

Result<> SourceReader::read_slice(const Slice& slice, std::span<std::uint8_t> into, std::uint32_t block) {
    if (!file_.is_open() || open_entry_ != slice.entry)
        if (auto opened = open_entry(slice.entry); !opened) return opened;
    if (lies_in_hole(slice)) {
        std::ranges::fill(into, std::uint8_t{0});
    } else if (read_at(file_.get(), slice.offset, into) != into.size()) {
        return fail(TransferErrc::SourceChanged,
                    "\"" + printable(tree_.manifest().entry(slice.entry).path) + "\"");
    }
    // Asked after reading, so that what was read is known to be of the state that was listed.
    return check_state(slice.entry, block);
}

Result<> SourceReader::open_entry(std::uint32_t entry) {
    auto file = tree_.open(entry, open_root_);
    if (!file) return fail_as(file);
    file_ = std::move(*file);
    open_entry_ = entry;
    hole_begin_ = hole_end_ = 0;
    const auto listed = tree_.manifest().entry(entry);
    has_holes_ = listed.hole_bytes > 0;
    if (listed.size >= kReadAheadFrom) ::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return {};
}

bool SourceReader::lies_in_hole(const Slice& slice) {
    if (!has_holes_) return false;
    const auto end = slice.offset + slice.length;
    if (slice.offset >= hole_begin_ && end <= hole_end_) return true;
    const auto data = ::lseek(file_.get(), static_cast<off_t>(slice.offset), SEEK_DATA);
    if (data < 0 && errno != ENXIO) return false;
    hole_begin_ = slice.offset;
    hole_end_ = data < 0 ? tree_.manifest().entry(slice.entry).size : static_cast<std::uint64_t>(data);
    return end <= hole_end_;
}

Result<> SourceReader::check_state(std::uint32_t entry, std::uint32_t block) {
    const auto changed = [&] {
        return fail(TransferErrc::SourceChanged, "\"" + printable(tree_.manifest().entry(entry).path) + "\"");
    };
    for (int tried = 0; tried < kMostRereads; ++tried) {
        struct stat found{};
        if (::fstat(file_.get(), &found) != 0) return changed();
        const auto state = tree_.compare(entry, found);
        if (state == SourceState::Same) return {};
        if (state != SourceState::OnlyCtime) return changed();
        const auto proven = newer_ctimes_.find(entry);
        if (proven != newer_ctimes_.end() && proven->second == nanoseconds(found.st_ctim)) return {};
        if (!sent_bytes_are_equal(entry, block)) return changed();
        newer_ctimes_[entry] = nanoseconds(found.st_ctim);
    }
    return changed();
}

bool SourceReader::sent_bytes_are_equal(std::uint32_t entry, std::uint32_t except) {
    const auto& manifest = tree_.manifest();
    const auto begin = manifest.stream_offset(entry);
    const auto first = static_cast<std::uint32_t>(begin / manifest.block_bytes());
    const auto last =
        static_cast<std::uint32_t>((begin + manifest.entry(entry).size - 1) / manifest.block_bytes());
    Bytes raw(manifest.block_bytes());
    for (auto block = first; block <= last; ++block) {
        if (block == except) continue;
        const auto known = known_.find(block);
        if (known == known_.end() && !sent_before_.contains(block)) continue;  // not sent yet
        if (known == known_.end()) return false;
        const auto content = std::span(raw).first(manifest.block_length(block));
        if (!read_again(block, content) || check_of(content) != known->second) return false;
    }
    return true;
}

bool SourceReader::read_again(std::uint32_t block, std::span<std::uint8_t> into) const {
    std::size_t at = 0;
    for (const auto& slice : tree_.manifest().slices(block)) {
        const auto piece = into.subspan(at, slice.length);
        at += slice.length;
        std::ranges::fill(piece, std::uint8_t{0});
        if (broken_.contains(slice.entry)) continue;
        const auto file = tree_.open(slice.entry);
        if (!file || read_at(file->get(), slice.offset, piece) != piece.size()) return false;
    }
    return true;
}

}  // namespace culver::transfer
