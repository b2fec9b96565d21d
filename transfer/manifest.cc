// SPDX-License-Identifier: Apache-2.0
#include "transfer/manifest.h"

#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include "transfer/manifest.pb.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <memory>

namespace culver::transfer {
namespace {

constexpr std::size_t kMaxEntryMessageBytes = kMaxPathBytes + 64;  // five numbers and the lengths around them

// SHA-256 of numbers and text, written little endian as manifest.proto says.
class DigestWriter {
public:
    DigestWriter() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

    void text(std::string_view text) { EVP_DigestUpdate(context_.get(), text.data(), text.size()); }

    template <class Number>
    void number(Number value) {
        std::array<char, sizeof(Number)> bytes;
        for (std::size_t at = 0; at < bytes.size(); ++at)
            bytes[at] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * at) & 0xff);
        text({bytes.data(), bytes.size()});
    }

    Digest finish() {
        Digest digest;
        EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
        return digest;
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_;
};

Digest digest_of(const Manifest& manifest) {
    DigestWriter writer;
    writer.text({"culver manifest v1\0", 19});
    writer.number(static_cast<std::uint8_t>(manifest.check()));
    writer.number(manifest.block_bytes());
    writer.number(manifest.entry_count());
    writer.number(manifest.total_bytes());
    for (std::uint32_t index = 0; index < manifest.entry_count(); ++index) {
        const auto entry = manifest.entry(index);
        writer.number(
            static_cast<std::uint8_t>(static_cast<unsigned>(entry.kind) | unsigned{entry.executable} << 1));
        writer.number(entry.size);
        writer.number(entry.mtime_ns);
        writer.number(static_cast<std::uint16_t>(entry.path.size()));
        writer.text(entry.path);
    }
    return writer.finish();
}

std::unexpected<Error> bad_manifest(std::string_view path, std::string_view why) {
    return fail(TransferErrc::BadManifest, "\"" + printable(path) + "\" " + std::string(why));
}

// Only what a stored size and mtime can carry without overflow anywhere.
bool is_possible_time(std::int64_t mtime_ns) {
    constexpr std::int64_t limit = kMaxTimeSeconds * 1'000'000'000;
    return mtime_ns >= -limit && mtime_ns <= limit;
}

bool is_possible_block(std::uint32_t bytes) {
    return std::has_single_bit(bytes) && bytes >= kMinBlockBytes && bytes <= kMaxBlockBytes;
}

}  // namespace

std::uint32_t block_bytes_for(std::uint64_t total_bytes) {
    constexpr std::uint64_t smallest = 256U << 10;
    // Each block is compressed by itself: text shrinks by a tenth more in a megabyte than in a quarter of it.
    constexpr std::uint64_t enough = 1U << 20;
    const auto fraction = [&](std::uint64_t blocks) {
        return std::bit_ceil(std::max<std::uint64_t>(1, (total_bytes + blocks - 1) / blocks));
    };
    const auto bytes = std::max(std::min(fraction(128), enough), fraction(1024));
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(bytes, smallest, kMaxBlockBytes));
}

std::uint32_t Manifest::block_count() const {
    return static_cast<std::uint32_t>((total_bytes_ + block_bytes_ - 1) / block_bytes_);
}

ManifestShape Manifest::shape() const {
    return {.entry_count = entry_count(),
            .total_bytes = total_bytes_,
            .block_bytes = block_bytes_,
            .check = check(),
            .digest = digest_};
}

Entry Manifest::entry(std::uint32_t index) const {
    assert(index < rows_.size());
    const auto& row = rows_[index];
    Entry entry{
        .path = std::string_view(paths_).substr(static_cast<std::size_t>(row.path_begin), row.path_length),
        .kind = row.kind == 0 ? EntryKind::File : EntryKind::Folder,
        .executable = row.executable != 0,
        .size = row.size,
        .mtime_ns = row.mtime_ns};
    const auto hole =
        std::ranges::lower_bound(holes_, index, {}, &std::pair<std::uint32_t, std::uint64_t>::first);
    if (hole != holes_.end() && hole->first == index) entry.hole_bytes = hole->second;
    return entry;
}

