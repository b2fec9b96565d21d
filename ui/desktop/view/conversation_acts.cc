// SPDX-License-Identifier: Apache-2.0
// What the clicks, menus and keys of ConversationPane do.
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/file_words.h"
#include "ui/desktop/view/input_handover.h"
#include "ui/desktop/view/message_facts.h"
#include "ui/desktop/view/received_file.h"
#include "ui/desktop/view/shared_files.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QPointer>
#include <QUrl>
#include <algorithm>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostInside = 10;  // more at once are a delivery, not a part of the talk

// Words that come back stand before those that were written since.
QString before(const QString& words, const QString& rest) {
    if (words.isEmpty() || rest.isEmpty()) return words + rest;
    return words + u'\n' + rest;
}

}  // namespace

Told ConversationPane::told() {
    return [self = QPointer(this)](const QString& problem) {
        if (self && !problem.isEmpty()) self->shell_.toast(tr("That did not work"), problem);
    };
}

void ConversationPane::wire_view() {
    connect(view_, &ConversationView::acted, this, &ConversationPane::act);
    connect(view_, &ConversationView::reply_wanted, this, [this](int row) { reply(row); });
    connect(view_, &ConversationView::react_wanted, this,
            [this](int row, QWidget* near) { react(row, near); });
    connect(view_, &ConversationView::menu_wanted, this, &ConversationPane::open_menu);
    connect(view_, &ConversationView::typed, this, [this](const QString& text) {
        if (open_editor() != nullptr) composer_->insert(text);
    });
    new InputHandover(view_, [this] { return open_editor(); });
    connect(view_, &ConversationView::latest_wanted, this, [this] {
        if (model_ != nullptr) model_->show_latest();
    });
}

void ConversationPane::wire_composer() {
    connect(composer_, &Composer::sent, this, &ConversationPane::say);
    connect(composer_, &Composer::edit_last_wanted, this, &ConversationPane::edit_last);
    connect(composer_, &Composer::paste_failed, this,
            [this] { told()(tr("The picture could not be kept until it is sent. Is the disk full?")); });
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
        around_->grab_region([self = QPointer(this), id = id_](const QString& path) {
            if (!self || path.isEmpty()) return;
            if (id == self->id_) return self->composer_->attach({path});
            Composer::Written grabbed;  // another conversation was opened meanwhile
            grabbed.paths = {path};
            self->give_back(id, grabbed);
        });
    });
    connect(composer_, &Composer::several_wanted, this,
            [this](const QString& text, const QStringList& paths) {
                if (around_ == nullptr) return;
                around_->open_several_receivers(text, paths, [self = QPointer(this), id = id_, text, paths] {
                    if (self) self->sent_elsewhere(id, text, paths);
                });
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
        } else if (const auto* peer = desk_.peer(id_);
                   peer != nullptr && peer->trust == control::Trust::Blocked) {
            desk_.unblock(id_, told());
        } else if (around_ != nullptr) {
            around_->open_verify(id_);
        }
    });
}

// Other programs take texts and files.
bool ConversationPane::takes_attachments() const {
    const auto* peer = desk_.peer(id_);
    return peer == nullptr || peer->protocol == Protocol::Culver;
}

// Pictures stand in the conversation. In a group and in notes what is small does too: it is there for all,
// and a transfer would be one for each member.
bool ConversationPane::goes_inside(const QString& path) const {
    const QFileInfo file(path);
    if (!takes_attachments()) return false;
    if (!file.isFile() || file.size() > kMaxAttachment) return false;
    return is_picture_name(path) || is_notes() || desk_.group(id_) != nullptr;
}

void ConversationPane::say(const Composer::Written& written) {
    keep_draft();
    if (!written.edited.isEmpty())
        return desk_.edit(id_, written.edited, written.text, sent_or_back(written));
    if (model_ != nullptr) model_->show_latest();  // scrolls to the end, also out of the past
    QStringList inside, files;
    Composer::Written rest = written;
    const QStringList paths = say_voices(rest);
    for (const QString& path : paths) (goes_inside(path) ? inside : files).append(path);
    if (inside.size() > kMostInside && !is_notes()) {
        files = paths;
        inside.clear();
    }
    // One alone has the words below it.
    if (inside.size() == 1 && files.isEmpty()) {
        rest.paths = inside;
        return desk_.attach({id_}, inside.first(), rest.text, rest.reply_to, sent_or_back(rest));
    }
    for (const QString& path : inside) {
        const Composer::Written one = rest.take({path});
        desk_.attach({id_}, path, {}, one.reply_to, sent_or_back(one));
    }
    Composer::Written delivery;
    delivery.paths = files;
    if (!files.isEmpty() && is_notes()) {
        sent_or_back(delivery)(
            tr("Notes hold files of up to 16 MB; larger ones and folders are not copied."));
    } else if (!files.isEmpty()) {
        std::ranges::transform(files, files.begin(), lasting);
        desk_.send_files({id_}, files, sent_or_back(delivery));
    }
    rest.paths.clear();
    // Files that are a transfer answer nothing: what they went with waits for words.
    if (rest.text.isEmpty()) return give_back(id_, rest);
    desk_.say({id_}, rest.text, rest.reply_to, rest.mentions, sent_or_back(rest));
}

