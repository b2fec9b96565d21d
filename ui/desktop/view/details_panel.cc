// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/details_panel.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/details_parts.h"
#include "ui/desktop/view/shared_files.h"
#include "ui/desktop/view/way_out.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <optional>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHead = 60;
constexpr int kMargin = 20;
constexpr int kAvatar = 64;
constexpr int kMostPictures = 3;
constexpr std::size_t kMostFiles = 3;
constexpr int kMostMembers = 4;
constexpr int kLaterMs = 150;  // several changes in a row are shown once

// A quiet card of radius 12.
class Card : public QWidget {
public:
    explicit Card(QWidget* parent) : QWidget(parent) {}

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Token::Window));
        painter.drawRoundedRect(QRectF(rect()), 12, 12);
    }
};

// What has the keyboard, by what it is called and which of those it is, so that its like can take over.
struct Focused {
    QString name;
    qsizetype nth;
};

QList<QWidget*> called(const QWidget& inside, const QString& name) {
    QList<QWidget*> found = inside.findChildren<QWidget*>();
    found.removeIf([&](const QWidget* one) {
        return one->focusPolicy() == Qt::NoFocus || one->accessibleName() != name;
    });
    return found;
}

std::optional<Focused> focus_in(const QWidget* inside) {
    const QWidget* focus = inside == nullptr ? nullptr : inside->window()->focusWidget();
    if (focus == nullptr || !inside->isAncestorOf(focus)) return std::nullopt;
    const QString name = focus->accessibleName();
    return Focused{name, called(*inside, name).indexOf(focus)};
}

void give_focus(const QWidget& inside, const Focused& was) {
    const QList<QWidget*> found = called(inside, was.name);
    if (was.nth >= 0 && was.nth < found.size()) found[was.nth]->setFocus(Qt::OtherFocusReason);
}

}  // namespace

DetailsPanel::DetailsPanel(Desk& desk, Shell& shell, QWidget* parent)
    : QWidget(parent), desk_(desk), shell_(shell) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(kMargin, 0, 12, 1);
    title_ = new Words({}, Type::Head, Token::Ink, head);
    auto* close = new IconButton(u"close"_s, tr("Close"), head);
    row->addWidget(title_, 1, Qt::AlignVCenter);
    row->addWidget(close);
    themed(head, [head] { head->setFixedHeight(theme().px(kHead)); });
    connect(close, &QAbstractButton::clicked, this, &DetailsPanel::close_wanted);
    column->addWidget(head);
    page_ = new Page(this);
    column->addWidget(page_, 1);
    setFocusPolicy(Qt::TabFocus);
    setFocusProxy(page_);
    later_.setSingleShot(true);
    later_.setInterval(kLaterMs);
    connect(&later_, &QTimer::timeout, this, &DetailsPanel::fill);
    worded(this, [this, close] {
        title_->setText(tr("Details"));
        close->set_name(tr("Close"));
        later_.start();
    });
    const auto later = [this] { later_.start(); };
    connect(&theme(), &Theme::changed, this, later);
    connect(&desk_, &Desk::peer_changed, this, [this](const QString& id) {
        if (id == id_ || desk_.role_in(id_, id) != control::GroupRole::Unknown) later_.start();
    });
    connect(&desk_, &Desk::group_changed, this, [this](const QString& id) {
        if (id == id_) later_.start();
    });
    connect(&desk_, &Desk::lists_reset, this, later);
    connect(&desk_, &Desk::card_changed, this, [this](const QString& id) {
        if (id == id_) later_.start();
    });
    connect(&desk_.transfers(), &TransferModel::ended, this, later);
    connect(&desk_.settings(), &DeskSettings::marks_changed, this, later);
}

void DetailsPanel::show_for(const QString& id) {
    if (id == id_) return;
    if (model_ != nullptr) model_->disconnect(this);
    id_ = id;
    all_members_ = false;
    model_ = id.isEmpty() ? nullptr : desk_.conversation(id);
    if (model_ != nullptr) {
        connect(model_, &QAbstractItemModel::rowsInserted, this, [this] { later_.start(); });
        connect(model_, &QAbstractItemModel::modelReset, this, [this] { later_.start(); });
    }
    fill();
}

void DetailsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    fill();
}

Told DetailsPanel::told() {
    return [self = QPointer(this)](const QString& problem) {
        if (self && !problem.isEmpty()) self->shell_.toast(tr("That did not work"), problem);
    };
}

