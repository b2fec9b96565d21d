// SPDX-License-Identifier: Apache-2.0
// The engine's part in the pictures that people show.
#include "app/engine_parts.h"
#include "app/pictures.h"

namespace culver::app {

void Engine::make_pictures() {
    Pictures::Mediator mediator;
    mediator.may_see = [this](const PeerId& peer) { return book_->is_known(PeerKey(peer)); };
    mediator.own = [this] { return cards_->own().picture; };
    mediator.arrived = [this](const PeerId& peer) {
        publish(control::event::ProfileChanged{{api_->profile_of(PeerKey(peer))}});
    };
    pictures_ = std::make_unique<Pictures>(
        executor_, *sessions_, store::AttachmentFolder(profile_->pictures_path()), std::move(mediator));
}

Task<Result<>> Engine::start_pictures() {
    std::map<PeerId, AttachmentDigest> named;
    for (const auto& [peer, card] : cards_->all()) {
        if (!card.picture.is_zero() && peer.protocol == Protocol::Culver) named[peer.id] = card.picture;
    }
    co_return co_await pictures_->start(std::move(named));
}

}  // namespace culver::app
