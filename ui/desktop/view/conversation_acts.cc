// SPDX-License-Identifier: Apache-2.0
// What the clicks, menus and keys of ConversationPane do.
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/file_words.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPointer>
#include <QUrl>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxAttachment = 16 << 20;  // chat.attach takes no more; larger files are transfers

// Only what a browser or a mail program opens; anything else that a message holds is never followed.
QUrl url_of(const QString& link) {
    if (link.startsWith("http://"_L1, Qt::CaseInsensitive) ||
        link.startsWith("https://"_L1, Qt::CaseInsensitive)) {
        return QUrl(link);
    }
    if (link.startsWith("www."_L1, Qt::CaseInsensitive)) return QUrl(u"https://"_s + link);
    return link.contains(u'@') ? QUrl(u"mailto:"_s + link) : QUrl();
}

QString message_id(const ConversationItem& item) {
    return item.message ? QString::fromStdString(item.message->id) : QString();
}

bool is_recalled(const ConversationItem& item) {
    return item.message && item.message->state == control::MessageState::Recalled;
}

bool is_text(const ConversationItem& item) {
    return item.message && item.message->kind == control::MessageKind::Text && !is_recalled(item);
}

}  // namespace

Told ConversationPane::told() {
    return [self = QPointer(this)](const QString& problem) {
        if (self && !problem.isEmpty()) self->shell_.toast(tr("That did not work"), problem);
    };
}

void ConversationPane::wire_view() {
    connect(view_, &ConversationView::acted, this, &ConversationPane::act);
    connect(view_, &ConversationView::reply_wanted, this, &ConversationPane::reply);
    connect(view_, &ConversationView::react_wanted, this, &ConversationPane::react);
    connect(view_, &ConversationView::menu_wanted, this, &ConversationPane::open_menu);
    connect(view_, &ConversationView::typed, this, [this](const QString& text) { composer_->insert(text); });
    connect(view_, &ConversationView::latest_wanted, this, [this] {
        if (model_ != nullptr) model_->show_latest();
    });
}

void ConversationPane::wire_composer() {
    connect(composer_, &Composer::sent, this, &ConversationPane::say);
    connect(composer_, &Composer::edit_last_wanted, this, &ConversationPane::edit_last);
    connect(composer_, &Composer::changed, this, [this] {
        draft_timer_.start();
        if (!composer_->text().isEmpty()) desk_.typing(id_);
    });
    connect(composer_, &Composer::emoji_wanted, this, [this](QWidget* near) {
        if (around_ == nullptr) return;
        around_->pick_emoji(near, [self = QPointer(this)](const QString& emoji) {
            if (self) self->composer_->insert(emoji);
        });
    });
    connect(composer_, &Composer::region_wanted, this, [this] {
        if (around_ == nullptr) return;
        around_->grab_region([self = QPointer(this)](const QString& path) {
            if (self && !path.isEmpty()) self->composer_->attach({path});
        });
    });
    connect(composer_, &Composer::several_wanted, this,
            [this](const QString& text, const QStringList& paths) {
                if (around_ != nullptr) around_->open_several_receivers(text, paths);
            });
    connect(composer_, &Composer::unlock_wanted, this, [this] {
        const auto* group = desk_.group(id_);
        if (group != nullptr) {
            control::method::GroupJoin join;
            join.group = group->id;
            desk_.client().call<control::method::GroupJoin>(
                join, this, [this](const control::Reply<control::method::GroupJoin::Answer>& reply) {
                    if (!reply) told()(Wording::problem(reply.error()));
                });
        } else if (around_ != nullptr) {
            around_->open_verify(id_);
        }
    });
}

