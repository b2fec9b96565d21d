// SPDX-License-Identifier: Apache-2.0
// The bodies of the chat's frames (chat.proto) as checked values: what decodes keeps every limit named here.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/attachment.h"
#include "chat/errors.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace culver::chat {

inline constexpr std::uint16_t kMessageFrame = 64;
inline constexpr std::uint16_t kAckFrame = 65;
inline constexpr std::uint16_t kRefusedFrame = 66;
inline constexpr std::uint16_t kReadMarkFrame = 67;
inline constexpr std::uint16_t kTypingFrame = 68;
inline constexpr std::uint16_t kBuzzFrame = 69;

inline constexpr std::size_t kMaxTextBytes = 65'536;        // what a person can read; longer texts are files
inline constexpr std::size_t kMaxOperationBytes = 131'072;  // leaves room for fields of later versions
inline constexpr std::size_t kMaxAckRanges = 256;           // one frame's work for the receiver's disk
inline constexpr std::size_t kMaxReadPoints = 16;  // lives of one profile that can have unread messages
inline constexpr std::size_t kMaxSentenceBytes = 300;
inline constexpr std::size_t kMaxReactionBytes = 64;             // an emoji of many parts, or a short word
inline constexpr std::size_t kMaxMentions = 64;                  // more are meant by "all"
inline constexpr std::uint64_t kMaxSequence = (1ULL << 62) - 1;  // stays positive where numbers are signed
inline constexpr std::uint64_t kMaxClock = (1ULL << 62) - 1;

// Numbers are stored and sent. A kind this version does not know is kept as it is and shown by its text.
enum class OperationKind : std::uint8_t {
    Text = 1,
    Edit = 2,
    Recall = 3,
    Reaction = 4,
    Attachment = 5,
    Notice = 6,
    System = 7,
    Confirm = 8
};

// What changes another message and is not shown as one itself.
[[nodiscard]] constexpr bool is_about_another(OperationKind kind) {
    return kind == OperationKind::Edit || kind == OperationKind::Recall || kind == OperationKind::Reaction ||
           kind == OperationKind::Confirm;
}

struct Operation {
    MessageId id;
    IncarnationId incarnation;
    std::uint64_t sequence = 0;
    std::uint64_t clock = 0;
    OperationKind kind = OperationKind::Text;
    std::string text;
    std::optional<MessageId> target;
    std::vector<PeerId> mentions = {};
    bool mentions_all = false;
    std::optional<AttachmentLabel> attachment = {};
    bool operator==(const Operation&) const = default;
};

struct MessageFrame {
    Operation operation;  // when not readable, only id, incarnation and sequence count
    Bytes raw;            // the operation as its author serialised it
    std::uint64_t previous = 0;
    bool is_readable = true;  // false: to be refused for good
};

struct AckRange {
    IncarnationId incarnation;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool operator==(const AckRange&) const = default;
};

enum class RefusalReason : std::uint8_t {
    Unspecified,
    TooManyUnread,
    Conflict,
    Unreadable,
    Withdrawn,
    NotWelcome
};

struct Refusal {
    IncarnationId incarnation;
    std::uint64_t sequence = 0;
    MessageId id;
    RefusalReason reason = RefusalReason::Unspecified;
    std::string sentence;
    bool operator==(const Refusal&) const = default;
};

struct ReadPoint {
    IncarnationId incarnation;
    std::uint64_t up_to = 0;
    bool operator==(const ReadPoint&) const = default;
};

// Requires: the limits above are kept.
[[nodiscard]] Bytes encode(const Operation& operation);
[[nodiscard]] Bytes encode_message(ByteView raw_operation, std::uint64_t previous);
[[nodiscard]] Bytes encode(const std::vector<AckRange>& delivered);
[[nodiscard]] Bytes encode(const Refusal& refusal);
[[nodiscard]] Bytes encode(const std::vector<ReadPoint>& points);

[[nodiscard]] Bytes encode_typing(bool is_typing);

// All fail with Malformed. Fields of later versions are skipped.
[[nodiscard]] Result<Operation> decode_operation(ByteView raw);
[[nodiscard]] Result<MessageFrame> decode_message(ByteView body);
[[nodiscard]] Result<std::vector<AckRange>> decode_ack(ByteView body);
[[nodiscard]] Result<Refusal> decode_refusal(ByteView body);
[[nodiscard]] Result<std::vector<ReadPoint>> decode_read_mark(ByteView body);
[[nodiscard]] Result<bool> decode_typing(ByteView body);

// The sentence for this node's person: own words for reasons this version knows, else the other side's, made
// safe.
[[nodiscard]] std::string sentence_for(const Refusal& refusal);

}  // namespace culver::chat
