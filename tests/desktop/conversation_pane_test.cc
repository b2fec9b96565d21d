// SPDX-License-Identifier: Apache-2.0
// Nothing that was written is lost, whatever becomes of it; what a menu offers is done to the message it was
// opened for.
#include "tests/desktop/pane_fixture.h"
#include "ui/desktop/around/people_list.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/view/conversation_aloud.h"
#include "ui/desktop/view/file_card.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QDragEnterEvent>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QTest>
#include <QTimer>
#include <fstream>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

TEST_F(ConversationPaneTest, WordsThatTheNodeRefusesStandInTheFieldAgain) {
    composer().reply_to(text_of(message_id(0)), u"Mei Tanaka"_s, u"message 0"_s);
    write(u"a long thought"_s);
    enter();
    EXPECT_TRUE(composer().text().isEmpty());
    ASSERT_TRUE(told_that_it_is_kept());
    EXPECT_EQ(composer().text(), u"a long thought");
    EXPECT_EQ(composer().standing().reply_to, text_of(message_id(0)));
    EXPECT_EQ(draft(Office::kMei), u"a long thought");
    EXPECT_TRUE(office.shell.toasts.last().contains(u"stands in the field again"_s));
    office.node.answer("chat.say", [](const Json&) { return Json{{"messages", Json::array()}}; });
    enter();
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.say") == 2; }));
    EXPECT_EQ(office.node.last_of("chat.say").at("text"), "a long thought");
    EXPECT_EQ(office.node.last_of("chat.say").at("reply_to"), message_id(0));
    EXPECT_TRUE(draft(Office::kMei).isEmpty());
}

TEST_F(ConversationPaneTest, WordsWrittenWhileTheNodeIsGoneAreKept) {
    office.node.close();
    ASSERT_TRUE(comes([&] { return office.desk->client().state() == NodeClient::State::Lost; }));
    write(u"still here"_s);
    enter();
    ASSERT_TRUE(told_that_it_is_kept());
    EXPECT_EQ(composer().text(), u"still here");
    EXPECT_EQ(draft(Office::kMei), u"still here");
}

TEST_F(ConversationPaneTest, AChangeThatFailsIsOpenAgain) {
    write(u"a draft"_s);
    composer().edit(text_of(message_id(1)), u"message 1"_s);
    write(u" corrected"_s);
    enter();
    EXPECT_EQ(composer().text(), u"a draft");
    EXPECT_EQ(draft(Office::kMei), u"a draft");
    ASSERT_TRUE(told_that_it_is_kept());
    EXPECT_EQ(composer().text(), u"message 1 corrected");
    EXPECT_EQ(composer().standing().edited, text_of(message_id(1)));
    EXPECT_EQ(draft(Office::kMei), u"a draft");
    EXPECT_TRUE(composer().step_back());
    EXPECT_EQ(composer().text(), u"a draft");
}

TEST_F(ConversationPaneTest, FilesThatFailAreAttachedAgain) {
    const QStringList paths{file("plan.dxf"), file("list.csv")};
    composer().attach(paths);
    enter();
    ASSERT_TRUE(told_that_it_is_kept());
    EXPECT_EQ(composer().standing().paths, paths);
    composer().clear();
    office.shell.toasts.clear();
    composer().attach({file("corner.png")});
    write(u"look"_s);
    enter();
    ASSERT_TRUE(told_that_it_is_kept());
    EXPECT_EQ(office.node.count_of("chat.attach"), 1);
    EXPECT_EQ(composer().standing().paths.size(), 1);
    EXPECT_EQ(composer().text(), u"look");
}

