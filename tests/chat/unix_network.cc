// SPDX-License-Identifier: Apache-2.0
#include "tests/chat/unix_network.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace culver::chat {
namespace {

using Stream = boost::asio::local::stream_protocol;

class UnixLink final : public net::Link {
public:
    UnixLink(Stream::socket socket, PeerId peer, net::Direction direction)
        : socket_(std::move(socket)), peer_(peer), direction_(direction) {}
    [[nodiscard]] const PeerId& peer() const override { return peer_; }
    [[nodiscard]] Endpoint remote() const override { return {boost::asio::ip::make_address("127.0.0.1"), 1}; }
    [[nodiscard]] net::Direction direction() const override { return direction_; }

    Task<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
        auto [failure, count] =
            co_await socket_.async_read_some(boost::asio::buffer(into.data(), into.size()), no_throw);
        if (failure == boost::asio::error::eof) co_return std::size_t{0};
        if (failure) co_return fail(failure);
        co_return count;
    }
    Task<Result<>> write_all(ByteView bytes) override {
        const auto buffer = boost::asio::buffer(bytes.data(), bytes.size());
        auto [failure, count] = co_await boost::asio::async_write(socket_, buffer, no_throw);
        if (failure) co_return fail(failure);
        co_return Result<>{};
    }
    void close() override {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }
    [[nodiscard]] Bytes exporter(std::string_view) override { return Bytes(32); }
    [[nodiscard]] Result<std::unique_ptr<net::LaneStream>> into_lane() override {
        return fail(boost::asio::error::operation_not_supported);
    }

private:
    Stream::socket socket_;
    PeerId peer_;
    net::Direction direction_;
};

}  // namespace

Stream::endpoint UnixTransport::socket_of(std::uint16_t port) const {
    return {(folder_ / ("socket-" + std::to_string(port))).string()};
}

Task<Result<std::unique_ptr<net::Link>>> UnixTransport::dial(Endpoint to, std::optional<PeerId>) {
    Stream::socket socket(co_await boost::asio::this_coro::executor);
    auto [failure] = co_await socket.async_connect(socket_of(to.port), no_throw);
    if (failure) co_return fail(failure);
    co_return std::make_unique<UnixLink>(std::move(socket), other_, net::Direction::Dialled);
}

Task<> UnixTransport::run_accepting(std::uint16_t port, net::Sessions& sessions) {
    std::filesystem::remove(socket_of(port).path());  // left by a process that was killed
    Stream::acceptor acceptor(co_await boost::asio::this_coro::executor, socket_of(port));
    for (;;) {
        auto [failure, socket] = co_await acceptor.async_accept(no_throw);
        if (failure) co_return;
        sessions.adopt(std::make_unique<UnixLink>(std::move(socket), other_, net::Direction::Accepted));
    }
}

}  // namespace culver::chat
