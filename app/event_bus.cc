// SPDX-License-Identifier: Apache-2.0
#include "app/event_bus.h"

#include <algorithm>

namespace culver::app {

EventBus::EventBus(boost::asio::any_io_executor executor, std::function<std::uint64_t()> next_number)
    : next_number_(std::move(next_number)),
      published_(std::move(executor), boost::asio::steady_timer::time_point::max()) {}

void EventBus::publish(const std::function<std::string(std::uint64_t)>& encode) {
    last_ = next_number_();
    kept_.push_back({last_, encode(last_)});
    kept_bytes_ += kept_.back().text.size();
    while (kept_.size() > kMaxKeptEvents || (kept_bytes_ > kMaxKeptBytes && kept_.size() > 1))
        forget_oldest();
    published_.cancel();
}

void EventBus::forget_oldest() {
    kept_bytes_ -= kept_.front().text.size();
    kept_.pop_front();
}

Task<EventBus::Next> EventBus::after(std::uint64_t seen) {
    while (kept_.empty() || kept_.back().number <= seen) {
        co_await published_.async_wait(no_throw);
        // A woken reader that was cancelled leaves here: the next wait throws.
    }
    const auto next = std::ranges::upper_bound(kept_, seen, {}, &Kept::number);
    if (next == kept_.begin() && next->number > seen + 1) {
        // Numbers are reserved in blocks, so a gap is possible where nothing was lost: after a restart. It is
        // still told, because only the reader knows whether it had seen everything before.
        co_return Next{.kind = Next::Kind::Lost, .number = next->number - 1, .from = seen + 1, .text = {}};
    }
    co_return Next{.kind = Next::Kind::Event, .number = next->number, .from = 0, .text = next->text};
}

}  // namespace culver::app
