// SPDX-License-Identifier: Apache-2.0
// Notices against a small notification server on a bus of this test's own, and the rules of what is told.
#include "ui/desktop/around/notices.h"

#include "tests/desktop/around/office.h"
#include "tests/desktop/around/paper_bus.h"
#include "ui/desktop/around/emoji_picker.h"
#include "ui/desktop/around/finding_words.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/tray.h"
#include "ui/desktop/around/verify.h"
#include "ui/desktop/around/warning_words.h"
#include "ui/desktop/model/node_sentence.h"
#include "ui/desktop/model/wording.h"

#include <gtest/gtest.h>

#include <QDBusConnection>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <algorithm>

namespace culver::desktop::test {

// What org.freedesktop.Notifications asks of a server; keeps what it is told.
class PaperServer : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    QStringList capabilities{QStringLiteral("actions"), QStringLiteral("inline-reply"),
                             QStringLiteral("body-markup")};
    QString title, text;
    QStringList actions;
    QVariantMap hints;
    uint replaced = 0, last = 0, closed = 0;
    int shown = 0;

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString& /*program*/, uint replaces, const QString& /*icon*/, const QString& summary,
                const QString& body, const QStringList& with, const QVariantMap& given, int /*timeout*/) {
        title = summary;
        text = body;
        actions = with;
        hints = given;
        replaced = replaces;
        ++shown;
        last = replaces != 0 ? replaces : last + 1;
        return last;
    }
    void CloseNotification(uint id) { closed = id; }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
    void NotificationReplied(uint id, const QString& text);
    void NotificationClosed(uint id, uint reason);
};