TEST_F(ConversationPaneTest, WhatFailsElsewhereWaitsThere) {
    const QString path = file("plan.dxf");
    composer().attach({path});
    write(u"for Mei"_s);
    enter();
    pane->open(Office::kTom);
    write(u"for Tom"_s);
    ASSERT_TRUE(comes([&] { return office.shell.toasts.size() == 2; })) << "the file and the words";
    EXPECT_TRUE(office.shell.toasts.last().contains(u"Mei Tanaka"_s));
    EXPECT_EQ(composer().text(), u"for Tom");
    EXPECT_TRUE(composer().standing().paths.isEmpty());
    EXPECT_EQ(draft(Office::kMei), u"for Mei");
    open(Office::kMei);
    EXPECT_EQ(composer().text(), u"for Mei");
    EXPECT_EQ(composer().standing().paths, QStringList{path});
    EXPECT_EQ(draft(Office::kTom), u"for Tom");
}

TEST_F(ConversationPaneTest, ATextTooLongForADraftIsKeptWhole) {
    const QString novel(70'000, u'x');
    composer().set_text(novel);
    enter();
    ASSERT_TRUE(told_that_it_is_kept());
    EXPECT_EQ(composer().text().size(), novel.size());
    pane->open(Office::kTom);
    EXPECT_TRUE(composer().text().isEmpty());
    pane->open(Office::kMei);
    EXPECT_EQ(composer().text().size(), novel.size());
}

TEST_F(ConversationPaneTest, TheWordsOfAChangeAreNoDraft) {
    write(u"my draft"_s);
    composer().edit(text_of(message_id(1)), u"message 1"_s);
    write(u" changed"_s);
    pane->open(Office::kTom);
    EXPECT_EQ(draft(Office::kMei), u"my draft");
    EXPECT_TRUE(composer().text().isEmpty());
    EXPECT_TRUE(composer().standing().edited.isEmpty());
    pane->open(Office::kMei);
    EXPECT_EQ(composer().text(), u"message 1 changed");
    EXPECT_EQ(composer().standing().edited, text_of(message_id(1)));
    EXPECT_TRUE(composer().step_back());
    EXPECT_EQ(composer().text(), u"my draft");
}

TEST_F(ConversationPaneTest, FilesAndTheReplyWaitInTheirConversation) {
    const QString path = file("plan.dxf");
    composer().reply_to(text_of(message_id(2)), u"Mei Tanaka"_s, u"message 2"_s);
    composer().attach({path});
    pane->open(Office::kTom);
    EXPECT_TRUE(composer().standing().paths.isEmpty());
    EXPECT_TRUE(composer().standing().reply_to.isEmpty());
    pane->open(Office::kMei);
    EXPECT_EQ(composer().standing().paths, QStringList{path});
    EXPECT_EQ(composer().standing().reply_to, text_of(message_id(2)));
}

TEST_F(ConversationPaneTest, APartOfTheScreenGoesToWhomItWasMeantFor) {
    const QString path = file("part.png");
    Q_EMIT composer().region_wanted();
    ASSERT_TRUE(around.grabbed);
    pane->open(Office::kTom);
    around.grabbed(path);
    EXPECT_TRUE(composer().standing().paths.isEmpty());
    pane->open(Office::kMei);
    EXPECT_EQ(composer().standing().paths, QStringList{path});
}

TEST_F(ConversationPaneTest, AMenuMeansTheMessageItWasOpenedFor) {
    choose(row_with(u"message 4"_s), u"Reply"_s, [&] {
        const int before = pane->messages().count();
        office.node.tell(
            event_of("message_arrived", message_row(50, id_of('m'), id_of('m'), false, "from before", 0.5)));
        ASSERT_TRUE(comes([&] { return pane->messages().count() > before; }));
    });
    EXPECT_EQ(composer().standing().reply_to, text_of(message_id(4)));
}

TEST_F(ConversationPaneTest, AMenuDoesNothingToAnotherConversation) {
    choose(row_with(u"message 4"_s), u"Reply"_s, [&] { open(Office::kTom); });
    EXPECT_TRUE(composer().standing().reply_to.isEmpty());
    open(Office::kMei);
    choose(row_with(u"message 5"_s), u"Edit"_s, [&] { open(Office::kTom); });
    EXPECT_TRUE(composer().standing().edited.isEmpty());
    open(Office::kMei);
    choose(row_with(u"message 5"_s), u"Recall"_s, [&] { open(Office::kTom); });
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.recall") == 1; }));
    EXPECT_EQ(office.node.last_of("chat.recall").at("peer"), id_of('m'));
    EXPECT_EQ(office.node.last_of("chat.recall").at("id"), message_id(5));
}

TEST_F(ConversationPaneTest, SayingAgainKeepsReplyAndMentions) {
    Json failed = message_row(60, id_of('m'), id_of('a'), true, "@Tom\u00a0Okafor see above", 10, "failed");
    failed["reply_to"] = message_id(2);
    failed["mentions"] = Json::array({id_of('t')});
    failed["mentions_all"] = true;
    office.node.tell(event_of("message_arrived", failed));
    const QString key = text_of(message_id(60));
    auto* model = office.desk->conversation(Office::kMei);
    ASSERT_TRUE(comes([&] { return model->row_of(key) >= 0; }));
    Q_EMIT pane->messages().acted(Act::SayAgain, model->row_of(key), {});
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.say") == 1; }));
    const Json asked = office.node.last_of("chat.say");
    EXPECT_EQ(asked.at("text"), failed["text"]);
    EXPECT_EQ(asked.at("reply_to"), message_id(2));
    EXPECT_EQ(asked.at("mentions"), Json::array({id_of('t'), "all"}));
}

TEST_F(ConversationPaneTest, SmallFilesStandInTheGroupAndLargeOnesAreOneCardThere) {
    const QString group = text_of(id_of('g'));
    Json row{{"id", id_of('g')}, {"name", "Harbour"}, {"state", "member"}, {"unread", 0}};
    row["members"] = Json::array({id_of('a'), id_of('m'), id_of('t')});
    office.node.tell(event_of("group_changed", row));
    ASSERT_TRUE(comes([&] { return office.desk->group(group) != nullptr; }));
    office.node.answer("chat.attach", [](const Json&) { return Json{{"messages", Json::array()}}; });
    office.node.answer("transfer.send", [this](const Json& asked) {
        int number = 70;
        for (const char member : {'m', 't'}) {
            Json transfer = transfer_row(number++, id_of(member), true, "waiting", 0, 20'000'000);
            transfer["group"] = asked.at("peers").at(0);
            transfer["time"] = "2026-11-27T10:00:00.000Z";
            office.node.tell(event_of("transfer_changed", transfer));  // before the answer, as nodes do
        }
        return Json{{"transfers", Json::array()}};
    });
    pane->open(group);
    const QString large = file("scan.e57");
    std::filesystem::resize_file(large.toStdString(), (16U << 20U) + 1);
    composer().attach({file("plan.dxf"), large});
    enter();
    ASSERT_TRUE(comes([&] { return office.node.count_of("transfer.send") == 1; }));
    EXPECT_EQ(office.node.last_of("chat.attach").at("peers"), Json::array({id_of('g')}));
    EXPECT_TRUE(office.node.last_of("chat.attach").at("path").get<std::string>().ends_with("plan.dxf"));
    EXPECT_EQ(office.node.last_of("transfer.send").at("peers"), Json::array({id_of('g')}));
    EXPECT_EQ(office.node.last_of("transfer.send").at("paths").size(), 1U);
    auto* model = office.desk->conversation(group);
    const QString key = text_of(message_id(1000070));
    ASSERT_TRUE(comes([&] { return model->row_of(key) >= 0; }));
    EXPECT_EQ(model->row_of(text_of(message_id(1000071))), -1) << "one card for both";
    EXPECT_EQ(model->item(model->row_of(key)).transfers.size(), 2);
    EXPECT_EQ(office.desk->conversation(Office::kMei)->row_of(key), -1);
    office.node.answer("transfer.cancel", [](const Json&) { return Json::object(); });
    Q_EMIT pane->messages().acted(Act::Cancel, model->row_of(key), {});
    EXPECT_TRUE(comes([&] { return office.node.count_of("transfer.cancel") == 2; })) << "for both";
}

TEST_F(ConversationPaneTest, WhatComesBehindAnotherWindowIsNotReadAloud) {
    static int alerts;
    alerts = 0;
    const auto before = std::exchange(tell_readers, [](QAccessibleEvent* event) {
        if (event->type() == QAccessible::Alert) ++alerts;
    });
    const auto say = [this](int number, const QString& words) {
        office.node.tell(event_of("message_arrived", message_row(number, id_of('m'), id_of('m'), false,
                                                                 words.toStdString(), number, "read")));
        return comes([&] { return row_with(words) >= 0; });
    };
    QWidget other;
    other.show();
    other.activateWindow();
    EXPECT_TRUE(QTest::qWaitForWindowActive(&other));
    EXPECT_TRUE(say(10, u"behind"_s));
    EXPECT_EQ(alerts, 0) << "a notice says it";
    office.shell.window()->activateWindow();
    EXPECT_TRUE(QTest::qWaitForWindowActive(office.shell.window()));
    EXPECT_TRUE(say(11, u"in front"_s));
    EXPECT_EQ(alerts, 1);
    tell_readers = before;
}

TEST_F(ConversationPaneTest, FilesThatCameThroughAGroupStandThere) {
    const QString group = text_of(id_of('g'));
    Json row{{"id", id_of('g')}, {"name", "Harbour"}, {"state", "member"}, {"unread", 0}};
    row["members"] = Json::array({id_of('a'), id_of('m'), id_of('t')});
    office.node.tell(event_of("group_changed", row));
    ASSERT_TRUE(comes([&] { return office.desk->group(group) != nullptr; }));
    Json transfer = transfer_row(80, id_of('m'), false, "offered", 0, 20'000'000);
    transfer["group"] = id_of('g');
    office.node.tell(event_of("transfer_offered", transfer));
    const QString key = text_of(transfer.at("id").get<std::string>());
    auto* model = office.desk->conversation(group);
    ASSERT_TRUE(comes([&] { return model->row_of(key) >= 0; }));
    const ConversationItem& card = model->item(model->row_of(key));
    EXPECT_EQ(card.author, Office::kMei) << "under the name of who sent it";
    EXPECT_FALSE(card.own);
    EXPECT_TRUE(card.transfers.isEmpty() && card.receivers.isEmpty());
    EXPECT_EQ(office.desk->conversation(Office::kMei)->row_of(key), -1);
    transfer = transfer_row(81, id_of('m'), false, "offered", 0, 20'000'000);
    transfer["group"] = id_of('x');  // not known here
    office.node.tell(event_of("transfer_offered", transfer));
    const QString other = text_of(transfer.at("id").get<std::string>());
    ASSERT_TRUE(comes([&] { return office.desk->conversation(Office::kMei)->row_of(other) >= 0; }));
}

TEST_F(ConversationPaneTest, NotesTakeFilesInAndPointOutWhatTheyCannotHold) {
    office.node.answer("chat.attach", [](const Json&) { return Json{{"messages", Json::array()}}; });
    pane->open(Office::kOwn);
    ASSERT_TRUE(comes([&] { return !office.desk->conversation(Office::kOwn)->loading(); }));
    composer().attach({file("plan.dxf"), text_of(office.folder.path().string())});
    write(u"keep"_s);
    EXPECT_EQ(office.node.count_of("chat.typing"), 0) << "nobody waits there";
    enter();
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 1; }));
    EXPECT_EQ(office.node.last_of("chat.attach").at("peers"), Json::array({id_of('a')}));
    EXPECT_EQ(office.node.count_of("transfer.send"), 0);
    EXPECT_EQ(composer().standing().paths.size(), 1) << "the folder is given back";
    ASSERT_TRUE(told_that_it_is_kept());
}

