// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/notices.h"

#include "ui/desktop/around/verify.h"
#include "ui/desktop/around/warning_words.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/shell.h"

#include <QApplication>
#include <QDateTime>
#include <QEvent>
#include <QPainter>
#include <QPointer>
#include <QWidget>
#include <utility>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kTextLimit = 240;  // servers show two or three lines
constexpr int kFace = 64;

// What a notice is about: a kind and an id.
const QString kTalk = u"talk:"_s, kOffer = u"offer:"_s, kVerify = u"verify:"_s, kUnsent = u"unsent:"_s,
              kWarning = u"warning:"_s, kHidden = u"hidden:"_s;

// A peer that is refused tries again and again, and each time the node says so: once an hour is enough.
constexpr qint64 kWarnAgainMs = 3'600'000;
constexpr qsizetype kWarnedMost = 100;  // sentences that are remembered
constexpr qsizetype kHeldMost = 3;      // as many as stand in the window at once

}  // namespace

bool is_told(const NoticeCase& one) {
    if (!one.wanted || !one.incoming || one.in_front) return false;
    return one.mentions_me || (!one.quiet && !one.muted);
}

Notices::Notices(Desk& desk, Shell& shell, const QDBusConnection& bus, QObject* parent)
    : QObject(parent), desk_(desk), shell_(shell), server_(bus) {
    connect(&desk, &Desk::message_came, this, &Notices::message);
    connect(&desk, &Desk::buzzed, this, &Notices::buzzed);
    connect(&desk, &Desk::verification, this, &Notices::verification);
    connect(&desk, &Desk::warned, this, &Notices::warned);
    connect(&desk, &Desk::unread_changed, this, &Notices::unread);
    shell.window()->installEventFilter(this);
    connect(&desk, &Desk::summary_changed, this, [this](const QString& id) {
        const control::ConversationRow* summary = desk_.summary(id);
        if (summary != nullptr && summary->unread == 0) server_.close(kTalk + id);
    });
    connect(&desk.transfers(), &TransferModel::offered, this, &Notices::offered);
    connect(&desk.transfers(), &TransferModel::ended, this, &Notices::ended);
    connect(&desk.transfers(), &TransferModel::transfer_changed, this, [this](const QString& id) {
        const TransferView* view = desk_.transfers().find(id);
        if (view != nullptr && view->row.state != control::TransferState::Offered) server_.close(kOffer + id);
    });
    connect(&server_, &NoticeServer::acted, this, &Notices::act);
    connect(&server_, &NoticeServer::replied, this, &Notices::reply);
    // Without a server the window itself tells, as far as it can be seen.
    connect(&server_, &NoticeServer::failed, this, [this](const QString& about) {
        const Notice notice = last_.value(about);
        if (shell_.window()->isVisible()) return shell_.toast(notice.title, notice.text);
        // Messages are counted anyway; this would be seen nowhere.
        if (about.startsWith(kWarning) || about.startsWith(kUnsent)) hold(notice);
    });
}

NoticeCase Notices::now(const QString& conversation) const {
    return {.wanted = desk_.settings().notifications(),
            .in_front = shell_.window()->isActiveWindow() && shell_.in_sight(conversation),
            .quiet = desk_.presence().presence == control::Presence::Dnd,
            .muted = desk_.settings().muted(conversation),
            .mentions_me = false,
            .incoming = true};
}

NoticeCase Notices::now_of_files(const QString& conversation) const {
    NoticeCase here = now(conversation);
    if (shell_.window()->isActiveWindow() && shell_.transfers_in_sight()) here.in_front = true;
    return here;
}