namespace {

using namespace Qt::StringLiterals;

[[nodiscard]] Notice notice(const QString& text, const QStringList& actions = {}, const QString& reply = {},
                            const QImage& picture = {}) {
    Notice made;
    made.about = u"talk:mei"_s;
    made.title = u"Mei"_s;
    made.text = text;
    made.actions = actions;
    made.reply_words = reply;
    made.picture = picture;
    return made;
}

TEST(NoticeCases, QuietLetsMentionsThroughAndNothingElse) {
    EXPECT_TRUE(is_told({}));
    EXPECT_FALSE(is_told({.wanted = false}));
    EXPECT_FALSE(is_told({.in_front = true}));
    EXPECT_FALSE(is_told({.incoming = false}));
    EXPECT_FALSE(is_told({.quiet = true}));
    EXPECT_FALSE(is_told({.muted = true}));
    EXPECT_TRUE(is_told({.quiet = true, .muted = true, .mentions_me = true}));
    EXPECT_FALSE(is_told({.wanted = false, .mentions_me = true}));
}

TEST(TrayBird, ShowsWhatMattersMost) {
    EXPECT_EQ(bird_for({.connected = false, .mentioned = true}), Bird::Offline);
    EXPECT_EQ(bird_for({.mentioned = true, .unread = 2}), Bird::Mention);
    EXPECT_EQ(bird_for({.moving = true, .unread = 2}), Bird::Unread);
    EXPECT_EQ(bird_for({.moving = true, .dnd = true}), Bird::Transfer);
    EXPECT_EQ(bird_for({.dnd = true}), Bird::Dnd);
    EXPECT_EQ(bird_for({.away = true}), Bird::Away);
    EXPECT_EQ(bird_for({}), Bird::Idle);
}

TEST(Emojis, AreFoundInBothLanguages) {
    EXPECT_TRUE(emoji_for(u"thumbs up"_s).contains(u"👍"_s));
    EXPECT_TRUE(emoji_for(u"谢谢"_s).contains(u"🙏"_s));
    EXPECT_TRUE(emoji_for(u"no such sign"_s).isEmpty());
    EXPECT_GT(all_emoji().size(), 500U);
}

struct NoticeTest : PaperBus {
    PaperServer server;
    void serve() {
        QDBusConnection bus = server_side();
        ASSERT_TRUE(bus.registerObject(u"/org/freedesktop/Notifications"_s, &server,
                                       QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        ASSERT_TRUE(bus.registerService(u"org.freedesktop.Notifications"_s));
    }
};

TEST_F(NoticeTest, ShowsReplacesAndHearsWhatThePersonDid) {
    serve();
    NoticeServer notices(client());
    ASSERT_TRUE(comes([&] { return notices.works(); }));
    QSignalSpy acted(&notices, &NoticeServer::acted), replied(&notices, &NoticeServer::replied);
    QImage face(8, 8, QImage::Format_ARGB32);
    face.fill(Qt::red);
    notices.show(notice(u"<b>1 < 2</b>"_s, {u"default"_s, u"Open"_s}, u"Reply"_s, face));
    ASSERT_TRUE(comes([&] { return server.shown == 1; }));
    EXPECT_EQ(server.title, u"Mei"_s);
    EXPECT_EQ(server.text, u"&lt;b&gt;1 &lt; 2&lt;/b&gt;"_s)
        << "what comes from the network is never mark-up";
    EXPECT_EQ(server.actions, QStringList({u"default"_s, u"Open"_s, u"inline-reply"_s, u"Reply"_s}));
    EXPECT_TRUE(server.hints.contains(u"image-data"_s));
    EXPECT_EQ(server.hints.value(u"desktop-entry"_s), u"im.culver.Culver"_s);
    ASSERT_TRUE(comes([&] {
        // The number of the first is known only when its answer came.
        notices.show(notice(u"again"_s));
        return QTest::qWaitFor([&] { return server.replaced == 1; }, 200);
    }));
    Q_EMIT server.ActionInvoked(1, u"default"_s);
    Q_EMIT server.NotificationReplied(1, u"on my way"_s);
    Q_EMIT server.ActionInvoked(99, u"default"_s);  // of another program
    ASSERT_TRUE(comes([&] { return !replied.isEmpty(); }));
    ASSERT_EQ(acted.size(), 1);
    EXPECT_EQ(acted.at(0).at(0), u"talk:mei"_s);
    EXPECT_EQ(replied.at(0).at(1), u"on my way"_s);
    notices.close(u"talk:mei"_s);
    EXPECT_TRUE(comes([&] { return server.closed == 1; }));
}

TEST_F(NoticeTest, AServerThatReadsNoMarkUpGetsTheWordsAsTheyAre) {
    server.capabilities.clear();
    serve();
    NoticeServer notices(client());
    ASSERT_TRUE(comes([&] { return notices.works(); }));
    notices.show(notice(u"1 < 2"_s, {u"default"_s, u"Open"_s}, u"Reply"_s));
    ASSERT_TRUE(comes([&] { return server.shown == 1; }));
    EXPECT_EQ(server.text, u"1 < 2"_s);
    EXPECT_TRUE(server.actions.isEmpty()) << "it cannot show buttons";
}

TEST_F(NoticeTest, FilesAreAcceptedAndMessagesAnsweredInTheNotice) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->hide();
    office.node.answer("chat.say", [](const Json&) { return Json{{"messages", Json::array()}}; });
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    office.node.tell(event_of("message_arrived", message_row(9, id_of('m'), id_of('m'), false,
                                                             "Lunch at the harbour at one?", 30)));
    ASSERT_TRUE(comes([&] { return server.title == u"Mei Tanaka"_s; }));
    EXPECT_EQ(server.text, u"Lunch at the harbour at one?"_s);
    const uint message = server.last;
    EXPECT_TRUE(QTest::qWaitFor([&] {
        Q_EMIT server.NotificationReplied(message, u"Yes"_s);
        return QTest::qWaitFor([&] { return office.node.count_of("chat.say") > 0; }, 200);
    }));
    EXPECT_EQ(office.node.last_of("chat.say").at("text"), "Yes");
}

TEST_F(NoticeTest, WhatIsRefusedWhileTheWindowIsHiddenIsToldInANotice) {
    serve();
    Office office;
    ASSERT_TRUE(office.open_in_english());
    office.shell.window()->hide();
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    office.node.refuse("transfer.accept");
    Q_EMIT notices.server().acted(u"offer:"_s + text_of(office.offer), u"accept"_s);
    EXPECT_TRUE(comes([&] { return server.title == u"That did not work"_s; }));
    EXPECT_TRUE(office.shell.toasts.isEmpty());
}

TEST_F(NoticeTest, WhoWantsToCompareNumbersIsToldOfWhileTheWindowIsInFront) {
    serve();
    Office office;
    ASSERT_TRUE(office.open_in_english());
    office.shell.window()->show();
    office.shell.window()->activateWindow();
    ASSERT_TRUE(comes([&] { return office.shell.window()->isActiveWindow(); }));
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    (new VerifySheet(office.shell.window(), *office.desk, Office::kMei))->open();  // somebody else's
    office.node.tell(event_of("verification", Json{{"peer", id_of('l')},
                                                   {"peer_name", "Lin Wei"},
                                                   {"code", "12 34 56 78 90 12"},
                                                   {"state", "shown"}}));
    EXPECT_TRUE(comes([&] { return server.text == u"wants to compare numbers with you"_s; }));
}

TEST_F(NoticeTest, WhatComesBehindAPictureIsToldThoughTheWindowIsInFront) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(office.shell.window()));
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    const auto say = [&](int number, const std::string& words) {
        office.node.tell(
            event_of("message_arrived", message_row(number, id_of('m'), id_of('m'), false, words, number)));
    };
    say(1, "seen");
    EXPECT_FALSE(comes([&] { return server.shown > 0; }, 200));
    office.shell.seen = false;
    say(2, "hidden");
    ASSERT_TRUE(comes([&] { return server.shown > 0; }));
    EXPECT_EQ(server.text, u"hidden"_s);
}

