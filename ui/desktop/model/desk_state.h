// SPDX-License-Identifier: Apache-2.0
// What a Desk knows, and how events and answers change it. Only desk.cc and desk_wishes.cc look in here.
#pragma once
#include "control/methods.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"

#include <QHash>
#include <QSet>
#include <QTimer>
#include <map>
#include <unordered_map>

namespace culver::desktop {

class Desk::State : public QObject {
public:
    State(Desk& desk, std::filesystem::path profile);
    ~State() override;

    void enter_state();
    void read_lists();
    void read_status();
    void tell_missed_warnings();
    void take(const control::Event& event);
    [[nodiscard]] ConversationModel* conversation(const QString& id);
    [[nodiscard]] control::ConversationRow& summary_of(const control::MessageRow& message);
    void ask_typing(const QString& conversation);
    void stop_typing();
    void count_unread();
    void recount();  // as the node counts, where events do not tell

    // Answered: done, or a sentence.
    template <class Method>
    void wish(const Method& request, Told told) {
        client.call(request, this,
                    std::function<void(control::Reply<typename Method::Answer>)>(
                        [told = std::move(told)](const auto& reply) {
                            if (told) told(reply ? QString() : sentence_of(reply.error()));
                        }));
    }
    // True when one of them may get nothing; told hears why, later.
    [[nodiscard]] bool is_locked(const QStringList& to, const Told& told);
    // True when nothing of this person is opened; told hears why, later.
    [[nodiscard]] bool is_held(const QString& from, const Told& told);
    // True when a transfer may not go on, to a receiver who gets nothing or from somebody who is held.
    [[nodiscard]] bool is_barred(const QString& transfer, const Told& told);
    [[nodiscard]] static QString sentence_of(const control::Refusal& refusal);

    Desk& desk;
    NodeClient client;
    DeskSettings settings;
    control::NodeStatus status;
    control::PresenceRow presence{control::Presence::Offline, {}};
    control::ProfileRow profile;
    std::unordered_map<QString, control::PeerRow> peers;
    std::unordered_map<QString, control::GroupRow> groups;
    std::unordered_map<QString, control::ConversationRow> summaries;
    std::unique_ptr<TransferModel> transfers;
    std::unique_ptr<RosterModel> roster;
    bool lists_known = false;
    bool is_recounting_ = false;

    void ask_card(const QString& id);
    std::unordered_map<QString, control::ProfileRow> cards;  // of those that were asked for
    std::unordered_map<QString, QString> pictures;  // what is known: of whoever shows none it is empty

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;  // hears refresh_status()

private:
    enum class News { Arrived, State, Changed };
    void take_message(const control::MessageRow& row, News what);
    void take_typing(const control::TypingRow& row);
    void take_profile(const control::ProfileRow& row);
    void take_card(const control::ProfileRow& row);
    void take_group(const control::GroupRow& row);
    void take_trust(const control::TrustRow& row);
    void take_peer(const control::PeerRow& row);
    void forget_typing(const QString& conversation, const QString& peer);
    void answered_list(int round);
    void at_midnight();

    QSet<QString> pictures_asked_;  // since the node was last met
    int round_ = 0, lists_missing_ = 0;
    int unread_ = 0, offers_ = 0;
    bool mentioned_ = false;
    struct Typist {
        QString peer;
        qint64 since_ms;
    };
    QHash<QString, QVector<Typist>> typists_;
    QTimer typing_ends_, typists_age_, midnight_;
    QString typing_in_;
    qint64 typing_asked_ms_ = 0;
    std::vector<ConversationModel*> conversations_;  // the one asked for last at the end
    friend class Desk;
};

}  // namespace culver::desktop
