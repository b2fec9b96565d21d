// SPDX-License-Identifier: Apache-2.0
// Fed: the byte stream of a link, its first byte choosing how it is cut into pieces. Reached: FrameReader
// with both limits, and the decoders of Hello, Bye, LaneRequest and Ping on every frame's body.
#include "net/frame.h"
#include "net/hello.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace culver;

void decode_everything(const net::Frame& frame) {
    if (const auto hello = net::decode_hello(frame.body)) {
        // What was understood is said again the same way.
        if (net::decode_hello(net::encode(*hello)).value() != *hello) std::abort();
    }
    (void)net::error_of(net::decode_bye(frame.body)).sentence();
    (void)net::decode_lane_request(frame.body);
    (void)net::decode_token(frame.body);
}

void read_stream(ByteView stream, std::size_t piece, std::uint32_t limit) {
    net::FrameReader reader(limit);
    while (!stream.empty()) {
        const auto room = reader.prepare();
        const std::size_t count = std::min({piece, stream.size(), room.size()});
        std::copy_n(stream.begin(), count, room.begin());
        reader.commit(count);
        stream = stream.subspan(count);
        for (;;) {
            const auto frame = reader.next();
            if (!frame) return;
            if (!*frame) break;
            if ((*frame)->body.size() > limit) std::abort();
            decode_everything(**frame);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const ByteView stream(bytes + 1, size - 1);
    const std::size_t piece = 1 + bytes[0];
    read_stream(stream, piece, net::kMaxFrameBytes);
    read_stream(stream, piece, net::kMaxHelloBytes);
    return 0;
}
