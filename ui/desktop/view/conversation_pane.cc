// SPDX-License-Identifier: Apache-2.0
// Builds the pane and keeps it true; conversation_acts.cc does what clicks and keys ask.
#include "ui/desktop/view/conversation_pane.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/unread_beside.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/conversation_aloud.h"
#include "ui/desktop/view/conversation_parts.h"
#include "ui/desktop/view/drop_veil.h"
#include "ui/desktop/view/empty_state.h"

#include <QBoxLayout>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QInputMethod>
#include <QMimeData>
#include <QPainter>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHead = 60;
constexpr int kTyping = 22;
constexpr int kTypingSide = 24;
constexpr int kComposerSide = 16;
constexpr int kComposerBelow = 14;
constexpr int kDraftMs = 500;
constexpr int kConnection = 36;

// A strip in a soft colour across the pane.
class Strip : public QWidget {
public:
    Strip(Token ground, QWidget* parent) : QWidget(parent), ground_(ground) {}

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), theme().color(ground_)); }

private:
    Token ground_;
};

}  // namespace

ConversationPane::ConversationPane(Desk& desk, Shell& shell, QWidget* parent)
    : QWidget(parent), desk_(desk), shell_(shell) {
    setAcceptDrops(true);
    build();
    wire_view();
    wire_composer();
    wire_voice();
    draft_timer_.setSingleShot(true);
    draft_timer_.setInterval(kDraftMs);
    connect(&draft_timer_, &QTimer::timeout, this, &ConversationPane::keep_draft);
    connect(&desk_, &Desk::node_changed, this, [this] {
        show_connection();
        show_head();
    });
    const auto about = [this](const QString& id) {
        const bool here = id == id_;
        if (here) {
            show_head();
            show_lock();
        }
        if (here && model_ != nullptr && model_->is_group()) set_names();
    };
    connect(&desk_, &Desk::peer_changed, this, about);
    connect(&desk_, &Desk::group_changed, this, about);
    connect(&desk_, &Desk::lists_reset, this, [this] {
        if (id_.isEmpty()) return open({});
        show_head();
        show_lock();
        set_names();
        view_->set_setting(setting());
    });
    connect(&desk_, &Desk::reworded, this, [this] {
        show_head();
        show_lock();
    });
    connect(&desk_.settings(), &DeskSettings::changed, this,
            [this] { composer_->set_enter_sends(desk_.settings().enter_sends()); });
    composer_->set_enter_sends(desk_.settings().enter_sends());
    connect(&desk_.settings(), &DeskSettings::draft_added, this,
            [this](const QString& id, const QString& text) {
                if (id != id_) return;
                composer_->add_to_draft(text);
            });
    open({});
}

ConversationPane::~ConversationPane() {
    keep_draft();
}

