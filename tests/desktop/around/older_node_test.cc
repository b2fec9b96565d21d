// SPDX-License-Identifier: Apache-2.0
// A node of an older program under a window of a newer one: told once, with what helps.
#include "ui/desktop/around/older_node.h"

#include "tests/desktop/around/office.h"
#include "ui/desktop/around/language.h"

#include <gtest/gtest.h>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct OlderNodeTest : testing::Test {
    Office office;
    bool goes_along = true;

    std::unique_ptr<OlderNode> open(const char* version) {
        office.node.version = version;
        EXPECT_TRUE(office.open_in_english());
        return std::make_unique<OlderNode>(*office.desk, office.shell, u"0.10.0"_s,
                                           [this] { return goes_along; });
    }
    // The node ends, and one of this version comes.
    void restart(const char* version) {
        office.node.version = version;
        office.node.drop_all();
        ASSERT_TRUE(comes([&] { return office.desk->client().state() != NodeClient::State::Ready; }));
        const int before = office.node.count_of("node.status");
        office.desk->client().hurry();
        ASSERT_TRUE(comes([&] { return office.node.count_of("node.status") > before; }));
        QTest::qWait(20);
    }
    const QStringList& told() { return office.shell.toasts; }
};

TEST(OlderNodeCases, VersionsAreComparedByTheirNumbers) {
    EXPECT_TRUE(OlderNode::is_older(u"0.9.0"_s, u"0.10.0"_s));
    EXPECT_TRUE(OlderNode::is_older(u"0.1.0"_s, u"0.1.1"_s));
    EXPECT_FALSE(OlderNode::is_older(u"0.10.0"_s, u"0.10.0"_s));
    EXPECT_FALSE(OlderNode::is_older(u"1.0.0"_s, u"0.10.0"_s));
    EXPECT_FALSE(OlderNode::is_older(u""_s, u"0.10.0"_s));
    EXPECT_FALSE(OlderNode::is_older(u"of another kind"_s, u"0.10.0"_s));
}

TEST_F(OlderNodeTest, IsToldOnceHoweverOftenTheNodeComesAgain) {
    const auto watch = open("0.9.0");
    ASSERT_EQ(told().size(), 1);
    EXPECT_TRUE(told().first().contains(u"It is version 0.9.0, this window 0.10.0."_s))
        << told().first().toStdString();
    EXPECT_TRUE(told().first().contains(u"Quit Culver and start it again"_s));
    restart("0.9.0");
    EXPECT_EQ(told().size(), 1);
    restart("0.10.0");
    EXPECT_EQ(told().size(), 1) << "nothing is amiss any more";
}

TEST_F(OlderNodeTest, WhatQuittingDoesNotEndIsRestartedInAnotherWay) {
    goes_along = false;
    const auto watch = open("0.9.0");
    ASSERT_EQ(told().size(), 1);
    EXPECT_TRUE(told().first().contains(u"logging out and in"_s)) << told().first().toStdString();
}

TEST_F(OlderNodeTest, WaitsUntilTheWindowIsSeen) {
    office.shell.window()->hide();
    const auto watch = open("0.9.0");
    office.shell.window()->hide();
    restart("0.8.0");
    const auto before = told().size();
    EXPECT_FALSE(told().join(u' ').contains(u"0.8.0"_s));
    office.shell.window()->show();
    ASSERT_EQ(told().size(), before + 1);
    EXPECT_TRUE(told().last().contains(u"0.8.0"_s));
}

TEST_F(OlderNodeTest, ANodeOfTheSameProgramOrANewerOneIsNoMatter) {
    const auto watch = open("0.10.0");
    restart("0.11.0");
    EXPECT_TRUE(told().isEmpty()) << told().join(u' ').toStdString();
}

}  // namespace
}  // namespace culver::desktop::test
