// SPDX-License-Identifier: Apache-2.0
#include "interop/unfinished.h"

#include "interop/received_tree.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace culver::interop {
namespace {

TransferId id_of(std::uint8_t byte) {
    TransferId id;
    id.bytes.fill(byte);
    return id;
}

TEST(Unfinished, IsRememberedUntilItEnds) {
    std::string kept;
    Unfinished first("", [&](std::string text) { kept = std::move(text); });
    first.begun(id_of(1), "/srv/in coming");
    first.begun(id_of(2), "/srv");
    first.ended(id_of(2));
    Unfinished second(kept, [&](std::string text) { kept = std::move(text); });
    EXPECT_EQ(second.left(), (Unfinished::Entries{{id_of(1), "/srv/in coming"}}));
    second.removed({{id_of(1), "/srv/in coming"}});
    EXPECT_TRUE(second.left().empty());
    EXPECT_EQ(kept, "");
}

TEST(Unfinished, ReadsNoNonsense) {
    Unfinished read("nonsense\n\n" + id_of(3).text() + "\n" + id_of(4).text() + " /x\n",
                    [](const std::string&) {});
    EXPECT_EQ(read.left(), (Unfinished::Entries{{id_of(4), "/x"}}));
}

TEST(Unfinished, RemovesExactlyWhatAKilledNodeLeft) {
    const test::TempDir dir;
    const auto folder = dir.path().string();
    for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
        auto tree = ReceivedTree::begin(folder, id_of(number));
        ASSERT_TRUE(tree);
        ASSERT_TRUE(tree->make_file("half"));
    }
    const Unfinished::Entries lost{{id_of(8), folder + "/missing"}};
    const Unfinished::Entries here{{id_of(1), folder}, {id_of(9), folder}};
    EXPECT_EQ(Unfinished::remove(here, {}), here);
    EXPECT_TRUE(Unfinished::remove(lost, {}).empty()) << "perhaps on a stick that comes back";
    std::size_t left = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        EXPECT_NE(entry.path().filename().string().find(id_of(2).text()), std::string::npos) << entry.path();
        ++left;
    }
    EXPECT_EQ(left, 1U);
    EXPECT_FALSE(std::filesystem::exists(folder + "/missing"));
}

}  // namespace
}  // namespace culver::interop
