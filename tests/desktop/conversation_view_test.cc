// SPDX-License-Identifier: Apache-2.0
// The view keeps its place while rows come above and below, follows at its end, and is not slower with
// 100,000 rows.
#include "ui/desktop/view/conversation_view.h"

#include "believable.h"
#include "ui/desktop/look/controls.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/conversation_aloud.h"
#include "ui/desktop/view/conversation_parts.h"
#include "ui/desktop/view/file_card.h"

#include <gtest/gtest.h>

#include <QAccessible>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocumentFragment>

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
    void fill(int count) { fill(many(count, u"row "_s)); }
    void fill(std::vector<ConversationItem> items) {
        list_ = std::make_unique<ListOfItems>(std::move(items));
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

// Cards, pictures and voice beside lines: each row that moves stands where a bubble of another kind was kept.
std::vector<ConversationItem> mixed() {
    std::vector<ConversationItem> items = many(4, u"early "_s);
    for (ConversationItem& card : believable_cards(Tongue::English)) items.push_back(std::move(card));
    for (const auto kind : {control::AttachmentKind::Picture, control::AttachmentKind::Voice}) {
        ConversationItem one = said(u"aimei"_s, {}, 200 + static_cast<int>(kind));
        control::AttachmentRow row;
        row.kind = kind;
        row.state = control::AttachmentState::Here;
        row.path = "/nowhere/file";
        one.message->attachment = row;
        items.push_back(one);
    }
    ConversationItem line;
    line.kind = ConversationItem::Kind::New;
    line.key = u"new"_s;
    line.text = u"3 new messages"_s;
    items.insert(items.begin() + 2, line);
    items.push_back(said(u"aimei"_s, u"last"_s, 300));
    return items;
}

TEST_F(ConversationViewTest, AVoiceMessageIsSoughtAlongItsWaveform) {
    fill(mixed());
    const int row = view_.count() - 2;
    QRectF wave;
    for (const Spot& spot : view_.bubble(row).spots()) {
        if (spot.act == Act::SeekVoice) wave = spot.box.translated(view_.column_origin(row));
    }
    ASSERT_FALSE(wave.isEmpty());
    QSignalSpy sought(&view_, &ConversationView::seek_wanted), acted(&view_, &ConversationView::acted),
        stepped(&view_, &ConversationView::seek_stepped);
    const auto at = [&](double share) {
        return QPoint(static_cast<int>(wave.left() + share * wave.width()),
                      static_cast<int>(wave.center().y()));
    };
    QTest::mousePress(view_.viewport(), Qt::LeftButton, {}, at(0.5));
    QTest::mouseMove(view_.viewport(), at(0.75));
    // Beyond its end, and below the bubble: it is still this message.
    QTest::mouseRelease(view_.viewport(), Qt::LeftButton, {}, QPoint(at(1.5).x(), 2));
    ASSERT_EQ(sought.count(), 3);
    EXPECT_EQ(sought[0][0].toInt(), row);
    EXPECT_NEAR(sought[0][1].toDouble(), 0.5, 0.02);
    EXPECT_NEAR(sought[1][1].toDouble(), 0.75, 0.02);
    EXPECT_TRUE(sought[1][2].toBool());
    EXPECT_EQ(sought[2][1].toDouble(), 1.0);
    EXPECT_FALSE(sought[2][2].toBool());
    EXPECT_EQ(acted.count(), 0);
    view_.set_current(row);
    QTest::keyClick(&view_, Qt::Key_Right);
    QTest::keyClick(&view_, Qt::Key_Left);
    ASSERT_EQ(stepped.count(), 2);
    EXPECT_EQ(stepped[0][1].toInt(), 1);
    EXPECT_EQ(stepped[1][1].toInt(), -1);
    QTest::keyClick(&view_, Qt::Key_Space);
    ASSERT_EQ(acted.count(), 1);
    EXPECT_EQ(acted[0][0].value<Act>(), Act::PlayVoice);
    view_.set_current(0);
    QTest::keyClick(&view_, Qt::Key_Right);
    EXPECT_EQ(stepped.count(), 2) << "words have no place in time";
}

TEST_F(ConversationViewTest, RowsThatMoveArePaintedAsWhatTheyAre) {
    fill(mixed());
    const int last = view_.count() - 1;
    int line = 2;
    for (int to = 3; to <= last; ++to) {
        (void)view_.grab();
        list_->move(line, to);
        line = to;
        EXPECT_TRUE(view_.bubble(line).body().isEmpty()) << "a line has no bubble, row " << line;
        EXPECT_FALSE(view_.bubble(line - 1).body().isEmpty()) << "row " << line - 1;
    }
    list_->move(line, 0);
    (void)view_.grab();
    for (int row = 0; row <= last; ++row) {
        Bubble anew(list_->item(row), believable_setting(view_.viewport()->width(), false));
        if (list_->item(row).message && list_->item(row).message->attachment) continue;  // needs Pictures
        EXPECT_EQ(view_.bubble(row).height(), anew.height()) << row;
    }
}

TEST_F(ConversationViewTest, TheRowWithTheFocusAndThePlaceMoveWithTheirRows) {
    fill(200);
    view_.verticalScrollBar()->setValue(view_.verticalScrollBar()->maximum() / 2);
    const int row = view_.row_at({300, 250});
    view_.set_current(row);
    const QString key = view_.item(row)->key;
    const int top = view_.row_rect(row).top();
    list_->move(2, 150);
    EXPECT_EQ(view_.current(), row - 1);
    EXPECT_EQ(view_.item(view_.current())->key, key);
    EXPECT_NEAR(view_.row_rect(view_.current()).top(), top, 2);
}

TEST(ConversationRows, ACardOrPictureWithoutItsFileIsEmptyNotACrash) {
    const ConversationItem words = said(u"aimei"_s, u"no file"_s, 1);
    EXPECT_TRUE(card_facts(words, believable_setting(600, false)).titles.isEmpty());
    Pictures pictures;
    BubbleSetting setting = believable_setting(600, false);
    setting.pictures = &pictures;
    QImage image(600, 400, QImage::Format_RGB32);
    QPainter painter(&image);
    for (const ConversationItem& item : mixed()) Bubble(item, setting).paint(painter, words, setting, {});
}

TEST(ConversationRows, ATooltipSaysItsTextAndNothingElse) {
    for (const QString& words :
         {u"Q&A & more"_s, u"<b>bold</b> & more"_s, u"https://a.example/?b=1&lt=2"_s}) {
        const QString tip = safe_tip(words);
        EXPECT_TRUE(Qt::mightBeRichText(tip)) << "else Qt shows the escapes as they are";
        EXPECT_EQ(QTextDocumentFragment::fromHtml(tip).toPlainText(), words);
    }
}

TEST(ConversationRows, ACutNameIsWholeInItsTooltip) {
    Words words(u"R&D <b>west</b> of the river and a good deal further"_s, Type::Body, Token::Ink);
    words.set_one_line(Words::Cut::May);
    words.resize(60, 20);
    words.grab();
    EXPECT_EQ(QTextDocumentFragment::fromHtml(words.toolTip()).toPlainText(), words.text());
}

QList<std::pair<QAccessible::Event, QString>>& heard() {
    static QList<std::pair<QAccessible::Event, QString>> events;
    return events;
}

void hear(QAccessibleEvent* event) {
    QAccessibleInterface* about = event->accessibleInterface();
    heard().append({event->type(), about != nullptr ? about->text(QAccessible::Name) : QString()});
}

TEST_F(ConversationViewTest, IsHeardAsAListOfItsRows) {
    std::vector<ConversationItem> items = many(30, u"row "_s);
    for (ConversationItem& item : items) item.accessible = u"Mei, "_s + item.text;
    fill(std::move(items));
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view_);
    ASSERT_NE(list, nullptr);
    EXPECT_EQ(list->role(), QAccessible::List);
    EXPECT_EQ(list->text(QAccessible::Name), u"Messages");
    ASSERT_GE(list->childCount(), 30);
    QAccessibleInterface* row = list->child(29);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->role(), QAccessible::ListItem);
    EXPECT_EQ(row->text(QAccessible::Name), view_.item(29)->accessible);
    EXPECT_EQ(list->child(29), row) << "the same row is the same child";
    EXPECT_EQ(row->parent(), list);
    EXPECT_EQ(list->indexOfChild(row), 29);
    const QPoint middle = row->rect().center();
    EXPECT_EQ(list->childAt(middle.x(), middle.y()), row);
    EXPECT_FALSE(row->state().offscreen);
    EXPECT_TRUE(list->child(0)->state().offscreen);
    // What floats over the rows can be reached behind them.
    for (int i = 30; i < list->childCount(); ++i) {
        ASSERT_NE(list->child(i), nullptr) << i;
        EXPECT_EQ(list->indexOfChild(list->child(i)), i);
    }
    list_->add_before(many(5, u"older "_s));
    EXPECT_EQ(row->text(QAccessible::Name), view_.item(34)->accessible);
    EXPECT_EQ(list->indexOfChild(row), 34);
    list_->move(34, 3);
    EXPECT_EQ(list->indexOfChild(row), 3);
}

