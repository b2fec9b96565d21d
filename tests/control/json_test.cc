// SPDX-License-Identifier: Apache-2.0
#include "control/json.h"

#include "tests/control/samples.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::control {
namespace {

// Encoding, decoding and encoding again gives the same text: nothing is lost and the order is kept.
template <class Row>
void expect_round_trip(const Row& row) {
    const std::string text = json_text(encode(row));
    const auto read = decode<Row>(*parse_json(text));
    ASSERT_TRUE(read) << read.error() << "\n" << text;
    EXPECT_EQ(json_text(encode(*read)), text);
}

std::string keys_of(const Json& object) {
    std::string keys;
    for (const auto& [key, value] : object.items()) keys += (keys.empty() ? "" : " ") + key;
    return keys;
}

TEST(Json, RowsHaveTheKeysOfTheContractInOrder) {
    EXPECT_EQ(
        keys_of(encode(NodeStatus{})),
        "id name department version port beacon_port addresses discovery peers uptime_s receive_dir profile "
        "pid rss_bytes hidden warnings");
    EXPECT_EQ(keys_of(encode(PeerRow{})),
              "id name department presence status_text trust protocol addresses via last_seen");
    EXPECT_EQ(keys_of(encode(MessageRow{})),
              "id conversation author author_name direction kind text time state reply_to edited mentions "
              "mentions_all mentions_me reactions attachment");
    EXPECT_EQ(keys_of(encode(TransferRow{})),
              "id direction peer peer_name state files bytes_total bytes_done bytes_on_wire bytes_resent "
              "bytes_reused rate paths error rate_limit time ended dir group");
    EXPECT_EQ(keys_of(encode(WayState{})), "way state detail");
    EXPECT_EQ(keys_of(encode(Finding{})), "code severity message advice");
    EXPECT_EQ(keys_of(encode(ConfigEntry{})), "key value default");
    EXPECT_EQ(keys_of(encode(GroupRow{})),
              "id name owner members unread state people open_history invited_by");
    EXPECT_EQ(keys_of(encode(IdentityRow{})), "id");
}

TEST(Json, WhatIsUnknownIsNull) {
    const Json row = encode(PeerRow{});
    for (const char* key :
         {"name", "department", "presence", "status_text", "trust", "protocol", "last_seen"}) {
        EXPECT_TRUE(row[key].is_null()) << key;
    }
    EXPECT_EQ(row["via"], Json::array());
    EXPECT_TRUE(encode(TransferRow{})["error"].is_null());
}

TEST(Json, WhatATerminalObeysIsEscaped) {
    const std::string hostile = "a\x7f \u009b31m \u0085 \u2028\u2029\u202e \u2066\u2069 b";
    const std::string text = json_text(Json{{"name", hostile}});
    EXPECT_EQ(text, R"({"name":"a\u007f \u009b31m \u0085 \u2028\u2029\u202e \u2066\u2069 b"})");
    EXPECT_EQ((*parse_json(text))["name"], hostile);
    const std::string harmless = "中文 “quoted” © £ é … €";
    EXPECT_EQ(json_text(Json{{"name", harmless}}), R"({"name":")" + harmless + "\"}");
}

TEST(Json, RowsComeBack) {
    expect_round_trip(samples::status());
    expect_round_trip(samples::bob());
    expect_round_trip(samples::message());
    expect_round_trip(samples::transfer());
    expect_round_trip(AutoAcceptRule{"abcd", "bob", true, "/srv/in", 1'000'000});
    expect_round_trip(
        Finding{"port_taken", Severity::Problem, "Another program has the port.", "Use --port."});
    expect_round_trip(PeerRow{});
    expect_round_trip(TransferRow{});
}

TEST(Json, TimesAndWordsAreWrittenAsTheContractSays) {
    const Json row = encode(samples::bob());
    EXPECT_EQ(row["last_seen"], "2026-11-22T20:35:01.123Z");
    EXPECT_EQ(row["via"], Json::parse(R"(["multicast4","session"])"));
    EXPECT_EQ(row["addresses"][1], "[fe80::1%eth0]:24254");
    EXPECT_EQ(encode(samples::transfer())["error"]["code"], "disk_full");
}

TEST(Json, UnknownKeysAndWordsOfANewerNodeAreSkipped) {
    const auto row = decode<PeerRow>(*parse_json(
        R"({"id":"x","mood":{"a":[1]},"presence":"asleep","protocol":"pigeon","via":["mdns","light","session"]})"));
    ASSERT_TRUE(row);
    EXPECT_EQ(row->presence, Presence::Unknown);
    EXPECT_EQ(row->protocol, std::nullopt);
    EXPECT_EQ(row->via, (std::vector{Via::Mdns, Via::Session}));
}

