// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/up.h"

#include <memory>

namespace culver::cli {
namespace {

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

struct UpArguments {
    std::string name;
    std::string department;
    std::string receive_dir;
    std::optional<std::uint16_t> port;
};

int run_node(Caller& caller, const UpArguments& arguments) {
    const auto profile = caller.profile();
    if (!profile) return caller.fail(profile.error());
    UpOptions options;
    options.profile = *profile;
    options.name = unless_empty(arguments.name);
    options.department = unless_empty(arguments.department);
    if (!arguments.receive_dir.empty()) options.receive_dir = absolute_path(arguments.receive_dir);
    options.port = arguments.port;
    options.json = caller.json();
    return run_up(options);
}

}  // namespace

void add_up(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<UpArguments>();
    auto* command = root.add_subcommand("up", "Run the node in the foreground until Ctrl-C");
    add_text(*command, "--name", arguments->name, "What others see; @host takes the host's name")
        ->option_text("NAME");
    add_text(*command, "--department", arguments->department, "What others see beside the name")
        ->option_text("TEXT");
    add_text(*command, "--receive-dir", arguments->receive_dir, "Folder for received files")
        ->option_text("DIR");
    command->add_option("--port", arguments->port, "TCP port; by default 24254 or the next free one")
        ->check(CLI::Range(1, 65535))
        ->option_text("PORT");
    command->footer(
        "These options hold for this run; 'culver config set' changes them for good. The log goes to "
        "stderr.\n"
        "\nExamples:\n"
        "  culver up --name \"Alice\"\n"
        "  culver --profile /srv/scanner up --name scanner --receive-dir /srv/scans\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_node(caller, *arguments); };
    });
}

}  // namespace culver::cli
