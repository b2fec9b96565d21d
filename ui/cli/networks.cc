// SPDX-License-Identifier: Apache-2.0
// Where this node makes itself known when announce is known-networks.
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/table.h"

#include <memory>

namespace culver::cli {

using control::NetworkRow;

namespace {

std::string state_of(const NetworkRow& row) {
    std::string state = text(row.known ? phrase::kKnown : phrase::kUnknown);
    if (row.quiet) state += ", " + text(phrase::kQuiet);
    return state;
}

int print_rows(const Caller& caller, const std::vector<NetworkRow>& rows) {
    if (caller.json()) {
        for (const auto& row : rows) caller.print_row(encode(row));
        return 0;
    }
    if (rows.empty()) {
        caller.print(text(phrase::kNoNetworks));
        return 0;
    }
    Table table(
        {text(phrase::kNetwork), text(phrase::kInterface), text(phrase::kGateway), text(phrase::kState)});
    for (const auto& row : rows) {
        table.add(
            {row.network.value_or("?"), row.interface.value_or(""), row.gateway.value_or(""), state_of(row)});
    }
    caller.print(table.text());
    return 0;
}

int run_list(Caller& caller) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto list = client->call(control::method::NetworksList{});
    return list ? print_rows(caller, list->networks) : caller.fail(list.error());
}

template <class Method>
void add_deed(CLI::App& family, Run& chosen, const char* name, const char* help) {
    auto network = std::make_shared<std::string>();
    auto* command = family.add_subcommand(name, help);
    add_argument(*command, "NETWORK", *network, "As listed, or an interface; without it the present one");
    command->callback([network, &chosen] {
        chosen = [network](Caller& caller) {
            auto client = caller.connect();
            if (!client) return caller.fail(client.error());
            const auto row =
                client->call(Method{.network = network->empty() ? std::nullopt : std::optional(*network)});
            return row ? print_rows(caller, {*row}) : caller.fail(row.error());
        };
    });
}

}  // namespace

void add_networks(CLI::App& root, Run& chosen) {
    auto* command = root.add_subcommand("networks", "Where this node makes itself known");
    command->require_subcommand(0, 1);
    command->add_subcommand("list", "The networks this machine is in, and the known ones")
        ->callback([&chosen] { chosen = run_list; });
    add_deed<control::method::NetworksTrust>(*command, chosen, "trust", "Be seen in this network");
    add_deed<control::method::NetworksForget>(*command, chosen, "forget", "Be seen there no longer");
    command->footer(
        "It matters when the setting announce is \"known-networks\".\n"
        "\nExamples:\n"
        "  culver config set announce known-networks\n"
        "  culver networks trust\n");
    command->callback([command, &chosen] {
        if (command->get_subcommands().empty()) chosen = run_list;
    });
}

}  // namespace culver::cli
