// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/desk.h"

#include "base/files.h"
#include "ui/desktop/model/desk_state.h"
#include "ui/desktop/model/desk_status.h"
#include "ui/desktop/model/text.h"
#include "ui/desktop/model/unread_count.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>
#include <QFile>
#include <algorithm>

namespace culver::desktop {

using control::Direction;
using control::MessageState;

namespace {

// Coming back to one of these needs no question; each holds some hundred messages.
constexpr std::size_t kKeptConversations = 6;
// The node says when somebody stopped; when it dies meanwhile, nobody types for ever.
constexpr qint64 kTypistLastsMs = 8000;
constexpr int kTypistsCheckMs = 1000;

std::filesystem::path prepared(std::filesystem::path profile) {
    // The node says what is wrong with it when it cannot be used.
    [[maybe_unused]] const auto made = make_private_folder(profile);
    return profile;
}

template <class Row>
const Row* find_row(const std::unordered_map<QString, Row>& rows, const QString& id) {
    const auto found = rows.find(id);
    return found == rows.end() ? nullptr : &found->second;
}

// A wish that the status be asked for again (desk_status.h).
QEvent::Type refresh_event() {
    static const auto kType = static_cast<QEvent::Type>(QEvent::registerEventType());
    return kType;
}

}  // namespace

Desk::State::State(Desk& owner, std::filesystem::path profile_folder)
    : desk(owner),
      client(prepared(std::move(profile_folder))),
      settings(DeskSettings::file_of(client.profile())) {
    desk.installEventFilter(this);
    connect(&client, &NodeClient::state_changed, this, &State::enter_state);
    connect(&client, &NodeClient::event_came, this, &State::take);
    connect(&settings, &DeskSettings::marks_changed, this, &State::count_unread);
    // Translators follow the setting in their own time; words are made anew after that.
    connect(&settings, &DeskSettings::changed, &desk, &Desk::reword, Qt::QueuedConnection);
    typing_ends_.setSingleShot(true);
    connect(&typing_ends_, &QTimer::timeout, this, &State::stop_typing);
    typists_age_.setInterval(kTypistsCheckMs);
    connect(&typists_age_, &QTimer::timeout, this, [this] {
        const qint64 oldest = QDateTime::currentMSecsSinceEpoch() - kTypistLastsMs;
        std::vector<std::pair<QString, QString>> gone;
        for (auto at = typists_.begin(); at != typists_.end(); ++at) {
            for (const auto& typist : at.value()) {
                if (typist.since_ms < oldest) gone.emplace_back(at.key(), typist.peer);
            }
        }
        for (const auto& [conversation_id, peer] : gone) forget_typing(conversation_id, peer);
    });
    midnight_.setSingleShot(true);
    connect(&midnight_, &QTimer::timeout, this, &State::at_midnight);
    at_midnight();
}

Desk::State::~State() {
    for (auto* model : conversations_) delete model;
}

void Desk::State::enter_state() {
    if (client.state() == NodeClient::State::Ready) read_lists();
    if (client.state() == NodeClient::State::Lost) presence.presence = control::Presence::Offline;
    Q_EMIT desk.node_changed();
}

// "Today" and "Thu" become something else.
void Desk::State::at_midnight() {
    const QDateTime now = QDateTime::currentDateTime();
    midnight_.start(static_cast<int>(now.msecsTo(now.date().addDays(1).startOfDay())) + 500);
    if (lists_known) desk.reword();
}

void Desk::State::answered_list(int round) {
    if (round != round_ || --lists_missing_ != 0) return;
    lists_known = true;
    Q_EMIT desk.lists_reset();
    count_unread();
}

// Those that the node gave while no desktop of this profile listened; each once.
void Desk::State::tell_missed_warnings() {
    const qint64 until = settings.warned_until();
    qint64 newest = until;
    for (const auto& row : status.warnings) {
        const qint64 at = row.time ? local_time(*row.time).toMSecsSinceEpoch() : 0;
        newest = std::max(newest, at);
        if (at > until) Q_EMIT desk.warned({row.code, row.severity, row.message, row.advice});
    }
    settings.set_warned_until(newest);
}

void Desk::State::read_status() {
    client.call(control::method::NodeStatus{}, this,
                std::function([this](control::Reply<control::NodeStatus> reply) {
                    if (!reply) return;
                    status = std::move(*reply);
                    Q_EMIT desk.node_changed();
                    tell_missed_warnings();
                }));
}

bool Desk::State::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != refresh_event()) return QObject::eventFilter(watched, event);
    read_status();
    return true;
}

