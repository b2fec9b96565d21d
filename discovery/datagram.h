// SPDX-License-Identifier: Apache-2.0
// What passes between the pure core and the sockets: datagrams with where they came from or go to.
#pragma once
#include "base/bytes.h"
#include "base/endpoint.h"
#include "discovery/beacon.h"
#include "discovery/way.h"

#include <optional>

namespace culver::discovery {

// How a datagram reached this node.
struct Arrival {
    Endpoint from;             // its source; link-local IPv6 with scope
    std::optional<Way> way{};  // the datagram was for everybody; absent: it was for this node
};

// A datagram to be sent from the node's own socket: to everybody on every interface, or to one endpoint.
struct Outgoing {
    Bytes bytes;
    Kind kind = Kind::Beacon;
    WaySet ways{};                 // empty: to one endpoint
    std::optional<Endpoint> to{};  // absent: to everybody
};

}  // namespace culver::discovery
