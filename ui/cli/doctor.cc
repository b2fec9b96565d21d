// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"

#include <memory>

namespace culver::cli {
namespace {

struct DoctorArguments {
    std::string peer;
};

void print_finding(const Caller& caller, const control::Finding& finding) {
    caller.print("[" + std::string(control::to_word(finding.severity)) + "] " + printable(finding.message));
    if (finding.advice && !finding.advice->empty()) caller.print("    " + printable(*finding.advice));
}

int run_doctor(Caller& caller, const DoctorArguments& arguments) {
    control::method::Doctor request;
    if (!arguments.peer.empty()) request.peer = arguments.peer;
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto answer = client->call(control::method::Doctor::kName, encode(request));
    if (!answer) return caller.fail(answer.error());
    if (caller.json()) {
        for (const auto& finding : answer->at("findings")) caller.print_row(finding);
    } else if (const auto list = decode<control::FindingList>(*answer)) {
        for (const auto& finding : list->findings) print_finding(caller, finding);
    }
    return 0;
}

}  // namespace

void add_doctor(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<DoctorArguments>();
    auto* command = root.add_subcommand("doctor", "Explain why somebody is not seen or not reachable");
    add_argument(*command, "PEER", arguments->peer,
                 "A name, an id, or an address; without it this machine is examined");
    command->footer(
        "It takes up to 30 seconds: it dials, asks by UDP, and has peers try to reach this machine.\n"
        "\nExamples:\n"
        "  culver doctor\n"
        "  culver doctor bob\n"
        "  culver doctor 10.1.2.3 --json | jq -r .code\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_doctor(caller, *arguments); };
    });
}

}  // namespace culver::cli
