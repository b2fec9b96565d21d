// SPDX-License-Identifier: Apache-2.0
// What follows from a person's decision about a peer, and the alarm about a stranger with a known name.
#include "app/engine.h"
#include "app/engine_parts.h"
#include "app/foreign.h"
#include "base/log.h"
#include "base/text.h"
#include "control/name_look.h"

namespace culver::app {

void Engine::make_verifications() {
    Verifications::Mediator mediator;
    mediator.name_of = [this](const PeerId& peer) {
        const std::string name = api_->name_of(PeerKey(peer));
        return printable(name.empty() ? short_text(peer) : name);
    };
    mediator.on_step = [this](const PeerId& peer, ComparisonStep step, const std::string& code) {
        control::VerificationRow row;
        row.peer = peer.text();
        if (auto name = api_->name_of(PeerKey(peer)); !name.empty()) row.peer_name = std::move(name);
        if (!code.empty()) row.code = code;
        row.state = to_string(step);
        publish(control::event::Verification{{std::move(row)}});
    };
    mediator.is_known = [this](const PeerId& peer) { return book_->is_known(PeerKey(peer)); };
    verifications_ = std::make_unique<Verifications>(*sessions_, clock_, executor_, id_, std::move(mediator));
}

void Engine::trust_changed(const PeerKey& peer) {
    const auto* stored = book_->find(peer);
    const bool is_blocked = stored != nullptr && stored->trust == store::Trust::Blocked;
    if (is_blocked) {
        sessions_->drop(peer.id, "");
        stop_transfers_with(peer);
    }
    discovery_->set_blocked(peer.id, is_blocked);
    if (book_->is_known(peer))
        discovery_->mark_known(peer);
    else
        discovery_->forget_known(peer);
    chat_->standing_changed(peer.id);
    foreign_->trust_changed(peer);
    if (!is_blocked) {
        sessions_->nudge(peer.id);
        tasks_.spawn("transfers go on", resume_transfers_with(peer));
    }
    auto row = api_->row_of(peer);
    publish(control::event::TrustChanged{
        {control::TrustRow{.peer = row.id, .peer_name = row.name, .trust = row.trust}}});
    if (discovery_->row(peer) || foreign_->row(peer)) publish(control::event::PeerChanged{{std::move(row)}});
}

namespace {

// Ids of transfers, each followed by a blank: what blocking paused is what unblocking resumes.
std::string paused_key(const PeerKey& peer) {
    return "paused_by_block." + peer.id.text();
}

}  // namespace

// Lanes outlive a session for a while; these must not.
void Engine::stop_transfers_with(const PeerKey& peer) {
    std::string ids;
    for (const auto& row : transfers_->list()) {
        const bool is_undecided =  // nothing of it runs, and a pause would outlive the block
            row.direction == transfer::Direction::In && row.state == transfer::State::Offered;
        if (row.peer != peer || transfer::is_final(row.state) || is_undecided ||
            row.state == transfer::State::Paused)
            continue;
        if (const auto paused = transfers_->pause(row.id); paused)
            ids += row.id.text() + " ";
        else
            log::debug("a transfer with a blocked peer: {}", paused.error().sentence());
    }
    if (!ids.empty()) tasks_.spawn("paused transfers", keep_paused(peer, std::move(ids)));
}

Task<> Engine::keep_paused(PeerKey peer, std::string ids) {
    const auto kept = co_await rows_->meta.put(paused_key(peer), std::move(ids));
    if (!kept) log::warn("transfers stay paused when a block ends: {}", kept.error().sentence());
}

Task<> Engine::resume_transfers_with(PeerKey peer) {
    const auto kept = co_await rows_->meta.get(paused_key(peer));
    if (!kept || !*kept || (*kept)->empty()) co_return;
    for (const auto& row : transfers_->list()) {
        if (row.state != transfer::State::Paused || !(*kept)->contains(row.id.text())) continue;
        if (const auto resumed = transfers_->resume(row.id); !resumed)
            log::warn("a transfer that blocking paused stays so: {}", resumed.error().sentence());
    }
    co_await keep_paused(peer, "");
}

// Whom this person wrote to or verified may always write; strangers only if the setting says so.
bool Engine::is_welcome(const PeerKey& peer) {
    if (config_.strangers == "anyone" || book_->is_known(peer)) return true;
    tell_of_refused(peer);
    return false;
}

// The person here would otherwise never learn that somebody new tried. All strangers share one gap between
// two warnings, so that a crowd of keys cannot fill the screen.
void Engine::tell_of_refused(const PeerKey& peer) {
    if (!refused_alarm_.is_due(peer, "", clock_.steady())) return;
    const auto row = api_->row_of(peer);
    const std::string shown = row.name ? "'" + printable(*row.name) + "'" : short_text(peer.id);
    const bool has_key = peer.protocol == Protocol::Culver;
    publish(control::event::Warning{{control::Finding{
        .code = "stranger_refused",
        .severity = control::Severity::Note,
        .message = shown + " is new here and was refused: only people you verified or wrote "
                           "to may write to you.",
        .advice = "To let them in: " + (has_key ? "culver verify id:" + row.id + ", or " : std::string()) +
                  "culver say id:" + row.id + " TEXT. Everybody: culver config set strangers anyone."}}});
}

void Engine::watch_name(const PeerKey& peer) {
    auto row = api_->row_of(peer);
    const std::string name = row.name.value_or("");
    if (row.trust != control::Trust::Changed ||
        !name_alarm_.is_due(peer, control::look_of_name(name), clock_.steady())) {
        return;
    }
    const auto bearer = book_->known_bearer(peer, name);
    publish(control::event::TrustChanged{
        {control::TrustRow{.peer = row.id, .peer_name = row.name, .trust = row.trust}}});
    const std::string shown = "'" + printable(name) + "'";
    std::string advice = "Ask that person by telephone.";
    if (bearer) {
        advice += " If the machine was set up anew: culver trust id:" + row.id +
                  " --replaces id:" + bearer->id.text() +
                  ". If not, somebody pretends: culver block id:" + row.id + ".";
    }
    log::warn("somebody new, {}, calls himself {}", short_text(peer.id), shown);
    publish(control::event::Warning{
        {control::Finding{.code = "name_taken",
                          .severity = control::Severity::Problem,
                          .message = "Somebody new calls himself " + shown +
                                     ", as somebody you know does: another key, so perhaps another person.",
                          .advice = std::move(advice)}}});
}

}  // namespace culver::app
