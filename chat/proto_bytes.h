// SPDX-License-Identifier: Apache-2.0
// Between this program's bytes and those of Protocol Buffers, for everything in this room that has a wire
// form.
#pragma once
#include "base/bytes.h"
#include "base/text.h"

#include <google/protobuf/message_lite.h>

#include <optional>
#include <string>

namespace culver::chat {

// The value of a `bytes` field.
[[nodiscard]] inline std::string string_of(ByteView bytes) {
    return std::string(as_text(bytes));
}

[[nodiscard]] inline Bytes serialised(const google::protobuf::MessageLite& message) {
    Bytes bytes(message.ByteSizeLong());
    message.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

// Nothing when the bytes are no such message; what it says is still to be checked.
template <class Proto>
[[nodiscard]] std::optional<Proto> parsed(ByteView bytes) {
    Proto proto;
    if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
    return proto;
}

}  // namespace culver::chat
