// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/ask_sheet.h"

#include "ui/desktop/look/kit.h"

#include <QPointer>
#include <QVBoxLayout>

namespace culver::desktop {

namespace {
constexpr int kWidth = 400;
constexpr int kNameLength = 128;  // a group's name has as many bytes at most
}  // namespace

AskSheet::AskSheet(QWidget* window, std::function<Asked()> words, std::function<void(Told)> act)
    : Sheet(window, {}, kWidth),
      words_(std::move(words)),
      text_(new Words({}, Type::Body, Token::Ink2)),
      problem_(new Words({}, Type::Meta, Token::Danger)) {
    content().setContentsMargins(24, 8, 24, 0);
    content().addWidget(text_);
    content().addSpacing(8);
    content().addWidget(problem_);
    problem_->hide();
    no_ = add_button({}, Button::Kind::Second);
    yes_ = add_button({}, Button::Kind::Destructive);
    connect(no_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(yes_, &QAbstractButton::clicked, this, [this, act = std::move(act)] {
        yes_->setEnabled(false);
        act([here = QPointer(this)](const QString& problem) {
            if (!here) return;
            if (problem.isEmpty()) return here->close_with(true);
            here->yes_->setEnabled(true);
            here->problem_->setText(problem);
            here->problem_->show();
            here->arrange();
        });
    });
    worded(this, [this] { say(); });
}

void AskSheet::ask() {
    open(no_);
}

void AskSheet::say() {
    const Asked asked = words_();
    set_title(asked.title);
    text_->setText(asked.text);
    no_->setText(tr("Cancel"));
    yes_->setText(asked.yes);
}

NameSheet::NameSheet(QWidget* window, const QString& name, std::function<void(const QString&, Told)> act)
    : Sheet(window, {}, kWidth), before_(name), act_(std::move(act)), name_(new Field({})) {
    content().setContentsMargins(24, 12, 24, 0);
    content().addWidget(name_);
    name_->edit().setMaxLength(kNameLength);
    name_->set_text(name);
    name_->edit().selectAll();
    cancel_ = add_button({}, Button::Kind::Second);
    save_ = add_button({}, Button::Kind::Primary);
    connect(cancel_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(save_, &QAbstractButton::clicked, this, &NameSheet::save);
    connect(&name_->edit(), &QLineEdit::returnPressed, this, &NameSheet::save);
    connect(&name_->edit(), &QLineEdit::textChanged, this, [this] { name_->set_error({}); });
    worded(this, [this] { say(); });
}

void NameSheet::ask() {
    open(&name_->edit());
}

void NameSheet::say() {
    set_title(tr("Rename the group"));
    name_->set_label(tr("Name, as everybody in it sees it"));
    cancel_->setText(tr("Cancel"));
    save_->setText(tr("Save"));
}

void NameSheet::save() {
    const QString name = name_->text().trimmed();
    if (name.isEmpty()) return name_->set_error(tr("A group needs a name"));
    if (name == before_) return close_with(false);
    save_->setEnabled(false);
    act_(name, [here = QPointer(this)](const QString& problem) {
        if (!here) return;
        if (problem.isEmpty()) return here->close_with(true);
        here->save_->setEnabled(true);
        here->name_->set_error(problem);
        here->arrange();
    });
}

}  // namespace culver::desktop
