// SPDX-License-Identifier: Apache-2.0
#include "control/dispatch.h"

#include "control/json.h"
#include "tests/control/canned_node.h"
#include "tests/support/run.h"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace culver::control {
namespace {

class Dispatch : public testing::Test {
protected:
    // The reply as JSON; null when there is none.
    Json ask(const std::string& line) {
        Json reply;
        culver::test::run(loop_, ask_into(line, reply));
        return reply;
    }
    Json ask(std::string_view method, const std::string& params) {
        return ask(R"({"id":1,"method":")" + std::string(method) + R"(","params":)" + params + "}");
    }
    void TearDown() override { culver::test::run(loop_, node_.close()); }

    boost::asio::io_context loop_;
    test::CannedNode node_{loop_.get_executor()};
    std::optional<std::uint64_t> stream_from_;

private:
    Task<> ask_into(std::string line, Json& reply) {
        const Dispatched done = co_await dispatch(node_, std::move(line));
        stream_from_ = done.stream_from;
        reply = done.reply.empty() ? Json() : *parse_json(done.reply);
    }
};

std::string code_of(const Json& reply) {
    return reply["error"]["data"]["code"].get<std::string>();
}

TEST_F(Dispatch, CallsTheNodeAndWritesItsAnswer) {
    const Json reply = ask("node.status", "{}");
    EXPECT_EQ(reply["jsonrpc"], "2.0");
    EXPECT_EQ(reply["id"], 1);
    EXPECT_EQ(reply["result"]["name"], "alice");
    EXPECT_EQ(ask("peers.list", R"({"present":true})")["result"]["peers"].size(), 4u);
}

template <class... Method>
std::vector<std::string> names_of(std::type_identity<std::tuple<Method...>>) {
    return {std::string(Method::kName)...};
}

TEST_F(Dispatch, ReachesEveryMethod) {
    for (const auto& name : names_of(std::type_identity<Methods>{})) {
        const Json reply = ask(name, "{}");
        if (reply.contains("error")) EXPECT_NE(code_of(reply), "unknown_method") << name;
    }
}

class BrokenNode final : public test::CannedNode {
public:
    using CannedNode::answer;
    using CannedNode::CannedNode;
    Answered<method::NodeStatus> answer(method::NodeStatus) override { throw std::runtime_error("a bug"); }
    Answered<method::NodeStop> answer(method::NodeStop) override {
        throw boost::system::system_error(boost::asio::error::operation_aborted);
        co_return Nothing{};
    }
};

TEST(DispatchOfABrokenNode, ABugIsToldAndCancellationPasses) {
    boost::asio::io_context loop;
    BrokenNode node(loop.get_executor());
    auto ask = [](BrokenNode& asked, std::string method, std::string& reply) -> Task<> {
        std::string line = R"({"id":1,"method":")" + method + "\"}";
        const Dispatched done = co_await dispatch(asked, std::move(line));
        reply = done.reply;
    };
    std::string reply;
    culver::test::run(loop, ask(node, "node.status", reply));
    EXPECT_EQ(code_of(*parse_json(reply)), "failed");
    EXPECT_THROW(culver::test::run(loop, ask(node, "node.stop", reply)), boost::system::system_error);
    culver::test::run(loop, node.close());
}

TEST_F(Dispatch, TellsRefusalsWithCandidates) {
    const Json reply = ask("chat.say", R"({"peers":["nobody"],"text":"hi"})");
    EXPECT_EQ(code_of(reply), "no_such_peer");
    EXPECT_EQ(reply["error"]["code"], -32010);
    EXPECT_EQ(reply["error"]["data"]["candidates"], Json::array());
}

TEST_F(Dispatch, NamesTheParameterThatIsWrong) {
    const Json reply = ask("chat.say", R"({"peers":"bob","text":"hi"})");
    EXPECT_EQ(code_of(reply), "usage");
    EXPECT_EQ(reply["error"]["message"], "chat.say: 'peers' has the wrong type.");
}

TEST_F(Dispatch, AnswersNonsense) {
    EXPECT_EQ(code_of(ask("")), "not_json");
    EXPECT_EQ(code_of(ask("[]")), "bad_request");
    EXPECT_EQ(code_of(ask("tea.make", "{}")), "unknown_method");
    EXPECT_EQ(parse_json(too_long_line()).value()["error"]["code"], -32700);
}

TEST_F(Dispatch, ARequestWithoutIdIsDoneInSilence) {
    EXPECT_TRUE(ask(R"({"method":"chat.say","params":{"peers":["mute"],"text":"psst"}})").is_null());
    EXPECT_EQ(ask("chat.history", R"({"peer":"mute"})")["result"]["messages"][0]["text"], "psst");
}

TEST_F(Dispatch, ASubscriptionNamesTheFirstEventToStream) {
    EXPECT_EQ(ask("events.subscribe", R"({"since":2})")["result"]["next_seq"], 2);
    EXPECT_EQ(stream_from_, 2u);
    ask("events.subscribe", "{}");
    EXPECT_EQ(stream_from_, 3u);
    ask("node.status", "{}");
    EXPECT_EQ(stream_from_, std::nullopt);
}

TEST_F(Dispatch, AResultWithPagesTellsHowToGoOn) {
    const Json last = ask("chat.history", R"({"peer":"bob"})")["result"];
    EXPECT_EQ(last["messages"].size(), 2u);
    const Json first =
        ask("chat.history", R"({"peer":"bob","before":)" + json_text(last["earlier"]) + "}")["result"];
    EXPECT_EQ(first["messages"][0]["text"], "first");
    EXPECT_TRUE(first["earlier"].is_null());
}

}  // namespace
}  // namespace culver::control
