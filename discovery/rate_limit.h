// SPDX-License-Identifier: Apache-2.0
// Token buckets: how much work strangers may cause, each source address for itself and all together. Pure.
#pragma once
#include "base/clock.h"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <deque>
#include <list>
#include <map>

namespace culver::discovery {

struct Rate {
    double per_second = 1;
    double burst = 1;
};

class TokenBucket {
public:
    explicit TokenBucket(Rate rate) : rate_(rate), tokens_(rate.burst) {}

    // True, and one token is gone, when there was one.
    [[nodiscard]] bool take(SteadyTime now);

    // Takes tokens away as a punishment; the bucket may go below zero, down to minus one burst.
    void charge(SteadyTime now, double tokens);

    // One that was taken, and was none after all.
    void give_back() { tokens_ = std::min(rate_.burst, tokens_ + 1); }

private:
    void refill(SteadyTime now);

    Rate rate_;
    double tokens_;
    SteadyTime filled_at_{};
};

// At most so many in any minute, none saved up. For what others can make this node send.
class MinuteLimit {
public:
    explicit MinuteLimit(std::size_t most) : most_(most) {}
    [[nodiscard]] bool has(SteadyTime now);
    [[nodiscard]] bool take(SteadyTime now);

private:
    std::size_t most_;
    std::deque<SteadyTime> taken_;  // of the last minute
};

// One bucket per source address. The memory is bounded: the source not heard for longest is forgotten first,
// which gives a flood from ever other addresses full buckets; a common TokenBucket beside it bounds that.
class SourceLimit {
public:
    SourceLimit(Rate rate, std::size_t max_sources) : rate_(rate), max_sources_(max_sources) {}

    [[nodiscard]] bool take(const boost::asio::ip::address& source, SteadyTime now);
    void charge(const boost::asio::ip::address& source, SteadyTime now, double tokens);
    void give_back(const boost::asio::ip::address& source) { bucket_of(source).give_back(); }
    [[nodiscard]] std::size_t size() const { return buckets_.size(); }

private:
    using Order = std::list<boost::asio::ip::address>;
    struct Entry {
        TokenBucket bucket;
        Order::iterator place;
    };
    TokenBucket& bucket_of(const boost::asio::ip::address& source);

    Rate rate_;
    std::size_t max_sources_;
    std::map<boost::asio::ip::address, Entry> buckets_;
    Order order_;  // the source heard last is in front
};

}  // namespace culver::discovery