TEST_F(ConversationPaneTest, WhatIsSpokenGoesWhereItWasBegunAndIsNotLost) {
    office.node.answer("chat.attach", [](const Json&) { return Json{{"messages", Json::array()}}; });
    composer().reply_to(text_of(message_id(0)), u"Mei Tanaka"_s, u"message 0"_s);
    Q_EMIT composer().voice_begun();
    Q_EMIT composer().voice_recorded(file("voice.ogg"), {1, 50, 100}, true);
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 1; }));
    EXPECT_EQ(office.node.last_of("chat.attach").at("kind"), "voice");
    EXPECT_EQ(office.node.last_of("chat.attach").at("reply_to"), message_id(0));
    EXPECT_TRUE(composer().standing().reply_to.isEmpty());
    // Another conversation is opened while one speaks: it waits in the first, and goes with its waves.
    Q_EMIT composer().voice_begun();
    pane->open(Office::kTom);
    const QString second = file("second.ogg");
    Q_EMIT composer().voice_recorded(second, {7}, false);
    EXPECT_TRUE(composer().standing().paths.isEmpty());
    pane->open(Office::kMei);
    EXPECT_EQ(composer().standing().paths, QStringList{second});
    enter();
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 2; }));
    EXPECT_EQ(office.node.last_of("chat.attach").at("waveform"), Json::array({7}));
    EXPECT_EQ(office.node.last_of("chat.attach").at("peers"), Json::array({id_of('m')}));
    Q_EMIT composer().voice_failed();
    EXPECT_TRUE(office.shell.toasts.last().contains(u"No microphone answers"_s));
    Q_EMIT composer().voice_cut_off();
    EXPECT_TRUE(office.shell.toasts.last().contains(u"What was recorded waits to be sent"_s));
}

