// SPDX-License-Identifier: Apache-2.0
// Everything a window may know and do: the node behind a NodeClient, who is there, groups, the models, the
// settings. Views read from here and ask here; they never speak to the node themselves but through client()
// for the rare methods that need no state (doctor, networks, config). Lifetimes: outlives every view and
// model that it made. Thread: Qt's main thread.
#pragma once
#include "control/rows.h"
#include "ui/desktop/model/desk_settings.h"
#include "ui/desktop/model/node_client.h"
#include "ui/desktop/model/roster_model.h"
#include "ui/desktop/model/safe_text.h"
#include "ui/desktop/model/transfer_model.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>
#include <vector>

namespace culver::desktop {

class ConversationModel;
struct LoadedPicture;

// Bytes of what a message carries (chat.attach); larger files are transfers.
inline constexpr qint64 kMaxAttachment = 16 << 20;

// "Done" or one sentence for the person, already in their language where the outcome is known. Called once,
// later, as long as the Desk lives.
using Told = std::function<void(const QString& problem)>;  // empty: done

class Desk : public QObject {
    Q_OBJECT
public:
    explicit Desk(std::filesystem::path profile, QObject* parent = nullptr);
    ~Desk() override;
    void start();  // connects; models fill when the node is ready

    [[nodiscard]] NodeClient& client();
    [[nodiscard]] DeskSettings& settings();
    [[nodiscard]] RosterModel& roster();
    [[nodiscard]] TransferModel& transfers();
    // The model of a conversation with a peer or group id; the last few stay loaded. Never null.
    [[nodiscard]] ConversationModel* conversation(const QString& id);
    // All pictures of the conversation that holds this one, of those that are loaded; the one asked for last
    // wins. Empty when none does.
    [[nodiscard]] std::vector<LoadedPicture> pictures_beside(const QString& path) const;

    // This node.
    [[nodiscard]] const control::NodeStatus& status() const;
    [[nodiscard]] const control::PresenceRow& presence() const;
    [[nodiscard]] const control::ProfileRow& profile() const;
    [[nodiscard]] QString own_id() const;

    // Others. Null when not known.
    [[nodiscard]] const control::PeerRow* peer(const QString& id) const;
    [[nodiscard]] const control::GroupRow* group(const QString& id) const;
    [[nodiscard]] const control::ConversationRow* summary(const QString& id) const;
    [[nodiscard]] std::vector<const control::PeerRow*> peers() const;  // all ever known
    [[nodiscard]] std::vector<const control::GroupRow*> groups()
        const;                                               // that one is a member of or invited to
    [[nodiscard]] QString name_of(const QString& id) const;  // of a peer, group or oneself; safe plain text
    // The verified person whose name somebody else bears; empty: there is none.
    [[nodiscard]] QString verified_namesake(const QString& id) const;
    // What somebody is in a group; Unknown when no member.
    [[nodiscard]] control::GroupRole role_in(const QString& group, const QString& id) const;
    // The file of the picture that a person shows, or one's own; asked for once when it is first wanted, so
    // it is empty at first, and when there is none. Decode it with care (look/faces.h).
    [[nodiscard]] QString picture_of(const QString& id) const;
    // What somebody tells about themselves (room, telephone, …), asked for with the picture; null until then.
    [[nodiscard]] const control::ProfileRow* card_of(const QString& id) const;
    // Messages and offers of files that wait for an answer, of conversations that are not muted; as the
    // roster counts them.
    [[nodiscard]] int unread_total() const;
    void recount();  // asks the node how many are unread, where its events may not have told all
    [[nodiscard]] int offers_total() const;  // of those, the offers
    [[nodiscard]] bool mentioned() const;
    [[nodiscard]] QStringList typists(const QString& conversation) const;  // ids of who types there
    // Why links and files of somebody are not opened; empty: they may be. Every wish below that would let
    // something of theirs in is refused with this sentence.
    [[nodiscard]] QString hold_of(const QString& id) const;
    // Why nothing may be sent to a person or into a group; empty: it may. Somebody who bears a verified
    // colleague's name with another key, somebody blocked, and a group that one is not in get nothing; every
    // wish below that would send something is refused with this sentence.
    [[nodiscard]] QString lock_of(const QString& id) const;
    [[nodiscard]] bool may_write(const QString& id) const { return lock_of(id).isEmpty(); }
    [[nodiscard]] bool lists_known() const;  // false until the first answers came: nothing is known yet

