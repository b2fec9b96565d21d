// SPDX-License-Identifier: Apache-2.0
// One's own card: how one is seen, a line about what one does, and the way to the rest of the profile.
#pragma once
#include "control/enumerators.h"
#include "ui/desktop/look/frames.h"

#include <vector>

namespace culver::desktop {

class Desk;

class OwnCard : public Sheet {
    Q_OBJECT
public:
    OwnCard(QWidget* window, Desk& desk);

Q_SIGNALS:
    void edit_profile();
    void quit();

private:
    class PresenceRow;
    void say();
    void take();
    void choose(control::Presence presence);
    void done();

    Desk& desk_;
    Avatar* avatar_;
    Words* name_;
    Words* department_;
    std::vector<PresenceRow*> rows_;
    control::Presence presence_ = control::Presence::Available;
    Field* status_;
    Button* edit_;
    Button* quit_;
    Button* done_;
};

}  // namespace culver::desktop
