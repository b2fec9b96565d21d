// SPDX-License-Identifier: Apache-2.0
// What arrives by a foreign protocol right now, remembered over the end of the node: a node that was killed
// leaves hidden folders that nothing resumes, and the next one removes exactly those. Thread: the owner's;
// remove() any.
#pragma once
#include "base/ids.h"

#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace culver::interop {

class Unfinished {
public:
    using Entries = std::map<TransferId, std::string>;  // the receive folder of each, absolute

    // kept: what keep was given last, by this run or an earlier one. A line that cannot be read is left out.
    Unfinished(const std::string& kept, std::function<void(std::string)> keep);

    void begun(const TransferId& id, const std::string& folder);
    void ended(const TransferId& id);

    // Those of earlier runs.
    [[nodiscard]] const Entries& left() const { return left_; }
    // What remove() gave counts as ended.
    void removed(const Entries& entries);

    // Removes their hidden folders and gives those that are gone; one on a disk that is not plugged in stays
    // for another time. Waits for the disk, each on a confined thread, until it is to stop.
    [[nodiscard]] static Entries remove(const Entries& entries, std::stop_token stop);

private:
    void tell() const;

    std::function<void(std::string)> keep_;
    Entries left_;
    Entries now_;
};

}  // namespace culver::interop
