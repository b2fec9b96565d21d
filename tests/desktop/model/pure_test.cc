// SPDX-License-Identifier: Apache-2.0
// The pieces of the models that need neither node nor window: lines, rates, words, order, grouping, links.
#include "tests/desktop/model/support.h"
#include "ui/desktop/model/conversation_layout.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/group_send.h"
#include "ui/desktop/model/line_buffer.h"
#include "ui/desktop/model/list_sync.h"
#include "ui/desktop/model/node_launcher.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/model/rate_meter.h"
#include "ui/desktop/model/roster_order.h"
#include "ui/desktop/model/synced_list.h"
#include "ui/desktop/model/wording.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QPersistentModelIndex>
#include <QTemporaryDir>
#include <chrono>
#include <filesystem>
#include <random>

namespace culver::desktop::test {
namespace {

using namespace Qt::Literals::StringLiterals;
using control::Presence;

struct InLocale {
    explicit InLocale(const QLocale& locale) : before_(QLocale()) { QLocale::setDefault(locale); }
    ~InLocale() { QLocale::setDefault(before_); }
    QLocale before_;
};

TEST(LineBuffer, GivesWholeLinesHoweverTheyAreCut) {
    LineBuffer lines(100);
    std::vector<std::string> got;
    for (const char letter : std::string("one\n\ntwo three\nrest")) {
        ASSERT_TRUE(lines.add({&letter, 1}));
        while (const auto line = lines.next()) got.emplace_back(*line);
    }
    EXPECT_EQ(got, (std::vector<std::string>{"one", "", "two three"}));
}

TEST(LineBuffer, RefusesALineWithoutEnd) {
    LineBuffer lines(10);
    EXPECT_TRUE(lines.add("0123456789"));
    EXPECT_FALSE(lines.add("a"));
    LineBuffer many(10);
    EXPECT_TRUE(many.add("0123\n4567\n89")) << "the limit is for one line";
}

TEST(RateMeter, SmoothsOverFiveSecondsAndKnowsWhatIsLeft) {
    RateMeter meter;
    EXPECT_EQ(meter.seconds_left(1000), -1);
    for (int tick = 0; tick <= 20; ++tick)
        meter.add(tick * 500, static_cast<quint64>(tick) * 500);  // 1000 B/s
    EXPECT_EQ(meter.rate(), 1000);
    EXPECT_EQ(meter.seconds_left(20000), 10);
    for (int tick = 21; tick <= 30; ++tick) meter.add(tick * 500, 10000);  // stands still for 5 s
    EXPECT_LT(meter.rate(), 200);
}

TEST(RateMeter, DoesNotJumpUpForLittle) {
    RateMeter meter;
    meter.add(0, 0);
    meter.add(1000, 1000);
    ASSERT_EQ(meter.seconds_left(11000), 10);
    meter.add(2000, 1900);
    EXPECT_LE(meter.seconds_left(11000), 10);
    meter.add(2500, 0);  // begun anew
    EXPECT_EQ(meter.rate(), 0);
    EXPECT_EQ(meter.seconds_left(11000), -1);
}

TEST(RateMeter, WhatIsBegunAnewRemembersNothing) {
    RateMeter meter;
    meter.add(0, 0);
    meter.add(1000, 1000);
    EXPECT_EQ(meter.seconds_left(11'000), 10);
    meter.clear();
    meter.add(5000, 0);
    meter.add(6000, 1000);
    EXPECT_EQ(meter.seconds_left(12'000), 11) << "not held at what was said before";
}

TEST(Wording, NamesStandInOneLine) {
    EXPECT_EQ(Wording::names({u"new\nline.txt"_s, u"b.txt"_s}), u"new line.txt, b.txt");
}

TEST(Wording, SaysSizesWithOneDigit) {
    const InLocale english{QLocale(QLocale::English, QLocale::UnitedKingdom)};
    EXPECT_EQ(Wording::size(0), u"0 B");
    EXPECT_EQ(Wording::size(999), u"999 B");
    EXPECT_EQ(Wording::size(1000), u"1.0 kB");
    EXPECT_EQ(Wording::size(4'200'000), u"4.2 MB");
    EXPECT_EQ(Wording::size(99'960'000), u"100 MB");
    EXPECT_EQ(Wording::size(999'990'000), u"1.0 GB");
    EXPECT_EQ(Wording::size(212'000'000'000), u"212 GB");
    EXPECT_EQ(Wording::rate(94'000'000), u"94.0 MB/s");
    EXPECT_NE(Wording::size(~quint64{0}), QString());
}

TEST(Wording, SaysHowLongItTakes) {
    EXPECT_EQ(Wording::left(9), u"9 s left");
    EXPECT_EQ(Wording::duration(0), u"1 s");
    EXPECT_EQ(Wording::duration(119), u"2 min");
    EXPECT_EQ(Wording::duration(88 * 60), u"88 min");
    EXPECT_EQ(Wording::duration(3600 * 2 + 100), u"2 h");
}

TEST(Wording, SaysWhenByTheLocale) {
    const QDateTime now(QDate(2026, 11, 26), QTime(12, 0));  // a Thursday
    const auto at = [&](int days, QTime time) { return QDateTime(now.date().addDays(days), time); };
    {
        const InLocale british{QLocale(QLocale::English, QLocale::UnitedKingdom)};
        EXPECT_EQ(Wording::moment(at(0, QTime(10, 41)), now), u"10:41");
        EXPECT_EQ(Wording::moment(at(-1, QTime(10, 41)), now), u"Wed");
        EXPECT_EQ(Wording::moment(at(-14, QTime(10, 41)), now), u"12 Nov");
        EXPECT_EQ(Wording::moment(QDateTime(QDate(2025, 1, 2), QTime(1, 1)), now), u"2 Jan 2025");
        EXPECT_EQ(Wording::day(now.date(), now.date()), u"Today");
        EXPECT_EQ(Wording::day(now.date().addDays(-1), now.date()), u"Yesterday");
        EXPECT_EQ(Wording::day(now.date().addDays(-3), now.date()), u"Monday");
        EXPECT_EQ(Wording::day(QDate(2026, 11, 12), now.date()), u"12 November");
    }
    {
        const InLocale american{QLocale(QLocale::English, QLocale::UnitedStates)};
        EXPECT_EQ(Wording::moment(at(-14, QTime(10, 41)), now), u"Nov 12");
    }
    const InLocale chinese{QLocale(QLocale::Chinese, QLocale::China)};
    EXPECT_EQ(Wording::moment(at(-14, QTime(10, 41)), now), u"11月12日");
    EXPECT_EQ(Wording::moment(at(0, QTime(10, 41)), now), u"10:41");
}

TEST(Wording, CallsPeopleByTheirGivenName) {
    EXPECT_EQ(Wording::given_name(u"Mei Tanaka"_s), u"Mei");
    EXPECT_EQ(Wording::given_name(u"林晓琳"_s), u"晓琳");
    EXPECT_EQ(Wording::given_name(u"欧阳若曦"_s), u"若曦");
    EXPECT_EQ(Wording::given_name(u"林伟"_s), u"林伟");
    EXPECT_EQ(Wording::given_name({}), QString());
}

TEST(SafeText, ShowsControlAndDirectionCharactersAsBlanks) {
    EXPECT_EQ(safe_line("a\nb\tc\x1b[31m"), u"a b c [31m");
    EXPECT_EQ(safe_line("\u202Eexe.fdp"), u"exe.fdp");
    EXPECT_EQ(safe_text(u"one\r\ntwo\u2028three"_s), u"one\ntwo three");
    EXPECT_EQ(safe_text(u"👩‍👩‍👧 中文"_s), u"👩‍👩‍👧 中文") << "emoji stay whole";
    EXPECT_EQ(safe_line(std::string(10000, 'x')).size(), 256);
    EXPECT_EQ(safe_line("\xff\xfe broken"), safe_line("\xff\xfe broken"));
}

TEST(NodeLauncher, SaysWhyAStartFailed) {
    EXPECT_EQ(NodeLauncher::sentence_of(
                  "[2026-11-26] [info] up\n[2026-11-26 10:00:00.000] [error] the disk is full\n\n"),
              u"Culver could not start: the disk is full");
    EXPECT_EQ(NodeLauncher::sentence_of(""), u"Culver ended right after it was started.");
}

// --- roster

RosterEntry entry(const QString& id, const QString& name, const QString& department = {}, bool here = true) {
    static const QCollator collator{QLocale(QLocale::English)};
    RosterEntry made;
    made.row.id = id;
    made.row.name = name;
    made.row.presence = here ? Presence::Available : Presence::Offline;
    made.department = levels_of(department);
    made.sort_key = std::make_shared<QCollatorSortKey>(collator.sortKey(name));
    made.found_by = folded_text(name + QLatin1Char('\n') + department);
    return made;
}

QStringList shown(const std::vector<RosterRow>& rows) {
    QStringList lines;
    for (const auto& row : rows) {
        const bool is_section = row.kind == RosterRow::Kind::Section;
        lines.append(is_section ? QString(row.depth, QLatin1Char('>')) +
                                      u"[%1 %2/%3]"_s.arg(row.name).arg(row.present).arg(row.total)
                                : row.name);
    }
    return lines;
}

TEST(RosterOrder, PartsPeopleByDepartmentsAsATree) {
    std::vector<RosterEntry> entries{entry(u"1"_s, u"zoe"_s, u"Sales/East"_s),
                                     entry(u"2"_s, u"Bob"_s, u"Sales"_s, false),
                                     entry(u"3"_s, u"adam"_s, u"Sales"_s), entry(u"4"_s, u"Eve"_s)};
    EXPECT_EQ(shown(arrange(entries, {})),
              (QStringList{u"[Sales 2/3]"_s, u"adam"_s, u"Bob"_s, u">[East 1/1]"_s, u"zoe"_s,
                           u"[Others 1/1]"_s, u"Eve"_s}));
}

TEST(RosterOrder, PutsPinnedNewAndGroupsAbove) {
    auto pinned = entry(u"p"_s, u"Pia"_s, u"Sales"_s);
    pinned.row.pinned = true;
    auto fresh = entry(u"f"_s, u"Stranger"_s);
    fresh.row.fresh = true;
    auto impostor = entry(u"i"_s, u"Mei"_s, u"Studio"_s);
    impostor.row.key_changed = true;
    impostor.row.pinned = true;
    auto group = entry(u"g"_s, u"Lunch"_s);
    group.row.kind = RosterRow::Kind::Group;
    RosterWish wish;
    wish.pinned = {u"p"_s, u"i"_s};
    EXPECT_EQ(shown(arrange({fresh, group, impostor, pinned, entry(u"x"_s, u"Xu"_s)}, wish)),
              (QStringList{u"[Pinned 0/0]"_s, u"Pia"_s, u"[New people -1/2]"_s, u"Mei"_s, u"Stranger"_s,
                           u"[Groups 0/0]"_s, u"Lunch"_s, u"[Everybody 1/1]"_s, u"Xu"_s}));
}

TEST(RosterOrder, FoldsAndUnfoldsForASearch) {
    std::vector<RosterEntry> entries{entry(u"1"_s, u"Zoë"_s, u"Sales/East"_s),
                                     entry(u"2"_s, u"王小明"_s, u"Sales"_s)};
    RosterWish wish;
    wish.folded = [](const QString& section) { return section == u"department:Sales"; };
    EXPECT_EQ(shown(arrange(entries, wish)), (QStringList{u"[Sales 2/2]"_s}));
    wish.filter = u"ZOE\u0308"_s;  // decomposed, other case
    EXPECT_EQ(shown(arrange(entries, wish)), (QStringList{u"[Sales 1/1]"_s, u">[East 1/1]"_s, u"Zoë"_s}));
    wish.filter = u"小明"_s;
    EXPECT_EQ(shown(arrange(entries, wish)), (QStringList{u"[Sales 1/1]"_s, u"王小明"_s}));
    wish.filter = u"sales zo"_s;
    EXPECT_EQ(shown(arrange(entries, wish)).size(), 3) << "all words, in names and departments";
}

TEST(RosterOrder, AFoldedSectionSaysWhatWaitsInIt) {
    auto zoe = entry(u"1"_s, u"Zoë"_s, u"Sales/East"_s), bob = entry(u"2"_s, u"Bob"_s, u"Sales"_s),
         muted = entry(u"3"_s, u"Mute"_s, u"Sales"_s);
    zoe.row.unread = 2;
    zoe.row.mentioned = true;
    bob.row.unread = 1;
    muted.row.unread = 5;
    muted.row.muted = true;
    RosterWish wish;
    wish.folded = [](const QString&) { return true; };
    const auto rows = arrange({zoe, bob, muted}, wish);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].unread, 3);
    EXPECT_TRUE(rows[0].mentioned);
    EXPECT_TRUE(rows[0].accessible.contains(u"3 new messages"_s)) << rows[0].accessible.toStdString();
    zoe.row.mentioned = false;
    EXPECT_FALSE(arrange({zoe, bob, muted}, wish)[0].mentioned);
    muted.row.mentioned = true;
    EXPECT_TRUE(arrange({zoe, bob, muted}, wish)[0].mentioned) << "its row shows that too";
    EXPECT_EQ(arrange({zoe, bob, muted}, wish)[0].unread, 3);
    wish.folded = [](const QString&) { return false; };
    EXPECT_EQ(arrange({zoe, bob, muted}, wish)[0].unread, 0) << "unfolded they say it themselves";
}

TEST(RosterOrder, RecentIsNewestFirst) {
    auto old = entry(u"o"_s, u"Old"_s), young = entry(u"y"_s, u"Young"_s), never = entry(u"n"_s, u"Never"_s);
    old.last_ms = 1;
    young.last_ms = 2;
    RosterWish wish;
    wish.order = RosterModel::Order::Recent;
    EXPECT_EQ(shown(arrange({old, never, young}, wish)), (QStringList{u"Young"_s, u"Old"_s}));
    wish.filter = u"n"_s;
    EXPECT_EQ(shown(arrange({old, never, young}, wish)), (QStringList{u"Young"_s, u"Never"_s}));
}

TEST(RosterOrder, NotesStandAboveOnceThereAreSomeAndAreFoundBefore) {
    auto notes = entry(u"me"_s, u"Notes to yourself"_s, u"Nora"_s);
    notes.row.kind = RosterRow::Kind::Notes;
    notes.department.clear();
    const auto xu = entry(u"x"_s, u"Xu"_s);
    EXPECT_EQ(shown(arrange({notes, xu}, {})), (QStringList{u"[Everybody 1/1]"_s, u"Xu"_s}));
    RosterWish search;
    search.filter = u"nora"_s;
    EXPECT_EQ(shown(arrange({notes, xu}, search)), QStringList{u"Notes to yourself"_s});
    notes.last_ms = 5;
    EXPECT_EQ(shown(arrange({notes, xu}, {})),
              (QStringList{u"Notes to yourself"_s, u"[Everybody 1/1]"_s, u"Xu"_s}));
}

TEST(RosterOrder, BoundsTheDepthOfDepartments) {
    EXPECT_EQ(levels_of(u" Sales //East / "_s), (QStringList{u"Sales"_s, u"East"_s}));
    EXPECT_EQ(levels_of(QString(u"a/"_s).repeated(1000)).size(), 8);
}

// --- conversations

ItemPtr bubble(const QString& key, bool own, const QDateTime& when, const QString& author = {}) {
    auto item = std::make_shared<ConversationItem>();
    item->key = key;
    item->own = own;
    item->author = author.isEmpty() ? (own ? u"me"_s : u"them"_s) : author;
    item->when = when;
    item->message.emplace();
    item->message->state = control::MessageState::Delivered;
    return item;
}

QString picture(const std::vector<ItemPtr>& rows) {
    QString line;
    for (const auto& row : rows) {
        if (row->kind == ConversationItem::Kind::Day) line += QLatin1Char('|');
        if (row->kind == ConversationItem::Kind::New) line += QLatin1Char('*');
        if (row->kind != ConversationItem::Kind::Message) continue;
        line +=
            (row->first_of_group ? u"("_s : QString()) + row->key + (row->last_of_group ? u")"_s : QString());
    }
    return line;
}

TEST(ConversationLayout, GroupsWhatBelongsTogether) {
    const QDateTime t(QDate(2026, 11, 26), QTime(10, 0));
    QStringList changed;
    const std::vector<ItemPtr> entries{
        bubble(u"a"_s, false, t), bubble(u"b"_s, false, t.addSecs(60)), bubble(u"c"_s, true, t.addSecs(61)),
        bubble(u"d"_s, true, t.addSecs(362)), bubble(u"e"_s, true, t.addDays(1))};
    EXPECT_EQ(picture(lay_out(entries, {t.date(), {}, 0, false}, changed)), u"|(ab)(c)(d)|(e)");
    EXPECT_EQ(changed, (QStringList{u"a"_s, u"b"_s}));
    changed.clear();
    EXPECT_EQ(picture(lay_out(entries, {t.date(), u"b"_s, 1, false}, changed)), u"|(a)*(b)(c)(d)|(e)");
    EXPECT_EQ(changed, (QStringList{u"a"_s, u"b"_s})) << "the line parts a group";
}

// A recording or a pasted picture that goes as a file may be fetched when this window is long closed.
TEST(Places, WhatTheWindowMadeItselfOutlivesIt) {
    const QString given = u"/etc/hostname"_s;
    EXPECT_EQ(lasting(given), given);
    QString kept;
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"Voice message 1.ogg"_s));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly) && file.write("voice") == 5);
        file.close();
        kept = lasting(file.fileName());
    }
    EXPECT_EQ(QFileInfo(kept).fileName(), u"Voice message 1.ogg");
    QFile copy(kept);
    ASSERT_TRUE(copy.open(QIODevice::ReadOnly));
    EXPECT_EQ(copy.readAll(), "voice");
    const QDir old = QFileInfo(kept).dir();
    copy.close();
    const std::filesystem::path there = old.path().toStdString();
    std::filesystem::last_write_time(there,
                                     std::filesystem::file_time_type::clock::now() - std::chrono::days(91));
    (void)outgoing_folder();
    EXPECT_FALSE(old.exists()) << "and goes when no offer can wait any longer";
}

TEST(ConversationLayout, AClockThatWasPutBackBeginsNoDayTwice) {
    const QDateTime t(QDate(2026, 11, 26), QTime(10, 0));
    QStringList changed;
    const std::vector<ItemPtr> entries{bubble(u"a"_s, false, t.addDays(1)), bubble(u"b"_s, true, t),
                                       bubble(u"c"_s, false, t.addDays(1))};
    EXPECT_EQ(picture(lay_out(entries, {t.date(), {}, 0, false}, changed)), u"|(a)(b)(c)");
}

TEST(ConversationLayout, MarksTheNewestThatWasRead) {
    const QDateTime t(QDate(2026, 11, 26), QTime(10, 0));
    std::vector<ItemPtr> entries{bubble(u"a"_s, true, t), bubble(u"b"_s, true, t), bubble(u"c"_s, true, t)};
    entries[0]->message->state = entries[1]->message->state = control::MessageState::Read;
    QStringList changed;
    (void)lay_out(entries, {t.date(), {}, 0, false}, changed);
    EXPECT_FALSE(entries[0]->newest_read);
    EXPECT_TRUE(entries[1]->newest_read);
    entries[0]->read_by = {u"x"_s};
    (void)lay_out(entries, {t.date(), {}, 0, true}, changed);
    EXPECT_TRUE(entries[0]->newest_read) << "in groups it is who read it";
}

ItemPtr photo(const QString& key, const QDateTime& when) {
    auto item = bubble(key, true, when);
    item->message->attachment.emplace();
    item->message->attachment->kind = control::AttachmentKind::Picture;
    item->message->attachment->state = control::AttachmentState::Here;
    return item;
}

QString tiles(const std::vector<ItemPtr>& rows) {
    QString line;
    for (const auto& row : rows) {
        if (row->kind == ConversationItem::Kind::Message)
            line += row->key + QString::number(row->tiles.size()) + (row->first_of_group ? u"("_s : u"-"_s);
    }
    return line;
}

TEST(ConversationLayout, PicturesOfAGroupShareABubble) {
    const QDateTime t(QDate(2026, 11, 26), QTime(10, 0));
    std::vector<ItemPtr> entries;
    for (const char* key : {"a", "b", "c", "d", "e"}) entries.push_back(photo(QLatin1String(key), t));
    QStringList changed;
    const LayoutWish wish{t.date(), {}, 0, false};
    EXPECT_EQ(tiles(lay_out(entries, wish, changed)), u"c2(e1-") << "five are three and two";
    EXPECT_TRUE(changed.contains(u"c"_s) && changed.contains(u"e"_s));
    changed.clear();
    (void)lay_out(entries, wish, changed);
    EXPECT_TRUE(changed.isEmpty()) << "the same again changes nothing";
    EXPECT_TRUE(entries[2]->accessible.contains(u"3 pictures"_s)) << entries[2]->accessible.toStdString();
    entries[1]->text = u"the corner"_s;  // words, reactions and answers need a bubble of their own
    EXPECT_EQ(tiles(lay_out(entries, wish, changed)), u"a0(b0-e2-");
    entries[1]->text.clear();
    entries[1]->message->state = control::MessageState::Read;
    EXPECT_EQ(tiles(lay_out(entries, wish, changed)), u"b1(e2-") << "what was read ends its tiles";
    EXPECT_TRUE(entries[1]->newest_read);
    entries[1]->message->state = control::MessageState::Delivered;
    EXPECT_EQ(tiles(lay_out(entries, {t.date(), u"d"_s, 2, false}, changed)), u"c2(e1(")
        << "the New line parts";
    EXPECT_EQ(part_of(*entries[2], u"a"_s), entries[0].get());
    EXPECT_EQ(part_of(*entries[2], u"e"_s), nullptr);
}

TEST(GroupSends, AreOneCard) {
    TransferView mei, tom;
    mei.row.state = control::TransferState::Done;
    mei.row.bytes_total = mei.row.bytes_done = 100;
    mei.peer_name = u"Mei Tanaka"_s;
    mei.progress = 1;
    tom = mei;
    tom.peer_name = u"Tom Okafor"_s;
    EXPECT_EQ(as_one({&mei, &tom}).receivers, u"all 2");
    EXPECT_EQ(as_one({&mei, &tom}).row.bytes_total, 100U) << "the size of the files, not of all copies";
    tom.row.state = control::TransferState::Active;
    tom.row.bytes_done = 50;
    tom.progress = 0.5;
    tom.seconds_left = 9;
    const GroupFlight moving = as_one({&mei, &tom});
    EXPECT_EQ(moving.row.state, control::TransferState::Active);
    EXPECT_DOUBLE_EQ(moving.progress, 0.75);
    EXPECT_EQ(moving.row.bytes_done, 150U);
    EXPECT_EQ(moving.seconds_left, 9);
    tom.row.state = control::TransferState::Waiting;
    EXPECT_EQ(as_one({&mei, &tom}).receivers, u"Tom") << "whom it waits for";
    tom.row.state = control::TransferState::Declined;
    EXPECT_EQ(as_one({&mei, &tom}).row.state, control::TransferState::Done);
    EXPECT_EQ(as_one({&mei, &tom}).receivers, u"Mei") << "and nobody says that all have it";
}

TEST(GroupSends, BelongTogetherWhenBegunInOneGo) {
    std::vector<TransferView> views(6);
    const auto begun = [&](int i, const char* peer, int second, const char* path = "/a") {
        auto& row = views[static_cast<std::size_t>(i)].row;
        row.direction = control::Direction::Out;
        row.peer = peer;
        row.paths = {path};
        row.time = WallTime{} + std::chrono::seconds(second);
    };
    begun(0, "mei", 0);
    begun(1, "tom", 1);
    begun(2, "tom", 2, "/b");
    begun(3, "mei", 3);  // the same files once more, at once
    begun(4, "tom", 4);
    begun(5, "lin", 60);  // and to somebody much later
    std::vector<const TransferView*> all;
    for (const auto& view : views) all.push_back(&view);
    using Views = std::vector<const TransferView*>;
    EXPECT_EQ(sent_with(all, views[0]), (Views{all[0], all[1]}));
    EXPECT_EQ(sent_with(all, views[1]), (Views{all[0], all[1]}));
    EXPECT_EQ(sent_with(all, views[2]), Views{all[2]});
    EXPECT_EQ(sent_with(all, views[3]), (Views{all[3], all[4]}));
    EXPECT_EQ(sent_with(all, views[5]), Views{all[5]});
    views[0].row.direction = control::Direction::In;
    EXPECT_EQ(sent_with(all, views[0]), Views{all[0]}) << "what came in stands alone";
}

TEST(ConversationLayout, MergesFilesByTime) {
    const QDateTime t(QDate(2026, 11, 26), QTime(10, 0));
    const auto all = merged({bubble(u"a"_s, true, t), bubble(u"c"_s, true, t.addSecs(2))},
                            {bubble(u"b"_s, true, t.addSecs(1)), bubble(u"d"_s, true, t.addSecs(3))});
    EXPECT_EQ(picture(all), u"(a)(b)(c)(d)");
}

// --- what views are told

class Letters : public SyncedList {
public:
    std::vector<std::pair<QString, int>> rows;
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(rows.size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        return role == Qt::DisplayRole ? rows.at(static_cast<std::size_t>(index.row())).first : QVariant();
    }
    struct Hooks : News {
        explicit Hooks(Letters& model) : News(model) {}
        int resets = 0, changes = 0;
        const QString& key(const std::pair<QString, int>& row) { return row.first; }
        bool same(const std::pair<QString, int>& a, const std::pair<QString, int>& b) { return a == b; }
        void begin_reset() {
            News::begin_reset();
            ++resets;
        }
        void changed(int a, int b) {
            News::changed(a, b);
            changes += b - a + 1;
        }
    };
};

TEST(SyncRows, EndsWithWhatWasWantedAndKeepsSelections) {
    Letters model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    Letters::Hooks hooks{model};
    std::mt19937 random(7);
    for (int round = 0; round < 400; ++round) {
        std::vector<std::pair<QString, int>> wanted;
        for (char letter = 'a'; letter <= 'z'; ++letter) {
            if (random() % 3 != 0)
                wanted.emplace_back(QString(QLatin1Char(letter)), static_cast<int>(random() % 2));
        }
        if (random() % 2 == 0) std::shuffle(wanted.begin(), wanted.end(), random);
        const bool has_rows = !model.rows.empty();
        const int picked = has_rows ? static_cast<int>(random() % model.rows.size()) : 0;
        const QPersistentModelIndex kept = has_rows ? model.index(picked) : QModelIndex();
        const QString name = has_rows ? model.rows[static_cast<std::size_t>(picked)].first : QString();
        sync_rows(model.rows, wanted, hooks);
        ASSERT_EQ(model.rows, wanted);
        const bool stays =
            std::any_of(wanted.begin(), wanted.end(), [&](const auto& row) { return row.first == name; });
        ASSERT_EQ(kept.isValid(), has_rows && stays);
        if (kept.isValid()) ASSERT_EQ(model.rows[static_cast<std::size_t>(kept.row())].first, name);
    }
    EXPECT_EQ(hooks.resets, 0);
}

TEST(SyncRows, TellsOnlyWhatChanged) {
    Letters model;
    Letters::Hooks hooks{model};
    sync_rows(model.rows, {{u"a"_s, 1}, {u"b"_s, 1}, {u"c"_s, 1}}, hooks);
    sync_rows(model.rows, {{u"a"_s, 1}, {u"b"_s, 2}, {u"c"_s, 1}}, hooks);
    EXPECT_EQ(hooks.changes, 1);
}

}  // namespace
}  // namespace culver::desktop::test
