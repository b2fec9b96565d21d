// SPDX-License-Identifier: Apache-2.0
#include "discovery/sighting.h"

namespace culver::discovery {

std::string_view to_string(Presence presence) {
    switch (presence) {
        case Presence::Available: return "available";
        case Presence::Away: return "away";
        case Presence::Busy: return "busy";
        case Presence::Dnd: return "dnd";
    }
    return "available";
}

std::optional<Presence> parse_presence(std::string_view text) {
    for (const auto presence : {Presence::Available, Presence::Away, Presence::Busy, Presence::Dnd}) {
        if (text == to_string(presence)) return presence;
    }
    return std::nullopt;
}

}  // namespace culver::discovery
