// SPDX-License-Identifier: Apache-2.0
// Fed: a frame kind (first byte, 64 to 71) and the body of a chat frame, as any authenticated peer may send
// it. Reached: every decoder of chat/wire, and encoding again what was decoded, which must decode to the
// same.
#include "chat/wire.h"

#include <cstdlib>

namespace {

using namespace culver;
using namespace culver::chat;

void require(bool holds) {
    if (!holds) std::abort();
}

void message(ByteView body) {
    const auto frame = decode_message(body);
    if (!frame || !frame->is_readable) return;
    const auto again = decode_message(encode_message(frame->raw, frame->previous));
    require(again && again->operation == frame->operation && again->raw == frame->raw);
    const auto operation = decode_operation(encode(frame->operation));
    require(operation && *operation == frame->operation);
    require(frame->operation.text.size() <= kMaxTextBytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const ByteView body(bytes + 1, size - 1);
    switch (bytes[0]) {
        case kMessageFrame: message(body); break;
        case kAckFrame:
            if (const auto ranges = decode_ack(body)) require(decode_ack(encode(*ranges)) == ranges);
            break;
        case kRefusedFrame:
            if (const auto refusal = decode_refusal(body)) (void)sentence_for(*refusal);
            break;
        case kReadMarkFrame:
            if (const auto points = decode_read_mark(body))
                require(decode_read_mark(encode(*points)) == points);
            break;
        case kTypingFrame:
            if (const auto is_typing = decode_typing(body))
                require(decode_typing(encode_typing(*is_typing)) == is_typing);
            break;
        case kWantPartFrame:
            if (const auto wish = decode_part_wish(body)) {
                const auto again = decode_part_wish(encode(*wish));
                require(again && *again == *wish && wish->length <= kPartBytes);
            }
            break;
        case kPartFrame:
            if (const auto part = decode_part(body)) {
                const auto again = decode_part(encode(*part));
                require(again && *again == *part);
            }
            break;
        default: break;
    }
    return 0;
}