void ConversationPane::say(const Composer::Written& written) {
    desk_.settings().set_draft(id_, {});
    draft_timer_.stop();
    if (!written.edited.isEmpty()) {
        if (!written.text.isEmpty()) desk_.edit(id_, written.edited, written.text, told());
        return;
    }
    QString text = written.text;
    QStringList files = written.paths;
    // One picture goes into the conversation, with the words below it; everything else as files.
    if (files.size() == 1 && is_picture_name(files.first()) &&
        QFileInfo(files.first()).size() <= kMaxAttachment) {
        desk_.attach({id_}, files.takeFirst(), std::exchange(text, {}), written.reply_to, told());
    }
    if (!files.isEmpty()) desk_.send_files({id_}, files, told());
    if (!text.isEmpty()) desk_.say({id_}, text, written.reply_to, written.mentions, told());
    view_->scroll_to_end();
}

void ConversationPane::edit_last() {
    for (int row = view_->count() - 1; row >= 0; --row) {
        const ConversationItem& item = *view_->item(row);
        if (item.own && is_text(item)) return composer_->edit(message_id(item), item.text);
    }
}

void ConversationPane::reply(int row) {
    const ConversationItem* item = view_->item(row);
    if (item == nullptr || !item->message || composer_->locked()) return;
    const QString words = item->text.isEmpty() && item->message->attachment
                              ? Wording::attachment(*item->message->attachment)
                              : item->text;
    composer_->reply_to(message_id(*item), item->own ? tr("You") : item->author_name, words);
}

void ConversationPane::react(int row, QWidget* near) {
    const ConversationItem* item = view_->item(row);
    if (item == nullptr || around_ == nullptr || !item->message) return;
    around_->pick_emoji(near,
                        [self = QPointer(this), id = id_, message = message_id(*item)](const QString& emoji) {
                            if (self) self->desk_.react(id, message, emoji, self->told());
                        });
}

void ConversationPane::act(Act act, int row, const QString& target) {
    const ConversationItem* item = view_->item(row);
    if (item == nullptr) return;
    switch (act) {
        case Act::OpenLink:
            if (const QUrl url = url_of(target); url.isValid()) QDesktopServices::openUrl(url);
            return;
        case Act::JumpTo: return jump_to(target);
        case Act::React: return desk_.react(id_, message_id(*item), target, told());
        case Act::OpenPicture:
            if (around_ != nullptr) around_->open_picture(target);
            return;
        case Act::OpenFile:
        case Act::PlayVoice: QDesktopServices::openUrl(QUrl::fromLocalFile(target)); return;
        case Act::SaveCopy: return save_copy(*item, target);
        case Act::Fetch: return desk_.fetch(id_, message_id(*item), told());
        case Act::SayAgain: {
            const QString text = item->text;
            return desk_.say({id_}, text, {}, {}, told());
        }
        case Act::ShowPerson:
            if (target != id_ && target != desk_.own_id()) Q_EMIT chosen(target);
            return;
        case Act::ShowFolder:
            if (item->transfer) {
                const QString path = local_path(*item->transfer);
                QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
            }
            return;
        default:
            if (item->transfer) act_on_transfer(act, QString::fromStdString(item->transfer->id));
    }
}

void ConversationPane::act_on_transfer(Act act, const QString& transfer) {
    switch (act) {
        case Act::Accept: return desk_.accept(transfer, {}, told());
        case Act::Decline: return desk_.decline(transfer, told());
        case Act::Pause: return desk_.pause(transfer, told());
        case Act::Resume: return desk_.resume(transfer, told());
        case Act::Cancel: return desk_.cancel(transfer, told());
        case Act::Again: return desk_.again(transfer, told());
        default: return;
    }
}

void ConversationPane::save_copy(const ConversationItem& item, const QString& path) {
    const QString name = safe_line(item.message->attachment->name.value_or("file"));
    const QString target =
        QFileDialog::getSaveFileName(window(), tr("Save a copy"), QFileInfo(name).fileName());
    if (target.isEmpty()) return;
    QFile::remove(target);
    if (!QFile::copy(path, target))
        shell_.toast(tr("That did not work"), tr("The copy could not be written there."));
}

