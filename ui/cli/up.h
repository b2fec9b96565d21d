// SPDX-License-Identifier: Apache-2.0
// What the command line does through the node's own code instead of the control API: running a node, and
// acting on the identity of a profile on which none runs.
#pragma once
#include "control/outcome.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace culver::cli {

// Flags hold for this run and go before the settings of the profile.
struct UpOptions {
    std::filesystem::path profile;  // absolute
    std::optional<std::string> name;
    std::optional<std::string> department;
    std::optional<std::string> receive_dir;  // absolute
    std::optional<std::uint16_t> port;       // TCP; fails when it is taken
    bool json = false;                       // events to stdout, `ready` first
};

// Runs a node until SIGINT, SIGTERM or node.stop, and gives the exit code: 0 after a goodbye, 1 when it
// cannot start or another node runs for the profile; a sentence, and with json an error line, has been
// printed then.
[[nodiscard]] int run_up(const UpOptions& options);

enum class IdentityAct { Show, Moved, New };

// The id after the act. Moved begins a new incarnation, New makes a new key. Fails while a node runs on the
// profile (except Show) and when there is no profile.
[[nodiscard]] control::Reply<std::string> act_on_identity(const std::filesystem::path& profile,
                                                          IdentityAct act);

// Moving an identity to another machine in a file that is sealed with a passphrase.
[[nodiscard]] control::Reply<std::string> export_identity(const std::filesystem::path& profile,
                                                          const std::string& file,
                                                          const std::string& passphrase);
[[nodiscard]] control::Reply<std::string> import_identity(const std::filesystem::path& profile,
                                                          const std::string& file,
                                                          const std::string& passphrase, bool may_replace);

}  // namespace culver::cli
