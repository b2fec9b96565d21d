// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/roster.h"

#include "base/signature.h"

#include <algorithm>

namespace culver::interop::ipmsg {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

}  // namespace

PeerKey key_of(const Introduction& host, const boost::asio::ip::address* address) {
    using std::string_literals::operator""s;
    std::string text = "culver/ipmsg\0"s + lower(host.user) + "\0"s + lower(host.host);
    if (address != nullptr) text += "\0"s + address->to_string();
    return {Protocol::Ipmsg, PeerId{sha256(as_bytes(text))}};
}

std::vector<Roster::Change> Roster::heard(const Introduction& said, const Endpoint& from, bool has_entered,
                                          SteadyTime now) {
    std::vector<Change> changes;
    auto key = key_of(said);
    const auto twin = rows_.find(key);
    if (twin != rows_.end() && twin->second.where != from) {
        if (twin->second.probes == 0) twin->second.next_probe = now;  // is it still there?
        // Windows machines have names of their own: this is another cable of the same one, or a forgery.
        if (said.dialect == Dialect::Modern) {
            twin->second.rival = from;
            return changes;
        }
        key = key_of(said, &from.address);
    }
    if (const auto* here = at(from); here != nullptr && here->key != key) {
        if (!has_entered && here->has_entered) {
            touch(from, now);
            return changes;
        }
        changes = left(from);
    }
    if (!rows_.contains(key) && !has_room(from)) return changes;
    const auto [row, is_new] = rows_.try_emplace(key);
    auto& neighbour = row->second;
    neighbour.heard = now;
    neighbour.next_probe = now + kQuiet;
    neighbour.probes = 0;
    if (!is_new && !has_entered) return changes;
    const bool is_changed = is_new || neighbour.said != said;
    neighbour.key = key;
    neighbour.said = said;
    if (!is_new && neighbour.where != from) at_.erase(neighbour.where);  // the same address, another port
    neighbour.where = from;
    neighbour.has_entered |= has_entered;
    at_[from] = key;
    if (is_changed) changes.push_back({is_new ? Change::Kind::Appeared : Change::Kind::Changed, neighbour});
    return changes;
}

bool Roster::has_room(const Endpoint& from) const {
    if (rows_.size() >= kMost) return false;
    if (from.port == kPort) return true;  // there is one such place, whoever else plays many beside it
    const auto is_there = [&](const auto& place) { return place.first.address == from.address; };
    return std::ranges::count_if(at_, is_there) < static_cast<std::ptrdiff_t>(kMostAtAddress);
}

void Roster::touch(const Endpoint& from, SteadyTime now) {
    const auto here = at_.find(from);
    const auto found = here == at_.end() ? rows_.end() : rows_.find(here->second);
    if (found == rows_.end()) return;
    auto& row = found->second;
    row.heard = now;
    row.next_probe = now + kQuiet;
    row.probes = 0;
}

std::vector<Roster::Change> Roster::left(const Endpoint& from) {
    const auto here = at_.find(from);
    if (here == at_.end()) return {};
    auto row = rows_.extract(here->second);
    at_.erase(here);
    if (row.empty()) return {};
    return {{Change::Kind::Gone, std::move(row.mapped())}};
}

std::vector<Roster::Change> Roster::clear() {
    std::vector<Change> changes;
    for (auto& [key, row] : rows_) changes.push_back({Change::Kind::Gone, std::move(row)});
    rows_.clear();
    at_.clear();
    return changes;
}

void Roster::doubt_all(SteadyTime now) {
    for (auto& [key, row] : rows_) {
        if (row.probes > 0) continue;  // asked already: changes that follow each other end nobody's patience
        row.next_probe = std::min(row.next_probe, now);
        now += kBetweenProbes;
    }
}

Roster::Step Roster::advance(SteadyTime now) {
    Step step;
    std::vector<Endpoint> gone;
    for (auto& [key, row] : rows_) {
        if (now < row.next_probe) continue;
        if (row.probes >= kProbes) {
            gone.push_back(row.where);
            if (row.rival) step.ask.push_back(*row.rival);
            continue;
        }
        ++row.probes;
        row.next_probe = now + kProbeEvery;
        step.ask.push_back(row.where);
    }
    for (const auto& where : gone) std::ranges::move(left(where), std::back_inserter(step.changes));
    return step;
}

const Neighbour* Roster::find(const PeerKey& key) const {
    const auto row = rows_.find(key);
    return row == rows_.end() ? nullptr : &row->second;
}

const Neighbour* Roster::at(const Endpoint& where) const {
    const auto here = at_.find(where);
    return here == at_.end() ? nullptr : find(here->second);
}

}  // namespace culver::interop::ipmsg
