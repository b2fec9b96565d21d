// SPDX-License-Identifier: Apache-2.0
// Search over what was ever said, in one conversation or all, with the way back into the conversation.
#pragma once
#include "control/talk_rows.h"
#include "ui/desktop/look/frames.h"

#include <QTimer>

QT_BEGIN_NAMESPACE
class QListView;
QT_END_NAMESPACE

namespace culver::desktop {

class Desk;
class EmptyState;

class SearchSheet : public Sheet {
    Q_OBJECT
public:
    // in: a peer or group, or empty for all.
    SearchSheet(QWidget* window, Desk& desk, const QString& in, const QString& words);

Q_SIGNALS:
    void jump(const QString& conversation, const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Results;
    void ask(bool more);
    void say();
    void show_none(bool none);  // where the list would stand
    void open_row(int row);

    Desk& desk_;
    QString in_;
    LineEdit* words_;
    Segment* where_ = nullptr;
    QListView* list_;
    Results* results_;
    EmptyState* none_;
    Words* told_;
    QTimer pause_;
    int round_ = 0;  // answers of earlier rounds come too late
    bool asking_ = false;
    control::Text earlier_;
};

}  // namespace culver::desktop
