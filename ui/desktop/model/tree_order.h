// SPDX-License-Identifier: Apache-2.0
// Files of folders in the order in which a person looks for them: as the language sorts, without regard to
// capitals, 2 before 10, and a folder right before what is in it.
#pragma once
#include "control/rows.h"

#include <vector>

namespace culver::desktop {

// Paths that are equal to a person stay apart: the order is one of bytes then. Each path is there once.
void put_in_tree_order(std::vector<control::OfferedFile>& files);

}  // namespace culver::desktop
