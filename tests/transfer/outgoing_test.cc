// SPDX-License-Identifier: Apache-2.0
#include "transfer/outgoing.h"

#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"

#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;

TEST(OutgoingTest, ANodeThatStopsWhileFilesAreListedListsThemAtItsNextStart) {
    test::Office office;
    auto& alice = office.desk("alice");
    auto& bob = office.desk("bob");
    const fs::path folder = alice.files() / "many";
    constexpr int kFolders = 3'000;  // far from listed within one turn of the loop
    for (int at = 0; at < kFolders; ++at) fs::create_directories(folder / std::to_string(at));
    test::put_file(folder / "0/one.txt", "one");
    const auto id = office.send(alice, bob, {folder});
    office.restart(alice);
    EXPECT_EQ(alice.row(id).error.message, "");
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    office.accept(bob, id);
    EXPECT_TRUE(office.until([&] { return alice.has(id, State::Done); }));
}

}  // namespace
}  // namespace culver::transfer
