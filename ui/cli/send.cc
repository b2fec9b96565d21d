// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/row_errors.h"
#include "ui/cli/transfer_view.h"

#include <algorithm>
#include <memory>

namespace culver::cli {

using control::SentRow;
using control::TransferRow;
using control::TransferState;

namespace {

constexpr const char* kExamples =
    "Exit codes with --wait: 0 done, 6 declined, 1 failed or cancelled, 5 timed out (it goes on), 130 "
    "after\n"
    "Ctrl-C (it goes on). 'culver transfers' lists what is under way.\n"
    "\nExamples:\n"
    "  culver send bob holiday/\n"
    "  culver send bob report.pdf slides.pdf --also carol --wait\n"
    "  culver send bob --wait -- --odd-name\n";
constexpr const char* kGroupExamples = "Example:\n  culver group send office report.pdf --wait\n";

struct SendArguments {
    std::string peer;
    std::vector<std::string> paths;
    std::vector<std::string> also;
    bool wait = false;
    bool accept_new = false;
    std::optional<double> timeout;
    std::string rate;
    bool follow = false;
};

control::method::TransferSend request_of(const SendArguments& arguments) {
    control::method::TransferSend request;
    request.peers.push_back(arguments.peer);
    request.peers.insert(request.peers.end(), arguments.also.begin(), arguments.also.end());
    for (const auto& path : arguments.paths) request.paths.push_back(absolute_path(path));
    request.accept_new = arguments.accept_new;
    request.follow = arguments.follow;
    return request;
}

// Behind 'culver transfers': which one, or all of them.
std::string ids_text(const std::vector<SentRow>& sent) {
    return sent.size() == 1 ? " " + sent.front().transfer_id.substr(0, 8) : "";
}

// Why one of them is not done; the worst first.
std::optional<Refusal> judge(const std::vector<TransferRow>& rows) {
    const auto name_of = [](const TransferRow& row) { return shown_name(row.peer_name, row.peer); };
    for (const auto& row : rows) {
        if (row.state == TransferState::Failed) {
            const std::string why = row.error ? printable(row.error->message) : "";
            return Refusal{Outcome::Failed, text(phrase::kTransferFailed, {name_of(row), why}), {}};
        }
        if (row.state == TransferState::Cancelled) {
            return Refusal{Outcome::Failed, text(phrase::kTransferCancelled, {name_of(row)}), {}};
        }
    }
    const auto declined = std::ranges::find(rows, TransferState::Declined, &TransferRow::state);
    if (declined == rows.end()) return std::nullopt;
    return Refusal{Outcome::Refused, text(phrase::kTransferDeclined, {name_of(*declined)}), {}};
}

int wait_for(Caller& caller, control::Client& client, const std::vector<SentRow>& sent,
             control::Client::Deadline deadline) {
    TransferView view(caller, client, LineKeys::OfSend);
    std::vector<std::string> ids;
    for (const auto& row : without_failed(sent)) {
        view.set_shown(encode(row));
        ids.push_back(row.transfer_id);
    }
    const auto rows = view.follow(ids, deadline);
    if (rows) {
        // The bars have no room for it.
        for (const auto& row : *rows)
            if (row.left_out && !caller.json() && Caller::is_terminal())
                caller.print(printable(row.left_out->message));
        const auto refusal = judge(*rows);
        return refusal ? caller.fail(*refusal) : 0;
    }
    Refusal refusal = rows.error();
    const std::string id = ids_text(sent);
    if (refusal.outcome == Outcome::Interrupted) refusal.message = text(phrase::kTransferGoesOn, {id});
    if (refusal.outcome == Outcome::TimedOut) refusal.message = text(phrase::kTransferLate, {id});
    return caller.fail(refusal);
}

int show_sent(Caller& caller, control::Client& client, const Json& answer,
              const control::Client::Deadline& deadline, bool wait) {
    const auto sent = decode<control::SentList>(answer);
    if (!sent) return caller.fail({Outcome::Failed, "The node's answer makes no sense: " + sent.error(), {}});
    const Json& rows = answer.at("transfers");
    for (std::size_t at = 0; at < sent->transfers.size(); ++at) {
        const auto& row = sent->transfers[at];
        if (caller.json())
            caller.print_row(rows[at]);
        else if (row.error)
            caller.print(error_line(row));
        else
            caller.print(text(phrase::kTransferBegun,
                              {shown_name(row.peer_name, row.peer), row.transfer_id.substr(0, 8)}));
    }
    if (wait) {
        if (const int code = wait_for(caller, client, sent->transfers, deadline); code != 0) return code;
    }
    return fail_of_rows(caller, sent->transfers);
}

int run_send(Caller& caller, const SendArguments& arguments) {
    const auto deadline = deadline_after(arguments.timeout);
    auto request = request_of(arguments);
    if (!arguments.rate.empty()) {
        const auto rate = parse_rate(arguments.rate);
        if (!rate) return caller.fail(rate.error());
        request.rate = *rate;
    }
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto answer = client->call(control::method::TransferSend::kName, encode(request));
    if (!answer) return caller.fail(answer.error());
    return show_sent(caller, *client, *answer, deadline, arguments.wait);
}

struct AgainArguments {
    control::method::TransferAgain request;
    bool wait = false;
    std::optional<double> timeout;
};

int run_again(Caller& caller, const AgainArguments& arguments) {
    const auto deadline = deadline_after(arguments.timeout);
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto answer = client->call(control::method::TransferAgain::kName, encode(arguments.request));
    if (!answer) return caller.fail(answer.error());
    return show_sent(caller, *client, *answer, deadline, arguments.wait);
}

void declare_send(CLI::App& parent, Run& chosen, Of of) {
    auto arguments = std::make_shared<SendArguments>();
    auto* command =
        parent.add_subcommand("send", of == Of::Group ? "Send files to all members, as a transfer to each"
                                                      : "Send files and folders; a cut transfer goes on by "
                                                        "itself");
    add_receiver(*command, of, arguments->peer,
                 "Name, id, id:PREFIX or address; a group means each of its members");
    add_rest(*command, "PATH", arguments->paths, "Files and folders; all of them are one transfer")
        ->required();
    add_repeated(*command, "--also", arguments->also, "One more receiver; may be repeated")
        ->option_text("PEER");
    auto* wait = command->add_flag("--wait", arguments->wait, "Show the progress and return when it is done");
    command->add_option("--timeout", arguments->timeout, "Wait no longer than this")
        ->check(seconds())
        ->needs(wait)
        ->option_text("SECONDS");
    add_text(*command, "--rate", arguments->rate, "Send no faster than so many bytes a second: 500KB, 2MB")
        ->option_text("RATE");
    command->add_flag("--follow", arguments->follow, "Send what links inside folders lead to");
    if (of == Of::Peer)
        command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer(of == Of::Group ? kGroupExamples : kExamples);
    command->callback([arguments, of, &chosen] {
        arguments->peer = receiver(of, arguments->peer);
        chosen = [arguments](Caller& caller) { return run_send(caller, *arguments); };
    });
}

}  // namespace

void add_send(CLI::App& root, Run& chosen) {
    declare_send(root, chosen, Of::Peer);
}

void add_send_of_group(CLI::App& group, Run& chosen) {
    declare_send(group, chosen, Of::Group);
}

void add_again(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<AgainArguments>();
    auto* command = root.add_subcommand("again", "Send the files of a transfer again, or on to others");
    add_argument(*command, "ID", arguments->request.id, "The transfer; the beginning of its id is enough")
        ->required();
    add_rest(*command, "PEER", arguments->request.peers, "To whom; the same peer when nobody is named");
    auto* wait = command->add_flag("--wait", arguments->wait, "Show the progress and return when it is done");
    command->add_option("--timeout", arguments->timeout, "Wait no longer than this")
        ->check(seconds())
        ->needs(wait)
        ->option_text("SECONDS");
    command->footer(
        "Received files can be sent on once they have all arrived.\n"
        "\nExamples:\n"
        "  culver again x4qk --wait\n"
        "  culver again x4qk carol dave\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_again(caller, *arguments); };
    });
}

}  // namespace culver::cli
