// SPDX-License-Identifier: Apache-2.0
// Desk and the models over it, against recorded events and against a node of paper that grows large.
#include "ui/desktop/model/desk.h"

#include "tests/desktop/model/support.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/wording.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTimer>
#include <fstream>

namespace culver::desktop::test {
namespace {

using namespace Qt::Literals::StringLiterals;
using Kind = ConversationItem::Kind;

const QString kMei = text_of(id_of('m'));

struct DeskTest : testing::Test {
    culver::test::TempDir folder;
    std::unique_ptr<PaperNode> node = std::make_unique<PaperNode>(folder.path());
    std::unique_ptr<Desk> desk;

    void open() {
        desk = std::make_unique<Desk>(folder.path());
        desk->start();
        ASSERT_TRUE(comes([&] { return desk->lists_known(); }));
    }
    // Mei and count messages of hers and mine, a minute apart, read.
    void with_messages(int count) {
        node->peers.push_back(peer_row(id_of('m'), "Mei Tanaka", "Studio"));
        for (int i = 0; i < count; ++i) {
            const bool own = i % 3 == 2;
            node->history.push_back(message_row(i, id_of('m'), id_of(own ? 'a' : 'm'), own,
                                                "message " + std::to_string(i), i * 0.01, "read"));
        }
        Json summary{{"conversation", id_of('m')}, {"kind", "peer"}, {"name", "Mei Tanaka"}, {"unread", 0},
                     {"mentioned", false},         {"last", nullptr}};
        if (!node->history.empty()) summary["last"] = node->history.back();
        node->conversations.push_back(summary);
    }
    ConversationModel* conversation() {
        auto* model = desk->conversation(kMei);
        EXPECT_TRUE(comes([&] { return !model->loading(); }));
        return model;
    }
    static QStringList texts(const ConversationModel& model) {
        QStringList lines;
        for (int i = 0; i < model.rowCount(); ++i) lines.append(model.item(i).text);
        return lines;
    }
};

TEST_F(DeskTest, FollowsTwoRecordedPeople) {
    node->answer("node.status",
                 [](const Json&) { return Json{{"id", std::string(52, 'a')}, {"name", "alice"}}; });
    open();
    QSignalSpy came(desk.get(), &Desk::message_came);
    node->tell_fixture("two_people.jsonl");
    const QString bob(52, QLatin1Char('b'));
    ASSERT_TRUE(
        comes([&] { return desk->summary(bob) != nullptr && desk->summary(bob)->last && came.size() == 2; }));
    EXPECT_EQ(desk->name_of(bob), u"bob");
    EXPECT_TRUE(comes([&] { return desk->roster().row_of(bob) >= 0; }));
    EXPECT_TRUE(desk->roster().row(desk->roster().row_of(bob)).verified);
}

TEST_F(DeskTest, FollowsARecordedGroup) {
    node->answer("node.status",
                 [](const Json&) { return Json{{"id", std::string(52, 'a')}, {"name", "alice"}}; });
    open();
    node->tell_fixture("group.jsonl");
    node->tell_fixture("presence.jsonl");
    const QString group(52, QLatin1Char('g'));
    ASSERT_TRUE(comes([&] {
        return desk->group(group) != nullptr && desk->group(group)->state == control::GroupState::Left;
    }));
    EXPECT_EQ(desk->name_of(group), u"the office");
    EXPECT_TRUE(comes([&] { return node->count_of("peers.list") >= 2; })) << "lost: the lists are read again";
}

TEST_F(DeskTest, TellsWhatTheNodeWarnedOfBeforeTheDesktopListened) {
    node->answer("node.status", [](const Json&) {
        const Json warning{{"code", "history_recovered"},
                           {"severity", "warning"},
                           {"message", "The history was damaged."},
                           {"advice", nullptr},
                           {"time", "2026-11-22T20:35:00.000Z"}};
        return Json{{"id", id_of('a')}, {"name", "alice"}, {"warnings", Json::array({warning})}};
    });
    desk = std::make_unique<Desk>(folder.path());
    std::vector<std::string> told;
    QObject::connect(desk.get(), &Desk::warned,
                     [&](const control::Finding& finding) { told.push_back(finding.code); });
    desk->start();
    ASSERT_TRUE(comes([&] { return !told.empty(); }));
    EXPECT_EQ(told, std::vector<std::string>{"history_recovered"});
    // And not again by the next window.
    desk = std::make_unique<Desk>(folder.path());
    QObject::connect(desk.get(), &Desk::warned,
                     [&](const control::Finding& finding) { told.push_back(finding.code); });
    desk->start();
    ASSERT_TRUE(comes([&] { return desk->status().id != ""; }));
    EXPECT_EQ(told.size(), 1U);
}

TEST_F(DeskTest, CountsWhatIsUnreadUntilItIsRead) {
    with_messages(3);
    open();
    QSignalSpy came(desk.get(), &Desk::message_came);
    node->tell(event_of("message_arrived", message_row(50, id_of('m'), id_of('m'), false, "lunch?", 60)));
    auto own = message_row(51, id_of('m'), id_of('a'), true, "yes", 61, "queued");
    node->tell(event_of("message_state", own));
    ASSERT_TRUE(comes([&] { return desk->unread_total() == 1 && came.size() == 1; }));
    EXPECT_EQ(desk->summary(kMei)->last->text, "yes");
    desk->settings().set_muted(kMei, true);
    EXPECT_EQ(desk->unread_total(), 0);
    desk->settings().set_muted(kMei, false);
    node->tell(
        event_of("message_state", message_row(50, id_of('m'), id_of('m'), false, "lunch?", 60, "read")));
    EXPECT_TRUE(comes([&] { return desk->unread_total() == 0; }));
}

TEST_F(DeskTest, WhatWasRecalledUnreadCountsNoMore) {
    with_messages(3);
    open();
    node->tell(event_of("message_arrived", message_row(50, id_of('m'), id_of('m'), false, "oh", 60)));
    ASSERT_TRUE(comes([&] { return desk->unread_total() == 1; }));
    node->tell(
        event_of("message_changed", message_row(50, id_of('m'), id_of('m'), false, "", 60, "recalled")));
    EXPECT_TRUE(comes([&] { return desk->unread_total() == 0; }));
}

TEST_F(DeskTest, RowsOfTheRosterSayWhatMatters) {
    with_messages(0);
    auto last = message_row(1, id_of('m'), id_of('m'), false, "Sent you\n3 pictures", 38);
    node->conversations[0]["last"] = last;
    node->conversations[0]["unread"] = 2;
    node->peers[0]["trust"] = "verified";
    node->peers.push_back(peer_row(id_of('n'), "Reception"));
    node->peers[1]["protocol"] = "ipmsg";
    open();
    auto& roster = desk->roster();
    ASSERT_TRUE(comes([&] { return roster.row_of(kMei) >= 0; }));
    const auto row = roster.row(roster.row_of(kMei));
    EXPECT_EQ(row.preview, u"Sent you 3 pictures");
    EXPECT_EQ(row.unread, 2);
    EXPECT_EQ(row.accessible,
              u"Mei Tanaka, verified, Here, 2 new messages, Sent you 3 pictures, "_s + row.time);
    EXPECT_FALSE(row.time.isEmpty());
    const auto stranger = roster.row(roster.row_of(text_of(id_of('n'))));
    EXPECT_TRUE(stranger.fresh);
    EXPECT_EQ(stranger.chip, u"IP Messenger");
    EXPECT_EQ(stranger.preview, u"Here");
    EXPECT_EQ(roster.next_unread({}, 1), kMei);

    node->tell(event_of(
        "typing",
        {{"conversation", id_of('m')}, {"peer", id_of('m')}, {"peer_name", "Mei Tanaka"}, {"typing", true}}));
    ASSERT_TRUE(comes([&] { return roster.row(roster.row_of(kMei)).typing; }));
    EXPECT_EQ(roster.row(roster.row_of(kMei)).preview, u"Mei is typing");
    node->tell(event_of("typing", {{"conversation", id_of('m')},
                                   {"peer", id_of('m')},
                                   {"peer_name", "Mei Tanaka"},
                                   {"typing", false}}));
    desk->settings().set_draft(kMei, u"half a sent"_s);
    EXPECT_TRUE(comes([&] { return roster.row(roster.row_of(kMei)).draft; }));
}

TEST_F(DeskTest, WaitingForTheAbsentIsSaid) {
    with_messages(0);
    node->peers[0]["presence"] = "offline";
    node->conversations[0]["last"] =
        message_row(1, id_of('m'), id_of('a'), true, "the drawing", 38, "queued");
    open();
    ASSERT_TRUE(comes([&] { return desk->roster().row_of(kMei) >= 0; }));
    EXPECT_EQ(desk->roster().row(desk->roster().row_of(kMei)).preview, u"Will get it when back");
}

TEST_F(DeskTest, APageOfTheConversationWithDaysAndGroups) {
    with_messages(5);
    open();
    auto* model = conversation();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    EXPECT_TRUE(model->at_beginning());
    EXPECT_EQ(texts(*model), (QStringList{u"Today"_s, u"message 0"_s, u"message 1"_s, u"message 2"_s,
                                          u"message 3"_s, u"message 4"_s}));
    EXPECT_TRUE(model->item(1).first_of_group && !model->item(1).last_of_group &&
                model->item(2).last_of_group);
    EXPECT_TRUE(model->item(3).own && model->item(3).newest_read);
    EXPECT_EQ(model->item(1).author_name, u"Mei Tanaka");
    EXPECT_TRUE(model->item(3).accessible.startsWith(u"You, "_s)) << model->item(3).accessible.toStdString();
}

TEST_F(DeskTest, ChangesComeInPlace) {
    with_messages(3);
    open();
    auto* model = conversation();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy changed(model, &QAbstractItemModel::dataChanged),
        reset(model, &QAbstractItemModel::modelReset);
    auto edited = node->history[1];
    edited["text"] = "other words";
    edited["edited"] = edited["time"];
    edited["reactions"] = Json::array({{{"reaction", "👍"}, {"by", Json::array({id_of('a')})}}});
    node->tell(event_of("message_changed", edited));
    ASSERT_TRUE(comes([&] { return model->item(2).text == u"other words"; }));
    EXPECT_EQ(model->item(2).message->reactions.size(), 1U);
    auto recalled = node->history[0];
    recalled["state"] = "recalled";
    recalled["text"] = nullptr;
    node->tell(event_of("message_changed", recalled));
    ASSERT_TRUE(comes([&] { return model->item(1).text == u"Mei recalled a message"; }));
    EXPECT_TRUE(comes([&] { return !changed.isEmpty(); }));
    EXPECT_EQ(reset.size(), 0);
    EXPECT_EQ(model->rowCount(), 4);
}

TEST_F(DeskTest, AnswersShowWhatTheyAnswer) {
    with_messages(2);
    open();
    auto* model = conversation();
    node->answer("chat.message", [&](const Json& params) {
        auto row = message_row(900, id_of('m'), id_of('m'), false, "long ago", -600);
        row["id"] = params["id"];
        return row;
    });
    auto near = message_row(60, id_of('m'), id_of('m'), false, "to a near one", 60);
    near["reply_to"] = message_id(0);
    auto far = message_row(61, id_of('m'), id_of('m'), false, "to a far one", 61);
    far["reply_to"] = message_id(900);
    node->tell(event_of("message_arrived", near));
    node->tell(event_of("message_arrived", far));
    ASSERT_TRUE(comes([&] { return model->row_of(text_of(message_id(61))) >= 0; }));
    const auto item = [&](int number) -> const ConversationItem& {
        return model->item(model->row_of(text_of(message_id(number))));
    };
    EXPECT_EQ(item(60).quoted_text, u"message 0");
    EXPECT_EQ(item(60).quoted_author, u"Mei Tanaka");
    EXPECT_TRUE(comes([&] { return item(61).quoted_text == u"long ago"; }));
    EXPECT_EQ(node->count_of("chat.message"), 1);
}

TEST_F(DeskTest, TheNewLineStandsWhereOneStoppedReading) {
    with_messages(4);
    for (std::size_t i : {2U, 3U}) {
        node->history[i] = message_row(static_cast<int>(i), id_of('m'), id_of('m'), false, "new",
                                       static_cast<double>(i), "delivered");
    }
    node->conversations[0]["unread"] = 2;
    open();
    auto* model = conversation();
    ASSERT_EQ(model->row_of(u"new"_s), 3);
    EXPECT_EQ(model->item(3).text, u"2 new messages");
    model->seen();
    ASSERT_TRUE(comes([&] { return node->count_of("chat.mark_read") == 1; }));
    EXPECT_EQ(node->last_of("chat.mark_read")["up_to"], message_id(3));
    EXPECT_EQ(model->row_of(u"new"_s), 3) << "it stays a while";
    model->seen();
    EXPECT_FALSE(comes([&] { return node->count_of("chat.mark_read") > 1; }, 200)) << "said once";
    node->tell(event_of("message_state", message_row(9, id_of('m'), id_of('a'), true, "mine", 90, "queued")));
    EXPECT_TRUE(comes([&] { return model->row_of(u"new"_s) == -1; })) << "who answers has read";
}

TEST_F(DeskTest, WhatIsSeenAtOnceGetsNoLine) {
    with_messages(2);
    open();
    auto* model = conversation();
    QObject::connect(model, &ConversationModel::arrived, model, [model] { model->seen(); });
    node->tell(event_of("message_arrived", message_row(50, id_of('m'), id_of('m'), false, "hello", 60)));
    ASSERT_TRUE(comes([&] { return node->count_of("chat.mark_read") == 1; }));
    EXPECT_TRUE(
        comes([&] { return model->row_of(u"new"_s) == -1 && model->row_of(text_of(message_id(50))) >= 0; }));
}

// It was written earlier and came later, as in a group whose members were away.
TEST_F(DeskTest, WhatComesAboveWhatWasReadIsMarkedToo) {
    with_messages(2);
    open();
    auto* model = conversation();
    QObject::connect(model, &ConversationModel::arrived, model, [model] { model->seen(); });
    node->tell(event_of("message_arrived", message_row(50, id_of('m'), id_of('m'), false, "later", 60)));
    ASSERT_TRUE(comes([&] { return node->count_of("chat.mark_read") == 1; }));
    node->tell(event_of("message_arrived", message_row(51, id_of('m'), id_of('m'), false, "earlier", 30)));
    EXPECT_TRUE(comes([&] { return node->count_of("chat.mark_read") == 2; }));
}

TEST_F(DeskTest, OnesOwnLineStandsBelowWhatItAnswers) {
    with_messages(2);
    open();
    auto* model = conversation();
    node->tell(event_of("message_arrived", message_row(50, id_of('m'), id_of('m'), false, "lunch?", 65)));
    node->tell(event_of("message_state", message_row(51, id_of('m'), id_of('a'), true, "yes", 61, "queued")));
    ASSERT_TRUE(comes([&] { return texts(*model).contains(u"yes"_s); }));
    EXPECT_EQ(texts(*model).last(), u"yes") << "her clock is ahead";
    EXPECT_EQ(desk->summary(kMei)->last->text, "yes");
}

TEST_F(DeskTest, FilesStandAtTheirTime) {
    with_messages(0);
    node->history = {message_row(1, id_of('m'), id_of('m'), false, "before", -1, "read"),
                     message_row(2, id_of('m'), id_of('m'), false, "after", 10, "read")};
    node->transfers.push_back(transfer_row(1, id_of('m'), false, "active", 630, 1000));
    open();
    auto* model = conversation();
    ASSERT_TRUE(comes([&] { return model->rowCount() == 4; }));
    EXPECT_EQ(texts(*model), (QStringList{u"Today"_s, u"before"_s, u"Survey scan 14.e57"_s, u"after"_s}));
    const auto& file = model->item(2);
    EXPECT_EQ(file.kind, Kind::File);
    EXPECT_DOUBLE_EQ(file.progress, 0.63);
    EXPECT_TRUE(file.accessible.contains(u"63 percent"_s)) << file.accessible.toStdString();
    EXPECT_TRUE(comes([&] { return node->count_of("transfer.list") > 3; })) << "asked for while it moves";
    node->transfers[0]["bytes_done"] = 900;
    EXPECT_TRUE(comes([&] { return model->item(2).progress > 0.8; }));
    EXPECT_GT(model->item(2).seconds_left, -1);
    node->transfers[0]["state"] = "done";
    QSignalSpy ended(&desk->transfers(), &TransferModel::ended);
    node->tell(event_of("transfer_changed", node->transfers[0]));
    ASSERT_TRUE(comes([&] { return ended.size() == 1; }));
    EXPECT_TRUE(comes([&] { return model->item(2).transfer->state == control::TransferState::Done; }));
    const int asked = node->count_of("transfer.list");
    EXPECT_FALSE(comes([&] { return node->count_of("transfer.list") > asked + 1; }, 1200))
        << "nothing moves: nothing is asked";
}

// The answer about its progress may come before the event, or the event never: after a pause of the node.
TEST_F(DeskTest, ATransferEndsOnceHoweverThatIsHeard) {
    with_messages(0);
    node->transfers.push_back(transfer_row(1, id_of('m'), false, "active", 630, 1000));
    node->transfers.push_back(transfer_row(2, id_of('m'), false, "done", 1000, 1000));
    open();
    QSignalSpy ended(&desk->transfers(), &TransferModel::ended);
    ASSERT_TRUE(comes([&] { return node->count_of("transfer.list") >= 2; }));
    EXPECT_EQ(ended.size(), 0) << "what was over before is no news";
    node->transfers[0]["state"] = "done";
    ASSERT_TRUE(comes([&] { return ended.size() == 1; })) << "heard by asking";
    node->tell(event_of("transfer_changed", node->transfers[0]));
    EXPECT_FALSE(comes([&] { return ended.size() > 1; }, 700)) << "and told again by the event";
}

TEST_F(DeskTest, NobodyAsksForProgressWhileNobodyLooks) {
    with_messages(0);
    node->transfers.push_back(transfer_row(1, id_of('m'), false, "active", 630, 1000));
    open();
    ASSERT_TRUE(comes([&] { return node->count_of("transfer.list") >= 2; }));
    desk->transfers().set_watched(false);
    const int asked = node->count_of("transfer.list");
    EXPECT_FALSE(comes([&] { return node->count_of("transfer.list") > asked; }, 1200));
}

TEST_F(DeskTest, TransfersMoveFirstAndTheFlightIsTheirSum) {
    node->transfers = {transfer_row(1, id_of('m'), true, "done", 10, 10),
                       transfer_row(2, id_of('m'), true, "active", 50, 100),
                       transfer_row(3, id_of('m'), false, "offered", 0, 300),
                       transfer_row(4, id_of('m'), true, "failed", 0, 10)};
    open();
    auto& model = desk->transfers();
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    ASSERT_TRUE(comes([&] { return model.rowCount() == 4; }));
    EXPECT_EQ(model.view(0).row.state, control::TransferState::Offered);
    EXPECT_EQ(model.view(1).row.state, control::TransferState::Active);
    EXPECT_EQ(model.view(2).row.state, control::TransferState::Failed);
    EXPECT_EQ(model.flight().moving, 1);
    EXPECT_EQ(model.flight().waiting, 1);
    EXPECT_DOUBLE_EQ(model.flight().progress, 0.125);
    QSignalSpy offered(&model, &TransferModel::offered);
    node->tell(event_of("transfer_offered", transfer_row(5, id_of('m'), false, "offered", 0, 1)));
    EXPECT_TRUE(comes([&] { return offered.size() == 1; }));
}

TEST_F(DeskTest, PagesThroughAHundredThousandMessages) {
    with_messages(100000);
    open();
    auto* model = conversation();
    EXPECT_LE(model->rowCount(), 70);
    QElapsedTimer timer;
    qint64 longest = 0;
    for (int page = 0; page < 30; ++page) {
        const int before = model->rowCount();
        const QString top = model->item(1).key;
        timer.start();
        model->fetch_earlier();
        ASSERT_TRUE(comes([&] { return !model->loading() && model->item(1).key != top; }))
            << page << " rows " << before;
        longest = std::max(longest, timer.elapsed());
        ASSERT_LE(model->rowCount(), 1100) << "what is far away is let go";
    }
    EXPECT_LT(longest, kFrozenMs);
    // Back down to the end, each message once.
    for (int page = 0; page < 60 && model->item(model->rowCount() - 1).text != u"message 99999"; ++page) {
        const QString last = model->item(model->rowCount() - 1).key;
        model->fetch_later();
        ASSERT_TRUE(comes([&] {
            return !model->loading() && model->item(model->rowCount() - 1).key != last;
        })) << page;
    }
    QSet<QString> keys;
    int expected = -1;
    for (int i = 0; i < model->rowCount(); ++i) {
        ASSERT_FALSE(keys.contains(model->item(i).key));
        keys.insert(model->item(i).key);
        if (model->item(i).kind != Kind::Message) continue;
        const int number = model->item(i).text.mid(8).toInt();
        ASSERT_TRUE(expected < 0 || number == expected) << "no gap";
        expected = number + 1;
    }
    EXPECT_EQ(expected, 100000);
}

TEST_F(DeskTest, JumpsIntoThePastAndBack) {
    with_messages(3000);
    node->answer("chat.message", [&](const Json& params) {
        for (const auto& row : node->history) {
            if (row["id"] == params["id"]) return row;
        }
        return Json();
    });
    open();
    auto* model = conversation();
    QSignalSpy jumped(model, &ConversationModel::jumped);
    model->jump_to(text_of(message_id(500)));
    ASSERT_TRUE(comes([&] { return jumped.size() == 1; }));
    EXPECT_EQ(model->item(jumped[0][0].toInt()).text, u"message 500");
    EXPECT_FALSE(model->at_beginning());
    node->history.push_back(message_row(3000, id_of('m'), id_of('m'), false, "message 3000", 60));
    QSignalSpy arrived(model, &ConversationModel::arrived);
    node->tell(event_of("message_arrived", node->history.back()));
    ASSERT_TRUE(comes([&] { return arrived.size() == 1; }));
    EXPECT_EQ(model->row_of(text_of(message_id(3000))), -1) << "it stands at the end, which is not loaded";
    model->show_latest();
    ASSERT_TRUE(comes([&] { return jumped.size() == 2; }));
    EXPECT_EQ(model->item(model->rowCount() - 1).text, u"message 3000");
    model->jump_to_date(QDate::currentDate());
    ASSERT_TRUE(comes([&] { return jumped.size() == 3; }));
    EXPECT_EQ(model->item(jumped[2][0].toInt()).text, u"message 0");
    EXPECT_TRUE(model->at_beginning());
}

TEST_F(DeskTest, ALossOfTheNodeMovesNothing) {
    with_messages(200);
    open();
    auto* model = conversation();
    model->fetch_earlier();
    ASSERT_TRUE(comes([&] { return model->rowCount() > 100 && !model->loading(); }));
    QSignalSpy reset(model, &QAbstractItemModel::modelReset),
        removed(model, &QAbstractItemModel::rowsRemoved);
    const auto before = texts(*model);
    node->drop_all();
    ASSERT_TRUE(comes([&] { return desk->client().state() == NodeClient::State::Lost; }));
    node->history.push_back(message_row(200, id_of('m'), id_of('m'), false, "meanwhile", 60));
    node->tell(event_of("message_arrived", node->history.back()));
    ASSERT_TRUE(comes([&] { return model->row_of(text_of(message_id(200))) >= 0; }));
    ASSERT_TRUE(comes([&] { return node->count_of("chat.history") >= 3 && !model->loading(); }));
    EXPECT_EQ(reset.size(), 0);
    EXPECT_EQ(removed.size(), 0);
    auto after = texts(*model);
    EXPECT_EQ(after.takeLast(), u"meanwhile");
    EXPECT_EQ(after.takeLast(), u"1 new message");
    EXPECT_EQ(after, before);
}

TEST_F(DeskTest, FiveThousandPeersAndAFloodOfChanges) {
    for (int i = 0; i < 5000; ++i) {
        PeerId made;
        made.bytes[0] = static_cast<std::uint8_t>(i >> 8);
        made.bytes[1] = static_cast<std::uint8_t>(i);
        node->peers.push_back(peer_row(made.text(), "person " + std::to_string(i),
                                       "Floor " + std::to_string(i % 40), i % 2 ? "available" : "offline",
                                       "verified"));
    }
    open();
    auto& roster = desk->roster();
    ASSERT_TRUE(comes([&] { return roster.rowCount() == 5040; }));
    QElapsedTimer tick_since;
    qint64 longest = 0;
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, [&] { longest = std::max(longest, tick_since.restart()); });
    for (int i = 0; i < 20000; ++i) {
        auto row = node->peers[static_cast<std::size_t>(i % 5000)];
        row["presence"] = i % 3 ? "busy" : "offline";
        node->tell(event_of("peer_changed", row));
    }
    const QString last = text_of(node->peers[4999]["id"].get<std::string>());
    tick_since.start();
    tick.start(10);
    ASSERT_TRUE(comes([&] { return desk->peer(last)->presence == control::Presence::Busy; }, 60000));
    EXPECT_LT(longest, kFrozenMs);
    EXPECT_TRUE(comes([&] { return roster.row(roster.row_of(last)).presence == control::Presence::Busy; }));
    QElapsedTimer search;
    search.start();
    roster.set_filter(u"person 4999"_s);
    EXPECT_LT(search.elapsed(), kFrozenMs);
    EXPECT_EQ(roster.rowCount(), 2);
    EXPECT_FALSE(roster.row(1).name.isEmpty());
}

TEST_F(DeskTest, NamesOfTenThousandCharactersAreCut) {
    node->peers.push_back(
        peer_row(id_of('m'), std::string(10000, 'W') + "\u202E\n", std::string(9000, '/') + "x"));
    open();
    ASSERT_TRUE(comes([&] { return desk->roster().row_of(kMei) >= 0; }));
    EXPECT_LE(desk->roster().row(desk->roster().row_of(kMei)).name.size(), 128);
    EXPECT_LE(desk->name_of(kMei).size(), 256);
}

TEST_F(DeskTest, CorruptSettingsArePutAside) {
    const auto file = folder / "desktop.ini";
    std::ofstream(file) << std::string("\x01\xff[[[=\n===\n[look\ntext_percent=zebra\n")
                        << std::string(5000, '\xfe');
    open();
    EXPECT_EQ(desk->settings().text_percent(), 100);
    EXPECT_EQ(desk->settings().theme(), DeskSettings::Theme::System);
    desk->settings().set_text_percent(5000);
    EXPECT_EQ(desk->settings().text_percent(), 200);
}

TEST_F(DeskTest, TypingIsAskedSeldomAndStopsByItself) {
    with_messages(0);
    open();
    for (int i = 0; i < 50; ++i) desk->typing(kMei);
    ASSERT_TRUE(comes([&] { return node->count_of("chat.typing") == 1; }));
    EXPECT_EQ(node->last_of("chat.typing")["typing"], true);
    EXPECT_TRUE(comes([&] { return node->count_of("chat.typing") == 2; }, 8000));
    EXPECT_EQ(node->last_of("chat.typing")["typing"], false);
}

TEST_F(DeskTest, ARefusalIsOneSentence) {
    with_messages(0);
    open();
    QString problem;
    desk->buzz(kMei, [&](const QString& told) { problem = told; });
    EXPECT_TRUE(comes([&] { return !problem.isEmpty(); }));
    node->close();
    ASSERT_TRUE(comes([&] { return desk->client().state() == NodeClient::State::Lost; }));
    desk->say({kMei}, u"hello"_s, {}, {}, [&](const QString& told) { problem = told; });
    EXPECT_TRUE(comes([&] { return problem == u"Reconnecting. What you write is kept."; }));
}

TEST_F(DeskTest, SettingsSurviveARestart) {
    open();
    desk->settings().set_draft(kMei, u"草稿 = ; \"quoted\"\nline"_s);
    desk->settings().set_pinned(kMei, true);
    desk->settings().set_folded(u"department:A/B"_s, true);
    desk->settings().set_theme(DeskSettings::Theme::Dark);
    desk->settings().note_emoji(u"👍"_s);
    desk->settings().set_blob(u"window"_s, QByteArray("\0\1\2", 3));
    desk.reset();
    open();
    EXPECT_EQ(desk->settings().draft(kMei), u"草稿 = ; \"quoted\"\nline");
    EXPECT_EQ(desk->settings().pinned(), QStringList{kMei});
    EXPECT_TRUE(desk->settings().folded(u"department:A/B"_s));
    EXPECT_EQ(desk->settings().theme(), DeskSettings::Theme::Dark);
    EXPECT_EQ(desk->settings().recent_emoji(), QStringList{u"👍"_s});
    EXPECT_EQ(desk->settings().blob(u"window"_s).size(), 3);
}

}  // namespace
}  // namespace culver::desktop::test
