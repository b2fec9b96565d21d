// SPDX-License-Identifier: Apache-2.0
// Tells that the node which runs is of an older program than the window, as after an update: once for each
// such version, when the window is seen. All that both know works on, so it is a toast and no hindrance.
#pragma once
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/shell.h"

#include <QObject>
#include <QStringList>
#include <functional>

namespace culver::desktop {

class OlderNode : public QObject {
    Q_OBJECT
public:
    // own: the version of this program. goes_along tells whether Quit ends the node too: what helps depends
    // on it.
    OlderNode(Desk& desk, Shell& shell, QString own, std::function<bool()> goes_along);

    // False where one of them is not a version.
    [[nodiscard]] static bool is_older(const QString& node, const QString& own);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void look();

    Desk& desk_;
    Shell& shell_;
    QString own_;
    std::function<bool()> goes_along_;
    QStringList told_;  // versions
};

}  // namespace culver::desktop