Told ConversationPane::sent_or_back(Composer::Written written, const QString& conversation) {
    return [self = QPointer(this), desk = &desk_, id = conversation,
            written = std::move(written)](const QString& problem) {
        if (problem.isEmpty()) return;
        if (!self) {  // the window has closed meanwhile
            desk->settings().set_draft(id, before(written.text, desk->settings().draft(id)));
            return;
        }
        self->give_back(id, written);
        const QString where =
            id == self->id_
                ? tr("What you wrote stands in the field again.")
                : tr("What you wrote to %1 is kept there as a draft.").arg(self->desk_.name_of(id));
        self->shell_.toast(tr("Not sent"), Wording::sentences(problem, where));
    };
}

void ConversationPane::give_back(const QString& conversation, const Composer::Written& written) {
    if (conversation == id_) {
        composer_->give_back(written);
        return keep_draft();
    }
    auto& settings = desk_.settings();
    Composer::Written& held = held_[conversation];
    if (!written.edited.isEmpty() && held.edited.isEmpty()) {
        held.edited = written.edited;
        held.text = written.text;
        held.edited_words = written.edited_words;
    } else {
        const QString whole = before(written.text, settings.draft(conversation));
        settings.set_draft(conversation, whole);
        if (held.edited.isEmpty() && settings.draft(conversation) != whole) held.text = whole;
    }
    held.paths += written.paths;
    if (!written.reply_to.isEmpty() && held.reply_to.isEmpty()) {
        held.reply_to = written.reply_to;
        held.answered_name = written.answered_name;
        held.answered_words = written.answered_words;
    }
}

void ConversationPane::sent_elsewhere(const QString& conversation, const QString& text,
                                      const QStringList& paths) {
    if (conversation == id_) {
        composer_->drop(text, paths);
        return keep_draft();
    }
    if (desk_.settings().draft(conversation) == text) desk_.settings().set_draft(conversation, {});
    if (const auto held = held_.find(conversation); held != held_.end()) {
        for (const QString& path : paths) held->second.paths.removeAll(path);
    }
}

// As it was: the message it answers, whom it mentions, what is attached.
void ConversationPane::say_again(const ConversationItem& item) {
    if (!item.message) return;
    const control::MessageRow& row = *item.message;
    const QString text = QString::fromStdString(row.text.value_or(std::string()));
    const QString reply_to = QString::fromStdString(row.reply_to.value_or(std::string()));
    if (row.attachment) {
        const control::AttachmentRow& file = *row.attachment;
        if (!file.path) return shell_.toast(tr("Not sent"), tr("The file is not here any more."));
        const QString path = QString::fromStdString(*file.path);
        if (file.kind == control::AttachmentKind::Voice) {
            const std::vector<int> waveform(file.waveform.begin(), file.waveform.end());
            return desk_.attach_voice({id_}, path, waveform, reply_to, told());
        }
        const QString name = QString::fromStdString(file.name.value_or(std::string()));
        return desk_.attach({id_}, path, text, reply_to, told(), name);
    }
    QStringList mentions;
    for (const std::string& id : row.mentions) mentions << QString::fromStdString(id);
    if (row.mentions_all) mentions << u"all"_s;
    desk_.say({id_}, text, reply_to, mentions, told());
}

void ConversationPane::edit_last() {
    for (int row = view_->count() - 1; row >= 0; --row) {
        const ConversationItem& item = *view_->item(row);
        if (item.own && is_text(item)) return composer_->edit(message_id(item), item.text);
    }
}

void ConversationPane::reply(int row, const QString& key) {
    const ConversationItem* item = view_->item(row);
    if (item != nullptr && !key.isEmpty()) item = part_of(*item, key);
    if (item == nullptr || !item->message || composer_->locked()) return;
    const QString words = item->text.isEmpty() && item->message->attachment
                              ? Wording::attachment(*item->message->attachment)
                              : item->text;
    composer_->reply_to(message_id(*item), item->own ? tr("You") : item->author_name, words);
}

