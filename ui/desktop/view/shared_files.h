// SPDX-License-Identifier: Apache-2.0
// The files of a conversation, or of one transfer, as a list: what they are called, who gave them, where they
// lie. Small files that were sent as messages (to groups and notes all are) stand among the transfers.
#pragma once
#include "ui/desktop/look/frames.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/file_words.h"
#include "ui/desktop/view/shell.h"

#include <QPointer>
#include <QTimer>
#include <functional>
#include <vector>

namespace culver::desktop {

// Of a conversation, newest first; of its messages those that are given.
[[nodiscard]] std::vector<ListedFile> shared_files(Desk& desk, const QString& conversation,
                                                   const std::vector<control::MessageRow>& messages);
// A file that is neither picture nor voice; nothing else is listed.
[[nodiscard]] bool is_shared_file(const control::MessageRow& message);
// Opens it, asks where a copy goes, or leads to the question whether it is wanted.
void open_listed(const ListedFile& file, QWidget* window, Shell& shell, Around* around);

// All of them, each to be opened and shown in its folder. Follows what happens while it is open.
class FilesSheet : public Sheet {
    Q_OBJECT
public:
    using Files = std::function<std::vector<ListedFile>()>;
    // unnamed: so many more there are whose names nobody told.
    FilesSheet(QWidget* window, Desk& desk, Shell& shell, Around* around, Files files, int unnamed = 0);
    // Everything of a conversation, however long ago.
    FilesSheet(QWidget* window, Desk& desk, Shell& shell, Around* around, const QString& conversation);
    static constexpr std::size_t kStep = 200;  // rows; a press shows as many again

private:
    void look_back(const control::Text& before);
    void fill();

    Desk& desk_;
    Shell& shell_;
    Around* around_;
    Files files_;
    int unnamed_ = 0;
    std::vector<ListedFile> shown_;
    std::size_t most_ = kStep;
    QPointer<QWidget> list_;
    QTimer later_;
    QString conversation_;
    std::vector<control::MessageRow> messages_;  // those with files
};

}  // namespace culver::desktop
