// SPDX-License-Identifier: Apache-2.0
// What the doctor asks of the node.
#include "app/engine.h"
#include "app/engine_parts.h"
#include "discovery/interfaces.h"
#include "net/errors.h"

#include <utility>

namespace culver::app {

void Engine::make_doctor() {
    Doctor::Hooks hooks;
    hooks.own = [this] { return own_facts(); };
    hooks.name_of = [this](const PeerKey& peer) { return api_->name_of(peer); };
    hooks.is_blocked = [this](const PeerId& peer) { return book_->standing(peer) == net::Standing::Blocked; };
    hooks.standing = [this](const PeerId& peer) { return book_->standing(peer); };
    hooks.addresses = [this](const PeerId& peer) { return session_mediator().addresses(peer); };
    hooks.connected_at = [this](const PeerId& peer) -> std::optional<Endpoint> {
        const auto open = network_->open_at.find(peer);
        return open == network_->open_at.end() ? std::nullopt : std::optional(open->second);
    };
    hooks.dial = [this](Endpoint where, std::optional<PeerId> peer) { return dial_once(where, peer); };
    Doctor::Parts parts{*sessions_, *discovery_, *reach_, clock_};
    doctor_ = std::make_unique<Doctor>(executor_, parts, std::move(hooks));
}

Task<Result<>> Engine::dial_once(Endpoint where, std::optional<PeerId> peer) {
    if (!network_->transport) co_return fail(net::NetErrc::NotConnected);
    auto link = co_await network_->transport->dial(where, peer);
    if (!link) co_return fail_as(link);
    (*link)->close();
    co_return Result<>();
}

OwnFacts Engine::own_facts() const {
    OwnFacts own;
    if (auto interfaces = discovery::list_interfaces()) {
        discovery::InterfaceRules rules;
        rules.only = config_.interfaces;
        for (const auto& interface : discovery::usable(std::move(*interfaces), rules)) {
            if (!interface.is_loopback) own.interfaces.push_back(interface.name);
        }
    }
    own.ways = discovery_->states();
    own.port = port_;
    own.beacon_port = static_cast<std::uint16_t>(config_.beacon_port);
    own.is_port_usual = options_.port || config_.port != 0 || port_ == net::kFirstPort;
    return own;
}

}  // namespace culver::app
