// SPDX-License-Identifier: Apache-2.0
#include "discovery/rate_limit.h"

#include <algorithm>

namespace culver::discovery {

void TokenBucket::refill(SteadyTime now) {
    if (filled_at_ != SteadyTime{} && now > filled_at_) {
        const std::chrono::duration<double> passed = now - filled_at_;
        tokens_ = std::min(rate_.burst, tokens_ + passed.count() * rate_.per_second);
    }
    filled_at_ = std::max(filled_at_, now);
}

bool TokenBucket::take(SteadyTime now) {
    refill(now);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

void TokenBucket::charge(SteadyTime now, double tokens) {
    refill(now);
    tokens_ = std::max(-rate_.burst, tokens_ - tokens);
}

bool MinuteLimit::has(SteadyTime now) {
    while (!taken_.empty() && now - taken_.front() >= std::chrono::minutes(1)) taken_.pop_front();
    return taken_.size() < most_;
}

bool MinuteLimit::take(SteadyTime now) {
    if (!has(now)) return false;
    taken_.push_back(now);
    return true;
}

TokenBucket& SourceLimit::bucket_of(const boost::asio::ip::address& source) {
    if (const auto known = buckets_.find(source); known != buckets_.end()) {
        order_.splice(order_.begin(), order_, known->second.place);
        return known->second.bucket;
    }
    if (buckets_.size() >= max_sources_) {
        buckets_.erase(order_.back());
        order_.pop_back();
    }
    order_.push_front(source);
    return buckets_.emplace(source, Entry{TokenBucket(rate_), order_.begin()}).first->second.bucket;
}

bool SourceLimit::take(const boost::asio::ip::address& source, SteadyTime now) {
    return bucket_of(source).take(now);
}

void SourceLimit::charge(const boost::asio::ip::address& source, SteadyTime now, double tokens) {
    bucket_of(source).charge(now, tokens);
}

}  // namespace culver::discovery
