// SPDX-License-Identifier: Apache-2.0
// Fed: what a sender writes on a lane: headers and payloads. Reached: the header's decoder and the unpacking
// of blocks, each into a buffer of exactly the announced length.
#include "transfer/block_codec.h"
#include "transfer/lane_frame.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver;
    using namespace culver::transfer;
    constexpr std::uint32_t kLongest = 64 * 1024;  // as a receiver's own limit would be
    static BlockDecoder decoder;
    ByteView rest(bytes, size);
    while (rest.size() >= kLaneHeaderBytes) {
        const auto header = decode_lane_header(rest.first<kLaneHeaderBytes>());
        rest = rest.subspan(kLaneHeaderBytes);
        if (!header) continue;
        std::array<std::uint8_t, kLaneHeaderBytes> again{};
        encode(*header, again);
        if (decode_lane_header(again).value() != *header) std::abort();
        if (header->wire_length > rest.size() || header->raw_length > kLongest) continue;
        Bytes content(header->raw_length);
        if (header->form == BlockForm::Zstd)
            (void)decoder.decompress(rest.first(header->wire_length), content);
        rest = rest.subspan(header->wire_length);
    }
    return 0;
}