void ConversationPane::react(int row, QWidget* near, const QString& key) {
    const ConversationItem* item = view_->item(row);
    if (item != nullptr && !key.isEmpty()) item = part_of(*item, key);
    if (item == nullptr || around_ == nullptr || !item->message) return;
    around_->pick_emoji(near,
                        [self = QPointer(this), id = id_, message = message_id(*item)](const QString& emoji) {
                            if (self) self->desk_.react(id, message, emoji, self->told());
                        });
}

// Whoever bears a known name with another key gets nobody to follow them.
void ConversationPane::open_link(const QString& link, const QString& author) {
    if (const QString hold = desk_.hold_of(author); !hold.isEmpty()) return told()(hold);
    if (const QUrl url = url_of(link); url.isValid()) QDesktopServices::openUrl(url);
}

void ConversationPane::act(Act act, int row, const QString& target) {
    const ConversationItem* item = view_->item(row);
    if (item == nullptr) return;
    switch (act) {
        case Act::OpenLink: return open_link(target, item->author);
        case Act::JumpTo: return jump_to(target);
        case Act::React: return desk_.react(id_, message_id(*item), target, told());
        case Act::OpenPicture:
            if (around_ != nullptr) around_->open_picture(target);
            return;
        case Act::OpenFile:
            if (!item->transfer || item->transfer->state != control::TransferState::Offered)
                return open_received(target, shell_);
            if (around_ != nullptr) around_->open_accept(QString::fromStdString(item->transfer->id));
            return;
        case Act::PlayVoice: return player_.toggle(target);
        case Act::SaveCopy: return save_copy(*item, target);
        case Act::Fetch:
            if (item->message) desk_.fetch(id_, *item->message, told());
            return;
        case Act::SayAgain: return say_again(*item);
        case Act::ShowPerson:
            if (target != id_ && target != desk_.own_id()) Q_EMIT chosen(target);
            return;
        case Act::Confirm: return desk_.confirm(id_, message_id(*item), told());
        case Act::ShowWho: return show_who(*item);
        case Act::Unfold: view_->unfold(row, !view_->unfolded(row)); return;
        case Act::OpenOne: return open_received(target, shell_);
        case Act::FolderOne: return show_in_folder(target, shell_);
        case Act::AllFiles: return show_files(*item);
        case Act::ShowFolder:
            if (item->transfer && !local_path(*item->transfer).isEmpty())
                show_in_folder(local_path(*item->transfer), shell_);
            return;
        default:
            if (item->transfer) {
                const QString id = QString::fromStdString(item->transfer->id);
                act_on_transfers(act, item->transfers.isEmpty() ? QStringList{id} : item->transfers);
            }
    }
}

// They are listed anew when the transfer goes on: once it is here each can be opened.
void ConversationPane::show_files(const ConversationItem& item) {
    const QString id = QString::fromStdString(item.transfer->id);
    const auto files = [this, id] {
        const TransferView* view = desk_.transfers().find(id);
        return view != nullptr ? files_of(view->row) : std::vector<ListedFile>();
    };
    (new FilesSheet(window(), desk_, shell_, around_, files, unnamed_in(*item.transfer)))->open();
}

namespace {

// Of a card for several: those of its transfers for which the button makes sense.
bool may_act(Act act, const TransferView& view) {
    using control::TransferState;
    const TransferState state = view.row.state;
    switch (act) {
        case Act::Pause: return state == TransferState::Active;
        case Act::Resume: return state == TransferState::Paused || state == TransferState::Interrupted;
        case Act::Cancel: return !view.ended();
        case Act::Again: return state == TransferState::Failed;
        default: return true;
    }
}

}  // namespace

void ConversationPane::act_on_transfers(Act act, const QStringList& transfers) {
    if (transfers.size() > 1) {
        for (const QString& one : transfers) {
            const TransferView* view = desk_.transfers().find(one);
            if (view != nullptr && may_act(act, *view)) act_on_transfers(act, {one});
        }
        return;
    }
    const QString& transfer = transfers.first();
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
    save_copy_of(path, safe_line(item.message->attachment->name.value_or("file")), window(), shell_);
}

int ConversationPane::row_of(const QString& conversation, const QString& key) const {
    return model_ != nullptr && conversation == id_ ? model_->row_of(key) : -1;
}

}  // namespace culver::desktop
