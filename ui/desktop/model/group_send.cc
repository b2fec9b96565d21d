// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/group_send.h"

#include "ui/desktop/model/wording.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace culver::desktop {
namespace {

using control::TransferState;

// The first of these that one of them is in is the state of all.
constexpr std::array kOrder{TransferState::Active,  TransferState::Interrupted, TransferState::Paused,
                            TransferState::Waiting, TransferState::Offered,     TransferState::Failed,
                            TransferState::Done,    TransferState::Declined,    TransferState::Cancelled};

TransferState state_of(const std::vector<const TransferView*>& views) {
    for (const TransferState state : kOrder) {
        if (std::ranges::any_of(views, [&](const auto* one) { return one->row.state == state; }))
            return state;
    }
    return TransferState::Unknown;
}

// Beginning one for each member takes the node no longer.
constexpr std::chrono::seconds kOneGo{10};

bool goes_on_with(const std::vector<const TransferView*>& send, const control::TransferRow& row) {
    const auto& first = send.front()->row;
    return row.paths == first.paths && *row.time - *first.time <= kOneGo &&
           std::ranges::none_of(send, [&](const auto* other) { return other->row.peer == row.peer; });
}

}  // namespace

std::vector<const TransferView*> sent_with(const std::vector<const TransferView*>& all,
                                           const TransferView& one) {
    if (one.row.direction != control::Direction::Out) return {&one};
    std::vector<const TransferView*> send;
    for (const TransferView* view : all) {
        if (view->row.direction != control::Direction::Out || view->row.paths != one.row.paths) continue;
        const bool holds_one = std::ranges::find(send, &one) != send.end();
        if (!send.empty() && !goes_on_with(send, view->row)) {
            if (holds_one) return send;
            send.clear();
        }
        send.push_back(view);
    }
    return std::ranges::find(send, &one) != send.end() ? send : std::vector<const TransferView*>{&one};
}

GroupFlight as_one(const std::vector<const TransferView*>& views) {
    GroupFlight all;
    all.row = views.front()->row;
    all.row.state = state_of(views);
    std::uint64_t total = 0, done = 0, rate = 0;
    QStringList there;  // who is in the state that counts
    for (const TransferView* view : views) {
        total += view->row.bytes_total.value_or(0);
        done += view->row.bytes_done.value_or(0);
        rate += static_cast<std::uint64_t>(std::max<qint64>(0, view->rate));
        all.seconds_left = std::max(all.seconds_left, view->seconds_left);
        all.progress += view->progress / static_cast<double>(views.size());
        if (view->row.state != all.row.state) continue;
        there.append(Wording::given_name(view->peer_name));
        all.row.error = view->row.error;
    }
    // The size is that of the files; what moves is counted over all receivers.
    if (all.row.state == TransferState::Active || all.row.state == TransferState::Paused) {
        all.row.bytes_total = total;
        all.row.bytes_done = done;
        all.row.rate = rate;
    }
    all.receivers = there.size() == 1
                        ? there.front()
                        : Wording::so_many(static_cast<int>(there.size()), static_cast<int>(views.size()));
    return all;
}

}  // namespace culver::desktop
