// SPDX-License-Identifier: Apache-2.0
// The methods about who is who and where to be seen; the companion of methods.h.
#pragma once
#include "control/rows.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace culver::control {

struct NetworkList {
    std::vector<NetworkRow> networks;
};

namespace method {

// Answered when the code is on both screens; changes nothing.
struct PeerVerify {
    static constexpr std::string_view kName = "peer.verify";
    using Answer = VerificationRow;
    std::string peer;
    bool accept_new = false;
    std::uint64_t timeout_ms = 30'000;
};
// Verified; with a code only if it is the one shown here. With replaces, all that belonged to that former
// peer goes over to this one. With undo, whatever was decided before is taken back (also a block).
struct PeerTrust {
    static constexpr std::string_view kName = "peer.trust";
    using Answer = TrustRow;
    std::string peer;
    bool accept_new = false;
    Text code;
    Text replaces;  // PEER
    bool undo = false;
};
struct PeerBlock {
    static constexpr std::string_view kName = "peer.block";
    using Answer = TrustRow;
    std::string peer;
    bool accept_new = false;
};

// Those the machine is in, then the other known ones.
struct NetworksList {
    static constexpr std::string_view kName = "networks.list";
    using Answer = NetworkList;
};
// The one that the machine is in when null.
struct NetworksTrust {
    static constexpr std::string_view kName = "networks.trust";
    using Answer = NetworkRow;
    Text network;
};
struct NetworksForget {
    static constexpr std::string_view kName = "networks.forget";
    using Answer = NetworkRow;
    Text network;
};

}  // namespace method

using TrustMethods = std::tuple<method::PeerVerify, method::PeerTrust, method::PeerBlock,
                                method::NetworksList, method::NetworksTrust, method::NetworksForget>;

}  // namespace culver::control