void ConversationPane::build() {
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    talk_ = new QWidget(this);
    auto* column = new QVBoxLayout(talk_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    build_head(*column);

    // Above everything: it also counts while no conversation is open.
    connection_ = new Strip(Token::WarnSoft, this);
    auto* line = new QHBoxLayout(connection_);
    line->setContentsMargins(20, 6, 20, 6);
    line->setSpacing(10);
    line->addWidget(new Glyph(u"retry"_s, Token::Warn, 18, connection_));
    connection_words_ = new Words({}, Type::Small, Token::Ink, connection_);
    line->addWidget(connection_words_, 1);
    replace_ = new Button({}, Button::Kind::Second, connection_);
    replace_->set_small(true);
    connect(replace_, &QAbstractButton::clicked, this, [this] {
        if (around_ != nullptr) around_->replace_node();
    });
    line->addWidget(replace_);
    themed(connection_, [this] { connection_->setMinimumHeight(theme().px(kConnection)); });
    whole->addWidget(connection_);

    impostor_ = new Banner(u"alert"_s, Token::Danger, Token::DangerSoft, talk_);
    auto* verify = impostor_->add_button({}, Button::Kind::Primary);
    known_ = impostor_->add_button({}, Button::Kind::Second);
    auto* block = impostor_->add_button({}, Button::Kind::TextDanger);
    connect(verify, &QAbstractButton::clicked, this, [this] {
        if (around_ != nullptr) around_->open_verify(id_);
    });
    connect(known_, &QAbstractButton::clicked, this, [this] { Q_EMIT chosen(desk_.verified_namesake(id_)); });
    connect(block, &QAbstractButton::clicked, this, [this] {
        if (around_ != nullptr) around_->open_block(id_);
    });
    worded(impostor_, [this, verify, block] {
        verify->setText(tr("Verify now"));
        block->setText(tr("Block"));
        if (!id_.isEmpty()) show_key_change();
    });
    column->addWidget(impostor_);

    view_ = new ConversationView(talk_);
    column->addWidget(view_, 1);

    typing_ = new QWidget(talk_);
    auto* who = new QHBoxLayout(typing_);
    who->setSpacing(8);
    typing_words_ = new Words({}, Type::Meta, Token::Ink2, typing_);
    typing_words_->set_one_line(Words::Cut::May);
    dots_ = new Dots(5, 3, typing_);
    dots_->setAttribute(Qt::WA_TransparentForMouseEvents);
    who->addWidget(typing_words_);
    who->addWidget(dots_);
    who->addStretch(1);
    themed(typing_, [this] {
        typing_->setFixedHeight(theme().px(kTyping));
        dots_->setFixedSize(dots_->sizeHint());
    });
    column->addWidget(typing_);

    below_ = new QHBoxLayout;
    composer_ = new Composer(talk_);
    below_->addWidget(composer_);
    column->addLayout(below_);
    themed(composer_, [this] { align_below(); });

    choose_ = new EmptyState(EmptyState::Picture::Bird, this);
    nobody_ = new EmptyState(EmptyState::Picture::Alone, this);
    auto* check = nobody_->add_button(tr("Check the network"), Button::Kind::Primary);
    check->set_icon(u"pulse"_s);
    connect(check, &QAbstractButton::clicked, this, [this] {
        if (around_ != nullptr) around_->open_doctor();
    });
    auto* address = nobody_->add_button(tr("Add by address"), Button::Kind::Second);
    connect(address, &QAbstractButton::clicked, this, [this] {
        if (around_ != nullptr) around_->open_settings(u"network"_s);
    });
    worded(this, [this, check, address] {
        choose_->set_words(tr("Pick someone to talk to"), tr("Or press Ctrl K and type a name."));
        nobody_->set_words(
            tr("Nobody here yet"),
            tr("Culver is listening. Add someone by address, or check what the network lets through."));
        check->setText(tr("Check the network"));
        address->setText(tr("Add by address"));
        show_connection();
    });
    whole->addWidget(talk_);
    whole->addWidget(choose_);
    whole->addWidget(nobody_);
    veil_ = new DropVeil(this);
    veil_->hide();
    const auto emptiness = [this] {
        if (id_.isEmpty()) open({});
    };
    connect(&desk_.roster(), &QAbstractItemModel::rowsInserted, this, emptiness);
    connect(&desk_.roster(), &QAbstractItemModel::modelReset, this, emptiness);
}

void ConversationPane::build_head(QVBoxLayout& column) {
    auto* head = new Strip(Token::Canvas, talk_);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(20, 0, 12, 0);
    row->setSpacing(12);  // none beside what is hidden
    back_ = new BackButton(head);
    head_ = new PersonHead(Token::Canvas, head);
    search_ = new IconButton(u"search"_s, tr("Search here"), head);
    details_ = new IconButton(u"panel"_s, tr("Details"), head);
    more_ = new IconButton(u"more"_s, tr("More"), head);
    details_->setCheckable(true);
    auto* who = new QHBoxLayout;
    who->setSpacing(0);
    who->addWidget(back_);
    who->addWidget(head_, 1);
    row->addLayout(who, 1);
    for (IconButton* button : {search_, details_, more_}) row->addWidget(button);
    themed(head, [head] { head->setFixedHeight(theme().px(kHead) - 1); });
    worded(head, [this] {
        show_beside();
        search_->set_name(tr("Search here"));
        details_->set_name(tr("Details"));
        more_->set_name(tr("More"));
    });
    auto* line = new Strip(Token::Line, talk_);
    line->setFixedHeight(1);
    column.addWidget(head);
    column.addWidget(line);
    connect(back_, &QAbstractButton::clicked, this, &ConversationPane::back_wanted);
    connect(head_, &QAbstractButton::clicked, this, &ConversationPane::details_wanted);
    connect(details_, &QAbstractButton::clicked, this, &ConversationPane::details_wanted);
    connect(search_, &QAbstractButton::clicked, this, &ConversationPane::search);
    connect(more_, &QAbstractButton::clicked, this, &ConversationPane::open_head_menu);
    back_->hide();
    connect(&desk_, &Desk::unread_changed, this, &ConversationPane::show_beside);
    // Where one message is read as another comes, their number stays.
    connect(&desk_, &Desk::summary_changed, this, &ConversationPane::show_beside);
}

void ConversationPane::show_beside() {
    const int beside = unread_beside(desk_, id_);
    back_->set_count(beside);
    back_->set_name(beside > 0 ? tr("Back, %n unread elsewhere", nullptr, beside) : tr("Back"));
}

bool ConversationPane::is_notes() const {
    return !id_.isEmpty() && id_ == desk_.own_id();
}

BubbleSetting ConversationPane::setting() const {
    BubbleSetting made;
    made.group = model_ != nullptr && model_->is_group();
    made.own_id = desk_.own_id();
    made.name_of = [this](const QString& id) { return desk_.name_of(id); };
    if (!made.group) {
        made.other_name = desk_.name_of(id_);
        const auto* peer = desk_.peer(id_);
        made.other_gone = !is_notes() && (peer == nullptr || peer->presence == control::Presence::Offline);
    }
    made.voice = [this](const QString& path) { return voice_at(path); };
    made.notes = is_notes();
    made.free_room = [this] { return free_room_.words(receive_folder(desk_)); };
    return made;
}

void ConversationPane::open(const QString& id) {
    if (id == id_ && !id.isEmpty()) return;
    hold();
    if (model_ != nullptr) model_->disconnect(this);
    id_ = id;
    show_beside();
    const bool none = id.isEmpty();
    const bool alone = none && desk_.lists_known() && desk_.peers().empty() && desk_.groups().empty();
    talk_->setVisible(!none);
    choose_->setVisible(none && !alone);
    nobody_->setVisible(alone);
    model_ = none ? nullptr : desk_.conversation(id);
    if (model_ == nullptr) {
        view_->set_feed({}, setting());
        return;
    }
    Feed feed;
    feed.model = model_;
    auto* model = model_.data();
    feed.item = [model](int row) -> const ConversationItem& { return model->item(row); };
    feed.fetch_earlier = [model] { model->fetch_earlier(); };
    feed.fetch_later = [model] { return model->fetch_later(); };
    feed.seen = [this, model] {
        if (shell_.in_sight(id_)) model->seen();
    };
    connect(model_, &ConversationModel::typing_changed, this, &ConversationPane::show_typing);
    connect(model_, &ConversationModel::jumped, view_, &ConversationView::show_row);
    connect(model_, &ConversationModel::arrived, view_, &ConversationView::arrived);
    // Behind another window a notice says it.
    connect(model_, &ConversationModel::heard, this, [this](int row) {
        const bool quiet = desk_.presence().presence == control::Presence::Dnd;
        if (isActiveWindow() && !quiet && !desk_.settings().muted(id_)) tell_arrival(*view_, row);
    });
    view_->set_feed(std::move(feed), setting());
    composer_->clear();
    composer_->set_text(desk_.settings().draft(id_));
    if (auto held = held_.extract(id_)) {
        if (held.mapped().edited.isEmpty() && !held.mapped().text.isEmpty())
            composer_->set_text({});  // longer than a draft: all of it was held
        held.mapped().draft = composer_->text();
        composer_->give_back(held.mapped());
    }
    set_names();
    show_head();
    show_lock();
    show_typing();
    show_connection();
}

void ConversationPane::set_names() {
    std::vector<Composer::Member> members;
    if (const auto* group = desk_.group(id_)) {
        for (const std::string& member : group->members) {
            const QString id = QString::fromStdString(member);
            if (id != desk_.own_id()) members.push_back({id, desk_.name_of(id)});
        }
        members.push_back({u"all"_s, tr("all")});
    }
    composer_->set_members(std::move(members));
}

void ConversationPane::show_head() {
    if (id_.isEmpty()) return;
    PersonHead::Look look;
    look.id = id_;
    look.name = desk_.name_of(id_);
    if (const auto* group = desk_.group(id_)) {
        look.group = true;
        int here = 0;
        for (const std::string& member : group->members) {
            const auto* peer = desk_.peer(QString::fromStdString(member));
            const bool self = member == desk_.own_id().toStdString();
            if (self || (peer != nullptr && peer->presence != control::Presence::Offline)) ++here;
        }
        look.second = tr("%1 · %n here now", nullptr, here)
                          .arg(Wording::people(static_cast<int>(group->members.size())));
    } else if (is_notes()) {
        look.notes = true;
        look.name = Wording::notes();
        look.second = Wording::notes_hint();
    } else if (const auto* peer = desk_.peer(id_)) {
        look.presence = peer->presence;
        look.verified = peer->trust == control::Trust::Verified;
        look.shield = look.alarming = peer->trust == control::Trust::Changed;
        if (look.shield) look.chip = tr("Not verified");
        if (!look.shield && peer->protocol == Protocol::Ipmsg) look.chip = Wording::ip_messenger();
        const QString department = safe_line(peer->department.value_or(std::string()));
        const QString status = safe_line(peer->status_text.value_or(std::string()));
        look.second = look.shield ? tr("A stranger who uses this name") : Wording::presence(peer->presence);
        if (!look.shield && !department.isEmpty()) look.second = department + u" · "_s + look.second;
        if (!look.shield && !status.isEmpty()) look.second += u" · "_s + status;
    }
    head_->set_look(look, Type::Head);
    const BubbleSetting now = setting();
    view_->set_setting(now);
}

void ConversationPane::show_lock() {
    if (id_.isEmpty()) return;
    const auto* peer = desk_.peer(id_);
    const auto* group = desk_.group(id_);
    show_key_change();
    const bool was_locked = composer_->locked();
    if (peer != nullptr && peer->trust == control::Trust::Changed) {
        composer_->lock(tr("Writing is locked until you verify this person"), tr("Verify"));
    } else if (peer != nullptr && peer->trust == control::Trust::Blocked) {
        composer_->lock(tr("You blocked this person"), tr("Unblock"));
    } else if (group != nullptr && group->state == control::GroupState::Invited) {
        composer_->lock(tr("You are invited to this group"), tr("Join"));
    } else if (group != nullptr && group->state != control::GroupState::Member) {
        composer_->lock(tr("You are not in this group any more"), {});
    } else {
        composer_->lock({}, {});
    }
    // The messages take text in the field's name (input_handover.h): no longer, or again.
    if (was_locked != composer_->locked()) QGuiApplication::inputMethod()->update(Qt::ImEnabled);
}

void ConversationPane::show_key_change() {
    const auto* peer = desk_.peer(id_);
    impostor_->setVisible(peer != nullptr && peer->trust == control::Trust::Changed);
    const QString name = desk_.name_of(id_);
    const QString given = Wording::given_name(name);
    known_->setText(tr("Open the verified %1").arg(given));
    known_->setVisible(!desk_.verified_namesake(id_).isEmpty());
    impostor_->set_words(
        tr("This is not the %1 you verified").arg(given),
        tr("Someone uses the name “%1”, but with a different key. %2 may have a new computer, or "
           "somebody pretends to be %2. Ask %2 in person before you send anything.")
            .arg(name, given));
}

void ConversationPane::show_typing() {
    const QString words = model_ != nullptr ? model_->typing_line() : QString();
    typing_words_->setText(words);
    typing_words_->setVisible(!words.isEmpty());
    dots_->setVisible(!words.isEmpty());
}

void ConversationPane::show_connection() {
    const auto state = desk_.client().state();
    const bool other = state == NodeClient::State::OtherVersion;
    connection_->setVisible(state == NodeClient::State::Lost || other);
    replace_->setVisible(other);
    replace_->setText(tr("End it and start this one", "the running Culver"));
    if (!other) return connection_words_->setText(tr("Reconnecting. What you write is kept."));
    const bool older = desk_.client().hello().api_version < control::kApiVersion;
    connection_words_->setText(
        older ? tr("The running Culver is older than this window. Files on their way stop when you end it, "
                   "and go on with the new one.")
              : tr("The running Culver is newer than this window: start the window again, or end what runs. "
                   "Files on their way stop then, and go on after that."));
}

void ConversationPane::keep_draft() {
    draft_timer_.stop();
    if (!id_.isEmpty()) desk_.settings().set_draft(id_, composer_->draft());
}

void ConversationPane::hold() {
    composer_->keep_voice();
    if (!player_.path().isEmpty()) player_.stop();
    seek_plays_.reset();
    keep_draft();
    if (id_.isEmpty()) return;
    Composer::Written standing = composer_->standing();
    const bool is_draft = standing.text.trimmed().isEmpty() || desk_.settings().draft(id_) == standing.text;
    if (standing.edited.isEmpty() && is_draft) standing.text.clear();
    if (standing.text.isEmpty() && standing.paths.isEmpty() && standing.reply_to.isEmpty() &&
        standing.edited.isEmpty())
        return;
    held_.insert_or_assign(id_, std::move(standing));
}

void ConversationPane::jump_to(const QString& message) {
    if (model_ != nullptr) model_->jump_to(message);
}

void ConversationPane::set_back(bool shown) {
    back_->setVisible(shown);
    // There is no room beside it: the details are another page, which the name and the menu open.
    details_->setVisible(!shown);
    auto* row = static_cast<QHBoxLayout*>(back_->parentWidget()->layout());
    row->setContentsMargins(shown ? 8 : 20, 0, 12, 0);
}

void ConversationPane::set_details_open(bool open) {
    details_->setChecked(open);
}

void ConversationPane::focus_composer() {
    if (!id_.isEmpty() && !composer_->locked()) composer_->editor().setFocus(Qt::OtherFocusReason);
}

QWidget* ConversationPane::open_editor() const {
    const bool open = !id_.isEmpty() && !composer_->locked() && composer_->editor().isVisible();
    return open ? &composer_->editor() : nullptr;
}

void ConversationPane::focus_messages() {
    view_->setFocus(Qt::ShortcutFocusReason);
}

bool ConversationPane::step_back() {
    return !id_.isEmpty() && composer_->step_back();
}

void ConversationPane::search() {
    if (around_ != nullptr) around_->open_search(id_, {});
}

void ConversationPane::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), theme().color(Token::Canvas));
}

