// SPDX-License-Identifier: Apache-2.0
// What the network check found, in the words and the language of the window. The node speaks English: in
// another language a finding is said by its code, with the addresses and commands that the node named.
#pragma once
#include "control/rows.h"

#include <QString>

namespace culver::desktop {

struct FindingWords {
    QString title;    // empty for a code that only a newer node knows
    QString message;  // plain text
    QString advice;   // may be empty; commands stand on lines of their own
};
[[nodiscard]] FindingWords finding_words(const control::Finding& finding);

}  // namespace culver::desktop
