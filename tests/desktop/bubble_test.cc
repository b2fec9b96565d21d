// SPDX-License-Identifier: Apache-2.0
// Bubbles hold their words: nothing lies on anything else or outside its bubble, in English, long German and
// Chinese, at 100 % and 150 %, in narrow and wide windows. With CULVER_SHOTS=<folder> the rows are also
// painted there.
#include "ui/desktop/view/bubble.h"

#include "believable.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/view/file_words.h"
#include "ui/desktop/view/pictures.h"
#include "ui/desktop/view/received_file.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>
#include <cmath>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

struct Look {
    Tongue tongue;
    int percent;
    double width;
    bool group;
};

class BubbleTest : public testing::TestWithParam<Look> {
protected:
    void SetUp() override {
        theme().set_text_percent(GetParam().percent);
        theme().set_chinese(GetParam().tongue == Tongue::Chinese);
    }
    void TearDown() override {
        theme().set_text_percent(100);
        theme().set_chinese(false);
        theme().set_dark(false);
    }
};

void keep_picture(const std::vector<ConversationItem>& items, const BubbleSetting& setting,
                  const QString& name) {
    const QString folder = qEnvironmentVariable("CULVER_SHOTS");
    if (folder.isEmpty()) return;
    double height = 20;
    for (const auto& item : items) height += Bubble(item, setting).height();
    QImage image(QSizeF(setting.width, height).toSize() * 2, QImage::Format_RGB32);
    image.setDevicePixelRatio(2);
    image.fill(theme().color(Token::Canvas));
    QPainter painter(&image);
    for (const auto& item : items) {
        const Bubble bubble(item, setting);
        painter.save();
        bubble.paint(painter, item, setting, {});
        painter.restore();
        painter.translate(0, bubble.height());
    }
    painter.end();
    image.save(folder + u'/' + name + u".png"_s);
}

TEST_P(BubbleTest, NoWordsLieOnOthersOrOutside) {
    const Look look = GetParam();
    BubbleSetting setting = believable_setting(look.width, look.group);
    setting.unfolded = [](const QString&) { return true; };
    auto items = believable_conversation(look.tongue, look.group);
    for (auto& card : believable_cards(look.tongue)) items.push_back(card);
    // One of several files, some of which are there, that lists the first of them.
    for (std::size_t i = items.size() - 4; i < items.size(); ++i) {
        auto& paths = items[i].transfer->paths;
        paths = {"/etc/passwd", "/usr", "/nowhere/Angebot, dritte Fassung mit allen Anlagen und Plänen.pdf"};
        for (const char* name : {"a", "b", "c", "d"}) paths.push_back(std::string("/nowhere/") + name);
    }
    for (const ConversationItem& item : items) {
        const Bubble bubble(item, setting);
        ASSERT_GT(bubble.height(), 0);
        if (bubble.body().isEmpty()) continue;
        EXPECT_GE(bubble.body().left(), 20) << item.text.toStdString();
        EXPECT_LE(bubble.body().right(), look.width - 20 + 1) << item.text.toStdString();
        const auto boxes = bubble.text_boxes();
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            EXPECT_TRUE(bubble.body().adjusted(-0.5, -0.5, 1.5, 0.5).contains(boxes[i]))
                << item.text.toStdString();
            for (std::size_t j = i + 1; j < boxes.size(); ++j) {
                const QRectF common = boxes[i].intersected(boxes[j]);
                EXPECT_TRUE(common.width() < 1 || common.height() < 1)
                    << item.text.toStdString() << " box " << i << " on " << j;
            }
        }
        for (const Spot& spot : bubble.spots()) {
            EXPECT_LE(spot.box.bottom(), bubble.height() + 0.5);
            EXPECT_FALSE(spot.tip.isEmpty());
        }
    }
    keep_picture(items, setting,
                 u"bubbles-%1-%2-%3-%4"_s.arg(static_cast<int>(look.tongue))
                     .arg(look.percent)
                     .arg(look.width)
                     .arg(look.group));
    theme().set_dark(true);
    keep_picture(items, setting,
                 u"bubbles-dark-%1-%2-%3-%4"_s.arg(static_cast<int>(look.tongue))
                     .arg(look.percent)
                     .arg(look.width)
                     .arg(look.group));
}

