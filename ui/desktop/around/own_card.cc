// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/own_card.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

// One way to be seen: its sign, its word and what it means; a radio button to those who cannot see it.
class OwnCard::PresenceRow : public Pressable {
public:
    PresenceRow(control::Presence presence, QWidget* parent) : Pressable(parent), presence_(presence) {
        setCheckable(true);
        setAutoExclusive(true);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        ringed(this, 10);
    }
    [[nodiscard]] control::Presence presence() const { return presence_; }
    void set_words(const QString& word, const QString& meaning) {
        setText(word);
        setAccessibleDescription(meaning);
        meaning_ = meaning;
        updateGeometry();
        update();
    }
    [[nodiscard]] QSize sizeHint() const override {
        return {theme().px(160), theme().line_height(Type::Body) + theme().line_height(Type::Meta) + 14};
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme& look = theme();
        const QColor ground = look.color(isChecked()     ? Token::Selected
                                         : hover() > 0.5 ? Token::Hover
                                                         : Token::Surface);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(QRectF(rect()), 10, 10);
        // The glyph stands at the corner of an avatar that is not drawn.
        const double middle = height() / 2.0;
        paint_presence(painter, {0, middle - 26 + 7, 26, 26 - 2}, presence_, ground);
        const int title = look.line_height(Type::Body);
        const double top = (height() - title - look.line_height(Type::Meta)) / 2.0;
        paint_line(painter, 38, top, width() - 48, text(), Type::Body, look.color(Token::Ink));
        paint_line(painter, 38, top + title, width() - 48, meaning_, Type::Meta, look.color(Token::Ink2));
    }

private:
    control::Presence presence_;
    QString meaning_;
};

OwnCard::OwnCard(QWidget* window, Desk& desk) : Sheet(window, {}, 400), desk_(desk) {
    auto* head = new QWidget;
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(14);
    avatar_ = new Avatar(56);
    line->addWidget(avatar_);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    name_ = new Words({}, Type::Heading, Token::Ink);
    department_ = new Words({}, Type::Meta, Token::Ink2);
    words->addStretch(1);
    words->addWidget(name_);
    words->addWidget(department_);
    words->addStretch(1);
    line->addLayout(words, 1);
    set_widget_title(head);
    add_close([] { return tr("Close"); });
    content().setContentsMargins(24, 16, 24, 4);
    content().setSpacing(2);
    for (const auto presence : {control::Presence::Available, control::Presence::Away,
                                control::Presence::Busy, control::Presence::Dnd}) {
        auto* row = new PresenceRow(presence, nullptr);
        content().addWidget(row);
        rows_.push_back(row);
        connect(row, &QAbstractButton::clicked, this, [this, row] { choose(row->presence()); });
    }
    status_ = new Field({});
    status_->edit().setMaxLength(80);
    content().addSpacing(14);
    content().addWidget(status_);
    edit_ = add_escape({});
    quit_ = add_escape({});
    done_ = add_button({}, Button::Kind::Primary);
    connect(edit_, &QAbstractButton::clicked, this, [this] {
        Q_EMIT edit_profile();
        close_with(false);
    });
    // Where there is no tray, this is the menu that has it.
    connect(quit_, &QAbstractButton::clicked, this, [this] {
        close_with(false);
        Q_EMIT quit();
    });
    connect(done_, &QAbstractButton::clicked, this, &OwnCard::done);
    connect(&status_->edit(), &QLineEdit::returnPressed, this, &OwnCard::done);
    connect(&desk, &Desk::node_changed, this, &OwnCard::take);
    take();
    status_->set_text(safe_line(desk.presence().status_text.value_or("")));
    worded(this, [this] { say(); });
}

void OwnCard::say() {
    static const auto kMeaning = [](control::Presence presence) {
        switch (presence) {
            case control::Presence::Away: return tr("Not at the desk; messages wait");
            case control::Presence::Busy: return tr("Only what matters");
            case control::Presence::Dnd: return tr("Nothing rings unless you are mentioned");
            default: return tr("At the desk");
        }
    };
    for (PresenceRow* row : rows_)
        row->set_words(Wording::presence(row->presence()), kMeaning(row->presence()));
    status_->set_label(tr("What are you doing?"));
    status_->edit().setPlaceholderText(tr("On site until three"));
    status_->set_hint(tr("Seen by people you talk with."));
    edit_->setText(tr("Edit profile"));
    quit_->setText(tr("Quit"));
    done_->setText(tr("Done"));
    setAccessibleName(tr("You"));
}

void OwnCard::take() {
    const QString name = desk_.name_of(desk_.own_id());
    avatar_->set_look({.id = desk_.own_id(), .name = name});
    name_->setText(name);
    const QString department = safe_line(desk_.status().department.value_or(""));
    department_->setText(department);
    department_->setVisible(!department.isEmpty());
    presence_ = desk_.presence().presence;
    for (PresenceRow* row : rows_) row->setChecked(row->presence() == presence_);
}

void OwnCard::choose(control::Presence presence) {
    presence_ = presence;
    desk_.set_presence(presence, status_->text().simplified(), {});
}

void OwnCard::done() {
    if (status_->text().simplified() != safe_line(desk_.presence().status_text.value_or(""))) {
        desk_.set_presence(presence_, status_->text().simplified(), {});
    }
    close_with(true);
}

}  // namespace culver::desktop
