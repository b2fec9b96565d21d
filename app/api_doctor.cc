// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "app/doctor.h"
#include "control/peer_name.h"

#include <utility>

namespace culver::app {

using control::Outcome;
namespace method = control::method;

control::Answered<method::Doctor> Api::answer(method::Doctor request) {
    control::FindingList list;
    if (!request.peer) {
        list.findings = co_await parts_.doctor.examine();
        co_return list;
    }
    const auto address = Endpoint::parse(*request.peer, control::kDefaultPort);
    auto peer = co_await who_else(*request.peer, true);
    // An address where nobody answers is what a doctor is asked about.
    const bool is_silent_address = !peer && address && peer.error().outcome == Outcome::NoSuchPeer;
    if (!peer && !is_silent_address) co_return std::unexpected(std::move(peer.error()));
    const auto known = peer ? std::optional(*peer) : std::nullopt;
    list.findings = co_await parts_.doctor.examine(known, address);
    co_return list;
}

}  // namespace culver::app
