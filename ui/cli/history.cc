// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/message_lines.h"

#include <memory>
#include <optional>

namespace culver::cli {
namespace {

constexpr std::uint64_t kUsualLimit = 50;
constexpr std::uint64_t kMostUnread = 10'000;  // shown at once because they are to be marked

struct HistoryArguments {
    std::string peer;
    std::string search;
    std::string since;
    std::string until;
    std::optional<std::uint64_t> limit;
    bool mark_read = false;
    bool first = false;
};

struct SearchArguments {
    std::string text;
    std::string in;
    std::string from;
    std::string since;
    std::string until;
    std::uint64_t limit = kUsualLimit;
};

control::Text unless_empty(const std::string& words) {
    return words.empty() ? control::Text() : control::Text(words);
}

// Asks page after page, latest first, until the limit is reached; the messages come back oldest first.
template <class Method>
Reply<std::vector<Json>> collect(control::Client& client, Method request) {
    std::vector<Json> latest_first;
    const std::uint64_t wanted = request.limit;
    while (latest_first.size() < wanted) {
        request.limit = wanted - latest_first.size();
        auto page = client.call(Method::kName, encode(request));
        if (!page) return std::unexpected(page.error());
        Json& messages = (*page)["messages"];
        const std::size_t before = latest_first.size();
        for (auto row = messages.rbegin(); row != messages.rend(); ++row)
            latest_first.push_back(std::move(*row));
        const Json& earlier = (*page)["earlier"];
        if (!earlier.is_string() || latest_first.size() == before) break;
        request.before = earlier.template get<std::string>();
    }
    return std::vector<Json>(std::make_move_iterator(latest_first.rbegin()),
                             std::make_move_iterator(latest_first.rend()));
}

Reply<void> mark_shown(control::Client& client, const std::string& peer, const std::vector<Json>& messages) {
    if (messages.empty()) return {};
    const control::method::ChatMarkRead mark{
        .peer = peer, .up_to = messages.back().value("id", ""), .from = messages.front().value("id", "")};
    const auto marked = client.call(mark);
    if (!marked) return std::unexpected(marked.error());
    return {};
}

// The latest, and all before them that is unread: the node refuses to mark across what was not asked for.
Reply<std::vector<Json>> collect_and_mark(control::Client& client, control::method::ChatHistory request) {
    for (;; request.limit *= 4) {
        auto messages = collect(client, request);
        if (!messages) return messages;
        const auto marked = mark_shown(client, request.peer, *messages);
        if (marked) return messages;
        const bool may_be_more = marked.error().outcome == Outcome::WrongState &&
                                 messages->size() >= request.limit && request.limit < kMostUnread;
        if (!may_be_more) return std::unexpected(marked.error());
    }
}

// The first messages that fit, as people jump to a date; they come oldest first.
Reply<std::vector<Json>> collect_first(control::Client& client, control::method::ChatHistory request) {
    std::vector<Json> messages;
    const std::uint64_t wanted = request.limit;
    while (messages.size() < wanted) {
        request.limit = wanted - messages.size();
        auto page = client.call(control::method::ChatHistory::kName, encode(request));
        if (!page) return std::unexpected(page.error());
        for (auto& row : (*page)["messages"]) messages.push_back(std::move(row));
        const Json& later = (*page)["later"];
        if (!later.is_string()) break;
        request.after = later.get<std::string>();
    }
    return messages;
}

void print_messages(const Caller& caller, const std::vector<Json>& messages) {
    for (const auto& message : messages) {
        if (caller.json())
            caller.print_row(message);
        else if (const auto row = decode<control::MessageRow>(message))
            caller.print(message_line(*row));
    }
    if (messages.empty() && !caller.json()) caller.print(text(phrase::kNoMessages));
}

int run_history(Caller& caller, const HistoryArguments& arguments) {
    if (arguments.mark_read && !arguments.search.empty()) {
        return caller.fail({Outcome::Usage,
                            "--search shows only some messages, and --mark-read would mark all between them; "
                            "use one of the two.",
                            {}});
    }
    control::method::ChatHistory request;
    request.peer = arguments.peer;
    request.limit = arguments.limit.value_or(kUsualLimit);
    request.search = unless_empty(arguments.search);
    const auto since = parse_moment(arguments.since, real_clock().wall());
    if (!since) return caller.fail(since.error());
    request.since = *since;
    const auto until = parse_moment(arguments.until, real_clock().wall());
    if (!until) return caller.fail(until.error());
    request.until = *until;
    request.first = arguments.first;
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const bool marks_all = arguments.mark_read && !arguments.limit && !arguments.first;
    const auto messages = arguments.first ? collect_first(*client, request)
                          : marks_all     ? collect_and_mark(*client, request)
                                          : collect(*client, request);
    if (!messages) return caller.fail(messages.error());
    print_messages(caller, *messages);
    if (!arguments.mark_read || marks_all) return 0;
    const auto marked = mark_shown(*client, arguments.peer, *messages);
    return marked ? 0 : caller.fail(marked.error());
}

int run_search(Caller& caller, const SearchArguments& arguments) {
    control::method::ChatSearch request;
    if (arguments.text.empty())
        return caller.fail({Outcome::Usage, "Say what to look for: the text is empty.", {}});
    request.text = arguments.text;
    request.in = unless_empty(arguments.in);
    request.from = unless_empty(arguments.from);
    request.limit = arguments.limit;
    const auto since = parse_moment(arguments.since, real_clock().wall());
    if (!since) return caller.fail(since.error());
    const auto until = parse_moment(arguments.until, real_clock().wall());
    if (!until) return caller.fail(until.error());
    request.since = *since;
    request.until = *until;
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto messages = collect(*client, request);
    if (!messages) return caller.fail(messages.error());
    print_messages(caller, *messages);
    return 0;
}

void add_search(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<SearchArguments>();
    auto* command = root.add_subcommand("search", "Search all messages");
    add_argument(*command, "TEXT", arguments->text, "What to look for")->required();
    add_text(*command, "--in", arguments->in, "Only the conversation with this peer or group")
        ->option_text("PEER|GROUP");
    add_text(*command, "--from", arguments->from, "Only what this peer wrote")->option_text("PEER");
    add_text(*command, "--since", arguments->since, "Only from this time on: 2026-11-22 or 3d")
        ->option_text("TIME");
    add_text(*command, "--until", arguments->until, "Only up to this time")->option_text("TIME");
    command->add_option("--limit", arguments->limit, "The last N that fit (50)")
        ->option_text("N")
        ->check(whole_number(1));
    command->footer(
        "Examples:\n  culver search invoice --from bob --since 1w\n  culver search 会议 --in 小王\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_search(caller, *arguments); };
    });
}

void declare_history(CLI::App& parent, Run& chosen, Of of) {
    auto arguments = std::make_shared<HistoryArguments>();
    auto* command = parent.add_subcommand("history", "Show a conversation, oldest first");
    add_receiver(*command, of, arguments->peer, "Name, id, id:PREFIX, address or group");
    command->add_option("--limit", arguments->limit, "The last N messages (50; with --mark-read all unread)")
        ->option_text("N")
        ->check(whole_number(1));
    add_text(*command, "--search", arguments->search, "Only messages with this text")->option_text("TEXT");
    add_text(*command, "--since", arguments->since, "Only from this time on: 2026-11-22 or 2h")
        ->option_text("TIME");
    add_text(*command, "--until", arguments->until, "Only up to this time")->option_text("TIME");
    command->add_flag("--first", arguments->first, "The first messages from --since on, instead of the last");
    command->add_flag("--mark-read", arguments->mark_read,
                      "Tell the others that these were read; not while older ones are unread");
    command->footer(
        "Examples:\n  culver history bob --limit 10\n  culver history bob --since 2026-11-01 --first\n");
    command->callback([arguments, of, &chosen] {
        chosen = [arguments, of](Caller& caller) {
            arguments->peer = receiver(of, arguments->peer);
            return run_history(caller, *arguments);
        };
    });
}

}  // namespace

void add_history(CLI::App& root, Run& chosen) {
    declare_history(root, chosen, Of::Peer);
    add_search(root, chosen);
}

void add_history_of_group(CLI::App& group, Run& chosen) {
    declare_history(group, chosen, Of::Group);
}

}  // namespace culver::cli
