// SPDX-License-Identifier: Apache-2.0
// `culver chat` on a terminal: the conversation above, a bar with who is there, a line to write in. What
// comes is shown and marked as read; PgUp asks the node for what was said earlier.
#pragma once
#include "ui/cli/caller.h"
#include "ui/cli/chat_completion.h"
#include "ui/cli/chat_view.h"
#include "ui/cli/line_editor.h"
#include "ui/cli/terminal.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace culver::cli {

// Whom one talks with: a peer or a group.
struct ChatPartner {
    std::string id;
    std::string word;  // how it is named to the node, whatever others call themselves meanwhile
    std::string name;  // safe to print
    bool is_group = false;
    std::vector<control::MemberRow> people;  // of a group
    control::Presence presence = control::Presence::Unknown;
};

// A peer, or a group when no peer bears the name.
[[nodiscard]] Reply<ChatPartner> find_partner(control::Client& client, const std::string& word,
                                              bool accept_new);

class ChatScreen {
public:
    ChatScreen(control::Client& client, ChatPartner partner);

    // Until the person ends it: 0, or 130 when interrupted. Fails when the node is gone.
    [[nodiscard]] Reply<int> run();

private:
    using Clock = std::chrono::steady_clock;
    enum class Next { Go, End, Interrupted };

    Reply<void> open(ChatPartner partner);
    Reply<void> load_latest();
    Reply<void> look_again();
    Reply<void> load_earlier();
    Reply<void> load_names();
    void draw();
    [[nodiscard]] std::string bar() const;
    static Reply<Next> go_on(const Reply<void>& done);
    Reply<Next> wait();
    Reply<void> take_event();
    void take_row(const Json& event, std::string_view name);
    void take_typing(const Json& event);
    void take_peer(const Json& event);
    Reply<void> take_group(const Json& event);
    Reply<Next> take_keys();
    Reply<Next> take_key(const KeyPress& press);
    Reply<Next> obey(const std::string& line);
    Reply<void> say(const std::string& text);
    void tell_typing();
    // Calls; a refusal becomes a note, and only a node that is gone an error.
    Reply<void> note_refusal(const Refusal& refusal);
    Reply<void> change(std::string_view method, Json params);
    Reply<void> do_about(std::string_view command, const std::string& argument);
    [[nodiscard]] std::optional<std::string> last_id(std::string_view command) const;

    control::Client& client_;
    ChatPartner partner_;
    Terminal terminal_;
    ChatView view_;
    ChatNames names_;
    LineEditor editor_;
    TerminalKeys keys_;
    control::Text earlier_;  // the cursor of the page before
    std::string typing_;     // who types there
    Clock::time_point typing_until_;
    std::optional<Clock::time_point> told_typing_;
};

}  // namespace culver::cli
