// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/message_lines.h"

#include <algorithm>
#include <memory>

namespace culver::cli {

using control::MessageRow;
using control::MessageState;
using control::SaidRow;

namespace {

struct SayArguments {
    std::string peer;
    std::string text;
    std::string attach;
    std::vector<std::string> also;
    std::vector<std::string> mention;
    bool wait = false;
    bool accept_new = false;
    std::optional<double> timeout;
};

bool is_settled(MessageState state) {
    return state == MessageState::Delivered || state == MessageState::Read || state == MessageState::Failed ||
           state == MessageState::Recalled;
}

// Follows what was said until every message is settled.
class Waiting {
public:
    Waiting(Caller& caller, control::Client& client, std::vector<SaidRow> said)
        : caller_(caller), client_(client), said_(std::move(said)) {}

    [[nodiscard]] int until(control::Client::Deadline deadline) {
        while (!std::ranges::all_of(said_, is_settled, &SaidRow::state)) {
            auto event = client_.next_event(deadline);
            if (!event) return interrupted(event.error());
            if (!*event) return late();
            if (auto handled = take(**event); !handled) return caller_.fail(handled.error());
        }
        return outcome();
    }

private:
    Reply<void> take(const Json& event) {
        const std::string name = event.value("event", "");
        if (name == control::event::Lost::kName) return look_again();
        if (name != control::event::MessageStateChanged::kName) return {};
        if (const auto row = decode<MessageRow>(event)) note(*row);
        return {};
    }

    void note(const MessageRow& row) {
        const auto found = std::ranges::find(said_, row.id, &SaidRow::message_id);
        if (found == said_.end() || found->state == row.state) return;
        found->state = row.state;
        print(*found);
    }

    // Events were lost: the history knows the states.
    Reply<void> look_again() {
        for (const auto& said : said_) {
            const auto row = client_.call(control::method::ChatMessage{"id:" + said.peer, said.message_id});
            if (!row) return std::unexpected(row.error());
            note(*row);
        }
        return {};
    }

    void print(const SaidRow& row) const {
        if (caller_.json()) return caller_.print_row(encode(row));
        const std::string name = shown_name(row.peer_name, row.peer);
        caller_.print(text(phrase::kMessageState, {name, control::to_word(row.state)}));
    }

    [[nodiscard]] int interrupted(const Refusal& refusal) const {
        if (refusal.outcome != Outcome::Interrupted) return caller_.fail(refusal);
        return caller_.fail({Outcome::Interrupted, text(phrase::kMessageGoesOn), {}});
    }

    [[nodiscard]] int late() const {
        const auto open = std::ranges::find_if_not(said_, is_settled, &SaidRow::state);
        return caller_.fail(
            {Outcome::TimedOut, text(phrase::kStaysInOutbox, {shown_name(open->peer_name, open->peer)}), {}});
    }

    [[nodiscard]] int outcome() const {
        const auto refused = std::ranges::find(said_, MessageState::Failed, &SaidRow::state);
        if (refused == said_.end()) return 0;
        return caller_.fail({Outcome::Refused,
                             text(phrase::kMessageRefused, {shown_name(refused->peer_name, refused->peer)}),
                             {}});
    }

    Caller& caller_;
    control::Client& client_;
    std::vector<SaidRow> said_;
};

control::method::ChatSay request_of(const SayArguments& arguments, std::string content) {
    control::method::ChatSay request;
    request.peers.push_back(arguments.peer);
    request.peers.insert(request.peers.end(), arguments.also.begin(), arguments.also.end());
    request.text = std::move(content);
    request.accept_new = arguments.accept_new;
    request.mentions = arguments.mention;
    return request;
}

control::method::ChatAttach attachment_of(control::method::ChatSay request, const std::string& file) {
    control::method::ChatAttach attach;
    attach.peers = std::move(request.peers);
    attach.path = absolute_path(file);
    attach.text = std::move(request.text);
    attach.accept_new = request.accept_new;
    return attach;
}

Reply<std::string> content_of(const SayArguments& arguments) {
    const bool is_bare = !arguments.attach.empty() && arguments.text.empty();
    if (!arguments.attach.empty() && !arguments.mention.empty())
        return control::refuse(Outcome::Usage, "Mentions go with a text; say them apart from the file.");
    return is_bare ? Reply<std::string>(std::string()) : message_text(arguments.text);
}

int run_say(Caller& caller, const SayArguments& arguments) {
    auto content = content_of(arguments);
    if (!content) return caller.fail(content.error());
    const auto deadline = deadline_after(arguments.timeout);
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    if (arguments.wait) {  // before it is said, so that no change of state is missed
        auto subscribed = client->call(control::method::EventsSubscribe{});
        if (!subscribed) return caller.fail(subscribed.error());
    }
    auto request = request_of(arguments, std::move(*content));
    const auto answer = arguments.attach.empty()
                            ? client->call(control::method::ChatSay::kName, encode(request))
                            : client->call(control::method::ChatAttach::kName,
                                           encode(attachment_of(std::move(request), arguments.attach)));
    if (!answer) return caller.fail(answer.error());
    auto said = decode<control::SaidList>(*answer);
    if (!said) return caller.fail({Outcome::Failed, "The node's answer makes no sense: " + said.error(), {}});
    for (std::size_t at = 0; at < said->messages.size(); ++at) {
        const auto& row = said->messages[at];
        if (caller.json())
            caller.print_row(answer->at("messages")[at]);
        else
            caller.print(said_line(row));
    }
    if (!arguments.wait) return 0;
    return Waiting(caller, *client, std::move(said->messages)).until(deadline);
}

}  // namespace

void add_say(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<SayArguments>();
    auto* command =
        root.add_subcommand("say", "Send a message; it waits in the outbox until the peer is back");
    add_argument(*command, "PEER", arguments->peer, "Name, id, id:PREFIX or address")->required();
    add_argument(*command, "TEXT", arguments->text, "The message; - reads it from stdin");
    add_text(*command, "--attach", arguments->attach,
             "A picture, voice message or small file; TEXT is its caption and may be left out")
        ->option_text("FILE");
    add_repeated(*command, "--also", arguments->also, "One more receiver; may be repeated")
        ->option_text("PEER");
    add_repeated(*command, "--mention", arguments->mention, "Whom it concerns, or all; may be repeated")
        ->option_text("PEER");
    command->add_flag("--wait", arguments->wait, "Return when the message is on the receiver's disk");
    command->add_option("--timeout", arguments->timeout, "Wait no longer than this")
        ->check(CLI::NonNegativeNumber)
        ->option_text("SECONDS");
    command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer(
        "Exit codes with --wait: 0 delivered or read, 5 timed out (it stays in the outbox), 6 refused.\n"
        "\nExamples:\n"
        "  culver say bob \"lunch at twelve?\"\n"
        "  culver say bob \"the server is down\" --also carol --wait --timeout 10\n"
        "  uptime | culver say admin -\n"
        "  culver say bob --attach screenshot.png \"this button\"\n"
        "  culver say bob -- --this-is-text\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_say(caller, *arguments); };
    });
}

}  // namespace culver::cli
