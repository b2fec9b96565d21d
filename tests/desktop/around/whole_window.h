// SPDX-License-Identifier: Apache-2.0
// The whole window over a desk, open, with all that stands around it, in the language that the desk speaks.
#pragma once
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/view/main_window.h"

namespace culver::desktop::test {

struct WholeWindow {
    explicit WholeWindow(Desk& desk, QSize size = {1200, 780}) : window(desk), around(desk, window) {
        window.set_around(&around);
        theme().apply();
        window.resize(size);
        window.show();
    }
    MainWindow window;
    Surroundings around;
};

}  // namespace culver::desktop::test