TEST_F(NoticeTest, FilesAreNoticedInTheTransfersThatLieOverTheConversation) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(office.shell.window()));
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    office.shell.seen = false;
    office.shell.seen_transfers = true;
    office.node.tell(event_of("transfer_offered", transfer_row(60, id_of('t'), false, "offered", 0, 1000)));
    office.node.tell(event_of("transfer_changed", transfer_row(60, id_of('t'), false, "done", 1000, 1000)));
    EXPECT_FALSE(comes([&] { return server.shown > 0; }, 200));
    office.shell.seen_transfers = false;
    office.node.tell(event_of("transfer_offered", transfer_row(61, id_of('t'), false, "offered", 0, 1000)));
    ASSERT_TRUE(comes([&] { return server.shown > 0; }));
    EXPECT_TRUE(server.actions.contains(u"accept"_s));
}

TEST_F(NoticeTest, ANoticeIsConfirmedWhereItIsShown) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->hide();
    office.node.answer("presence.get", [](const Json&) { return Json{{"presence", "dnd"}}; });
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    Json row = message_row(9, id_of('m'), id_of('m'), false, "The alarm is tested at four", 30);
    row["kind"] = "notice";
    office.node.tell(event_of("message_arrived", row));
    ASSERT_TRUE(comes([&] { return server.text == u"Notice: The alarm is tested at four"_s; }))
        << server.text.toStdString();
    EXPECT_TRUE(server.actions.contains(u"confirm"_s));
    ASSERT_TRUE(QTest::qWaitFor([&] {
        Q_EMIT server.ActionInvoked(server.last, u"confirm"_s);
        return QTest::qWaitFor([&] { return office.node.count_of("chat.confirm") > 0; }, 200);
    }));
    EXPECT_EQ(office.node.last_of("chat.confirm").at("id"), message_id(9));
    EXPECT_TRUE(office.shell.opened.isEmpty()) << "without a window";
}

TEST_F(NoticeTest, AReplyThatIsNotSentBecomesTheDraft) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->hide();
    office.desk->settings().set_draft(Office::kMei, u"begun"_s);
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    office.node.tell(
        event_of("message_arrived", message_row(9, id_of('m'), id_of('m'), false, "Lunch at one?", 30)));
    ASSERT_TRUE(comes([&] { return server.title == u"Mei Tanaka"_s; }));
    const uint message = server.last;
    office.node.refuse("chat.say");
    // The number of the notice is known here when its answer came.
    ASSERT_TRUE(QTest::qWaitFor([&] {
        if (office.node.count_of("chat.say") == 0)
            Q_EMIT server.NotificationReplied(message, u"Yes, at the harbour"_s);
        return QTest::qWaitFor([&] { return office.node.count_of("chat.say") > 0; }, 200);
    }));
    ASSERT_TRUE(comes([&] { return server.title == u"Not sent to Mei Tanaka"_s; }))
        << server.title.toStdString();
    EXPECT_TRUE(office.desk->settings().draft(Office::kMei).startsWith(u"begun\nYes, at the harbour"_s))
        << office.desk->settings().draft(Office::kMei).toStdString();
    EXPECT_TRUE(server.text.contains(u"kept as a draft"_s)) << server.text.toStdString();
    ASSERT_TRUE(QTest::qWaitFor([&] {
        Q_EMIT server.ActionInvoked(server.last, u"default"_s);
        return QTest::qWaitFor([&] { return office.shell.opened == Office::kMei; }, 200);
    })) << "the notice leads to the words";
}

TEST_F(NoticeTest, AReplyToSomebodyElseUnderAKnownNameIsKeptAndNotSent) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->hide();
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    office.node.tell(
        event_of("message_arrived", message_row(9, id_of('x'), id_of('x'), false, "Send me the plans", 30)));
    ASSERT_TRUE(comes([&] { return server.title == u"Mei Tanaka"_s; }));
    const uint message = server.last;
    ASSERT_TRUE(QTest::qWaitFor([&] {
        if (server.title == u"Mei Tanaka"_s) Q_EMIT server.NotificationReplied(message, u"Here"_s);
        return QTest::qWaitFor([&] { return server.title == u"Not sent to Mei Tanaka"_s; }, 200);
    }));
    EXPECT_EQ(office.node.count_of("chat.say"), 0);
    EXPECT_TRUE(office.desk->settings().draft(Office::kOther).contains(u"Here"_s));
}

