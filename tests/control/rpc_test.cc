// SPDX-License-Identifier: Apache-2.0
#include "control/rpc.h"

#include <gtest/gtest.h>

namespace culver::control {
namespace {

Outcome fault_of(std::string_view line) {
    return read_request(line).error().refusal.outcome;
}

TEST(Rpc, ReadsARequest) {
    const auto request =
        read_request(R"({"jsonrpc":"2.0","id":7,"method":"chat.say","params":{"text":"hi"}})");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->id, 7);
    EXPECT_EQ(request->method, "chat.say");
    EXPECT_EQ(request->params["text"], "hi");
}

TEST(Rpc, ParamsMayBeAbsentAndIdsMayBeText) {
    const auto request = read_request(R"({"id":"a","method":"node.status"})");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->id, "a");
    EXPECT_TRUE(request->params.is_object());
}

TEST(Rpc, SaysWhatIsWrongWithALine) {
    EXPECT_EQ(fault_of(""), Outcome::NotJson);
    EXPECT_EQ(fault_of("{\"id\":"), Outcome::NotJson);
    EXPECT_EQ(fault_of(std::string(100, '[')), Outcome::NotJson);
    EXPECT_EQ(fault_of("[]"), Outcome::BadRequest);
    EXPECT_EQ(fault_of(R"({"id":1})"), Outcome::BadRequest);
    EXPECT_EQ(fault_of(R"({"id":{},"method":"x"})"), Outcome::BadRequest);
    EXPECT_EQ(fault_of(R"({"id":1.5,"method":"x"})"), Outcome::BadRequest);
    EXPECT_EQ(fault_of(R"({"id":1,"method":"x","params":[1]})"), Outcome::Usage);
    EXPECT_EQ(fault_of(R"({"id":1,"method":7})"), Outcome::BadRequest);
}

TEST(Rpc, LinesLookAsDocumented) {
    EXPECT_EQ(request_line(3, "node.stop", Json::object()),
              R"({"jsonrpc":"2.0","id":3,"method":"node.stop","params":{}})");
    EXPECT_EQ(answer_line(3, Json::object()), R"({"jsonrpc":"2.0","id":3,"result":{}})");
    EXPECT_EQ(notification_line("event", Json{{"seq", 1}}),
              R"({"jsonrpc":"2.0","method":"event","params":{"seq":1}})");
    EXPECT_EQ(refusal_line("a", Refusal{Outcome::AmbiguousPeer, "Which?", {{"xyz", "bob"}, {"abc", {}}}}),
              R"({"jsonrpc":"2.0","id":"a","error":{"code":-32011,"message":"Which?","data":)"
              R"({"code":"ambiguous_peer","message":"Which?","candidates":)"
              R"([{"id":"xyz","name":"bob"},{"id":"abc","name":null}]}}})");
}

TEST(Rpc, AClientReadsAnswersRefusalsAndNotifications) {
    const auto answer = read_message(answer_line(3, Json{{"a", 1}}));
    EXPECT_EQ((*std::get<RpcAnswer>(*answer).result)["a"], 1);

    const Refusal refusal{Outcome::NameTakenByStranger, "Somebody new.", {{"abc", "bob"}}};
    const auto refused = read_message(refusal_line(4, refusal));
    EXPECT_EQ(std::get<RpcAnswer>(*refused).id, 4);
    EXPECT_EQ(std::get<RpcAnswer>(*refused).result.error(), refusal);

    const auto event = read_message(notification_line("event", Json{{"seq", 5}}));
    EXPECT_EQ(std::get<RpcNotification>(*event).params["seq"], 5);
}

TEST(Rpc, AForeignErrorStillTellsItsMessage) {
    const auto refused = read_message(R"({"id":1,"error":{"code":-1,"message":"no"}})");
    const auto& result = std::get<RpcAnswer>(*refused).result;
    EXPECT_EQ(result.error().outcome, Outcome::Failed);
    EXPECT_EQ(result.error().message, "no");
    EXPECT_FALSE(read_message("{}"));
    EXPECT_FALSE(read_message("nonsense"));
}

}  // namespace
}  // namespace culver::control
