// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/commands.h"
#include "ui/cli/progress.h"
#include "ui/cli/table.h"

namespace culver::cli {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string line;
    for (const auto& part : parts) line += (line.empty() ? "" : ", ") + printable(part);
    return line;
}

std::string way_text(const control::WayState& way) {
    std::string line = printable(way.way);
    if (way.state != control::WayHealth::Ok) line += " (" + std::string(control::to_word(way.state)) + ")";
    if (way.detail && !way.detail->empty()) line += ": " + printable(*way.detail);
    return line;
}

std::string warning_text(const control::WarningRow& warning) {
    std::string line = shown_time(warning.time) + "  " + printable(warning.message);
    if (warning.advice && !warning.advice->empty()) line += " " + printable(*warning.advice);
    return line;
}

std::string id_and_name(const control::NodeStatus& status) {
    std::string line = printable(status.name.value_or(""));
    if (status.department && !status.department->empty()) line += ", " + printable(*status.department);
    return line;
}

void print_status(Caller& caller, const control::NodeStatus& status) {
    const auto row = [&](const Phrase& label, const std::string& value) {
        constexpr std::size_t kLabelColumns = 16;
        if (!value.empty()) caller.print(pad(text(label), kLabelColumns) + value);
    };
    caller.print(id_and_name(status));
    row(phrase::kId, printable(status.id));
    row(phrase::kVersion, printable(status.version));
    row(phrase::kPort, status.port ? std::to_string(*status.port) : "");
    row(phrase::kAddresses, joined(status.addresses));
    for (const auto& way : status.discovery) row(phrase::kDiscovery, way_text(way));
    row(phrase::kPeersPresent, std::to_string(status.peers));
    row(phrase::kUptime, duration_text(std::chrono::seconds(status.uptime_s)));
    row(phrase::kReceiveDir, printable(status.receive_dir.value_or("")));
    row(phrase::kProfile, printable(status.profile.value_or("")));
    row(phrase::kProcess, std::to_string(status.pid));
    for (const auto& warning : status.warnings) row(phrase::kWarning, warning_text(warning));
    row(phrase::kMemory, status.rss_bytes ? human_bytes(*status.rss_bytes) : "");
}

int run_status(Caller& caller) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto answer = client->call(control::method::NodeStatus::kName, Json::object());
    if (!answer) return caller.fail(answer.error());
    if (caller.json()) {
        caller.print_row(*answer);
    } else if (const auto status = decode<control::NodeStatus>(*answer)) {
        print_status(caller, *status);
    }
    return 0;
}

}  // namespace

void add_status(CLI::App& root, Run& chosen) {
    auto* command =
        root.add_subcommand("status", "Show the running node: its id, ports and how it finds peers");
    command->footer("Example:\n  culver status --json | jq .port\n");
    command->callback([&chosen] { chosen = run_status; });
}

}  // namespace culver::cli
