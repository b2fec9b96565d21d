// SPDX-License-Identifier: Apache-2.0
#include "control/outcome.h"

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

#include <set>

namespace culver::control {
namespace {

TEST(Outcome, WordsAndNumbersAreDistinctAndComeBack) {
    std::set<std::string_view> words;
    std::set<int> numbers;
    for (const auto& entry : outcome_table()) {
        EXPECT_TRUE(words.insert(entry.word).second) << entry.word;
        EXPECT_TRUE(numbers.insert(entry.rpc_code).second) << entry.word;
        EXPECT_EQ(outcome_from_word(entry.word), entry.outcome);
        EXPECT_EQ(to_word(entry.outcome), entry.word);
    }
    EXPECT_EQ(outcome_table().size(), static_cast<std::size_t>(Outcome::Unsupported) + 1);
}

TEST(Outcome, ExitCodesAreThoseScriptsDependOn) {
    EXPECT_EQ(exit_code_of(Outcome::Done), 0);
    EXPECT_EQ(exit_code_of(Outcome::Failed), 1);
    EXPECT_EQ(exit_code_of(Outcome::Usage), 2);
    EXPECT_EQ(exit_code_of(Outcome::NotRunning), 3);
    for (const auto outcome : {Outcome::NoSuchPeer, Outcome::AmbiguousPeer, Outcome::NameTakenByStranger,
                               Outcome::AnotherNodeThere, Outcome::NoSuchGroup, Outcome::NoSuchTransfer,
                               Outcome::AmbiguousTransfer}) {
        EXPECT_EQ(exit_code_of(outcome), 4) << to_word(outcome);
    }
    EXPECT_EQ(exit_code_of(Outcome::TimedOut), 5);
    EXPECT_EQ(exit_code_of(Outcome::Refused), 6);
    EXPECT_EQ(exit_code_of(Outcome::Interrupted), 130);
}

TEST(Outcome, AWordOfANewerNodeMeansFailed) {
    EXPECT_EQ(outcome_from_word("moon_phase"), Outcome::Failed);
}

TEST(Outcome, ErrorsOfLowerRoomsKeepTheirSentence) {
    const Error late{boost::asio::error::timed_out, "asking bob"};
    EXPECT_EQ(refuse(late).error().outcome, Outcome::TimedOut);
    EXPECT_EQ(refuse(late).error().message, "Asking bob: Connection timed out.");
    EXPECT_EQ(refuse(Error{boost::asio::error::connection_refused, {}}).error().outcome, Outcome::Failed);
}

}  // namespace
}  // namespace culver::control
