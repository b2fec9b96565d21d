// SPDX-License-Identifier: Apache-2.0
#include "transfer/earlier_file.h"

#include "base/random.h"
#include "base/signature.h"
#include "base/text.h"
#include "transfer/check.h"
#include "transfer/errors.h"
#include "transfer/receive_root.h"
#include "transfer/source_scan.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace culver::transfer {
namespace {

constexpr std::size_t kReadBytes = 1U << 20;

bool is_as_received(int handle, const ReceivedFile& file) {
    struct stat found{};
    return ::fstat(handle, &found) == 0 && static_cast<std::uint64_t>(found.st_size) == file.bytes &&
           nanoseconds(found.st_mtim) == file.mtime_ns;
}

}  // namespace

EarlierFile::EarlierFile(FileHandle file, std::uint64_t bytes, ChunkSizes sizes)
    : file_(std::move(file)), bytes_(bytes), sizes_(sizes), places_(0, Keyed{random_u64()}) {}

std::size_t EarlierFile::Keyed::operator()(const ChunkHash& hash) const {
    return static_cast<std::size_t>(short_check(hash, seed));
}

Result<EarlierFile> EarlierFile::open(const EarlierVersion& version, ChunkSizes sizes) {
    auto root = ReceiveRoot::open_existing(version.folder);
    if (!root) return fail_as(root);
    auto file = root->folder().open_for_reading(version.file.disk_path);
    if (!file) return fail_as(file);
    if (!is_as_received(file->get(), version.file))
        return fail(TransferErrc::SourceChanged, "\"" + printable(version.file.disk_path) + "\"");
    ::posix_fadvise(file->get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return EarlierFile(std::move(*file), version.file.bytes, sizes);
}

std::uint64_t EarlierFile::count_known(const std::vector<ChunkHint>& hints,
                                       const std::vector<Span>& spans) const {
    auto known = sample_of(file_.get(), sizes_, wider(spans, bytes_), bytes_);
    std::ranges::sort(known);
    return static_cast<std::uint64_t>(std::ranges::count_if(
        hints, [&](ChunkHint hint) { return std::ranges::binary_search(known, hint); }));
}

void EarlierFile::learn_until(std::uint64_t offset) {
    Bytes buffer(std::max<std::size_t>(sizes_.most(), kReadBytes));
    while (learnt_ < std::min(offset, bytes_) && places_.size() < kMaxKnownChunks) {
        const auto content = std::span(buffer).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), bytes_ - learnt_)));
        if (read_at(file_.get(), learnt_, content) != content.size()) {
            bytes_ = learnt_;  // it has become shorter; what is known already is compared before it is used
            return;
        }
        const bool is_end = learnt_ + content.size() == bytes_;
        Chunker chunker(sizes_);
        std::size_t begin = 0;
        while (begin < content.size()) {
            const ByteView rest = content.subspan(begin);
            const auto step = chunker.take(rest);
            if (!step.is_cut && !is_end) break;
            places_.try_emplace(sha256(rest.first(step.bytes)),
                                Place{learnt_ + begin, static_cast<std::uint32_t>(step.bytes)});
            begin += step.bytes;
        }
        learnt_ += begin;
    }
}

std::optional<std::uint64_t> EarlierFile::find(const Chunk& chunk) const {
    const auto found = places_.find(chunk.hash);
    if (found == places_.end() || found->second.length != chunk.length) return std::nullopt;
    return found->second.offset;
}

bool EarlierFile::read(const std::vector<Piece>& pieces, std::span<std::uint8_t> into) const {
    std::size_t filled = 0;
    for (const Piece& piece : pieces) {
        if (piece.length > into.size() - filled) return false;
        if (read_at(file_.get(), piece.offset, into.subspan(filled, piece.length)) != piece.length)
            return false;
        filled += piece.length;
    }
    return filled == into.size();
}

}  // namespace culver::transfer