    // The language or the locale has changed: all words that models hold are made anew.
    void reword();

    // Wishes. Those with a Told tell once whether it was done.
    void say(const QStringList& to, const QString& text, const QString& reply_to, const QStringList& mentions,
             Told told);
    // A notice: it stands out until each receiver has confirmed it.
    void give_notice(const QStringList& to, const QString& text, Told told);
    void edit(const QString& conversation, const QString& message, const QString& text, Told told);
    void recall(const QString& conversation, const QString& message, Told told);
    void react(const QString& conversation, const QString& message, const QString& reaction, Told told);
    void confirm(const QString& conversation, const QString& message, Told told);
    void buzz(const QString& peer, Told told);
    void typing(const QString& conversation);  // called at each key; asks the node every 4 s, stops by itself
    void send_files(const QStringList& to, const QStringList& paths, Told told);
    // A picture, voice message or small file inside the conversation (chat.attach); larger ones are files.
    // It is called name, or as the file is.
    void attach(const QStringList& to, const QString& path, const QString& caption, const QString& reply_to,
                Told told, const QString& name = {});
    void attach_voice(const QStringList& to, const QString& path, const std::vector<int>& waveform,
                      const QString& reply_to, Told told);
    // An attachment that is offered.
    void fetch(const QString& conversation, const control::MessageRow& message, Told told);
    void accept(const QString& transfer, const QString& folder,
                Told told);  // empty folder: the receive folder
    void decline(const QString& transfer, Told told);
    void pause(const QString& transfer, Told told);
    void resume(const QString& transfer, Told told);
    void cancel(const QString& transfer, Told told);
    void again(const QString& transfer, Told told);
    void limit(const QString& transfer, quint64 rate, Told told);  // bytes a second; 0: none
    void limit_all(quint64 rate, Told told);                       // the setting, for all together
    void always_accept(const QString& peer, bool on, Told told);
    void set_presence(control::Presence presence, const QString& status_text, Told told);
    void mark_read(const QString& conversation);  // all of it
    void block(const QString& peer, Told told);
    void unblock(const QString& peer, Told told);
    void rename_group(const QString& group, const QString& name, Told told);
    void leave_group(const QString& group, Told told);  // or declines the invitation
    void remove_member(const QString& group, const QString& member, Told told);
    void appoint(const QString& group, const QString& member, bool admin, Told told);
    // Messages of a conversation, or of all (empty), into a file that is not there yet.
    void export_messages(const QString& conversation, const QString& path, control::ExportFormat format,
                         Told told);
    void set_picture(const QString& path, Told told);  // the node copies it; empty: none any more

Q_SIGNALS:
    void node_changed();  // client().state(), own status, presence or profile
    void peer_changed(const QString& id);
    void group_changed(const QString& id);
    void summary_changed(const QString& id);  // last message, unread
    void unread_changed();
    void pictures_changed();  // picture_of() of somebody
    void card_changed(const QString& id);
    void lists_reset();  // everything was read anew
    void reworded();     // words and dates are to be made anew (another language, or midnight)
    // For notifications: a message that came in just now, not one read from history.
    void message_came(const culver::control::MessageRow& message);
    void buzzed(const QString& peer);
    void typing_changed(const QString& conversation);
    void verification(const culver::control::VerificationRow& row);
    void warned(const culver::control::Finding& finding);

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace culver::desktop
