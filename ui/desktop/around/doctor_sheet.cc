// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/doctor_sheet.h"

#include "control/methods.h"
#include "ui/desktop/around/finding_words.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

struct SeverityLook {
    QString icon;
    Token token;
    QString word;
};

[[nodiscard]] SeverityLook look_of(control::Severity severity) {
    switch (severity) {
        case control::Severity::Ok: return {u"check"_s, Token::Ok, DoctorSheet::tr("All well")};
        case control::Severity::Problem: return {u"alert"_s, Token::Danger, DoctorSheet::tr("Problem")};
        case control::Severity::Warning: return {u"warning"_s, Token::Warn, DoctorSheet::tr("Warning")};
        default: return {u"info"_s, Token::Ink2, DoctorSheet::tr("Note")};
    }
}

}  // namespace

DoctorSheet::DoctorSheet(QWidget* window, Desk& desk, const QString& peer)
    : Sheet(window, u" "_s, 560), desk_(desk), peer_(peer) {
    add_close([] { return tr("Close"); });
    lead_ = new Words({}, Type::Body, Token::Ink2);
    dots_ = new Dots(8, 6);
    dots_->setFixedHeight(36);
    content().addWidget(lead_);
    content().addWidget(dots_);
    copy_ = add_escape({});
    close_ = add_button({}, Button::Kind::Second);
    again_ = add_button({}, Button::Kind::Primary);
    again_->set_icon(u"retry"_s);
    connect(copy_, &QAbstractButton::clicked, this, &DoctorSheet::copy);
    connect(close_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(again_, &QAbstractButton::clicked, this, &DoctorSheet::examine);
    worded(this, [this] { say(); });
    examine();
}

void DoctorSheet::say() {
    set_title(peer_.isEmpty() ? tr("Network examination") : tr("The way to %1").arg(desk_.name_of(peer_)));
    if (asking_) lead_->setText(tr("Looking at the network. This may take half a minute."));
    copy_->setText(tr("Copy report"));
    close_->setText(tr("Close"));
    again_->setText(tr("Examine again"));
    if (!asking_ && problem_) lead_->setText(Wording::problem(*problem_));
    if (!asking_ && !problem_) show_findings();
}

void DoctorSheet::examine() {
    asking_ = true;
    problem_.reset();
    delete found_;
    found_ = nullptr;
    lead_->show();
    dots_->show();
    copy_->hide();
    again_->setEnabled(false);
    say();
    control::method::Doctor wish;
    if (!peer_.isEmpty()) wish.peer = "id:" + peer_.toStdString();
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::FindingList>)>([this](const auto& reply) {
                            asking_ = false;
                            dots_->hide();
                            again_->setEnabled(true);
                            if (reply) findings_ = reply->findings;
                            if (!reply) problem_ = reply.error();
                            say();
                        }));
}

void DoctorSheet::show_findings() {
    delete found_;
    auto* box = new Box;
    report_.clear();
    for (const control::Finding& finding : findings_) {
        const SeverityLook look = look_of(finding.severity);
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(14, 12, 14, 12);
        line->setSpacing(12);
        auto* sign = new Glyph(look.icon, look.token, 20);
        sign->setAccessibleName(look.word);
        sign->setToolTip(look.word);
        line->addWidget(sign, 0, Qt::AlignTop);
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        const QString message = safe_text(QString::fromStdString(finding.message), 1000);
        const QString advice = safe_text(QString::fromStdString(finding.advice.value_or("")), 2000);
        const FindingWords words = finding_words(finding);
        column->addWidget(
            new Words(words.title.isEmpty() ? words.message : words.title, Type::Strong, Token::Ink));
        if (!words.title.isEmpty()) column->addWidget(new Words(words.message, Type::Small, Token::Ink));
        if (!words.advice.isEmpty()) column->addWidget(new Words(words.advice, Type::Meta, Token::Ink2));
        // Whoever helps may ask for the node's own sentence; the report has it as well.
        if (words.message != message) row->setToolTip(safe_tip(message));
        line->addLayout(column, 1);
        box->add(row);
        report_ += u"%1 [%2] %3\n"_s.arg(QString::fromUtf8(to_word(finding.severity)),
                                         QString::fromStdString(finding.code), message);
        if (!advice.isEmpty()) report_ += u"    %1\n"_s.arg(advice);
    }
    lead_->setText({});
    lead_->hide();
    copy_->show();
    found_ = new QWidget;
    auto* column = new QVBoxLayout(found_);
    column->setContentsMargins(0, 12, 0, 0);
    column->addWidget(box);
    content().addWidget(found_);
    arrange();
}

void DoctorSheet::copy() {
    QGuiApplication::clipboard()->setText(report_);
}

}  // namespace culver::desktop
