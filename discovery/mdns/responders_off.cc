// SPDX-License-Identifier: Apache-2.0
// CULVER_MDNS=off: this build speaks no mDNS.
#include "discovery/mdns/responders.h"

namespace culver::discovery::mdns {

Responders make_responders(const boost::asio::any_io_executor&, const PeerId&) {
    return {};
}

}  // namespace culver::discovery::mdns
