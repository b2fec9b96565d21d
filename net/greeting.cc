// SPDX-License-Identifier: Apache-2.0
#include "net/greeting.h"

#include "base/deadline.h"
#include "net/errors.h"
#include "net/frame.h"

#include <array>

namespace culver::net {
namespace {

Task<Result<>> read_exactly(Link& link, std::span<std::uint8_t> into) {
    while (!into.empty()) {
        const auto count = co_await link.read_some(into);
        if (!count) co_return std::unexpected(count.error());
        if (*count == 0) co_return fail(NetErrc::PeerClosed);
        into = into.subspan(*count);
    }
    co_return Result<>();
}

Task<Result<Frame>> read_frame(Link& link, std::uint32_t limit) {
    std::array<std::uint8_t, kHeaderBytes> raw{};
    auto got = co_await read_exactly(link, raw);
    if (!got) co_return fail_as(got);
    const auto header = decode_header(raw, limit);
    if (!header) co_return std::unexpected(header.error());
    Frame frame{header->kind, Bytes(header->body_bytes)};
    got = co_await read_exactly(link, frame.body);
    if (!got) co_return fail_as(got);
    co_return frame;
}

Task<Result<>> read_to_end(Link& link) {
    std::array<std::uint8_t, 512> ignored{};
    for (;;) {
        const auto count = co_await link.read_some(ignored);
        if (!count || *count == 0) co_return Result<>();
    }
}

}  // namespace

Task<Result<>> say(Link& link, NetKind kind, Bytes body) {
    const Bytes frame = encode_frame(static_cast<std::uint16_t>(kind), body);
    co_return co_await link.write_all(frame);
}

Task<Result<Hello>> hear_hello(Link& link) {
    const auto frame = co_await read_frame(link, kMaxHelloBytes);
    if (!frame) co_return std::unexpected(frame.error());
    if (frame->kind == static_cast<std::uint16_t>(NetKind::Bye)) {
        co_return std::unexpected(error_of(decode_bye(frame->body)));
    }
    if (frame->kind != static_cast<std::uint16_t>(NetKind::Hello)) co_return fail(NetErrc::BadMessage);
    co_return decode_hello(frame->body);
}

Task<Result<Hello>> greet(Link& link, Hello ours) {
    // A failed write may hide the Bye that explains it, so the answer is read all the same.
    (void)co_await say(link, NetKind::Hello, encode(ours));
    auto theirs = co_await hear_hello(link);
    if (!theirs) co_return fail_as(theirs);
    const auto version = agree_on_version(ours.versions, theirs->versions);
    if (!version) co_return std::unexpected(version.error());
    if (theirs->lane != ours.lane) co_return fail(NetErrc::BadMessage);
    co_return theirs;
}

Task<> refuse(Link& link, Bye bye, SessionTimings::Span patience) {
    const auto said = co_await with_deadline(patience, say(link, NetKind::Bye, encode(bye)));
    if (said) (void)co_await with_deadline(patience, read_to_end(link));
    link.close();
}

Bye bye_for(const Error& disagreement) {
    if (disagreement.code == NetErrc::PeerTooOld) return {ByeReason::YouAreTooOld, {}};
    if (disagreement.code == NetErrc::SelfTooOld) return {ByeReason::IAmTooOld, {}};
    if (disagreement.code == NetErrc::BadMessage || disagreement.code == NetErrc::FrameTooLong ||
        disagreement.code == NetErrc::FrameTooShort) {
        return {ByeReason::BadMessage, {}};
    }
    return {ByeReason::Refused, {}};
}

}  // namespace culver::net