void ConversationPane::open_menu(int row, const QPoint& global, const QString& link) {
    const ConversationItem* found = view_->item(row);
    if (found == nullptr) return;
    const ConversationItem item = *found;  // rows move while a menu is open
    const QString id = message_id(item);
    QMenu menu(this);
    const auto icon = [](const QString& name) { return QIcon(theme().icon(name, Token::Ink2, 18)); };
    if (!link.isEmpty()) {
        menu.addAction(icon(u"globe"_s), tr("Open link"), this,
                       [link] { QDesktopServices::openUrl(url_of(link)); });
        menu.addAction(icon(u"copy"_s), tr("Copy link"), this,
                       [link] { QApplication::clipboard()->setText(link); });
        menu.addSeparator();
    }
    if (item.message && !is_recalled(item)) {
        if (!composer_->locked())
            menu.addAction(icon(u"reply"_s), tr("Reply"), this, [this, row] { reply(row); });
        if (around_ != nullptr)
            menu.addAction(icon(u"smile"_s), tr("React"), this, [this, row] { react(row, view_); });
        const QString chosen = view_->selected_text();
        const QString words = chosen.isEmpty() ? item.text : chosen;
        if (!words.isEmpty()) {
            menu.addAction(icon(u"copy"_s), chosen.isEmpty() ? tr("Copy") : tr("Copy selection"), this,
                           [words] { QApplication::clipboard()->setText(words); });
        }
        if (item.own && is_text(item)) {
            menu.addAction(icon(u"edit"_s), tr("Change"), this,
                           [this, id, item] { composer_->edit(id, item.text); });
        }
        if (item.message->kind == control::MessageKind::Notice && !item.own) {
            menu.addAction(icon(u"check"_s), tr("Confirm"), this,
                           [this, id] { desk_.confirm(id_, id, told()); });
        }
        if (item.own) {
            menu.addSeparator();
            menu.addAction(icon(u"recall"_s), tr("Recall"), this,
                           [this, id] { desk_.recall(id_, id, told()); });
        }
    }
    if (row < view_->count()) {
        for (const Spot& spot : view_->bubble(row).spots()) {
            const bool file = spot.act == Act::Accept || spot.act == Act::Decline ||
                              spot.act == Act::OpenFile || spot.act == Act::OpenPicture ||
                              !spot.icon.isEmpty();
            if (!file) continue;
            const Act what = spot.act;
            const QString target = spot.target;
            menu.addAction(spot.icon.isEmpty() ? QIcon() : icon(spot.icon), spot.tip, this,
                           [this, what, row, target] { act(what, row, target); });
        }
    }
    if (!menu.isEmpty()) menu.exec(global);
}

void ConversationPane::open_head_menu() {
    QMenu menu(this);
    const auto icon = [](const QString& name) { return QIcon(theme().icon(name, Token::Ink2, 18)); };
    const bool group = model_ != nullptr && model_->is_group();
    auto& settings = desk_.settings();
    const bool muted = settings.muted(id_);
    const bool pinned = settings.pinned().contains(id_);
    menu.addAction(icon(u"search"_s), tr("Search here"), this, &ConversationPane::search);
    menu.addAction(icon(u"pin"_s), pinned ? tr("Unpin") : tr("Pin"), this,
                   [this, pinned] { desk_.settings().set_pinned(id_, !pinned); });
    menu.addAction(icon(muted ? u"bell"_s : u"belloff"_s), muted ? tr("Unmute") : tr("Mute"), this,
                   [this, muted] { desk_.settings().set_muted(id_, !muted); });
    if (around_ != nullptr && group) {
        menu.addAction(icon(u"addperson"_s), tr("Add people"), this,
                       [this] { around_->open_add_members(id_); });
    } else if (around_ != nullptr) {
        menu.addAction(icon(u"shield"_s), tr("Verify"), this, [this] { around_->open_verify(id_); });
        menu.addAction(icon(u"bell"_s), tr("Buzz"), this, [this] { desk_.buzz(id_, told()); });
        menu.addAction(icon(u"pulse"_s), tr("Check the connection"), this,
                       [this] { around_->open_doctor(id_); });
    }
    menu.exec(more_->mapToGlobal(QPoint(more_->width() - menu.sizeHint().width(), more_->height() + 4)));
}

}  // namespace culver::desktop
