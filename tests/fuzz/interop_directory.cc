// SPDX-License-Identifier: Apache-2.0
// Reads an arbitrary folder stream header by header, as the receiver does.
#include "interop/ipmsg/directory_stream.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver::interop::ipmsg;
    std::string_view stream(reinterpret_cast<const char*>(bytes), size);
    while (!stream.empty()) {
        const auto read = read_header(stream);
        if (read.state != HeaderState::Complete) return 0;
        if (read.length < kLeastHeader || read.length > stream.size()) __builtin_trap();
        stream.remove_prefix(read.length);
        stream.remove_prefix(std::min<std::uint64_t>(read.record.size, stream.size()));
    }
    return 0;
}
