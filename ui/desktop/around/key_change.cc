// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/key_change.h"

#include "control/methods.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

KeyChangeSheet::KeyChangeSheet(QWidget* window, Desk& desk, const QString& peer)
    : Sheet(window, {}, 480),
      desk_(desk),
      peer_(peer),
      name_(desk.name_of(peer)),
      namesake_(verified_namesake()) {
    auto* head = new QWidget;
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(12);
    line->addWidget(new Glyph(u"alert"_s, Token::Danger, 24), 0, Qt::AlignTop);
    title_ = new Words({}, Type::Heading, Token::Danger);
    line->addWidget(title_, 1);
    set_widget_title(head);
    content().setContentsMargins(24, 12, 24, 0);
    words_ = new Words({}, Type::Body, Token::Ink);
    content().addWidget(words_);
    not_blocked_ = new Words({}, Type::Body, Token::Danger);
    content().addSpacing(12);
    content().addWidget(not_blocked_);
    block_ = add_escape({}, Button::Kind::TextDanger);
    open_ = add_button({}, Button::Kind::Second);
    verify_ = add_button({}, Button::Kind::Primary);
    open_->setVisible(!namesake_.isEmpty());
    connect(block_, &QAbstractButton::clicked, this, [this] {
        control::method::PeerBlock wish;
        wish.peer = "id:" + peer_.toStdString();
        block_->setEnabled(false);
        desk_.client().call(wish, this,
                            std::function<void(control::Reply<control::TrustRow>)>([this](const auto& reply) {
                                if (reply) return close_with(true);
                                problem_ = Wording::problem(reply.error());
                                block_->setEnabled(true);
                                say();
                            }));
    });
    connect(open_, &QAbstractButton::clicked, this, [this] {
        Q_EMIT open_conversation(namesake_);
        close_with(true);
    });
    connect(verify_, &QAbstractButton::clicked, this, [this] {
        Q_EMIT verify(peer_);
        close_with(true);
    });
    worded(this, [this] { say(); });
}

QString KeyChangeSheet::verified_namesake() const {
    for (const control::PeerRow* other : desk_.peers()) {
        if (other->trust != control::Trust::Verified || QString::fromStdString(other->id) == peer_) continue;
        const QString id = QString::fromStdString(other->id);
        if (desk_.name_of(id).compare(name_, Qt::CaseInsensitive) == 0) return id;
    }
    return {};
}

void KeyChangeSheet::say() {
    const QString given = Wording::given_name(name_);
    title_->setText(tr("This is not the %1 you verified").arg(given));
    setAccessibleName(title_->text());
    words_->setText(tr("Someone uses the name “%1”, but with a different key. %2 may have a new computer, or "
                       "somebody pretends to be %2. "
                       "Ask %2 in person before you send anything.")
                        .arg(name_, given));
    not_blocked_->setText(tr("Not blocked. %1").arg(problem_));
    not_blocked_->setVisible(!problem_.isEmpty());
    block_->setText(problem_.isEmpty() ? tr("Block") : tr("Try again"));
    open_->setText(tr("Open the verified %1").arg(given));
    verify_->setText(tr("Verify now"));
}

}  // namespace culver::desktop