void DetailsPanel::fill() {
    if (!isVisible()) return;
    const auto focused = focus_in(inside_);
    delete inside_;
    inside_ = new QWidget;
    auto* column = new QVBoxLayout(inside_);
    column->setContentsMargins(0, 20, 0, 16);
    column->setSpacing(0);
    if (!id_.isEmpty() && model_ != nullptr) {
        add_person(*column);
        add_card(*column);
        add_trust(*column);
        add_acts(*column);
        add_pictures(*column);
        add_files(*column);
        add_members(*column);
        add_file_rule(*column);
        add_partings(*column);
    }
    column->addStretch(1);
    page_->column().addWidget(inside_, 1);
    if (focused) give_focus(*inside_, *focused);
}

void DetailsPanel::add_person(QVBoxLayout& column) {
    AvatarLook look{.id = id_, .name = desk_.name_of(id_)};
    std::optional<control::Presence> presence;
    const auto* group = desk_.group(id_);
    QString second;
    if (group != nullptr) {
        look.shape = AvatarShape::Group;
        second = Wording::people(static_cast<int>(group->members.size()));
    } else if (id_ == desk_.own_id()) {
        look.shape = AvatarShape::Notes;
        look.name = Wording::notes();
        second = Wording::notes_hint();
    } else if (const auto* peer = desk_.peer(id_)) {
        presence = peer->presence;
        const bool stranger = peer->trust == control::Trust::Changed;
        if (stranger) look.shape = AvatarShape::Shield;
        look.gone = peer->presence == control::Presence::Offline && !stranger;
        const QString department = safe_line(peer->department.value_or(std::string()));
        second = Wording::presence(peer->presence);
        if (!department.isEmpty()) second = department + u" · "_s + second;
    }
    auto* portrait = new Avatar(kAvatar, inside_);
    portrait->setContentsMargins(3, 0, 3, 6);
    portrait->set_look(look, presence);
    column.addWidget(portrait, 0, Qt::AlignHCenter);
    column.addSpacing(4);
    auto* lines = new QVBoxLayout;
    lines->setContentsMargins(kMargin, 0, kMargin, 0);
    lines->setSpacing(0);
    auto* name = new Words(look.name, Type::Heading, Token::Ink, inside_);
    auto* below = new Words(second, Type::Meta, Token::Ink2, inside_);
    for (Words* words : {name, below}) {
        words->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        lines->addWidget(words);
    }
    column.addLayout(lines);
}

// What they tell about themselves. Nothing proves it; it is plain text that can be copied.
void DetailsPanel::add_card(QVBoxLayout& column) {
    const auto* peer = desk_.peer(id_);
    if (peer == nullptr || desk_.group(id_) != nullptr || peer->trust == control::Trust::Changed) return;
    const auto* card = desk_.card_of(id_);
    std::vector<std::pair<QString, QString>> facts{{tr("Status"), safe_line(peer->status_text.value_or(""))}};
    if (card != nullptr) {
        facts.insert(facts.end(), {{tr("Room"), safe_line(card->room.value_or(""))},
                                   {tr("Telephone"), safe_line(card->phone.value_or(""))},
                                   {tr("E-mail"), safe_line(card->email.value_or(""))},
                                   {tr("Note"), safe_line(card->note.value_or(""))}});
    }
    std::erase_if(facts, [](const auto& fact) { return fact.second.isEmpty(); });
    if (facts.empty()) return;
    column.addSpacing(14);
    for (const auto& [name, words] : facts) {
        auto* fact = new FactRow(name, words, inside_);
        connect(fact, &QAbstractButton::clicked, this, [this, name, words] {
            QGuiApplication::clipboard()->setText(words);
            shell_.toast(tr("Copied"), name + u": "_s + words);
        });
        column.addWidget(fact);
    }
}

