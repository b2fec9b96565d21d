// SPDX-License-Identifier: Apache-2.0
// What a file in a conversation is, found in its bytes: nobody's word about it is believed, and its name in
// the profile follows from this alone, so that nothing that came from a peer is ever opened as a program or a
// page. Pure.
#pragma once
#include "base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver::store {

// Values are stored and sent; never renumber.
enum class MediaKind : std::uint8_t { Picture = 1, Voice = 2, File = 3 };

struct Media {
    MediaKind kind = MediaKind::File;
    std::string type = "application/octet-stream";
    std::uint32_t width = 0;  // of a picture, in pixels
    std::uint32_t height = 0;
    std::uint32_t duration_ms = 0;  // of a voice message
    bool operator==(const Media&) const = default;
};

// A picture of more pixels than this is a file: unpacked it would take 256 MiB of whoever shows it.
inline constexpr std::uint64_t kMaxPixels = 64'000'000;

// PNG, JPEG, GIF and WebP with a size in their heads are pictures, Opus in Ogg is voice, all else is a file.
[[nodiscard]] Media media_of(ByteView content);

// ".png" and so on; ".bin" for every type that is not shown.
[[nodiscard]] std::string_view suffix_of(std::string_view media_type);

}  // namespace culver::store