TEST(Bubble, SeveralPicturesShareOneWithoutTouching) {
    QObject keeper;
    Pictures pictures(&keeper);
    BubbleSetting setting = believable_setting(616, true);
    setting.pictures = &pictures;
    for (std::size_t count = 2; count <= 4; ++count) {
        ConversationItem last = said(u"bmei"_s, {}, 90);
        last.message->attachment.emplace();
        last.message->attachment->kind = control::AttachmentKind::Picture;
        last.message->attachment->state = control::AttachmentState::Here;
        last.message->attachment->path = "/nowhere/last.png";
        for (std::size_t i = 1; i < count; ++i) {
            auto tile = std::make_shared<ConversationItem>(last);
            tile->key += QString::number(i);
            tile->message->attachment->path = "/nowhere/" + std::to_string(i) + ".png";
            last.tiles.push_back(tile);
        }
        const Bubble bubble(last, setting);
        std::vector<QRectF> boxes;
        for (const Spot& spot : bubble.spots()) {
            if (spot.act == Act::OpenPicture) boxes.push_back(spot.box);
        }
        ASSERT_EQ(boxes.size(), count);
        for (std::size_t i = 0; i < count; ++i) {
            EXPECT_TRUE(bubble.body().contains(boxes[i]));
            EXPECT_GE(boxes[i].width(), 80);
            EXPECT_GE(boxes[i].height(), 80);
            EXPECT_EQ(bubble.tile_at(boxes[i].center()), static_cast<int>(i));
            for (std::size_t j = i + 1; j < count; ++j)
                EXPECT_FALSE(boxes[i].adjusted(-3.9, -3.9, 3.9, 3.9).intersects(boxes[j])) << count;
        }
        EXPECT_EQ(bubble.tile_at({0, 0}), -1);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Everywhere, BubbleTest,
    testing::Values(Look{Tongue::English, 100, 616, true}, Look{Tongue::English, 100, 616, false},
                    Look{Tongue::English, 150, 616, true}, Look{Tongue::English, 100, 360, true},
                    Look{Tongue::German, 100, 616, true}, Look{Tongue::German, 150, 420, true},
                    Look{Tongue::Chinese, 100, 616, false}, Look{Tongue::Chinese, 150, 616, true},
                    Look{Tongue::Chinese, 200, 360, true}));

TEST(Bubble, TheMetaLineSharesTheLastLineWhereThereIsRoom) {
    const BubbleSetting setting = believable_setting(616, false);
    const Bubble brief(said(u"aimei"_s, u"OK"_s, 1), setting);
    EXPECT_EQ(brief.body().height(), 36);  // one line of 20 and twice 8
    QString full;
    while (Bubble(said(u"aimei"_s, full + u"m"_s, 1), setting).body().height() < 40) full += u"m"_s;
    const Bubble below(said(u"aimei"_s, full + u"m"_s, 1), setting);
    EXPECT_EQ(below.body().height(), 56);
    EXPECT_LE(below.body().width(), 460);
}

TEST(Bubble, CornersOfAGroupAreTightOnTheAuthorsSideAndGapsFollow) {
    const BubbleSetting setting = believable_setting(616, true);
    ConversationItem item = said(u"aimei"_s, u"One"_s, 1);
    EXPECT_EQ(Bubble(item, setting).body().top(), 12);
    EXPECT_EQ(Bubble(item, setting).body().left(), 60);
    item.first_of_group = false;
    EXPECT_EQ(Bubble(item, setting).body().top(), 3);
    item.own = true;
    EXPECT_EQ(Bubble(item, setting).body().right(), 596);
}

TEST(Bubble, LinksAreFoundInPlainWordsOnly) {
    const auto links = [](const QString& text) {
        QStringList found;
        for (const TextRange& range : links_in(text)) found << text.mid(range.start, range.length);
        return found;
    };
    EXPECT_EQ(links(u"see https://a.example/x_(y), or www.b.example."_s),
              (QStringList{u"https://a.example/x_(y)"_s, u"www.b.example"_s}));
    EXPECT_EQ(links(u"看 https://a.example。好"_s), QStringList{u"https://a.example"_s});
    EXPECT_EQ(links(u"看https://a.example/x：好"_s), QStringList{u"https://a.example/x"_s});
    EXPECT_EQ(links(u"https://a.example/x这个"_s), QStringList{u"https://a.example/x"_s});
    EXPECT_EQ(links(u"https://例子.中国/路"_s), QStringList{u"https://例子.中国/路"_s});
    for (const QString& whole :
         {u"https://zh.wikipedia.org/wiki/飞鸽传书"_s, u"https://zh.wikipedia.org/wiki/英雄_(电影)"_s,
          u"https://a.example/s?wd=飞鸽&p=2#历史"_s, u"www.b.example/x-图纸.pdf"_s})
        EXPECT_EQ(links(u"看"_s + whole + u"，好"_s), QStringList{whole});
    EXPECT_EQ(links(u"write to mei@studio.example!"_s), QStringList{u"mei@studio.example"_s});
    EXPECT_TRUE(links(u"javascript:alert(1) file:///etc/passwd <a href=x>"_s).isEmpty());
}

// A slash is no place to break: an address goes to the next line as a whole, and one that is longer than a
// line is broken at its end.
TEST(MessageText, AnAddressIsOneWord) {
    const auto widths = [](const MessageText& text) {
        std::vector<double> found;
        for (const QRectF& line : text.line_boxes()) found.push_back(line.width());
        return found;
    };
    const QString address = u"https://harbour.example/14/survey"_s;
    const double whole = MessageText(address, {}, 1000).width();
    const QString words = u"the details stand at"_s;
    const double before = MessageText(words, {}, 1000).width();
    const auto two = widths(MessageText(words + u' ' + address, {}, before + whole * 0.7));
    ASSERT_EQ(two.size(), 2U);
    EXPECT_NEAR(two[0], before, 6) << "nothing of the address stands in the first line";
    EXPECT_NEAR(two[1], whole, 1);
    const auto long_one = widths(MessageText(address + u"?of=the-whole-house"_s, {}, whole * 0.6));
    ASSERT_GE(long_one.size(), 2U);
    EXPECT_GT(long_one[0], whole * 0.52) << "filled to its end, not broken behind the slashes";
}

// What mends itself and what a person has to mend are different words.
TEST(FileWords, AFullDiskIsNoLostConnection) {
    control::TransferRow row;
    row.state = control::TransferState::Interrupted;
    row.direction = control::Direction::Out;
    const auto words = [&] { return state_line(row, u"Lin"_s, 0.5, -1).words.value(0); };
    EXPECT_EQ(words(), u"Connection lost, will resume");
    row.error = control::TransferError{"connection_lost", "the connection was lost"};
    EXPECT_EQ(words(), u"Connection lost, will resume");
    row.error = control::TransferError{"disk_full", "On the other computer: The disk is full"};
    EXPECT_EQ(words(), u"The disk of Lin is full");
    row.error = control::TransferError{"disk_full", "The disk is full; make room, then resume the transfer"};
    EXPECT_EQ(words(), u"Disk is full. Make room, then try now");
}

control::TransferRow seven_files(control::Direction direction) {
    control::TransferRow row;
    row.state = control::TransferState::Done;
    row.direction = direction;
    row.files = 7;
    row.bytes_total = 5000;
    return row;
}

TEST(FileWords, WhatWasLeftOutIsSaidWhenTheRestIsThere) {
    auto row = seven_files(control::Direction::Out);
    row.paths = {"/home/lin/plans"};
    EXPECT_EQ(state_line(row, u"Lin"_s, 1, -1).words.value(0), u"7 files · 5.0 kB");
    row.left_out = control::LeftOut{2, "notes.txt: not readable"};
    EXPECT_EQ(state_line(row, u"Lin"_s, 1, -1).words.value(0), u"7 files · 5.0 kB · 2 left out");
    EXPECT_EQ(names_tip(row), u"notes.txt: not readable"_s) << "as it was said";
    row.left_out =
        control::LeftOut{5, "5 left out: \"a\" (it is a link), \"b (c)\" (it may not be read) and 3 more."};
    EXPECT_EQ(names_tip(row),
              u"\"a\" is left out, because it is a link.\n"
              "\"b (c)\" is left out, because it may not be read.\n"
              "3 more are left out."_s);
}

// The title names the files, the line below counts them; neither does the work of the other.
TEST(FileWords, ACardOfSeveralFilesSaysItsNumberOnce) {
    auto row = seven_files(control::Direction::In);
    const auto words = [&] { return state_line(row, u"Lin"_s, 1, -1).words.value(0); };
    EXPECT_EQ(title_of(row), u"7 files");
    EXPECT_EQ(words(), u"5.0 kB") << "without names the title counts";
    for (int i = 1; i <= 7; ++i) row.paths.push_back("/home/lin/plan " + std::to_string(i) + ".txt");
    EXPECT_EQ(titles_of(row),
              (QStringList{u"plan 1.txt, plan 2.txt and 5 more"_s, u"plan 1.txt and 6 more"_s}));
    EXPECT_EQ(words(), u"7 files · 5.0 kB");
    row.state = control::TransferState::Offered;
    EXPECT_EQ(words(), u"7 files · 5.0 kB");
    row.paths.resize(2);
    EXPECT_EQ(titles_of(row), (QStringList{u"plan 1.txt and plan 2.txt"_s, u"plan 1.txt and 1 more"_s}));
    // An offer names the first twenty.
    row.paths.assign(20, "room.jpg");
    row.files = 50;
    EXPECT_EQ(title_of(row), u"room.jpg and 49 more");
    // One folder has a name of its own.
    row.paths = {"Harbour Street/"};
    EXPECT_EQ(titles_of(row), QStringList{u"Harbour Street"_s});
    EXPECT_EQ(words(), u"50 files · 5.0 kB");
}

// The label stands behind the name, and below it where both have no room.
TEST(NoticeBubble, NameAndLabelShareALine) {
    ConversationItem item;
    item.author = u"somebody"_s;
    item.author_name = u"Priya Nair"_s;
    item.text = u"The alarm is tested at four"_s;
    item.first_of_group = true;
    item.message.emplace();
    const auto heights = [&](double width) {
        const BubbleSetting setting = believable_setting(width, true);
        item.message->kind = control::MessageKind::Text;
        item.message->confirmed_by.reset();
        const double plain = Bubble(item, setting).height();
        item.message->kind = control::MessageKind::Notice;
        item.message->confirmed_by.emplace();
        return Bubble(item, setting).height() - plain;
    };
    EXPECT_LT(heights(700) + theme().line_height(Type::MetaHeavy) / 2.0, heights(170));
}

// The button stands in the bubble until it was pressed; the author sees how many have.
TEST(NoticeBubble, IsConfirmedOrSaysWhoHas) {
    const BubbleSetting setting = believable_setting(700, true);
    ConversationItem item;
    item.author = u"somebody"_s;
    item.text = u"The alarm is tested at four"_s;
    item.message.emplace();
    item.message->kind = control::MessageKind::Notice;
    item.message->confirmed_by.emplace();
    item.message->not_confirmed = std::vector{setting.own_id.toStdString(), std::string("another")};
    const auto acts = [&] {
        std::vector<Act> found;
        const Bubble bubble(item, setting);
        for (const Spot& spot : bubble.spots()) {
            if (spot.act == Act::Confirm || spot.act == Act::ShowWho) found.push_back(spot.act);
            EXPECT_TRUE(spot.act != Act::Confirm || bubble.body().contains(spot.box));
        }
        return found;
    };
    EXPECT_EQ(acts(), std::vector{Act::Confirm});
    item.message->confirmed_by->push_back(setting.own_id.toStdString());
    EXPECT_EQ(acts(), std::vector{Act::ShowWho});
    item.message->confirmed_by->clear();
    item.own = true;
    EXPECT_EQ(acts(), std::vector{Act::ShowWho});
    const double notice = Bubble(item, setting).height();
    item.message->kind = control::MessageKind::Text;
    EXPECT_LT(Bubble(item, setting).height(), notice);
    EXPECT_TRUE(acts().empty());
}

// Words are not broken: three that stand below each other need three lines, however little is in each.
TEST(Bubble, ASystemLineIsAsHighAsItsWordsAreWhenWrapped) {
    ConversationItem item;
    item.kind = ConversationItem::Kind::System;
    BubbleSetting setting;
    setting.width = 2000;
    item.text = u"Incomprehensibilities"_s;
    const double one = Bubble(item, setting).height();
    setting.width = 2 * 20 + 20 + 1.6 * QFontMetricsF(theme().font(Type::Meta)).horizontalAdvance(item.text);
    item.text = u"Incomprehensibilities Incomprehensibilities Incomprehensibilities"_s;
    const double line = QFontMetricsF(theme().font(Type::Meta)).height();
    EXPECT_GE(Bubble(item, setting).height(), one + 2 * line - 4);
}

// The ground of a name reaches into the blank behind it.
TEST(MessageText, AMentionDoesNotTouchTheNextWord) {
    const QStringList names{u"Nora Blake"_s};
    const double name = MessageText(u"@Nora Blake"_s, names, 1000).width();
    const double whole = MessageText(u"@Nora Blake here"_s, names, 1000).width();
    const double plain = QFontMetricsF(theme().font(Type::Body)).horizontalAdvance(u" here"_s);
    EXPECT_NEAR(whole - name, plain + 3, 1.0);
}

TEST(Bubble, AReactionIsCutBetweenItsSignsAndShownAsPlainText) {
    ConversationItem item = said(u"aimei"_s, u"hello"_s, 1);
    ASSERT_TRUE(item.message);
    const QString family = u"👩‍👩‍👧"_s;
    item.message->reactions.push_back({family.repeated(9).toStdString(), {"aimei"}});
    item.message->reactions.push_back({"\u202Eevil", {"aimei"}});
    const Bubble bubble(item, believable_setting(600, false));
    ASSERT_EQ(bubble.chips().size(), 2U);
    EXPECT_EQ(bubble.chips()[0].sign, family.repeated(8));
    EXPECT_FALSE(bubble.chips()[1].sign.contains(QChar(0x202E)));
}

}  // namespace
}  // namespace culver::desktop
