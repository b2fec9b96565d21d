// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"

#include <memory>

namespace culver::cli {
namespace {

struct EventsArguments {
    std::optional<std::uint64_t> since;
};

// For people: the number, the name and what it is about.
std::string event_line(const Json& event) {
    std::string line = std::to_string(event.value("seq", std::uint64_t{0}));
    line += "  " + printable(event.value("event", ""));
    for (const char* key : {"name", "peer_name", "author_name", "state", "presence", "text", "message"}) {
        const auto found = event.find(key);
        if (found == event.end() || !found->is_string()) continue;
        line += "  " + printable(found->get_ref<const std::string&>());
    }
    if (event.contains("from")) {
        line +=
            "  " + control::json_text(event["from"]) + "-" + control::json_text(event.value("to", Json()));
    }
    return line;
}

int run_events(Caller& caller, const EventsArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto subscribed = client->call(control::method::EventsSubscribe{arguments.since});
    if (!subscribed) return caller.fail(subscribed.error());
    for (;;) {
        const auto event = client->next_event(std::nullopt);
        if (!event && event.error().outcome == Outcome::Interrupted)
            return exit_code_of(Outcome::Interrupted);
        if (!event) return caller.fail(event.error());
        if (caller.json())
            caller.print_row(**event);
        else
            caller.print(event_line(**event));
    }
}

}  // namespace

void add_events(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<EventsArguments>();
    auto* command = root.add_subcommand("events", "Follow everything that happens, until Ctrl-C");
    command->add_option("--since", arguments->since, "Begin with the event of this number")
        ->check(whole_number(0))
        ->option_text("N");
    command->footer(
        "Numbers grow for the life of the profile, so a script that remembers the last one misses nothing, "
        "or is\n"
        "told {\"event\":\"lost\",\"from\":…,\"to\":…}.\n"
        "\nExamples:\n"
        "  culver events --json | jq -c 'select(.event==\"message_arrived\")'\n"
        "  culver events --json --since 1042\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_events(caller, *arguments); };
    });
}

}  // namespace culver::cli
