// SPDX-License-Identifier: Apache-2.0
// A node whose control API is another one: the window says so, and ends it for its own when the person wants
// it, whoever started it.
#include "ui/desktop/model/node_end.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/model/real_nodes.h"
#include "tests/desktop/pane_fixture.h"
#include "ui/desktop/model/node_launcher.h"

#include <QFile>
#include <QSignalSpy>
#include <algorithm>
#include <filesystem>
#include <fstream>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;
using State = NodeClient::State;

struct OtherVersionTest : ConversationPaneTest {
    // The node ends, and one with this API comes.
    void restart(std::uint64_t api) {
        office.node.api_version = api;
        office.node.drop_all();
        ASSERT_TRUE(comes([&] {
            office.desk->client().hurry();
            return office.desk->client().state() == State::OtherVersion;
        }));
    }
};

TEST_F(OtherVersionTest, TheWindowOffersToEndWhatIsOlder) {
    EXPECT_FALSE(offers(pane.get(), u"End it and start this one"_s));
    restart(0);
    EXPECT_TRUE(reads(pane.get(), u"is older than this window"_s));
    EXPECT_TRUE(reads(pane.get(), u"Files on their way stop"_s)) << "what becomes of them is told before";
    const auto is_whole = [&] {
        return std::ranges::none_of(pane->findChildren<Words*>(),
                                    [](const Words* words) { return words->isVisible() && words->cut(); });
    };
    EXPECT_TRUE(comes(is_whole));
    shoot(pane.get(), u"older-node"_s);
    pane->resize(420, 700);
    EXPECT_TRUE(comes(is_whole));
    shoot(pane.get(), u"older-node-narrow"_s);
    press(pane.get(), u"End it and start this one"_s);
    EXPECT_EQ(around.asked, u"replace"_s);
}

TEST_F(OtherVersionTest, OfWhatIsNewerItSaysWhatHelpsBetter) {
    restart(99);
    EXPECT_TRUE(reads(pane.get(), u"start the window again"_s));
    EXPECT_TRUE(offers(pane.get(), u"End it and start this one"_s));
}

// This test's own process listens: it is none of our programs.
TEST_F(OtherVersionTest, NothingButANodeIsEnded) {
    EXPECT_EQ(end_listener(office.folder.path()), Ending::NotOurs);
    restart(99);
    NodeLauncher launcher(office.desk->client(), office.desk->settings());
    const QSignalSpy failed(&launcher, &NodeLauncher::failed);
    launcher.replace_node();
    ASSERT_EQ(failed.size(), 1);
    EXPECT_TRUE(failed[0][0].toString().contains(u"another user"_s));
}

// A program of that name which greets as a node does, with an API of another time.
constexpr auto kOldNode = R"(#!/usr/bin/python3
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
held = []
while True:
    one, _ = server.accept()
    held.append(one)
    try:
        one.sendall(b'{"jsonrpc":"2.0","method":"hello","params":{"api_version":99,"version":"9.0.0"}}\n')
    except OSError:
        pass  # somebody who only looked whether there is one
)";

TEST(NodeOfAnotherVersion, IsEndedAndTheOwnOneStarted) {
    if (!is_private_network) GTEST_SKIP() << "no network of its own: run it under tools/isolated";
    const culver::test::TempDir folder;
    const auto profile = folder / "profile";
    const QByteArray programs = QByteArray(CULVER_BINARY).left(QByteArray(CULVER_BINARY).lastIndexOf('/'));
    qputenv("PATH", programs + ":" + qgetenv("PATH"));
    qputenv("HOME", QFile::encodeName(text_of(folder.path().string())));
    Desk desk(profile);
    const auto script = folder / "culver";
    std::ofstream(script) << kOldNode;
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    QProcess old;
    old.start(text_of(script.string()), {text_of((profile / "control.sock").string())});
    ASSERT_TRUE(comes([&] { return somebody_listens(profile); }));
    NodeLauncher launcher(desk.client(), desk.settings());
    const QSignalSpy failed(&launcher, &NodeLauncher::failed);
    desk.start();
    launcher.watch();
    ASSERT_TRUE(comes([&] { return desk.client().state() == State::OtherVersion; }));
    EXPECT_EQ(desk.client().hello().version, "9.0.0");
    EXPECT_EQ(old.state(), QProcess::Running) << "not before somebody says so";
    launcher.replace_node();
    ASSERT_TRUE(
        comes([&] { return desk.client().state() == State::Ready && desk.status().pid != 0; }, 20000));
    EXPECT_TRUE(failed.isEmpty());
    EXPECT_EQ(old.state(), QProcess::NotRunning);
    EXPECT_TRUE(launcher.is_ours(desk.status().pid));
    bool stopped = false;
    launcher.stop_node([&] { stopped = true; });
    EXPECT_TRUE(comes([&] { return stopped; }));
}

}  // namespace
}  // namespace culver::desktop::test
