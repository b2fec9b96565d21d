// SPDX-License-Identifier: Apache-2.0
// The question before files come: what it shows of an offer, what may be left out, and what it asks of the
// node.
#include "ui/desktop/around/offer_list.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/accept.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QPointer>
#include <QScrollArea>
#include <QTest>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct OfferListTest : OfficeTest {
    // Tom offers so many files, the first of them by name.
    QPointer<AcceptSheet> offered(int number, int named, int files) {
        std::vector<std::string> names;
        for (int one = 1; one <= named; ++one) names.push_back("room " + std::to_string(one) + ".jpg");
        return offered(number, names, files);
    }
    QPointer<AcceptSheet> offered(int number, const std::vector<std::string>& names, int files) {
        const QString id = office.offered(number, names, files, 1'000'000);
        if (id.isEmpty()) return nullptr;
        auto* sheet = new AcceptSheet(window(), *office.desk, id);
        sheet->open();
        return sheet;
    }
};

TEST_F(OfferListTest, AcceptTakesWhatWasChosenAndAlways) {
    const QPointer<AcceptSheet> sheet = new AcceptSheet(window(), *office.desk, text_of(office.offer));
    sheet->open();
    EXPECT_TRUE(reads(sheet, u"Tom Okafor sends you 4 files"_s));
    EXPECT_TRUE(reads(sheet, u"Verified · Workshop"_s));
    press(sheet, u"awning-model.dxf"_s);
    EXPECT_TRUE(reads(sheet, u"3 of 4 chosen"_s));
    press(sheet, u"Always accept files from Tom"_s);
    press(sheet, u"Accept 3 files"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    const Json asked = office.node.last_of("transfer.accept");
    EXPECT_EQ(asked.at("only"),
              Json::array({"Survey scan 14.e57", "Sign bracket, rev C.pdf", "Corner, north side.jpg"}));
    EXPECT_TRUE(comes([&] { return office.node.count_of("auto_accept.set") == 1; }));
}

// An offer names twenty at most; whoever left one out would lose all that it does not name.
TEST_F(OfferListTest, AnOfferThatDoesNotNameAllIsTakenWhole) {
    const QPointer<AcceptSheet> sheet = offered(8, 20, 50);
    ASSERT_NE(sheet, nullptr);
    EXPECT_TRUE(reads(sheet, u"Only the first 20 are named here."_s));
    EXPECT_EQ(button(sheet, u"room 1.jpg"_s), nullptr) << "nothing to leave out";
    EXPECT_FALSE(reads(sheet, u"chosen"_s)) << "and nothing to choose";
    press(sheet, u"Accept"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    const Json asked = office.node.last_of("transfer.accept");
    EXPECT_TRUE(!asked.contains("only") || asked.at("only").empty()) << asked.dump();
}

// IP Messenger names all of them.
TEST_F(OfferListTest, OfMoreNamesThanAnOfferHasOneMayChoose) {
    const QPointer<AcceptSheet> sheet = offered(8, 21, 21);
    ASSERT_NE(sheet, nullptr);
    EXPECT_FALSE(reads(sheet, u"are named here"_s));
    press(sheet, u"room 1.jpg"_s);
    press(sheet, u"Accept 20 files"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.last_of("transfer.accept").at("only").size(), 20u);
}

[[nodiscard]] Json offered_file(const std::string& path, std::uint64_t size) {
    return {{"path", path}, {"folder", false}, {"size", size}};
}
[[nodiscard]] Json offered_folder(const std::string& path) {
    return {{"path", path}, {"folder", true}, {"size", 0}};
}

// What the sender tells when somebody looks.
TEST_F(OfferListTest, AFolderOfAnOfferIsOpenedAndPartsOfItAreLeftOut) {
    office.tells_files({{"plan.pdf", 400'000},
                        {"rooms/", 0},
                        {"rooms/hall/", 0},
                        {"rooms/hall/1.jpg", 100'000},
                        {"rooms/hall/2.jpg", 200'000},
                        {"rooms/yard.jpg", 300'000}});
    const QPointer<AcceptSheet> sheet = offered(8, 2, 4);
    ASSERT_NE(sheet, nullptr);
    ASSERT_TRUE(comes([&] { return button(sheet, u"rooms/hall/2.jpg"_s) != nullptr; }));
    EXPECT_FALSE(office.node.last_of("transfer.files").at("id").get<std::string>().empty());
    EXPECT_TRUE(reads(sheet, u"4 of 4 chosen"_s));
    EXPECT_TRUE(reads(sheet, u"400 kB"_s));
    press(sheet, u"rooms/hall/2.jpg"_s);
    EXPECT_TRUE(reads(sheet, u"3 of 4 chosen · 800 kB"_s));
    const auto state = [&](const QString& path) {
        return qobject_cast<QCheckBox*>(button(sheet, path))->checkState();
    };
    EXPECT_EQ(state(u"rooms/hall"_s), Qt::PartiallyChecked);
    EXPECT_EQ(state(u"rooms"_s), Qt::PartiallyChecked);
    press(sheet, u"rooms/hall"_s);
    EXPECT_EQ(state(u"rooms/hall/2.jpg"_s), Qt::Checked) << "a folder that is chosen has all of its files";
    press(sheet, u"rooms/hall"_s);
    EXPECT_EQ(state(u"rooms/hall/1.jpg"_s), Qt::Unchecked);
    EXPECT_EQ(state(u"All"_s), Qt::PartiallyChecked);
    press(sheet, u"plan.pdf"_s);
    press(sheet, u"Accept 1 file"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.last_of("transfer.accept").at("only"), Json::array({"rooms/yard.jpg"}));
}

TEST_F(OfferListTest, WhatIsNotNamedByTheOfferIsChosenOnceTheSenderTellsIt) {
    office.node.answer("transfer.files", [](const Json&) {
        Json files = Json::array();
        for (int one = 1; one <= 50; ++one)
            files.push_back(offered_file("room " + std::to_string(one) + ".jpg", 20'000));
        return Json{{"files", files}, {"next", nullptr}, {"entries", 50}};
    });
    const QPointer<AcceptSheet> sheet = offered(8, 20, 50);
    ASSERT_NE(sheet, nullptr);
    ASSERT_TRUE(comes([&] { return button(sheet, u"room 50.jpg"_s) != nullptr; }));
    EXPECT_FALSE(reads(sheet, u"are named here"_s));
    press(sheet, u"room 1.jpg"_s);
    press(sheet, u"Accept 49 files"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    const Json only = office.node.last_of("transfer.accept").at("only");
    EXPECT_EQ(only.size(), 49u);
    EXPECT_EQ(only.back(), "room 50.jpg");
}

TEST_F(OfferListTest, FilesStandInTheOrderInWhichAPersonLooksForThem) {
    office.node.answer("transfer.files", [](const Json&) {
        Json files = Json::array();
        for (const char* name : {"10.jpg", "2.jpg", "B.jpg", "a", "a.jpg"})
            files.push_back(name == std::string("a") ? offered_folder(name) : offered_file(name, 5));
        for (const char* name : {"a/11", "a/9"}) files.push_back(offered_file(name, 5));
        return Json{{"files", files}, {"next", nullptr}, {"entries", 7}};
    });
    const QPointer<AcceptSheet> sheet = offered(8, 1, 6);
    ASSERT_NE(sheet, nullptr);
    ASSERT_TRUE(comes([&] { return button(sheet, u"B.jpg"_s) != nullptr; }));
    QStringList names;
    for (const auto* check : sheet->findChild<OfferList*>()->checks()) names << check->accessibleName();
    EXPECT_EQ(names.join(u' '), u"All 2.jpg 10.jpg a a/9 a/11 a.jpg B.jpg"_s);
}

// Of thousands the first are shown, and nothing is left out by one who cannot see it.
TEST_F(OfferListTest, OfThousandsTheFirstAreShownAndAllAreTaken) {
    office.node.answer("transfer.files", [](const Json&) {
        Json files = Json::array({offered_folder("scans")});
        for (int one = 1; one <= 199; ++one) files.push_back(offered_file("scans/" + std::to_string(one), 5));
        return Json{{"files", files}, {"next", 200}, {"entries", 4001}};
    });
    const QPointer<AcceptSheet> sheet = offered(8, 1, 4000);
    ASSERT_NE(sheet, nullptr);
    ASSERT_TRUE(comes([&] { return reads(sheet, u"and 3801 more"_s); }));
    EXPECT_EQ(button(sheet, u"scans/1"_s), nullptr);
    press(sheet, u"Accept"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    const Json asked = office.node.last_of("transfer.accept");
    EXPECT_TRUE(!asked.contains("only") || asked.at("only").empty()) << asked.dump();
}

[[nodiscard]] control::FileList listed(std::vector<control::OfferedFile> files) {
    control::FileList list;
    list.entries = files.size();
    list.files = std::move(files);
    return list;
}

// A second later "Always accept" must not lie where "Accept" was.
TEST_F(OfferListTest, NothingMovesWhenTheListComes) {
    for (const auto& [named, files] : {std::pair{1, 90}, {2, 90}, {20, 90}, {3, 3}, {1, 1}}) {
        SCOPED_TRACE(std::to_string(named) + " of " + std::to_string(files));
        const QPointer<AcceptSheet> sheet = offered(20 + named + files, named, files);
        ASSERT_NE(sheet, nullptr);
        QTest::qWait(50);
        const auto where = [&] {
            auto* always = button(sheet, u"Always accept files from Tom"_s);
            auto* accept = button(sheet, u"Accept"_s);
            return std::pair{always->mapTo(window(), QPoint()), accept->mapTo(window(), QPoint())};
        };
        const auto before = where();
        std::vector<control::OfferedFile> all{{"inside", true, 0}};
        for (int one = 1; one <= 90; ++one) all.push_back({"inside/" + std::to_string(one), false, 5});
        auto* list = sheet->findChild<OfferList*>();
        list->set_files(listed(all));
        QTest::qWait(50);
        EXPECT_EQ(where(), before);
        all.resize(2);
        list->set_files(listed(all));
        QTest::qWait(50);
        EXPECT_EQ(where(), before);
        sheet->close_with(false);
        ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    }
}

TEST_F(OfferListTest, AListIsNoHigherThanTheRowsThatAreSeen) {
    std::vector<int> heights;
    for (const int rows : {7, 21, 190}) {
        const QPointer<AcceptSheet> sheet = offered(10 + rows, rows, rows);
        ASSERT_NE(sheet, nullptr);
        heights.push_back(sheet->findChild<OfferList*>()->findChild<Page*>()->height());
        sheet->close_with(false);
        ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    }
    EXPECT_EQ(heights, std::vector(3, heights.front()));
}

TEST_F(OfferListTest, ALongPathHidesNoEndingOfAName) {
    const QPointer<AcceptSheet> sheet = offered(8, 1, 2);
    ASSERT_NE(sheet, nullptr);
    const std::string deep = std::string(200, 'a') + "/" + std::string(200, 'b');
    const std::string path = deep + "/report.pdf.desktop";
    sheet->findChild<OfferList*>()->set_files(
        listed({{std::string(200, 'a'), true, 0}, {deep, true, 0}, {path, false, 7}}));
    EXPECT_TRUE(reads(sheet, u"report.pdf.desktop"_s));
    EXPECT_NE(button(sheet, text_of(path)), nullptr) << "whole, also for who hears it";
}

TEST_F(OfferListTest, FoldersWithNothingInThemAreAcceptedToo) {
    const QPointer<AcceptSheet> sheet = offered(8, 2, 0);
    ASSERT_NE(sheet, nullptr);
    sheet->findChild<OfferList*>()->set_files(listed({{"here", true, 0}, {"there", true, 0}}));
    EXPECT_FALSE(reads(sheet, u"chosen"_s));
    EXPECT_TRUE(offers(sheet, u"Accept"_s));
    press(sheet, u"All"_s);
    EXPECT_FALSE(offers(sheet, u"Accept"_s));
    press(sheet, u"there"_s);
    press(sheet, u"Accept"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.last_of("transfer.accept").at("only"), Json::array({"there"}));
}

// Other programs name each of a thousand.
TEST_F(OfferListTest, OfAThousandNamesTwoHundredAreDrawnAndAllAreTaken) {
    const QPointer<AcceptSheet> sheet = offered(8, 1000, 1000);
    ASSERT_NE(sheet, nullptr);
    EXPECT_TRUE(reads(sheet, u"and 800 more"_s));
    EXPECT_TRUE(reads(sheet, u"1000 of 1000 chosen"_s));
    EXPECT_EQ(sheet->findChild<OfferList*>()->findChildren<QCheckBox*>().size(), 201);
    press(sheet, u"room 1.jpg"_s);
    press(sheet, u"Accept 999 files"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    const Json only = office.node.last_of("transfer.accept").at("only");
    EXPECT_EQ(only.size(), 999u);
    EXPECT_EQ(only.back(), "room 1000.jpg");
}

// What was chosen is what is asked for, whatever the sender tells meanwhile.
TEST_F(OfferListTest, AListThatComesWhileAcceptingChangesNothing) {
    office.node.answer("transfer.files", [](const Json&) {
        return Json{{"files", Json::array({offered_file("room 1.jpg", 5), offered_file("room 2.jpg", 5),
                                           offered_file("room 3.jpg", 5)})},
                    {"next", nullptr},
                    {"entries", 3}};
    });
    const QPointer<AcceptSheet> sheet = offered(8, 2, 3);
    ASSERT_NE(sheet, nullptr);
    bool was_enabled = true, was_told = true;
    office.node.answer("transfer.accept", [&](const Json&) {
        QTest::qWait(200);  // the list is read
        was_enabled = offers(sheet, u"Accept"_s);
        was_told = button(sheet, u"room 3.jpg"_s) != nullptr;
        return Json("no transfer");
    });
    button(sheet, u"Accept"_s)->click();
    ASSERT_TRUE(comes([&] { return office.node.count_of("transfer.accept") == 1 && !was_enabled; }));
    EXPECT_FALSE(was_told);
    // It could not be accepted: the list is asked for again.
    ASSERT_TRUE(comes([&] { return button(sheet, u"room 3.jpg"_s) != nullptr; }));
    EXPECT_TRUE(offers(sheet, u"Accept"_s));
    EXPECT_EQ(office.node.count_of("transfer.files"), 2);
}

// No name means all: after a refusal nothing may be asked for by somebody who has unticked everything
// meanwhile.
TEST_F(OfferListTest, NothingChosenIsNotEverything) {
    office.node.refuse("transfer.accept");
    const QPointer<AcceptSheet> sheet = offered(8, 2, 2);
    ASSERT_NE(sheet, nullptr);
    button(sheet, u"Accept"_s)->click();
    button(sheet, u"room 1.jpg"_s)->click();
    button(sheet, u"room 2.jpg"_s)->click();
    ASSERT_TRUE(comes([&] { return reads(sheet, u"0 of 2 chosen"_s); }));
    QTest::qWait(200);  // the node has refused by now
    EXPECT_EQ(office.node.count_of("transfer.accept"), 1);
    EXPECT_FALSE(button(sheet, u"Accept"_s)->isEnabled());
}

// Two names, and thousands of files beside them: what there really is is shown.
TEST_F(OfferListTest, AListOfMoreThanTheOfferNamesIsShownAsItIs) {
    office.node.answer("transfer.files", [](const Json&) {
        Json files = Json::array({offered_file("room 1.jpg", 5), offered_file("room 2.jpg", 5)});
        for (int one = 1; one <= 198; ++one) files.push_back(offered_file("evil " + std::to_string(one), 5));
        return Json{{"files", files}, {"next", 200}, {"entries", 5000}};
    });
    const QPointer<AcceptSheet> sheet = offered(8, 2, 2);
    ASSERT_NE(sheet, nullptr);
    EXPECT_TRUE(comes([&] { return reads(sheet, u"evil 198"_s) && reads(sheet, u"and 4800 more"_s); }));
}

TEST_F(OfferListTest, TabGoesThroughTheListBeforeWhatStandsBelow) {
    const QPointer<AcceptSheet> sheet = offered(8, 1, 90);
    ASSERT_NE(sheet, nullptr);
    std::vector<control::OfferedFile> all{{"inside", true, 0}};
    for (int one = 1; one <= 20; ++one) all.push_back({"inside/" + std::to_string(one), false, 5});
    auto* list = sheet->findChild<OfferList*>();
    list->set_files(listed(all));
    QTest::qWait(50);
    button(sheet, u"inside/19"_s)->setFocus();
    QTest::keyClick(window()->focusWidget(), Qt::Key_Tab);
    auto* last = button(sheet, u"inside/20"_s);
    EXPECT_EQ(window()->focusWidget(), last);
    EXPECT_FALSE(last->visibleRegion().isEmpty()) << "it is scrolled to";
    QTest::keyClick(last, Qt::Key_Tab);
    EXPECT_EQ(window()->focusWidget(), button(sheet, u"Change"_s));
    last->setFocus();
    // The same rows again: who stands in the list stays there.
    list->set_files(listed(all));
    EXPECT_EQ(window()->focusWidget(), button(sheet, u"inside/20"_s));
}

TEST_F(OfferListTest, AcceptOfAllNamesNoFiles) {
    const QPointer<AcceptSheet> sheet = new AcceptSheet(window(), *office.desk, text_of(office.offer));
    sheet->open();
    press(sheet, u"Accept"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    const Json asked = office.node.last_of("transfer.accept");
    EXPECT_TRUE(!asked.contains("only") || asked.at("only").empty()) << asked.dump();
}

TEST_F(OfferListTest, EscapeDecidesNothing) {
    const QPointer<AcceptSheet> sheet = new AcceptSheet(window(), *office.desk, text_of(office.offer));
    sheet->open();
    QTest::keyClick(sheet, Qt::Key_Escape);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.count_of("transfer.accept"), 0);
    EXPECT_EQ(office.node.count_of("transfer.decline"), 0);
}

TEST_F(OfferListTest, OneFolderStandsForTheWholeByItself) {
    office.tells_files(
        {{"Harbour Street/", 0}, {"Harbour Street/plan.pdf", 400'000}, {"Harbour Street/yard.jpg", 600'000}});
    const QPointer<AcceptSheet> sheet = offered(8, {"Harbour Street/"}, 2);
    ASSERT_NE(sheet, nullptr);
    EXPECT_TRUE(reads(sheet, u"2 files · 1.0 MB"_s)) << "before it is known what is in it";
    ASSERT_TRUE(comes([&] { return button(sheet, u"Harbour Street/yard.jpg"_s) != nullptr; }));
    EXPECT_EQ(button(sheet, u"All"_s), nullptr) << "the folder is all";
    EXPECT_TRUE(reads(sheet, u"2 files · 1.0 MB"_s));
    press(sheet, u"Harbour Street/yard.jpg"_s);
    EXPECT_EQ(qobject_cast<QCheckBox*>(button(sheet, u"Harbour Street"_s))->checkState(),
              Qt::PartiallyChecked);
    press(sheet, u"Harbour Street"_s);
    press(sheet, u"Accept"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    const Json asked = office.node.last_of("transfer.accept");
    EXPECT_TRUE(!asked.contains("only") || asked.at("only").empty()) << asked.dump();
}

}  // namespace
}  // namespace culver::desktop::test
