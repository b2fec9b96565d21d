// SPDX-License-Identifier: Apache-2.0
// Groups: made, joined, changed, talked in.
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/message_lines.h"
#include "ui/cli/table.h"

#include <algorithm>
#include <memory>

namespace culver::cli {

using control::GroupRow;

namespace {

struct GroupArguments {
    std::string group;
    std::string name;
    std::string file;
    std::vector<std::string> peers;
    bool open_history = false;
    bool not_admin = false;
};

using Act = int (*)(Caller&, const GroupArguments&);

std::string people_of(const GroupRow& row) {
    std::string names;
    for (const auto& person : row.people) {
        if (!names.empty()) names += ", ";
        names += printable(shown_name(person.name, person.id));
        if (person.role != control::GroupRole::Member)
            names += " (" + std::string(control::to_word(person.role)) + ")";
        if (person.frozen) names += " (frozen)";
    }
    return names;
}

void print_group(const Caller& caller, const GroupRow& row) {
    if (caller.json()) return caller.print_row(encode(row));
    const auto people = people_of(row);
    caller.print(printable(row.name) + "  [" + std::string(control::to_word(row.state)) + "]" +
                 (people.empty() ? "" : "  " + people));
}

template <class Method>
int ask(Caller& caller, const Method& request) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto row = client->call(request);
    if (!row) return caller.fail(row.error());
    print_group(caller, *row);
    return 0;
}

int run_list(Caller& caller, const GroupArguments&) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto list = client->call(control::method::GroupQuery{});
    if (!list) return caller.fail(list.error());
    Table table({text(phrase::kName), text(phrase::kState), text(phrase::kUnread), text(phrase::kMembers)});
    for (const auto& row : list->groups) {
        if (caller.json()) caller.print_row(encode(row));
        table.add({printable(row.name), std::string(control::to_word(row.state)), std::to_string(row.unread),
                   people_of(row)});
    }
    if (!caller.json()) caller.print(list->groups.empty() ? text(phrase::kNoGroups) : table.text());
    return 0;
}

struct Verb {
    const char* name;
    const char* help;
    Act act;
    bool takes_peers;
};

const Verb kVerbs[] = {
    {"show", "Show a group and its members",
     [](Caller& caller, const GroupArguments& given) {
         return ask(caller, control::method::GroupShow{given.group});
     },
     false},
    {"add", "Add people",
     [](Caller& caller, const GroupArguments& given) {
         return ask(caller, control::method::GroupAdd{given.group, given.peers});
     },
     true},
    {"remove", "Remove people",
     [](Caller& caller, const GroupArguments& given) {
         return ask(caller, control::method::GroupRemove{given.group, given.peers});
     },
     true},
    {"join", "Accept an invitation",
     [](Caller& caller, const GroupArguments& given) {
         return ask(caller, control::method::GroupJoin{given.group});
     },
     false},
    {"leave", "Leave for good, or decline an invitation",
     [](Caller& caller, const GroupArguments& given) {
         return ask(caller, control::method::GroupLeave{given.group});
     },
     false},
};

template <class Method>
int say_in_group(Caller& caller, const Method& request) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto said = client->call(request);
    if (!said) return caller.fail(said.error());
    for (const auto& row : said->messages) {
        if (caller.json())
            caller.print_row(encode(row));
        else
            caller.print(said_line(row));
    }
    return 0;
}

// One transfer for each of the others.
int send_to_members(Caller& caller, const std::string& group, const std::vector<std::string>& paths) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto row = client->call(control::method::GroupShow{group});
    if (!row) return caller.fail(row.error());
    const auto status = client->call(control::method::NodeStatus{});
    if (!status) return caller.fail(status.error());
    control::method::TransferSend request;
    for (const auto& member : row->members) {
        if (member != status->id) request.peers.push_back("id:" + member);
    }
    for (const auto& path : paths) request.paths.push_back(absolute_path(path));
    const auto sent = client->call(request);
    if (!sent) return caller.fail(sent.error());
    for (const auto& transfer : sent->transfers) {
        if (caller.json())
            caller.print_row(encode(transfer));
        else
            caller.print(text(phrase::kTransferBegun, {shown_name(transfer.peer_name, transfer.peer),
                                                       transfer.transfer_id.substr(0, 8)}));
    }
    return 0;
}

