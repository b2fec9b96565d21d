// SPDX-License-Identifier: Apache-2.0
// New groups, and what goes to several people at once.
#include "ui/desktop/around/groups.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/people_list.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QPointer>
#include <QTemporaryDir>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

using ReceiversSheetTest = OfficeTest;
using NewGroupSheetTest = OfficeTest;

TEST_F(ReceiversSheetTest, WhatTheWindowRecordedOutlivesIt) {
    office.node.answer("transfer.send", [](const Json&) { return Json{{"transfers", Json::array()}}; });
    {
        const QTemporaryDir made;
        QFile file(made.filePath(u"Voice message 1.ogg"_s));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly) && file.write("voice") == 5);
        file.close();
        auto* sheet = new ReceiversSheet(window(), *office.desk, {}, {file.fileName()}, {});
        sheet->open();
        sheet->findChild<PeopleList*>()->set_chosen({Office::kTom, Office::kMei});
        press(sheet, u"Send to 2 people"_s);
        ASSERT_TRUE(comes([&] { return office.node.count_of("transfer.send") == 1; }));
    }
    QFile sent(text_of(office.node.last_of("transfer.send").at("paths").at(0).get<std::string>()));
    ASSERT_TRUE(sent.open(QIODevice::ReadOnly)) << sent.fileName().toStdString();
    EXPECT_EQ(sent.readAll(), "voice");
}

TEST_F(NewGroupSheetTest, EnterTwiceMakesOneGroup) {
    const QPointer sheet = new NewGroupSheet(window(), *office.desk, {Office::kMei});
    sheet->open();
    auto* name = sheet->findChild<LineEdit*>();
    QTest::keyClicks(name, u"Harbour"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QTest::keyClick(name, Qt::Key_Return);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.count_of("group.create"), 1);
}

}  // namespace
}  // namespace culver::desktop::test
