// SPDX-License-Identifier: Apache-2.0
#include "store/media.h"

#include <algorithm>
#include <array>

namespace culver::store {
namespace {

struct Size {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

struct Suffix {
    std::string_view type;
    std::string_view suffix;
};
constexpr auto kSuffixes = std::to_array<Suffix>({{"image/png", ".png"},
                                                  {"image/jpeg", ".jpg"},
                                                  {"image/gif", ".gif"},
                                                  {"image/webp", ".webp"},
                                                  {"audio/ogg", ".opus"}});

bool has(ByteView content, std::size_t at, std::string_view words) {
    if (at > content.size() || content.size() - at < words.size()) return false;
    return as_text(content.subspan(at, words.size())) == words;
}

// Zero beyond the end: no format here has a size of zero.
std::uint64_t big(ByteView content, std::size_t at, std::size_t bytes) {
    if (at > content.size() || content.size() - at < bytes) return 0;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < bytes; ++i) number = number << 8 | content[at + i];
    return number;
}

std::uint64_t little(ByteView content, std::size_t at, std::size_t bytes) {
    if (at > content.size() || content.size() - at < bytes) return 0;
    std::uint64_t number = 0;
    for (std::size_t i = bytes; i > 0; --i) number = number << 8 | content[at + i - 1];
    return number;
}

std::uint32_t small(std::uint64_t number) {
    return static_cast<std::uint32_t>(number);
}

std::optional<Size> png_size(ByteView content) {
    constexpr std::string_view kMark("\x89PNG\r\n\x1a\n", 8);
    if (!has(content, 0, kMark) || !has(content, 12, "IHDR")) return std::nullopt;
    return Size{small(big(content, 16, 4)), small(big(content, 20, 4))};
}

std::optional<Size> gif_size(ByteView content) {
    if (!has(content, 0, "GIF87a") && !has(content, 0, "GIF89a")) return std::nullopt;
    return Size{small(little(content, 6, 2)), small(little(content, 8, 2))};
}

std::optional<Size> webp_size(ByteView content) {
    if (!has(content, 0, "RIFF") || !has(content, 8, "WEBP")) return std::nullopt;
    if (has(content, 12, "VP8X"))
        return Size{small(little(content, 24, 3)) + 1, small(little(content, 27, 3)) + 1};
    if (has(content, 12, "VP8L")) {
        const auto packed = little(content, 21, 4);
        return Size{small(packed & 0x3fff) + 1, small(packed >> 14 & 0x3fff) + 1};
    }
    if (!has(content, 12, "VP8 ")) return std::nullopt;
    return Size{small(little(content, 26, 2) & 0x3fff), small(little(content, 28, 2) & 0x3fff)};
}

// From segment to segment to the frame header, which holds the size.
std::optional<Size> jpeg_size(ByteView content) {
    if (!has(content, 0, "\xff\xd8\xff")) return std::nullopt;
    std::size_t at = 2;
    while (at + 4 <= content.size() && content[at] == 0xff) {
        const auto marker = content[at + 1];
        if (marker == 0xff) {  // filling
            ++at;
            continue;
        }
        const bool is_frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (is_frame) return Size{small(big(content, at + 7, 2)), small(big(content, at + 5, 2))};
        // These have no length, and no writer puts them here: what follows would be read otherwise by others.
        const bool is_bare = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xda);
        if (is_bare) return std::nullopt;
        const auto length = static_cast<std::size_t>(big(content, at + 2, 2));
        if (length < 2) return std::nullopt;
        at += 2 + length;
    }
    return std::nullopt;
}

// The number of samples stands in the last page, at 48,000 a second.
std::optional<std::uint32_t> opus_milliseconds(ByteView content) {
    constexpr std::size_t kHead = 28;  // of the first page, whose only segment is the identification
    constexpr std::uint64_t kSamplesPerMillisecond = 48;
    constexpr std::size_t kPageHead = 27;
    if (!has(content, 0, "OggS") || !has(content, kHead, "OpusHead")) return std::nullopt;
    const auto skipped = little(content, kHead + 10, 2);
    const auto text = as_text(content);
    for (auto at = text.rfind("OggS"); at != 0 && at != std::string_view::npos;
         at = text.rfind("OggS", at - 1)) {
        if (content.size() - at < kPageHead) continue;
        const auto samples = little(content, at + 6, 8);
        constexpr std::uint64_t kLongest = 48'000ULL * 3600 * 24;
        if (samples > kLongest) return std::nullopt;
        return small((samples > skipped ? samples - skipped : 0) / kSamplesPerMillisecond);
    }
    return std::nullopt;
}

}  // namespace

Media media_of(ByteView content) {
    struct Reader {
        std::string_view type;
        std::optional<Size> (*size)(ByteView);
    };
    constexpr auto kPictures = std::to_array<Reader>({{"image/png", png_size},
                                                      {"image/jpeg", jpeg_size},
                                                      {"image/gif", gif_size},
                                                      {"image/webp", webp_size}});
    for (const auto& reader : kPictures) {
        const auto size = reader.size(content);
        if (!size) continue;
        const auto pixels = std::uint64_t{size->width} * size->height;
        if (pixels == 0 || pixels > kMaxPixels) return {};
        return {MediaKind::Picture, std::string(reader.type), size->width, size->height, 0};
    }
    if (const auto duration = opus_milliseconds(content))
        return {.kind = MediaKind::Voice, .type = "audio/ogg", .duration_ms = *duration};
    return {};
}

std::string_view suffix_of(std::string_view media_type) {
    const auto found = std::ranges::find(kSuffixes, media_type, &Suffix::type);
    return found == kSuffixes.end() ? ".bin" : found->suffix;
}

}  // namespace culver::store
