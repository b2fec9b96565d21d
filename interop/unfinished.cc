// SPDX-License-Identifier: Apache-2.0
#include "interop/unfinished.h"

#include "base/log.h"
#include "transfer/receive_root.h"

#include <sstream>
#include <utility>

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

Unfinished::Entries Unfinished::take_left() {
    auto left = std::exchange(left_, {});
    if (!left.empty()) tell();
    return left;
}

void Unfinished::remove(const Entries& entries) {
    for (const auto& [id, folder] : entries) {
        auto root = transfer::ReceiveRoot::open_existing(folder);
        if (!root) continue;
        if (auto removed = root->abandon(id); !removed)
            log::warn("what was left of a transfer stays in {}: {}", folder, removed.error().sentence());
    }
}

void Unfinished::tell() const {
    std::string text;
    for (const auto* entries : {&left_, &now_})
        for (const auto& [id, folder] : *entries) text += id.text() + ' ' + folder + '\n';
    keep_(std::move(text));
}

}  // namespace culver::interop
