// SPDX-License-Identifier: Apache-2.0
// What is done about a message that stands in a conversation already: reply, edit, recall, react, confirm;
// and what asks for attention: notice, broadcast, buzz.
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/message_lines.h"
#include "ui/cli/row_errors.h"

#include <algorithm>
#include <memory>

namespace culver::cli {

using control::MessageRow;

namespace {

constexpr std::uint64_t kRecentMessages = 200;  // among which the beginning of an id is looked for
constexpr std::size_t kShortestBeginning = 4;

struct AboutArguments {
    std::string peer;
    std::string message;
    std::string text;
};

struct ManyArguments {
    std::string peer;
    std::string text;
    std::string department;
    std::vector<std::string> also;
    bool notice = false;
};

// Whose message `last` means.
enum class Side { Own, Others };

constexpr std::string_view kLast = "last";

Reply<std::string> only_one(const std::vector<std::string>& found, const AboutArguments& arguments) {
    if (found.size() == 1) return found.front();
    if (!found.empty())
        return control::refuse(Outcome::NoSuchMessage, "Several messages begin so; give more of the id.");
    return control::refuse(Outcome::NoSuchMessage,
                           arguments.message == kLast
                               ? "No recent message of this conversation can be meant by 'last'; 'culver "
                                 "history --json' shows ids."
                               : "No recent message of this conversation is '" + arguments.message +
                                     "'; 'culver history --json' shows ids.");
}

// The message a person means, of those that are possible: an id, its beginning, or `last`.
Reply<std::string> find_message(control::Client& client, const AboutArguments& arguments, Side side,
                                bool only_notices) {
    if (arguments.message.size() == 26) return arguments.message;
    control::method::ChatHistory request;
    request.peer = arguments.peer;
    request.limit = kRecentMessages;
    const auto page = client.call(request);
    if (!page) return std::unexpected(page.error());
    const auto wanted = side == Side::Own ? control::Direction::Out : control::Direction::In;
    std::vector<std::string> found;
    for (const auto& row : page->messages) {
        if (only_notices && row.kind != control::MessageKind::Notice) continue;
        if (arguments.message == kLast) {
            if (row.direction == wanted && row.state != control::MessageState::Recalled) found = {row.id};
        } else if (arguments.message.size() >= kShortestBeginning && row.id.starts_with(arguments.message)) {
            found.push_back(row.id);
        }
    }
    return only_one(found, arguments);
}

int print_message(Caller& caller, const Reply<Json>& answer) {
    if (!answer) return caller.fail(answer.error());
    if (caller.json())
        caller.print_row(*answer);
    else if (const auto row = decode<MessageRow>(*answer))
        caller.print(message_line(*row));
    return 0;
}

int print_said(Caller& caller, const Reply<Json>& answer) {
    if (!answer) return caller.fail(answer.error());
    std::vector<control::SaidRow> rows;
    for (const auto& row : answer->at("messages")) {
        const auto said = decode<control::SaidRow>(row);
        if (said) rows.push_back(*said);
        if (caller.json())
            caller.print_row(row);
        else if (said)
            caller.print(said_line(*said));
    }
    return fail_of_rows(caller, rows);
}

template <class Method>
int run_about(Caller& caller, const AboutArguments& arguments, Side side,
              void (*fill)(Method&, std::string)) {
    std::string words;
    if constexpr (!std::same_as<Method, control::method::ChatRecall> &&
                  !std::same_as<Method, control::method::ChatConfirm> &&
                  !std::same_as<Method, control::method::ChatFetch>) {
        words = arguments.text;
        if (words == "-") {
            auto read = message_text(words);
            if (!read) return caller.fail(read.error());
            words = std::move(*read);
        }
    }
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    constexpr bool is_confirm = std::same_as<Method, control::method::ChatConfirm>;
    const auto id = find_message(*client, arguments, side, is_confirm);
    if (!id) return caller.fail(id.error());
    Method request;
    request.peer = arguments.peer;
    request.id = *id;
    fill(request, std::move(words));
    return print_message(caller, client->call(Method::kName, encode(request)));
}

int run_reply(Caller& caller, const AboutArguments& arguments) {
    auto words = message_text(arguments.text);
    if (!words) return caller.fail(words.error());
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto id = find_message(*client, arguments, Side::Others, false);
    if (!id) return caller.fail(id.error());
    control::method::ChatSay request;
    request.peers = {arguments.peer};
    request.text = std::move(*words);
    request.reply_to = *id;
    return print_said(caller, client->call(control::method::ChatSay::kName, encode(request)));
}

int run_notice(Caller& caller, const ManyArguments& arguments) {
    auto words = message_text(arguments.text);
    if (!words) return caller.fail(words.error());
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    control::method::ChatSay request;
    request.peers = {arguments.peer};
    request.peers.insert(request.peers.end(), arguments.also.begin(), arguments.also.end());
    request.text = std::move(*words);
    request.notice = true;
    return print_said(caller, client->call(control::method::ChatSay::kName, encode(request)));
}

int run_broadcast(Caller& caller, const ManyArguments& arguments) {
    auto words = message_text(arguments.text);
    if (!words) return caller.fail(words.error());
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    control::method::ChatBroadcast request;
    request.text = std::move(*words);
    if (!arguments.department.empty()) request.department = arguments.department;
    request.notice = arguments.notice;
    return print_said(caller, client->call(control::method::ChatBroadcast::kName, encode(request)));
}

int run_buzz(Caller& caller, const ManyArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto sent = client->call(control::method::ChatBuzz{arguments.peer});
    if (!sent) return caller.fail(sent.error());
    if (caller.json())
        caller.print_row(encode(*sent));
    else
        caller.print(text(phrase::kBuzzed, {shown_name(sent->peer_name, sent->peer)}));
    return 0;
}

// PEER and MESSAGE stand first in all of them.
CLI::App* add_about(CLI::App& root, const char* name, const char* help, AboutArguments& arguments) {
    auto* command = root.add_subcommand(name, help);
    add_argument(*command, "PEER", arguments.peer, "The peer or group")->required();
    add_argument(*command, "MESSAGE", arguments.message, "Its id, the beginning of it, or 'last'")
        ->required();
    return command;
}

void add_changes(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<AboutArguments>();
    auto* edit = add_about(root, "edit", "Change the words of a message of yours", *arguments);
    add_argument(*edit, "TEXT", arguments->text, "The words; - reads them from stdin")->required();
    edit->footer("Example:\n  culver edit bob last \"at twelve\"\n");
    edit->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return run_about<control::method::ChatEdit>(
                caller, *arguments, Side::Own,
                [](auto& request, std::string words) { request.text = words; });
        };
    });
    auto* recall = add_about(root, "recall", "Take a message of yours back", *arguments);
    recall->footer(
        "Its words are removed here and there; who has read them knows them.\n\nExample:\n  culver recall "
        "bob last\n");
    recall->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return run_about<control::method::ChatRecall>(caller, *arguments, Side::Own,
                                                          [](auto&, std::string) {});
        };
    });
    auto* react = add_about(root, "react", "Answer a message with a sign", *arguments);
    add_argument(*react, "SIGN", arguments->text, "An emoji or a short word; without it yours is taken back");
    react->footer("Example:\n  culver react bob last 👍\n");
    react->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return run_about<control::method::ChatReact>(
                caller, *arguments, Side::Others,
                [](auto& request, std::string words) { request.reaction = words; });
        };
    });
    auto* fetch = add_about(root, "fetch", "Fetch an attachment that did not come by itself", *arguments);
    fetch->footer("What strangers attach waits until you want it.\n\nExample:\n  culver fetch bob last\n");
    fetch->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return run_about<control::method::ChatFetch>(caller, *arguments, Side::Others,
                                                         [](auto&, std::string) {});
        };
    });
    auto* confirm = add_about(root, "confirm", "Tell the author of a notice that you understood", *arguments);
    confirm->footer("'last' is the last notice of others.\n\nExample:\n  culver confirm bob last\n");
    confirm->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return run_about<control::method::ChatConfirm>(caller, *arguments, Side::Others,
                                                           [](auto&, std::string) {});
        };
    });
}

}  // namespace

