// SPDX-License-Identifier: Apache-2.0
// Fed: what a receiver writes back on a lane. What is read as a confirmation is written again the same, but
// for the bytes that mean nothing.
#include "transfer/lane_frame.h"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver;
    using namespace culver::transfer;
    ByteView rest(bytes, size);
    for (; rest.size() >= kConfirmationBytes; rest = rest.subspan(kConfirmationBytes)) {
        const auto piece = rest.first<kConfirmationBytes>();
        const auto read = decode_confirmation(piece);
        if (!read) continue;
        std::array<std::uint8_t, kConfirmationBytes> again{};
        encode(*read, again);
        if (decode_confirmation(again).value() != *read) std::abort();
        if (again[0] != piece[0] || !std::ranges::equal(ByteView(again).subspan(4), piece.subspan<4>()))
            std::abort();
    }
    return 0;
}
