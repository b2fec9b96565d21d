// SPDX-License-Identifier: Apache-2.0
// The ways by which peers are found, and how well each of them works on this machine.
#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace culver::discovery {

enum class Way : std::uint8_t { Multicast4, Multicast6, Broadcast, Mdns, Static, Gossip, Session };
inline constexpr std::array kAllWays = {Way::Multicast4, Way::Multicast6, Way::Broadcast, Way::Mdns,
                                        Way::Static,     Way::Gossip,     Way::Session};

// multicast4 multicast6 broadcast mdns static gossip session
[[nodiscard]] std::string_view to_string(Way way);

class WaySet {
public:
    constexpr WaySet() = default;
    constexpr WaySet(std::initializer_list<Way> ways) {
        for (const Way way : ways) insert(way);
    }
    constexpr void insert(Way way) { bits_ = static_cast<std::uint8_t>(bits_ | bit(way)); }
    constexpr void erase(Way way) { bits_ = static_cast<std::uint8_t>(bits_ & ~bit(way)); }
    [[nodiscard]] constexpr bool contains(Way way) const { return (bits_ & bit(way)) != 0; }
    [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr WaySet only(WaySet allowed) const {
        WaySet both;
        both.bits_ = static_cast<std::uint8_t>(bits_ & allowed.bits_);
        return both;
    }
    constexpr bool operator==(const WaySet&) const = default;

private:
    static constexpr std::uint8_t bit(Way way) {
        return static_cast<std::uint8_t>(1u << static_cast<unsigned>(way));
    }
    std::uint8_t bits_ = 0;
};

// The ways of the beacon: datagrams to everybody on the link.
inline constexpr WaySet kBeaconWays = {Way::Multicast4, Way::Multicast6, Way::Broadcast};

enum class Health : std::uint8_t {
    Ok,
    Off,       // by a setting
    Degraded,  // works in part: the detail says which part does not
    Failed,
};
[[nodiscard]] std::string_view to_string(Health health);  // ok off degraded failed

struct WayState {
    Way way = Way::Multicast4;
    Health health = Health::Off;
    std::string detail;  // one sentence for the person at the screen; may be empty when ok
    bool operator==(const WayState&) const = default;
};

}  // namespace culver::discovery