TEST_F(ConversationPaneTest, AnOfferSaysHowMuchRoomThereIs) {
    pane->open(Office::kTom);
    auto* model = office.desk->conversation(Office::kTom);
    ASSERT_TRUE(comes([&] { return model->row_of(text_of(office.offer)) >= 0; }));
    QString room;
    BubbleSetting setting;
    setting.width = 600;
    setting.free_room = [&] { return room = FreeRoom().words(u"/"_s); };
    const ConversationItem& offer = model->item(model->row_of(text_of(office.offer)));
    EXPECT_TRUE(card_facts(offer, setting).free_room.startsWith(u"Free: "_s));
    EXPECT_FALSE(room.isEmpty());
}

TEST_F(ConversationPaneTest, AClickOnAnOfferAsksWhichOfItIsWanted) {
    pane->open(Office::kTom);
    auto* model = office.desk->conversation(Office::kTom);
    ASSERT_TRUE(comes([&] { return model->row_of(text_of(office.offer)) >= 0; }));
    ConversationView& view = pane->messages();
    const int row = model->row_of(text_of(office.offer));
    QRectF body;
    for (const Spot& spot : view.bubble(row).spots()) {
        if (spot.act == Act::OpenFile) body = spot.box.translated(view.column_origin(row));
    }
    ASSERT_FALSE(body.isEmpty());
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, body.center().toPoint());
    EXPECT_EQ(around.asked, u"accept "_s + text_of(office.offer));
    EXPECT_EQ(office.node.count_of("transfer.accept"), 0);
}

