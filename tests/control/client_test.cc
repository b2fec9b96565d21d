// SPDX-License-Identifier: Apache-2.0
#include "control/client.h"

#include "control/socket_path.h"
#include "tests/control/socket_server.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace culver::control {
namespace {

using culver::test::TempDir;
using test::SocketServer;

Client::Deadline soon() {
    return std::chrono::steady_clock::now() + std::chrono::seconds(5);
}

TEST(Client, AsksAndIsAnswered) {
    TempDir profile;
    SocketServer server(profile.path());
    auto client = Client::connect(profile.path());
    ASSERT_TRUE(client) << client.error().message;
    EXPECT_EQ(client->hello().api_version, kApiVersion);
    EXPECT_EQ(client->call(method::NodeStatus{})->name, "alice");
    EXPECT_EQ(client->call(method::PeersList{})->peers.size(), 5u);
    const auto refused = client->call(method::ChatSay{{"nobody"}, "hi", false});
    EXPECT_EQ(refused.error().outcome, Outcome::NoSuchPeer);
}

TEST(Client, KeepsEventsThatComeBetweenQuestionAndAnswer) {
    TempDir profile;
    SocketServer server(profile.path());
    auto client = Client::connect(profile.path());
    ASSERT_TRUE(client);
    ASSERT_TRUE(client->call(method::EventsSubscribe{0}));
    ASSERT_TRUE(client->call(method::ChatSay{{"bob"}, "hi", false}));
    std::vector<std::string> names;
    for (int count = 0; count < 4; ++count) {
        auto event = client->next_event(soon());
        ASSERT_TRUE(event && *event);
        names.push_back((**event)["event"]);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"lost", "peer_appeared", "message_state", "message_state"}));
    auto none = client->next_event(std::chrono::steady_clock::now());
    ASSERT_TRUE(none);
    EXPECT_EQ(*none, std::nullopt);
}

TEST(Client, SaysHowToStartANodeWhenNoneRuns) {
    TempDir profile;
    for (const auto& path : {profile.path(), profile / "missing"}) {
        const auto client = Client::connect(path);
        ASSERT_FALSE(client);
        EXPECT_EQ(client.error().outcome, Outcome::NotRunning);
        EXPECT_NE(client.error().message.find("culver up"), std::string::npos);
    }
}

TEST(Client, ASocketLeftByAKilledNodeMeansNoneRuns) {
    TempDir profile;
    const FileHandle left(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strcpy(name.sun_path, (profile / kSocketName).c_str());
    ASSERT_EQ(::bind(left.get(), reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
    EXPECT_EQ(Client::connect(profile.path()).error().outcome, Outcome::NotRunning);
}

TEST(Client, ANodeThatEndsIsNoticed) {
    TempDir profile;
    auto server = std::make_unique<SocketServer>(profile.path());
    auto client = Client::connect(profile.path());
    ASSERT_TRUE(client);
    server.reset();
    EXPECT_EQ(client->call(method::NodeStatus{}).error().outcome, Outcome::NotRunning);
    EXPECT_EQ(client->next_event(soon()).error().outcome, Outcome::NotRunning);
}

TEST(Client, ANodeOfAnotherVersionIsNotMisunderstood) {
    TempDir profile;
    SocketServer server(profile.path());
    server.api_version = kApiVersion + 1;
    EXPECT_EQ(Client::connect(profile.path()).error().outcome, Outcome::Failed);
}

TEST(Client, IsInterruptedByItsDescriptor) {
    TempDir profile;
    SocketServer server(profile.path());
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const FileHandle reading(ends[0]);
    const FileHandle writing(ends[1]);
    auto client = Client::connect(profile.path(), reading.get());
    ASSERT_TRUE(client);
    ASSERT_EQ(::write(writing.get(), "x", 1), 1);
    EXPECT_EQ(client->next_event(std::nullopt).error().outcome, Outcome::Interrupted);
}

TEST(SocketPath, LongFoldersAreReachedThroughTheirHandle) {
    TempDir folder;
    const auto profile = folder / std::string(100, 'x') / std::string(100, 'y');
    std::filesystem::create_directories(profile);
    const auto address = socket_path_of(profile);
    ASSERT_TRUE(address);
    EXPECT_LT(address->path.size(), sizeof(sockaddr_un::sun_path));
    EXPECT_TRUE(address->folder.is_open());
    SocketServer server(profile);
    EXPECT_TRUE(Client::connect(profile));
    EXPECT_FALSE(socket_path_of(folder.path())->folder.is_open());
    EXPECT_FALSE(socket_path_of(folder / std::string(200, 'z')));
}

}  // namespace
}  // namespace culver::control
