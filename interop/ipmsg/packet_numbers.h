// SPDX-License-Identifier: Apache-2.0
// Numbers of own packets: each larger than all before, also after a restart, because receivers take a lower
// one for a repetition. And what was heard from others, so that a repetition is confirmed but not shown
// again. Pure.
#pragma once
#include "base/clock.h"
#include "base/ids.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>

namespace culver::interop::ipmsg {

class PacketNumbers {
public:
    // Saved far ahead, so that the disk is written once in so many packets.
    static constexpr std::uint32_t kAhead = 4'096;

    // kept: what keep was given last, 0 at the first start. Keeps keep.
    PacketNumbers(std::uint32_t kept, std::function<void(std::uint32_t)> keep)
        : last_(kept), kept_(kept), keep_(std::move(keep)) {}

    // Begins with the seconds since 1970, as everybody does.
    std::uint32_t next(WallTime now);

private:
    std::uint32_t last_;
    std::uint32_t kept_;
    std::function<void(std::uint32_t)> keep_;
};

// Who does not begin with the time counts from 1 in each run (iptux).
[[nodiscard]] constexpr bool is_counted(std::uint32_t number) {
    return number < 1'000'000'000;  // of 2001, before all of these programs
}

// The last packets of each peer that carried something.
class SeenPackets {
public:
    static constexpr std::size_t kPerPeer = 64;  // twice what Windows remembers of all together
    static constexpr std::size_t kMaxPeers = 2'000;
    // Nobody repeats a packet for longer: iptux gives up after 4 s, Windows after 3.75 s.
    static constexpr std::chrono::seconds kRepeated{10};

    // True the first time.
    [[nodiscard]] bool is_new(const PeerKey& peer, std::uint32_t number) const;
    void note(const PeerKey& peer, std::uint32_t number, SteadyTime now);
    // It entered, or answered ours. A host that began anew counts from 1 again (iptux), so no number is known
    // now.
    void forget(const PeerKey& peer);
    // It entered of its own accord. Unless it sent something just now, which it may be about to repeat, this
    // is another run of its program: an equal number stands for something new. True if so.
    bool begin_run(const PeerKey& peer, SteadyTime now);
    // Its runs that were told apart.
    [[nodiscard]] std::uint32_t run_of(const PeerKey& peer) const;

private:
    struct Seen {
        std::deque<std::uint32_t> numbers;
        SteadyTime last{};  // when something of it was noted
        std::uint32_t run = 0;
    };

    std::map<PeerKey, Seen> seen_;
};

}  // namespace culver::interop::ipmsg
