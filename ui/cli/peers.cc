// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/commands.h"
#include "ui/cli/table.h"

#include <memory>

namespace culver::cli {

using control::PeerRow;

namespace {

constexpr std::size_t kShortIdCharacters = 8;

struct PeersArguments {
    bool present = false;
    bool watch = false;
};

std::string presence_text(const PeerRow& row) {
    std::string line(control::to_word(row.presence));
    if (row.status_text && !row.status_text->empty()) line += ": " + *row.status_text;
    return line;
}

void print_table(const Caller& caller, const std::vector<PeerRow>& rows) {
    if (rows.empty()) return caller.print(text(phrase::kNobodyYet));
    Table table({text(phrase::kName), text(phrase::kDepartment), text(phrase::kPresence),
                 text(phrase::kTrust), text(phrase::kAddress), text(phrase::kId), text(phrase::kLastSeen)});
    for (const auto& row : rows) {
        table.add({row.name.value_or(""), row.department.value_or(""), presence_text(row),
                   std::string(control::to_word(row.trust)),
                   row.addresses.empty() ? "" : row.addresses.front(), row.id.substr(0, kShortIdCharacters),
                   shown_time(row.last_seen)});
    }
    caller.print(table.text());
}

// The row of an event about a peer: without its number and name. Nothing for other events.
std::optional<std::pair<std::string, Json>> peer_event(Json event) {
    const std::string name = event.value("event", "");
    if (!name.starts_with("peer_")) return std::nullopt;
    event.erase("seq");
    event.erase("event");
    return std::pair{name, std::move(event)};
}

void print_change(const Caller& caller, const std::string& event, const Json& row) {
    if (caller.json()) return caller.print_row(row);
    const auto peer = decode<PeerRow>(row);
    if (!peer) return;
    const std::string name = shown_name(peer->name, peer->id);
    if (event == control::event::PeerAppeared::kName)
        caller.print(text(phrase::kPeerAppeared, {name}));
    else if (event == control::event::PeerGone::kName)
        caller.print(text(phrase::kPeerGone, {name}));
    else
        caller.print(text(phrase::kPeerChanged, {name, printable(presence_text(*peer))}));
}

// Until the node or the person ends it.
int watch(Caller& caller, control::Client& client) {
    for (;;) {
        auto event = client.next_event(std::nullopt);
        if (!event && event.error().outcome == Outcome::Interrupted)
            return exit_code_of(Outcome::Interrupted);
        if (!event) return caller.fail(event.error());
        if (auto change = peer_event(std::move(**event))) print_change(caller, change->first, change->second);
    }
}

int run_peers(Caller& caller, const PeersArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    if (arguments.watch) {  // before the list is asked for, so that no change falls between the two
        if (auto subscribed = client->call(control::method::EventsSubscribe{}); !subscribed) {
            return caller.fail(subscribed.error());
        }
    }
    const auto answer = client->call(control::method::PeersList::kName,
                                     encode(control::method::PeersList{arguments.present}));
    if (!answer) return caller.fail(answer.error());
    if (caller.json()) {
        for (const auto& row : answer->at("peers")) caller.print_row(row);
    } else if (const auto list = decode<control::PeerList>(*answer)) {
        print_table(caller, list->peers);
    }
    return arguments.watch ? watch(caller, *client) : 0;
}

}  // namespace

void add_peers(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<PeersArguments>();
    auto* command = root.add_subcommand("peers", "List everybody ever talked to or present");
    command->add_flag("--present", arguments->present, "Only those who are present");
    command->add_flag("--watch", arguments->watch, "Then tell who comes, changes and leaves, until Ctrl-C");
    command->footer(
        "Examples:\n"
        "  culver peers --present\n"
        "  culver peers --json | jq -r 'select(.trust==\"verified\").name'\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_peers(caller, *arguments); };
    });
}

}  // namespace culver::cli
