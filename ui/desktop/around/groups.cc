// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/groups.h"

#include "control/methods.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/model/wording.h"

#include <QFileInfo>
#include <QVBoxLayout>
#include <algorithm>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

[[nodiscard]] Words* problem_line(QVBoxLayout& column) {
    auto* problem = new Words({}, Type::Meta, Token::Danger);
    problem->hide();
    column.addSpacing(8);
    column.addWidget(problem);
    return problem;
}

void tell(Words* problem, const QString& sentence) {
    problem->setText(sentence);
    problem->setVisible(!sentence.isEmpty());
}

[[nodiscard]] std::vector<std::string> ids_of(const QStringList& ids) {
    std::vector<std::string> peers;
    for (const QString& id : ids) peers.push_back("id:" + id.toStdString());
    return peers;
}

}  // namespace

// --- A new group

NewGroupSheet::NewGroupSheet(QWidget* window, Desk& desk, const QStringList& members)
    : Sheet(window, u" "_s, 480), desk_(desk) {
    content().setContentsMargins(24, 12, 24, 0);
    name_ = new Field({});
    name_->edit().setMaxLength(128);
    people_ = new PeopleList(desk, {.groups = false, .only_culver = true, .without = {}});
    people_->set_chosen(members);
    history_ = new Check({});
    content().addWidget(name_);
    content().addSpacing(12);
    content().addWidget(people_, 1);
    content().addSpacing(12);
    content().addWidget(history_);
    problem_ = problem_line(content());
    cancel_ = add_button({}, Button::Kind::Second);
    create_ = add_button({}, Button::Kind::Primary);
    set_full(true);
    connect(cancel_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(create_, &QAbstractButton::clicked, this, &NewGroupSheet::create);
    connect(people_, &PeopleList::chosen_changed, this, &NewGroupSheet::say);
    connect(&name_->edit(), &QLineEdit::textChanged, this, [this] { name_->set_error({}); });
    connect(&name_->edit(), &QLineEdit::returnPressed, this, &NewGroupSheet::create);
    worded(this, [this] { say(); });
}

void NewGroupSheet::say() {
    set_title(tr("New group"));
    name_->set_label(tr("Name"));
    history_->setText(tr("Who joins later may read what was said before"));
    cancel_->setText(tr("Cancel"));
    const int count = static_cast<int>(people_->chosen().size());
    create_->setText(count == 0 ? tr("Create group") : tr("Create with %n people", nullptr, count));
}

void NewGroupSheet::create() {
    if (!create_->isEnabled()) return;  // Enter once more, before the answer
    const QString name = name_->text().trimmed();
    if (name.isEmpty()) {
        name_->set_error(tr("A group needs a name"));
        return name_->edit().setFocus();
    }
    control::method::GroupCreate wish;
    wish.name = name.toStdString();
    wish.peers = ids_of(people_->chosen());
    wish.open_history = history_->isChecked();
    create_->setEnabled(false);
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::GroupRow>)>([this](const auto& reply) {
                            create_->setEnabled(true);
                            if (!reply) return tell(problem_, Wording::problem(reply.error()));
                            Q_EMIT created(QString::fromStdString(reply->id));
                            close_with(true);
                        }));
}

// --- More members

AddMembersSheet::AddMembersSheet(QWidget* window, Desk& desk, const QString& group)
    : Sheet(window, u" "_s, 480), desk_(desk), group_(group) {
    content().setContentsMargins(24, 12, 24, 0);
    QStringList members;
    if (const control::GroupRow* row = desk.group(group)) {
        for (const std::string& member : row->members) members.append(QString::fromStdString(member));
    }
    people_ = new PeopleList(desk, {.groups = false, .only_culver = true, .without = members});
    content().addWidget(people_, 1);
    problem_ = problem_line(content());
    cancel_ = add_button({}, Button::Kind::Second);
    add_ = add_button({}, Button::Kind::Primary);
    set_full(true);
    connect(cancel_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(add_, &QAbstractButton::clicked, this, &AddMembersSheet::add);
    connect(people_, &PeopleList::chosen_changed, this, &AddMembersSheet::say);
    worded(this, [this] { say(); });
}

void AddMembersSheet::say() {
    set_title(tr("Add people to %1").arg(desk_.name_of(group_)));
    cancel_->setText(tr("Cancel"));
    const int count = static_cast<int>(people_->chosen().size());
    add_->setText(count == 0 ? tr("Add") : tr("Add %n people", nullptr, count));
    add_->setEnabled(count > 0);
}

void AddMembersSheet::add() {
    control::method::GroupAdd wish;
    wish.group = group_.toStdString();
    wish.peers = ids_of(people_->chosen());
    add_->setEnabled(false);
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::GroupRow>)>([this](const auto& reply) {
                            add_->setEnabled(true);
                            if (!reply) return tell(problem_, Wording::problem(reply.error()));
                            close_with(true);
                        }));
}