TEST_F(ConversationPaneTest, WithoutAConversationTheSearchGoesOverAll) {
    ConversationPane empty(*office.desk, office.shell, nullptr);
    empty.set_around(&around);
    empty.search();
    EXPECT_EQ(around.asked, u"search "_s);
}

TEST_F(ConversationPaneTest, SayingAgainSendsThePictureAgain) {
    Json failed = message_row(61, id_of('m'), id_of('a'), true, "the corner", 11, "failed");
    failed["kind"] = "attachment";
    failed["reply_to"] = message_id(2);
    failed["attachment"] = {{"kind", "picture"},
                            {"name", "corner.png"},
                            {"size", 5},
                            {"state", "here"},
                            {"path", "/profile/attachments/5e"},
                            {"media_type", nullptr},
                            {"width", 4},
                            {"height", 3},
                            {"duration_ms", nullptr},
                            {"waveform", Json::array()}};
    office.node.tell(event_of("message_arrived", failed));
    const QString key = text_of(message_id(61));
    auto* model = office.desk->conversation(Office::kMei);
    ASSERT_TRUE(comes([&] { return model->row_of(key) >= 0; }));
    Q_EMIT pane->messages().acted(Act::SayAgain, model->row_of(key), {});
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 1; }));
    const Json asked = office.node.last_of("chat.attach");
    EXPECT_EQ(asked.at("path"), "/profile/attachments/5e");
    EXPECT_EQ(asked.at("name"), "corner.png");
    EXPECT_EQ(asked.at("text"), "the corner");
    EXPECT_EQ(asked.at("reply_to"), message_id(2));
    EXPECT_EQ(office.node.count_of("chat.say"), 0);
}