TEST_F(ConversationViewTest, TheRowOneStepsToIsSaidAloud) {
    std::vector<ConversationItem> items = many(30, u"row "_s);
    for (ConversationItem& item : items) item.accessible = u"Mei, "_s + item.text;
    fill(std::move(items));
    view_.activateWindow();
    view_.setFocus();
    heard().clear();
    const auto before = std::exchange(tell_readers, hear);
    QTest::keyClick(&view_, Qt::Key_Up);
    QTest::keyClick(&view_, Qt::Key_Up);
    tell_readers = before;
    QStringList said_aloud;
    for (const auto& [event, name] : heard()) {
        if (event == QAccessible::Focus) said_aloud << name;
    }
    const QStringList expected{view_.item(29)->accessible, view_.item(28)->accessible};
    EXPECT_EQ(said_aloud, expected);
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view_);
    QAccessibleInterface* focused = list->focusChild();
    ASSERT_NE(focused, nullptr);
    EXPECT_EQ(list->indexOfChild(focused), 28);
    EXPECT_TRUE(focused->state().focused);
    QSignalSpy menu(&view_, &ConversationView::menu_wanted);
    ASSERT_NE(list->child(5)->actionInterface(), nullptr);
    list->child(5)->actionInterface()->doAction(QAccessibleActionInterface::showMenuAction());
    ASSERT_EQ(menu.count(), 1);
    EXPECT_EQ(menu[0][0].toInt(), 5);
    EXPECT_EQ(view_.current(), 5);
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
    EXPECT_LT(step, 1000) << "a step of the wheel, measured and painted, in ms";
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

TEST_F(ConversationViewTest, TheWayBackToTheEndStandsAboveWhatLiesOverIt) {
    fill(200);
    view_.verticalScrollBar()->setValue(0);
    const auto* pill = view_.findChild<NewPill*>();
    ASSERT_TRUE(pill->isVisible());
    const QRect usual = pill->geometry();
    view_.keep_pill_above({200, 400, 400, 80});
    EXPECT_LT(pill->geometry().bottom(), 400);
    view_.keep_pill_above({});
    EXPECT_EQ(pill->geometry(), usual);
}

TEST_F(ConversationViewTest, WhatArrivesIsSaidAloud) {
    fill(3);
    heard().clear();
    const auto before = std::exchange(tell_readers, hear);
    tell_arrival(view_, 1);
    tell_arrival(view_, 3);
    tell_readers = before;
    ASSERT_EQ(heard().size(), 1U);
    EXPECT_EQ(heard().front().first, QAccessible::Alert);
    EXPECT_EQ(heard().front().second, view_.item(1)->text);
}

}  // namespace
}  // namespace culver::desktop
