// SPDX-License-Identifier: Apache-2.0
#include "app/peer_book.h"

#include "base/log.h"
#include "control/name_look.h"

#include <algorithm>

namespace culver::app {

PeerBook::PeerBook(boost::asio::any_io_executor executor, store::Peers& peers, store::PeerNames& names,
                   const Clock& clock)
    : peers_(peers), names_(names), clock_(clock), tasks_(std::move(executor)) {}

Task<Result<>> PeerBook::load() {
    auto rows = co_await peers_.load_all();
    if (!rows) co_return fail_as(rows);
    for (auto& row : *rows) rows_.emplace(row.key, std::move(row));
    auto names = co_await names_.load_all();
    if (!names) co_return fail_as(names);
    for (auto& [key, name] : *names) ever_names_.add(key, name);
    co_return Result<>{};
}

const store::StoredPeer* PeerBook::find(const PeerKey& key) const {
    const auto row = rows_.find(key);
    return row == rows_.end() ? nullptr : &row->second;
}

net::Standing PeerBook::standing(const PeerKey& peer) const {
    const auto* row = find(peer);
    if (row == nullptr) return net::Standing::Unknown;
    if (row->trust == store::Trust::Blocked) return net::Standing::Blocked;
    return is_known(row->key) ? net::Standing::Known : net::Standing::Unknown;
}

bool PeerBook::is_known(const PeerKey& key) const {
    const auto* row = find(key);
    return row != nullptr && (row->talked || row->trust == store::Trust::Verified);
}

bool PeerBook::borrows_known_name(const PeerKey& stranger, const std::string& name) const {
    return !is_known(stranger) && known_bearer(stranger, name).has_value();
}

std::optional<PeerKey> PeerBook::known_bearer(const PeerKey& stranger, const std::string& name) const {
    if (name.empty()) return std::nullopt;
    const auto& bearers = ever_names_.bearers(control::look_of_name(name));
    const auto has_right = [&](const PeerKey& bearer) {
        // A peer without a key takes nothing with its name: it moved to this program.
        const bool may_own = bearer.protocol == Protocol::Culver || stranger.protocol != Protocol::Culver;
        return bearer != stranger && may_own && is_known(bearer);
    };
    const auto bearer = std::ranges::find_if(bearers, has_right);
    return bearer == bearers.end() ? std::nullopt : std::optional(*bearer);
}

void PeerBook::remember(const PeerKey& key, const std::string& name, const std::string& department) {
    const auto now = to_milliseconds(clock_.wall());
    const auto [row, added] = rows_.try_emplace(key);
    if (added) {
        row->second.key = key;
        row->second.first_seen = now;
    }
    const bool has_changed = added || (!name.empty() && row->second.name != name) ||
                             (!department.empty() && row->second.department != department);
    if (!name.empty()) row->second.name = name;
    if (!department.empty()) row->second.department = department;
    row->second.last_seen = now;
    const auto since = now - saved_at_[key];  // below nothing when the clock was set back
    if (has_changed || since < 0 || since >= kSeenStep.count()) save(row->second);
    save_name(key, row->second.name);
}

void PeerBook::meet(const PeerKey& key, const std::string& name, const std::string& department) {
    if (rows_.contains(key) || make_room_for_stranger()) remember(key, name, department);
}

bool PeerBook::make_room_for_stranger() {
    const auto away_since = to_milliseconds(clock_.wall() - kStrangerKept);
    std::size_t strangers = 0;
    const store::StoredPeer* longest_away = nullptr;
    for (const auto& [key, row] : rows_) {
        if (row.talked || row.trust == store::Trust::Verified || row.trust == store::Trust::Blocked) continue;
        ++strangers;
        if (row.last_seen > away_since) continue;
        if (longest_away != nullptr && row.last_seen >= longest_away->last_seen) continue;
        if (!is_here_ || !is_here_(key)) longest_away = &row;
    }
    if (strangers < kMaxStrangers) return true;
    if (longest_away == nullptr) return false;
    forget(longest_away->key);
    return true;
}

void PeerBook::forget(PeerKey key) {
    rows_.erase(key);
    saved_at_.erase(key);
    ever_names_.forget(key);
    auto remove = [](store::Peers& peers, PeerKey stranger) -> Task<> {
        auto removed = co_await peers.remove(stranger);
        if (!removed) log::warn("a stranger could not be forgotten: {}", removed.error().sentence());
    };
    tasks_.spawn("forget stranger", remove(peers_, key));
}

void PeerBook::mark_talked(const PeerKey& key) {
    const auto row = rows_.find(key);
    if (row == rows_.end() || row->second.talked) return;
    const bool was_known = is_known(key);
    const bool is_borrowed =
        row->second.trust == store::Trust::New && borrows_known_name(key, row->second.name);
    if (is_borrowed) row->second.trust = store::Trust::Changed;
    row->second.talked = true;
    save(row->second);
    tell_known(key, was_known);
}

void PeerBook::tell_known(const PeerKey& key, bool was_known) {
    if (!was_known && is_known(key) && became_known_) became_known_(key);
}

void PeerBook::set_trust(const PeerKey& key, store::Trust trust) {
    const bool was_known = is_known(key);
    const auto [row, added] = rows_.try_emplace(key);
    if (added) {
        row->second.key = key;
        row->second.first_seen = to_milliseconds(clock_.wall());
    }
    row->second.trust = trust;
    save(row->second);
    tell_known(key, was_known);
}

void PeerBook::note_successor(const PeerKey& former, const PeerKey& successor) {
    const auto old = rows_.extract(former);
    for (const std::string& look : ever_names_.names(former)) ever_names_.add(successor, look);
    ever_names_.forget(former);
    auto& row = rows_[successor];
    row.key = successor;
    row.talked = true;
    row.trust = store::Trust::Verified;
    if (row.name.empty() && !old.empty()) row.name = old.mapped().name;
    save(row);
}

void PeerBook::note_labels(const PeerKey& key, const std::string& name, const std::string& department) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return;
    row->second.last_seen = to_milliseconds(clock_.wall());
    if (row->second.name == name && row->second.department == department) return;
    if (!name.empty()) row->second.name = name;
    row->second.department = department;
    save(row->second);
    save_name(key, name);
}