void refresh_status(Desk& desk) {
    QCoreApplication::postEvent(&desk, new QEvent(refresh_event()));
}

void Desk::State::read_lists() {
    namespace m = control::method;
    const int round = ++round_;  // answers of a round that was overtaken count no more
    lists_missing_ = 3;
    pictures_asked_.clear();  // they may have changed meanwhile; the old ones are shown until then
    read_status();
    client.call(m::PresenceGet{}, this, std::function([this](control::Reply<control::PresenceRow> reply) {
                    if (!reply) return;
                    presence = std::move(*reply);
                    Q_EMIT desk.node_changed();
                }));
    client.call(m::ProfileGet{}, this, std::function([this](control::Reply<control::ProfileRow> reply) {
                    if (!reply) return;
                    profile = std::move(*reply);
                    take_card(profile);
                    Q_EMIT desk.node_changed();
                }));
    client.call(m::PeersList{}, this, std::function([this, round](control::Reply<control::PeerList> reply) {
                    if (!reply) return;
                    peers.clear();
                    for (auto& row : reply->peers) peers.insert_or_assign(text_of(row.id), std::move(row));
                    answered_list(round);
                }));
    client.call(m::GroupQuery{}, this, std::function([this, round](control::Reply<control::GroupList> reply) {
                    if (!reply) return;
                    groups.clear();
                    for (auto& row : reply->groups) groups.insert_or_assign(text_of(row.id), std::move(row));
                    answered_list(round);
                }));
    client.call(m::ChatConversations{}, this,
                std::function([this, round](control::Reply<control::ConversationList> reply) {
                    if (!reply) return;
                    summaries.clear();
                    for (auto& row : reply->conversations) {
                        summaries.insert_or_assign(text_of(row.conversation), std::move(row));
                    }
                    answered_list(round);
                }));
}

void Desk::recount() {
    state_->recount();
}

void Desk::State::recount() {
    if (std::exchange(is_recounting_, true)) return;
    client.call(control::method::ChatConversations{}, this,
                std::function([this](const control::Reply<control::ConversationList>& reply) {
                    is_recounting_ = false;
                    if (!reply) return;
                    for (const auto& row : reply->conversations) {
                        const QString id = text_of(row.conversation);
                        const auto found = summaries.find(id);
                        if (found == summaries.end() || found->second.unread == row.unread) continue;
                        found->second.unread = row.unread;
                        found->second.mentioned = row.mentioned;
                        Q_EMIT desk.summary_changed(id);
                    }
                    count_unread();
                }));
}

