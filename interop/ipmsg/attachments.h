// SPDX-License-Identifier: Apache-2.0
// The list of files in a message: id:name:size:time:attributes, one after the other, with BEL between. Names
// are the sender's raw bytes; nothing of a list is believed before the files come. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::interop::ipmsg {

inline constexpr std::size_t kMaxAttachments = 1'000;       // more do not fit into a datagram anyway
inline constexpr std::size_t kMaxAttachmentName = 765;      // 255 characters of three bytes
inline constexpr std::uint64_t kMaxFileBytes = 1ULL << 46;  // 64 TiB, as Culver's own transfers

enum class FileKind : std::uint8_t { Other = 0, Regular = 1, Folder = 2, Return = 3, Clipboard = 0x20 };

[[nodiscard]] FileKind kind_of(std::uint32_t attributes);  // Other: links, devices, resource forks, unknown

struct Attachment {
    std::uint32_t id = 0;
    std::string name;
    std::uint64_t size = 0;
    std::int64_t time = 0;  // seconds since 1970
    std::uint32_t attributes = 1;
    std::optional<std::uint32_t> clip_position{};  // of a picture: how many characters stand before it

    [[nodiscard]] FileKind kind() const { return kind_of(attributes); }
    bool operator==(const Attachment&) const = default;
};

// What can be read; an entry that makes no sense is left out, those behind it are not. Kinds that are no
// file, folder or picture are left out too.
[[nodiscard]] std::vector<Attachment> parse_attachments(std::string_view list);

// Escaped: a colon in a name is doubled, as Windows does. Replaced: it becomes ';', for iptux, which
// miscounts doubled ones.
enum class Colons : std::uint8_t { Escaped, Replaced };
[[nodiscard]] std::string build_attachments(const std::vector<Attachment>& attachments, Colons colons);

}  // namespace culver::interop::ipmsg
