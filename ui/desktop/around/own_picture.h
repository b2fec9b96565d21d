// SPDX-License-Identifier: Apache-2.0
// One's own picture, to be chosen, dropped or taken away. What is chosen is made small first: the square in
// the middle of it, without what a camera wrote into it.
#pragma once
#include "ui/desktop/look/kit.h"

#include <QWidget>

namespace culver::desktop {

class Desk;

class OwnPicture : public QWidget {
    Q_OBJECT
public:
    explicit OwnPicture(Desk& desk, QWidget* parent = nullptr);
    void use(const QString& path);  // as if it had been chosen

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choose();
    void send(const QByteArray& content);
    void take();
    void set_problem(const QString& sentence);

    Desk& desk_;
    Avatar* avatar_;
    Button* choose_;
    Button* remove_;
    Words* hint_;
    Words* problem_;
};

}  // namespace culver::desktop
