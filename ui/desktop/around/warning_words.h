// SPDX-License-Identifier: Apache-2.0
// What the node warns of, in the person's language. The node speaks English and to those who have a command
// line; of every warning it knows the window says in its own words what happened and what helps here. Pure.
#pragma once
#include "control/rows.h"

#include <QString>

namespace culver::desktop {

struct WarningWords {
    QString title, text;
};
// A code that a newer node made up is told in the node's words: better than nothing.
[[nodiscard]] WarningWords warning_words(const control::Finding& finding);

}  // namespace culver::desktop
