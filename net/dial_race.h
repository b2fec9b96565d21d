// SPDX-License-Identifier: Apache-2.0
// Tries the addresses of a peer, each a little after the one before; the first link that stands wins and the
// others are given up.
#pragma once
#include "base/task_scope.h"
#include "net/link.h"
#include "net/signal.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace culver::net {

inline constexpr std::size_t kAddressesPerRound =
    4;  // a peer rarely has more; a flood of hints costs no more

class DialRace {
public:
    using OnFailed = std::function<void(const Endpoint&, const Error&)>;
    DialRace(boost::asio::any_io_executor executor, Transport& transport, PeerId expected,
             OnFailed on_failed);

    // Called once. Fails with the last dial's error, and with NetErrc::NoAddress for no addresses.
    Task<Result<std::unique_ptr<Link>>> run(std::vector<Endpoint> addresses, Duration stagger);

private:
    Task<> attempt(Endpoint to);
    [[nodiscard]] bool is_decided() const { return won_ || under_way_ == 0; }

    Transport& transport_;
    PeerId expected_;
    OnFailed on_failed_;
    TaskScope scope_;
    Signal changed_;
    std::size_t under_way_ = 0;
    std::unique_ptr<Link> won_;
    std::optional<Error> last_failure_;
};

}  // namespace culver::net
