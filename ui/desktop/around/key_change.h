// SPDX-License-Identifier: Apache-2.0
// Somebody bears the name of a verified colleague but another key: the three ways on, none of them taken by
// itself (look.md "Key change").
#pragma once
#include "ui/desktop/look/frames.h"

namespace culver::desktop {

class Desk;

class KeyChangeSheet : public Sheet {
    Q_OBJECT
public:
    KeyChangeSheet(QWidget* window, Desk& desk, const QString& peer);

Q_SIGNALS:
    void verify(const QString& peer);
    void open_conversation(const QString& peer);

private:
    // The verified one whose name this peer bears; empty when nobody known does.
    [[nodiscard]] QString verified_namesake() const;
    void say();

    Desk& desk_;
    QString peer_, name_, namesake_;
    QString problem_;  // why the block was refused
    Words* title_;
    Words* words_;
    Words* not_blocked_;
    Button* block_;
    Button* open_;
    Button* verify_;
};

}  // namespace culver::desktop