QImage Notices::face(const QString& id) const {
    QImage image(kFace, kFace, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    const bool group = desk_.group(id) != nullptr;
    paint_avatar(painter, QRectF(0, 0, kFace, kFace),
                 {.id = id,
                  .name = desk_.name_of(id),
                  .shape = group ? AvatarShape::Group : AvatarShape::Person,
                  .gone = false});
    return image;
}

void Notices::tell(const Notice& notice) {
    last_.insert(notice.about, notice);
    server_.show(notice);
}

void Notices::message(const control::MessageRow& row) {
    const QString conversation = QString::fromStdString(row.conversation);
    NoticeCase here = now(conversation);
    here.incoming = row.direction == control::Direction::In;
    const bool must_confirm = row.kind == control::MessageKind::Notice;
    here.mentions_me = row.mentions_me || must_confirm;
    if (!is_told(here)) return;
    const bool group = desk_.group(conversation) != nullptr;
    const QString author =
        group ? Wording::given_name(desk_.name_of(QString::fromStdString(row.author))) : QString();
    Notice notice;
    notice.about = kTalk + conversation;
    notice.title = desk_.name_of(conversation);
    notice.text = safe_text(Wording::preview(row, author, false), kTextLimit);
    notice.actions = {u"default"_s, tr("Open")};
    notice.reply_words = tr("Reply");
    to_confirm_.remove(notice.about);
    if (must_confirm) {
        to_confirm_.insert(notice.about, QString::fromStdString(row.id));
        notice.text = tr("Notice: %1").arg(notice.text);
        notice.actions += {u"confirm"_s, tr("Confirm")};
        notice.urgent = true;
    }
    notice.picture = face(conversation);
    notice.sound = desk_.settings().sounds();
    tell(notice);
}

// The notice with the field is gone when the answer comes: words that could not be sent become the draft of
// their conversation, and another notice says so.
void Notices::reply(const QString& about, const QString& text) {
    const QString words = text.trimmed();
    if (!about.startsWith(kTalk) || words.isEmpty()) return;
    const QString conversation = about.mid(kTalk.size());
    desk_.say({conversation}, words, {}, {},
              [self = QPointer(this), &desk = desk_, conversation, words](const QString& problem) {
                  if (problem.isEmpty()) return;
                  desk.settings().add_to_draft(conversation, words);
                  if (self) self->tell_unsent(conversation, problem);
              });
}

void Notices::tell_unsent(const QString& conversation, const QString& problem) {
    Notice notice;
    notice.about = kUnsent + conversation;
    notice.title = tr("Not sent to %1").arg(desk_.name_of(conversation));
    notice.text = tr("%1 Your words are kept as a draft in the conversation.").arg(problem);
    notice.actions = {u"default"_s, tr("Open")};
    notice.picture = face(conversation);
    notice.urgent = true;
    tell(notice);
}

void Notices::offered(const QString& transfer) {
    const TransferView* view = desk_.transfers().find(transfer);
    if (view == nullptr) return;
    const QString peer = QString::fromStdString(view->row.peer);
    if (!is_told(now_of_files(desk_.transfers().conversation_of(*view)))) return;
    Notice notice;
    notice.about = kOffer + transfer;
    notice.title =
        tr("%1 sends you %2")
            .arg(desk_.name_of(peer), Wording::files(view->row.files.value_or(view->row.paths.size())));
    notice.text = view->row.bytes_total
                      ? tr("%1 · %2").arg(view->title, Wording::size(*view->row.bytes_total))
                      : view->title;
    notice.actions = {u"default"_s, tr("Open"), u"accept"_s, tr("Accept"), u"decline"_s, tr("Decline")};
    notice.picture = face(peer);
    notice.sound = desk_.settings().sounds();
    tell(notice);
}

void Notices::ended(const QString& transfer) {
    const TransferView* view = desk_.transfers().find(transfer);
    if (view == nullptr) return;
    const QString where = desk_.transfers().conversation_of(*view);
    const bool done = view->row.state == control::TransferState::Done;
    const bool failed = view->row.state == control::TransferState::Failed;
    if ((!done && !failed) || !is_told(now_of_files(where))) return;
    const bool in = view->row.direction == control::Direction::In;
    const QString given = Wording::given_name(view->peer_name);
    Notice notice;
    notice.about = kTalk + where + u"/files"_s;
    notice.title = view->title;
    notice.text = failed ? tr("Did not arrive. Open Culver to try again.")
                  : in   ? tr("From %1, saved and checked").arg(given)
                         : tr("Saved and checked by %1").arg(given);
    notice.actions = {u"default"_s, tr("Open")};
    tell(notice);
}

void Notices::buzzed(const QString& peer) {
    const NoticeCase here = now(peer);
    if (here.quiet || here.muted) return;
    QApplication::alert(shell_.window());
    server_.set_badge(desk_.unread_total(), true);
    if (!here.wanted) return;
    Notice notice;
    notice.about = kTalk + peer;
    notice.title = desk_.name_of(peer);
    notice.text = tr("wants your attention");
    notice.actions = {u"default"_s, tr("Open")};
    notice.reply_words = tr("Reply");
    notice.picture = face(peer);
    notice.urgent = true;
    notice.sound = desk_.settings().sounds();
    tell(notice);
}

void Notices::verification(const control::VerificationRow& row) {
    const QString peer = QString::fromStdString(row.peer);
    if (row.state != "shown") return;
    NoticeCase here = now(peer);
    // In the window nothing shows it but the sheet, and who has that open is the one who began.
    const auto* sheet = shell_.window()->findChild<VerifySheet*>(peer);
    here.in_front = shell_.window()->isActiveWindow() && sheet != nullptr && sheet->isVisible();
    if (!is_told(here)) return;
    Notice notice;
    notice.about = kVerify + peer;
    notice.title = desk_.name_of(peer);
    notice.text = tr("wants to compare numbers with you");
    notice.actions = {u"default"_s, tr("Open")};
    notice.picture = face(peer);
    tell(notice);
}

void Notices::warned(const control::Finding& finding) {
    const QString message = QString::fromStdString(finding.message);
    const bool problem = finding.severity == control::Severity::Problem;
    const WarningWords words = warning_words(finding);
    Notice notice;
    notice.about = kWarning + QString::fromStdString(finding.code);
    notice.title = words.title;
    notice.text = words.text;
    notice.actions = {u"default"_s, tr("Open")};
    notice.urgent = problem;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto before = warned_.constFind(message);
    if (before != warned_.constEnd() && now - *before < kWarnAgainMs) return;
    if (warned_.size() >= kWarnedMost) warned_.clear();
    warned_.insert(message, now);
    if (shell_.window()->isActiveWindow()) return shell_.toast(notice.title, notice.text);
    const bool quiet = desk_.presence().presence == control::Presence::Dnd;
    if (desk_.settings().notifications() && (problem || !quiet)) return tell(notice);
    hold(notice);
}

void Notices::hold(const Notice& notice) {
    held_.append(notice);
    if (held_.size() > kHeldMost) held_.removeFirst();
}

bool Notices::eventFilter(QObject* watched, QEvent* event) {
    const bool seen = event->type() == QEvent::WindowActivate || event->type() == QEvent::Show;
    if (seen && watched == shell_.window()) {
        for (const Notice& notice : std::exchange(held_, {})) shell_.toast(notice.title, notice.text);
    }
    return QObject::eventFilter(watched, event);
}

bool Notices::reach() const {
    return server_.works() && desk_.settings().notifications();
}

void Notices::tell_hidden() {
    if (std::exchange(told_hidden_, true)) return;
    Notice notice;
    notice.about = kHidden;
    notice.title = tr("Culver goes on without its window");
    notice.text =
        tr("You are told of messages and files. Start Culver again to see the window; Ctrl+Q in it ends it.");
    notice.actions = {u"default"_s, tr("Open")};
    tell(notice);
}

void Notices::act(const QString& about, const QString& action) {
    const QString id = about.mid(about.indexOf(u':') + 1).section(u'/', 0, 0);
    // The window may be hidden, and the notice is gone: another one says that it was in vain.
    const auto refused = [this](const QString& conversation) -> Told {
        return [self = QPointer(this), conversation](const QString& problem) {
            if (!self || problem.isEmpty()) return;
            if (self->shell_.window()->isActiveWindow())
                return self->shell_.toast(tr("That did not work"), problem);
            Notice notice;
            notice.about = kUnsent + conversation + u"/act"_s;
            notice.title = tr("That did not work");
            notice.text = problem;
            notice.actions = {u"default"_s, tr("Open")};
            notice.urgent = true;
            self->tell(notice);
        };
    };
    if (about.startsWith(kOffer) && (action == u"accept"_s || action == u"decline"_s)) {
        const TransferView* view = desk_.transfers().find(id);
        const Told told = refused(view == nullptr ? QString() : desk_.transfers().conversation_of(*view));
        if (action == u"accept"_s) return desk_.accept(id, {}, told);
        return desk_.decline(id, told);
    }
    if (action == u"confirm"_s && to_confirm_.contains(about))
        return desk_.confirm(id, to_confirm_.take(about), refused(id));
    shell_.show_window();
    if (about.startsWith(kOffer)) Q_EMIT accept_wanted(id);
    if (about.startsWith(kVerify)) Q_EMIT verify_wanted(id);
    if (about.startsWith(kTalk) || about.startsWith(kUnsent)) shell_.open_conversation(id);
}

void Notices::unread() {
    server_.set_badge(desk_.unread_total(), desk_.mentioned());
}

}  // namespace culver::desktop
