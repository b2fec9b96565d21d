// SPDX-License-Identifier: Apache-2.0
// One part at a time: what waits in the list that is hidden is told at the way back to it.
#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"
#include "ui/desktop/view/conversation_parts.h"

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

class NarrowTest : public OfficeTest {
protected:
    void writes(char who, int number, const char* state = "delivered") {
        const std::string id = id_of(who);
        office.node.tell(event_of(std::string(state) == "read" ? "message_state" : "message_arrived",
                                  message_row(number, id, id, false, "Lunch?", number, state)));
    }
    [[nodiscard]] bool tells(int count, const QString& name) {
        return comes([&] {
            const auto* back = whole->window.findChild<BackButton*>();
            return back->count() == count && back->accessibleName() == name && back->toolTip() == name;
        });
    }
    void open(QSize size) { whole = std::make_unique<WholeWindow>(*office.desk, size); }
    std::unique_ptr<WholeWindow> whole;
};

TEST_F(NarrowTest, TheWayBackTellsWhatWaitsInTheOthers) {
    open({420, 780});
    whole->window.open_conversation(Office::kMei);
    auto* back = whole->window.findChild<BackButton*>();
    ASSERT_TRUE(back->isVisible());
    ASSERT_TRUE(tells(1, u"Back, 1 unread elsewhere"_s)) << "Tom's offer: " << back->count();
    writes('m', 61);
    QTest::qWait(60);
    EXPECT_TRUE(tells(1, u"Back, 1 unread elsewhere"_s)) << "what is open is not elsewhere";
    const int before = back->width();
    for (int i = 0; i < 11; ++i) writes('l', 62 + i);
    EXPECT_TRUE(tells(12, u"Back, 12 unread elsewhere"_s)) << back->count();
    EXPECT_TRUE(comes([&] { return back->width() > before; })) << "two digits need more room";
    shoot(&whole->window, u"narrow-back"_s);
    // Of a conversation that is muted nothing is counted.
    office.desk->settings().set_muted(text_of(id_of('l')), true);
    EXPECT_TRUE(tells(1, u"Back, 1 unread elsewhere"_s));
    office.desk->settings().set_muted(Office::kTom, true);
    EXPECT_TRUE(tells(0, u"Back"_s));
    EXPECT_TRUE(comes([&] { return back->width() == back->height(); })) << "without a badge";
    office.desk->settings().set_muted(Office::kTom, false);
    EXPECT_TRUE(tells(1, u"Back, 1 unread elsewhere"_s));
    whole->window.open_conversation(Office::kTom);
    writes('m', 61, "read");
    EXPECT_TRUE(tells(0, u"Back"_s)) << "the offer stands here now: " << back->count();
}

// One is read as another comes: their number stays, where they are does not.
TEST_F(NarrowTest, TheWayBackFollowsThoughTheNumberOfAllStays) {
    open({420, 780});
    office.desk->settings().set_muted(Office::kTom, true);
    writes('l', 61);
    ASSERT_TRUE(comes([&] { return office.desk->unread_total() == 1; }));
    whole->window.open_conversation(text_of(id_of('l')));
    EXPECT_TRUE(tells(0, u"Back"_s));
    whole->window.open_conversation(Office::kMei);
    EXPECT_TRUE(tells(1, u"Back, 1 unread elsewhere"_s));
    writes('l', 61, "read");
    EXPECT_TRUE(tells(0, u"Back"_s));
}

}  // namespace
}  // namespace culver::desktop::test
