// SPDX-License-Identifier: Apache-2.0
// What a window may ask of the node through its Desk.
#include "ui/desktop/model/desk_state.h"
#include "ui/desktop/model/text.h"
#include "ui/desktop/model/wording.h"

#include <QDateTime>
#include <QFile>
#include <algorithm>

namespace culver::desktop {
namespace {

namespace m = control::method;

// docs/control-api.md: ask again every four seconds; the other side forgets it after six.
constexpr qint64 kTypingAgainMs = 4000;
// Nobody who thinks for so long is typing.
constexpr int kTypingEndsMs = 5000;

std::vector<std::string> words_of(const QStringList& words) {
    std::vector<std::string> list;
    list.reserve(static_cast<std::size_t>(words.size()));
    for (const auto& word : words) list.push_back(word.toStdString());
    return list;
}

control::Text text_or_none(const QString& text) {
    return text.isEmpty() ? control::Text() : control::Text(text.toStdString());
}

}  // namespace

QString Desk::State::sentence_of(const control::Refusal& refusal) {
    return Wording::problem(refusal);
}

bool Desk::State::is_locked(const QStringList& to, const Told& told) {
    for (const QString& id : to) {
        const QString why = desk.lock_of(id);
        if (why.isEmpty()) continue;
        if (told) QTimer::singleShot(0, this, [told, why] { told(why); });
        return true;
    }
    return false;
}

bool Desk::State::is_held(const QString& from, const Told& told) {
    const QString why = desk.hold_of(from);
    if (why.isEmpty()) return false;
    if (told) QTimer::singleShot(0, this, [told, why] { told(why); });
    return true;
}

bool Desk::State::is_barred(const QString& transfer, const Told& told) {
    const TransferView* view = transfers->find(transfer);
    if (view == nullptr) return false;
    const QString peer = text_of(view->row.peer);
    return view->row.direction == control::Direction::Out ? is_locked({peer}, told) : is_held(peer, told);
}

QString Desk::hold_of(const QString& id) const {
    const auto* row = peer(id);
    if (row == nullptr || row->trust != control::Trust::Changed) return {};
    return tr("Links and files are held back until you verify this person.");
}

QString Desk::lock_of(const QString& id) const {
    if (const auto* row = group(id)) {
        switch (row->state) {
            case control::GroupState::Invited: return tr("Join %1 before you write there.").arg(name_of(id));
            case control::GroupState::Left:
            case control::GroupState::Removed: return tr("You are not in %1 any more.").arg(name_of(id));
            case control::GroupState::Member:
            case control::GroupState::Unknown: return {};
        }
    }
    const auto* row = peer(id);
    if (row != nullptr && row->trust == control::Trust::Changed) {
        return tr("This %1 is not the one you verified. Nothing is sent until you verify this person.")
            .arg(name_of(id));
    }
    if (row != nullptr && row->trust == control::Trust::Blocked)
        return tr("You blocked %1. Unblock this person to send something.").arg(name_of(id));
    return {};
}

void Desk::State::ask_typing(const QString& id) {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (typing_in_ != id) stop_typing();
    typing_ends_.start(kTypingEndsMs);
    if (typing_in_ == id && now - typing_asked_ms_ < kTypingAgainMs) return;
    typing_in_ = id;
    typing_asked_ms_ = now;
    wish(m::ChatTyping{id.toStdString(), true}, {});
}

void Desk::State::stop_typing() {
    typing_ends_.stop();
    if (typing_in_.isEmpty()) return;
    wish(m::ChatTyping{std::exchange(typing_in_, {}).toStdString(), false}, {});
}

void Desk::say(const QStringList& to, const QString& text, const QString& reply_to,
               const QStringList& mentions, Told told) {
    if (to.contains(state_->typing_in_)) state_->stop_typing();
    if (state_->is_locked(to, told)) return;
    m::ChatSay request{.peers = words_of(to), .text = text.toStdString()};
    request.reply_to = text_or_none(reply_to);
    request.mentions = words_of(mentions);
    state_->wish(request, std::move(told));
}

void Desk::give_notice(const QStringList& to, const QString& text, Told told) {
    if (state_->is_locked(to, told)) return;
    m::ChatSay request{.peers = words_of(to), .text = text.toStdString()};
    request.notice = true;
    state_->wish(request, std::move(told));
}

void Desk::edit(const QString& conversation, const QString& message, const QString& text, Told told) {
    if (state_->is_locked({conversation}, told)) return;
    state_->wish(m::ChatEdit{conversation.toStdString(), message.toStdString(), text.toStdString()},
                 std::move(told));
}

void Desk::recall(const QString& conversation, const QString& message, Told told) {
    state_->wish(m::ChatRecall{conversation.toStdString(), message.toStdString()}, std::move(told));
}

void Desk::react(const QString& conversation, const QString& message, const QString& reaction, Told told) {
    state_->wish(m::ChatReact{conversation.toStdString(), message.toStdString(), reaction.toStdString()},
                 std::move(told));
}

void Desk::confirm(const QString& conversation, const QString& message, Told told) {
    state_->wish(m::ChatConfirm{conversation.toStdString(), message.toStdString()}, std::move(told));
}

void Desk::buzz(const QString& peer, Told told) {
    if (state_->is_locked({peer}, told)) return;
    state_->wish(m::ChatBuzz{peer.toStdString()}, std::move(told));
}

void Desk::typing(const QString& conversation) {
    if (conversation == own_id()) return;  // nobody waits for notes
    state_->ask_typing(conversation);
}

// To a group the node begins one transfer for each of the others.
void Desk::send_files(const QStringList& to, const QStringList& paths, Told told) {
    if (state_->is_locked(to, told)) return;
    for (const QString& id : to) {
        const auto* row = group(id);
        if (row == nullptr || row->members.size() > 1) continue;
        if (told) QTimer::singleShot(0, this, [told] { told(tr("Nobody else is in this group yet.")); });
        return;
    }
    m::TransferSend request;
    request.peers = words_of(to);
    for (const auto& path : paths) request.paths.push_back(QFile::encodeName(path).toStdString());
    state_->wish(request, std::move(told));
}

void Desk::attach(const QStringList& to, const QString& path, const QString& caption, const QString& reply_to,
                  Told told, const QString& name) {
    if (state_->is_locked(to, told)) return;
    m::ChatAttach request;
    request.peers = words_of(to);
    request.path = QFile::encodeName(path).toStdString();
    request.text = caption.toStdString();
    request.name = text_or_none(name);
    request.reply_to = text_or_none(reply_to);
    state_->wish(request, std::move(told));
}

void Desk::attach_voice(const QStringList& to, const QString& path, const std::vector<int>& waveform,
                        const QString& reply_to, Told told) {
    if (state_->is_locked(to, told)) return;
    m::ChatAttach request;
    request.peers = words_of(to);
    request.path = QFile::encodeName(path).toStdString();
    request.kind = control::AttachmentKind::Voice;
    for (const int height : waveform)
        request.waveform.push_back(static_cast<std::uint64_t>(std::clamp(height, 0, 100)));
    request.reply_to = text_or_none(reply_to);
    state_->wish(request, std::move(told));
}

void Desk::fetch(const QString& conversation, const control::MessageRow& message, Told told) {
    if (state_->is_held(text_of(message.author), told)) return;
    state_->wish(m::ChatFetch{conversation.toStdString(), message.id}, std::move(told));
}

void Desk::accept(const QString& transfer, const QString& folder, Told told) {
    if (state_->is_barred(transfer, told)) return;
    m::TransferAccept request;
    request.id = transfer.toStdString();
    if (!folder.isEmpty()) request.to = QFile::encodeName(folder).toStdString();
    state_->wish(request, std::move(told));
}

void Desk::decline(const QString& transfer, Told told) {
    state_->wish(m::TransferDecline{transfer.toStdString()}, std::move(told));
}
void Desk::pause(const QString& transfer, Told told) {
    state_->wish(m::TransferPause{transfer.toStdString()}, std::move(told));
}
void Desk::resume(const QString& transfer, Told told) {
    if (state_->is_barred(transfer, told)) return;
    state_->wish(m::TransferResume{.id = transfer.toStdString(), .to = {}}, std::move(told));
}
void Desk::cancel(const QString& transfer, Told told) {
    state_->wish(m::TransferCancel{transfer.toStdString()}, std::move(told));
}
void Desk::again(const QString& transfer, Told told) {
    if (state_->is_barred(transfer, told)) return;
    state_->wish(m::TransferAgain{transfer.toStdString(), {}}, std::move(told));
}

void Desk::limit(const QString& transfer, quint64 rate, Told told) {
    m::TransferLimit request;
    request.id = transfer.toStdString();
    if (rate > 0) request.rate = rate;
    state_->wish(request, std::move(told));
}
void Desk::limit_all(quint64 rate, Told told) {
    state_->wish(m::ConfigSet{"rate_limit", std::to_string(rate)}, std::move(told));
}

// Only the switch: a folder and a limit that a rule has stay as they are.
void Desk::always_accept(const QString& peer, bool on, Told told) {
    if (on && state_->is_held(peer, told)) return;
    const std::string id = peer.toStdString();
    state_->client.call(
        m::AutoAcceptGet{id}, this,
        std::function([this, id, on, told = std::move(told)](control::Reply<control::AutoAcceptRule> rule) {
            m::AutoAcceptSet request;
            request.peer = id;
            request.enabled = on;
            if (rule) {
                request.to = rule->to;
                request.max_size = rule->max_size;
            }
            state_->wish(request, told);
        }));
}

void Desk::set_picture(const QString& path, Told told) {
    m::ProfileSet request;
    request.picture = QFile::encodeName(path).toStdString();
    state_->wish(request, std::move(told));
}

void Desk::mark_read(const QString& conversation) {
    state_->wish(m::ChatMarkRead{conversation.toStdString(), {}}, {});
}

void Desk::block(const QString& peer, Told told) {
    m::PeerBlock request;
    request.peer = "id:" + peer.toStdString();
    state_->wish(request, std::move(told));
}
void Desk::unblock(const QString& peer, Told told) {
    m::PeerTrust request;
    request.peer = "id:" + peer.toStdString();
    request.undo = true;
    state_->wish(request, std::move(told));
}

control::GroupRole Desk::role_in(const QString& group_id, const QString& id) const {
    const auto* row = group(group_id);
    if (row == nullptr) return control::GroupRole::Unknown;
    const auto found = std::ranges::find(row->people, id.toStdString(), &control::MemberRow::id);
    return found == row->people.end() ? control::GroupRole::Unknown : found->role;
}
void Desk::rename_group(const QString& group, const QString& name, Told told) {
    state_->wish(m::GroupRename{group.toStdString(), name.toStdString()}, std::move(told));
}
void Desk::leave_group(const QString& group, Told told) {
    state_->wish(m::GroupLeave{group.toStdString()}, std::move(told));
}
void Desk::remove_member(const QString& group, const QString& member, Told told) {
    state_->wish(m::GroupRemove{group.toStdString(), {"id:" + member.toStdString()}}, std::move(told));
}
void Desk::appoint(const QString& group, const QString& member, bool admin, Told told) {
    state_->wish(m::GroupAppoint{group.toStdString(), "id:" + member.toStdString(), admin}, std::move(told));
}

void Desk::export_messages(const QString& conversation, const QString& path, control::ExportFormat format,
                           Told told) {
    m::ChatExport request;
    request.path = QFile::encodeName(path).toStdString();
    request.format = format;
    request.peer = text_or_none(conversation);
    state_->wish(request, std::move(told));
}

void Desk::set_presence(control::Presence presence, const QString& status_text, Told told) {
    state_->wish(m::PresenceSet{presence, status_text.toStdString()}, std::move(told));
}

}  // namespace culver::desktop
