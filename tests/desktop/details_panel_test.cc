// SPDX-License-Identifier: Apache-2.0
// The pane of details while things change under one's hands.
#include "ui/desktop/view/details_panel.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "ui/desktop/look/controls.h"

#include <QPointer>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct DetailsPanelTest : OfficeTest {
    std::unique_ptr<DetailsPanel> details;

    void SetUp() override {
        OfficeTest::SetUp();
        window()->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window()));
        details = std::make_unique<DetailsPanel>(*office.desk, office.shell, window());
        details->resize(288, 780);
        details->show();
        details->show_for(Office::kMei);
    }
    [[nodiscard]] QAbstractButton* always() const { return button(details.get(), u"Always accept"_s); }
};

TEST_F(DetailsPanelTest, AMessageTakesTheKeyboardFromNoSwitch) {
    ASSERT_TRUE(comes([&] { return always() != nullptr && always()->isEnabled(); }));
    const QPointer<QAbstractButton> before = always();
    always()->setFocus(Qt::TabFocusReason);
    ASSERT_TRUE(always()->hasFocus());
    office.node.refuse("auto_accept.get");  // nothing new is heard of the rule
    office.node.tell(event_of("message_arrived", message_row(9, id_of('m'), id_of('m'), false, "hello", 30)));
    ASSERT_TRUE(comes([&] { return before.isNull() && always() != nullptr; })) << "the panel is made anew";
    EXPECT_TRUE(always()->isEnabled());
    EXPECT_TRUE(always()->hasFocus());
}

TEST_F(DetailsPanelTest, NothingIsAlwaysAcceptedFromSomebodyElseUnderAKnownName) {
    ASSERT_NE(always(), nullptr);
    details->show_for(Office::kOther);
    EXPECT_EQ(always(), nullptr);
    QString problem;
    office.desk->always_accept(Office::kOther, true, [&](const QString& told) { problem = told; });
    ASSERT_TRUE(comes([&] { return problem.contains(u"held back"_s); }));
    EXPECT_EQ(office.node.count_of("auto_accept.set"), 0);
}

}  // namespace
}  // namespace culver::desktop::test
