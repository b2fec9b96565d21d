// SPDX-License-Identifier: Apache-2.0
// Who has a message or the files that went to a group: everybody by name, with how far it has come to them.
// It follows what happens while it is open.
#pragma once
#include "ui/desktop/look/frames.h"
#include "ui/desktop/model/desk.h"

#include <QPointer>
#include <QTimer>
#include <functional>
#include <vector>

namespace culver::desktop {

// One of those who get it.
struct WhoRow {
    QString id, name;
    QString words;  // Read, Delivered, "1.5 of 2.4 GB · 9 s left"
    QString icon;   // of the words; none for bars
    Token token = Token::Ink2;
    double progress = -1;  // of a bar below; -1: none
    bool moving = false;
    bool operator==(const WhoRow&) const = default;
};

// Of an own message in a group: those who confirmed or read it first, then those who got it, then the others.
[[nodiscard]] std::vector<WhoRow> who_has(const Desk& desk, const QString& group,
                                          const control::MessageRow& message);
// Of transfers, one for each receiver: those that are not done first.
[[nodiscard]] std::vector<WhoRow> who_gets(Desk& desk, const QStringList& transfers);

class WhoSheet : public Sheet {
    Q_OBJECT
public:
    // rows is asked again when something changes.
    WhoSheet(QWidget* window, Desk& desk, std::function<std::vector<WhoRow>()> rows);

private:
    void fill();
    std::function<std::vector<WhoRow>()> rows_;
    std::vector<WhoRow> shown_;
    QPointer<QWidget> list_;
    QTimer later_;
};

}  // namespace culver::desktop