void PeerBook::note_status(const PeerKey& key, const std::string& text) {
    const auto row = rows_.find(key);
    if (row == rows_.end() || row->second.status_text == text) return;
    row->second.status_text = text;
    save(row->second);
}

void PeerBook::note_address(const PeerKey& key, const Endpoint& where) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return;
    auto& addresses = row->second.addresses;
    if (!addresses.empty() && addresses.front() == where) return;
    std::erase(addresses, where);
    addresses.insert(addresses.begin(), where);
    if (addresses.size() > store::kMaxPeerAddresses) addresses.pop_back();
    save(row->second);
}

void PeerBook::note_gone(const PeerKey& key) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return;
    row->second.last_seen = to_milliseconds(clock_.wall());
    save(row->second);
}

void PeerBook::save(const store::StoredPeer& row) {
    saved_at_[row.key] = to_milliseconds(clock_.wall());
    auto write = [](store::Peers& peers, store::StoredPeer copy) -> Task<> {
        auto saved = co_await peers.put(std::move(copy));
        if (!saved) log::warn("a peer could not be remembered: {}", saved.error().sentence());
    };
    tasks_.spawn("remember peer", write(peers_, row));
}

void PeerBook::save_name(const PeerKey& key, const std::string& name) {
    std::string look = control::look_of_name(name);
    if (name.empty()) return;
    const auto& names = ever_names_.names(key);
    // The first are kept: later ones of somebody who changes names all day guard nothing.
    if (names.size() >= store::PeerNames::kMaxNamesPerPeer || names.contains(look)) return;
    ever_names_.add(key, look);
    auto write = [](store::PeerNames& names, PeerKey owner, std::string text) -> Task<> {
        auto saved = co_await names.add(owner, std::move(text));
        if (!saved) log::warn("a peer's name could not be remembered: {}", saved.error().sentence());
    };
    tasks_.spawn("remember name", write(names_, key, std::move(look)));
}

Task<> PeerBook::close() {
    co_await tasks_.close();
}

}  // namespace culver::app