std::optional<std::uint32_t> Manifest::find(std::string_view path) const {
    std::uint32_t first = 0;
    std::uint32_t last = entry_count();
    while (first < last) {
        const auto middle = first + (last - first) / 2;
        if (path_less(entry(middle).path, path))
            first = middle + 1;
        else
            last = middle;
    }
    if (first == entry_count() || entry(first).path != path) return std::nullopt;
    return first;
}

std::vector<std::uint32_t> Manifest::top_level() const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t index = 0; index < entry_count(); ++index)
        if (entry(index).path.find('/') == std::string_view::npos) found.push_back(index);
    return found;
}

std::uint32_t Manifest::block_length(std::uint32_t block) const {
    assert(block < block_count());
    const auto begin = std::uint64_t{block} * block_bytes_;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(block_bytes_, total_bytes_ - begin));
}

Slices Manifest::slices(std::uint32_t block) const {
    auto at = std::uint64_t{block} * block_bytes_;
    const auto end = at + block_length(block);
    // The last entry that begins at or before the block; empty ones that begin there too are passed over.
    const auto after = std::ranges::upper_bound(rows_, at, {}, &Row::stream_offset);
    auto index = static_cast<std::uint32_t>(after - rows_.begin()) - 1;
    Slices result;
    for (; at < end; ++index) {
        const auto& row = rows_[index];
        const auto offset = at - row.stream_offset;
        if (offset >= row.size) continue;
        const auto length = std::min(row.size - offset, end - at);
        result.push_back({.entry = index, .length = static_cast<std::uint32_t>(length), .offset = offset});
        at += length;
    }
    return result;
}

Bytes Manifest::encode_page(std::uint32_t& first) const {
    assert(first < entry_count());
    proto::ManifestPage page;
    page.set_first_entry(first);
    std::size_t bytes = 16;  // first_entry and slack
    for (; first < entry_count() && bytes + kMaxEntryMessageBytes < kMaxPageBytes; ++first) {
        const auto entry = this->entry(first);
        auto& written = *page.add_entries();
        written.set_path(entry.path.data(), entry.path.size());
        written.set_kind(entry.kind == EntryKind::Folder ? proto::ManifestEntry::FOLDER
                                                         : proto::ManifestEntry::FILE);
        written.set_size(entry.size);
        written.set_mtime_ns(entry.mtime_ns);
        written.set_executable(entry.executable);
        written.set_hole_bytes(entry.hole_bytes);
        bytes += written.ByteSizeLong() + 4;  // its tag and length
    }
    return to_bytes(page.SerializeAsString());
}

std::vector<Bytes> Manifest::encode_pages() const {
    std::vector<Bytes> pages;
    for (std::uint32_t first = 0; first < entry_count();) pages.push_back(encode_page(first));
    return pages;
}

Result<> ManifestBuilder::check_place(std::string_view path) {
    if (made_.rows_.empty()) {
        if (parent_of(path).empty()) return {};
        return bad_manifest(path, "stands before its folder");
    }
    const auto last = made_.entry(entry_count() - 1).path;
    if (path == last) return bad_manifest(path, "occurs twice");
    if (!path_less(last, path)) return bad_manifest(path, "is out of order");
    const auto parent = parent_of(path);
    if (parent.empty()) return {};
    // All folders above the last entry exist, so the parent is the last entry or one of those.
    if (parent == last) {
        if (last_is_folder_) return {};
        return bad_manifest(path, "is beneath a file");
    }
    if (last.starts_with(parent) && last.size() > parent.size() && last[parent.size()] == '/') return {};
    return bad_manifest(path, "stands before its folder");
}

Result<> ManifestBuilder::check_numbers(const Entry& entry) const {
    if (entry.kind == EntryKind::Folder && (entry.size != 0 || entry.executable || entry.hole_bytes != 0))
        return bad_manifest(entry.path, "is a folder with content");
    if (entry.hole_bytes > entry.size) return bad_manifest(entry.path, "has more holes than bytes");
    if (!is_possible_time(entry.mtime_ns)) return bad_manifest(entry.path, "has an impossible time");
    const auto limit = declared_ ? std::min(declared_->total_bytes, kMaxTotalBytes) : kMaxTotalBytes;
    if (entry.size > limit || made_.total_bytes_ > limit - entry.size) {
        if (declared_) return bad_manifest(entry.path, "is larger than what was offered");
        return fail(TransferErrc::ManifestTooLarge, "\"" + printable(entry.path) + "\"");
    }
    return {};
}

