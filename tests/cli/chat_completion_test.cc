// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/chat_completion.h"

#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace culver::cli {
namespace {

using Words = std::vector<std::string>;

const ChatNames kNames{{"bob", "Bobby Tables", "小王", "office"}, {"bob", "小王", "all", "e\x1b[m"}};

TEST(ChatCompletion, CommandsAtTheBeginningOfALine) {
    EXPECT_EQ(complete_chat("/re", kNames).words, (Words{"/react", "/recall", "/reply"}));
    EXPECT_EQ(complete_chat("and /re", kNames).words, Words{});
}

TEST(ChatCompletion, NamesWhereAPersonIsMeant) {
    const auto to = complete_chat("/to BO", kNames);
    EXPECT_EQ(to.from, 4u);
    EXPECT_EQ(to.words, (Words{"Bobby Tables", "bob"}));
    EXPECT_EQ(complete_chat("ask @小", kNames).words, Words{"小王"});
    EXPECT_EQ(complete_chat("me@b", kNames).words, Words{});
    EXPECT_EQ(complete_chat("@e", kNames).words, Words{}) << "a name that cannot stand on a screen";
}

TEST(ChatCompletion, FilesWhereAFileIsMeant) {
    const culver::test::TempDir folder;
    std::ofstream(folder / "plan.pdf") << "x";
    std::filesystem::create_directory(folder / "plans");
    const auto path = folder.path().string();
    EXPECT_EQ(complete_chat("/send " + path + "/pl", kNames).words,
              (Words{path + "/plan.pdf", path + "/plans/"}));
    EXPECT_EQ(complete_chat("/attach " + path + "/none", kNames).words, Words{});
}

}  // namespace
}  // namespace culver::cli
