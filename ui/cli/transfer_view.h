// SPDX-License-Identifier: Apache-2.0
// Following transfers on the screen: live bars on a terminal, a line per change of state elsewhere, a JSON
// line per change with --json. Asks the node again at most four times a second and line.
#pragma once
#include "control/client.h"
#include "ui/cli/caller.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace culver::cli {

enum class LineKeys {
    OfRow,   // all keys of a transfer, as `transfers` prints them
    OfSend,  // transfer_id, peer, … as `send --wait` prints them
};

class TransferView {
public:
    TransferView(Caller& caller, control::Client& client, LineKeys keys)
        : caller_(caller), client_(client), keys_(keys) {}

    // What is shown already and is not shown again until it changes.
    void set_shown(const Json& row);

    // Follows these transfers until all have ended, or, with none named, all unfinished ones for ever; gives
    // the last rows. Fails with TimedOut at the deadline, Interrupted, or as the node refuses.
    [[nodiscard]] Reply<std::vector<control::TransferRow>> follow(const std::vector<std::string>& ids,
                                                                  control::Client::Deadline deadline);

private:
    [[nodiscard]] Reply<std::vector<control::TransferRow>> ask(const std::vector<std::string>& ids);
    [[nodiscard]] Reply<void> wait(control::Client::Deadline next, control::Client::Deadline deadline);
    void show_json(const Json& row, const control::TransferRow& transfer);
    void show_lines(const std::vector<control::TransferRow>& rows);
    void draw(const std::vector<control::TransferRow>& rows);

    Caller& caller_;
    control::Client& client_;
    LineKeys keys_;
    std::map<std::string, std::string> shown_;  // transfer → what was last printed of it
    std::set<std::string> live_;                // transfers seen unfinished
    std::size_t drawn_lines_ = 0;
    std::size_t printed_ = 0;  // lines since the node was last asked
};

}  // namespace culver::cli
