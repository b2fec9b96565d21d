// SPDX-License-Identifier: Apache-2.0
#include "transfer/source_reader.h"

#include "base/text.h"
#include "transfer/source_scan.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace culver::transfer {
namespace {

constexpr std::uint64_t kReadAheadFrom = 1ULL << 20;  // smaller files are read whole anyway
constexpr int kMostRereads = 3;               // a file whose ctime moves all the time is not waited for
constexpr std::uint32_t kPiece = 4096;        // shows whether a disk is there
constexpr std::uint64_t kBesideNames = 4096;  // the most that a file system keeps there
constexpr std::uint32_t kNeighbours = 8;      // files that are asked whether their disk is there

SteadyTime now() {
    return std::chrono::steady_clock::now();
}

bool is_passing(const Error& error) {
    return error.code == TransferErrc::SourceAway || error.code == TransferErrc::SourceUnproven;
}

// From the disk, not from memory: false also where that cannot be told. Data of a hole comes from nowhere,
// and that of the smallest files may stand beside their names.
bool can_read_afresh(int file, std::uint64_t offset, std::uint64_t size) {
    if (size <= kBesideNames ||
        ::lseek(file, static_cast<off_t>(offset), SEEK_DATA) != static_cast<off_t>(offset))
        return false;
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    std::array<std::uint8_t, 1> byte{};
    const iovec into{.iov_base = byte.data(), .iov_len = byte.size()};
    const bool is_in_memory = ::preadv2(file, &into, 1, static_cast<off_t>(offset), RWF_NOWAIT) >= 0;
    return !is_in_memory && read_at(file, offset, byte) == byte.size();
}

}  // namespace

void SourceProof::forget(std::uint32_t entry) {
    proven.erase(entry);
    refuted.erase(entry);
    if (under_way && under_way->entry == entry) under_way.reset();
}

SourceReader::SourceReader(const SourceTree& tree, Duration patience)
    : tree_(tree), patience_(patience), broken_(tree.manifest().entry_count()) {}

void SourceReader::know_check(std::uint32_t block, const Check128& check) {
    known_[block] = check;
}

BlockRead SourceReader::read(std::uint32_t block, std::span<std::uint8_t> into) {
    deadline_ = now() + patience_;
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
        const auto got = read_slice(slice, piece);
        if (got) continue;
        if (is_passing(got.error())) {
            waiting_ = slice;
            close_all();
            // Not told, and found again when the block is read.
            for (const auto& broken : result.broken) broken_.erase(broken.entry);
            result.wait = got.error();
            return result;
        }
        std::ranges::fill(piece, std::uint8_t{0});
        broken_.insert(slice.entry);
        file_.reset();
        result.broken.push_back(
            {.entry = slice.entry, .reason = static_cast<TransferErrc>(got.error().code.value())});
    }
    result.is_zero = is_all_zero(raw);
    result.check = check_of(raw);
    known_[block] = result.check;
    return result;
}

Result<bool> SourceReader::settle(Duration limit) {
    deadline_ = now() + limit;
    std::array<std::uint8_t, kPiece> bytes{};
    Slice slice = waiting_;
    slice.length = std::min(slice.length, kPiece);
    auto got = read_slice(slice, std::span(bytes).first(slice.length));
    if (got) {  // what memory still holds of a disk that was pulled out proves nothing
        ::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED);
        got = read_from(slice.entry, file_, slice.offset, std::span(bytes).first(1));
    }
    close_all();  // a handle on a disk that was pulled out never comes back to life
    if (!got && got.error().code == TransferErrc::SourceUnproven) return false;
    if (!got && is_passing(got.error())) return fail_as(got);
    return true;
}

void SourceReader::close_all() {
    file_.reset();
    open_root_ = {};
}

// What is read counts as soon as the file is known to be, after reading, in the state in which all was sent.
// When it has to be proven first that it is, that took its time: then it is read once more.
Result<> SourceReader::read_slice(const Slice& slice, std::span<std::uint8_t> into) {
    if (proof_.refuted.contains(slice.entry)) return fail_entry(TransferErrc::SourceChanged, slice.entry);
    std::optional<SourceIdentity> accepted;
    for (int tried = 0; tried <= kMostRereads; ++tried) {
        if (auto got = read_bytes(slice, into); !got) return got;
        struct stat found{};
        if (::fstat(file_.get(), &found) != 0)
            return fail_entry(tree_.reason(slice.entry, errno), slice.entry);
        if (tree_.compare(slice.entry, found, keeps_file_numbers(file_.get())) == SourceState::Changed)
            return fail_entry(TransferErrc::SourceChanged, slice.entry);
        const auto identity = SourceIdentity::of(found);
        if (identity == accepted || is_as_expected(slice.entry, identity)) return {};
        if (auto proven = prove(slice.entry, identity); !proven) return proven;
        accepted = identity;
    }
    return refute(slice.entry);
}

Result<> SourceReader::read_bytes(const Slice& slice, std::span<std::uint8_t> into) {
    if (!file_.is_open() || open_entry_ != slice.entry)
        if (auto opened = open_entry(slice.entry); !opened) return opened;
    if (lies_in_hole(slice)) {
        std::ranges::fill(into, std::uint8_t{0});
        return {};
    }
    return read_from(slice.entry, file_, slice.offset, into);
}

