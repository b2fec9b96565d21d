// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/shared_files.h"

#include "ui/desktop/model/group_send.h"
#include "ui/desktop/model/text.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/details_parts.h"
#include "ui/desktop/view/file_card.h"
#include "ui/desktop/view/file_words.h"
#include "ui/desktop/view/received_file.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <algorithm>
#include <unordered_set>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

struct Files {
    Q_DECLARE_TR_FUNCTIONS(Files)
};

constexpr int kWidth = 480;
constexpr std::uint64_t kPage = 200;  // messages asked for at once
constexpr int kLaterMs = 100;         // several changes in a row are shown once

QString joined(QStringList parts) {
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

QString moment_of(const control::Time& time) {
    return time ? Wording::moment(local_time(*time), QDateTime::currentDateTime()) : QString();
}

ListedFile of_transfers(const std::vector<const TransferView*>& send) {
    const control::TransferRow row = as_one(send).row;
    const bool out = row.direction == control::Direction::Out;
    const bool done = row.state == control::TransferState::Done;
    ListedFile file;
    file.name = send.front()->title;
    file.kind = kind_of(row);
    file.path = local_path(row);
    if (row.time) file.when = local_time(*row.time);
    if (send.front()->open_offer()) file.offer = text_of(row.id);
    const QString who = out ? Files::tr("You") : Wording::given_name(send.front()->peer_name);
    file.line = done ? joined({who, moment_of(row.time),
                               row.bytes_total ? Wording::size(*row.bytes_total) : QString()})
                     : joined({who, Wording::transfer_state(row.state)});
    return file;
}

ListedFile of_message(const Desk& desk, const control::MessageRow& message) {
    const bool out = message.direction == control::Direction::Out;
    const CardFacts facts = facts_of(*message.attachment, out, {});
    ListedFile file;
    file.name = facts.titles.value(0);
    file.kind = facts.kind;
    file.path = QString::fromStdString(message.attachment->path.value_or(std::string()));
    file.message = true;
    if (message.time) file.when = local_time(*message.time);
    const QString who =
        out ? Files::tr("You") : Wording::given_name(desk.name_of(QString::fromStdString(message.author)));
    file.line = joined({who, moment_of(message.time), facts.line.words.value(0)});
    return file;
}

// Opens by a press, and shows its folder beside that.
class FileRow : public QWidget {
public:
    FileRow(const ListedFile& file, QWidget* parent) : QWidget(parent) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 12, 0);
        row->setSpacing(0);
        open = new SharedFile(file.name, file.kind, file.line, this);
        row->addWidget(open, 1);
        if (file.path.isEmpty() || file.message) return;
        folder = new IconButton(u"folder"_s, Files::tr("Show in folder"), this);
        folder->setAccessibleName(Wording::clauses({Files::tr("Show in folder"), file.name}));
        row->addWidget(folder);
    }
    SharedFile* open;
    IconButton* folder = nullptr;
};

}  // namespace

bool is_shared_file(const control::MessageRow& message) {
    return message.attachment && message.attachment->kind != control::AttachmentKind::Picture &&
           message.attachment->kind != control::AttachmentKind::Voice &&
           message.state != control::MessageState::Recalled;
}

std::vector<ListedFile> shared_files(Desk& desk, const QString& conversation,
                                     const std::vector<control::MessageRow>& messages) {
    std::vector<ListedFile> files;
    const auto all = desk.transfers().within(conversation);
    std::unordered_set<const TransferView*> seen;
    for (const TransferView* one : all) {
        if (seen.contains(one)) continue;
        const auto send = sent_with(all, *one);  // what went to several is one file
        seen.insert(send.begin(), send.end());
        files.push_back(of_transfers(send));
    }
    for (const control::MessageRow& message : messages) {
        if (is_shared_file(message)) files.push_back(of_message(desk, message));
    }
    std::ranges::sort(files, std::ranges::greater(), &ListedFile::when);
    return files;
}

void open_listed(const ListedFile& file, QWidget* window, Shell& shell, Around* around) {
    if (!file.offer.isEmpty()) {
        if (around != nullptr) around->open_accept(file.offer);
    } else if (file.path.isEmpty()) {
        return;
    } else if (file.message) {
        save_copy_of(file.path, file.name, window, shell);
    } else {
        open_received(file.path, shell);
    }
}

