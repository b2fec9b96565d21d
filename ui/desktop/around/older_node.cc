// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/older_node.h"

#include <QEvent>
#include <QVersionNumber>
#include <QWidget>

namespace culver::desktop {

OlderNode::OlderNode(Desk& desk, Shell& shell, QString own, std::function<bool()> goes_along)
    : desk_(desk), shell_(shell), own_(std::move(own)), goes_along_(std::move(goes_along)) {
    connect(&desk, &Desk::node_changed, this, &OlderNode::look);
    shell.window()->installEventFilter(this);
    look();
}

bool OlderNode::is_older(const QString& node, const QString& own) {
    const auto theirs = QVersionNumber::fromString(node), ours = QVersionNumber::fromString(own);
    return !theirs.isNull() && !ours.isNull() && theirs < ours;
}

bool OlderNode::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show) look();
    return QObject::eventFilter(watched, event);
}

void OlderNode::look() {
    const QString version = QString::fromStdString(desk_.client().hello().version);
    // Whose node it is stands in its status, which comes after its greeting.
    if (desk_.client().state() != NodeClient::State::Ready || desk_.status().id.empty()) return;
    if (!is_older(version, own_) || told_.contains(version) || !shell_.window()->isVisible()) return;
    told_.append(version);
    shell_.toast(tr("The background service is older"),
                 goes_along_() ? tr("It is version %1, this window %2. Quit Culver and start it again, so "
                                    "that all of the window works.")
                                     .arg(version, own_)
                               : tr("It is version %1, this window %2. Restart it, for instance by logging "
                                    "out and in, so that all of the window works.")
                                     .arg(version, own_));
}

}  // namespace culver::desktop
