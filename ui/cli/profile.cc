// SPDX-License-Identifier: Apache-2.0
// How a person shows themselves: presence and profile.
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"

#include <CLI/Option.hpp>

#include <filesystem>
#include <memory>

namespace culver::cli {
namespace {

struct PresenceArguments {
    std::string presence;
    std::string status;
    const CLI::Option* status_option = nullptr;
};

struct ProfileArguments {
    std::string peer;
    control::method::ProfileSet change;
};

int run_presence(Caller& caller, const PresenceArguments& arguments) {
    control::method::PresenceSet change;
    if (!arguments.presence.empty()) {
        change.presence = control::from_word<control::Presence>(arguments.presence);
        if (!change.presence || *change.presence == control::Presence::Offline)
            return caller.fail({Outcome::Usage, "The presence is available, away, busy or dnd.", {}});
    }
    if (arguments.status_option->count() > 0) change.status_text = arguments.status;
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const bool changes = change.presence || change.status_text;
    const auto row = changes ? client->call(change) : client->call(control::method::PresenceGet{});
    if (!row) return caller.fail(row.error());
    if (caller.json()) {
        caller.print_row(encode(*row));
        return 0;
    }
    std::string line(control::to_word(row->presence));
    if (row->status_text) line += "  " + printable(*row->status_text);
    caller.print(line);
    return 0;
}

int print_profile(Caller& caller, const control::Reply<control::ProfileRow>& row) {
    if (!row) return caller.fail(row.error());
    if (caller.json()) {
        caller.print_row(encode(*row));
        return 0;
    }
    const auto line = [&caller](std::string_view what, const control::Text& value) {
        if (value) caller.print(std::string(what) + std::string(12 - what.size(), ' ') + printable(*value));
    };
    line("id", row->id);
    line("name", row->name);
    line("department", row->department);
    line("room", row->room);
    line("phone", row->phone);
    line("email", row->email);
    line("note", row->note);
    line("picture", row->picture);
    return 0;
}

int run_profile(Caller& caller, const ProfileArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    control::method::ProfileGet request;
    if (!arguments.peer.empty()) request.peer = arguments.peer;
    return print_profile(caller, client->call(request));
}

int run_profile_set(Caller& caller, const ProfileArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    auto change = arguments.change;
    // Relative paths are the caller's, not the node's.
    if (change.picture && !change.picture->empty()) change.picture = absolute_path(*change.picture);
    return print_profile(caller, client->call(change));
}

// An option that was not given changes nothing; an empty text takes the line away.
void add_line(CLI::App& command, const std::string& name, control::Text& into, const std::string& help) {
    command.add_option_function<std::string>(
               name, [&into](const std::string& value) { into = value; }, help)
        ->option_text("TEXT");
}

}  // namespace

void add_profile(CLI::App& root, Run& chosen) {
    auto presence = std::make_shared<PresenceArguments>();
    auto* state = root.add_subcommand("presence", "Show or set whether you are available");
    add_argument(*state, "STATE", presence->presence, "available, away, busy or dnd (do not disturb)");
    presence->status_option =
        add_text(*state, "--text", presence->status, "A line for those you talk with; empty takes it away")
            ->option_text("TEXT");
    state->footer("Examples:\n  culver presence\n  culver presence dnd --text \"back at three\"\n");
    state->callback([presence, &chosen] {
        chosen = [presence](Caller& caller) { return run_presence(caller, *presence); };
    });
    auto arguments = std::make_shared<ProfileArguments>();
    auto* profile = root.add_subcommand("profile", "Show a person's card, or change your own");
    profile->require_subcommand(0, 1);
    auto* show = profile->add_subcommand("show", "Show what a peer tells about themselves");
    add_argument(*show, "PEER", arguments->peer, "Name, id or id:PREFIX")->required();
    auto* set = profile->add_subcommand("set", "Change your own card");
    add_line(*set, "--name", arguments->change.name, "The name others see");
    add_line(*set, "--department", arguments->change.department, "Levels parted by /");
    add_line(*set, "--room", arguments->change.room, "Where you sit");
    add_line(*set, "--phone", arguments->change.phone, "Your telephone number");
    add_line(*set, "--email", arguments->change.email, "Your e-mail address");
    add_line(*set, "--note", arguments->change.note, "Anything else");
    add_line(*set, "--picture", arguments->change.picture,
             "A small picture (64 KiB, 1024 × 1024) for those you talk with; empty takes it away");
    profile->footer(
        "Examples:\n  culver profile\n  culver profile show bob\n  culver profile set --room 3.14\n");
    profile->callback([arguments, set, &chosen] {
        const bool changes = set->parsed();
        chosen = [arguments, changes](Caller& caller) {
            return changes ? run_profile_set(caller, *arguments) : run_profile(caller, *arguments);
        };
    });
}

}  // namespace culver::cli
