// SPDX-License-Identifier: Apache-2.0
#include "transfer/kept_manifest.h"

#include "transfer/check.h"
#include "transfer/errors.h"

#include <algorithm>
#include <limits>
#include <string>

namespace culver::transfer {
namespace {

constexpr std::string_view kMagic = "CULVERM1";
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kCheckBytes = 8;

void put(Bytes& into, std::uint64_t value, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; ++at) into.push_back(static_cast<std::uint8_t>(value >> (8 * at)));
}

std::uint64_t get(ByteView from) {
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < from.size(); ++at) value |= std::uint64_t{from[at]} << (8 * at);
    return value;
}

void put_frame(Bytes& into, ByteView frame) {
    put(into, frame.size(), kLengthBytes);
    into.insert(into.end(), frame.begin(), frame.end());
}

// The next frame, taken off the front of rest.
std::optional<ByteView> take_frame(ByteView& rest) {
    if (rest.size() < kLengthBytes) return std::nullopt;
    const auto length = get(rest.first(kLengthBytes));
    rest = rest.subspan(kLengthBytes);
    if (length > rest.size() || length > std::numeric_limits<int>::max()) return std::nullopt;
    const auto frame = rest.first(static_cast<std::size_t>(length));
    rest = rest.subspan(frame.size());
    return frame;
}

std::unexpected<Error> broken() {
    return fail(TransferErrc::JournalBroken, "reading the kept list of files");
}

}  // namespace

proto::ManifestShape encode_shape(const ManifestShape& shape) {
    proto::ManifestShape written;
    written.set_entry_count(shape.entry_count);
    written.set_total_bytes(shape.total_bytes);
    written.set_block_bytes(shape.block_bytes);
    written.set_check_algorithm(static_cast<std::uint32_t>(shape.check));
    written.set_digest(shape.digest.data(), shape.digest.size());
    return written;
}

std::optional<ManifestShape> decode_shape(const proto::ManifestShape& read) {
    ManifestShape shape{.entry_count = read.entry_count(),
                        .total_bytes = read.total_bytes(),
                        .block_bytes = read.block_bytes()};
    if (read.check_algorithm() != static_cast<std::uint32_t>(CheckAlgorithm::Xxh3)) return std::nullopt;
    if (read.digest().size() != shape.digest.size()) return std::nullopt;
    std::ranges::copy(as_bytes(read.digest()), shape.digest.begin());
    return shape;
}

Bytes encode_kept(const Manifest& manifest, const EntrySet& wanted) {
    proto::KeptOffer offer;
    *offer.mutable_shape() = encode_shape(manifest.shape());
    const auto ranges = wanted.packed(std::numeric_limits<std::size_t>::max());
    offer.mutable_wanted()->Add(ranges.begin(), ranges.end());
    Bytes file = to_bytes(kMagic);
    put_frame(file, as_bytes(offer.SerializeAsString()));
    for (std::uint32_t first = 0; first < manifest.entry_count();) {
        const std::uint32_t begin = first;
        const Bytes page = manifest.encode_page(first);
        // Growing copies; a long list is reserved as its first page is, with some room for longer names.
        if (begin == 0) file.reserve(page.size() * (manifest.entry_count() / first + 1) / 4 * 5);
        put_frame(file, page);
    }
    put(file, short_check(file, 0), kCheckBytes);
    return file;
}

Result<KeptManifest> decode_kept(ByteView file) {
    if (file.size() < kMagic.size() + kCheckBytes || as_text(file.first(kMagic.size())) != kMagic)
        return broken();
    const auto content = file.first(file.size() - kCheckBytes);
    if (get(file.last(kCheckBytes)) != short_check(content, 0)) return broken();
    auto rest = content.subspan(kMagic.size());
    const auto head = take_frame(rest);
    proto::KeptOffer offer;
    if (!head || !offer.ParseFromArray(head->data(), static_cast<int>(head->size()))) return broken();
    const auto shape = decode_shape(offer.shape());
    if (!shape) return broken();
    ManifestBuilder builder(*shape);
    while (!rest.empty()) {
        const auto page = take_frame(rest);
        if (!page || !builder.add_page(*page)) return broken();
    }
    auto manifest = builder.finish();
    if (!manifest) return broken();
    const std::vector<std::uint32_t> ranges(offer.wanted().begin(), offer.wanted().end());
    auto wanted = EntrySet::from_packed(manifest->entry_count(), ranges);
    if (!wanted) return broken();
    return KeptManifest{.manifest = std::move(*manifest), .wanted = std::move(*wanted)};
}

}  // namespace culver::transfer
