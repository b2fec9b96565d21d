// SPDX-License-Identifier: Apache-2.0
// The commands. Each add_… declares one command or a family of them to the parser; when one was named,
// `chosen` does it and gives the exit code.
#pragma once
#include "ui/cli/caller.h"

#include <CLI/App.hpp>

#include <functional>

namespace culver::cli {

using Run = std::function<int(Caller&)>;

void add_up(CLI::App& root, Run& chosen);
void add_status(CLI::App& root, Run& chosen);
void add_peers(CLI::App& root, Run& chosen);
void add_say(CLI::App& root, Run& chosen);
void add_chat(CLI::App& root, Run& chosen);
void add_history(CLI::App& root, Run& chosen);  // and search
void add_group(CLI::App& root, Run& chosen);
void add_say_of_group(CLI::App& group, Run& chosen);
void add_send_of_group(CLI::App& group, Run& chosen);
void add_history_of_group(CLI::App& group, Run& chosen);
void add_talk(CLI::App& root, Run& chosen);  // reply, edit, recall, react, confirm, notice, broadcast, buzz
void add_archive(CLI::App& root, Run& chosen);  // export and import
void add_profile(CLI::App& root, Run& chosen);  // and presence
void add_send(CLI::App& root, Run& chosen);
void add_again(CLI::App& root, Run& chosen);
void add_transfers(CLI::App& root, Run& chosen);
void add_transfer_actions(CLI::App& root, Run& chosen);  // accept, decline, pause, resume, cancel, limit
void add_auto_accept(CLI::App& root, Run& chosen);
void add_trust(CLI::App& root, Run& chosen);  // verify, trust, block
void add_events(CLI::App& root, Run& chosen);
void add_doctor(CLI::App& root, Run& chosen);
void add_config(CLI::App& root, Run& chosen);
void add_networks(CLI::App& root, Run& chosen);
void add_identity(CLI::App& root, Run& chosen);

}  // namespace culver::cli
