// SPDX-License-Identifier: Apache-2.0
#include "net/hello.h"

#include "base/text.h"
#include "net/errors.h"
#include "net/frame.h"

#include "net/hello.pb.h"

#include <algorithm>

namespace culver::net {
namespace {

template <class Message>
Bytes serialized(const Message& message) {
    Bytes bytes(message.ByteSizeLong());
    message.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

template <class Message>
bool parse(Message& message, ByteView body) {
    return message.ParseFromArray(body.data(), static_cast<int>(body.size()));
}

template <class AnyId>
void set_bytes(std::string& field, const AnyId& id) {
    field.assign(as_text(id.view()));
}

NetErrc meaning(ByeReason reason) {
    switch (reason) {
        case ByeReason::ShuttingDown: return NetErrc::PeerClosed;
        case ByeReason::Idle: return NetErrc::Idle;
        case ByeReason::Replaced: return NetErrc::Replaced;
        case ByeReason::YouAreTooOld: return NetErrc::SelfTooOld;
        case ByeReason::IAmTooOld: return NetErrc::PeerTooOld;
        case ByeReason::Refused: return NetErrc::Refused;
        case ByeReason::Dropped: return NetErrc::PeerClosed;
        case ByeReason::BadMessage: return NetErrc::BadMessage;
        case ByeReason::Unspecified: return NetErrc::PeerClosed;
    }
    return NetErrc::PeerClosed;
}

}  // namespace

Bytes encode(const Hello& hello) {
    wire::Hello message;
    message.set_version_min(hello.versions.min);
    message.set_version_max(hello.versions.max);
    message.set_capabilities(hello.capabilities);
    set_bytes(*message.mutable_instance(), hello.instance);
    message.set_purpose(hello.lane ? wire::PURPOSE_LANE : wire::PURPOSE_SESSION);
    if (hello.lane) {
        set_bytes(*message.mutable_transfer(), hello.lane->transfer);
        message.set_lane_nonce(hello.lane->nonce);
    }
    message.set_receive_limit(hello.receive_limit);
    return serialized(message);
}

Result<Hello> decode_hello(ByteView body) {
    wire::Hello message;
    if (!parse(message, body)) return fail(NetErrc::BadMessage);
    Hello hello;
    hello.versions = {message.version_min(), message.version_max()};
    if (hello.versions.min == 0 || hello.versions.max < hello.versions.min) return fail(NetErrc::BadMessage);
    hello.capabilities = message.capabilities();
    const auto instance = InstanceId::from_bytes(as_bytes(message.instance()));
    if (!instance) return fail(NetErrc::BadMessage);
    hello.instance = *instance;
    if (message.purpose() == wire::PURPOSE_LANE) {
        const auto transfer = TransferId::from_bytes(as_bytes(message.transfer()));
        if (!transfer) return fail(NetErrc::BadMessage);
        hello.lane = LanePurpose{*transfer, message.lane_nonce()};
    } else if (message.purpose() != wire::PURPOSE_SESSION) {
        return fail(NetErrc::BadMessage);
    }
    const std::uint32_t limit = message.receive_limit() == 0 ? kMaxFrameBytes : message.receive_limit();
    hello.receive_limit = std::max(limit, kMinReceiveLimit);
    return hello;
}

Bytes encode(const Bye& bye) {
    wire::Bye message;
    message.set_reason(static_cast<wire::ByeReason>(bye.reason));
    if (is_utf8(bye.sentence)) message.set_sentence(std::string(cut_utf8(bye.sentence, kMaxSentenceBytes)));
    return serialized(message);
}

Bye decode_bye(ByteView body) {
    wire::Bye message;
    if (!parse(message, body)) return {};
    Bye bye;
    if (wire::ByeReason_IsValid(message.reason())) bye.reason = static_cast<ByeReason>(message.reason());
    bye.sentence = printable(cut_utf8(message.sentence(), kMaxSentenceBytes));
    return bye;
}

Bytes encode(const LaneRequest& request) {
    wire::LaneRequest message;
    set_bytes(*message.mutable_transfer(), request.transfer);
    message.set_nonce(request.nonce);
    return serialized(message);
}

Result<LaneRequest> decode_lane_request(ByteView body) {
    wire::LaneRequest message;
    if (!parse(message, body)) return fail(NetErrc::BadMessage);
    const auto transfer = TransferId::from_bytes(as_bytes(message.transfer()));
    if (!transfer || message.nonce() == 0) return fail(NetErrc::BadMessage);
    return LaneRequest{*transfer, message.nonce()};
}

Bytes encode_token(std::uint64_t token) {
    wire::Ping message;
    message.set_token(token);
    return serialized(message);
}

Result<std::uint64_t> decode_token(ByteView body) {
    wire::Ping message;
    if (!parse(message, body)) return fail(NetErrc::BadMessage);
    return message.token();
}

Result<std::uint32_t> agree_on_version(const VersionRange& ours, const VersionRange& theirs) {
    if (theirs.max < ours.min) return fail(NetErrc::PeerTooOld);
    if (ours.max < theirs.min) return fail(NetErrc::SelfTooOld);
    return std::min(ours.max, theirs.max);
}

Error error_of(const Bye& bye) {
    // Only a reason that stands for many things needs the other side's own words.
    const bool needs_words = bye.reason == ByeReason::Dropped || bye.reason == ByeReason::Unspecified;
    return Error{make_error_code(meaning(bye.reason)), needs_words ? bye.sentence : std::string()};
}

}  // namespace culver::net
