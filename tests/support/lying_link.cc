// SPDX-License-Identifier: Apache-2.0
#include "tests/support/lying_link.h"

#include "net/errors.h"
#include "net/tcp_transport.h"
#include "net/tls_link.h"

#include <boost/asio/co_spawn.hpp>

#include <exception>

namespace culver::test {
namespace {

std::uint16_t number(net::NetKind kind) {
    return static_cast<std::uint16_t>(kind);
}

Task<Result<std::unique_ptr<net::Link>>> dial_from(const Liar& liar) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const boost::asio::ip::tcp::endpoint target(liar.target.address, liar.target.port);
    net::TcpSocket socket(executor);
    boost::system::error_code failure;
    (void)socket.open(target.protocol(), failure);
    if (!failure) (void)socket.bind({*liar.from, 0}, failure);
    if (failure) co_return fail(failure);
    const auto [refused] = co_await socket.async_connect(target, no_throw);
    if (refused) co_return fail(refused);
    co_return co_await net::shake_hands(std::move(socket), liar.identity, net::Direction::Dialled,
                                        std::nullopt);
}

Result<std::unique_ptr<net::LaneStream>> dial_stream(const Liar& liar) {
    boost::asio::io_context loop(1);
    net::TcpTransport transport(loop.get_executor(), liar.identity);
    Result<std::unique_ptr<net::LaneStream>> stream = fail(net::NetErrc::LinkBroken);
    const auto story = [&]() -> Task<> {
        Result<std::unique_ptr<net::Link>> link = fail(net::NetErrc::LinkBroken);
        if (liar.from)
            link = co_await dial_from(liar);
        else
            link = co_await transport.dial(liar.target, std::nullopt);
        stream = link ? (*link)->into_lane() : fail_as(link);
    };
    boost::asio::co_spawn(loop, story(), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(std::move(failure));
    });
    loop.run();
    return stream;
}

}  // namespace

net::Hello hello_of(const Liar& liar) {
    return net::Hello{{}, 0, liar.instance, std::nullopt, net::kMaxFrameBytes};
}

Result<LyingLink> LyingLink::dial(const Liar& liar) {
    auto stream = dial_stream(liar);
    if (!stream) return fail_as(stream);
    return LyingLink(std::move(*stream));
}

Result<LyingLink> LyingLink::open_session(const Liar& liar) {
    auto link = dial(liar);
    if (!link) return link;
    auto theirs = link->greet(hello_of(liar));
    if (!theirs) return fail_as(theirs);
    return link;
}

Result<LyingLink> LyingLink::open_lane(const Liar& liar, const TransferId& transfer) {
    auto link = dial(liar);
    if (!link) return link;
    net::Hello ours = hello_of(liar);
    ours.lane = net::LanePurpose{transfer, 0};
    auto theirs = link->greet(ours);
    if (!theirs) return fail_as(theirs);
    return link;
}

Result<net::Hello> LyingLink::greet(const net::Hello& ours) {
    auto said = say(number(net::NetKind::Hello), net::encode(ours));
    if (!said) return fail_as(said);
    const auto frame = next(Milliseconds(5'000));
    if (!frame) return fail(net::NetErrc::Refused, ending_);
    return net::decode_hello(frame->body);
}

Result<> LyingLink::say(std::uint16_t kind, ByteView body) {
    return write(net::encode_frame(kind, body));
}

Result<> LyingLink::write(ByteView raw) {
    auto written = stream_->write_all(raw);
    if (!written && is_open()) ending_ = "broken";
    return written;
}

bool LyingLink::fill(Milliseconds limit) {
    if (!is_open() || !stream_->is_readable(limit)) return false;
    const auto count = stream_->read_some(reader_.prepare());
    if (!count || *count == 0) {
        ending_ = count ? "closed" : "broken";
        return false;
    }
    reader_.commit(*count);
    return true;
}

std::optional<net::Frame> LyingLink::next(Milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        auto frame = reader_.next();
        if (!frame) ending_ = "broken";
        if (!frame || !is_open()) return std::nullopt;
        if (!*frame) {
            const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
            if (left.count() <= 0 || !fill(left)) return std::nullopt;
        } else if ((*frame)->kind == number(net::NetKind::Bye)) {
            ending_ = "bye: " + net::error_of(net::decode_bye((*frame)->body)).sentence();
            return std::nullopt;
        } else if ((*frame)->kind == number(net::NetKind::Ping)) {
            const auto token = net::decode_token((*frame)->body).value_or(0);
            if (!say(number(net::NetKind::Pong), net::encode_token(token))) return std::nullopt;
        } else if ((*frame)->kind != number(net::NetKind::Pong)) {
            return std::move(*frame);
        }
    }
}

std::size_t LyingLink::read_raw(std::span<std::uint8_t> into, Milliseconds limit) {
    if (!is_open() || !stream_->is_readable(limit)) return 0;
    const auto count = stream_->read_some(into);
    if (!count || *count == 0) ending_ = count ? "closed" : "broken";
    return count.value_or(0);
}

void LyingLink::linger(Milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (is_open() && std::chrono::steady_clock::now() < deadline) {
        (void)next(std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now()));
    }
}

}  // namespace culver::test
