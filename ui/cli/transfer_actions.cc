// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/progress.h"

#include <memory>

namespace culver::cli {
namespace {

template <class Method>
int act(Caller& caller, const Method& request) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto answer = client->call(Method::kName, encode(request));
    if (!answer) return caller.fail(answer.error());
    if (caller.json()) {
        caller.print_row(*answer);
    } else if (const auto row = decode<control::TransferRow>(*answer)) {
        caller.print(text(phrase::kTransferNow, {shown_name(row->peer_name, row->peer), contents_text(*row),
                                                 control::to_word(row->state)}));
    }
    return 0;
}

// A command that takes a transfer and nothing else.
template <class Method>
void add_action(CLI::App& root, Run& chosen, const std::string& name, const std::string& help) {
    auto request = std::make_shared<Method>();
    auto* command = root.add_subcommand(name, help);
    add_argument(*command, "ID", request->id, "The transfer; the beginning of its id is enough")->required();
    command->footer("Example:\n  culver " + name + " x4qk\n");
    command->callback(
        [request, &chosen] { chosen = [request](Caller& caller) { return act(caller, *request); }; });
}

struct AcceptArguments {
    std::string id;
    std::string to;
    std::vector<std::string> only;
};

int run_accept(Caller& caller, const AcceptArguments& arguments) {
    control::method::TransferAccept request;
    request.id = arguments.id;
    request.only = arguments.only;
    if (!arguments.to.empty()) request.to = absolute_path(arguments.to);
    return act(caller, request);
}

void add_accept(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<AcceptArguments>();
    auto* command = root.add_subcommand("accept", "Take offered files");
    add_argument(*command, "ID", arguments->id, "The transfer; the beginning of its id is enough")
        ->required();
    add_text(*command, "--to", arguments->to, "Folder to put them into")->option_text("DIR");
    add_repeated(*command, "--only", arguments->only,
                 "Only this file or folder of the offer; may be repeated")
        ->option_text("PATH");
    command->footer(
        "Examples:\n"
        "  culver accept x4qk\n"
        "  culver accept x4qk --to ~/incoming --only holiday/day1\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_accept(caller, *arguments); };
    });
}

struct ResumeArguments {
    std::string id;
    std::string to;
};

int run_resume(Caller& caller, const ResumeArguments& arguments) {
    control::method::TransferResume request;
    request.id = arguments.id;
    if (!arguments.to.empty()) request.to = absolute_path(arguments.to);
    return act(caller, request);
}

void add_resume(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<ResumeArguments>();
    auto* command = root.add_subcommand("resume", "Let a held or broken transfer go on");
    add_argument(*command, "ID", arguments->id, "The transfer; the beginning of its id is enough")
        ->required();
    add_text(*command, "--to", arguments->to, "Receive it into another folder, from the beginning")
        ->option_text("DIR");
    command->footer(
        "Examples:\n"
        "  culver resume x4qk\n"
        "  culver resume x4qk --to /media/large-disk\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_resume(caller, *arguments); };
    });
}

struct LimitArguments {
    std::string id;
    std::string rate;
};

int run_limit(Caller& caller, const LimitArguments& arguments) {
    const auto rate = parse_rate(arguments.rate);
    if (!rate) return caller.fail(rate.error());
    return act(caller, control::method::TransferLimit{.id = arguments.id, .rate = *rate});
}

void add_limit(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<LimitArguments>();
    auto* command = root.add_subcommand("limit", "Slow a transfer down, or let it go as fast as it can");
    add_argument(*command, "ID", arguments->id, "The transfer; the beginning of its id is enough")
        ->required();
    add_argument(*command, "RATE", arguments->rate, "Bytes a second: 500KB, 2MB; off lifts the limit")
        ->required();
    command->footer(
        "The setting rate_limit slows all transfers together.\n"
        "\nExamples:\n"
        "  culver limit x4qk 2MB\n"
        "  culver limit x4qk off\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_limit(caller, *arguments); };
    });
}

}  // namespace

void add_transfer_actions(CLI::App& root, Run& chosen) {
    using namespace control;
    add_accept(root, chosen);
    add_action<method::TransferDecline>(root, chosen, "decline", "Refuse offered files");
    add_action<method::TransferPause>(root, chosen, "pause",
                                      "Hold a transfer; both sides keep what they have");
    add_resume(root, chosen);
    add_action<method::TransferCancel>(root, chosen, "cancel",
                                       "End a transfer; only its unfinished part is removed");
    add_limit(root, chosen);
}

}  // namespace culver::cli