Result<> ManifestBuilder::add(const Entry& entry) {
    if (const auto fault = check_path(entry.path))
        return fail(TransferErrc::BadName, "\"" + printable(entry.path) + "\" is refused, because " +
                                               std::string(to_string(*fault)));
    if (declared_ && entry_count() >= declared_->entry_count)
        return bad_manifest(entry.path, "is more than what was offered");
    if (entry_count() >= kMaxEntries || made_.paths_.size() + entry.path.size() > kMaxPathBytesInAll)
        return fail(TransferErrc::ManifestTooLarge, "\"" + printable(entry.path) + "\"");
    if (auto place = check_place(entry.path); !place) return place;
    if (auto numbers = check_numbers(entry); !numbers) return numbers;
    if (entry.hole_bytes > 0) made_.holes_.emplace_back(entry_count(), entry.hole_bytes);
    made_.rows_.push_back({.stream_offset = made_.total_bytes_,
                           .size = entry.size,
                           .mtime_ns = entry.mtime_ns,
                           .path_begin = made_.paths_.size() & ((1ULL << 40) - 1),
                           .path_length = entry.path.size() & 0xffff,
                           .kind = entry.kind == EntryKind::Folder ? 1U : 0U,
                           .executable = entry.executable ? 1U : 0U});
    made_.paths_ += entry.path;
    made_.total_bytes_ += entry.size;
    last_is_folder_ = entry.kind == EntryKind::Folder;
    if (!last_is_folder_) ++made_.file_count_;
    return {};
}

Result<> ManifestBuilder::add_page(ByteView bytes) {
    const std::string context = "reading the list of files";
    proto::ManifestPage page;
    if (bytes.size() > kMaxPageBytes || !page.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail(TransferErrc::BadManifest, context);
    if (page.first_entry() != entry_count() || page.entries_size() == 0)
        return fail(TransferErrc::BadManifest, context);
    for (const auto& read : page.entries()) {
        if (read.kind() != proto::ManifestEntry::FILE && read.kind() != proto::ManifestEntry::FOLDER)
            return bad_manifest(read.path(), "is neither a file nor a folder");
        const Entry entry{
            .path = read.path(),
            .kind = read.kind() == proto::ManifestEntry::FOLDER ? EntryKind::Folder : EntryKind::File,
            .executable = read.executable(),
            .size = read.size(),
            .hole_bytes = read.hole_bytes(),
            .mtime_ns = read.mtime_ns()};
        if (auto added = add(entry); !added) return added;
    }
    return {};
}

Result<> ManifestBuilder::check_shape() const {
    const std::string context = "comparing the list of files with the offer";
    if (made_.rows_.empty() || !is_possible_block(made_.block_bytes_))
        return fail(TransferErrc::BadManifest, context);
    if (made_.total_bytes_ > std::uint64_t{kMaxBlocks} * made_.block_bytes_)
        return fail(TransferErrc::ManifestTooLarge, context);
    if (!declared_) return {};
    if (declared_->entry_count != entry_count() || declared_->total_bytes != made_.total_bytes_ ||
        declared_->check != made_.check())
        return fail(TransferErrc::BadManifest, context);
    return {};
}

Result<Manifest> ManifestBuilder::finish() {
    made_.block_bytes_ = block_bytes_ != 0 ? block_bytes_ : block_bytes_for(made_.total_bytes_);
    if (declared_) made_.block_bytes_ = declared_->block_bytes;
    if (auto shape = check_shape(); !shape) return fail_as(shape);
    // Shrinking copies: of a long list it would need its memory twice, to give back pages that nobody
    // touched.
    constexpr std::uint32_t long_list = 10'000;
    if (entry_count() < long_list) {
        made_.rows_.shrink_to_fit();
        made_.paths_.shrink_to_fit();
    }
    made_.digest_ = digest_of(made_);
    if (declared_ && declared_->digest != made_.digest_)
        return fail(TransferErrc::BadManifest, "comparing the list of files with the offer");
    return std::move(made_);
}

}  // namespace culver::transfer
