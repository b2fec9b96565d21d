// SPDX-License-Identifier: Apache-2.0
// The menus of a conversation: of a message or file, and of the whole; and who has what was sent to a group.
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/file_words.h"
#include "ui/desktop/view/message_facts.h"
#include "ui/desktop/view/message_text.h"
#include "ui/desktop/view/way_out.h"
#include "ui/desktop/view/who_sheet.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLinks = 5;  // in a menu
constexpr qsizetype kLongestLink = 40;

QIcon menu_icon(const QString& name) {
    return QIcon(theme().icon(name, Token::Ink2, 18));
}

}  // namespace

// Rows move, and another conversation may be opened, while a menu is open: what is chosen is done to the
// message that the menu was opened for, wherever it stands by then.
void ConversationPane::open_menu(int row, const QPoint& global, const QString& link) {
    const ConversationItem* found = view_->item(row);
    if (found == nullptr) return;
    const int tile = view_->tile_at(row, global);
    const bool is_earlier = tile >= 0 && static_cast<std::size_t>(tile) < found->tiles.size();
    const ConversationItem item = is_earlier ? *found->tiles[static_cast<std::size_t>(tile)] : *found;
    QMenu menu(this);
    add_links(menu, item, link);
    if (item.message && !is_recalled(item)) add_message_acts(menu, item);
    if (!item.message && item.transfer) add_forward(menu, item, {});
    add_file_acts(menu, row, item);
    add_file_list(menu, item);
    if (!menu.isEmpty()) menu.exec(global);
}

// The link that was pointed at; without a pointer all that are in the message.
void ConversationPane::add_links(QMenu& menu, const ConversationItem& item, const QString& link) {
    QStringList links{link};
    if (link.isEmpty()) {
        links.clear();
        if (item.message && !is_recalled(item)) {
            for (const TextRange& range : links_in(item.text)) {
                if (links.size() < kMostLinks) links << item.text.mid(range.start, range.length);
            }
        }
        links.removeDuplicates();
    }
    for (const QString& one : std::as_const(links)) {
        QString name = one.size() > kLongestLink ? one.left(kLongestLink) + u'…' : one;
        name.replace(u'&', u"&&"_s);
        menu.addAction(menu_icon(u"globe"_s), links.size() == 1 ? tr("Open link") : tr("Open %1").arg(name),
                       this, [this, one, author = item.author] { open_link(one, author); });
    }
    if (links.size() == 1) {  // of several the words of the message are copied
        menu.addAction(menu_icon(u"copy"_s), tr("Copy link"), this,
                       [one = links.first()] { QApplication::clipboard()->setText(one); });
    }
    if (!links.isEmpty()) menu.addSeparator();
}

void ConversationPane::add_message_acts(QMenu& menu, const ConversationItem& item) {
    const QString id = message_id(item);
    const auto add = [&](const QString& icon, const QString& words, auto done) {
        menu.addAction(menu_icon(icon), words, this, [this, where = id_, key = item.key, done] {
            if (const int row = row_of(where, key); row >= 0) done(row);
        });
    };
    const QString key = item.key;
    if (!composer_->locked()) add(u"reply"_s, tr("Reply"), [this, key](int row) { reply(row, key); });
    if (around_ != nullptr) add(u"smile"_s, tr("React"), [this, key](int row) { react(row, view_, key); });
    const QString chosen = view_->selected_text();
    const QString words = chosen.isEmpty() ? item.text : chosen;
    if (!words.isEmpty()) {
        menu.addAction(menu_icon(u"copy"_s), chosen.isEmpty() ? tr("Copy") : tr("Copy selection"), this,
                       [words] { QApplication::clipboard()->setText(words); });
    }
    add_forward(menu, item, words);
    if (item.own && model_ != nullptr && model_->is_group()) {
        add(u"people"_s, tr("Who has it"), [this](int row) { show_who(*view_->item(row)); });
    }
    if (item.own && is_text(item)) {
        add(u"edit"_s, tr("Edit"), [this, id](int row) { composer_->edit(id, view_->item(row)->text); });
    }
    if (item.message->kind == control::MessageKind::Notice && !item.own) {
        menu.addAction(menu_icon(u"check"_s), tr("Confirm"), this,
                       [this, where = id_, id] { desk_.confirm(where, id, told()); });
    }
    if (!item.own) return;
    menu.addSeparator();
    menu.addAction(menu_icon(u"recall"_s), tr("Recall"), this,
                   [this, where = id_, id] { desk_.recall(where, id, told()); });
}

// To others: the words, and the file if it is here. Of a selection only what is selected.
void ConversationPane::add_forward(QMenu& menu, const ConversationItem& item, const QString& words) {
    if (around_ == nullptr) return;
    QStringList paths;
    QString name;
    const auto& attachment = item.message ? item.message->attachment : std::nullopt;
    if (attachment && attachment->path) {
        paths.append(QString::fromStdString(*attachment->path));
        name = safe_line(attachment->name.value_or(""));
    }
    if (item.transfer && !local_path(*item.transfer).isEmpty()) paths.append(local_path(*item.transfer));
    if (words.isEmpty() && paths.isEmpty()) return;
    menu.addAction(menu_icon(u"send"_s), tr("Forward"), this,
                   [this, words, paths, name] { around_->open_several_receivers(words, paths, {}, name); });
}

