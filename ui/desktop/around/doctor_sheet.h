// SPDX-License-Identifier: Apache-2.0
// Why somebody is not seen, and what helps: the node's doctor, its findings as a list.
#pragma once
#include "control/outcome.h"
#include "control/rows.h"
#include "ui/desktop/look/frames.h"

#include <optional>
#include <vector>

namespace culver::desktop {

class Desk;

class DoctorSheet : public Sheet {
    Q_OBJECT
public:
    // peer: whose way is examined; empty for this computer.
    DoctorSheet(QWidget* window, Desk& desk, const QString& peer);

private:
    void examine();
    void show_findings();
    void say();
    void copy();

    Desk& desk_;
    QString peer_;
    Words* lead_;
    Dots* dots_;
    QWidget* found_ = nullptr;
    QString report_;
    Button* copy_;
    Button* close_;
    Button* again_;
    std::vector<control::Finding> findings_;   // what was answered last,
    std::optional<control::Refusal> problem_;  // or why nothing was
    bool asking_ = true;                       // nothing yet
};

}  // namespace culver::desktop
