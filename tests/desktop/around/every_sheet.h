// SPDX-License-Identifier: Apache-2.0
// Every sheet and page around the main window, each opened over the office (office.h), for tests that look at
// all of them.
#pragma once
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/surroundings.h"

#include <span>

namespace culver::desktop {
class SettingsWindow;
}

namespace culver::desktop::test {

struct Shown {
    const char* name;
    void (*open)(Surroundings&, Office&);
};

[[nodiscard]] std::span<const Shown> every_sheet();
[[nodiscard]] std::span<const char* const> every_page();  // of the settings
// The settings, opened there; null: they did not open.
[[nodiscard]] SettingsWindow* open_settings(Surroundings& around, Office& office);

}  // namespace culver::desktop::test
