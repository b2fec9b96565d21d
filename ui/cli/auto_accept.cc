// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/table.h"

#include <memory>

namespace culver::cli {

using control::AutoAcceptRule;

namespace {

struct RuleArguments {
    std::string peer;
    std::string toggle;  // on, off, or empty
    std::string to;
    std::string max_size;
    bool accept_new = false;
};

void print_rule(const Caller& caller, const AutoAcceptRule& rule) {
    if (caller.json()) return caller.print_row(encode(rule));
    const std::string name = shown_name(rule.peer_name, rule.peer);
    if (!rule.enabled) return caller.print(text(phrase::kRuleOff, {name}));
    const std::string into = rule.to ? text(phrase::kRuleInto, {printable(*rule.to)}) : "";
    const std::string up_to = rule.max_size ? text(phrase::kRuleUpTo, {human_bytes(*rule.max_size)}) : "";
    caller.print(text(phrase::kRuleOn, {name, into, up_to}));
}

int list_rules(const Caller& caller, control::Client& client) {
    const auto list = client.call(control::method::AutoAcceptList{});
    if (!list) return caller.fail(list.error());
    for (const auto& rule : list->rules) print_rule(caller, rule);
    if (list->rules.empty() && !caller.json()) caller.print(text(phrase::kNoRules));
    return 0;
}

// The rule as it is, with what the arguments change.
Reply<AutoAcceptRule> change_rule(control::Client& client, const RuleArguments& arguments,
                                  control::Number max_size) {
    control::method::AutoAcceptSet request;
    request.peer = arguments.peer;
    request.accept_new = arguments.accept_new;
    request.enabled = arguments.toggle != "off";
    request.to = arguments.to.empty() ? control::Text() : absolute_path(arguments.to);
    request.max_size = max_size;
    const auto present = client.call(control::method::AutoAcceptGet{arguments.peer});
    if (present && !request.to) request.to = present->to;
    if (present && !request.max_size) request.max_size = present->max_size;
    return client.call(request);
}

int run_rule(Caller& caller, const RuleArguments& arguments) {
    control::Number max_size;
    if (!arguments.max_size.empty()) {
        const auto bytes = parse_size(arguments.max_size);
        if (!bytes) return caller.fail(bytes.error());
        max_size = *bytes;
    }
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    if (arguments.peer.empty()) return list_rules(caller, *client);
    const bool only_asks = arguments.toggle.empty() && arguments.to.empty() && !max_size;
    const auto rule = only_asks ? client->call(control::method::AutoAcceptGet{arguments.peer})
                                : change_rule(*client, arguments, max_size);
    if (!rule) return caller.fail(rule.error());
    print_rule(caller, *rule);
    return 0;
}

}  // namespace

void add_auto_accept(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<RuleArguments>();
    auto* command = root.add_subcommand("auto-accept",
                                        "Take files of a peer without asking; without PEER list the rules");
    add_argument(*command, "PEER", arguments->peer, "Name, id, id:PREFIX or address");
    add_argument(*command, "on|off", arguments->toggle, "Make or end the rule; without it the rule is shown")
        ->check(one_of({"on", "off"}))
        ->option_text(" ");
    add_text(*command, "--to", arguments->to, "Folder for these files")->option_text("DIR");
    add_text(*command, "--max-size", arguments->max_size, "Larger offers are asked about: 100MB, 2GiB")
        ->option_text("BYTES");
    command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer(
        "Examples:\n"
        "  culver auto-accept bob on --max-size 1GB\n"
        "  culver auto-accept scanner on --to /srv/scans\n"
        "  culver auto-accept bob off\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_rule(caller, *arguments); };
    });
}

}  // namespace culver::cli
