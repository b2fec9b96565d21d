// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bodies to the frames of gossip, knocks and reachability checks; the first byte chooses the
// frame. Reaches every check of reach_wire.h, and what RumourIntake does with rumours that passed.
#include "app/reach_wire.h"

namespace {

using namespace culver;
using namespace culver::app;

void feed_gossip(ByteView body) {
    static discovery::RumourIntake intake;
    static SteadyTime now{std::chrono::hours(1)};
    now += std::chrono::seconds(1);
    const auto rumours = decode_gossip(body);
    if (decode_gossip(encode(rumours)).size() != rumours.size()) __builtin_trap();
    for (const auto& rumour : rumours) {
        if (!discovery::may_travel(rumour.seen_at.address)) __builtin_trap();
        intake.add(PeerId{}, rumour, now, discovery::Teller::Known);
    }
    const auto nobody_is_known = [](const discovery::Rumour&) { return false; };
    if (intake.due(now, nobody_is_known).size() > discovery::RumourIntake::kDialsPerGossiper)
        __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const ByteView body(bytes + 1, size - 1);
    switch (bytes[0] % 6) {
        case 0: feed_gossip(body); break;
        case 1: (void)decode_gossip_request(body); break;
        case 2: (void)decode_knock_to_pass(body); break;
        case 3: (void)decode_knock_passed(body); break;
        case 4: (void)decode_reach_request(body); break;
        default:
            if (const auto report = decode_reach_report(body)) {
                if (decode_reach_report(encode(*report)) != report) __builtin_trap();
            }
    }
    return 0;
}
