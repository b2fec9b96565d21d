// SPDX-License-Identifier: Apache-2.0
#include "app/folders.h"

#include "base/files.h"

#include <cstdlib>
#include <optional>

namespace culver::app {
namespace {

constexpr std::size_t kMaxUserDirsBytes = 64 * 1024;

// Read once at start, before threads exist that could change the environment.
std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
    return value == nullptr ? "" : value;
}

std::string with_home(const std::string& path, const std::string& home) {
    if (path.starts_with("~/")) return home + path.substr(1);
    if (path.starts_with("$HOME/")) return home + path.substr(5);
    return path;
}

// XDG_DOWNLOAD_DIR="$HOME/Downloads" in user-dirs.dirs, where desktops keep the translated name of the
// folder.
std::optional<std::string> download_line(const std::string& home) {
    const std::string configured = environment("XDG_CONFIG_HOME");
    const std::filesystem::path folder = configured.empty() ? home + "/.config" : configured;
    const auto text = read_file(folder / "user-dirs.dirs", kMaxUserDirsBytes);
    constexpr std::string_view key = "XDG_DOWNLOAD_DIR=\"";
    const auto at = text ? text->find(key) : std::string::npos;
    if (at == std::string::npos) return std::nullopt;
    const auto begin = at + key.size();
    const auto end = text->find('"', begin);
    if (end == std::string::npos) return std::nullopt;
    return with_home(text->substr(begin, end - begin), home);
}

}  // namespace

std::filesystem::path receive_folder(const std::string& configured, const std::filesystem::path& profile) {
    const std::string home = environment("HOME");
    if (!configured.empty()) return with_home(configured, home);
    if (const std::string downloads = environment("XDG_DOWNLOAD_DIR"); !downloads.empty()) {
        return std::filesystem::path(with_home(downloads, home)) / "Culver";
    }
    if (home.empty()) return profile / "received";
    return std::filesystem::path(download_line(home).value_or(home + "/Downloads")) / "Culver";
}

}  // namespace culver::app
