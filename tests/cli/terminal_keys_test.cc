// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/terminal_keys.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::cli {
namespace {

using namespace std::string_view_literals;
using Keys = std::vector<KeyPress>;

TEST(TerminalKeys, TextIsWholeCharactersHoweverItIsCut) {
    TerminalKeys keys;
    const std::string word = "aß中👍";
    std::string typed;
    for (const char byte : word) {
        for (const auto& press : keys.take({&byte, 1})) {
            EXPECT_EQ(press.key, Key::Text);
            EXPECT_TRUE(is_utf8(press.text));
            typed += press.text;
        }
    }
    EXPECT_EQ(typed, word);
}

TEST(TerminalKeys, KnowsTheKeysOfUsualTerminals) {
    TerminalKeys keys;
    EXPECT_EQ(keys.take("\x1b[A\x1bOB\x1b[5~\x1b[1;5D\x7f\r\x01\x04"), (Keys{{Key::Up},
                                                                             {Key::Down},
                                                                             {Key::PageUp},
                                                                             {Key::WordLeft},
                                                                             {Key::Backspace},
                                                                             {Key::Enter},
                                                                             {Key::Home},
                                                                             {Key::EndOfFile}}));
}

TEST(TerminalKeys, ASequenceMayComeInPieces) {
    TerminalKeys keys;
    EXPECT_EQ(keys.take("\x1b"), Keys{});
    EXPECT_EQ(keys.take("["), Keys{});
    EXPECT_EQ(keys.take("6~x"), (Keys{{Key::PageDown}, {Key::Text, "x"}}));
}

TEST(TerminalKeys, WhatMeansNothingIsDropped) {
    TerminalKeys keys;
    EXPECT_EQ(keys.take("\x1b[99;7~\x1b[?1;2c\0\xff\xfe!"sv), (Keys{{Key::Text, "!"}}));
    EXPECT_EQ(keys.take("\x1b"), Keys{});
    keys.settle();
    EXPECT_EQ(keys.take("a"), (Keys{{Key::Text, "a"}}));
}

// Else a paste of several lines would be sent line by line, and its escapes be obeyed.
TEST(TerminalKeys, APasteIsOneTextWithItsLineBreaks) {
    TerminalKeys keys;
    EXPECT_EQ(keys.take("\x1b[200~one\rtwo\x1b[31m\x07"), Keys{});
    EXPECT_EQ(keys.take("!\x1b[201~\r"), (Keys{{Key::Text, "one\ntwo[31m!"}, {Key::Enter}}));
}

RC_GTEST_PROP(TerminalKeys, NeverTripsOverArbitraryBytes, (const std::vector<std::string>& pieces)) {
    TerminalKeys keys;
    for (const auto& piece : pieces) {
        for (const auto& press : keys.take(piece)) RC_ASSERT(is_utf8(press.text));
    }
}

}  // namespace
}  // namespace culver::cli
