// SPDX-License-Identifier: Apache-2.0
#include "store/peer_names.h"

#include "base/random.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

namespace culver::store {
namespace {

TEST(PeerNames, KeepsEachNameOnceAndNotMoreThanItsLimit) {
    boost::asio::io_context loop(1);
    test::TempDir folder;
    auto database = Database::open(folder / "history.db", loop.get_executor());
    ASSERT_TRUE(database) << database.error().sentence();
    PeerNames names(**database);
    const PeerKey peer(random_id<PeerId>());
    auto fill = [&]() -> Task<> {
        EXPECT_TRUE(co_await names.add(peer, "bob"));
        EXPECT_TRUE(co_await names.add(peer, "bob"));
        auto two = co_await names.load_all();
        EXPECT_EQ(two->size(), 1u);
        for (int count = 0; count < 2 * PeerNames::kMaxNamesPerPeer; ++count) {
            EXPECT_TRUE(co_await names.add(peer, "name " + std::to_string(count)));
        }
        auto all = co_await names.load_all();
        EXPECT_EQ(all->size(), static_cast<std::size_t>(PeerNames::kMaxNamesPerPeer));
    };
    test::run(loop, fill());
}

}  // namespace
}  // namespace culver::store