FilesSheet::FilesSheet(QWidget* window, Desk& desk, Shell& shell, Around* around, Files files, int unnamed)
    : Sheet(window, u" "_s, kWidth),
      desk_(desk),
      shell_(shell),
      around_(around),
      files_(std::move(files)),
      unnamed_(unnamed) {
    add_close([] { return tr("Close"); });
    content().setContentsMargins(4, 8, 4, 0);
    later_.setSingleShot(true);
    later_.setInterval(kLaterMs);
    connect(&later_, &QTimer::timeout, this, &FilesSheet::fill);
    const auto later = [this] {
        if (!later_.isActive()) later_.start();
    };
    connect(&desk.transfers(), &TransferModel::transfer_changed, this, later);
    connect(&desk.transfers(), &TransferModel::transfers_reset, this, later);
    worded(this, [this] {
        set_title(conversation_.isEmpty() ? tr("Files") : tr("Shared files"));
        shown_.clear();
        fill();
    });
}

FilesSheet::FilesSheet(QWidget* window, Desk& desk, Shell& shell, Around* around, const QString& conversation)
    : FilesSheet(window, desk, shell, around,
                 [this, &desk, conversation] { return shared_files(desk, conversation, messages_); }) {
    conversation_ = conversation;
    set_title(tr("Shared files"));
    look_back({});
}

// Page by page into the past, until the beginning or until it is closed.
void FilesSheet::look_back(const control::Text& before) {
    control::method::ChatHistory ask;
    ask.peer = conversation_.toStdString();
    ask.limit = kPage;
    ask.before = before;
    desk_.client().call<control::method::ChatHistory>(
        ask, this, [this](const control::Reply<control::MessagePage>& reply) {
            if (reply) {
                std::ranges::copy_if(reply->messages, std::back_inserter(messages_), is_shared_file);
                if (reply->earlier && !reply->messages.empty()) look_back(reply->earlier);
            }
            if (!later_.isActive()) later_.start();
        });
}

void FilesSheet::fill() {
    const auto files = files_();
    if (list_ && files == shown_) return;
    shown_ = files;
    // Rows are made anew: the keyboard stays where it was.
    const auto rows = list_ ? list_->findChildren<QAbstractButton*>() : QList<QAbstractButton*>();
    const auto focused = rows.indexOf(qobject_cast<QAbstractButton*>(this->window()->focusWidget()));
    delete list_;
    list_ = new QWidget;
    auto* column = new QVBoxLayout(list_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    const std::size_t count = std::min(files.size(), most_);
    for (std::size_t i = 0; i < count; ++i) {
        auto* row = new FileRow(files[i], list_);
        connect(row->open, &QAbstractButton::clicked, this, [this, file = files[i]] {
            if (!file.offer.isEmpty()) close_with(false);  // the question takes its place
            open_listed(file, window(), shell_, around_);
        });
        if (row->folder != nullptr) {
            connect(row->folder, &QAbstractButton::clicked, this,
                    [this, path = files[i].path] { show_in_folder(path, shell_); });
        }
        column->addWidget(row);
    }
    if (files.size() > count) {
        const auto rest = static_cast<int>(files.size() - count);
        auto* more = new Button(tr("Show more (%n)", nullptr, rest), Button::Kind::Text, list_);
        connect(more, &QAbstractButton::clicked, this, [this] {
            most_ += kStep;
            shown_.clear();
            later_.start();
        });
        column->addWidget(more, 0, Qt::AlignHCenter);
    } else if (unnamed_ > 0) {
        auto* more = new Words(tr("and %n more", nullptr, unnamed_), Type::Meta, Token::Ink2, list_);
        more->setContentsMargins(20, 8, 20, 8);
        column->addWidget(more);
    }
    content().addWidget(list_);
    const auto now = list_->findChildren<QAbstractButton*>();
    if (focused >= 0 && focused < now.size()) now[focused]->setFocus(Qt::OtherFocusReason);
    arrange();
}

}  // namespace culver::desktop