void DetailsPanel::add_trust(QVBoxLayout& column) {
    const auto* peer = desk_.peer(id_);
    if (peer == nullptr || desk_.group(id_) != nullptr) return;
    const bool verified = peer->trust == control::Trust::Verified;
    const bool foreign = peer->protocol != Protocol::Culver;
    auto* outer = new QHBoxLayout;
    outer->setContentsMargins(kMargin, 14, kMargin, 0);
    auto* card = new Card(inside_);
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(12, 12, 12, 12);
    row->setSpacing(10);
    row->addWidget(
        new Glyph(verified ? u"verified"_s : u"shield"_s, verified ? Token::Ok : Token::Ink2, 20, card), 0,
        Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(
        new Words(verified ? tr("Verified") : tr("Not verified"), Type::SmallHeavy, Token::Ink, card));
    const QString why =
        verified ? tr("You compared the code. Only the two of you can read your messages and files.")
        : peer->protocol == Protocol::Localsend
            ? tr("Speaks LocalSend: what you send is not protected as between two Culvers.")
        : foreign ? tr("Speaks IP Messenger: what you write is not protected as between two Culvers.")
                  : tr("Compare a short code once, and you know that nobody stands between you.");
    words->addWidget(new Words(why, Type::Meta, Token::Ink2, card));
    if (!verified && !foreign) {
        auto* verify = new Button(tr("Verify"), Button::Kind::Second, card);
        verify->set_small(true);
        connect(verify, &QAbstractButton::clicked, this, [this] {
            if (around_ != nullptr) around_->open_verify(id_);
        });
        words->addSpacing(6);
        words->addWidget(verify, 0, Qt::AlignLeft);
    }
    row->addLayout(words, 1);
    outer->addWidget(card);
    column.addLayout(outer);
}

void DetailsPanel::add_acts(QVBoxLayout& column) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kMargin, 14, kMargin, 0);
    row->setSpacing(8);
    const bool group = desk_.group(id_) != nullptr;
    const bool muted = desk_.settings().muted(id_);
    auto* first = new ActTile(group ? u"addperson"_s : u"upload"_s,
                              group ? tr("Add people") : tr("Send files"), inside_);
    auto* mute = new ActTile(muted ? u"bell"_s : u"belloff"_s, muted ? tr("Unmute") : tr("Mute"), inside_);
    auto* find = new ActTile(u"search"_s, tr("Search"), inside_);
    connect(first, &QAbstractButton::clicked, this, [this, group] {
        if (group && around_ != nullptr) around_->open_add_members(id_);
        if (!group) Q_EMIT files_chosen(QFileDialog::getOpenFileNames(window(), tr("Choose files")));
    });
    connect(mute, &QAbstractButton::clicked, this,
            [this, muted] { desk_.settings().set_muted(id_, !muted); });
    connect(find, &QAbstractButton::clicked, this, &DetailsPanel::search_wanted);
    for (ActTile* tile : {first, mute, find}) row->addWidget(tile, 1);
    column.addLayout(row);
}

QWidget* DetailsPanel::add_label(QVBoxLayout& column, const QString& words, const QString& link,
                                 std::function<void()> pressed) {
    auto* row = new QWidget(inside_);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(kMargin, 18, link.isEmpty() ? kMargin : 10, 6);
    line->addWidget(new Words(words, Type::MetaHeavy, Token::Ink2, row), 1, Qt::AlignVCenter);
    if (!link.isEmpty()) {
        auto* button = new Button(link, Button::Kind::Text, row);
        button->set_small(true);
        connect(button, &QAbstractButton::clicked, this, std::move(pressed));
        line->setContentsMargins(kMargin, 12, 10, 0);
        line->addWidget(button);
    }
    column.addWidget(row);
    return row;
}

void DetailsPanel::add_pictures(QVBoxLayout& column) {
    std::vector<LoadedPicture> found = model_->pictures();
    std::ranges::reverse(found);
    if (found.empty()) return;
    add_label(column, tr("Shared pictures"), {}, {});
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kMargin, 0, kMargin, 0);
    row->setSpacing(6);
    for (std::size_t i = 0; i < kMostPictures; ++i) {
        if (i >= found.size()) {
            row->addStretch(1);
            continue;
        }
        auto* thumbnail = new Thumbnail(pictures_, found[i].path, found[i].name, inside_);
        connect(thumbnail, &QAbstractButton::clicked, this, [this, path = found[i].path] {
            if (around_ != nullptr) around_->open_picture(path);
        });
        row->addWidget(thumbnail, 1);
    }
    column.addLayout(row);
}

void DetailsPanel::add_files(QVBoxLayout& column) {
    auto files = shared_files(desk_, id_, model_->files());
    if (files.empty()) return;
    // What was said before what is loaded may have more.
    const bool more = files.size() > kMostFiles || !model_->at_beginning();
    add_label(column, tr("Shared files"), more ? tr("Show all", "files") : QString(),
              [this] { (new FilesSheet(window(), desk_, shell_, around_, id_))->open(); });
    if (files.size() > kMostFiles) files.resize(kMostFiles);
    for (const ListedFile& one : files) {
        auto* file = new SharedFile(one.name, one.kind, one.line, inside_);
        connect(file, &QAbstractButton::clicked, this,
                [this, one] { open_listed(one, window(), shell_, around_); });
        column.addWidget(file);
    }
}

