// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/passphrase.h"
#include "ui/cli/up.h"

#include <memory>

namespace culver::cli {
namespace {

constexpr std::size_t kGroupCharacters = 4;

// In groups of four, for comparing by eye or by telephone.
std::string grouped(const std::string& id) {
    std::string line;
    for (std::size_t at = 0; at < id.size(); at += kGroupCharacters) {
        line += (at > 0 ? " " : "") + id.substr(at, kGroupCharacters);
    }
    return line;
}

int print_id(const Caller& caller, const std::string& id) {
    if (caller.json())
        caller.print_row(Json{{"id", id}});
    else
        caller.print(grouped(printable(id)));
    return 0;
}

int run_act(Caller& caller, IdentityAct act) {
    const auto profile = caller.profile();
    if (!profile) return caller.fail(profile.error());
    const auto id = act_on_identity(*profile, act);
    return id ? print_id(caller, *id) : caller.fail(id.error());
}

struct FileArguments {
    std::string file;
    bool may_replace = false;
};

int run_export(Caller& caller, const FileArguments& arguments) {
    const auto profile = caller.profile();
    if (!profile) return caller.fail(profile.error());
    const auto passphrase = read_passphrase(Asking::Twice);
    if (!passphrase) return caller.fail(passphrase.error());
    const std::string file = absolute_path(arguments.file);
    const auto id = export_identity(*profile, file, *passphrase);
    if (!id) return caller.fail(id.error());
    if (!caller.json()) caller.print(text(phrase::kIdentityWritten, {printable(file)}));
    return print_id(caller, *id);
}

int run_import(Caller& caller, const FileArguments& arguments) {
    const auto profile = caller.profile();
    if (!profile) return caller.fail(profile.error());
    const auto passphrase = read_passphrase(Asking::Once);
    if (!passphrase) return caller.fail(passphrase.error());
    const auto id =
        import_identity(*profile, absolute_path(arguments.file), *passphrase, arguments.may_replace);
    return id ? print_id(caller, *id) : caller.fail(id.error());
}

void add_file_acts(CLI::App& family, Run& chosen) {
    auto arguments = std::make_shared<FileArguments>();
    auto* out = family.add_subcommand("export", "Write the key into a file that a passphrase protects");
    add_argument(*out, "FILE", arguments->file, "Must not exist yet")->required();
    out->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_export(caller, *arguments); };
    });
    auto* in = family.add_subcommand("import", "Take over the key of such a file");
    add_argument(*in, "FILE", arguments->file, "What 'export' wrote")->required();
    in->add_flag("--replace", arguments->may_replace,
                 "Although this profile has a key; that one stays beside it");
    in->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_import(caller, *arguments); };
    });
}

// From the node when one runs, else from the profile.
int run_show(Caller& caller) {
    auto client = caller.connect();
    if (!client && client.error().outcome == Outcome::NotRunning) return run_act(caller, IdentityAct::Show);
    if (!client) return caller.fail(client.error());
    const auto identity = client->call(control::method::IdentityShow{});
    return identity ? print_id(caller, identity->id) : caller.fail(identity.error());
}

void add_act(CLI::App& family, Run& chosen, IdentityAct act, const char* name, const char* help) {
    family.add_subcommand(name, help)->callback([act, &chosen] {
        chosen = [act](Caller& caller) {
            return act == IdentityAct::Show ? run_show(caller) : run_act(caller, act);
        };
    });
}

}  // namespace

void add_identity(CLI::App& root, Run& chosen) {
    auto* command = root.add_subcommand("identity", "Show, move or renew this node's key");
    command->require_subcommand(0, 1);
    add_act(*command, chosen, IdentityAct::Show, "show", "Print the id that others know this node by");
    add_act(*command, chosen, IdentityAct::Moved, "moved",
            "The profile was moved to this machine: keep the key");
    add_act(*command, chosen, IdentityAct::New, "new",
            "The profile is a copy: make a new key, be somebody new");
    add_file_acts(*command, chosen);
    command->footer(
        "The passphrase is asked for, or is the first line of stdin.\n"
        "'import', 'moved' and 'new' need the node to be stopped. Never let two nodes run with one key.\n"
        "\nExamples:\n  culver identity show\n  culver identity new\n"
        "  culver identity export /media/stick/me.culver\n");
    command->callback([command, &chosen] {
        if (command->get_subcommands().empty()) chosen = run_show;
    });
}

}  // namespace culver::cli
