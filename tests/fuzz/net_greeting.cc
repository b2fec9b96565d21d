// SPDX-License-Identifier: Apache-2.0
// Fed: what somebody sends before and instead of a Hello, its first byte choosing how the bytes come in
// pieces. Reached: both sides of a greeting, as a stranger may begin them on any link. A Hello is read to its
// last byte and no further: what follows stays in the link, for it may be a lane's.
#include "net/frame.h"
#include "net/greeting.h"
#include "tests/support/run.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace culver;

void require(bool holds) {
    if (!holds) std::abort();
}

// Gives the bytes in pieces, then ends; takes whatever is written.
class Script final : public net::Link {
public:
    Script(ByteView bytes, std::size_t piece) : rest_(bytes), piece_(piece) {}
    [[nodiscard]] std::size_t left() const { return rest_.size(); }

    [[nodiscard]] const PeerId& peer() const override { return peer_; }
    [[nodiscard]] Endpoint remote() const override { return {}; }
    [[nodiscard]] net::Direction direction() const override { return net::Direction::Accepted; }
    Task<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
        const std::size_t count = std::min({piece_, rest_.size(), into.size()});
        std::copy_n(rest_.begin(), count, into.begin());
        rest_ = rest_.subspan(count);
        co_return count;
    }
    Task<Result<>> write_all(ByteView) override { co_return Result<>(); }
    void close() override {}
    [[nodiscard]] Bytes exporter(std::string_view) override { return Bytes(32); }
    [[nodiscard]] Result<std::unique_ptr<net::LaneStream>> into_lane() override { std::abort(); }

private:
    PeerId peer_;
    ByteView rest_;
    std::size_t piece_;
};

void look(ByteView bytes, std::size_t piece) {
    boost::asio::io_context loop{1};
    const auto story = [&]() -> Task<> {
        Script accepted(bytes, piece);
        const auto hello = co_await net::hear_hello(accepted);
        if (hello) {
            const auto header = net::decode_header(bytes.first<net::kHeaderBytes>(), net::kMaxHelloBytes);
            require(header && accepted.left() == bytes.size() - net::kHeaderBytes - header->body_bytes);
        } else {
            (void)net::bye_for(hello.error());
            (void)hello.error().sentence();
        }
        Script dialled(bytes, piece);
        net::Hello ours;
        const auto greeted = co_await net::greet(dialled, ours);
        // Whatever is greeted was heard, and agrees.
        if (greeted) require(hello && *greeted == *hello && greeted->lane == ours.lane);
    };
    test::run(loop, story());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    look(ByteView(bytes + 1, size - 1), 1 + bytes[0]);
    return 0;
}
