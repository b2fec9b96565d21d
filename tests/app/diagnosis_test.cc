// SPDX-License-Identifier: Apache-2.0
#include "app/diagnosis.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace culver::app {
namespace {

using control::Severity;
using Codes = std::vector<std::string>;
using discovery::Health;
using discovery::Way;

OwnFacts healthy() {
    OwnFacts own;
    own.interfaces = {"eth0"};
    own.ways = {{Way::Multicast4, Health::Ok, "On eth0."},
                {Way::Multicast6, Health::Ok, "On eth0."},
                {Way::Broadcast, Health::Ok, "On eth0."},
                {Way::Static, Health::Off, ""}};
    own.port = own.beacon_port = 24254;
    own.has_heard_anybody = own.hears_multicast4 = true;
    own.near = 1;
    own.outside = {
        {"bob", {.dial = DialOutcome::Answered, .answers_questions = true, .heard_multicast4 = true}}};
    return own;
}

PeerFacts bob(Dialled dialled) {
    PeerFacts peer;
    peer.name = "bob";
    peer.is_listed = peer.is_heard = peer.answers_questions = true;
    peer.addresses = {
        {.where = *Endpoint::parse("10.77.0.2:24254", 0), .dialled = dialled, .is_on_link = true}};
    return peer;
}

Codes codes(const std::vector<control::Finding>& findings) {
    Codes codes;
    for (const auto& finding : findings) codes.push_back(finding.code);
    return codes;
}

std::string advice_for(const std::vector<control::Finding>& findings, const std::string& code) {
    const auto found = std::ranges::find(findings, code, &control::Finding::code);
    return found == findings.end() ? "" : found->advice.value_or("");
}

TEST(Diagnosis, OfAHealthyMachineIsOk) {
    const auto findings = diagnose(healthy());
    EXPECT_EQ(codes(findings), Codes{"ok"});
    EXPECT_EQ(findings[0].severity, Severity::Ok);
    EXPECT_NE(findings[0].message.find("bob"), std::string::npos);
}

TEST(Diagnosis, NoInterfaceExplainsAllElse) {
    OwnFacts own = healthy();
    own.interfaces.clear();
    own.ways[0].health = own.ways[2].health = Health::Failed;
    own.has_heard_anybody = false;
    own.near = 0;
    own.outside.clear();
    EXPECT_EQ(codes(diagnose(own)), Codes{"no_interface"});
    EXPECT_EQ(codes(diagnose(own, bob(Dialled::Unreachable))), Codes{"no_interface"});
    own.ways.push_back({Way::Mdns, Health::Failed, "No network interface can multicast."});
    EXPECT_EQ(codes(diagnose(own)), Codes{"no_interface"}) << "a consequence is no finding of its own";
}

TEST(Diagnosis, ATakenBeaconPortIsToldOnce) {
    OwnFacts own = healthy();
    own.has_beacon_port = own.hears_multicast4 = own.has_heard_anybody = false;
    own.ways[0].health = own.ways[2].health = Health::Degraded;
    const auto findings = diagnose(own);
    EXPECT_EQ(codes(findings), Codes{"port_taken"});
    EXPECT_NE(advice_for(findings, "port_taken").find("ss -lunp"), std::string::npos);
}

TEST(Diagnosis, AnotherPortIsANoteAndStillOk) {
    OwnFacts own = healthy();
    own.is_port_usual = false;
    own.port = 24255;
    EXPECT_EQ(codes(diagnose(own)), (Codes{"port_moved", "ok"}));
}

TEST(Diagnosis, MulticastIsFilteredInOutOrBoth) {
    OwnFacts own = healthy();
    own.hears_multicast4 = false;
    EXPECT_EQ(codes(diagnose(own)), Codes{"multicast_in_filtered"});
    own.outside[0].report.heard_multicast4 = false;
    EXPECT_EQ(codes(diagnose(own)), Codes{"multicast_filtered"});
    own.hears_multicast4 = true;
    EXPECT_EQ(codes(diagnose(own)), Codes{"multicast_out_filtered"});
    own.near = 0;
    EXPECT_EQ(codes(diagnose(own)), Codes{"ok"});
}

TEST(Diagnosis, WhatIsSwitchedOffIsNotFiltered) {
    OwnFacts own = healthy();
    own.ways[0].health = Health::Off;
    own.hears_multicast4 = false;
    EXPECT_EQ(codes(diagnose(own)), Codes{"ok"});
}

TEST(Diagnosis, TheOwnFirewallIsToldWithTheRuleToType) {
    OwnFacts own = healthy();
    own.outside[0].report.dial = DialOutcome::Silent;
    own.outside[0].report.answers_questions = false;
    const auto findings = diagnose(own);
    EXPECT_EQ(codes(findings), (Codes{"own_tcp_blocked", "own_udp_blocked"}));
    EXPECT_NE(advice_for(findings, "own_tcp_blocked").find("tcp dport 24254 accept"), std::string::npos);
    EXPECT_NE(advice_for(findings, "own_udp_blocked").find("udp dport 24254 accept"), std::string::npos);
}

TEST(Diagnosis, OneWhoReachesThisNodeOutweighsOneWhoDoesNot) {
    OwnFacts own = healthy();
    own.outside.push_back({"carol", {.dial = DialOutcome::Silent, .answers_questions = true}});
    EXPECT_EQ(codes(diagnose(own)), Codes{"ok"});
}

TEST(Diagnosis, KnocksOfOthersTellWhenNobodyCanBeAsked) {
    OwnFacts own = healthy();
    own.outside.clear();
    own.believes_port_closed = true;
    EXPECT_EQ(codes(diagnose(own)), Codes{"own_tcp_blocked"});
}

TEST(Diagnosis, SilenceIsToldAndNotTakenForHealth) {
    OwnFacts own = healthy();
    own.has_heard_anybody = own.hears_multicast4 = false;
    own.near = 0;
    own.outside.clear();
    EXPECT_EQ(codes(diagnose(own)), Codes{"nothing_heard"});
}

TEST(Diagnosis, TwinsOldVersionsAndAvahi) {
    OwnFacts own = healthy();
    own.twin = "10.77.0.9";
    own.too_old_peers = {"dora"};
    own.is_self_too_old = true;
    own.ways.push_back({Way::Mdns, Health::Failed, "No daemon answers."});
    const auto findings = diagnose(own);
    EXPECT_EQ(codes(findings), (Codes{"twin", "peer_too_old", "self_too_old", "mdns"}));
    EXPECT_NE(findings[3].message.find("No daemon answers."), std::string::npos);
}

TEST(Diagnosis, AWayThatFailsIsNamed) {
    OwnFacts own = healthy();
    own.ways[2] = {Way::Broadcast, Health::Failed, "Sending fails on eth0."};
    EXPECT_EQ(codes(diagnose(own)), Codes{"way_failed"});
}

TEST(PeerDiagnosis, OneWhoAnswersIsOk) {
    EXPECT_EQ(codes(diagnose(healthy(), bob(Dialled::Answered))), Codes{"ok"});
}

TEST(PeerDiagnosis, AClosedPortOfAPeerThatDialsBack) {
    PeerFacts peer = bob(Dialled::Silent);
    peer.has_session = peer.had_to_knock = true;
    const auto findings = diagnose(healthy(), peer);
    EXPECT_EQ(codes(findings), Codes{"tcp_dropped"});
    EXPECT_EQ(findings[0].severity, Severity::Warning);
    EXPECT_NE(findings[0].advice->find("On that machine"), std::string::npos);
    EXPECT_NE(findings[0].advice->find("tcp dport 24254 accept"), std::string::npos);
    peer.addresses[0].dialled = Dialled::Refused;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"tcp_refused"});
}

