// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include "app/errors.h"
#include "app/toml_edit.h"
#include "base/files.h"
#include "base/text.h"
#include "discovery/beacon_backend.h"
#include "discovery/static_hosts.h"
#include "interop/ipmsg/charset.h"
#include "interop/ipmsg/commands.h"
#include "transfer/shared_limit.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <variant>

namespace culver::app {
namespace {

constexpr std::size_t kMaxConfigBytes = 256 * 1024;  // a person wrote it; more is a mistake
constexpr std::size_t kMaxNameBytes = 64;            // what fits into a beacon
constexpr std::uint64_t kMaxPort = 65535;
constexpr std::uint64_t kMaxHistoryDays = 36'500;  // a century: clocks can still count it

using Words = std::vector<std::string>;
using Field = std::variant<std::string Config::*, std::uint64_t Config::*, bool Config::*, Words Config::*>;
using Complaint = std::optional<std::string>;

struct Setting {
    std::string_view key;
    Field field;
    SettingEffect effect;
    std::string_view comment;
    Complaint (*check)(const Config&);
};

Complaint anything(const Config&) {
    return std::nullopt;
}

Complaint check_label(std::string_view label) {
    if (label.size() > kMaxNameBytes) return "must be at most 64 bytes long";
    if (printable(label) != label) return "must not hold control characters or line breaks";
    return std::nullopt;
}

Complaint check_port(std::uint64_t port) {
    if (port > kMaxPort) return "must be a port number up to 65535";
    return std::nullopt;
}

Complaint check_receive_dir(const Config& config) {
    if (config.receive_dir.empty() || config.receive_dir.starts_with('/') ||
        config.receive_dir.starts_with("~/")) {
        return std::nullopt;
    }
    return "must be an absolute path, or begin with ~/";
}

Complaint check_strangers(const Config& config) {
    if (config.strangers == "anyone" || config.strangers == "verified") return std::nullopt;
    return "must be anyone or verified";
}

Complaint check_announce(const Config& config) {
    constexpr std::array policies = {"everywhere", "known-networks", "never"};
    if (std::ranges::find(policies, config.announce) != policies.end()) return std::nullopt;
    return "must be one of everywhere, known-networks, never";
}

// A name without a folder would be looked for in the PATH of whoever started the node.
Complaint check_hook(const std::vector<std::string>& words) {
    if (words.empty() || words.front().starts_with('/')) return std::nullopt;
    return "must begin with the absolute path of a program";
}

Complaint check_log_level(const Config& config) {
    constexpr std::array levels = {"debug", "info", "warn", "error", "off"};
    if (std::ranges::find(levels, config.log_level) != levels.end()) return std::nullopt;
    return "must be one of debug, info, warn, error, off";
}

Complaint check_hosts(const Config& config) {
    if (config.hosts.size() > discovery::kMaxStaticHosts)
        return "must name at most " + std::to_string(discovery::kMaxStaticHosts) + " addresses";
    for (const auto& host : config.hosts) {
        if (!discovery::parse_host(host, discovery::kDefaultBeaconPort))
            return "must be a list of IP addresses, like [\"10.1.2.3\"]; '" + printable(host) + "' is none";
    }
    return std::nullopt;
}

Complaint check_ipmsg_hosts(const Config& config) {
    if (config.ipmsg_hosts.size() > discovery::kMaxStaticHosts)
        return "must name at most " + std::to_string(discovery::kMaxStaticHosts) + " addresses";
    for (const auto& host : config.ipmsg_hosts) {
        if (!discovery::parse_host(host, interop::ipmsg::kPort))
            return "must be a list of IP addresses, like [\"10.1.2.3\"]; '" + printable(host) + "' is none";
    }
    return std::nullopt;
}

Complaint check_ipmsg_charset(const Config& config) {
    if (interop::ipmsg::parse_charset(config.ipmsg_charset)) return std::nullopt;
    return "must be gbk, shift_jis or utf-8";
}

const std::array kSettings = {
    Setting{"name", &Config::name, SettingEffect::AtOnce,
            "The name others see, up to 64 bytes. \"@host\" takes the name of this machine.\n"
            "While it is empty the node calls itself pigeon- and four characters of its id.",
            [](const Config& c) { return check_label(c.name); }},
    Setting{"department", &Config::department, SettingEffect::AtOnce,
            "The department others see, up to 64 bytes.",
            [](const Config& c) { return check_label(c.department); }},
    Setting{"receive_dir", &Config::receive_dir, SettingEffect::AtOnce,
            "Where received files go. While it is empty: the folder Culver in your downloads.",
            check_receive_dir},
    Setting{"port", &Config::port, SettingEffect::AtNextStart,
            "The TCP port others connect to. 0 takes 24254, or the next free one up to 24283.",
            [](const Config& c) { return check_port(c.port); }},
    Setting{"beacon_port", &Config::beacon_port, SettingEffect::AtNextStart,
            "The UDP port on which nodes find each other. All nodes of a network need the same.",
            [](const Config& c) -> Complaint {
                if (c.beacon_port == 0) return "must not be 0: all nodes of a network need the same port";
                return check_port(c.beacon_port);
            }},
    Setting{"interfaces", &Config::interfaces, SettingEffect::AtNextStart,
            "Network interfaces to use, for example [\"eth0\", \"wlan0\"]. While it is empty: all, except\n"
            "those of containers and virtual machines (docker, br-, virbr, veth and the like).",
            anything},
    Setting{"skip_interfaces", &Config::skip_interfaces, SettingEffect::AtNextStart,
            "Network interfaces never to use, for example [\"tun0\", \"wlan*\"].", anything},
    Setting{"hidden", &Config::hidden, SettingEffect::AtOnce,
            "Be invisible: send no beacon and no mDNS, answer nobody, and connect only with those you know.",
            anything},
    Setting{"announce", &Config::announce, SettingEffect::AtOnce,
            "Where this node makes itself known: everywhere, known-networks or never. On a network where it\n"
            "does not, it sends nothing. With never, whoever knows its address can still connect; with\n"
            "known-networks, on other networks only those you know.",
            check_announce},
    Setting{"known_networks", &Config::known_networks, SettingEffect::AtOnce,
            "The networks meant by known-networks: hardware addresses of gateways, or interface and range\n"
            "where there is no gateway. 'culver networks' shows them.",
            anything},
    Setting{"discovery.multicast4", &Config::multicast4, SettingEffect::AtNextStart,
            "Find others by IPv4 multicast.", anything},
    Setting{"discovery.multicast6", &Config::multicast6, SettingEffect::AtNextStart,
            "Find others by IPv6 link-local multicast.", anything},
    Setting{"discovery.broadcast", &Config::broadcast, SettingEffect::AtNextStart,
            "Find others by broadcast to the networks of each interface.", anything},
    Setting{
        "hosts", &Config::hosts, SettingEffect::AtOnce,
        "Addresses of nodes that are not found by themselves, in another network or a VPN, for example\n"
        "[\"10.1.2.3\", \"[fd00::7]:24254\"]. They and the nodes they know appear here, and this one there.",
        check_hosts},
    Setting{"discovery.mdns", &Config::mdns, SettingEffect::AtNextStart,
            "Find others by mDNS / DNS-SD (_culver._tcp): through avahi-daemon where it runs, else without.",
            anything},
    Setting{
        "ipmsg", &Config::ipmsg, SettingEffect::AtOnce,
        "Find, and talk with, people who use IP Messenger, its Chinese builds, FeiQ or iptux (port 2425).\n"
        "That protocol proves nobody's identity and encrypts no files.",
        anything},
    Setting{"ipmsg_hosts", &Config::ipmsg_hosts, SettingEffect::AtOnce,
            "Addresses of such people in other networks, for example [\"10.1.2.3\"].", check_ipmsg_hosts},
    Setting{"ipmsg_charset", &Config::ipmsg_charset, SettingEffect::AtNextStart,
            "The charset of those that do not know UTF-8: gbk, shift_jis or utf-8.", check_ipmsg_charset},
    Setting{"read_marks", &Config::read_marks, SettingEffect::AtOnce,
            "Tell people when you have read what they wrote.", anything},
    Setting{"history_days", &Config::history_days, SettingEffect::AtOnce,
            "Forget messages, pictures and voice messages after so many days, on this machine. 0 keeps all.\n"
            "What you have not read and what is still on its way stays.",
            [](const Config& c) -> Complaint {
                if (c.history_days <= kMaxHistoryDays) return std::nullopt;
                return "must be a number of days up to 36500, or 0";
            }},
    Setting{"strangers", &Config::strangers, SettingEffect::AtOnce,
            "Who may write to you and offer files without having been written to: anyone, within limits, or\n"
            "only those you have verified.",
            check_strangers},
    Setting{"rate_limit", &Config::rate_limit, SettingEffect::AtOnce,
            "How many bytes a second all transfers together may send, and likewise receive; at least 1024.\n"
            "0: as fast as it goes. Messages are never slowed.",
            [](const Config& c) -> Complaint {
                if (c.rate_limit == 0 || c.rate_limit >= transfer::kLeastRate) return std::nullopt;
                return "must be 0 for no limit, or at least 1024 bytes a second";
            }},
    Setting{"compress", &Config::compress, SettingEffect::AtOnce,
            "Compress files on their way where that makes them arrive sooner.", anything},
    Setting{"hooks.file-received", &Config::hook_file_received, SettingEffect::AtOnce,
            "A program that is run for each file or folder that arrived whole, with its arguments, for\n"
            "example [\"/usr/local/bin/scan\", \"--quiet\"]. No shell reads them. What arrived is in "
            "CULVER_PATH,\n"
            "CULVER_NAME, CULVER_TRANSFER, CULVER_PEER and CULVER_PEER_NAME, and as JSON on stdin.",
            [](const Config& c) { return check_hook(c.hook_file_received); }},
    Setting{
        "hooks.message-received", &Config::hook_message_received, SettingEffect::AtOnce,
        "The same for each message: CULVER_TEXT, CULVER_MESSAGE, CULVER_PEER and CULVER_PEER_NAME, and JSON\n"
        "on stdin. A text of more than 64 KiB is only on stdin.",
        [](const Config& c) { return check_hook(c.hook_message_received); }},
    Setting{"hooks.time_limit", &Config::hook_limit, SettingEffect::AtOnce,
            "How many seconds a hook may take, 1 to 86400; then it is ended with all that it started.",
            [](const Config& c) -> Complaint {
                constexpr std::uint64_t kOneDay = 86'400;
                if (c.hook_limit >= 1 && c.hook_limit <= kOneDay) return std::nullopt;
                return "must be from 1 to 86400 seconds";
            }},
    Setting{"control_group", &Config::control_group, SettingEffect::AtNextStart,
            "A group whose members may use this node through its control socket, for a shared device.",
            anything},
    Setting{"log_level", &Config::log_level, SettingEffect::AtOnce,
            "How much the node writes to its log: debug, info, warn, error or off.", check_log_level},
};

const Setting* find_setting(std::string_view key) {
    const auto found = std::ranges::find(kSettings, key, &Setting::key);
    return found == kSettings.end() ? nullptr : &*found;
}

std::string quoted(const std::string& text) {
    std::ostringstream out;
    toml::value<std::string> value(text);
    out << toml::toml_formatter(
        value, toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings);
    return out.str();
}

std::string to_toml(const Config& config, const Field& field) {
    struct Printer {
        const Config& config;
        std::string operator()(std::string Config::* member) const { return quoted(config.*member); }
        std::string operator()(std::uint64_t Config::* member) const {
            return std::to_string(config.*member);
        }
        std::string operator()(bool Config::* member) const { return config.*member ? "true" : "false"; }
        std::string operator()(Words Config::* member) const {
            std::string text = "[";
            for (const auto& word : config.*member) text += (text.size() > 1 ? ", " : "") + quoted(word);
            return text + "]";
        }
    };
    return std::visit(Printer{config}, field);
}

SettingView view(const Setting& setting, const Config& config) {
    return {std::string(setting.key), to_toml(config, setting.field), to_toml(Config{}, setting.field),
            setting.effect};
}

// Takes the value over into config, or says what it should have been.
Complaint assign(Config& config, const Setting& setting, const toml::node& node) {
    struct Reader {
        Config& config;
        const toml::node& node;
        Complaint operator()(std::string Config::* member) const {
            if (!node.is_string()) return "must be text in quotes";
            config.*member = **node.as_string();
            return std::nullopt;
        }
        Complaint operator()(std::uint64_t Config::* member) const {
            if (!node.is_integer() || **node.as_integer() < 0)
                return "must be a whole number that is not negative";
            config.*member = static_cast<std::uint64_t>(**node.as_integer());
            return std::nullopt;
        }
        Complaint operator()(bool Config::* member) const {
            if (!node.is_boolean()) return "must be true or false";
            config.*member = **node.as_boolean();
            return std::nullopt;
        }
        Complaint operator()(Words Config::* member) const {
            const auto* list = node.as_array();
            if (list == nullptr) return "must be a list of texts, like [\"eth0\"]";
            Words words;
            for (const auto& element : *list) {
                if (!element.is_string()) return "must be a list of texts, like [\"eth0\"]";
                words.push_back(**element.as_string());
            }
            config.*member = std::move(words);
            return std::nullopt;
        }
    };
    if (auto complaint = std::visit(Reader{config, node}, setting.field)) return complaint;
    return setting.check(config);
}

std::unexpected<Error> bad_config(const std::filesystem::path& file, std::uint32_t line,
                                  const std::string& what) {
    return fail(AppErrc::BadConfig, file.string() + ", line " + std::to_string(line) + ": " + what);
}

// Walks tables as dotted keys, so that [discovery] and discovery.multicast4 = … mean the same.
Result<> read_table(Config& config, const toml::table& table, const std::string& prefix,
                    const std::filesystem::path& file) {
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        if (const auto* inner = node.as_table()) {
            if (auto read = read_table(config, *inner, key + ".", file); !read) return read;
            continue;
        }
        const auto line = node.source().begin.line;
        const auto* setting = find_setting(key);
        if (setting == nullptr) {
            return bad_config(file, line,
                              "there is no setting '" + printable(key) + "'; 'culver config' lists all");
        }
        if (auto complaint = assign(config, *setting, node))
            return bad_config(file, line, key + " " + *complaint);
    }
    return {};
}

Result<Config> parse_config(const std::string& text, const std::filesystem::path& file) {
    Config config;
    try {
        const toml::table table = toml::parse(text);
        if (auto read = read_table(config, table, "", file); !read) return fail_as(read);
    } catch (const toml::parse_error& error) {
        return bad_config(file, error.source().begin.line, std::string(error.description()));
    }
    return config;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

bool say_the_same(const Config& one, const Config& other) {
    return std::ranges::all_of(kSettings, [&](const Setting& setting) {
        return to_toml(one, setting.field) == to_toml(other, setting.field);
    });
}

// The file with that setting in it and everything else as it was.
Result<std::string> with_setting(const std::string& text, const std::filesystem::path& file,
                                 const Setting& setting, const Config& changed) {
    auto wanted = parse_config(text, file);
    if (!wanted) return fail_as(wanted);
    const auto value = to_toml(changed, setting.field);
    const toml::table holder = toml::parse("value = " + value);
    if (assign(*wanted, setting, *holder.get("value"))) return fail(AppErrc::BadSetting);
    for (auto& way : ways_to_set(text, setting.key, value)) {
        const auto said = parse_config(way, file);
        if (said && say_the_same(*said, *wanted)) return std::move(way);
    }
    return fail(AppErrc::BadSetting, file.string() + " says " + std::string(setting.key) +
                                         " in a way that is not understood here; change it by hand");
}

}  // namespace

std::string default_config_text() {
    std::string text =
        "# Settings of this Culver node. A line that begins with # is a comment; each setting below stands\n"
        "# with its default value. 'culver config set KEY VALUE' changes one and keeps the rest as it is.\n";
    const Config defaults;
    for (const auto& setting : kSettings) {
        text += "\n";
        for (const auto& line : split_lines(std::string(setting.comment))) text += "# " + line + "\n";
        if (setting.effect == SettingEffect::AtNextStart) text += "# Takes effect at the next start.\n";
        text += "#" + std::string(setting.key) + " = " + to_toml(defaults, setting.field) + "\n";
    }
    return text;
}

Result<Config> load_config(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        if (auto written = replace_file(file, default_config_text()); !written) return fail_as(written);
    }
    auto text = read_file(file, kMaxConfigBytes);
    if (!text) return fail_as(text);
    return parse_config(*text, file);
}

