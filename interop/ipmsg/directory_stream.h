// SPDX-License-Identifier: Apache-2.0
// A folder as one stream: a header before each entry, the content of files behind theirs, a "return" header
// at the end of each folder. Headers only; their order is judged by whoever reads the stream. Pure.
#pragma once
#include "interop/ipmsg/attachments.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace culver::interop::ipmsg {

inline constexpr std::size_t kLeastHeader = 8;     // what Windows reads first
inline constexpr std::size_t kMostHeader = 4'096;  // Windows refuses from 1024 on; others write more

struct StreamRecord {
    std::string name;  // raw bytes
    std::uint64_t size = 0;
    std::uint32_t attributes = 1;
    std::int64_t time = 0;  // seconds since 1970; 0 when it is not told

    [[nodiscard]] FileKind kind() const { return kind_of(attributes); }
    bool operator==(const StreamRecord&) const = default;
};

enum class HeaderState : std::uint8_t { Complete, NeedMore, Malformed };
struct HeaderRead {
    HeaderState state = HeaderState::NeedMore;
    std::size_t length = 0;  // of the header, when it is complete; the content begins behind it
    StreamRecord record{};
};

// Reads the header at the beginning of bytes.
[[nodiscard]] HeaderRead read_header(std::string_view bytes);

[[nodiscard]] std::string write_header(const StreamRecord& record);
[[nodiscard]] StreamRecord return_record(std::int64_t time);

}  // namespace culver::interop::ipmsg
