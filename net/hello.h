// SPDX-License-Identifier: Apache-2.0
// The messages of hello.proto as plain values: decoding checks everything that a reader relies on.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "net/session_hub.h"

#include <cstdint>
#include <optional>
#include <string>

namespace culver::net {

enum class NetKind : std::uint16_t { Hello = 1, Ping = 2, Pong = 3, Bye = 4, LaneRequest = 5 };

// What makes a link a lane.
struct LanePurpose {
    TransferId transfer;
    std::uint64_t nonce = 0;  // of the request that asked for it; 0 when it was dialled unasked
    bool operator==(const LanePurpose&) const = default;
};

struct Hello {
    VersionRange versions;
    std::uint32_t capabilities = 0;
    InstanceId instance;
    std::optional<LanePurpose> lane;  // none: a session
    std::uint32_t receive_limit = 0;  // the largest frame length its sender takes
    bool operator==(const Hello&) const = default;
};

enum class ByeReason {
    Unspecified,
    ShuttingDown,
    Idle,
    Replaced,
    YouAreTooOld,
    IAmTooOld,
    Refused,
    Dropped,
    BadMessage,
};

struct Bye {
    ByeReason reason = ByeReason::Unspecified;
    std::string sentence;
};

struct LaneRequest {
    TransferId transfer;
    std::uint64_t nonce = 0;
};

inline constexpr std::size_t kMaxSentenceBytes = 300;         // of a Bye: three lines on a screen
inline constexpr std::uint32_t kMinReceiveLimit = 16 * 1024;  // a peer that takes less cannot even chat

// Bodies of frames. Decoding fails with NetErrc::BadMessage.
[[nodiscard]] Bytes encode(const Hello& hello);
[[nodiscard]] Bytes encode(const Bye& bye);
[[nodiscard]] Bytes encode(const LaneRequest& request);
[[nodiscard]] Bytes encode_token(std::uint64_t token);  // of Ping and Pong
[[nodiscard]] Result<Hello> decode_hello(ByteView body);
[[nodiscard]] Bye decode_bye(ByteView body);  // whatever it holds, the link ends: unreadable is Unspecified
[[nodiscard]] Result<LaneRequest> decode_lane_request(ByteView body);
[[nodiscard]] Result<std::uint64_t> decode_token(ByteView body);

// The highest version common to both. Fails with NetErrc::PeerTooOld or SelfTooOld.
[[nodiscard]] Result<std::uint32_t> agree_on_version(const VersionRange& ours, const VersionRange& theirs);

// What a received Bye means to the person at this screen.
[[nodiscard]] Error error_of(const Bye& bye);

}  // namespace culver::net
