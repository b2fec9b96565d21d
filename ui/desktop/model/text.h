// SPDX-License-Identifier: Apache-2.0
// Texts of the control API as Qt's. What is shown of them goes through safe_text() or safe_line()
// (safe_text.h).
#pragma once
#include <QString>
#include <string>

namespace culver::desktop {

[[nodiscard]] inline QString text_of(const std::string& text) {
    return QString::fromStdString(text);
}

}  // namespace culver::desktop
