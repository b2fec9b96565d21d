// SPDX-License-Identifier: Apache-2.0
// Two nodes that know each other, on the loopback of this process's own network, and a desk for each.
#pragma once
#include "tests/desktop/model/support.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"

#include <gtest/gtest.h>

#include <memory>

namespace culver::desktop::test {

struct RealNodes : testing::Test {
    RealNode nora{QStringLiteral("Nora Blake")}, mei{QStringLiteral("Mei Tanaka")};
    std::unique_ptr<Desk> desk, other;

    void SetUp() override {
        if (!is_private_network) GTEST_SKIP() << "no network of its own: run it under tools/isolated";
        ASSERT_TRUE(nora.up());
        ASSERT_TRUE(mei.up());
        desk = open(nora);
        other = open(mei);
        bool met = false;
        control::method::PeerResolve resolve;
        resolve.peer = mei.address();
        resolve.accept_new = true;
        desk->client().call(resolve, nullptr, std::function([&](control::Reply<control::PeerRow> reply) {
                                met = reply.has_value();
                            }));
        ASSERT_TRUE(comes([&] { return met && desk->peer(mei.id()) && other->peer(nora.id()); }, 20000));
    }
    static std::unique_ptr<Desk> open(const RealNode& node) {
        auto opened = std::make_unique<Desk>(node.profile());
        opened->start();
        EXPECT_TRUE(comes([&] { return opened->lists_known() && !opened->own_id().isEmpty(); }));
        return opened;
    }
    static QStringList texts(const ConversationModel& model) {
        QStringList lines;
        for (int i = 0; i < model.rowCount(); ++i) {
            if (model.item(i).kind == ConversationItem::Kind::Message) lines.append(model.item(i).text);
        }
        return lines;
    }
    void say(Desk& from, const QString& to, const QString& text) {
        bool done = false;
        from.say({to}, text, {}, {}, [&](const QString& problem) {
            EXPECT_EQ(problem, QString());
            done = true;
        });
        ASSERT_TRUE(comes([&] { return done; }));
    }
};

}  // namespace culver::desktop::test