[[nodiscard]] Json warning(const char* code, const char* severity, const char* message) {
    return event_of("warning",
                    Json{{"code", code}, {"severity", severity}, {"message", message}, {"advice", nullptr}});
}

TEST_F(NoticeTest, WhatTheNodeWarnsOfIsTold) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->hide();
    Notices notices(*office.desk, office.shell, client());
    ASSERT_TRUE(comes([&] { return notices.server().works(); }));
    office.node.tell(warning("name_taken", "problem", "Somebody new calls himself 'Mei Tanaka'."));
    ASSERT_TRUE(comes([&] { return server.shown == 1; }));
    EXPECT_EQ(server.title, u"A known name, another key"_s);
    EXPECT_TRUE(server.text.startsWith(u"Somebody new uses the name “Mei Tanaka”."_s))
        << server.text.toStdString();
    // The same again is no news; another one is.
    office.node.tell(warning("name_taken", "problem", "Somebody new calls himself 'Mei Tanaka'."));
    office.node.tell(warning("port_taken", "problem", "Another program has the port."));
    ASSERT_TRUE(comes([&] { return server.text.contains(u"Another program has the port."_s); }));
    EXPECT_EQ(server.shown, 2);
}

TEST(Warnings, WaitForTheWindowWhereNoNoticeCanBeShown) {
    Office office;
    ASSERT_TRUE(office.open());
    office.shell.window()->hide();
    const Notices notices(*office.desk, office.shell, QDBusConnection(u"no such bus"_s));
    office.node.tell(warning("stranger_refused", "note", "'Zoe' is new here and was refused."));
    office.node.tell(warning("twin", "problem", "Another node with this identity runs."));
    office.node.tell(event_of("buzz", Json{{"peer", id_of('m')}}));
    QSignalSpy buzzed(office.desk.get(), &Desk::buzzed);
    ASSERT_TRUE(comes([&] { return buzzed.size() == 1; }));
    EXPECT_TRUE(office.shell.toasts.isEmpty());
    office.shell.window()->show();
    office.shell.window()->activateWindow();
    ASSERT_TRUE(comes([&] { return office.shell.toasts.size() == 2; }));
    EXPECT_TRUE(office.shell.toasts[0].contains(u"Zoe is new here"_s));
    EXPECT_TRUE(office.shell.toasts[1].startsWith(u"This identity runs twice: "_s));
}

// The node's English stays out of a window that may speak another language.
TEST(Warnings, AreSaidInTheWindowsWords) {
    for (const char* code : {"name_taken", "stranger_refused", "twin", "peer_refused", "profile", "history",
                             "history_recovered", "discovery"}) {
        const control::Finding finding{code, control::Severity::Problem, "node's 'Zoe & <b>Co</b>' words",
                                       "more words"};
        const auto [title, text] = warning_words(finding);
        EXPECT_FALSE(title.isEmpty() || text.isEmpty()) << code;
        EXPECT_FALSE(text.contains(u"words"_s)) << code << ": " << text.toStdString();
        EXPECT_NE(title, u"Problem"_s) << code;
    }
    const control::Finding named{"name_taken", control::Severity::Problem, "calls himself 'O'Hara', as", {}};
    EXPECT_TRUE(warning_words(named).text.contains(u"“O'Hara”"_s));
    const control::Finding nobody{"stranger_refused", control::Severity::Note, "mfrgg2lt is new here", {}};
    EXPECT_TRUE(warning_words(nobody).text.startsWith(u"Somebody you do not know yet"_s));
    const control::Finding later{"of_a_newer_node", control::Severity::Warning, "It rains.", "Take a coat."};
    EXPECT_EQ(warning_words(later).text, u"It rains. Take a coat."_s);
}

