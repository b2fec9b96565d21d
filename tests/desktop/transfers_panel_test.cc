// SPDX-License-Identifier: Apache-2.0
// The transfers over all conversations: what stands first, and how fast they may go.
#include "ui/desktop/view/transfers_panel.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "ui/desktop/model/wording.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QListView>
#include <QMenu>
#include <QTest>
#include <QTimer>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct TransfersPanelTest : testing::Test {
    Office office;
    std::unique_ptr<TransfersPanel> panel;

    void open() {
        const auto add = [this](int number, bool own, const char* state) {
            office.node.transfers.push_back(transfer_row(number, id_of('m'), own, state, 500'000, 2'000'000));
        };
        add(31, true, "done");
        add(32, true, "waiting");
        add(33, false, "paused");
        add(34, true, "active");
        office.node.answer("transfer.limit", [this](const Json&) { return office.node.transfers.at(0); });
        office.desk = std::make_unique<Desk>(office.folder.path());
        office.desk->start();
        office.shell.window()->show();
        ASSERT_TRUE(comes([&] { return office.desk->transfers().rowCount() == 5; }));
        panel = std::make_unique<TransfersPanel>(*office.desk, office.shell, office.shell.window());
        panel->resize(384, 700);
        panel->show();
    }
    // Chooses in the menu that opens, or in the one below that is named.
    void choose(const QString& words, const QString& below, const std::function<void()>& opens) {
        bool chosen = false;
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            if (menu == nullptr) return;
            timer.stop();
            for (QAction* action : menu->actions()) {
                QMenu* inner = action->menu();
                const auto all =
                    inner != nullptr && action->text() == below ? inner->actions() : QList{action};
                for (QAction* one : all) {
                    if (one->text() != words) continue;
                    one->trigger();
                    chosen = true;
                }
            }
            menu->close();
        });
        timer.start(10);
        opens();
        EXPECT_TRUE(comes([&] { return chosen; })) << words.toStdString();
    }
};

TEST_F(TransfersPanelTest, WhatAsksForADecisionStandsFirstThenWhatMoves) {
    open();
    QStringList states;
    for (int row = 0; row < office.desk->transfers().rowCount(); ++row)
        states.append(Wording::transfer_state(office.desk->transfers().view(row).row.state));
    using control::TransferState;
    QStringList wanted;
    for (const auto state : {TransferState::Offered, TransferState::Active, TransferState::Paused,
                             TransferState::Waiting, TransferState::Done})
        wanted.append(Wording::transfer_state(state));
    EXPECT_EQ(states, wanted);
}

TEST_F(TransfersPanelTest, AClickBesideItsButtonsAsksWhichOfAnOfferIsWanted) {
    open();
    auto* list = panel->findChild<QListView*>();
    QStringList wanted;
    QObject::connect(panel.get(), &TransfersPanel::offer_wanted, [&](const QString& id) { wanted << id; });
    for (const int row : {0, 1}) {
        const QRect box = list->visualRect(list->model()->index(row, 0));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, box.topLeft() + QPoint(30, 24));
    }
    EXPECT_EQ(wanted, QStringList{text_of(office.offer)}) << "and nothing of what is under way";
}

TEST_F(TransfersPanelTest, AnOfferIsAnsweredByTheWordsOfItsButtons) {
    open();
    office.node.answer("transfer.decline", [this](const Json&) { return office.node.transfers.at(0); });
    auto* list = panel->findChild<QListView*>();
    const QRect row = list->visualRect(list->model()->index(0, 0));
    const auto* delegate = qobject_cast<TransferDelegate*>(list->itemDelegate());
    const auto spots = delegate->spots(office.desk->transfers().view(0), row);
    ASSERT_EQ(spots.size(), 2U);
    EXPECT_EQ(spots[0].tip, u"Accept");
    EXPECT_EQ(spots[1].tip, u"Decline");
    for (const Spot& spot : spots) EXPECT_TRUE(QRectF(row).contains(spot.box));
    EXPECT_LT(spots[0].box.right(), spots[1].box.left());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, spots[1].box.center().toPoint());
    EXPECT_TRUE(comes([&] { return office.node.count_of("transfer.decline") == 1; }));
    EXPECT_EQ(list->viewport()->width(), list->width()) << "a scroll bar lies over the list";
}

