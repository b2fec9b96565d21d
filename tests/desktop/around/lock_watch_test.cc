// SPDX-License-Identifier: Apache-2.0
// The screen is locked and unlocked on a bus of this test's own.
#include "ui/desktop/around/lock_watch.h"

#include "tests/desktop/around/office.h"
#include "tests/desktop/around/paper_bus.h"

#include <QDBusMessage>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;
using control::Presence;

TEST(PresenceAfter, ALockChangesOnlyWhoIsHereAndAnUnlockOnlyWhatTheLockDid) {
    EXPECT_EQ(presence_after(true, false, Presence::Available), Presence::Away);
    EXPECT_EQ(presence_after(false, true, Presence::Away), Presence::Available);
    for (const Presence other : {Presence::Busy, Presence::Dnd, Presence::Away})
        EXPECT_FALSE(presence_after(true, false, other));
    EXPECT_FALSE(presence_after(false, false, Presence::Away)) << "the person went away";
    EXPECT_FALSE(presence_after(false, true, Presence::Busy)) << "and said otherwise meanwhile";
}

struct LockWatchTest : PaperBus {
    Office office;
    std::unique_ptr<LockWatch> watch;
    std::string presence = "available";

    void open() {
        const auto row = [this] {
            return Json{{"presence", presence}, {"status_text", "At the model table"}};
        };
        office.node.answer("presence.get", [row](const Json&) { return row(); });
        office.node.answer("presence.set", [this, row](const Json& wish) {
            presence = wish.at("presence");
            office.node.tell(event_of("presence_changed", row()));
            return row();
        });
        ASSERT_TRUE(office.open());
        watch = std::make_unique<LockWatch>(*office.desk, client());
        ASSERT_TRUE(comes([&] { return office.desk->presence().presence == Presence::Available; }));
    }
    void say(bool locked, const char* desktop = "gnome") {
        const QString name = u"org.%1.ScreenSaver"_s.arg(QLatin1StringView(desktop));
        QDBusMessage signal =
            QDBusMessage::createSignal(u"/org/desktop/ScreenSaver"_s, name, u"ActiveChanged"_s);
        signal << locked;
        ASSERT_TRUE(server_side().send(signal));
    }
    [[nodiscard]] bool becomes(Presence wanted) {
        return comes([&] { return office.desk->presence().presence == wanted; });
    }
};

TEST_F(LockWatchTest, GoesAwayAndComesBackWithTheWords) {
    open();
    for (const char* desktop : {"gnome", "freedesktop"}) {
        say(true, desktop);
        ASSERT_TRUE(becomes(Presence::Away)) << desktop;
        EXPECT_EQ(office.node.last_of("presence.set").at("status_text"), "At the model table");
        say(true, desktop);  // told twice
        say(false, desktop);
        ASSERT_TRUE(becomes(Presence::Available)) << desktop;
    }
}

TEST_F(LockWatchTest, ThePersonsOwnWordAndTheSettingCount) {
    open();
    say(true);
    ASSERT_TRUE(becomes(Presence::Away));
    office.desk->set_presence(Presence::Busy, {}, {});
    ASSERT_TRUE(becomes(Presence::Busy));
    say(false);
    QTest::qWait(200);
    EXPECT_EQ(office.desk->presence().presence, Presence::Busy);
    office.desk->set_presence(Presence::Available, {}, {});
    ASSERT_TRUE(becomes(Presence::Available));
    office.desk->settings().set_away_when_locked(false);
    say(true);
    QTest::qWait(200);
    EXPECT_EQ(office.desk->presence().presence, Presence::Available);
}

}  // namespace
}  // namespace culver::desktop::test
