// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/commands.h"
#include "ui/cli/table.h"

#include <map>
#include <memory>

namespace culver::cli {

using control::PeerRow;

namespace {

constexpr std::size_t kShortIdCharacters = 8;

struct PeersArguments {
    bool present = false;
    bool watch = false;
};

std::string presence_text(const PeerRow& row) {
    std::string line(control::to_word(row.presence));
    if (row.status_text && !row.status_text->empty()) line += ": " + *row.status_text;
    return line;
}

void print_table(const Caller& caller, const std::vector<PeerRow>& rows) {
    if (rows.empty()) return caller.print(text(phrase::kNobodyYet));
    Table table({text(phrase::kName), text(phrase::kDepartment), text(phrase::kPresence),
                 text(phrase::kTrust), text(phrase::kAddress), text(phrase::kId), text(phrase::kLastSeen)});
    for (const auto& row : rows) {
        table.add({row.name.value_or(""), row.department.value_or(""), presence_text(row),
                   std::string(control::to_word(row.trust)),
                   row.addresses.empty() ? "" : row.addresses.front(), row.id.substr(0, kShortIdCharacters),
                   shown_time(row.last_seen)});
    }
    caller.print(table.text());
}

void print_change(const Caller& caller, std::string_view event, const Json& row) {
    if (caller.json()) return caller.print_row(row);
    const auto peer = decode<PeerRow>(row);
    if (!peer) return;
    const std::string name = shown_name(peer->name, peer->id);
    if (event == control::event::PeerAppeared::kName)
        caller.print(text(phrase::kPeerAppeared, {name}));
    else if (event == control::event::PeerGone::kName)
        caller.print(text(phrase::kPeerGone, {name}));
    else
        caller.print(text(phrase::kPeerChanged, {name, printable(presence_text(*peer))}));
}

// The list, and then what changes in it until the node or the person ends it. Where events were lost the list
// is asked for again, and what is other in it is told like an event.
class Watch {
public:
    Watch(Caller& caller, control::Client& client, bool present)
        : caller_(caller), client_(client), present_(present) {}

    Reply<void> begin() {
        const auto answer = list();
        if (!answer) return std::unexpected(answer.error());
        for (const auto& row : answer->at("peers")) rows_[row.value("id", "")] = row;
        if (!caller_.json()) {
            if (const auto rows = decode<control::PeerList>(*answer)) print_table(caller_, rows->peers);
            return {};
        }
        for (const auto& row : answer->at("peers")) caller_.print_row(row);
        return {};
    }

    [[nodiscard]] int follow() {
        for (;;) {
            auto event = client_.next_event(std::nullopt);
            if (!event && event.error().outcome == Outcome::Interrupted)
                return exit_code_of(Outcome::Interrupted);
            if (!event) return caller_.fail(event.error());
            if (auto taken = take(std::move(**event)); !taken) return caller_.fail(taken.error());
        }
    }

private:
    [[nodiscard]] Reply<Json> list() {
        return client_.call(control::method::PeersList::kName, encode(control::method::PeersList{present_}));
    }

    Reply<void> take(Json event) {
        const std::string name = event.value("event", "");
        if (name == control::event::Lost::kName) return look_again();
        if (!name.starts_with("peer_")) return {};
        event.erase("seq");
        event.erase("event");
        const auto told = rows_.find(event.value("id", ""));
        if (told != rows_.end() && is_same(told->second, event)) return {};  // the list was younger
        tell(name, std::move(event));
        return {};
    }

    void tell(std::string_view event, Json row) {
        print_change(caller_, event, row);
        const std::string id = row.value("id", "");
        rows_[id] = std::move(row);
    }

    Reply<void> look_again() {
        const auto answer = list();
        if (!answer) return std::unexpected(answer.error());
        auto former = rows_;
        for (const auto& row : answer->at("peers")) {
            const auto found = former.extract(row.value("id", ""));
            const Json before = found ? found.mapped() : Json::object();
            if (!is_same(before, row)) tell(change_between(before, row), row);
        }
        for (auto& [id, row] : former) {
            if (!is_present(row)) continue;
            row["presence"] = control::to_word(control::Presence::Offline);
            tell(control::event::PeerGone::kName, std::move(row));
        }
        return {};
    }

    static bool is_present(const Json& row) {
        const auto peer = decode<PeerRow>(row);
        return peer && peer->presence != control::Presence::Offline &&
               peer->presence != control::Presence::Unknown;
    }

    static std::string_view change_between(const Json& before, const Json& after) {
        const bool was_present = is_present(before);
        if (was_present == is_present(after)) return control::event::PeerChanged::kName;
        return was_present ? control::event::PeerGone::kName : control::event::PeerAppeared::kName;
    }

    // When somebody was heard last changes all the time, and is no news.
    static bool is_same(Json before, Json after) {
        before.erase("last_seen");
        after.erase("last_seen");
        return before == after;
    }

    Caller& caller_;
    control::Client& client_;
    bool present_;
    std::map<std::string, Json> rows_;  // by id, as they were told last
};

int run_peers(Caller& caller, const PeersArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    if (arguments.watch) {  // before the list is asked for, so that no change falls between the two
        if (auto subscribed = client->call(control::method::EventsSubscribe{}); !subscribed) {
            return caller.fail(subscribed.error());
        }
    }
    Watch watch(caller, *client, arguments.present);
    if (auto begun = watch.begin(); !begun) return caller.fail(begun.error());
    return arguments.watch ? watch.follow() : 0;
}

}  // namespace

void add_peers(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<PeersArguments>();
    auto* command = root.add_subcommand("peers", "List everybody ever talked to or present");
    command->add_flag("--present", arguments->present, "Only those who are present");
    command->add_flag("--watch", arguments->watch, "Then tell who comes, changes and leaves, until Ctrl-C");
    command->footer(
        "Examples:\n"
        "  culver peers --present\n"
        "  culver peers --json | jq -r 'select(.trust==\"verified\").name'\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_peers(caller, *arguments); };
    });
}

}  // namespace culver::cli
