// SPDX-License-Identifier: Apache-2.0
// The bytes of groups (group.proto) as checked values: what decodes keeps every limit named here and in
// group_operation.h, and its hash and author follow from its bytes. Signatures are checked apart.
#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "base/signature.h"
#include "chat/group_log.h"
#include "chat/wire.h"

#include <optional>
#include <string>
#include <vector>

namespace culver::chat {

inline constexpr std::uint16_t kHeldFrame = 192;
inline constexpr std::uint16_t kOperationsFrame = 193;
inline constexpr std::uint16_t kWantFrame = 194;
inline constexpr std::uint16_t kGroupReceiptFrame = 195;

inline constexpr std::size_t kMaxGroupNameBytes = 128;
inline constexpr std::size_t kMaxHeldChains = 8'000;     // lives of members' profiles: what fills a frame
inline constexpr std::size_t kMaxFrameOperations = 256;  // one frame's work
inline constexpr std::size_t kMaxHeaderBytes = 4'096;    // 64 heads fill about half

struct GroupBody {
    std::string text = {};
    std::optional<MessageId> target = {};
    std::vector<PeerId> mentions = {};
    bool mentions_all = false;
    std::optional<AttachmentLabel> attachment = {};
    Control control = {};  // without the name, which is the text
    bool operator==(const GroupBody&) const = default;
};

// An operation as it travels and is kept.
struct SignedOperation {
    Bytes header;
    Bytes signature;
    Bytes body;  // empty: not here
    [[nodiscard]] std::size_t bytes() const { return header.size() + signature.size() + body.size(); }
    bool operator==(const SignedOperation&) const = default;
};

// What its bytes say. The body is there when it was, fits its digest and makes sense for the kind.
struct ReadOperation {
    GroupOperation operation;
    PublicKeyBytes key{};
    GroupId group;  // the hash itself for the first
    std::optional<GroupBody> body;
};

struct HeldFrame {
    GroupId group;
    std::vector<HeldChain> chains;
    bool operator==(const HeldFrame&) const = default;
};
struct OperationsFrame {
    GroupId group;
    std::vector<SignedOperation> operations;
    bool has_more = false;
    bool operator==(const OperationsFrame&) const = default;
};
struct WantFrame {
    GroupId group;
    std::vector<OperationHash> hashes;
    bool operator==(const WantFrame&) const = default;
};
struct ReceiptPoint {
    IncarnationId incarnation;
    std::uint64_t delivered = 0;
    std::uint64_t read = 0;
    bool operator==(const ReceiptPoint&) const = default;
};
struct ReceiptFrame {
    GroupId group;
    std::vector<ReceiptPoint> points;
    bool operator==(const ReceiptFrame&) const = default;
};

// The message id of a group's operation: the beginning of its hash.
[[nodiscard]] MessageId message_id_of(const OperationHash& hash);

// Fills hash of the draft and signs it. group: empty for the first. salt: 16 random bytes.
[[nodiscard]] SignedOperation seal(const SigningKey& key, const std::optional<GroupId>& group,
                                   GroupOperation& draft, const GroupBody& body, ByteView salt);

// Fails with Malformed. A control operation without its body is malformed.
[[nodiscard]] Result<ReadOperation> read_operation(const SignedOperation& raw);
[[nodiscard]] bool is_signed_by_author(const SignedOperation& raw, const PublicKeyBytes& key);

[[nodiscard]] Bytes encode(const HeldFrame& frame);
[[nodiscard]] Bytes encode(const OperationsFrame& frame);
[[nodiscard]] Bytes encode(const WantFrame& frame);
[[nodiscard]] Bytes encode(const ReceiptFrame& frame);

// All fail with Malformed.
[[nodiscard]] Result<HeldFrame> decode_held(ByteView body);
[[nodiscard]] Result<OperationsFrame> decode_operations(ByteView body);
[[nodiscard]] Result<WantFrame> decode_want(ByteView body);
[[nodiscard]] Result<ReceiptFrame> decode_group_receipt(ByteView body);

}  // namespace culver::chat
