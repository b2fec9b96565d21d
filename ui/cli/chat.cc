// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/chat_screen.h"
#include "ui/cli/commands.h"
#include "ui/cli/message_lines.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <ranges>
#include <set>
#include <vector>

namespace culver::cli {

using control::MessageRow;
using control::MessageState;

namespace {

constexpr std::uint64_t kLinesToBeginWith = 10;
constexpr std::uint64_t kPage = 100;
// Looked through where events were lost: as many messages as the node keeps events. Who missed more reads the
// history.
constexpr int kMaxPagesMissed = 100;

struct ChatArguments {
    std::string peer;
    bool accept_new = false;
};

// A conversation of lines: what is typed is said, what arrives is printed and marked as read.
class Talk {
public:
    Talk(Caller& caller, control::Client& client, ChatPartner partner)
        : caller_(caller), client_(client), partner_(std::move(partner)), word_(partner_.word) {}

    [[nodiscard]] int run() {
        if (!caller_.json()) caller_.print(text(phrase::kChatWith, {partner_.name}));
        if (auto begun = begin(); !begun) return caller_.fail(begun.error());
        for (;;) {
            auto step = client_.has_more() ? take_event() : wait();
            if (!step && step.error().outcome == Outcome::Interrupted)
                return exit_code_of(Outcome::Interrupted);
            if (!step) return caller_.fail(step.error());
            if (!*step) return 0;
        }
    }

private:
    Reply<void> begin() {
        if (auto subscribed = client_.call(control::method::EventsSubscribe{}); !subscribed) {
            return std::unexpected(subscribed.error());
        }
        control::method::ChatHistory request;
        request.peer = word_;
        request.limit = kLinesToBeginWith;
        const auto page = client_.call(request);
        if (!page) return std::unexpected(page.error());
        if (!page->messages.empty()) first_ = page->messages.front().id;
        for (const auto& row : page->messages) show(row);
        return page->messages.empty() ? Reply<void>() : mark_read(page->messages.back().id);
    }

    // Events were lost: the history knows what was said since this began. One's own words are on the screen
    // as they were typed.
    Reply<void> look_again() {
        control::method::ChatHistory request;
        request.peer = word_;
        request.limit = kPage;
        std::vector<MessageRow> missed;  // the youngest first
        bool is_enough = false;
        for (int page_number = 0; page_number < kMaxPagesMissed && !is_enough; ++page_number) {
            auto page = client_.call(request);
            if (!page) return std::unexpected(page.error());
            for (auto& row : page->messages | std::views::reverse) {
                is_enough = row.id == first_;  // what stands before it was there already
                if (is_enough) break;
                if (!shown_.contains(row.id)) missed.push_back(std::move(row));
            }
            is_enough = is_enough || !page->earlier;
            request.before = page->earlier;
        }
        std::ranges::reverse(missed);
        for (const auto& row : missed) {
            if (row.direction == control::Direction::In) show(row);
            if (row.direction == control::Direction::Out) tell_if_failed(row);
        }
        return missed.empty() ? Reply<void>() : mark_read(missed.back().id);
    }

    // False at the end of what is typed.
    Reply<bool> wait() {
        std::array<pollfd, 3> watched{{{STDIN_FILENO, POLLIN, 0},
                                       {client_.descriptor(), POLLIN, 0},
                                       {client_.interrupt_descriptor(), POLLIN, 0}}};
        const int ready = ::poll(watched.data(), watched.size(), -1);
        if (ready > 0 && watched[2].revents != 0)
            return control::refuse(Outcome::Interrupted, "Interrupted.");
        if (ready > 0 && watched[1].revents != 0) return take_event();
        if (ready > 0 && watched[0].revents != 0) return read_keyboard();
        return true;
    }

    Reply<bool> take_event() {
        auto event = client_.next_event(std::chrono::steady_clock::now());
        if (!event) return std::unexpected(event.error());
        if (!*event) return true;
        const std::string name = (*event)->value("event", "");
        if (name == control::event::Lost::kName) {
            auto looked = look_again();
            return looked ? Reply<bool>(true) : std::unexpected(looked.error());
        }
        const auto row = decode<MessageRow>(**event);
        if (!row || row->conversation != partner_.id) return true;
        if (name == control::event::MessageArrived::kName) {
            if (shown_.contains(row->id)) return true;  // the history told it first
            show(*row);
            if (auto marked = mark_read(row->id); !marked) return std::unexpected(marked.error());
        } else if (name == control::event::MessageStateChanged::kName) {
            tell_if_failed(*row);
        }
        return true;
    }

    Reply<bool> read_keyboard() {
        std::array<char, 4096> piece{};
        const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (count < 0) return errno == EINTR;
        if (count == 0 && typed_.empty()) return false;
        typed_.append(piece.data(), static_cast<std::size_t>(count));
        if (count == 0) typed_ += '\n';
        for (auto end = typed_.find('\n'); end != std::string::npos; end = typed_.find('\n')) {
            const std::string line = typed_.substr(0, end);
            typed_.erase(0, end + 1);
            if (auto said = say(line); !said) return std::unexpected(said.error());
        }
        return count > 0;
    }

    Reply<void> say(const std::string& line) {
        if (line.empty()) return {};
        const auto answer = client_.call(control::method::ChatSay::kName,
                                         encode(control::method::ChatSay{{word_}, line, false}));
        if (!answer) return std::unexpected(answer.error());
        for (const auto& row : answer->at("messages")) {
            if (caller_.json()) caller_.print_row(row);
        }
        return {};
    }

    Reply<void> mark_read(const std::string& id) {
        const auto marked = client_.call(control::method::ChatMarkRead{word_, id});
        return marked ? Reply<void>() : std::unexpected(marked.error());
    }

    void show(const MessageRow& row) {
        shown_.insert(row.id);
        if (caller_.json())
            caller_.print_row(encode(row));
        else
            caller_.print(message_line(row));
    }

    void tell_if_failed(const MessageRow& row) {
        if (row.state != MessageState::Failed || !failed_.insert(row.id).second || caller_.json()) return;
        caller_.print(text(phrase::kChatFailed, {printable(row.text.value_or(""))}));
    }

    Caller& caller_;
    control::Client& client_;
    ChatPartner partner_;
    std::string word_;
    std::string typed_;             // what was read of stdin and holds no whole line
    std::string first_;             // the message that was shown first; empty: there was none
    std::set<std::string> shown_;   // ids of messages
    std::set<std::string> failed_;  // the same, of own ones: that was told
};

int run_chat(Caller& caller, const ChatArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    auto partner = find_partner(*client, arguments.peer, arguments.accept_new);
    if (!partner) return caller.fail(partner.error());
    if (caller.json() || !Terminal::is_there()) return Talk(caller, *client, std::move(*partner)).run();
    const auto ended = ChatScreen(*client, std::move(*partner)).run();
    return ended ? *ended : caller.fail(ended.error());
}

}  // namespace

void add_chat(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<ChatArguments>();
    auto* command = root.add_subcommand("chat", "Talk with a peer or a group");
    add_argument(*command, "PEER", arguments->peer, "Name, id, id:PREFIX or address; a group")->required();
    command->add_flag("--new", arguments->accept_new, "Take whoever answers at an address");
    command->footer(
        "What arrives is shown and marked as read; Tab completes, PgUp shows what was said earlier, /help "
        "tells "
        "the commands, Ctrl-D ends. Without a terminal each line of stdin is sent and what arrives is "
        "printed, a "
        "line each.\n\nExample:\n  culver chat bob\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_chat(caller, *arguments); };
    });
}

}  // namespace culver::cli
