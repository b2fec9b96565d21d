// SPDX-License-Identifier: Apache-2.0
// The gateway to other protocols, among the rooms.
#include "app/engine.h"
#include "app/engine_parts.h"
#include "app/foreign.h"
#include "app/peer_rows.h"

namespace culver::app {

void Engine::make_foreign() {
    Foreign::Mediator mediator;
    mediator.chat_event = [this](const chat::ChatEvent& event) { chat_event(event); };
    mediator.transfer_event = [this](const transfer::TransferRow& row,
                                     transfer::TransferService::Event event) { transfer_event(row, event); };
    mediator.roster_changed = [this](const discovery::Change& change) { show_roster_change(change); };
    mediator.warn = [this](std::string code, std::string sentence) {
        warn(std::move(code), std::move(sentence));
    };
    mediator.is_welcome = [this](const PeerKey& peer) { return is_welcome(peer); };
    mediator.receive_folder = [this] { return receive_dir().string(); };
    foreign_ = std::make_unique<Foreign>(
        Foreign::Parts{executor_, clock_, *database_, rows_->meta, *book_, *discovery_, *transfers_, id_},
        std::move(mediator));
}

void Engine::heed_foreign() {
    if (!foreign_) return;
    foreign_->heed(config_,
                   {.name = name(),
                    .department = department(),
                    .presence = static_cast<discovery::Presence>(cards_->own().presence)},
                   cards_->own().status_text);
}

}  // namespace culver::app
