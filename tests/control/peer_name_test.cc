// SPDX-License-Identifier: Apache-2.0
#include "control/peer_name.h"

#include <gtest/gtest.h>

namespace culver::control {
namespace {

std::string id_of(const std::string& beginning) {
    return beginning + std::string(52 - beginning.size(), '2');
}

KnownPeer peer(const std::string& id, const std::string& name, Trust trust, bool talked_to) {
    KnownPeer one;
    one.id = id_of(id);
    one.name = name;
    one.trust = trust;
    one.talked_to = talked_to;
    one.ever_names = {name};
    return one;
}

KnownPeer verified(const std::string& id, const std::string& name) {
    return peer(id, name, Trust::Verified, true);
}
KnownPeer known(const std::string& id, const std::string& name) {
    return peer(id, name, Trust::New, true);
}
KnownPeer stranger(const std::string& id, const std::string& name) {
    return peer(id, name, Trust::New, false);
}

KnownPeer at(KnownPeer one, const std::string& endpoint, std::int64_t last_seen = 0) {
    one.addresses.push_back(*Endpoint::parse(endpoint, kDefaultPort));
    one.last_seen = last_seen;
    return one;
}

// One word for what came out: an id's beginning, a refusal's code with its candidates, or an address.
std::string outcome(std::string_view word, const std::vector<KnownPeer>& peers) {
    const auto match = resolve_peer(word, peers);
    if (!match) {
        std::string text(to_word(match.error().outcome));
        for (const auto& candidate : match.error().candidates) text += " " + candidate.id.substr(0, 4);
        return text;
    }
    if (const auto* one = std::get_if<OnePeer>(&*match)) return one->id.substr(0, 4);
    const auto& there = std::get<PeerAtAddress>(*match);
    return there.endpoint.text() + " " + there.last_seen_there.value_or("nobody").substr(0, 6);
}

TEST(PeerName, AnIdOrItsMarkedPrefixComesFirst) {
    const std::vector peers = {known("abcd", "anna"), known("abce", "otto"), stranger("zzzz", id_of("abcd"))};
    EXPECT_EQ(outcome(id_of("abcd"), peers), "abcd");  // although a stranger took it for his name
    EXPECT_EQ(outcome("id:abcd", peers), "abcd");
    EXPECT_EQ(outcome("id:ABCD", peers), "abcd");
    EXPECT_EQ(outcome("id:abc", peers), "ambiguous_peer abcd abce");
    EXPECT_EQ(outcome("id:z", peers), "zzzz");
    EXPECT_EQ(outcome("id:", peers), "no_such_peer");
    EXPECT_EQ(outcome("id:8!", peers), "no_such_peer");
    EXPECT_EQ(outcome(id_of("qqqq"), peers), "no_such_peer");
}

TEST(PeerName, AVerifiedPeerWinsOverOneTalkedToAndThatOverAStranger) {
    std::vector peers = {stranger("ssss", "bob"), known("kkkk", "bob"), verified("vvvv", "bob")};
    EXPECT_EQ(outcome("bob", peers), "vvvv");
    peers.pop_back();
    EXPECT_EQ(outcome("bob", peers), "kkkk");
    peers.pop_back();
    EXPECT_EQ(outcome("bob", peers), "ssss");
}

TEST(PeerName, SeveralOfOneRankAreListed) {
    EXPECT_EQ(outcome("bob", {verified("aaaa", "bob"), verified("bbbb", "bob"), known("cccc", "bob")}),
              "ambiguous_peer aaaa bbbb");
    EXPECT_EQ(outcome("bob", {known("aaaa", "bob"), known("bbbb", "bob")}), "ambiguous_peer aaaa bbbb");
    EXPECT_EQ(outcome("bob", {stranger("aaaa", "bob"), stranger("bbbb", "bob")}), "ambiguous_peer aaaa bbbb");
}

TEST(PeerName, AStrangerCannotTakeANameSomebodyKnownEverHad) {
    auto renamed = known("kkkk", "robert");
    renamed.ever_names = {"bob", "robert"};
    EXPECT_EQ(outcome("bob", {renamed, stranger("ssss", "bob")}), "name_taken_by_stranger ssss");
    EXPECT_EQ(outcome("name:bob", {renamed, stranger("ssss", "bob")}), "name_taken_by_stranger ssss");
    EXPECT_EQ(outcome("bob", {renamed}), "no_such_peer");
    EXPECT_EQ(resolve_peer("bob", std::vector{renamed, stranger("ssss", "bob")}).error().message,
              "Somebody new calls himself 'bob'; use the id.");
}

TEST(PeerName, AStrangerInAnotherSpellingOfAKnownNameIsNotTaken) {
    EXPECT_EQ(outcome("BOB", {known("kkkk", "bob"), stranger("ssss", "BOB")}), "name_taken_by_stranger ssss");
    EXPECT_EQ(outcome("bob", {known("kkkk", "bob"), stranger("ssss", "BOB")}), "kkkk");
}

TEST(PeerName, AChangedKeyInheritsNothing) {
    const auto changed = peer("cccc", "bob", Trust::Changed, true);
    EXPECT_EQ(outcome("bob", {changed, known("kkkk", "bob")}), "kkkk");
    auto gone = known("kkkk", "robert");
    gone.ever_names = {"bob"};
    EXPECT_EQ(outcome("bob", {changed, gone}), "name_taken_by_stranger cccc");
}

TEST(PeerName, NamesAreComparedInNormalFormC) {
    const std::string composed = "Jos\xc3\xa9";
    const std::string decomposed = "Jose\xcc\x81";
    EXPECT_EQ(outcome(decomposed, {known("kkkk", composed)}), "kkkk");
    EXPECT_EQ(outcome(composed, {known("kkkk", decomposed)}), "kkkk");
    EXPECT_EQ(outcome("jos\xc3\xa9", {known("kkkk", composed)}), "no_such_peer");
    EXPECT_EQ(outcome("小王", {known("kkkk", "小王")}), "kkkk");
}

TEST(PeerName, AnUnmarkedPrefixNeedsFourCharactersAndOneOwner) {
    const std::vector peers = {known("abcdef", "anna"), known("abcdeg", "otto"), known("mnop", "mia")};
    EXPECT_EQ(outcome("mnop", peers), "mnop");
    EXPECT_EQ(outcome("MNOP2", peers), "mnop");
    EXPECT_EQ(outcome("mno", peers), "no_such_peer");
    EXPECT_EQ(outcome("abcde", peers), "ambiguous_peer abcd abcd");
    EXPECT_EQ(outcome("abcdef", peers), "abcd");
}

TEST(PeerName, ANameWinsOverAPrefix) {
    EXPECT_EQ(outcome("mnop", {known("mnop", "mia"), known("kkkk", "mnop")}), "kkkk");
    EXPECT_EQ(outcome("name:mnop", {known("mnop", "mia")}), "no_such_peer");
}

TEST(PeerName, AStrangerCannotCaptureAnIdOrAnAddressWithHisName) {
    EXPECT_EQ(outcome("mnop", {known("mnop", "mia"), stranger("ssss", "mnop")}),
              "name_taken_by_stranger ssss");
    EXPECT_EQ(outcome("10.0.0.7", {stranger("ssss", "10.0.0.7")}), "name_taken_by_stranger ssss");
    EXPECT_EQ(outcome("name:10.0.0.7", {stranger("ssss", "10.0.0.7")}), "ssss");
    EXPECT_EQ(outcome("mnop", {stranger("mnop", "mnop")}), "mnop");
}

TEST(PeerName, AnAddressMeansTheNodeThatAnswersThere) {
    const std::vector peers = {at(known("kkkk", "bob"), "10.0.0.7:24260", 5),
                               at(known("jjjj", "jo"), "10.0.0.7:24254", 3)};
    EXPECT_EQ(outcome("10.0.0.9", peers), "10.0.0.9:24254 nobody");
    EXPECT_EQ(outcome("10.0.0.9:7", peers), "10.0.0.9:7 nobody");
    EXPECT_EQ(outcome("10.0.0.7", peers), "10.0.0.7:24260 kkkk22");
    EXPECT_EQ(outcome("10.0.0.7:24254", peers), "10.0.0.7:24254 jjjj22");
    EXPECT_EQ(outcome("10.0.0.7:99", peers), "10.0.0.7:99 nobody");
    EXPECT_EQ(outcome("::1", peers), "[::1]:24254 nobody");
    EXPECT_EQ(outcome("[fe80::1%lo]:24260", peers), "[fe80::1%lo]:24260 nobody");
    EXPECT_EQ(outcome("10.0.0.7:0", peers), "no_such_peer");
    EXPECT_EQ(outcome("10.0.0.7:65536", peers), "no_such_peer");
    EXPECT_EQ(outcome("example.org", peers), "no_such_peer");
}

TEST(PeerName, TheNodeAtAnAddressMustBeTheOneLastSeenThereUnlessNewOnesAreWelcome) {
    const PeerAtAddress asked{*Endpoint::parse("10.0.0.7", kDefaultPort), id_of("kkkk")};
    const PeerAtAddress unseen{asked.endpoint, std::nullopt};
    EXPECT_EQ(judge_answer(asked, id_of("kkkk"), false)->id, id_of("kkkk"));
    EXPECT_EQ(judge_answer(asked, id_of("zzzz"), false).error().outcome, Outcome::AnotherNodeThere);
    EXPECT_EQ(judge_answer(asked, id_of("zzzz"), true)->id, id_of("zzzz"));
    EXPECT_EQ(judge_answer(unseen, id_of("zzzz"), false).error().candidates[0].id, id_of("zzzz"));
    EXPECT_EQ(judge_answer(unseen, id_of("zzzz"), true)->id, id_of("zzzz"));
}

TEST(PeerName, NobodyFitsNothing) {
    EXPECT_EQ(outcome("", {known("kkkk", ""), stranger("ssss", "")}), "no_such_peer");
    EXPECT_EQ(outcome("name:", {known("kkkk", "")}), "no_such_peer");
    EXPECT_EQ(outcome("bob", {}), "no_such_peer");
    EXPECT_EQ(resolve_peer("b\x1b[2Job", {}).error().message.find('\x1b'), std::string::npos);
}

TEST(TransferName, AFullIdOrAUniquePrefixIsTaken) {
    const std::vector<std::string> ids = {"abcdefgh", "abcdxyzz", "abcd"};
    EXPECT_EQ(resolve_transfer("ABCDE", ids), "abcdefgh");
    EXPECT_EQ(resolve_transfer("abcd", ids), "abcd");  // exact before prefix
    EXPECT_EQ(resolve_transfer("abc", ids).error().outcome, Outcome::NoSuchTransfer);
    EXPECT_EQ(resolve_transfer("abcdq", ids).error().outcome, Outcome::NoSuchTransfer);
    EXPECT_EQ(
        resolve_transfer("abcd", std::vector<std::string>{"abcdefgh", "abcdxyzz"}).error().candidates.size(),
        2u);
}

}  // namespace
}  // namespace culver::control