// --- Several receivers

ReceiversSheet::ReceiversSheet(QWidget* window, Desk& desk, const QString& text, const QStringList& paths,
                               const QString& name)
    : Sheet(window, u" "_s, 480), desk_(desk), paths_(paths), name_(name) {
    content().setContentsMargins(24, 12, 24, 0);
    text_ = new TextArea({}, 3);
    text_->setPlainText(text);
    files_ = new Words({}, Type::Meta, Token::Ink2);
    people_ = new PeopleList(desk, {.groups = true, .only_culver = false, .without = {}});
    content().addWidget(text_);
    content().addSpacing(8);
    content().addWidget(files_);
    content().addSpacing(8);
    content().addWidget(people_, 1);
    notice_ = new Check({});
    notice_->setVisible(paths_.isEmpty());
    content().addSpacing(12);
    content().addWidget(notice_);
    problem_ = problem_line(content());
    cancel_ = add_button({}, Button::Kind::Second);
    send_ = add_button({}, Button::Kind::Primary);
    send_->set_icon(u"send"_s);
    set_full(true);
    connect(cancel_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(send_, &QAbstractButton::clicked, this, &ReceiversSheet::send);
    connect(people_, &PeopleList::chosen_changed, this, &ReceiversSheet::say);
    connect(text_, &QPlainTextEdit::textChanged, this, &ReceiversSheet::say);
    connect(notice_, &QAbstractButton::toggled, this, &ReceiversSheet::say);
    worded(this, [this] { say(); });
}

void ReceiversSheet::say() {
    set_title(notice_->isChecked() ? tr("Give a notice") : tr("Who gets it?"));
    notice_->setText(tr("A notice: it stands out until each has confirmed it"));
    text_->setPlaceholderText(tr("Write a message"));
    text_->setAccessibleName(tr("Write a message"));
    QStringList names;
    for (const QString& path : paths_) names.append(name_of(path));
    files_->setText(Wording::names(names));
    files_->setVisible(!paths_.isEmpty());
    cancel_->setText(tr("Cancel"));
    const int count = static_cast<int>(people_->chosen().size());
    send_->setText(count == 0 ? tr("Send") : tr("Send to %n people", nullptr, count));
    send_->setEnabled(count > 0 && (!paths_.isEmpty() || !text_->toPlainText().trimmed().isEmpty()));
}

void ReceiversSheet::begin_notice(const QStringList& to) {
    people_->set_chosen(to);
    notice_->setChecked(true);
}

QString ReceiversSheet::name_of(const QString& path) const {
    return name_.isEmpty() ? QFileInfo(path).fileName() : name_;
}

bool ReceiversSheet::goes_inside(const QStringList& to) const {
    if (paths_.size() != 1 || QFileInfo(paths_.first()).size() > kMaxAttachment) return false;
    if (name_.isEmpty() && file_look(paths_.first(), false).icon != u"image"_s) return false;
    return std::ranges::all_of(to, [this](const QString& id) {
        const auto* peer = desk_.peer(id);
        return desk_.group(id) != nullptr || (peer != nullptr && peer->protocol == Protocol::Culver);
    });
}

void ReceiversSheet::send() {
    const QStringList to = people_->chosen();
    const QString text = text_->toPlainText().trimmed();
    send_->setEnabled(false);
    const QPointer<ReceiversSheet> here(this);
    const auto told = [here](const QString& problem) {
        if (!here) return;
        here->send_->setEnabled(true);
        if (problem.isEmpty()) return here->close_with(true);
        tell(here->problem_, problem);
    };
    if (goes_inside(to)) return desk_.attach(to, paths_.first(), text, {}, told, name_of(paths_.first()));
    if (!paths_.isEmpty()) {
        const auto files_sent = [this, here, to, text, told](const QString& problem) {
            if (!problem.isEmpty() || text.isEmpty() || !here) return told(problem);
            // They have gone: whatever becomes of the words, they must not go twice.
            paths_.clear();
            say();
            send_->setEnabled(false);
            desk_.say(to, text, {}, {}, told);
        };
        QStringList kept = paths_;
        std::ranges::transform(kept, kept.begin(), lasting);  // they may be fetched when the window is gone
        return desk_.send_files(to, kept, files_sent);
    }
    if (notice_->isChecked()) return desk_.give_notice(to, text, told);
    desk_.say(to, text, {}, {}, told);
}

}  // namespace culver::desktop
