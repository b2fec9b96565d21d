// SPDX-License-Identifier: Apache-2.0
// A choice among a thousand people goes on at once: what one change costs in processor time, so that a
// machine that does other work fails no test.
#include "ui/desktop/around/people_list.h"

#include "tests/desktop/around/office.h"

#include <time.h>

#include <QListWidget>
#include <QTest>
#include <cstdio>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPeople = 1000;
constexpr double kFrameMs = 16;
constexpr double kFillMs = 200;  // as smooth_test.cc: a letter in the search makes the list anew

[[nodiscard]] double patience() {
    return std::max(1.0, qEnvironmentVariable("CULVER_PATIENCE").toDouble());
}

[[nodiscard]] double cost_ms(const std::function<void()>& work) {
    const auto now = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    };
    const double begun = now();
    work();
    QCoreApplication::processEvents();
    return now() - begun;
}

TEST(PeopleListTest, AThousandPeopleAreChosenFromAtOnce) {
    Office office;
    for (int i = 0; i < kPeople; ++i) {
        PeerId id;
        id.bytes[0] = static_cast<std::uint8_t>(1 + (i >> 8));
        id.bytes[1] = static_cast<std::uint8_t>(i);
        office.node.peers.push_back(peer_row(id.text(), "person " + std::to_string(i),
                                             "Floor " + std::to_string(i % 40), "available"));
    }
    ASSERT_TRUE(office.open_in_english());
    PeopleList list(*office.desk, {}, office.shell.window());
    list.resize(420, 560);
    list.show();
    QTest::qWait(100);
    ASSERT_GE(list.offered(), kPeople);
    auto* rows = list.findChild<QListWidget*>();
    double longest = 0;
    for (int row = 0; row < 40; ++row) {
        longest = std::max(longest, cost_ms([&] { Q_EMIT rows->itemClicked(rows->item(row)); }));
        Json changed = office.node.peers[static_cast<std::size_t>(row + 10)];
        changed["presence"] = row % 2 ? "busy" : "offline";
        office.node.tell(event_of("peer_changed", changed));
        longest = std::max(longest, cost_ms([] { QTest::qWait(2); }));
    }
    EXPECT_EQ(list.chosen().size(), 39) << "all but the one whom nobody may write to";
    std::printf("  one row changes: %.1f ms\n", longest);
    EXPECT_LT(longest, kFrameMs * patience());
    double typed = 0;
    for (const QChar sign : u"person 99"_s)
        typed = std::max(typed, cost_ms([&] { QTest::keyClicks(&list.search(), QString(sign)); }));
    std::printf("  a letter in the search: %.1f ms\n", typed);
    EXPECT_LT(typed, kFillMs * patience());
}

}  // namespace
}  // namespace culver::desktop::test