Result<> SourceReader::read_from(std::uint32_t entry, const FileHandle& file, std::uint64_t offset,
                                 std::span<std::uint8_t> into) const {
    if (read_at(file.get(), offset, into) == into.size()) return {};
    int reason = errno;
    if (reason == EIO && gives_bytes(entry, &file)) {
        if (read_at(file.get(), offset, into) == into.size()) return {};  // it was only a bad moment
        reason = errno;
        if (reason == EIO) return fail_entry(TransferErrc::SourceUnreadable, entry);
    }
    // Without a reason it is shorter than it was.
    return fail_entry(reason == 0 ? TransferErrc::SourceChanged : tree_.reason(entry, reason), entry);
}

Result<FileHandle> SourceReader::open_file(std::uint32_t entry, SourceTree::OpenRoot& root) const {
    auto file = tree_.open(entry, root);
    if (file || root.error_number != EIO || !gives_bytes(entry, nullptr)) return file;
    file = tree_.open(entry, root);
    if (!file && root.error_number == EIO) return fail_entry(TransferErrc::SourceUnreadable, entry);
    return file;
}

Result<> SourceReader::open_entry(std::uint32_t entry) {
    auto file = open_file(entry, open_root_);
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

bool SourceReader::is_as_expected(std::uint32_t entry, const SourceIdentity& identity) const {
    const auto proven = proof_.proven.find(entry);
    return identity == (proven != proof_.proven.end() ? proven->second : tree_.listed_identity(entry));
}

// Compares what was sent of the file with what it holds. Whatever breaks this off, it goes on from there.
Result<> SourceReader::prove(std::uint32_t entry, const SourceIdentity& identity) {
    const auto& manifest = tree_.manifest();
    const auto begin = manifest.stream_offset(entry);
    const auto first = static_cast<std::uint32_t>(begin / manifest.block_bytes());
    const auto last =
        static_cast<std::uint32_t>((begin + manifest.entry(entry).size - 1) / manifest.block_bytes());
    auto& at = proof_.under_way;
    if (!at || at->entry != entry || at->identity != identity)
        at = SourceProof::Comparison{.entry = entry, .identity = identity, .next_block = first};
    Bytes raw;
    for (; at->next_block <= last; ++at->next_block) {
        const auto block = at->next_block;
        if (!known_.contains(block)) {
            if (sent_before_.contains(block)) return refute(entry);
            continue;  // not sent yet
        }
        if (now() >= deadline_ || (must_stop_ && must_stop_()))
            return fail_entry(TransferErrc::SourceUnproven, entry);
        raw.resize(manifest.block_bytes());
        auto is_equal = is_as_sent(entry, block, std::span(raw).first(manifest.block_length(block)));
        if (!is_equal) return fail_as(is_equal);
        if (!*is_equal) return refute(entry);
    }
    at.reset();
    if (first != last) proof_.proven[entry] = identity;  // else all of it is in the block that is read
    return {};
}

// Without what another file in the block has lost nothing proves it.
Result<bool> SourceReader::is_as_sent(std::uint32_t entry, std::uint32_t block,
                                      std::span<std::uint8_t> into) const {
    std::size_t at = 0;
    for (const auto& slice : tree_.manifest().slices(block)) {
        const auto piece = into.subspan(at, slice.length);
        at += slice.length;
        std::ranges::fill(piece, std::uint8_t{0});
        if (broken_.contains(slice.entry)) continue;
        SourceTree::OpenRoot root;
        auto file = open_file(slice.entry, root);
        auto got = file ? read_from(slice.entry, *file, slice.offset, piece) : Result<>(fail_as(file));
        if (got) continue;
        const bool is_own = slice.entry == entry && got.error().code == TransferErrc::SourceUnreadable;
        if (is_own || is_passing(got.error())) return fail_as(got);
        return false;
    }
    return check_of(into) == known_.at(block);
}

std::unexpected<Error> SourceReader::refute(std::uint32_t entry) {
    proof_.forget(entry);
    proof_.refuted.insert(entry);
    return fail_entry(TransferErrc::SourceChanged, entry);
}

std::unexpected<Error> SourceReader::fail_entry(TransferErrc reason, std::uint32_t entry) const {
    return fail(reason, "\"" + printable(tree_.manifest().entry(entry).path) + "\"");
}

// Whether the disk is there: then what it does not give is lost, and nobody can wait for it. Any page will do
// that comes from the disk, of the file (null: it cannot be opened) or of its neighbours. A disk that takes
// long for each may not be there.
bool SourceReader::gives_bytes(std::uint32_t entry, const FileHandle* file) const {
    const auto& manifest = tree_.manifest();
    const auto is_late = [this] { return now() >= deadline_ || (must_stop_ && must_stop_()); };
    const auto size = manifest.entry(entry).size;
    for (const auto offset : {std::uint64_t{0}, size / 2, size - 1}) {
        if (file == nullptr || is_late()) break;
        if (can_read_afresh(file->get(), offset, size)) return true;
    }
    const auto first = entry - std::min(entry, kNeighbours);
    const auto end = std::min(entry + kNeighbours + 1, manifest.entry_count());
    for (auto other = first; other < end && !is_late(); ++other) {
        const bool is_there_too = tree_.listed_identity(other).device == tree_.listed_identity(entry).device;
        const auto other_size = manifest.entry(other).size;
        if (other == entry || other_size <= kBesideNames || !is_there_too) continue;
        const auto neighbour = tree_.open(other);
        if (neighbour && can_read_afresh(neighbour->get(), 0, other_size)) return true;
    }
    return false;
}

}  // namespace culver::transfer
