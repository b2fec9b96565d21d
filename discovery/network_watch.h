// SPDX-License-Identifier: Apache-2.0
// Where this node may make itself known now: the person's policy against the networks that the machine is in.
// Gateways are looked up only while the policy needs them. Pure but for that look, which tests replace.
#pragma once
#include "base/clock.h"
#include "discovery/networks.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace culver::discovery {

class NetworkWatch {
public:
    // Without a gateway for so long there is none: DHCP gives the route right after the address.
    static constexpr Duration kSettled = std::chrono::seconds(3);
    static constexpr Duration kLookSoon = std::chrono::milliseconds(500);  // while a network cannot be told
    static constexpr Duration kLookEvery =
        std::chrono::seconds(5);  // another gateway behind the same address

    struct Kernel {
        std::function<std::vector<Gateway>()> gateways;
        std::function<void(const Gateway&)> ask_for_hardware_address;
    };
    explicit NetworkWatch(Kernel kernel);

    void set_policy(AnnouncePolicy policy, std::set<std::string> known);

    // True when quiet() is another set now.
    bool look(const std::vector<Interface>& interfaces, SteadyTime now);

    [[nodiscard]] const std::set<unsigned>& quiet() const { return quiet_; }
    [[nodiscard]] bool is_all_quiet() const;  // there is nowhere to be heard
    [[nodiscard]] AnnouncePolicy policy() const { return policy_; }
    [[nodiscard]] SteadyTime next_look() const { return next_look_; }

    // As a person sees them, whatever the policy; what cannot be told yet is asked for.
    [[nodiscard]] std::vector<Network> networks(const std::vector<Interface>& interfaces) const;

private:
    struct Since {
        Interface interface;
        SteadyTime since;
    };
    [[nodiscard]] std::set<unsigned> settled(const std::vector<Interface>& interfaces, SteadyTime now);
    [[nodiscard]] std::vector<Gateway> gateways_asked() const;

    Kernel kernel_;
    AnnouncePolicy policy_ = AnnouncePolicy::Everywhere;
    std::set<std::string> known_;
    std::map<unsigned, Since> since_;
    std::vector<Network> networks_;
    std::set<unsigned> quiet_;
    SteadyTime next_look_ = SteadyTime::max();
};

}  // namespace culver::discovery
