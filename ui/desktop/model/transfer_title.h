// SPDX-License-Identifier: Apache-2.0
// What a transfer is called, in the forms that fit narrower and narrower places. Safe plain text.
#pragma once
#include "control/rows.h"

#include <QStringList>

namespace culver::desktop {

// The last part of the only path, or of the first ones and how many more, from the longest form to the
// shortest: "plan.pdf, yard.jpg and 2 more", "plan.pdf and 3 more". "4 files" where none is named.
[[nodiscard]] QStringList titles_of(const control::TransferRow& row);
// So many more there are, of which an offer told no name.
[[nodiscard]] int unnamed_in(const control::TransferRow& row);

}  // namespace culver::desktop