void Desk::State::take(const control::Event& event) {
    std::visit(
        [this](const auto& body) {
            using Body = std::decay_t<decltype(body)>;
            namespace e = control::event;
            if constexpr (std::is_same_v<Body, e::PeerAppeared> || std::is_same_v<Body, e::PeerChanged> ||
                          std::is_same_v<Body, e::PeerGone>) {
                take_peer(body.row);
            } else if constexpr (std::is_same_v<Body, e::MessageArrived>) {
                take_message(body.row, News::Arrived);
            } else if constexpr (std::is_same_v<Body, e::MessageStateChanged>) {
                take_message(body.row, News::State);
            } else if constexpr (std::is_same_v<Body, e::MessageChanged>) {
                take_message(body.row, News::Changed);
            } else if constexpr (std::is_same_v<Body, e::Typing>) {
                take_typing(body.row);
            } else if constexpr (std::is_same_v<Body, e::Buzz>) {
                Q_EMIT desk.buzzed(text_of(body.row.peer));
            } else if constexpr (std::is_same_v<Body, e::PresenceChanged>) {
                presence = body.row;
                Q_EMIT desk.node_changed();
            } else if constexpr (std::is_same_v<Body, e::ProfileChanged>) {
                take_profile(body.row);
            } else if constexpr (std::is_same_v<Body, e::GroupChanged>) {
                take_group(body.row);
            } else if constexpr (std::is_same_v<Body, e::Verification>) {
                Q_EMIT desk.verification(body.row);
            } else if constexpr (std::is_same_v<Body, e::TrustChanged>) {
                take_trust(body.row);
            } else if constexpr (std::is_same_v<Body, e::Warning>) {
                settings.set_warned_until(QDateTime::currentMSecsSinceEpoch());
                Q_EMIT desk.warned(body.row);
            } else if constexpr (std::is_same_v<Body, e::Lost>) {
                if (client.state() == NodeClient::State::Ready) read_lists();
            }
            // Transfers are heard by TransferModel; `ready` says nothing that the greeting has not said.
        },
        event.body);
}

void Desk::State::take_peer(const control::PeerRow& row) {
    const QString id = text_of(row.id);
    peers.insert_or_assign(id, row);
    Q_EMIT desk.peer_changed(id);
}

void Desk::State::take_trust(const control::TrustRow& row) {
    const QString id = text_of(row.peer);
    const auto found = peers.find(id);
    if (found == peers.end()) return;
    found->second.trust = row.trust;
    Q_EMIT desk.peer_changed(id);
    count_unread();  // offers of somebody who is blocked wait for nobody
}

void Desk::State::take_card(const control::ProfileRow& row) {
    cards[text_of(row.id)] = row;
    Q_EMIT desk.card_changed(text_of(row.id));
    const QString path = QFile::decodeName(QByteArray::fromStdString(row.picture.value_or("")));
    auto& known = pictures[text_of(row.id)];
    if (known == path) return;
    known = path;
    Q_EMIT desk.pictures_changed();
}

void Desk::State::ask_card(const QString& id) {
    if (client.state() != NodeClient::State::Ready || pictures_asked_.contains(id)) return;
    const auto* row = desk.peer(id);
    if (row == nullptr || row->protocol != Protocol::Culver) return;
    pictures_asked_.insert(id);
    client.call(control::method::ProfileGet{"id:" + id.toStdString()}, this,
                std::function([this](control::Reply<control::ProfileRow> reply) {
                    if (reply) take_card(*reply);
                }));
}

void Desk::State::take_profile(const control::ProfileRow& row) {
    const QString id = text_of(row.id);
    take_card(row);
    if (id != desk.own_id()) {
        Q_EMIT desk.peer_changed(id);
        return;
    }
    profile = row;
    status.name = row.name;
    status.department = row.department;
    Q_EMIT desk.node_changed();
}

void Desk::State::take_group(const control::GroupRow& row) {
    const QString id = text_of(row.id);
    groups.insert_or_assign(id, row);
    if (const auto found = summaries.find(id); found != summaries.end()) {
        found->second.name = row.name;
        found->second.unread = row.unread;
        if (row.unread == 0) found->second.mentioned = false;
        Q_EMIT desk.summary_changed(id);
    }
    Q_EMIT desk.group_changed(id);
    count_unread();
}

control::ConversationRow& Desk::State::summary_of(const control::MessageRow& message) {
    const QString id = text_of(message.conversation);
    auto& row = summaries[id];
    if (row.conversation.empty()) {
        row.conversation = message.conversation;
        row.kind = groups.contains(id) ? control::ConversationKind::Group : control::ConversationKind::Peer;
    }
    return row;
}

