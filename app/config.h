// SPDX-License-Identifier: Apache-2.0
// The settings of a node: config.toml in the profile. Written with comments on the first start, edited in
// place by `culver config set`, so that a person's own comments and order stay. Each setting is declared
// once, in the table of config.cc: parsing, checking, printing and the commented file derive from it.
#pragma once
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace culver::app {

struct Config {
    std::string name;         // empty: pigeon- and 4 characters of the id; "@host": the machine's name
    std::string department;   // empty: none
    std::string receive_dir;  // empty: $XDG_DOWNLOAD_DIR/Culver
    std::uint64_t port = 0;   // 0: 24254, or the next free up to 24283
    std::uint64_t beacon_port = 24254;
    std::vector<std::string> interfaces;  // empty: all but those of containers and virtual machines
    std::vector<std::string> skip_interfaces;
    bool hidden = false;
    std::string announce = "everywhere";      // or "known-networks", "never"
    std::vector<std::string> known_networks;  // ids, as `culver networks` shows them
    bool multicast4 = true;
    bool multicast6 = true;
    bool broadcast = true;
    std::vector<std::string> hosts;  // addresses beyond the own network that are asked
    bool mdns = true;
    bool ipmsg = true;  // the gateway to IP Messenger, on port 2425
    std::vector<std::string> ipmsg_hosts;
    std::string ipmsg_charset = "gbk";  // or "shift_jis", "utf-8"
    bool read_marks = true;
    std::uint64_t history_days = 0;    // older messages are forgotten; 0: none
    std::string strangers = "anyone";  // or "verified"
    std::uint64_t rate_limit = 0;      // bytes per second in each direction; 0: none
    bool compress = true;
    std::vector<std::string> hook_file_received;  // a program and its arguments; empty: none
    std::vector<std::string> hook_message_received;
    std::uint64_t hook_limit = 60;  // seconds
    std::string control_group;      // empty: only the owner may use the control socket
    std::string log_level = "info";
};

enum class SettingEffect { AtOnce, AtNextStart };

// One row of `culver config get`: values in their TOML form.
struct SettingView {
    std::string key;
    std::string value;
    std::string default_value;
    SettingEffect effect = SettingEffect::AtNextStart;
};

// Reads the file; a missing one is written with every setting in comments. Fails with one sentence that names
// file and line.
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file);

// The commented file of a first start.
[[nodiscard]] std::string default_config_text();

[[nodiscard]] std::vector<SettingView> view_settings(const Config& config);

// Changes one setting in the file, in whatever TOML it is written there, leaving all else as it is, and in
// config. The value is TOML; a word without quotes is taken as text where the setting is text. Fails with one
// sentence; the file is then unchanged.
[[nodiscard]] Result<SettingView> change_setting(const std::filesystem::path& file, Config& config,
                                                 std::string_view key, std::string_view value);

}  // namespace culver::app