// docs/control-api.md names the codes of the network check.
TEST(Warnings, EveryFindingOfTheNetworkCheckHasATitle) {
    QFile page(QStringLiteral(CULVER_SOURCE_DIR) + u"/docs/control-api.md"_s);
    ASSERT_TRUE(page.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(page.readAll());
    const qsizetype from = text.indexOf(u"Codes: `ok`"_s);
    ASSERT_GT(from, 0);
    static const QRegularExpression code(u"`([a-z_]+)`"_s);
    int count = 0;
    for (auto found = code.globalMatch(text.mid(from, text.indexOf(u"More may come"_s, from) - from));
         found.hasNext(); ++count) {
        const std::string word = found.next().captured(1).toStdString();
        EXPECT_FALSE(finding_words({word, control::Severity::Problem, {}, {}}).title.isEmpty()) << word;
    }
    EXPECT_GT(count, 20);
    EXPECT_TRUE(finding_words({"of_a_newer_node", control::Severity::Problem, {}, {}}).title.isEmpty());
}

bool has_chinese(const QString& text) {
    return std::ranges::any_of(text, [](QChar letter) { return letter.script() == QChar::Script_Han; });
}

TEST(Warnings, WhatTheNodeSaysIsSaidInTheLanguageOfTheWindow) {
    const culver::test::TempDir folder;
    Desk desk(folder.path());
    Language language(desk);
    DeskSettings& settings = desk.settings();
    const control::Finding finding{"own_tcp_blocked", control::Severity::Problem,
                                   "Mei cannot reach TCP port 24254 of this machine: its firewall drops it.",
                                   "Type 'sudo ufw allow 24254/tcp', or 'sudo nft insert rule x'."};
    const control::Refusal known{
        control::Outcome::WrongState, "That was done a moment ago; wait ten seconds.", {}};
    const control::Refusal named{control::Outcome::Disk, "There is no file or folder /a.", {}};
    settings.set_language(u"en"_s);
    EXPECT_EQ(finding_words(finding).message, QString::fromStdString(finding.message));
    EXPECT_EQ(finding_words(finding).advice, QString::fromStdString(*finding.advice));
    EXPECT_EQ(Wording::problem(known), QString::fromStdString(known.message));
    EXPECT_EQ(Wording::problem(named), QString::fromStdString(named.message));
    settings.set_language(u"zh_CN"_s);
    const FindingWords words = finding_words(finding);
    EXPECT_TRUE(has_chinese(words.title) && has_chinese(words.message)) << words.message.toStdString();
    EXPECT_FALSE(words.message.contains(u"firewall"_s));
    EXPECT_TRUE(words.advice.endsWith(u"\nsudo ufw allow 24254/tcp\nsudo nft insert rule x"_s));
    EXPECT_TRUE(has_chinese(Wording::problem(known)) && Wording::problem(known).endsWith(u"。"_s));
    EXPECT_FALSE(Wording::problem(known).contains(u"wait"_s));
    EXPECT_TRUE(has_chinese(Wording::problem(named)) && Wording::problem(named).contains(u"/a"_s));
    EXPECT_TRUE(
        has_chinese(node_sentence("sending a file: the disk is full; make room, then resume the transfer")));
    settings.set_language(u"en"_s);
}

TEST_F(NoticeTest, AWindowThatIsClosedWithoutATraySaysWhereItWent) {
    serve();
    Office office;
    ASSERT_TRUE(office.open());
    Notices notices(*office.desk, office.shell, client());
    Tray tray(*office.desk, office.shell);
    if (tray.there()) GTEST_SKIP() << "there is a tray";
    tray.set_reach([&] { return notices.reach(); });
    QObject::connect(&tray, &Tray::window_hidden, &notices, &Notices::tell_hidden);
    QSignalSpy closed(&tray, &Tray::window_closed);
    ASSERT_TRUE(comes([&] { return notices.reach(); }));
    office.shell.window()->show();
    office.shell.window()->close();
    EXPECT_FALSE(office.shell.window()->isVisible());
    EXPECT_EQ(closed.size(), 0) << "the program goes on: messages are to be told";
    ASSERT_TRUE(comes([&] { return server.shown == 1; }));
    EXPECT_EQ(server.title, u"Culver goes on without its window"_s);
    // Once is enough; and who wants no notices would sit there with a program that says nothing.
    office.shell.window()->show();
    office.shell.window()->close();
    office.desk->settings().set_notifications(false);
    office.shell.window()->show();
    office.shell.window()->close();
    EXPECT_EQ(closed.size(), 1);
    QTest::qWait(50);
    EXPECT_EQ(server.shown, 1);
}

TEST(NoticeServerAlone, WorksWithoutABus) {
    NoticeServer notices(QDBusConnection(u"no such bus"_s));
    QSignalSpy failed(&notices, &NoticeServer::failed);
    notices.show(notice(u"hello"_s));
    EXPECT_EQ(failed.size(), 1) << "the window is asked to show it instead";
    EXPECT_FALSE(notices.works());
}

}  // namespace
}  // namespace culver::desktop::test

#include "notices_test.moc"
