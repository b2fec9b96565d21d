// SPDX-License-Identifier: Apache-2.0
// The menus of a conversation, chosen from by hand: forward, go to a date, save a copy of all, block.
#include "tests/desktop/pane_fixture.h"
#include "tests/desktop/url_catcher.h"

#include <QClipboard>
#include <QSignalSpy>

namespace culver::desktop::test {
namespace {

TEST_F(ConversationPaneTest, AMessageIsForwardedWithItsFile) {
    choose(row_with(u"message 2"_s), u"Forward"_s);
    EXPECT_EQ(around.to_several, u"message 2");
    EXPECT_TRUE(around.to_several_paths.isEmpty());
    Json picture = message_row(6, id_of('m'), id_of('m'), false, "see here", 6, "read");
    picture["kind"] = "attachment";
    picture["attachment"] = {{"kind", "picture"},
                             {"name", "front.png"},
                             {"size", 5},
                             {"state", "here"},
                             {"path", "/profile/attachments/5e"}};
    office.node.tell(event_of("message_arrived", picture));
    ASSERT_TRUE(comes([&] { return row_with(u"see here"_s) >= 0; }));
    choose(row_with(u"see here"_s), u"Forward"_s);
    EXPECT_EQ(around.to_several, u"see here");
    EXPECT_EQ(around.to_several_paths, QStringList{u"/profile/attachments/5e"_s});
    EXPECT_EQ(around.to_several_name, u"front.png");
}

TEST_F(ConversationPaneTest, ADateBeginsWithTheFirstMessageAndIsGoneTo) {
    choose_in_head(u"Go to a date"_s);
    ASSERT_TRUE(comes([&] { return around.day_chosen != nullptr; }));
    const Json asked = office.node.last_of("chat.history");
    EXPECT_EQ(asked.at("first"), true);
    EXPECT_EQ(asked.at("limit"), 1);
    EXPECT_EQ(around.first_day, QDate::currentDate());
    around.day_chosen(QDate::currentDate());
    EXPECT_TRUE(comes([&] { return office.node.last_of("chat.history").at("since").is_string(); }));
}

TEST_F(ConversationPaneTest, ACopyOfAllTakesTheOldOnesPlaceWhenItIsWhole) {
    const QString path = file("Mei.html");
    const auto holds = [&] {
        QFile copy(path);
        return copy.open(QIODevice::ReadOnly) ? copy.readAll() : QByteArray();
    };
    pane->save_all_to(path);
    ASSERT_TRUE(comes([&] { return !office.shell.toasts.isEmpty(); }));
    EXPECT_EQ(holds(), "bytes") << "a copy that failed changes nothing";
    office.node.answer("chat.export", [](const Json& asked) {
        std::ofstream(asked.at("path").get<std::string>()) << asked.at("format").get<std::string>();
        return Json{{"path", asked.at("path")}, {"format", asked.at("format")}, {"messages", 6}};
    });
    pane->save_all_to(path);
    EXPECT_TRUE(comes([&] { return holds() == "html"; }));
    EXPECT_EQ(office.node.last_of("chat.export").at("peer"), id_of('m'));
    EXPECT_FALSE(QFile::exists(path + u".part"_s));
}

TEST_F(ConversationPaneTest, WhatACutOffCopyLeftGoesWithTheNextOne) {
    const QString path = office.folder.path().c_str() + u"/Mei.html"_s;
    const auto left = [&](const char* name, int seconds_ago) {
        const QString made = file(name);
        QFile touched(made);
        EXPECT_TRUE(touched.open(QIODevice::ReadWrite));
        EXPECT_TRUE(touched.setFileTime(QDateTime::currentDateTime().addSecs(-seconds_ago),
                                        QFileDevice::FileModificationTime));
        return made;
    };
    const QString cut = left("Mei.html.culver-3w5e11264sgsf.part", 3600);
    const QStringList others{left("Mei.html.culver-1y2p0ij32e8e7.part", 5),
                             left("Tom.html.culver-3w5e11264sgsf.part", 3600),
                             left("Mei.html.backup.part", 3600)};
    pane->save_all_to(path);
    EXPECT_FALSE(QFile::exists(cut));
    for (const QString& other : others) EXPECT_TRUE(QFile::exists(other)) << other.toStdString();
}

TEST_F(ConversationPaneTest, AStrangerWithAKnownNameLeadsToWhoIsVerified) {
    const auto press = [this](const QString& words) {
        for (auto* one : pane->findChildren<QAbstractButton*>()) {
            if (one->text() == words && one->isVisible()) return one->click();
        }
        ADD_FAILURE() << "no button " << words.toStdString();
    };
    QString chosen;
    QObject::connect(pane.get(), &ConversationPane::chosen, [&](const QString& id) { chosen = id; });
    pane->open(Office::kOther);
    press(u"Block"_s);
    EXPECT_EQ(around.asked, u"block "_s + Office::kOther);
    press(u"Open the verified Mei"_s);
    EXPECT_EQ(chosen, Office::kMei);
    EXPECT_TRUE(composer().locked());
}

TEST_F(ConversationPaneTest, InANarrowWindowTheMenuLeadsToTheDetails) {
    int wanted = 0;
    QObject::connect(pane.get(), &ConversationPane::details_wanted, [&] { ++wanted; });
    pane->set_back(true);
    choose_in_head(u"Details"_s);
    EXPECT_EQ(wanted, 1);
}

TEST_F(ConversationPaneTest, WhatOneMayDoWithAPersonStandsInTheMenu) {
    choose_in_head(u"Block this person"_s);
    EXPECT_EQ(around.asked, u"block "_s + Office::kMei);
    office.node.tell({{"event", "trust_changed"},
                      {"peer", id_of('m')},
                      {"peer_name", "Mei Tanaka"},
                      {"trust", "blocked"}});
    ASSERT_TRUE(comes([&] { return composer().locked(); }));
    choose_in_head(u"Unblock"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("peer.trust") == 1; }));
    EXPECT_EQ(office.node.last_of("peer.trust").at("undo"), true);
}

