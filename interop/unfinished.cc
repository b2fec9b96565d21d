// SPDX-License-Identifier: Apache-2.0
#include "interop/unfinished.h"

#include "base/log.h"
#include "transfer/confine.h"
#include "transfer/receive_root.h"

#include <sstream>

namespace culver::interop {

Unfinished::Unfinished(const std::string& kept, std::function<void(std::string)> keep)
    : keep_(std::move(keep)) {
    std::istringstream lines(kept);
    for (std::string line; std::getline(lines, line);) {
        const auto space = line.find(' ');
        const auto id = TransferId::parse(std::string_view(line).substr(0, space));
        if (id && space != std::string::npos) left_.emplace(*id, line.substr(space + 1));
    }
}

void Unfinished::begun(const TransferId& id, const std::string& folder) {
    if (folder.contains('\n')) return;  // ends a line; such a folder keeps what a kill leaves
    now_.insert_or_assign(id, folder);
    tell();
}

void Unfinished::ended(const TransferId& id) {
    if (now_.erase(id) != 0) tell();
}

void Unfinished::removed(const Entries& entries) {
    if (entries.empty()) return;
    for (const auto& [id, folder] : entries) left_.erase(id);
    tell();
}

Unfinished::Entries Unfinished::remove(const Entries& entries, std::stop_token stop) {
    Entries gone;
    for (const auto& [id, folder] : entries) {
        if (stop.stop_requested()) break;
        auto root = transfer::ReceiveRoot::open_existing(folder);
        if (!root) continue;
        auto removed = transfer::on_confined_thread(*root, [&root, &id] { return root->abandon(id); });
        if (removed) gone.emplace(id, folder);
        if (!removed)
            log::warn("what was left of a transfer stays in {}: {}", folder, removed.error().sentence());
    }
    return gone;
}

void Unfinished::tell() const {
    std::string text;
    for (const auto* entries : {&left_, &now_})
        for (const auto& [id, folder] : *entries) text += id.text() + ' ' + folder + '\n';
    keep_(std::move(text));
}

}  // namespace culver::interop
