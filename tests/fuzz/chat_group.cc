// SPDX-License-Identifier: Apache-2.0
// Frames of groups from anybody: the first byte chooses the frame, the rest is its body. What decodes is
// encoded and decoded again to the same; an operation that is read keeps its limits.
#include "chat/group_wire.h"

#include <cstdlib>

namespace {

using namespace culver;
using namespace culver::chat;

void require(bool holds) {
    if (!holds) std::abort();
}

template <class Frame, class Decode>
void again(ByteView body, Decode decode) {
    const auto frame = decode(body);
    if (frame) require(decode(encode(*frame)) == frame);
}

void operations(ByteView body) {
    const auto frame = decode_operations(body);
    if (!frame) return;
    require(decode_operations(encode(*frame)) == frame);
    for (const auto& raw : frame->operations) {
        const auto read = read_operation(raw);
        if (!read) continue;
        require(read->operation.heads.size() <= kMaxHeads);
        require(!is_control(read->operation.kind) || read->body);
        require(!read->body || read->body->text.size() <= kMaxTextBytes);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const ByteView body(bytes + 1, size - 1);
    switch (bytes[0]) {
        case kHeldFrame: again<HeldFrame>(body, decode_held); break;
        case kOperationsFrame: operations(body); break;
        case kWantFrame: again<WantFrame>(body, decode_want); break;
        case kGroupReceiptFrame: again<ReceiptFrame>(body, decode_group_receipt); break;
        default: break;
    }
    return 0;
}