TEST_F(ConversationPaneTest, LinksAreOpenedByKeysToo) {
    office.node.tell(event_of("message_arrived", message_row(6, id_of('m'), id_of('m'), false,
                                                             "see https://a.example/plan", 6, "read")));
    ASSERT_TRUE(comes([&] { return row_with(u"see https://a.example/plan"_s) >= 0; }));
    choose(row_with(u"see https://a.example/plan"_s), u"Copy link"_s);
    EXPECT_EQ(QApplication::clipboard()->text(), u"https://a.example/plan");
    office.node.tell(event_of(
        "message_arrived",
        message_row(7, id_of('m'), id_of('m'), false, "https://a.example or https://b.example", 7, "read")));
    const QString two = u"https://a.example or https://b.example"_s;
    ASSERT_TRUE(comes([&] { return row_with(two) >= 0; }));
    UrlCatcher opened(u"https"_s);
    choose(row_with(two), u"Open https://b.example"_s);
    EXPECT_EQ(opened.urls, QList<QUrl>{QUrl(u"https://b.example"_s)});
}

TEST_F(ConversationPaneTest, WhatFailedIsTriedAgainAndAnAnswerLeadsToItsMessageByKeys) {
    Json failed = message_row(6, id_of('m'), id_of('a'), true, "once more", 6, "failed");
    failed["reply_to"] = message_id(0);
    office.node.tell(event_of("message_arrived", failed));
    office.node.answer("chat.say", [](const Json&) { return Json{{"messages", Json::array()}}; });
    ASSERT_TRUE(comes([&] { return row_with(u"once more"_s) >= 0; }));
    choose(row_with(u"once more"_s), u"Try again"_s);
    EXPECT_TRUE(comes([&] { return office.node.count_of("chat.say") == 1; }));
    const QSignalSpy jumped(office.desk->conversation(Office::kMei), &ConversationModel::jumped);
    choose(row_with(u"once more"_s), u"Show the message"_s);
    ASSERT_EQ(jumped.size(), 1);
    EXPECT_EQ(jumped.at(0).at(0).toInt(), row_with(u"message 0"_s));
}

