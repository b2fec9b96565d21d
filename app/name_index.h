// SPDX-License-Identifier: Apache-2.0
// Who ever bore which name, found from either side: every row that is shown asks whether its name is
// somebody's, and there may be thousands of rows. Names are looks (control::look_of_name). Pure.
#pragma once
#include "base/ids.h"

#include <map>
#include <set>
#include <string>

namespace culver::app {

class NameIndex {
public:
    void add(const PeerKey& peer, const std::string& look) {
        if (names_[peer].insert(look).second) bearers_[look].insert(peer);
    }
    void forget(const PeerKey& peer) {
        const auto gone = names_.extract(peer);
        if (gone.empty()) return;
        for (const std::string& look : gone.mapped()) {
            const auto bearers = bearers_.find(look);
            bearers->second.erase(peer);
            if (bearers->second.empty()) bearers_.erase(bearers);
        }
    }

    // Both are empty where nothing is known, and valid until the next change.
    [[nodiscard]] const std::set<std::string>& names(const PeerKey& peer) const {
        static const std::set<std::string> none;
        const auto found = names_.find(peer);
        return found == names_.end() ? none : found->second;
    }
    [[nodiscard]] const std::set<PeerKey>& bearers(const std::string& look) const {
        static const std::set<PeerKey> none;
        const auto found = bearers_.find(look);
        return found == bearers_.end() ? none : found->second;
    }

private:
    std::map<PeerKey, std::set<std::string>> names_;
    std::map<std::string, std::set<PeerKey>> bearers_;  // never an empty set
};

}  // namespace culver::app
