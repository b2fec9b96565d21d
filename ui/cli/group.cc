// SPDX-License-Identifier: Apache-2.0
// Groups: made, joined, changed, talked in.
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/table.h"

#include <memory>

namespace culver::cli {

using control::GroupRow;

namespace {

struct GroupArguments {
    std::string group;
    std::string name;
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
    add_say_of_group(*group, chosen);
    add_send_of_group(*group, chosen);
    add_history_of_group(*group, chosen);
    group->footer(
        "Examples:\n  culver group create office bob carol\n  culver group say office \"good morning\"\n"
        "  culver group history office\n");
}

}  // namespace culver::cli
