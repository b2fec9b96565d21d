// SPDX-License-Identifier: Apache-2.0
// What leads into the past of a conversation, and out of the program: a date, and a copy of all that was
// said.
#include "control/methods.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/conversation_pane.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QRandomGenerator>
#include <cstdio>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr auto kCopy = ".culver-"_L1;  // no name that a person would give
constexpr auto kPart = ".part"_L1;
constexpr int kBase = 36;
constexpr qint64 kAbandonedAfter = 600;  // seconds

[[nodiscard]] control::ExportFormat format_of(const QString& path) {
    if (path.endsWith(u".json"_s, Qt::CaseInsensitive)) return control::ExportFormat::Json;
    return path.endsWith(u".txt"_s, Qt::CaseInsensitive) ? control::ExportFormat::Text
                                                         : control::ExportFormat::Html;
}

// A name for a file: what separates folders, or hides it, is left out.
[[nodiscard]] QString as_file_name(QString name) {
    name.replace(u'/', u'-');
    while (name.startsWith(u'.')) name.remove(0, 1);
    return name.isEmpty() ? u"Culver"_s : name.left(80);
}

// A copy is written beside the file whose place it takes: Mei.html.culver-3w5e11264sg.part.
[[nodiscard]] QString beside_of(const QString& path) {
    return path + kCopy + QString::number(QRandomGenerator::global()->generate64(), kBase) + kPart;
}

// What a copy left that was cut off (the window or the computer died): the same name, and nobody has written
// to it for a while. Another that is being written stays.
void remove_abandoned(const QString& path) {
    const QFileInfo target(path);
    const QString begins = target.fileName() + kCopy;
    const QDateTime since = QDateTime::currentDateTime().addSecs(-kAbandonedAfter);
    for (const QFileInfo& file : target.dir().entryInfoList(QDir::Files | QDir::Hidden)) {
        const QString name = file.fileName();
        if (!name.startsWith(begins) || !name.endsWith(kPart) || file.lastModified() > since) continue;
        bool is_number = false;
        (void)name.sliced(begins.size()).chopped(kPart.size()).toULongLong(&is_number, kBase);
        if (is_number) QFile::remove(file.filePath());
    }
}

}  // namespace

// The first day of the calendar is that of the first message.
void ConversationPane::go_to_date() {
    control::method::ChatHistory ask;
    ask.peer = id_.toStdString();
    ask.limit = 1;
    ask.first = true;
    desk_.client().call<control::method::ChatHistory>(
        ask, this, [this, id = id_](const control::Reply<control::MessagePage>& reply) {
            if (!reply) return told()(Wording::problem(reply.error()));
            if (id != id_ || around_ == nullptr) return;
            if (reply->messages.empty() || !reply->messages.front().time)
                return shell_.toast(tr("Go to a date"), tr("Nothing was said here yet."));
            const QDate first = local_time(*reply->messages.front().time).date();
            around_->open_date(first, [self = QPointer(this), id](const QDate& day) {
                if (self && self->id_ == id && self->model_ != nullptr) self->model_->jump_to_date(day);
            });
        });
}

void ConversationPane::save_all() {
    const QString name = as_file_name(is_notes() ? Wording::notes() : desk_.name_of(id_));
    const QString path = QFileDialog::getSaveFileName(
        window(), tr("Save a copy of all"), QDir::home().filePath(name + u".html"_s),
        tr("Web page (*.html);;Text (*.txt);;For programs (*.json)"));
    if (!path.isEmpty()) save_all_to(path);
}

// The node writes into no file that is there: it writes beside it, and that takes its place when it is whole.
void ConversationPane::save_all_to(const QString& path) {
    remove_abandoned(path);
    const QString beside = beside_of(path);
    desk_.export_messages(
        id_, beside, format_of(path), [self = QPointer(this), path, beside](const QString& problem) {
            const bool whole = problem.isEmpty() && std::rename(QFile::encodeName(beside).constData(),
                                                                QFile::encodeName(path).constData()) == 0;
            if (!whole) QFile::remove(beside);
            if (!self) return;
            if (!problem.isEmpty()) return self->told()(problem);
            if (!whole) return self->told()(tr("The copy could not be written there."));
            self->shell_.toast(tr("Saved"), path);
        });
}

}  // namespace culver::desktop
