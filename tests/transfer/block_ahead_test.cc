// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_ahead.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"

#include <gtest/gtest.h>

#include <fstream>

namespace culver::transfer {
namespace {

using test::listed;
using test::put_file;

constexpr std::size_t kBlock = 256U << 10;  // of every transfer this small

std::string content_of(const PreparedBlock& block) {
    const ByteView payload = block.wire().subspan(kLaneHeaderBytes);
    if (block.header.form == BlockForm::Zero) return std::string(block.header.raw_length, '\0');
    if (block.header.form == BlockForm::Raw) return std::string(as_text(payload));
    Bytes content(block.header.raw_length);
    EXPECT_TRUE(BlockDecoder().decompress(payload, content).has_value());
    return std::string(as_text(content));
}

std::string words(std::size_t length, char seed) {
    std::string text;
    while (text.size() < length) text += seed + std::to_string(text.size() * 7919 % 10'007) + " words, ";
    text.resize(length);
    return text;
}

class Ahead : public ::testing::Test {
protected:
    std::filesystem::path file(const std::string& name) { return folder_ / name; }

    culver::test::TempDir folder_;
};

// Text, noise and zeros in turn: each form leaves its memory in another place.
TEST_F(Ahead, GivesEveryBlockOnceWhileTheOneBeforeIsHeld) {
    std::string all;
    for (int number = 0; number < 24; ++number) {
        const std::string kinds[]{words(kBlock, static_cast<char>('a' + number)),
                                  test::noise(kBlock, static_cast<unsigned>(number)),
                                  std::string(kBlock, '\0')};
        all += kinds[static_cast<std::size_t>(number * number + number / 5) % 3];
    }
    put_file(file("all"), all);
    const auto tree = listed({file("all")});
    SourceReader reader(tree);
    Compressors compressors(2);
    BlockAhead ahead(reader, tree.manifest().block_bytes(), &compressors);
    const auto count = tree.manifest().block_count();
    std::string got;
    std::vector<std::uint8_t> written;
    std::uint32_t to_order = 0;
    const auto order = [&] {
        for (; to_order < count && ahead.has_room(); ++to_order)
            ahead.order(
                {.block = to_order, .level = to_order % 4 == 1 ? 0 : 3, .is_again = to_order % 2 == 1},
                std::exchange(written, {}));
    };
    order();
    for (std::uint32_t block = 0; block < count; ++block) {
        ASSERT_FALSE(ahead.is_empty());
        EXPECT_EQ(ahead.next(), block);
        PreparedBlock prepared = ahead.take();
        order();
        EXPECT_EQ(prepared.header.index, block);
        EXPECT_EQ(prepared.header.is_again, block % 2 == 1);
        EXPECT_EQ(decode_lane_header(prepared.wire().first<kLaneHeaderBytes>()).value(), prepared.header);
        got += content_of(prepared);
        EXPECT_EQ(check_of(as_bytes(got).subspan(got.size() - kBlock)), prepared.header.check);
        written = std::move(prepared.bytes);
    }
    EXPECT_TRUE(ahead.is_empty());
    EXPECT_TRUE(got == all);
}

TEST_F(Ahead, TellsWhatWasLookedAtAndWhatIsBroken) {
    put_file(file("text"), words(kBlock, 'a'));
    put_file(file("noise"), test::noise(kBlock, 1));
    put_file(file("gone"), words(kBlock, 'b'));
    const auto tree = listed({file("text"), file("noise"), file("gone")});
    std::filesystem::remove(file("gone"));
    SourceReader reader(tree);
    BlockAhead ahead(reader, tree.manifest().block_bytes());
    std::vector<BrokenEntry> broken;
    bool has_attempt = false;
    bool is_refused = false;
    for (std::uint32_t block = 0; block < tree.manifest().block_count(); ++block) {
        ahead.order({.block = block, .level = 1}, {});
        const PreparedBlock prepared = ahead.take();
        broken.insert(broken.end(), prepared.broken.begin(), prepared.broken.end());
        has_attempt |= prepared.look.attempt.has_value();
        is_refused |= prepared.look.refused.has_value();
        EXPECT_GT(prepared.seconds, 0);
    }
    EXPECT_TRUE(has_attempt);
    EXPECT_TRUE(is_refused);
    ASSERT_EQ(broken.size(), 1U);
    EXPECT_EQ(broken[0].reason, TransferErrc::SourceGone);
}

// The lane here takes at once what it gets, so every compressed block is late.
TEST_F(Ahead, GetsHelpWhileTheLinkWaitsForACompressor) {
    put_file(file("text"), words(64 * kBlock, 'a'));
    const auto tree = listed({file("text")});
    SourceReader reader(tree);
    Compressors compressors(1);
    for (const int level : {CompressionPolicy::kStored, 6}) {
        BlockAhead ahead(reader, tree.manifest().block_bytes(), &compressors);
        std::vector<std::uint8_t> written;
        std::uint32_t to_order = 0;
        for (std::uint32_t block = 0; block < 64; ++block) {
            for (; to_order < 64 && ahead.has_room(); ++to_order)
                ahead.order({.block = to_order, .level = level}, std::exchange(written, {}));
            PreparedBlock prepared = ahead.take();
            EXPECT_EQ(prepared.header.index, block);
            written = std::move(prepared.bytes);
        }
        EXPECT_EQ(ahead.threads(), level == CompressionPolicy::kStored ? 1U : 2U);
        EXPECT_EQ(compressors.free(), level == CompressionPolicy::kStored ? 1U : 0U);
    }
    EXPECT_EQ(compressors.free(), 1U) << "given back";
}

TEST_F(Ahead, EndsWithABlockUnderWay) {
    put_file(file("text"), words(8 * kBlock, 'a'));
    const auto tree = listed({file("text")});
    SourceReader reader(tree);
    for (int block = 0; block < 8; ++block) {
        BlockAhead ahead(reader, tree.manifest().block_bytes());
        ahead.order({.block = 0}, {});
        (void)ahead.take();
        ahead.order({.block = 1, .level = 12}, {});
    }
}

}  // namespace
}  // namespace culver::transfer
