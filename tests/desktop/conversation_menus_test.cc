// SPDX-License-Identifier: Apache-2.0
// The menus of a conversation, chosen from by hand: forward, go to a date, save a copy of all, block.
#include "tests/desktop/pane_fixture.h"

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

}  // namespace
}  // namespace culver::desktop::test
