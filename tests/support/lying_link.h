// SPDX-License-Identifier: Apache-2.0
// A link for lying over: the true handshake, then whatever the liar wants to send. Calls block.
#pragma once
#include "net/frame.h"
#include "net/hello.h"
#include "net/identity.h"
#include "net/link.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace culver::test {

using Milliseconds = std::chrono::milliseconds;

// What a run of the liar has in common for all its links.
struct Liar {
    const net::Identity& identity;
    Endpoint target;
    InstanceId instance;
    Milliseconds patience{5'000};  // for any answer
    std::optional<boost::asio::ip::address> from{};
};

class LyingLink {
public:
    // The encrypted link alone, without a Hello. Fails as Transport::dial.
    [[nodiscard]] static Result<LyingLink> dial(const Liar& liar);

    // With the two Hellos of a session, or of a lane.
    [[nodiscard]] static Result<LyingLink> open_session(const Liar& liar);
    [[nodiscard]] static Result<LyingLink> open_lane(const Liar& liar, const TransferId& transfer);

    // Our Hello, then the other side's. Fails with the meaning of a Bye.
    [[nodiscard]] Result<net::Hello> greet(const net::Hello& ours);

    [[nodiscard]] Result<> say(std::uint16_t kind, ByteView body);
    [[nodiscard]] Result<> write(ByteView raw);

    // The next frame that is not a sign of life (pings are answered). Nothing when the time is over or the
    // link has ended; ending() tells which.
    [[nodiscard]] std::optional<net::Frame> next(Milliseconds limit);

    // Raw bytes, for lanes. 0 at the end, when nothing came in time, or on failure.
    std::size_t read_raw(std::span<std::uint8_t> into, Milliseconds limit);

    // Reads on for that long, or to the end.
    void linger(Milliseconds limit);

    // open, closed, broken, or bye: and the meaning of the other side's Bye
    [[nodiscard]] const std::string& ending() const { return ending_; }
    [[nodiscard]] bool is_open() const { return ending_ == "open"; }

private:
    explicit LyingLink(std::unique_ptr<net::LaneStream> stream) : stream_(std::move(stream)) {}
    [[nodiscard]] bool fill(Milliseconds limit);

    std::unique_ptr<net::LaneStream> stream_;
    net::FrameReader reader_;
    std::string ending_ = "open";
};

[[nodiscard]] net::Hello hello_of(const Liar& liar);

}  // namespace culver::test
