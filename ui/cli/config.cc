// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/table.h"

#include <memory>

namespace culver::cli {
namespace {

struct ConfigArguments {
    std::string key;
    std::string value;
};

std::string value_text(const Json& value) {
    if (value.is_null()) return "";
    return value.is_string() ? value.get<std::string>() : control::json_text(value);
}

void print_entries(const Caller& caller, const Json& entries) {
    Table table({text(phrase::kKey), text(phrase::kValue), text(phrase::kDefault)});
    for (const auto& entry : entries) {
        if (caller.json()) caller.print_row(entry);
        table.add({entry.value("key", ""), value_text(entry.value("value", Json())),
                   value_text(entry.value("default", Json()))});
    }
    if (!caller.json()) caller.print(table.text());
}

int run_get(Caller& caller, const ConfigArguments& arguments) {
    control::method::ConfigGet request;
    if (!arguments.key.empty()) request.key = arguments.key;
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto answer = client->call(control::method::ConfigGet::kName, encode(request));
    if (!answer) return caller.fail(answer.error());
    const Json& entries = answer->at("entries");
    if (request.key && !caller.json() && entries.size() == 1) {
        caller.print(printable(value_text(entries[0].value("value", Json()))));
    } else {
        print_entries(caller, entries);
    }
    return 0;
}

int run_set(Caller& caller, const ConfigArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto answer = client->call(control::method::ConfigSet::kName,
                                     encode(control::method::ConfigSet{arguments.key, arguments.value}));
    if (!answer) return caller.fail(answer.error());
    print_entries(caller, Json::array({*answer}));
    return 0;
}

}  // namespace

void add_config(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<ConfigArguments>();
    auto* command =
        root.add_subcommand("config", "Show or change settings; config.toml in the profile explains them");
    command->require_subcommand(0, 1);
    auto* get = command->add_subcommand("get", "Show one setting");
    add_argument(*get, "KEY", arguments->key, "The setting")->required();
    auto* set = command->add_subcommand("set", "Change a setting for good");
    add_argument(*set, "KEY", arguments->key, "The setting")->required();
    add_argument(*set, "VALUE", arguments->value, "Its value")->required();
    command->footer(
        "Examples:\n  culver config\n  culver config get name\n  culver config set name \"Alice\"\n");
    command->callback([arguments, set, &chosen] {
        const bool changes = set->parsed();
        chosen = [arguments, changes](Caller& caller) {
            return changes ? run_set(caller, *arguments) : run_get(caller, *arguments);
        };
    });
}

}  // namespace culver::cli