std::vector<SettingView> view_settings(const Config& config) {
    std::vector<SettingView> views;
    for (const auto& setting : kSettings) views.push_back(view(setting, config));
    return views;
}

Result<SettingView> change_setting(const std::filesystem::path& file, Config& config, std::string_view key,
                                   std::string_view value) {
    const auto* setting = find_setting(key);
    if (setting == nullptr) {
        return fail(AppErrc::BadSetting,
                    "there is no setting '" + printable(key) + "'; 'culver config' lists all");
    }
    // A bare word is meant as text where text is wanted: culver config set name Alice.
    const bool is_text = std::holds_alternative<std::string Config::*>(setting->field);
    const bool is_quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'');
    const std::string toml_value = is_text && !is_quoted ? quoted(std::string(value)) : std::string(value);
    Config changed = config;
    try {
        const toml::table table = toml::parse("value = " + toml_value);
        const auto* node = table.get("value");
        if (table.size() != 1 || node == nullptr)
            return fail(AppErrc::BadSetting, "give one value for " + std::string(key));
        if (auto complaint = assign(changed, *setting, *node)) {
            return fail(AppErrc::BadSetting, std::string(key) + " " + *complaint);
        }
    } catch (const toml::parse_error&) {
        return fail(AppErrc::BadSetting, "'" + printable(value) + "' is no value for " + std::string(key));
    }
    auto text = read_file(file, kMaxConfigBytes);
    if (!text) return fail_as(text);
    auto edited = with_setting(*text, file, *setting, changed);
    if (!edited) return fail_as(edited);
    if (auto written = replace_file(file, *edited); !written) return fail_as(written);
    config = std::move(changed);
    return view(*setting, config);
}

}  // namespace culver::app
