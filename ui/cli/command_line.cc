// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/command_line.h"

#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/overview.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace culver::cli {
namespace {

constexpr std::size_t kHelpColumns = 34;       // of the options, before their explanation
constexpr std::size_t kMaxTypingDistance = 2;  // changed letters up to which a command is suggested

void declare_all(CLI::App& root, Run& chosen) {
    add_up(root, chosen);
    add_status(root, chosen);
    add_peers(root, chosen);
    add_say(root, chosen);
    add_chat(root, chosen);
    add_history(root, chosen);
    add_group(root, chosen);
    add_talk(root, chosen);
    add_archive(root, chosen);
    add_profile(root, chosen);
    add_send(root, chosen);
    add_again(root, chosen);
    add_transfers(root, chosen);
    add_transfer_actions(root, chosen);
    add_auto_accept(root, chosen);
    add_trust(root, chosen);
    add_events(root, chosen);
    add_doctor(root, chosen);
    add_config(root, chosen);
    add_networks(root, chosen);
    add_identity(root, chosen);
}

// --profile and --json may stand anywhere.
void add_common(CLI::App& command, CommonOptions& common) {
    add_text(command, "--profile", common.profile, "The node's folder instead of the person's own")
        ->option_text("DIR");
    command.add_flag("--json", common.json, "One JSON object per line, for scripts");
    for (auto* sub : command.get_subcommands([](CLI::App*) { return true; })) add_common(*sub, common);
}

// Letters to change, add or leave out to come from one word to the other.
std::size_t typing_distance(const std::string& left, const std::string& right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t changed = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string suggestion_for(CLI::App& root, const std::string& typed) {
    std::string best;
    std::size_t best_distance = kMaxTypingDistance + 1;
    for (auto* command : root.get_subcommands([](CLI::App*) { return true; })) {
        const std::size_t distance = typing_distance(typed, command->get_name());
        if (distance < best_distance) best_distance = distance, best = command->get_name();
    }
    return best.empty() ? "'culver --help' lists the commands." : "Did you mean 'culver " + best + "'?";
}

// The innermost command that was recognised.
CLI::App& deepest(CLI::App& root) {
    CLI::App* command = &root;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().back();
    return *command;
}

std::string name_of(CLI::App& command) {
    std::string name = command.get_name();
    for (CLI::App* above = command.get_parent(); above != nullptr; above = above->get_parent()) {
        name = above->get_name() + " " + name;
    }
    return name;
}

// "create, list, show" of a command that has others beneath it; empty when it has none.
std::string words_beneath(CLI::App& command) {
    std::string words;
    for (auto* sub : command.get_subcommands([](CLI::App*) { return true; }))
        words += (words.empty() ? "" : ", ") + sub->get_name();
    return words;
}

std::string sentence(CLI::App& root, const CLI::ParseError& error) {
    CLI::App& command = deepest(root);
    const std::string hint = " See '" + name_of(command) + " --help'.";
    const bool surprised = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    const bool lacks_something = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    if (const auto words = words_beneath(command); lacks_something && &command != &root && !words.empty())
        return "'" + name_of(command) + "' needs one of these words: " + words + "." + hint;
    if (!surprised) return printable(error.what()) + "." + hint;
    const auto extra = root.remaining(true);
    const std::string first = extra.empty() ? "" : extra.front();
    if (&command == &root && !first.starts_with('-')) {
        return "There is no command '" + printable(first) + "'. " + suggestion_for(root, first);
    }
    if (const auto words = words_beneath(command);
        &command != &root && !words.empty() && !first.starts_with('-')) {
        return "There is no '" + name_of(command) + " " + printable(first) + "'; the words are: " + words +
               "." + hint;
    }
    const auto dashes = std::ranges::find(extra, "--");
    if (first == "--" || (dashes != extra.end() && !first.starts_with('-'))) {
        return "'" + printable(extra.back()) + "' stands behind '--' and is one argument too many." + hint;
    }
    if (first.starts_with('-')) return "There is no option '" + printable(first) + "' here." + hint;
    return "'" + printable(first) + "' is one argument too many; quote a text that has blanks." + hint;
}

int tell_usage(CLI::App& root, const CLI::ParseError& error, CommonOptions common,
               const std::vector<std::string>& arguments) {
    common.json =
        std::ranges::find(arguments, "--json") != arguments.end();  // it may stand behind the mistake
    return Caller(common).fail({Outcome::Usage, sentence(root, error), {}});
}

}  // namespace

int run_command_line(std::vector<std::string> arguments) {
    CLI::App root("Chat and send files on your own network, without a server", "culver");
    CommonOptions common;
    Run chosen;
    root.require_subcommand(0, 1);
    root.set_help_flag("-h,--help", "Show this help");
    root.set_version_flag("--version", "culver " + std::string(CULVER_VERSION), "Show the version");
    root.get_formatter()->column_width(kHelpColumns);
    root.get_formatter()->label("Positionals", "Arguments");
    root.get_formatter()->label("Subcommands", "Commands");
    root.get_formatter()->label("SUBCOMMAND", "COMMAND");
    declare_all(root, chosen);
    add_common(root, common);
    Caller plain(common);
    try {
        std::vector<std::string> reversed = mark_brackets(arguments);
        std::ranges::reverse(reversed);  // as CLI11 takes a vector
        root.parse(std::move(reversed));
    } catch (const CLI::CallForHelp&) {
        plain.print(root.get_subcommands().empty() ? overview() : root.help());
        return 0;
    } catch (const CLI::CallForVersion& version) {
        plain.print(version.what());
        return 0;
    } catch (const CLI::ParseError& error) {
        return tell_usage(root, error, common, arguments);
    }
    Caller caller(common);
    if (chosen) {
        const int code = chosen(caller);
        if (code != 0 || std::ferror(stdout) == 0) return code;
        return caller.fail({Outcome::Failed, text(phrase::kNotWritten), {}});  // e.g. a full disk
    }
    if (common.json)
        return caller.fail({Outcome::Usage, "A command is missing; 'culver --help' lists them.", {}});
    caller.print(overview());
    return 0;
}

}  // namespace culver::cli
