// SPDX-License-Identifier: Apache-2.0
// A card that stands for several files lists them: by a click, by the keyboard, and for those who hear it.
#include "tests/desktop/around/hands.h"
#include "tests/desktop/pane_fixture.h"
#include "tests/desktop/url_catcher.h"
#include "ui/desktop/view/details_parts.h"
#include "ui/desktop/view/shared_files.h"

namespace culver::desktop::test {
namespace {

struct CardFilesTest : ConversationPaneTest {
    const std::string id = message_id(1000080);
    int card() { return office.desk->conversation(Office::kMei)->row_of(text_of(id)); }
    // Mei sends so many files: names only, until they are here.
    void send(int count, const char* state) {
        Json row = transfer_row(80, id_of('m'), false, state, 0, 5000);
        row["files"] = count;
        row["paths"] = Json::array();
        const bool here = std::string(state) == "done";
        for (int i = 1; i <= count; ++i) {
            const std::string name = "plan " + std::to_string(i) + ".txt";
            row["paths"].push_back(here ? file(name.c_str()).toStdString() : name);
        }
        if (here) row["dir"] = office.folder.path().string();
        office.node.tell(event_of("transfer_changed", row));
        const auto wanted = QString::fromLatin1(state);
        ASSERT_TRUE(comes([&] {
            return card() >= 0 && item().transfer &&
                   (item().transfer->state == control::TransferState::Done) == here;
        })) << state;
    }
    const ConversationItem& item() { return *pane->messages().item(card()); }
    std::vector<Spot> spots(Act act) {
        std::vector<Spot> found;
        for (const Spot& spot : pane->messages().bubble(card()).spots()) {
            if (spot.act == act) found.push_back(spot);
        }
        return found;
    }
    void act(const Spot& spot) { Q_EMIT pane->messages().acted(spot.act, card(), spot.target); }
};

TEST_F(CardFilesTest, AClickListsTheFirstAndLeadsToAll) {
    send(7, "done");
    ASSERT_EQ(spots(Act::Unfold).size(), 1U);
    EXPECT_TRUE(spots(Act::OpenOne).empty());
    const double folded = pane->messages().bubble(card()).height();
    act(spots(Act::Unfold).front());
    const auto shown = spots(Act::OpenOne);
    ASSERT_EQ(shown.size(), 5U);
    EXPECT_EQ(shown.front().tip, u"Open plan 1.txt"_s);
    EXPECT_GT(pane->messages().bubble(card()).height(), folded + 100);
    shoot(pane.get(), u"card-files"_s);
    const UrlCatcher desktop;
    act(shown.at(2));
    EXPECT_EQ(desktop.opened.last(), text_of((office.folder.path() / "plan 3.txt").string()));
    act(spots(Act::FolderOne).front());
    EXPECT_EQ(desktop.opened.last(), text_of(office.folder.path().string()));
    ASSERT_EQ(spots(Act::AllFiles).size(), 1U);
    EXPECT_EQ(spots(Act::AllFiles).front().tip, u"All 7"_s);
    act(spots(Act::AllFiles).front());
    auto* sheet = office.shell.window()->findChild<FilesSheet*>();
    ASSERT_NE(sheet, nullptr);
    EXPECT_EQ(sheet->findChildren<SharedFile*>().size(), 7);
    QTest::qWait(20);
    shoot(office.shell.window(), u"all-files"_s);
    EXPECT_NE(button(sheet, u"plan 7.txt, 5 B"_s), nullptr) << "name and size are heard";
    act(spots(Act::Unfold).front());
    EXPECT_TRUE(spots(Act::OpenOne).empty()) << "and away again";
}

TEST_F(CardFilesTest, TheKeyboardDoesTheSame) {
    send(3, "done");
    auto& view = pane->messages();
    view.setFocus();
    view.set_current(card());
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_EQ(spots(Act::OpenOne).size(), 3U);
    EXPECT_TRUE(spots(Act::AllFiles).empty()) << "these are all";
    QTest::keyClick(&view, Qt::Key_Left);
    EXPECT_TRUE(spots(Act::OpenOne).empty());
    QTest::keyClick(&view, Qt::Key_Space);
    EXPECT_EQ(spots(Act::OpenOne).size(), 3U);
    choose(card(), u"All files…"_s);
    auto* sheet = office.shell.window()->findChild<FilesSheet*>();
    ASSERT_NE(sheet, nullptr);
    const UrlCatcher desktop;
    for (auto* one : sheet->findChildren<SharedFile*>()) {
        EXPECT_NE(one->focusPolicy() & Qt::TabFocus, 0);
        QTest::keyClick(one, Qt::Key_Space);
    }
    EXPECT_EQ(desktop.opened.size(), 3);
    EXPECT_TRUE(item().accessible.contains(u"plan 1.txt, plan 2.txt, plan 3.txt"_s))
        << item().accessible.toStdString();
}

TEST_F(CardFilesTest, EachIsOpenedOnceItIsHere) {
    send(2, "active");
    act(spots(Act::Unfold).front());
    EXPECT_TRUE(spots(Act::OpenOne).empty());
    const double listed = pane->messages().bubble(card()).height();
    send(2, "done");
    EXPECT_TRUE(comes([&] { return spots(Act::OpenOne).size() == 2; }));
    EXPECT_GT(listed, 100);
}

// Whoever offers files calls them what he likes.
TEST_F(CardFilesTest, ASendersNameOpensNothingOfThisComputer) {
    for (const char* state : {"active", "failed", "declined"}) {
        Json row = transfer_row(80, id_of('m'), false, state, 0, 5000);
        const std::string folder = office.folder.path().string();
        row["files"] = 3;
        row["dir"] = folder;
        row["paths"] = {"/etc/passwd", folder + "/../../etc/passwd", "/usr/share"};
        office.node.tell(event_of("transfer_changed", row));
        ASSERT_TRUE(
            comes([&] { return card() >= 0 && item().transfer && item().transfer->paths.size() == 3; }));
        pane->messages().unfold(card(), true);
        EXPECT_TRUE(spots(Act::OpenOne).empty()) << state;
        EXPECT_TRUE(spots(Act::FolderOne).empty()) << state;
    }
}

TEST_F(CardFilesTest, AnOfferIsChosenFromInstead) {
    send(3, "offered");
    EXPECT_TRUE(spots(Act::Unfold).empty());
    EXPECT_EQ(spots(Act::OpenFile).size(), 1U);
    EXPECT_FALSE(pane->messages().unfold(card(), true));
}

}  // namespace
}  // namespace culver::desktop::test