// `group say` and `group history` are `say` and `history` with a group; the words may stand without "group:".
std::string as_group(const std::string& word) {
    return word.starts_with("group:") ? word : "group:" + word;
}

int attach_in_group(Caller& caller, const GroupArguments& words) {
    control::method::ChatAttach request;
    request.peers = {as_group(words.group)};
    request.path = absolute_path(words.file);
    if (!words.name.empty()) {
        auto content = message_text(words.name);
        if (!content) return caller.fail(content.error());
        request.text = std::move(*content);
    }
    return say_in_group(caller, request);
}

void add_group_talk(CLI::App& group, Run& chosen) {
    auto words = std::make_shared<GroupArguments>();
    auto* say = group.add_subcommand("say", "Send a message to all members");
    add_argument(*say, "GROUP", words->group, "Its name or the beginning of its id")->required();
    add_argument(*say, "TEXT", words->name, "The message; - reads it from stdin");
    add_text(*say, "--attach", words->file, "A picture, voice message or small file; TEXT is its caption")
        ->option_text("FILE");
    add_repeated(*say, "--mention", words->peers, "Whom it concerns, or all; may be repeated")
        ->option_text("PEER");
    say->callback([words, &chosen] {
        chosen = [words](Caller& caller) {
            if (!words->file.empty()) return attach_in_group(caller, *words);
            auto content = message_text(words->name);
            if (!content) return caller.fail(content.error());
            control::method::ChatSay request;
            request.peers = {as_group(words->group)};
            request.text = std::move(*content);
            request.mentions = words->peers;
            return say_in_group(caller, request);
        };
    });
    auto* send = group.add_subcommand("send", "Send files to all members, as a transfer to each");
    add_argument(*send, "GROUP", words->group, "Its name or the beginning of its id")->required();
    add_rest(*send, "PATH", words->peers, "Files and folders")->required();
    send->callback([words, &chosen] {
        chosen = [words](Caller& caller) { return send_to_members(caller, words->group, words->peers); };
    });
    add_history_of_group(group, chosen);
}

}  // namespace

void add_group(CLI::App& root, Run& chosen) {
    auto* group = root.add_subcommand("group", "Groups without a server");
    group->require_subcommand(1);
    auto arguments = std::make_shared<GroupArguments>();
    auto* create = group->add_subcommand("create", "Make a group");
    add_argument(*create, "NAME", arguments->name, "What it is called")->required();
    add_rest(*create, "PEER", arguments->peers, "Who is in it from the beginning");
    create->add_flag("--open-history", arguments->open_history,
                     "Whoever is added later may read what was said before");
    create->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return ask(caller, control::method::GroupCreate{arguments->name, arguments->peers,
                                                            arguments->open_history});
        };
    });
    for (const auto& verb : kVerbs) {
        auto* command = group->add_subcommand(verb.name, verb.help);
        add_argument(*command, "GROUP", arguments->group, "Its name or the beginning of its id")->required();
        if (verb.takes_peers)
            add_rest(*command, "PEER", arguments->peers, "Name, id or id:PREFIX")->required();
        command->callback([arguments, act = verb.act, &chosen] {
            chosen = [arguments, act](Caller& caller) { return act(caller, *arguments); };
        });
    }
    auto* appoint = group->add_subcommand("appoint", "Make a member an admin");
    add_argument(*appoint, "GROUP", arguments->group, "Its name or the beginning of its id")->required();
    add_argument(*appoint, "PEER", arguments->name, "A member")->required();
    appoint->add_flag("--undo", arguments->not_admin, "An admin becomes a member again");
    appoint->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return ask(caller, control::method::GroupAppoint{arguments->group, arguments->name,
                                                             !arguments->not_admin});
        };
    });
    auto* rename = group->add_subcommand("rename", "Give a group another name");
    add_argument(*rename, "GROUP", arguments->group, "Its name or the beginning of its id")->required();
    add_argument(*rename, "NAME", arguments->name, "The new name")->required();
    rename->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) {
            return ask(caller, control::method::GroupRename{arguments->group, arguments->name});
        };
    });
    auto* list = group->add_subcommand("list", "Show all groups");
    list->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_list(caller, *arguments); };
    });
    add_group_talk(*group, chosen);
    group->footer(
        "Examples:\n  culver group create office bob carol\n  culver group say office \"good morning\"\n"
        "  culver group history office\n");
}

}  // namespace culver::cli
