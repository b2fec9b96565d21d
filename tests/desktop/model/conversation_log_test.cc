// SPDX-License-Identifier: Apache-2.0
// What is loaded of a conversation: where the new begins, and what happened to it while nobody told.
#include "ui/desktop/model/conversation_log.h"

#include "tests/desktop/model/support.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

namespace culver::desktop::test {
namespace {

using namespace Qt::Literals::StringLiterals;

const QString kMei = text_of(id_of('m'));

struct ConversationLogTest : testing::Test {
    culver::test::TempDir folder;
    PaperNode node{folder.path()};
    std::unique_ptr<Desk> desk;
    ConversationModel* model = nullptr;

    // Messages of Mei's, of which the last so many are unread.
    void open(int count, int unread) {
        node.peers.push_back(peer_row(id_of('m'), "Mei Tanaka", "Studio"));
        for (int i = 0; i < count; ++i) {
            node.history.push_back(message_row(i, id_of('m'), id_of('m'), false,
                                               "message " + std::to_string(i), i * 0.01,
                                               i < count - unread ? "read" : "delivered"));
        }
        node.conversations.push_back({{"conversation", id_of('m')},
                                      {"kind", "peer"},
                                      {"name", "Mei Tanaka"},
                                      {"unread", unread},
                                      {"mentioned", false},
                                      {"last", node.history.back()}});
        desk = std::make_unique<Desk>(folder.path());
        desk->start();
        ASSERT_TRUE(comes([&] { return desk->lists_known(); }));
        model = desk->conversation(kMei);
        ASSERT_TRUE(comes([&] { return !model->loading(); }));
    }
    [[nodiscard]] QString new_line() const {
        const int row = model->row_of(u"new"_s);
        return row < 0 ? QString() : model->item(row).text;
    }
    [[nodiscard]] QString below_new_line() const { return model->item(model->row_of(u"new"_s) + 1).text; }
    [[nodiscard]] bool is_loaded(int number) const { return model->row_of(text_of(message_id(number))) >= 0; }
    [[nodiscard]] bool jumps_to(int number) {
        node.answer("chat.message", [this, number](const Json&) {
            return node.history.at(static_cast<std::size_t>(number));
        });
        model->jump_to(text_of(message_id(number)));
        return comes([&] { return is_loaded(number) && !model->loading(); });
    }
};

TEST_F(ConversationLogTest, TheNewLineCountsWhatIsNotLoadedYetAndGoesUpToIt) {
    open(200, 100);
    ASSERT_FALSE(is_loaded(100));
    EXPECT_EQ(new_line(), u"100 new messages");
    model->fetch_earlier();
    ASSERT_TRUE(comes([&] { return is_loaded(100) && !model->loading(); }));
    EXPECT_EQ(new_line(), u"100 new messages");
    EXPECT_EQ(below_new_line(), u"message 100");
}

TEST_F(ConversationLogTest, TheNewLineCountsMessagesAlone) {
    open(4, 2);
    Json line = message_row(50, id_of('m'), id_of('m'), false, "Mei joined", 60, "read");
    line["kind"] = "system";
    node.tell(event_of("message_arrived", line));
    ASSERT_TRUE(comes([&] { return is_loaded(50); }));
    EXPECT_EQ(new_line(), u"2 new messages");
}

TEST_F(ConversationLogTest, NoNewLineStandsInThePast) {
    open(200, 100);
    ASSERT_TRUE(jumps_to(60));
    ASSERT_FALSE(is_loaded(5));
    model->fetch_earlier();
    ASSERT_TRUE(comes([&] { return is_loaded(5) && !model->loading(); }));
    EXPECT_EQ(new_line(), QString()) << "all of it was read";
    model->show_latest();
    ASSERT_TRUE(comes([&] { return is_loaded(199) && !model->loading(); }));
    EXPECT_EQ(new_line(), u"100 new messages");
}

TEST_F(ConversationLogTest, WhatIsHeardIsTheMessageThatCame) {
    open(200, 0);
    const QSignalSpy arrived(model, &ConversationModel::arrived), heard(model, &ConversationModel::heard);
    const auto say = [this](int number, bool own) {
        node.tell(event_of("message_arrived", message_row(number, id_of('m'), id_of(own ? 'a' : 'm'), own,
                                                          "one more", number, "read")));
    };
    ASSERT_TRUE(jumps_to(10));
    say(300, false);
    ASSERT_TRUE(comes([&] { return arrived.size() == 1; }));
    EXPECT_TRUE(heard.isEmpty()) << "it is not loaded";
    model->show_latest();
    ASSERT_TRUE(comes([&] { return is_loaded(199) && !model->loading(); }));
    say(301, false);
    say(302, true);
    ASSERT_TRUE(comes([&] { return arrived.size() == 3; }));
    ASSERT_EQ(heard.size(), 1);
    EXPECT_EQ(heard.at(0).at(0).toInt(), model->row_of(text_of(message_id(301)))) << "not the own one below";
}

TEST_F(ConversationLogTest, WhatIsLoadedIsAskedForOnceWhenTheNodeIsBack) {
    open(10, 0);
    const int before = node.count_of("chat.history");
    node.drop_all();
    ASSERT_TRUE(comes([&] { return desk->client().state() == NodeClient::State::Lost; }));
    node.history[3]["text"] = "mended";
    ASSERT_TRUE(
        comes([&] { return model->item(model->row_of(text_of(message_id(3)))).text == u"mended"_s; }));
    EXPECT_EQ(node.count_of("chat.history"), before + 1);
}

TEST_F(ConversationLogTest, WhatChangedWhileTheNodeWasAwayIsReadAgain) {
    open(200, 0);
    model->fetch_earlier();
    ASSERT_TRUE(comes([&] { return is_loaded(60) && !model->loading(); }));
    const auto text_of_row = [&](int number) {
        return model->item(model->row_of(text_of(message_id(number)))).text;
    };
    node.drop_all();
    ASSERT_TRUE(comes([&] { return desk->client().state() == NodeClient::State::Lost; }));
    node.history[60]["text"] = "mended";
    node.history[199]["text"] = "mended too";
    EXPECT_TRUE(comes([&] { return text_of_row(60) == u"mended"_s && text_of_row(199) == u"mended too"_s; }));
}

}  // namespace
}  // namespace culver::desktop::test
