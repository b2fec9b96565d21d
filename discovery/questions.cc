// SPDX-License-Identifier: Apache-2.0
#include "discovery/questions.h"

namespace culver::discovery {

void Questions::ask(std::uint64_t nonce, Question question) {
    const SteadyTime now = question.asked_at;
    const auto is_stale = [&] { return now - open_.at(order_.front()).asked_at > kLifetime; };
    while (!order_.empty() && (order_.size() >= kMaxOpen || is_stale())) {
        open_.erase(order_.front());
        order_.pop_front();
    }
    if (open_.emplace(nonce, std::move(question)).second) order_.push_back(nonce);
}

std::optional<Questions::Question> Questions::answered(std::uint64_t nonce, const PeerKey& by,
                                                       SteadyTime now) const {
    const auto found = open_.find(nonce);
    if (found == open_.end() || now - found->second.asked_at > kLifetime) return std::nullopt;
    if (found->second.to && *found->second.to != by) return std::nullopt;
    return found->second;
}

}  // namespace culver::discovery
