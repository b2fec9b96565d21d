// SPDX-License-Identifier: Apache-2.0
// Counts the links of each authenticated peer: sessions, lanes and those that still greet.
#pragma once
#include "base/ids.h"
#include "net/link.h"

#include <atomic>
#include <map>
#include <memory>

namespace culver::net {

class LinkCensus {
public:
    // Held by whatever owns the link; counts until it is gone. Any thread may let go.
    using Place = std::shared_ptr<const void>;

    // None when the peer has as many links as it may have.
    [[nodiscard]] Place enter(const PeerId& peer, std::size_t limit) {
        std::erase_if(counts_, [](const auto& entry) { return entry.second->load() == 0; });
        auto& count = counts_[peer];
        if (!count) count = std::make_shared<std::atomic<std::size_t>>(0);
        if (count->load() >= limit) return nullptr;
        count->fetch_add(1);
        return Place(count.get(), [count](const void*) { count->fetch_sub(1); });
    }

private:
    std::map<PeerId, std::shared_ptr<std::atomic<std::size_t>>> counts_;
};

// A lane that keeps its place in the census.
class CountedLane final : public LaneStream {
public:
    CountedLane(std::unique_ptr<LaneStream> lane, LinkCensus::Place place)
        : place_(std::move(place)), lane_(std::move(lane)) {}
    Result<std::size_t> read_some(std::span<std::uint8_t> into) override { return lane_->read_some(into); }
    Result<> write_all(ByteView bytes) override { return lane_->write_all(bytes); }
    bool is_readable(std::chrono::milliseconds wait) override { return lane_->is_readable(wait); }
    void shutdown() override { lane_->shutdown(); }

private:
    LinkCensus::Place place_;
    std::unique_ptr<LaneStream> lane_;
};

}  // namespace culver::net
