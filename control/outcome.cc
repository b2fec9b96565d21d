// SPDX-License-Identifier: Apache-2.0
#include "control/outcome.h"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>

namespace culver::control {
namespace {

// JSON-RPC reserves -32700…-32600; -32000…-32099 are ours.
constexpr auto kTable = std::to_array<OutcomeWords>({
    {Outcome::Done, "done", 0, 0},
    {Outcome::Failed, "failed", 1, -32000},
    {Outcome::Usage, "usage", 2, -32602},
    {Outcome::UnknownMethod, "unknown_method", 1, -32601},
    {Outcome::BadRequest, "bad_request", 1, -32600},
    {Outcome::NotJson, "not_json", 1, -32700},
    {Outcome::NotRunning, "not_running", 3, -32003},
    {Outcome::AlreadyRunning, "already_running", 1, -32004},
    {Outcome::NoSuchPeer, "no_such_peer", 4, -32010},
    {Outcome::AmbiguousPeer, "ambiguous_peer", 4, -32011},
    {Outcome::NameTakenByStranger, "name_taken_by_stranger", 4, -32012},
    {Outcome::AnotherNodeThere, "another_node_there", 4, -32013},
    {Outcome::NoSuchGroup, "no_such_group", 4, -32014},
    {Outcome::NoSuchTransfer, "no_such_transfer", 4, -32015},
    {Outcome::AmbiguousTransfer, "ambiguous_transfer", 4, -32016},
    {Outcome::NoSuchMessage, "no_such_message", 4, -32017},
    {Outcome::NoSuchSetting, "no_such_setting", 2, -32020},
    {Outcome::BadValue, "bad_value", 2, -32021},
    {Outcome::WrongState, "wrong_state", 1, -32022},
    {Outcome::Disk, "disk", 1, -32023},
    {Outcome::CodeDiffers, "code_differs", 1, -32024},
    {Outcome::TimedOut, "timed_out", 5, -32030},
    {Outcome::Refused, "refused", 6, -32031},
    {Outcome::Interrupted, "interrupted", 130, -32032},
    {Outcome::Unsupported, "unsupported", 1, -32033},
});

const OutcomeWords& entry_of(Outcome outcome) {
    const auto found = std::ranges::find(kTable, outcome, &OutcomeWords::outcome);
    return found != kTable.end() ? *found : kTable[1];
}

}  // namespace

std::span<const OutcomeWords> outcome_table() {
    return kTable;
}
std::string_view to_word(Outcome outcome) {
    return entry_of(outcome).word;
}
int exit_code_of(Outcome outcome) {
    return entry_of(outcome).exit_code;
}
int rpc_code_of(Outcome outcome) {
    return entry_of(outcome).rpc_code;
}

Outcome outcome_from_word(std::string_view word) {
    const auto found = std::ranges::find(kTable, word, &OutcomeWords::word);
    return found != kTable.end() ? found->outcome : Outcome::Failed;
}

std::unexpected<Refusal> refuse(Outcome outcome, std::string message, std::vector<Candidate> candidates) {
    return std::unexpected(Refusal{outcome, std::move(message), std::move(candidates)});
}

std::unexpected<Refusal> refuse(Outcome outcome, const Error& error) {
    std::string message = error.sentence();
    if (!message.empty() && message.front() >= 'a' && message.front() <= 'z')
        message.front() = static_cast<char>(message.front() - 'a' + 'A');
    if (!message.ends_with('.') && !message.ends_with('?')) message += '.';
    return refuse(outcome, std::move(message));
}

std::unexpected<Refusal> refuse(const Error& error) {
    const bool late = error.code == boost::asio::error::timed_out;
    return refuse(late ? Outcome::TimedOut : Outcome::Failed, error);
}

}  // namespace culver::control
