// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_channel.h"

#include "base/signature.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace culver::test {
namespace {

constexpr int kReadsWithoutYield = 16;  // then the other coroutines have their turn

int opposite(int side) {
    return 1 - side;
}

class MemoryLane final : public net::LaneStream {
public:
    MemoryLane(std::shared_ptr<Channel> channel, int side) : channel_(std::move(channel)), side_(side) {}
    ~MemoryLane() override { shutdown(); }

    Result<std::size_t> read_some(std::span<std::uint8_t> into) override {
        std::unique_lock lock(channel_->network->mutex);
        const auto limit = real_clock().steady() + net::kLaneSilence;
        for (;;) {
            if (auto taken = channel_->take(side_, into)) return *taken;
            if (!wait(lock, limit)) return fail(boost::asio::error::timed_out);
        }
    }

    Result<> write_all(ByteView bytes) override {
        std::unique_lock lock(channel_->network->mutex);
        while (!bytes.empty()) {
            const auto limit = real_clock().steady() + net::kLaneSilence;
            auto given = channel_->give(side_, bytes);
            while (!given) {
                if (!wait(lock, limit)) return fail(boost::asio::error::timed_out);
                given = channel_->give(side_, bytes);
            }
            if (!*given) return std::unexpected(given->error());
            bytes = bytes.subspan(**given);
        }
        return {};
    }

    bool is_readable(std::chrono::milliseconds wait_limit) override {
        std::unique_lock lock(channel_->network->mutex);
        const auto limit = real_clock().steady() + wait_limit;
        while (!channel_->is_ready(side_)) {
            if (!wait(lock, limit)) return channel_->is_ready(side_);
        }
        return true;
    }

    void shutdown() override {
        std::lock_guard lock(channel_->network->mutex);
        channel_->close(side_);
    }

private:
    // False when the limit has passed.
    bool wait(std::unique_lock<std::mutex>& lock, SteadyTime limit) {
        const auto until = std::min(limit, channel_->next_due(side_));
        channel_->network->changed.wait_until(lock, until);
        return real_clock().steady() < limit;
    }

    std::shared_ptr<Channel> channel_;
    int side_;
};

class MemoryLink final : public net::Link {
public:
    MemoryLink(std::shared_ptr<Channel> channel, int side, PeerId peer, Endpoint remote)
        : channel_(std::move(channel)),
          side_(side),
          peer_(peer),
          remote_(std::move(remote)),
          wake_(std::make_shared<Wake>(channel_->network->executor)) {
        std::lock_guard lock(channel_->network->mutex);
        channel_->wakes[static_cast<std::size_t>(side_)] = wake_;
    }
    ~MemoryLink() override { close(); }

    const PeerId& peer() const override { return peer_; }
    Endpoint remote() const override { return remote_; }
    net::Direction direction() const override {
        return side_ == 0 ? net::Direction::Dialled : net::Direction::Accepted;
    }

    Task<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
        if (++reads_ % kReadsWithoutYield == 0) {
            co_await boost::asio::post(channel_->network->executor, boost::asio::use_awaitable);
        }
        const auto wake = wake_;
        for (;;) {
            if (auto taken = try_take(into)) co_return *taken;
            co_await wake->read.async_wait(no_throw);
        }
    }

    Task<Result<>> write_all(ByteView bytes) override {
        const auto wake = wake_;
        while (!bytes.empty()) {
            const auto given = try_give(bytes);
            if (!given) {
                co_await wake->write.async_wait(no_throw);
            } else if (!*given) {
                co_return std::unexpected(given->error());
            } else {
                bytes = bytes.subspan(**given);
            }
        }
        co_return Result<>();
    }

    void close() override {
        if (!channel_) return;
        std::lock_guard lock(channel_->network->mutex);
        channel_->close(side_);
    }

    Bytes exporter(std::string_view label) override {
        if (!channel_) return {};
        const auto digest = sha256(to_bytes(std::to_string(channel_->secret) + std::string(label)));
        return Bytes(digest.begin(), digest.end());
    }

    Result<std::unique_ptr<net::LaneStream>> into_lane() override {
        if (!channel_) return fail(boost::asio::error::operation_aborted);
        return std::make_unique<MemoryLane>(std::exchange(channel_, nullptr), side_);
    }

private:
    // Takes, or arms the timer that the reader is about to wait on.
    std::optional<Result<std::size_t>> try_take(std::span<std::uint8_t> into) {
        if (!channel_) return fail(boost::asio::error::operation_aborted);
        std::lock_guard lock(channel_->network->mutex);
        auto taken = channel_->take(side_, into);
        if (!taken) wake_->read.expires_at(channel_->next_due(side_));
        return taken;
    }

