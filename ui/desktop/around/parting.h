// SPDX-License-Identifier: Apache-2.0
// What becomes of the program when its window is closed, and of the node when the program ends. Messages and
// files come without a window, so only somebody who says Quit takes the node along, and never away from under
// a transfer without being asked.
#pragma once
#include "ui/desktop/look/frames.h"

namespace culver::desktop {

// Pure, so that every case is tested.
struct PartingCase {
    bool said_quit = false;    // in a menu or by Ctrl+Q; else the window was closed or the session ended
    bool goes_offline = true;  // the setting
    bool ours = true;          // a desktop started this node
    bool moving = false;       // a transfer is on its way
};
enum class Parting { Leave, Stop, Ask };  // the node goes on · goes along · the person decides
[[nodiscard]] Parting parting_for(const PartingCase& one);

// A closed window leaves its program in the tray, or, as long as notices tell what comes, without one: a
// click on a notice, or starting Culver again, brings the window back. Else the program would be there for
// nothing.
struct ClosingCase {
    bool stays = true;    // the setting
    bool tray = false;    // there is one
    bool notices = true;  // reach the person
};
[[nodiscard]] bool stays_when_closed(const ClosingCase& one);

class QuitSheet : public Sheet {
    Q_OBJECT
public:
    QuitSheet(QWidget* window, int moving);  // so many transfers

Q_SIGNALS:
    void decided(bool stop);  // Esc decides nothing: the program stays

private:
    void say();
    int moving_;
    Words* words_;
    Button* stop_;
    Button* stay_;
    Button* leave_;
};

}  // namespace culver::desktop