void ConversationPane::add_file_acts(QMenu& menu, int row, const ConversationItem& item) {
    const bool one_of_several = !view_->item(row)->tiles.empty() && item.message && item.message->attachment;
    for (const Spot& spot : view_->bubble(row).spots()) {
        if (one_of_several && spot.target.toStdString() != item.message->attachment->path) continue;
        if (spot.act == Act::FolderOne || spot.act == Act::AllFiles) continue;  // the list has them
        const bool file = spot.act == Act::Unfold || spot.act == Act::Accept || spot.act == Act::Decline ||
                          spot.act == Act::OpenFile || spot.act == Act::OpenPicture ||
                          spot.act == Act::SayAgain || spot.act == Act::JumpTo ||
                          spot.act == Act::PlayVoice || !spot.icon.isEmpty();
        if (!file) continue;
        menu.addAction(
            spot.icon.isEmpty() ? QIcon() : menu_icon(spot.icon), spot.tip, this,
            [this, where = id_, key = view_->item(row)->key, what = spot.act, target = spot.target] {
                if (const int now = row_of(where, key); now >= 0) act(what, now, target);
            });
    }
}

// Each file by itself, also for those who use the keyboard or hear the screen.
void ConversationPane::add_file_list(QMenu& menu, const ConversationItem& item) {
    if (!item.transfer || item.transfer->paths.size() < 2) return;
    if (item.transfer->state == control::TransferState::Offered && !item.own) return;  // it is chosen from
    menu.addAction(menu_icon(u"file"_s), tr("All files…"), this, [this, where = id_, key = item.key] {
        if (const int now = row_of(where, key); now >= 0) act(Act::AllFiles, now, {});
    });
}

void ConversationPane::open_head_menu() {
    QMenu menu(this);
    const QString id = id_;  // another conversation may be opened while the menu is
    const bool group = model_ != nullptr && model_->is_group();
    auto& settings = desk_.settings();
    const bool muted = settings.muted(id);
    const bool pinned = settings.pinned().contains(id);
    if (details_->isHidden())
        menu.addAction(menu_icon(u"panel"_s), tr("Details"), this, &ConversationPane::details_wanted);
    menu.addAction(menu_icon(u"search"_s), tr("Search here"), this, &ConversationPane::search);
    if (around_ != nullptr)
        menu.addAction(menu_icon(u"clock"_s), tr("Go to a date"), this, &ConversationPane::go_to_date);
    menu.addAction(menu_icon(u"download"_s), tr("Save a copy of all"), this, &ConversationPane::save_all);
    menu.addSeparator();
    menu.addAction(menu_icon(u"pin"_s), pinned ? tr("Unpin") : tr("Pin"), this,
                   [this, id, pinned] { desk_.settings().set_pinned(id, !pinned); });
    menu.addAction(menu_icon(muted ? u"bell"_s : u"belloff"_s), muted ? tr("Unmute") : tr("Mute"), this,
                   [this, id, muted] { desk_.settings().set_muted(id, !muted); });
    if (around_ != nullptr && id == desk_.own_id()) {
        // Nobody to verify, to buzz or to reach.
    } else if (around_ != nullptr && group) {
        menu.addAction(menu_icon(u"addperson"_s), tr("Add people"), this,
                       [this, id] { around_->open_add_members(id); });
        const auto role = desk_.role_in(id, desk_.own_id());
        if (role == control::GroupRole::Owner || role == control::GroupRole::Admin) {
            menu.addAction(menu_icon(u"edit"_s), tr("Rename"), this,
                           [this, id] { around_->open_rename(id); });
        }
    } else if (around_ != nullptr) {
        const auto* peer = desk_.peer(id);
        if (peer != nullptr && peer->protocol == Protocol::Culver)
            menu.addAction(menu_icon(u"shield"_s), tr("Verify"), this,
                           [this, id] { around_->open_verify(id); });
        menu.addAction(menu_icon(u"bell"_s), tr("Buzz"), this, [this, id] { desk_.buzz(id, told()); });
        menu.addAction(menu_icon(u"pulse"_s), tr("Check the connection"), this,
                       [this, id] { around_->open_doctor(id); });
    }
    if (around_ != nullptr && id != desk_.own_id() && desk_.may_write(id)) {
        menu.addAction(menu_icon(u"bell"_s), tr("Give a notice"), this,
                       [this, id] { around_->open_notice({id}); });
    }
    if (const auto way = way_out_of(desk_, around_, id, told())) {
        menu.addSeparator();
        menu.addAction(menu_icon(way->icon), way->words, this, way->act);
    }
    menu.exec(more_->mapToGlobal(QPoint(more_->width() - menu.sizeHint().width(), more_->height() + 4)));
}

void ConversationPane::show_who(const ConversationItem& item) {
    if (!item.transfers.isEmpty()) {
        const auto rows = [this, transfers = item.transfers] { return who_gets(desk_, transfers); };
        return (new WhoSheet(window(), desk_, rows))->open();
    }
    if (!item.message) return;
    const auto rows = [this, group = id_, key = item.key, known = *item.message]() mutable {
        const int row = row_of(group, key);
        if (const auto* now = row >= 0 ? part_of(*view_->item(row), key) : nullptr;
            now != nullptr && now->message)
            known = *now->message;
        return who_has(desk_, group, known);
    };
    (new WhoSheet(window(), desk_, rows))->open();
}

}  // namespace culver::desktop
