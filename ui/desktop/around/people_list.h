// SPDX-License-Identifier: Apache-2.0
// A list of people (and groups) to choose from, with a search above: new groups, members, several receivers.
#pragma once
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/inputs.h"

#include <QSet>
#include <QStringList>

QT_BEGIN_NAMESPACE
class QListWidget;
class QListWidgetItem;
QT_END_NAMESPACE

namespace culver::desktop {

class Desk;

class PeopleList : public QWidget {
    Q_OBJECT
public:
    struct What {
        bool groups = false;       // also groups one is a member of
        bool only_culver = false;  // not those of other protocols
        QStringList without;       // ids that are not offered
    };
    PeopleList(Desk& desk, What what, QWidget* parent = nullptr);
    void set_chosen(const QStringList& ids);
    [[nodiscard]] QStringList chosen() const;
    [[nodiscard]] LineEdit& search() { return *search_; }
    [[nodiscard]] int offered() const;

Q_SIGNALS:
    void chosen_changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void toggle(QListWidgetItem* item);

    Desk& desk_;
    What what_;
    LineEdit* search_;
    QListWidget* list_;
    Words* nobody_;
    QStringList order_;  // of being chosen
};

}  // namespace culver::desktop