void add_talk(CLI::App& root, Run& chosen) {
    auto about = std::make_shared<AboutArguments>();
    auto* reply = add_about(root, "reply", "Answer a message", *about);
    add_argument(*reply, "TEXT", about->text, "The answer; - reads it from stdin")->required();
    reply->footer("Example:\n  culver reply bob last \"yes\"\n");
    reply->callback(
        [about, &chosen] { chosen = [about](Caller& caller) { return run_reply(caller, *about); }; });
    add_changes(root, chosen);
    auto many = std::make_shared<ManyArguments>();
    auto* notice = root.add_subcommand("notice", "Send a message that stays until it is confirmed");
    add_argument(*notice, "PEER", many->peer, "Name, id, id:PREFIX or group")->required();
    add_argument(*notice, "TEXT", many->text, "The message; - reads it from stdin")->required();
    add_repeated(*notice, "--also", many->also, "One more receiver; may be repeated")->option_text("PEER");
    notice->footer("Example:\n  culver notice bob \"fire drill at three\" --also carol\n");
    notice->callback(
        [many, &chosen] { chosen = [many](Caller& caller) { return run_notice(caller, *many); }; });
    auto* broadcast = root.add_subcommand("broadcast", "Say the same to everybody who is here");
    add_argument(*broadcast, "TEXT", many->text, "The message; - reads it from stdin")->required();
    add_text(*broadcast, "--department", many->department, "Only to a department and those below it")
        ->option_text("NAME");
    broadcast->add_flag("--notice", many->notice, "It stays until it is confirmed");
    broadcast->footer("Example:\n  culver broadcast \"cake in the kitchen\"\n");
    broadcast->callback(
        [many, &chosen] { chosen = [many](Caller& caller) { return run_broadcast(caller, *many); }; });
    auto* buzz = root.add_subcommand("buzz", "Ask a peer who is here for attention");
    add_argument(*buzz, "PEER", many->peer, "Name, id or id:PREFIX")->required();
    buzz->footer("Example:\n  culver buzz bob\n");
    buzz->callback([many, &chosen] { chosen = [many](Caller& caller) { return run_buzz(caller, *many); }; });
}

}  // namespace culver::cli
