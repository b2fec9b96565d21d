// SPDX-License-Identifier: Apache-2.0
// The view keeps its place while rows come above and below, follows at its end, and is not slower with
// 100,000 rows.
#include "ui/desktop/view/conversation_view.h"

#include "believable.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

std::vector<ConversationItem> many(int count, const QString& prefix) {
    std::vector<ConversationItem> items;
    items.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        items.push_back(
            said(u"aimei"_s, prefix + QString::number(i) + QString(i % 7 * 30, u'm'), i, i % 3 == 0));
    }
    return items;
}

class ConversationViewTest : public testing::Test {
protected:
    void fill(int count) {
        list_ = std::make_unique<ListOfItems>(many(count, u"row "_s));
        Feed feed;
        feed.model = list_.get();
        feed.item = [this](int row) -> const ConversationItem& { return list_->item(row); };
        view_.resize(600, 500);
        view_.show();
        view_.set_feed(std::move(feed), believable_setting(600, false));
        QTest::qWait(1);
    }
    std::unique_ptr<ListOfItems> list_;
    ConversationView view_;
};

TEST_F(ConversationViewTest, StandsAtItsEndAndFollowsWhatArrives) {
    fill(200);
    EXPECT_TRUE(view_.at_end());
    list_->add(said(u"aimei"_s, u"news"_s, 999));
    view_.arrived(false);
    EXPECT_TRUE(view_.at_end());
    EXPECT_LE(view_.row_rect(200).bottom(), view_.viewport()->height());
    EXPECT_GE(view_.row_rect(200).top(), 0);
}

TEST_F(ConversationViewTest, KeepsItsPlaceWhilePagesLoadAbove) {
    fill(200);
    view_.verticalScrollBar()->setValue(view_.verticalScrollBar()->maximum() / 2);
    const int row = 100;
    (void)view_.bubble(row);
    const int before = view_.row_rect(row).top();
    list_->add_before(many(50, u"older "_s));
    QTest::qWait(1);
    EXPECT_NEAR(view_.row_rect(row + 50).top(), before, 2);
}

TEST_F(ConversationViewTest, DoesNotJumpForWhatArrivesWhenOneReadsAbove) {
    fill(200);
    view_.verticalScrollBar()->setValue(300);
    const int value = view_.verticalScrollBar()->value();
    list_->add(said(u"aimei"_s, u"news"_s, 999));
    view_.arrived(false);
    EXPECT_FALSE(view_.at_end());
    EXPECT_EQ(view_.verticalScrollBar()->value(), value);
    list_->add(said(u"aenora"_s, u"mine"_s, 1000, true));
    view_.arrived(true);
    EXPECT_TRUE(view_.at_end());
}

TEST_F(ConversationViewTest, ShowsARowAskedFor) {
    fill(1000);
    view_.show_row(17);
    const QRect box = view_.row_rect(17);
    EXPECT_GE(box.top(), 0);
    EXPECT_LE(box.bottom(), view_.viewport()->height());
}

TEST_F(ConversationViewTest, AHundredThousandRowsScrollLikeTen) {
    fill(100000);
    QElapsedTimer clock;
    clock.start();
    constexpr int kSteps = 50;
    for (int i = 0; i < kSteps; ++i) {
        view_.verticalScrollBar()->setValue(view_.verticalScrollBar()->value() - 120);
        (void)view_.grab();
    }
    const double step = static_cast<double>(clock.elapsed()) / kSteps;
    RecordProperty("milliseconds_a_step", std::to_string(step));
    EXPECT_LT(step, 100) << "a step of the wheel, measured and painted, in ms";
}

TEST(RowHeights, TheAnchorStaysWhileHeightsBecomeKnown) {
    RowHeights heights;
    heights.reset(100);
    heights.hold(heights.top(50) + 10);
    for (int row = 0; row < 50; ++row) heights.set(row, 80);
    EXPECT_EQ(heights.held(), 50 * 80 + 10);
    heights.insert(0, 10);
    EXPECT_EQ(heights.held(), 50 * 80 + 10 * RowHeights::kEstimate + 10);
    heights.remove(0, 10);
    EXPECT_EQ(heights.held(), 50 * 80 + 10);
    EXPECT_EQ(heights.row_at(-5), 0);
    EXPECT_EQ(heights.row_at(1e9), 99);
}

}  // namespace
}  // namespace culver::desktop
