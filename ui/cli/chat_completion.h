// SPDX-License-Identifier: Apache-2.0
// The commands of `culver chat`, and what a word of its line may become.
#pragma once
#include "ui/cli/line_editor.h"
#include "ui/cli/words.h"

#include <string>
#include <string_view>
#include <vector>

namespace culver::cli {

struct ChatCommand {
    std::string_view name;   // with its slash
    std::string_view takes;  // what follows, for people
    Phrase help;
};

// In the order in which /help tells them.
[[nodiscard]] const std::vector<ChatCommand>& chat_commands();

struct ChatNames {
    std::vector<std::string> peers;   // whom /to may name, groups too
    std::vector<std::string> people;  // whom @ may name
};

// Commands at the beginning of a line, files for /attach and /send, names for /to and behind an @.
[[nodiscard]] LineEditor::Completions complete_chat(std::string_view line, const ChatNames& names);

}  // namespace culver::cli
