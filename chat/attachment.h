// SPDX-License-Identifier: Apache-2.0
// What a message carries besides words: the label that travels in it, and the frames that fetch the bytes.
// What decodes keeps the limits named here; what a label says of its bytes is a claim until they are here.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "store/attachment_folder.h"
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <string>

namespace culver::chat {

using store::AttachmentDigest;
using store::MediaKind;

inline constexpr std::uint16_t kWantPartFrame = 70;
inline constexpr std::uint16_t kPartFrame = 71;

inline constexpr std::size_t kMaxAttachmentNameBytes = 255;  // as long as file systems have them
inline constexpr std::size_t kMaxWaveform = 128;             // more bars than a bubble is wide
inline constexpr std::uint8_t kMaxHeight = 100;
// One answer: 10 ms of a link of 100 Mbit/s, so that no sentence waits longer behind it.
inline constexpr std::uint32_t kPartBytes = 128 * 1024;
// From one person in a day, without being asked for: a thousand photographs, and no full disk.
inline constexpr std::uint64_t kMaxUnaskedBytes = 512ULL << 20;
// From all together: what four such people send; many keys of one person fill a disk of 64 GB in a month of
// days in which nobody looks, not in an hour.
inline constexpr std::uint64_t kMaxUnaskedBytesOfAll = 2ULL << 30;

struct AttachmentLabel {
    AttachmentDigest digest;
    std::uint64_t size = 0;
    MediaKind kind = MediaKind::File;
    std::string name;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t duration_ms = 0;
    Bytes waveform;
    bool operator==(const AttachmentLabel&) const = default;
};

struct PartWish {
    std::optional<GroupId> group;
    AttachmentDigest digest;
    std::uint64_t offset = 0;
    std::uint32_t length = kPartBytes;
    bool operator==(const PartWish&) const = default;
};

struct Part {
    AttachmentDigest digest;
    std::uint64_t offset = 0;
    Bytes content;
    bool is_refused = false;
    bool operator==(const Part&) const = default;
};

// Requires: the limits above are kept.
[[nodiscard]] Bytes encode(const AttachmentLabel& label);
[[nodiscard]] Bytes encode(const PartWish& wish);
[[nodiscard]] Bytes encode(const Part& part);

// All fail with Malformed.
[[nodiscard]] Result<AttachmentLabel> decode_label(ByteView bytes);
[[nodiscard]] Result<PartWish> decode_part_wish(ByteView body);
[[nodiscard]] Result<Part> decode_part(ByteView body);

// The message carries what the label says.
void carry(store::StoredMessage& message, const std::optional<AttachmentLabel>& label);

enum class Fetching { Unasked, WhenAsked };

// A message from others is in the store: decides whether its bytes come by themselves, and shows it. Nothing
// happens when it carries nothing. Store thread; throws SQLite::Exception.
void note_carried(SQLite::Database& database, store::StoredMessage& message, Fetching fetching);

}  // namespace culver::chat
