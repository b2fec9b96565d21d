// SPDX-License-Identifier: Apache-2.0
// Who is who: verify, trust, block.
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace culver::cli {
namespace {

constexpr std::size_t kShortIdCharacters = 8;
constexpr double kLongestWaitSeconds = 600;  // the node's own limit

struct VerifyArguments {
    std::string peer;
    double timeout = 30;
    bool accept_new = false;
};

struct TrustArguments {
    std::string peer;
    std::string code;
    std::string replaces;
    bool undo = false;
    bool accept_new = false;
};

control::Text text_or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

int run_verify(Caller& caller, const VerifyArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    control::method::PeerVerify request{.peer = arguments.peer, .accept_new = arguments.accept_new};
    const double seconds = std::clamp(arguments.timeout, 0.0, kLongestWaitSeconds);
    request.timeout_ms = static_cast<std::uint64_t>(std::lround(seconds * 1000));
    const auto shown = client->call(request);
    if (!shown) return caller.fail(shown.error());
    if (caller.json()) {
        caller.print_row(encode(*shown));
        return 0;
    }
    const std::string name = shown_name(shown->peer_name, shown->peer);
    caller.print("\n    " + printable(shown->code.value_or("")) + "\n");
    caller.print(text(phrase::kCompareCode, {name, shown->peer.substr(0, kShortIdCharacters)}));
    return 0;
}

int print_trust(const Caller& caller, const control::TrustRow& row) {
    if (caller.json()) {
        caller.print_row(encode(row));
        return 0;
    }
    const std::string name = shown_name(row.peer_name, row.peer);
    switch (row.trust) {
        case control::Trust::Verified: caller.print(text(phrase::kIsVerified, {name})); break;
        case control::Trust::Blocked: caller.print(text(phrase::kIsBlocked, {name})); break;
        case control::Trust::Changed: caller.print(text(phrase::kIsChanged, {name})); break;
        default: caller.print(text(phrase::kIsNew, {name}));
    }
    return 0;
}

template <class Method>
int run_deed(Caller& caller, const Method& request) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto row = client->call(request);
    return row ? print_trust(caller, *row) : caller.fail(row.error());
}

void add_verify(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<VerifyArguments>();
    auto* command = root.add_subcommand("verify", "Show a code on both screens, to compare by telephone");
    add_argument(*command, "PEER", arguments->peer, "Name, id, id:PREFIX or address")->required();
    command->add_option("--timeout", arguments->timeout, "Wait so many seconds for the peer; 30 if not given")
        ->check(seconds())
        ->option_text("S");
    command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer(
        "Nothing is decided by it: when both see the same, 'culver trust PEER' on both machines.\n"
        "\nExamples:\n"
        "  culver verify bob\n"
        "  culver trust bob --code '04 17 92 55 31 60'    the digits that bob reads to you\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_verify(caller, *arguments); };
    });
}

void add_trust_deed(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<TrustArguments>();
    auto* command = root.add_subcommand("trust", "Say that a peer is who it says, or take that back");
    add_argument(*command, "PEER", arguments->peer, "Name, id, id:PREFIX or address")->required();
    auto* code = add_text(*command, "--code", arguments->code, "Only if this is the code that is shown here")
                     ->option_text("CODE");
    auto* replaces = add_text(*command, "--replaces", arguments->replaces,
                              "It is OLD, set up anew: history, outbox and rules go over")
                         ->option_text("OLD")
                         ->excludes(code);
    command->add_flag("--undo", arguments->undo, "Take back what was decided, a block too")
        ->excludes(code)
        ->excludes(replaces);
    command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer(
        "Examples:\n"
        "  culver trust bob --code 041792553160\n"
        "  culver trust id:mfrg --replaces bob\n"
        "  culver trust bob --undo\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return run_deed(caller, control::method::PeerTrust{.peer = arguments->peer,
                                                               .accept_new = arguments->accept_new,
                                                               .code = text_or_null(arguments->code),
                                                               .replaces = text_or_null(arguments->replaces),
                                                               .undo = arguments->undo});
        };
    });
}

void add_block(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<TrustArguments>();
    auto* command = root.add_subcommand("block", "Be offline for a peer and hear nothing of it");
    add_argument(*command, "PEER", arguments->peer, "Name, id, id:PREFIX or address")->required();
    command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer("Examples:\n  culver block id:mfrg\n  culver trust id:mfrg --undo\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return run_deed(caller, control::method::PeerBlock{.peer = arguments->peer,
                                                               .accept_new = arguments->accept_new});
        };
    });
}

}  // namespace

void add_trust(CLI::App& root, Run& chosen) {
    add_verify(root, chosen);
    add_trust_deed(root, chosen);
    add_block(root, chosen);
}

}  // namespace culver::cli