TEST_F(ConversationPaneTest, SayingAgainSendsTheVoiceWithItsWaves) {
    Json failed = message_row(62, id_of('m'), id_of('a'), true, "", 12, "failed");
    failed["kind"] = "attachment";
    failed["attachment"] = {{"kind", "voice"},
                            {"name", "voice.ogg"},
                            {"size", 5},
                            {"state", "here"},
                            {"path", "/profile/attachments/5f"},
                            {"media_type", nullptr},
                            {"width", nullptr},
                            {"height", nullptr},
                            {"duration_ms", 900},
                            {"waveform", Json::array({3, 60, 100})}};
    office.node.tell(event_of("message_arrived", failed));
    const QString key = text_of(message_id(62));
    auto* model = office.desk->conversation(Office::kMei);
    ASSERT_TRUE(comes([&] { return model->row_of(key) >= 0; }));
    Q_EMIT pane->messages().acted(Act::SayAgain, model->row_of(key), {});
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 1; }));
    EXPECT_EQ(office.node.last_of("chat.attach").at("kind"), "voice");
    EXPECT_EQ(office.node.last_of("chat.attach").at("waveform"), Json::array({3, 60, 100}));
}

TEST_F(ConversationPaneTest, WordsThatAreAddedToTheDraftStayOutOfAChange) {
    write(u"mine"_s);
    composer().edit(text_of(message_id(1)), u"message 1"_s);
    office.desk->settings().add_to_draft(Office::kMei, u"from a notice"_s);
    EXPECT_EQ(composer().text(), u"message 1");
    EXPECT_TRUE(composer().step_back());
    EXPECT_TRUE(composer().text().endsWith(u"\nfrom a notice"_s)) << composer().text().toStdString();
    EXPECT_TRUE(composer().text().startsWith(u"mine"_s));
}

TEST_F(ConversationPaneTest, WhatWentToSeveralPeopleLeavesTheField) {
    const QString path = file("plan.dxf");
    composer().attach({path});
    write(u"Lunch?"_s);
    Q_EMIT composer().several_wanted(composer().draft(), composer().standing().paths);
    EXPECT_EQ(around.to_several, u"Lunch?");
    EXPECT_EQ(composer().text(), u"Lunch?") << "nothing was sent yet";
    ASSERT_TRUE(around.sent);
    around.sent();
    EXPECT_TRUE(composer().text().isEmpty());
    EXPECT_TRUE(composer().standing().paths.isEmpty());
    EXPECT_TRUE(draft(Office::kMei).isEmpty());
}

