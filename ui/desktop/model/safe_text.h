// SPDX-License-Identifier: Apache-2.0
// Texts from the network as they may be shown: plain, with control and direction characters as blanks
// (threats.md T12). Pure.
#pragma once
#include <QString>
#include <string>

namespace culver::desktop {

// At most limit characters.
[[nodiscard]] QString safe_text(const QString& text, int limit = 100000);
[[nodiscard]] QString safe_line(const std::string& text, int limit = 256);  // line breaks as blanks too
// The same as a tooltip: Qt shows its escapes (&amp;) as they are unless there is a tag to tell that it is
// HTML.
[[nodiscard]] QString safe_tip(const QString& text);

}  // namespace culver::desktop
