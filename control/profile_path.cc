// SPDX-License-Identifier: Apache-2.0
#include "control/profile_path.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace culver::control {
namespace {

constexpr std::size_t kPasswordEntryBytes = 16 * 1024;

std::optional<std::filesystem::path> absolute_from(const char* variable) {
    const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
    if (value == nullptr || *value != '/') return std::nullopt;
    return value;
}

std::optional<std::filesystem::path> home_folder() {
    if (auto home = absolute_from("HOME")) return home;
    std::vector<char> buffer(kPasswordEntryBytes);
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return std::nullopt;
    }
    return found->pw_dir;
}

}  // namespace

std::optional<std::filesystem::path> default_profile_path() {
    if (auto folder = absolute_from("XDG_DATA_HOME")) return *folder / "culver";
    if (auto home = home_folder()) return *home / ".local/share/culver";
    return std::nullopt;
}

}  // namespace culver::control