TEST_F(ConversationPaneTest, LinksAndFilesOfAStrangerWithAKnownNameAreHeldBack) {
    office.node.history.assign(
        {message_row(50, id_of('x'), id_of('x'), false, "see https://a.example", 50, "read")});
    pane->open(Office::kOther);
    const auto shown = [&] { return row_with(u"see https://a.example"_s); };
    ASSERT_TRUE(comes([&] { return shown() >= 0; }));
    EXPECT_LT(row_with(u"Somebody new. Links and files are held back."_s), shown());
    EXPECT_GE(row_with(u"Somebody new. Links and files are held back."_s), 0);
    UrlCatcher opened(u"https"_s);
    Q_EMIT pane->messages().acted(Act::OpenLink, shown(), u"https://a.example"_s);
    EXPECT_TRUE(opened.urls.isEmpty());
    ASSERT_FALSE(office.shell.toasts.isEmpty());
    EXPECT_TRUE(office.shell.toasts.last().contains(u"held back"_s));
    Json offer = transfer_row(9, id_of('x'), false, "offered", 0, 1000);
    office.node.tell(event_of("transfer_changed", offer));
    const QString id = text_of(offer["id"].get<std::string>());
    ASSERT_TRUE(comes([&] { return office.desk->transfers().find(id) != nullptr; }));
    QString problem;
    office.desk->accept(id, {}, [&](const QString& told) { problem = told; });
    ASSERT_TRUE(comes([&] { return !problem.isEmpty(); }));
    EXPECT_EQ(office.node.count_of("transfer.accept"), 0);
    problem.clear();
    office.desk->resume(id, [&](const QString& told) { problem = told; });
    ASSERT_TRUE(comes([&] { return problem.contains(u"held back"_s); }));
    EXPECT_EQ(office.node.count_of("transfer.resume"), 0);
}

TEST_F(ConversationPaneTest, TheyAreHeldBackInGroupsToo) {
    const QString group = text_of(id_of('g')), words = u"see https://a.example"_s;
    Json row{{"id", id_of('g')}, {"name", "Harbour"}, {"state", "member"}, {"unread", 0}};
    row["members"] = Json::array({id_of('a'), id_of('m'), id_of('x')});
    office.node.tell(event_of("group_changed", row));
    ASSERT_TRUE(comes([&] { return office.desk->group(group) != nullptr; }));
    Json scan = message_row(52, id_of('g'), id_of('x'), false, "the scan", 52, "read");
    scan["kind"] = "attachment";
    scan["attachment"] = {{"kind", "file"}, {"name", "scan.e57"}, {"size", 5}, {"state", "offered"}};
    office.node.history.assign(
        {message_row(50, id_of('g'), id_of('x'), false, words.toStdString(), 50, "read"),
         message_row(51, id_of('g'), id_of('m'), false, "or https://b.example", 51, "read"), scan});
    pane->open(group);
    ASSERT_TRUE(comes([&] { return row_with(u"the scan"_s) >= 0; }));
    UrlCatcher opened(u"https"_s);
    Q_EMIT pane->messages().acted(Act::OpenLink, row_with(words), u"https://a.example"_s);
    choose(row_with(words), u"Open link"_s);
    EXPECT_TRUE(opened.urls.isEmpty());
    EXPECT_EQ(office.shell.toasts.size(), 2);
    choose(row_with(u"or https://b.example"_s), u"Open link"_s);
    EXPECT_EQ(opened.urls, QList<QUrl>{QUrl(u"https://b.example"_s)}) << "of the others they are opened";
    Q_EMIT pane->messages().acted(Act::Fetch, row_with(u"the scan"_s), {});
    ASSERT_TRUE(comes([&] { return office.shell.toasts.size() == 3; }));
    EXPECT_TRUE(office.shell.toasts.last().contains(u"held back"_s));
    EXPECT_EQ(office.node.count_of("chat.fetch"), 0);
}

}  // namespace
}  // namespace culver::desktop::test
