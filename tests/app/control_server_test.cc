// SPDX-License-Identifier: Apache-2.0
#include "app/control_server.h"

#include "base/files.h"
#include "control/dispatch.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace culver::app {
namespace {

namespace asio = boost::asio;

class ControlServerTest : public testing::Test {
protected:
    Task<std::string> echo(ControlServer::Client&, std::string line) { co_return "echo " + line; }

    // Connects as a face would, sends text and returns as many lines as asked for.
    Task<std::vector<std::string>> talk(std::filesystem::path folder, std::string text, std::size_t lines) {
        FileHandle handle(::open(folder.c_str(), O_PATH | O_DIRECTORY));
        asio::local::stream_protocol::socket socket(loop_);
        const auto path = "/proc/self/fd/" + std::to_string(handle.get()) + "/control.sock";
        co_await socket.async_connect(asio::local::stream_protocol::endpoint(path), asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
        std::vector<std::string> answers;
        std::string received;
        while (answers.size() < lines) {
            auto buffer = asio::dynamic_buffer(received);
            auto [failure, length] = co_await asio::async_read_until(socket, buffer, '\n', no_throw);
            if (failure) break;
            answers.push_back(received.substr(0, length - 1));
            received.erase(0, length);
        }
        co_return answers;
    }

    asio::io_context loop_{1};
    test::TempDir folder_;
    ControlServer server_{
        loop_.get_executor(),
        [this](ControlServer::Client& client, std::string line) { return echo(client, line); },
        [] { return std::string("hello"); }};
};

TEST_F(ControlServerTest, GreetsAndAnswersEachLine) {
    ASSERT_TRUE(server_.start(folder_.path(), ""));
    std::vector<std::string> answers;
    auto both = [&]() -> Task<> {
        answers = co_await talk(folder_.path(), "one\ntwo\n", 3);
        co_await server_.close();
    };
    test::run(loop_, both());
    EXPECT_EQ(answers, (std::vector<std::string>{"hello", "echo one", "echo two"}));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "control.sock"));
}

TEST_F(ControlServerTest, OnlyTheOwnerMayUseTheSocket) {
    ASSERT_TRUE(server_.start(folder_.path(), ""));
    struct stat found{};
    ASSERT_EQ(::stat((folder_ / "control.sock").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0600u);
    test::run(loop_, server_.close());
}

TEST_F(ControlServerTest, WorksInAFolderWhosePathIsLongerThanASocketAddress) {
    const auto deep = folder_ / std::string(120, 'd') / std::string(120, 'e');
    std::filesystem::create_directories(deep);
    ASSERT_TRUE(server_.start(deep, ""));
    std::vector<std::string> answers;
    auto both = [&]() -> Task<> {
        answers = co_await talk(deep, "x\n", 2);
        co_await server_.close();
    };
    test::run(loop_, both());
    EXPECT_EQ(answers.size(), 2u);
}

TEST_F(ControlServerTest, DisconnectsAClientWhoseLineNeverEnds) {
    ASSERT_TRUE(server_.start(folder_.path(), ""));
    std::vector<std::string> answers;
    auto both = [&]() -> Task<> {
        answers = co_await talk(folder_.path(), std::string(control::kMaxRequestBytes, 'x'), 3);
        co_await server_.close();
    };
    test::run(loop_, both());
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(answers[1], control::too_long_line());
}

TEST_F(ControlServerTest, SaysWhichGroupIsMissing) {
    const auto started = server_.start(folder_.path(), "no-such-group-here");
    ASSERT_FALSE(started);
    EXPECT_NE(started.error().sentence().find("no-such-group-here"), std::string::npos);
    test::run(loop_, server_.close());
}

}  // namespace
}  // namespace culver::app