void DetailsPanel::add_members(QVBoxLayout& column) {
    const auto* group = desk_.group(id_);
    if (group == nullptr) return;
    add_label(column, tr("People"), {}, {});
    const auto count = static_cast<int>(group->members.size());
    const int most = all_members_ || count <= kMostMembers + 1 ? count : kMostMembers;
    for (int i = 0; i < most; ++i) {
        const QString member = QString::fromStdString(group->members[static_cast<std::size_t>(i)]);
        PersonHead::Look look;
        look.id = member;
        look.name = desk_.name_of(member);
        const bool self = member == desk_.own_id();
        const auto* peer = desk_.peer(member);
        look.presence = self              ? desk_.presence().presence
                        : peer != nullptr ? peer->presence
                                          : control::Presence::Offline;
        look.verified = peer != nullptr && peer->trust == control::Trust::Verified;
        look.shield = peer != nullptr && peer->trust == control::Trust::Changed;
        QString word = self ? tr("You") : Wording::presence(look.presence);
        if (const QString role = Wording::group_role(desk_.role_in(id_, member)); !role.isEmpty())
            word = role + u" · "_s + word;
        auto* row = new MemberRow(look, word, inside_);
        if (self) {
            column.addWidget(row);
            continue;
        }
        connect(row, &QAbstractButton::clicked, this, [this, member] { Q_EMIT chosen(member); });
        row->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(row, &QWidget::customContextMenuRequested, this,
                [this, row, member](const QPoint& at) { open_member_menu(member, row->mapToGlobal(at)); });
        column.addWidget(row);
    }
    if (most == count) return;
    auto* rest = new Button(tr("Show all %1", "people").arg(count), Button::Kind::Text, inside_);
    rest->set_small(true);
    connect(rest, &QAbstractButton::clicked, this, [this] {
        all_members_ = true;
        later_.start();
    });
    auto* line = new QHBoxLayout;
    line->setContentsMargins(10, 4, 10, 0);
    line->addWidget(rest);
    line->addStretch(1);
    column.addLayout(line);
}

void DetailsPanel::open_member_menu(const QString& member, const QPoint& global) {
    using control::GroupRole;
    const GroupRole own = desk_.role_in(id_, desk_.own_id()), theirs = desk_.role_in(id_, member);
    QMenu menu(this);
    menu.addAction(tr("Write to %1").arg(Wording::given_name(desk_.name_of(member)).replace(u'&', u"&&"_s)),
                   this, [this, member] { Q_EMIT chosen(member); });
    if (own == GroupRole::Owner && theirs != GroupRole::Unknown) {
        const bool admin = theirs == GroupRole::Admin;
        menu.addAction(admin ? tr("Take the admin's rights away") : tr("Make an admin"), this,
                       [this, group = id_, member, admin] { desk_.appoint(group, member, !admin, told()); });
    }
    if (around_ != nullptr &&
        (own == GroupRole::Owner || (own == GroupRole::Admin && theirs == GroupRole::Member))) {
        menu.addAction(tr("Remove from the group"), this,
                       [this, group = id_, member] { around_->open_remove(group, member); });
    }
    menu.exec(global);
}

// What ends something stands below everything else.
void DetailsPanel::add_partings(QVBoxLayout& column) {
    auto way = way_out_of(desk_, around_, id_, told());
    if (!way) return;
    auto* button =
        new Button(way->words, way->mends ? Button::Kind::Text : Button::Kind::TextDanger, inside_);
    button->set_small(true);
    connect(button, &QAbstractButton::clicked, this, std::move(way->act));
    auto* line = new QHBoxLayout;
    line->setContentsMargins(10, 16, 10, 0);
    line->addWidget(button);
    line->addStretch(1);
    column.addLayout(line);
}

void DetailsPanel::add_file_rule(QVBoxLayout& column) {
    const auto* peer = desk_.peer(id_);
    if (peer == nullptr || desk_.group(id_) != nullptr || !desk_.hold_of(id_).isEmpty()) return;
    add_label(column, tr("Receiving files"), {}, {});
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kMargin, 6, kMargin, 6);
    auto* choice = new Switch(tr("Always accept"), inside_);
    choice->setCheckable(true);
    // What it was when it was last shown: else the panel, made anew, would take the keyboard from it.
    const auto known = file_rules_.constFind(id_);
    choice->setEnabled(known != file_rules_.cend());
    choice->setChecked(choice->isEnabled() && *known);
    row->addWidget(new Words(tr("Always accept"), Type::Body, Token::Ink, inside_), 1);
    row->addWidget(choice);
    column.addLayout(row);
    control::method::AutoAcceptGet ask;
    ask.peer = "id:" + peer->id;
    desk_.client().call<control::method::AutoAcceptGet>(
        ask, choice, [this, choice, id = id_](control::Reply<control::AutoAcceptRule> reply) {
            if (!reply) return;
            file_rules_.insert(id, reply->enabled);
            const QSignalBlocker quiet(choice);
            choice->setChecked(reply->enabled);
            choice->setEnabled(true);
        });
    connect(choice, &QAbstractButton::toggled, this, [this, id = id_](bool on) {
        file_rules_.insert(id, on);
        desk_.always_accept(id, on, told());
    });
}

void DetailsPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(Token::Canvas));
    const QColor line = theme().color(Token::Line);
    painter.fillRect(QRect(0, 0, 1, height()), line);
    painter.fillRect(QRect(0, theme().px(kHead) - 1, width(), 1), line);
}

}  // namespace culver::desktop
