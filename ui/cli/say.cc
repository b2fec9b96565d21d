// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/message_lines.h"
#include "ui/cli/piped_file.h"
#include "ui/cli/row_errors.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace culver::cli {

using control::MessageRow;
using control::MessageState;
using control::SaidRow;

namespace {

constexpr const char* kExamples =
    "Exit codes with --wait: 0 delivered or read, 5 timed out (it stays in the outbox), 6 refused.\n"
    "\nExamples:\n"
    "  culver say bob \"lunch at twelve?\"\n"
    "  culver say bob \"the server is down\" --also carol --wait --timeout 10\n"
    "  uptime | culver say admin -\n"
    "  culver say bob --attach screenshot.png \"this button\"\n"
    "  wl-paste -t image/png | culver say bob --attach -\n"
    "  culver say bob -- --this-is-text\n";
constexpr const char* kGroupExamples =
    "With --wait it returns when the message is on the disks of all members; 5 when it timed out.\n"
    "\nExamples:\n"
    "  culver group say office \"good morning\"\n"
    "  culver group say office \"who has the key?\" --mention all\n";

struct SayArguments {
    std::string peer;
    std::string text;
    std::string attach;
    std::string name;  // of what is attached
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

constexpr const char* kPipedName = "clipboard";  // what is piped has no name; mostly it was copied somewhere

// Attaches the file, or what was piped: it is copied into the profile before the node answers.
Reply<Json> attach(control::Client& client, control::method::ChatSay request, const SayArguments& arguments,
                   const std::optional<PipedFile>& piped) {
    control::method::ChatAttach wish;
    wish.peers = std::move(request.peers);
    wish.text = std::move(request.text);
    wish.accept_new = request.accept_new;
    if (!arguments.name.empty()) wish.name = arguments.name;
    wish.path = piped ? piped->path() : absolute_path(arguments.attach);
    if (piped && !wish.name) wish.name = kPipedName;
    return client.call(control::method::ChatAttach::kName, encode(wish));
}

Reply<std::string> content_of(const SayArguments& arguments) {
    if (arguments.attach.empty() && !arguments.name.empty())
        return control::refuse(Outcome::Usage, "--as names what is attached; name a file with --attach.");
    if (arguments.attach.empty()) return message_text(arguments.text);
    if (!arguments.mention.empty())
        return control::refuse(Outcome::Usage, "Mentions go with a text; say them apart from the file.");
    if (arguments.attach == "-" && arguments.text == "-")
        return control::refuse(Outcome::Usage, "stdin is the text or the file, not both.");
    return arguments.text.empty() ? Reply<std::string>(std::string()) : message_text(arguments.text);
}

int run_say(Caller& caller, const SayArguments& arguments) {
    auto content = content_of(arguments);
    if (!content) return caller.fail(content.error());
    // Before anything catches Ctrl-C: half of what is piped must not be sent.
    std::optional<PipedFile> piped;
    if (arguments.attach == "-") {
        auto read = PipedFile::from_stdin();
        if (!read) return caller.fail(read.error());
        piped.emplace(std::move(*read));
    }
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
                            : attach(*client, std::move(request), arguments, piped);
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
    if (arguments.wait) {
        if (const int code = Waiting(caller, *client, without_failed(said->messages)).until(deadline);
            code != 0)
            return code;
    }
    return fail_of_rows(caller, said->messages);
}

void declare_say(CLI::App& parent, Run& chosen, Of of) {
    auto arguments = std::make_shared<SayArguments>();
    auto* command =
        parent.add_subcommand("say", of == Of::Group ? "Send a message to all members"
                                                     : "Send a message; it waits in the outbox until the "
                                                       "peer is back");
    add_receiver(*command, of, arguments->peer, "Name, id, id:PREFIX, address or group");
    add_argument(*command, "TEXT", arguments->text, "The message; - reads it from stdin");
    add_text(
        *command, "--attach", arguments->attach,
        "A picture, voice message or small file, or what is piped; TEXT is its caption and may be left out")
        ->option_text("FILE|-");
    add_text(*command, "--as", arguments->name, "What the attachment is called there")->option_text("NAME");
    add_repeated(*command, "--also", arguments->also, "One more receiver; may be repeated")
        ->option_text("PEER");
    add_repeated(*command, "--mention", arguments->mention, "Whom it concerns, or all; may be repeated")
        ->option_text("PEER");
    auto* wait =
        command->add_flag("--wait", arguments->wait, "Return when the message is on the receiver's disk");
    command->add_option("--timeout", arguments->timeout, "Wait no longer than this")
        ->check(seconds())
        ->needs(wait)
        ->option_text("SECONDS");
    if (of == Of::Peer)
        command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer(of == Of::Group ? kGroupExamples : kExamples);
    command->callback([arguments, of, &chosen] {
        arguments->peer = receiver(of, arguments->peer);
        chosen = [arguments](Caller& caller) { return run_say(caller, *arguments); };
    });
}

}  // namespace

void add_say(CLI::App& root, Run& chosen) {
    declare_say(root, chosen, Of::Peer);
}

void add_say_of_group(CLI::App& group, Run& chosen) {
    declare_say(group, chosen, Of::Group);
}

}  // namespace culver::cli