    std::optional<Result<std::size_t>> try_give(ByteView bytes) {
        if (!channel_) return fail(boost::asio::error::operation_aborted);
        std::lock_guard lock(channel_->network->mutex);
        auto given = channel_->give(side_, bytes);
        if (!given) wake_->write.expires_at(SteadyTime::max());
        return given;
    }

    std::shared_ptr<Channel> channel_;  // none after into_lane()
    int side_;
    PeerId peer_;
    Endpoint remote_;
    std::shared_ptr<Wake> wake_;
    int reads_ = 0;
};

}  // namespace

std::optional<Result<std::size_t>> Channel::take(int side, std::span<std::uint8_t> into) {
    if (closed[static_cast<std::size_t>(side)]) return fail(boost::asio::error::operation_aborted);
    if (is_broken) return fail(boost::asio::error::connection_reset);
    if (wire->is_pulled) return std::nullopt;
    Pipe& pipe = pipes[static_cast<std::size_t>(opposite(side))];
    if (pipe.pieces.empty()) return pipe.is_ended ? std::optional(Result<std::size_t>(0)) : std::nullopt;
    Piece& front = pipe.pieces.front();
    if (front.due > real_clock().steady()) return std::nullopt;
    const std::size_t count = std::min(into.size(), front.bytes.size() - front.used);
    std::copy_n(front.bytes.begin() + static_cast<std::ptrdiff_t>(front.used), count, into.begin());
    front.used += count;
    pipe.size -= count;
    if (front.used == front.bytes.size()) pipe.pieces.pop_front();
    wake_everybody();
    return count;
}

std::optional<Result<std::size_t>> Channel::give(int side, ByteView bytes) {
    Pipe& pipe = pipes[static_cast<std::size_t>(side)];
    if (closed[static_cast<std::size_t>(side)]) return fail(boost::asio::error::operation_aborted);
    if (is_broken) return fail(boost::asio::error::connection_reset);
    if (pipe.is_abandoned && !wire->is_pulled) return fail(boost::asio::error::broken_pipe);
    std::size_t count = std::min(bytes.size(), MemoryNetwork::kPipeBytes - pipe.size);
    if (count == 0) return std::nullopt;
    wire->carried += count;
    if (wire->budget) {
        if (count >= *wire->budget) {
            wire->budget.reset();
            network->break_all(*wire);
            return fail(boost::asio::error::connection_reset);
        }
        *wire->budget -= count;
    }
    const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(count);
    pipe.pieces.push_back({Bytes(bytes.begin(), end), 0, real_clock().steady() + network->delay});
    pipe.size += count;
    wake_everybody();
    return count;
}

bool Channel::is_ready(int side) {
    if (closed[static_cast<std::size_t>(side)] || is_broken) return true;
    if (wire->is_pulled) return false;
    const Pipe& pipe = pipes[static_cast<std::size_t>(opposite(side))];
    return pipe.pieces.empty() ? pipe.is_ended : pipe.pieces.front().due <= real_clock().steady();
}

SteadyTime Channel::next_due(int side) const {
    const Pipe& pipe = pipes[static_cast<std::size_t>(opposite(side))];
    return pipe.pieces.empty() || wire->is_pulled ? SteadyTime::max() : pipe.pieces.front().due;
}

void Channel::close(int side) {
    closed[static_cast<std::size_t>(side)] = true;
    pipes[static_cast<std::size_t>(side)].is_ended = true;
    pipes[static_cast<std::size_t>(opposite(side))].is_abandoned = true;
    wake_everybody();
}

void Channel::wake_everybody() {
    network->changed.notify_all();
    for (const auto& wake : wakes) {
        boost::asio::post(network->executor, [wake] {
            if (const auto alive = wake.lock()) {
                alive->read.cancel();
                alive->write.cancel();
            }
        });
    }
}

std::unique_ptr<net::Link> make_memory_link(std::shared_ptr<Channel> channel, int side, PeerId peer,
                                            Endpoint remote) {
    return std::make_unique<MemoryLink>(std::move(channel), side, peer, std::move(remote));
}

}  // namespace culver::test