void ConversationPane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    veil_->setGeometry(rect());
    align_below();
}

// What one writes stands below what is read.
void ConversationPane::align_below() {
    const int beside = static_cast<int>((width() - view_->column_of(width())) / 2);
    below_->setContentsMargins(beside + kComposerSide, 0, beside + kComposerSide, kComposerBelow);
    typing_->layout()->setContentsMargins(beside + kTypingSide, 0, beside + kTypingSide, 0);
}

void ConversationPane::dragEnterEvent(QDragEnterEvent* event) {
    const QMimeData* data = event->mimeData();
    if (id_.isEmpty() || composer_->locked() || (!data->hasUrls() && !data->hasImage())) return;
    event->acceptProposedAction();
    veil_->set_words(is_notes() ? tr("Drop to keep it here")
                                : tr("Drop to send to %1").arg(Wording::given_name(desk_.name_of(id_))));
    veil_->show();
    veil_->raise();
}

void ConversationPane::dragLeaveEvent(QDragLeaveEvent*) {
    veil_->hide();
}

void ConversationPane::dropEvent(QDropEvent* event) {
    veil_->hide();
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) paths << url.toLocalFile();
    }
    if (!paths.isEmpty()) {
        composer_->attach(paths);
    } else if (event->mimeData()->hasImage()) {
        Q_EMIT composer_->editor().pasted_picture(qvariant_cast<QImage>(event->mimeData()->imageData()));
    } else {  // a link out of a browser
        composer_->insert(event->mimeData()->text());
    }
    event->acceptProposedAction();
}

}  // namespace culver::desktop