void Desk::State::take_message(const control::MessageRow& row, News what) {
    const QString id = text_of(row.conversation);
    auto& summary = summary_of(row);
    const bool is_last = summary.last && summary.last->id == row.id;
    const bool is_later = !summary.last || !row.time || !summary.last->time ||
                          *row.time >= *summary.last->time ||
                          (row.direction == Direction::Out && row.state == MessageState::Queued);
    if (is_last || is_later) summary.last = row;
    const bool incoming = row.direction == Direction::In;
    if (what == News::Arrived && incoming) {
        forget_typing(id, text_of(row.author));
        if (row.state != MessageState::Read) {
            ++summary.unread;
            summary.mentioned = summary.mentioned || row.mentions_me;
        }
    } else if (what == News::State && incoming && row.state == MessageState::Read && summary.unread > 0) {
        --summary.unread;
        if (summary.unread == 0) summary.mentioned = false;
    }
    // It may have been unread; only the node knows.
    if (what == News::Changed && incoming && row.state == MessageState::Recalled && summary.unread > 0)
        recount();
    Q_EMIT desk.summary_changed(id);
    count_unread();
    if (what == News::Arrived && incoming) Q_EMIT desk.message_came(row);
}

void Desk::State::take_typing(const control::TypingRow& row) {
    const QString id = text_of(row.conversation), peer = text_of(row.peer);
    if (!row.typing) {
        forget_typing(id, peer);
        return;
    }
    auto& here = typists_[id];
    const auto found =
        std::find_if(here.begin(), here.end(), [&](const auto& one) { return one.peer == peer; });
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (found != here.end()) {
        found->since_ms = now;
        return;
    }
    here.append({peer, now});
    if (!typists_age_.isActive()) typists_age_.start();
    Q_EMIT desk.typing_changed(id);
}

void Desk::State::forget_typing(const QString& id, const QString& peer) {
    const auto found = typists_.find(id);
    if (found == typists_.end()) return;
    const auto before = found->size();
    found->removeIf([&](const auto& one) { return one.peer == peer; });
    if (found->size() == before) return;
    if (found->isEmpty()) typists_.erase(found);
    if (typists_.isEmpty()) typists_age_.stop();
    Q_EMIT desk.typing_changed(id);
}

void Desk::State::count_unread() {
    int total = 0;
    bool is_mentioned = false;
    for (const auto& [id, row] : summaries) {
        if (row.unread == 0) continue;
        is_mentioned = is_mentioned || row.mentioned;
        if (!settings.muted(id)) total += unread_count(row.unread);
    }
    int offers = 0;
    for (const QString& id : transfers ? transfers->open_offers() : QStringList()) {
        const auto* peer = find_row(peers, id);
        const bool is_blocked = peer != nullptr && peer->trust == control::Trust::Blocked;
        if (!is_blocked && !settings.muted(id)) ++offers;
    }
    total += offers;
    if (total == unread_ && offers == offers_ && is_mentioned == mentioned_) return;
    unread_ = total;
    offers_ = offers;
    mentioned_ = is_mentioned;
    Q_EMIT desk.unread_changed();
}

ConversationModel* Desk::State::conversation(const QString& id) {
    const auto found = std::find_if(conversations_.begin(), conversations_.end(),
                                    [&](const auto* model) { return model->id() == id; });
    if (found != conversations_.end()) {
        std::rotate(found, found + 1, conversations_.end());
        return conversations_.back();
    }
    if (conversations_.size() >= kKeptConversations) {
        conversations_.front()->deleteLater();
        conversations_.erase(conversations_.begin());
    }
    return conversations_.emplace_back(new ConversationModel(desk, id));
}

Desk::Desk(std::filesystem::path profile, QObject* parent)
    : QObject(parent), state_(std::make_unique<State>(*this, std::move(profile))) {
    state_->transfers = std::make_unique<TransferModel>(*this);
    const auto count = [this] { state_->count_unread(); };
    connect(state_->transfers.get(), &TransferModel::transfer_changed, this, count);
    connect(state_->transfers.get(), &TransferModel::transfers_reset, this, count);
    state_->roster = std::make_unique<RosterModel>(*this);
}

