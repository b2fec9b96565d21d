// SPDX-License-Identifier: Apache-2.0
// Why somebody is not seen, and what helps: the node's doctor, its findings as a list.
#pragma once
#include "control/rows.h"
#include "ui/desktop/look/frames.h"

namespace culver::desktop {

class Desk;

class DoctorSheet : public Sheet {
    Q_OBJECT
public:
    // peer: whose way is examined; empty for this computer.
    DoctorSheet(QWidget* window, Desk& desk, const QString& peer);

private:
    void examine();
    void show_findings(const std::vector<control::Finding>& findings);
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
    bool asking_ = false;
};

}  // namespace culver::desktop
