// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "base/task_scope.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace culver::app {

using control::NetworkRow;
using control::Outcome;
using control::Reply;
namespace method = control::method;

namespace {

constexpr int kLooks = 10;
constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

std::vector<NetworkRow> Api::network_rows() const {
    const auto& known = parts_.config.known_networks;
    const auto is_known = [&](const std::string& id) { return std::ranges::find(known, id) != known.end(); };
    std::vector<NetworkRow> rows;
    for (const auto& network : parts_.discovery.networks()) {
        rows.push_back({.network = text_or_null(network.id),
                        .interface = network.interface_name,
                        .gateway = text_or_null(network.gateway),
                        .known = is_known(network.id),
                        .quiet = parts_.discovery.is_quiet_on(network.interface)});
    }
    for (const std::string& id : known) {
        if (std::ranges::find(rows, id, &NetworkRow::network) != rows.end()) continue;
        rows.push_back({.network = id,
                        .interface = std::nullopt,
                        .gateway = std::nullopt,
                        .known = true,
                        .quiet = false});
    }
    return rows;
}

// The first look makes the kernel ask gateways that it does not know; they answer within milliseconds.
Task<> Api::let_gateways_answer() {
    for (int look = 0; look < kLooks; ++look) {
        const auto rows = network_rows();
        const auto is_unclear = [](const NetworkRow& row) { return row.gateway && !row.network; };
        if (std::ranges::none_of(rows, is_unclear)) co_return;
        co_await sleep_for(kBetweenLooks);
    }
}

control::Answered<method::NetworksList> Api::answer(method::NetworksList) {
    co_await let_gateways_answer();
    co_return control::NetworkList{network_rows()};
}

// The one that is named, or the only one that the machine is in.
Reply<NetworkRow> Api::which_network(const control::Text& word) const {
    std::vector<NetworkRow> fitting;
    for (auto& row : network_rows()) {
        if (!row.network) continue;
        const bool fits = word ? row.network == word || row.interface == word : row.interface.has_value();
        if (fits) fitting.push_back(std::move(row));
    }
    if (fitting.size() == 1) return fitting.front();
    if (fitting.size() > 1) {
        return control::refuse(
            Outcome::Usage, "This machine is in several networks; name one, 'culver networks' lists them.");
    }
    if (word) {
        return control::refuse(
            Outcome::Usage, "There is no network '" + printable(*word) + "'; 'culver networks' lists them.");
    }
    return control::refuse(Outcome::WrongState,
                           "The network cannot be told yet: its gateway has not answered; try again.");
}

Reply<NetworkRow> Api::keep_networks(std::vector<std::string> known, const std::string& network) {
    const auto kept = hooks_.change_setting("known_networks", nlohmann::json(known).dump());
    if (!kept) return control::refuse(Outcome::Failed, kept.error());
    for (auto& row : network_rows()) {
        if (row.network == network) return row;
    }
    return NetworkRow{.network = network, .interface = std::nullopt, .gateway = std::nullopt};
}

control::Answered<method::NetworksTrust> Api::answer(method::NetworksTrust request) {
    co_await let_gateways_answer();
    auto row = which_network(request.network);
    if (!row || row->known) co_return row;
    auto known = parts_.config.known_networks;
    known.push_back(*row->network);
    co_return keep_networks(std::move(known), *row->network);
}

control::Answered<method::NetworksForget> Api::answer(method::NetworksForget request) {
    co_await let_gateways_answer();
    auto row = which_network(request.network);
    if (!row || !row->known) co_return row;
    auto known = parts_.config.known_networks;
    std::erase(known, *row->network);
    co_return keep_networks(std::move(known), *row->network);
}

}  // namespace culver::app