TEST(Json, ParametersOfAWrongTypeAreNamed) {
    EXPECT_EQ(decode<method::ChatSay>(*parse_json(R"({"peers":["bob"],"text":7})")).error(),
              "'text' has the wrong type");
    EXPECT_EQ(decode<method::ChatSay>(*parse_json(R"({"peers":["bob"]})")).error(), "'text' is missing");
    EXPECT_EQ(decode<method::ChatHistory>(*parse_json(R"({"peer":"bob","limit":-1})")).error(),
              "'limit' has the wrong type");
    EXPECT_EQ(decode<method::ChatHistory>(*parse_json(R"({"peer":"bob","since":"yesterday"})")).error(),
              "'since' has the wrong type");
    EXPECT_FALSE(decode<method::ChatSay>(*parse_json("[]")));
}

TEST(Json, ParametersHaveDefaults) {
    const auto history = decode<method::ChatHistory>(*parse_json(R"({"peer":"bob","since":null})"));
    ASSERT_TRUE(history);
    EXPECT_EQ(history->limit, 50u);
    EXPECT_EQ(history->since, std::nullopt);
    EXPECT_TRUE(decode<method::AutoAcceptSet>(*parse_json(R"({"peer":"bob"})"))->enabled);
}

TEST(Json, SettingsKeepTheirTypes) {
    const ConfigValue values[] = {std::monostate{}, true,
                                  std::int64_t{-3}, 1.5,
                                  std::string("x"), std::vector<std::string>{"eth0", "wlan0"}};
    for (const auto& value : values) {
        const auto read = decode<ConfigEntry>(encode(ConfigEntry{"key", value, value}));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->value, value);
        EXPECT_EQ(read->standard, value);
    }
}

TEST(Json, PathsThatAreNoUtf8Survive) {
    const std::string strange = "/srv/\xc4\xe3\xba\xc3.txt";
    const auto read = decode<method::TransferSend>(
        encode(method::TransferSend{{"bob"}, {strange, "/plain"}, false, {}, false}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->paths, (std::vector<std::string>{strange, "/plain"}));
    EXPECT_FALSE(decode<method::TransferSend>(*parse_json(R"({"peers":[],"paths":[{"hex":"0"}]})")));
}

TEST(Json, BrokenTextIsReplacedNotRefused) {
    EXPECT_EQ(json_text(Json("a\xff"
                             "b")),
              "\"a\xef\xbf\xbd"
              "b\"");
}

TEST(Json, EventsCarryNumberNameAndTheKeysOfTheirRow) {
    const Json arrived = encode_event({7, event::MessageArrived{samples::message()}});
    EXPECT_EQ(keys_of(arrived), "seq event " + keys_of(encode(samples::message())));
    EXPECT_EQ(json_text(encode_event({1, event::Ready{"abcd", 24254}})),
              R"({"seq":1,"event":"ready","id":"abcd","port":24254})");
    EXPECT_EQ(json_text(encode_event({0, event::Lost{3, 9}})), R"({"event":"lost","from":3,"to":9})");
}

TEST(Json, EveryEventComesBack) {
    for (const Event& sent : samples::one_of_each_event()) {
        const auto read = decode_event(encode_event(sent));
        ASSERT_TRUE(read) << name_of(sent.body) << ": " << read.error();
        EXPECT_EQ(read->seq, sent.seq);
        EXPECT_EQ(name_of(read->body), name_of(sent.body));
        EXPECT_EQ(encode_event(*read), encode_event(sent));
    }
    EXPECT_FALSE(decode_event(*parse_json(R"({"seq":1,"event":"eclipse"})")));
    EXPECT_FALSE(decode_event(*parse_json("7")));
}

TEST(Json, AnObjectOfTooManyKeysIsRefusedBeforeItIsParsed) {
    const auto object = [](int keys) {
        std::string text = R"({"colons: are: no: keys:")";
        for (int number = 1; number < keys; ++number) text += ":{\"\":0},\"" + std::to_string(number) + '"';
        return "[" + text + ":0}]";
    };
    EXPECT_TRUE(parse_json(object(kMaxJsonKeys)));
    EXPECT_FALSE(parse_json(object(kMaxJsonKeys + 1)));
    std::string many = "[";
    for (int number = 0; number < 1'000; ++number) many += object(2) + ",";
    EXPECT_TRUE(parse_json(many + "0]")) << "each object counts for itself";
}

TEST(Json, DeepNestingIsRefusedBeforeItIsParsed) {
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') +
               std::string(static_cast<std::size_t>(depth), ']');
    };
    EXPECT_TRUE(parse_json(nested(kMaxJsonDepth)));
    EXPECT_FALSE(parse_json(nested(kMaxJsonDepth + 1)));
    EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
    EXPECT_TRUE(parse_json("\"" + std::string(1000, '[') + "\\\"[\""));
}

RC_GTEST_PROP(JsonProperty, AnyTextSurvives, (const std::string& name)) {
    PeerRow row;
    row.id = "x";
    row.name = name;
    const auto read = decode<PeerRow>(*parse_json(json_text(encode(row))));
    RC_ASSERT(read.has_value());
    RC_ASSERT(json_text(encode(*read)) == json_text(encode(row)));
}

}  // namespace
}  // namespace culver::control