TEST(PeerDiagnosis, AClosedPortOfAPeerThatCannotDialEither) {
    const auto findings = diagnose(healthy(), bob(Dialled::Silent));
    EXPECT_EQ(codes(findings), Codes{"tcp_dropped"});
    EXPECT_EQ(findings[0].severity, Severity::Problem);
    EXPECT_NE(findings[0].message.find("here or between"), std::string::npos);
    PeerFacts peer = bob(Dialled::Silent);
    peer.reaches_others = true;
    EXPECT_EQ(diagnose(healthy(), peer)[0].message.find("here or between"), std::string::npos);
}

TEST(PeerDiagnosis, BothFirewallsAreTold) {
    OwnFacts own = healthy();
    own.outside[0].report.dial = DialOutcome::Silent;
    PeerFacts peer = bob(Dialled::Answered);
    EXPECT_EQ(codes(diagnose(own, peer)), Codes{"own_tcp_blocked"});
}

TEST(PeerDiagnosis, AnotherSubnetIsAProblemOnlyWhenSilent) {
    PeerFacts peer = bob(Dialled::Silent);
    peer.is_heard = peer.answers_questions = peer.is_listed = false;
    peer.addresses[0].is_on_link = false;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"other_subnet"});
    peer.addresses[0].dialled = Dialled::Answered;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), (Codes{"other_subnet", "ok"}));
}

TEST(PeerDiagnosis, IsolationIsWhenTheRouterAnswersAndThePeerHasNoHardwareAddress) {
    PeerFacts peer = bob(Dialled::Unreachable);
    peer.is_heard = peer.answers_questions = peer.is_listed = false;
    peer.addresses[0].is_neighbour = false;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"peer_offline"});
    peer.is_gateway_there = true;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"isolation"});
    peer.addresses[0].is_neighbour = true;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"peer_offline"});
}

TEST(PeerDiagnosis, IsolationIsToldThoughTheRowAndTheSessionAreStillThere) {
    PeerFacts peer = bob(Dialled::Silent);
    peer.answers_questions = false;
    peer.has_session = peer.is_gateway_there = true;
    peer.addresses[0].is_neighbour = false;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"isolation"});
}

TEST(PeerDiagnosis, AMachineThatRefusesAndIsNotHeardRunsNoCulver) {
    PeerFacts peer = bob(Dialled::Refused);
    peer.is_heard = peer.answers_questions = peer.is_listed = false;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"not_running"});
}

TEST(PeerDiagnosis, AnotherNodeAnotherProgramAnotherVersion) {
    PeerFacts peer = bob(Dialled::OtherNode);
    peer.is_heard = peer.answers_questions = peer.is_listed = false;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"other_node"});
    EXPECT_EQ(codes(diagnose(healthy(), bob(Dialled::NoCulver))), Codes{"no_culver"});
    EXPECT_EQ(codes(diagnose(healthy(), bob(Dialled::PeerTooOld))), Codes{"peer_too_old"});
    EXPECT_EQ(codes(diagnose(healthy(), bob(Dialled::SelfTooOld))), Codes{"self_too_old"});
}

TEST(PeerDiagnosis, ABlockedPeerAndOneWithoutAddress) {
    PeerFacts peer = bob(Dialled::Answered);
    peer.is_blocked = true;
    peer.addresses.clear();
    EXPECT_EQ(codes(diagnose(healthy(), peer)), (Codes{"blocked", "ok"}));
    EXPECT_NE(advice_for(diagnose(healthy(), peer), "blocked").find("--undo"), std::string::npos);
    peer.is_blocked = peer.is_heard = peer.answers_questions = peer.is_listed = false;
    EXPECT_EQ(codes(diagnose(healthy(), peer)), Codes{"no_address"});
}

}  // namespace
}  // namespace culver::app