Desk::~Desk() = default;

void Desk::start() {
    state_->client.start();
}
void Desk::reword() {
    Q_EMIT reworded();
}
NodeClient& Desk::client() {
    return state_->client;
}
DeskSettings& Desk::settings() {
    return state_->settings;
}
RosterModel& Desk::roster() {
    return *state_->roster;
}
TransferModel& Desk::transfers() {
    return *state_->transfers;
}
ConversationModel* Desk::conversation(const QString& id) {
    return state_->conversation(id);
}

std::vector<LoadedPicture> Desk::pictures_beside(const QString& path) const {
    const auto& loaded = state_->conversations_;
    for (auto model = loaded.rbegin(); model != loaded.rend(); ++model) {
        auto pictures = (*model)->pictures();
        if (std::ranges::find(pictures, path, &LoadedPicture::path) != pictures.end()) return pictures;
    }
    return {};
}

const control::NodeStatus& Desk::status() const {
    return state_->status;
}
const control::PresenceRow& Desk::presence() const {
    return state_->presence;
}
const control::ProfileRow& Desk::profile() const {
    return state_->profile;
}
QString Desk::own_id() const {
    return text_of(state_->status.id);
}

const control::PeerRow* Desk::peer(const QString& id) const {
    return find_row(state_->peers, id);
}
const control::GroupRow* Desk::group(const QString& id) const {
    return find_row(state_->groups, id);
}
const control::ConversationRow* Desk::summary(const QString& id) const {
    return find_row(state_->summaries, id);
}

std::vector<const control::PeerRow*> Desk::peers() const {
    std::vector<const control::PeerRow*> rows;
    rows.reserve(state_->peers.size());
    for (const auto& [id, row] : state_->peers) rows.push_back(&row);
    return rows;
}

QString Desk::verified_namesake(const QString& id) const {
    const QString name = name_of(id);
    for (const auto& [other, row] : state_->peers) {
        const QString it = QString::fromStdString(row.id);
        if (row.trust != control::Trust::Verified || it == id) continue;
        if (name_of(it).compare(name, Qt::CaseInsensitive) == 0) return it;
    }
    return {};
}

std::vector<const control::GroupRow*> Desk::groups() const {
    std::vector<const control::GroupRow*> rows;
    for (const auto& [id, row] : state_->groups) {
        if (row.state == control::GroupState::Member || row.state == control::GroupState::Invited) {
            rows.push_back(&row);
        }
    }
    return rows;
}

QString Desk::name_of(const QString& id) const {
    std::string name;
    if (id == own_id()) {
        name = state_->profile.name.value_or(state_->status.name.value_or(""));
    } else if (const auto* group_row = group(id)) {
        name = group_row->name;
    } else if (const auto* peer_row = peer(id)) {
        name = peer_row->name.value_or("");
    } else if (const auto* row = summary(id)) {
        name = row->name.value_or("");
    }
    const QString shown = safe_line(name);
    return shown.isEmpty() ? id.left(8) : shown;
}

const control::ProfileRow* Desk::card_of(const QString& id) const {
    if (id != own_id()) state_->ask_card(id);
    const auto found = state_->cards.find(id);
    return found == state_->cards.end() ? nullptr : &found->second;
}

QString Desk::picture_of(const QString& id) const {
    if (id != own_id()) state_->ask_card(id);
    const auto found = state_->pictures.find(id);
    return found == state_->pictures.end() ? QString() : found->second;
}

int Desk::unread_total() const {
    return state_->unread_;
}
int Desk::offers_total() const {
    return state_->offers_;
}
bool Desk::mentioned() const {
    return state_->mentioned_;
}
bool Desk::lists_known() const {
    return state_->lists_known;
}

QStringList Desk::typists(const QString& id) const {
    QStringList ids;
    for (const auto& typist : state_->typists_.value(id)) ids.append(typist.peer);
    return ids;
}

}  // namespace culver::desktop
