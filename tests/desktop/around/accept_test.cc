// SPDX-License-Identifier: Apache-2.0
// The question whether files are wanted, and what becomes of the answer.
#include "ui/desktop/around/accept.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"

#include <QPointer>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

using AcceptTest = OfficeTest;

TEST_F(AcceptTest, DecliningThatFailsIsSaidAndCanBeTriedAgain) {
    office.node.refuse("transfer.decline");
    const QPointer sheet = new AcceptSheet(window(), *office.desk, text_of(office.offer));
    sheet->open();
    press(sheet, u"Decline"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("transfer.decline") == 1; }));
    ASSERT_TRUE(comes([&] { return offers(sheet, u"Decline"_s); }));
    EXPECT_TRUE(reads(sheet, u"Restart Culver"_s));
    office.node.answer("transfer.decline", [this](const Json&) { return office.node.transfers.at(0); });
    press(sheet, u"Decline"_s);
    EXPECT_TRUE(comes([&] { return sheet.isNull(); }));
}

}  // namespace
}  // namespace culver::desktop::test