// As the card of the conversation names them.
TEST_F(TransfersPanelTest, SeveralFilesAreNamedAsFarAsTheyFit) {
    open();
    const TransferView& offer = office.desk->transfers().view(0);
    ASSERT_EQ(offer.row.paths.size(), 4U);
    EXPECT_EQ(TransferDelegate::title_in(offer, 1000),
              u"Survey scan 14.e57, Sign bracket, rev C.pdf and 2 more");
    EXPECT_EQ(TransferDelegate::title_in(offer, 260), u"Survey scan 14.e57 and 3 more");
    EXPECT_EQ(TransferDelegate::title_in(offer, 10), u"Survey scan 14.e57 and 3 more");
    EXPECT_TRUE(offer.accessible.startsWith(u"Survey scan 14.e57 and 3 more"_s));
    shoot(panel.get(), u"transfers-named"_s);
}

TEST_F(TransfersPanelTest, OneAndAllAreLimited) {
    open();
    auto* list = panel->findChild<QListView*>();
    choose(u"1.0 MB/s"_s, u"Limit"_s, [&] { Q_EMIT list->activated(list->model()->index(1, 0)); });
    ASSERT_TRUE(comes([&] { return office.node.count_of("transfer.limit") == 1; }));
    EXPECT_EQ(office.node.last_of("transfer.limit").at("rate"), 1'000'000);
    EXPECT_EQ(office.node.last_of("transfer.limit").at("id"), message_id(1000034));
    for (auto* button : panel->findChildren<QAbstractButton*>()) {
        if (button->text() != u"Limit"_s) continue;
        choose(u"As fast as it goes"_s, {}, [&] { button->click(); });
    }
    ASSERT_TRUE(comes([&] { return office.node.count_of("config.set") == 1; }));
    EXPECT_EQ(office.node.last_of("config.set").at("key"), "rate_limit");
    EXPECT_EQ(office.node.last_of("config.set").at("value"), "0");
}

TEST_F(TransfersPanelTest, WhatCameThroughAGroupLeadsThere) {
    office.node.groups.push_back(Json{{"id", id_of('g')},
                                      {"name", "Harbour"},
                                      {"state", "member"},
                                      {"unread", 0},
                                      {"members", Json::array({id_of('a'), id_of('m')})}});
    open();
    Json row = transfer_row(35, id_of('m'), false, "active", 1, 2'000'000);
    row["group"] = id_of('g');
    office.node.tell(event_of("transfer_changed", row));
    const QString id = text_of(row["id"].get<std::string>());
    ASSERT_TRUE(comes([&] { return office.desk->transfers().row_of(id) >= 0; }));
    QString chosen;
    QObject::connect(panel.get(), &TransfersPanel::chosen, [&](const QString& where) { chosen = where; });
    auto* list = panel->findChild<QListView*>();
    choose(u"Open the conversation"_s, {},
           [&] { Q_EMIT list->activated(list->model()->index(office.desk->transfers().row_of(id), 0)); });
    EXPECT_EQ(chosen, text_of(id_of('g')));
}

TEST_F(TransfersPanelTest, SaysOfEachKindHowManyThereAre) {
    open();
    EXPECT_TRUE(reads(panel.get(), u"1 ask you, 1 under way, 1 paused, 1 waiting"_s));
    Json row = transfer_row(33, id_of('m'), false, "interrupted", 500'000, 2'000'000);
    office.node.tell(event_of("transfer_changed", row));
    EXPECT_TRUE(
        comes([&] { return reads(panel.get(), u"1 ask you, 1 under way, 1 interrupted, 1 waiting"_s); }));
}

}  // namespace
}  // namespace culver::desktop::test