TEST_F(ConversationPaneTest, WhatWasWrittenSinceStays) {
    write(u"Lunch?"_s);
    Q_EMIT composer().several_wanted(composer().draft(), {});
    write(u" And then?"_s);
    around.sent();
    EXPECT_EQ(composer().text(), u"Lunch? And then?");
    composer().set_text(u"Dinner?"_s);
    Q_EMIT composer().several_wanted(composer().draft(), {});
    pane->open(Office::kTom);
    write(u"to Tom"_s);
    around.sent();
    EXPECT_TRUE(draft(Office::kMei).isEmpty());
    EXPECT_EQ(composer().text(), u"to Tom");
}

TEST_F(ConversationPaneTest, TheSheetOfSeveralReceiversSaysWhenItSent) {
    office.node.answer("chat.say", [](const Json&) { return Json{{"messages", Json::array()}}; });
    Surroundings surroundings(*office.desk, office.shell);
    int sent = 0;
    surroundings.open_several_receivers(u"Lunch?"_s, {}, [&] { ++sent; });
    auto* people = office.shell.window()->findChild<PeopleList*>();
    ASSERT_NE(people, nullptr);
    people->set_chosen({Office::kMei, Office::kTom});
    QAbstractButton* button = nullptr;
    for (auto* one : office.shell.window()->findChildren<QAbstractButton*>()) {
        if (one->text().startsWith(u"Send to"_s)) button = one;
    }
    ASSERT_NE(button, nullptr);
    EXPECT_EQ(sent, 0);
    button->click();
    EXPECT_TRUE(comes([&] { return sent == 1; }));
}

TEST_F(ConversationPaneTest, WithoutWordsTheFirstPictureAnswers) {
    office.node.answer("chat.attach", [](const Json&) { return Json{{"messages", Json::array()}}; });
    composer().reply_to(text_of(message_id(0)), u"Mei Tanaka"_s, u"message 0"_s);
    composer().attach({file("a.png"), file("b.png")});
    enter();
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 2; }));
    std::vector<Json> answered;
    for (const auto& [method, params] : office.node.asked) {
        if (method == "chat.attach") answered.push_back(params.at("reply_to"));
    }
    EXPECT_EQ(answered, (std::vector<Json>{message_id(0), Json()}));
    EXPECT_TRUE(composer().standing().reply_to.isEmpty());
}

TEST_F(ConversationPaneTest, WithoutWordsAKeptVoiceAnswers) {
    office.node.answer("chat.attach", [](const Json&) { return Json{{"messages", Json::array()}}; });
    composer().reply_to(text_of(message_id(0)), u"Mei Tanaka"_s, u"message 0"_s);
    Q_EMIT composer().voice_begun();
    Q_EMIT composer().voice_recorded(file("voice.ogg"), {7}, false);
    enter();
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 1; }));
    EXPECT_EQ(office.node.last_of("chat.attach").at("reply_to"), message_id(0));
}

TEST_F(ConversationPaneTest, WhereOnlyFilesGoTheAnswerWaitsForWords) {
    office.node.answer("transfer.send", [](const Json&) { return Json{{"transfers", Json::array()}}; });
    composer().reply_to(text_of(message_id(0)), u"Mei Tanaka"_s, u"message 0"_s);
    composer().attach({file("plan.dxf")});
    enter();
    ASSERT_TRUE(comes([&] { return office.node.count_of("transfer.send") == 1; }));
    EXPECT_EQ(composer().standing().reply_to, text_of(message_id(0)));
    EXPECT_TRUE(composer().standing().paths.isEmpty());
}

TEST_F(ConversationPaneTest, ALinkThatIsDroppedStandsInTheField) {
    QMimeData carried;
    carried.setUrls({QUrl(u"https://harbour.example/14"_s)});
    carried.setText(u"https://harbour.example/14"_s);
    const QPoint at = pane->rect().center();
    QDragEnterEvent enters(at, Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(pane.get(), &enters);
    QDropEvent drop(at, Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(pane.get(), &drop);
    EXPECT_EQ(composer().text(), u"https://harbour.example/14");
}

}  // namespace
}  // namespace culver::desktop::test
