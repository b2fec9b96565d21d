// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary attachment lists; what is read survives being written and read again.
#include "interop/ipmsg/attachments.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver::interop::ipmsg;
    const auto read = parse_attachments(std::string_view(reinterpret_cast<const char*>(bytes), size));
    if (read.size() > kMaxAttachments) __builtin_trap();
    for (const auto& one : read) {
        if (one.name.empty() || one.name.size() > kMaxAttachmentName || one.size > kMaxFileBytes)
            __builtin_trap();
    }
    if (parse_attachments(build_attachments(read, Colons::Escaped)) != read) __builtin_trap();
    return 0;
}
