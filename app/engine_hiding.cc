// SPDX-License-Identifier: Apache-2.0
// Hidden mode and the announce policy at run time.
#include "app/engine.h"
#include "app/engine_parts.h"
#include "app/hiding.h"

namespace culver::app {
namespace {

using namespace std::chrono_literals;

// A node that may send nothing learns only by a session who is there; it dials those it knows and hears.
constexpr Duration kVisitEvery = 30s;
constexpr std::chrono::milliseconds kVisitLimit = 5s;
constexpr std::size_t kMaxVisited = 1'024;  // beyond, all are dialled anew

}  // namespace

discovery::AnnouncePolicy announce_policy(const Config& config) {
    if (config.announce == "never") return discovery::AnnouncePolicy::Never;
    if (config.announce == "known-networks") return discovery::AnnouncePolicy::KnownNetworks;
    return discovery::AnnouncePolicy::Everywhere;
}

// Who does not want to be seen in unknown networks hides in them.
bool Engine::is_hiding() const {
    return config_.hidden || (config_.announce == "known-networks" && discovery_->is_silent());
}

// A hidden node is not there for strangers: their links close without a word, and none are dialled.
net::Standing Engine::link_standing(const PeerId& peer) const {
    const auto standing = book_->standing(peer);
    return standing == net::Standing::Unknown && is_hiding() ? net::Standing::Blocked : standing;
}

void Engine::hiding_changed() {
    discovery_->set_hidden(config_.hidden);
    discovery_->set_announce(announce_policy(config_),
                             {config_.known_networks.begin(), config_.known_networks.end()});
    leave_strangers();
}

// A session would go on to show this node to those who are told nothing any more.
void Engine::leave_strangers() {
    if (!is_hiding()) return;
    for (const PeerId& peer : sessions_->open_peers()) {
        if (book_->standing(peer) == net::Standing::Unknown) sessions_->drop(peer, "");
    }
}

void Engine::visit_known(const PeerId& peer) {
    const auto now = clock_.steady();
    const auto last = visited_.find(peer);
    const bool was_lately = last != visited_.end() && now - last->second < kVisitEvery;
    if (was_lately || sessions_->is_open(peer) || link_standing(peer) != net::Standing::Known) return;
    if (visited_.size() >= kMaxVisited) visited_.clear();
    visited_[peer] = now;
    auto visit = [](net::Sessions& sessions, PeerId whom) -> Task<> {
        (void)co_await sessions.connect(whom, kVisitLimit);
    };
    visits_.spawn("visit", visit(*sessions_, peer));
}

}  // namespace culver::app
