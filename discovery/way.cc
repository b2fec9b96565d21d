// SPDX-License-Identifier: Apache-2.0
#include "discovery/way.h"

namespace culver::discovery {

std::string_view to_string(Way way) {
    switch (way) {
        case Way::Multicast4: return "multicast4";
        case Way::Multicast6: return "multicast6";
        case Way::Broadcast: return "broadcast";
        case Way::Mdns: return "mdns";
        case Way::Static: return "static";
        case Way::Gossip: return "gossip";
        case Way::Session: return "session";
    }
    return "unknown";
}

std::string_view to_string(Health health) {
    switch (health) {
        case Health::Ok: return "ok";
        case Health::Off: return "off";
        case Health::Degraded: return "degraded";
        case Health::Failed: return "failed";
    }
    return "unknown";
}

}  // namespace culver::discovery
