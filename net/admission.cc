// SPDX-License-Identifier: Apache-2.0
#include "net/admission.h"

#include <algorithm>

namespace culver::net {
namespace {

constexpr std::size_t kPrefixBytes = 8;  // of an IPv6 address: the /64
// What a stranger may save up while nobody knocks: a small office that starts at once.
constexpr int kBurst = 25;

}  // namespace

Admission::Admission(AdmissionLimits limits) : limits_(limits) {}

Admission::Source Admission::source_of(const boost::asio::ip::address& address) {
    Source source{};
    if (address.is_v4() || address.to_v6().is_v4_mapped()) {
        const auto v4 = address.is_v4()
                            ? address.to_v4()
                            : boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
        source[10] = source[11] = 0xff;
        std::ranges::copy(v4.to_bytes(), source.begin() + 12);
        return source;
    }
    const auto bytes = address.to_v6().to_bytes();
    // All link-local addresses share one prefix, so there the whole address counts.
    const bool is_local = address.to_v6().is_link_local();
    std::copy_n(bytes.begin(), is_local ? bytes.size() : kPrefixBytes, source.begin());
    return source;
}

bool Admission::is_known(const Source& source, SteadyTime now) {
    const auto found = known_.find(source);
    if (found == known_.end()) return false;
    if (now - found->second <= limits_.known_for) return true;
    known_.erase(found);
    return false;
}

std::optional<Duration> Admission::take_turn(SteadyTime now) {
    const auto step = std::chrono::duration_cast<Duration>(
        std::chrono::duration<double>(1.0 / limits_.stranger_handshakes_per_second));
    next_turn_ = std::max(next_turn_, now - kBurst * step);
    const Duration wait = std::max(Duration::zero(), next_turn_ - now);
    if (wait > limits_.longest_wait) return std::nullopt;
    next_turn_ += step;
    return wait;
}

Admission::Verdict Admission::arrive(const boost::asio::ip::address& from, SteadyTime now) {
    const Source source = source_of(from);
    const auto held = per_source_.find(source);
    if (held != per_source_.end() && held->second >= limits_.links_per_address) return {};
    if (is_known(source, now)) {
        const bool has_place = in_known_places_ < limits_.known_places;
        return admit(source, has_place, Duration::zero());
    }
    const auto wait = take_turn(now);
    if (!wait) return {};
    return admit(source, false, *wait);
}

Admission::Verdict Admission::admit(const Source& source, bool has_known_place, Duration wait) {
    Verdict verdict;
    if (!has_known_place && links_.size() - in_known_places_ >= limits_.links_in_all) {
        verdict.evicted = evict_from_greediest();
    }
    verdict.ticket = ++last_ticket_;
    verdict.wait = wait;
    links_.emplace(last_ticket_, Entry{source, has_known_place});
    ++per_source_[source];
    if (has_known_place) ++in_known_places_;
    return verdict;
}

std::optional<Admission::Ticket> Admission::evict_from_greediest() {
    std::map<Source, std::size_t> strangers;
    for (const auto& [ticket, entry] : links_) {
        if (!entry.has_known_place) ++strangers[entry.source];
    }
    const auto greediest =
        std::ranges::max_element(strangers, {}, [](const auto& item) { return item.second; });
    const auto oldest = std::ranges::find_if(links_, [&](const auto& item) {
        return !item.second.has_known_place && item.second.source == greediest->first;
    });
    const Ticket ticket = oldest->first;
    leave(ticket);
    return ticket;
}

void Admission::leave(Ticket ticket) {
    const auto found = links_.find(ticket);
    if (found == links_.end()) return;
    const auto count = per_source_.find(found->second.source);
    if (--count->second == 0) per_source_.erase(count);
    if (found->second.has_known_place) --in_known_places_;
    links_.erase(found);
}

void Admission::authenticated(Ticket ticket, SteadyTime now) {
    const auto found = links_.find(ticket);
    if (found == links_.end()) return;
    if (known_.size() >= limits_.known_addresses && !known_.contains(found->second.source)) {
        known_.erase(std::ranges::min_element(known_, {}, [](const auto& item) { return item.second; }));
    }
    known_[found->second.source] = now;
    leave(ticket);
}

}  // namespace culver::net
