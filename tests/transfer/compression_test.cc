// SPDX-License-Identifier: Apache-2.0
#include "transfer/compression.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace culver::transfer {
namespace {

// A machine and a link in numbers: one thread reads and compresses, another encrypts and writes, the link
// drains meanwhile.
struct World {
    double link = 12e6;       // wire bytes per second
    double other = 0.5e-9;    // seconds per byte of the first besides compressing
    double writing = 0.6e-9;  // seconds per wire byte of the second
    std::array<double, 6> cost{0, 2.5e-9, 4e-9, 10e-9, 20e-9, 50e-9};  // of each level, seconds per byte
    std::array<double, 6> ratio{1, 0.30, 0.27, 0.26, 0.25, 0.245};
    double compressible_part = 1;  // of the blocks
    // The receiver's processor, seconds per content byte: of a stored block, of one that it unpacks.
    std::array<double, 2> receiver{0, 0};

    [[nodiscard]] double fixed_rate(std::size_t level) const {
        return 1 / std::max({other + cost[level], ratio[level] * writing, ratio[level] / link,
                             receiver[level == 0 ? 0 : 1]});
    }
    [[nodiscard]] double best_rate() const {
        double best = 0;
        for (std::size_t level = 0; level < cost.size(); ++level) best = std::max(best, fixed_rate(level));
        return best;
    }
};

constexpr double kBlock = 256 * 1024;
constexpr double kLargeBlock = 1024 * 1024;

std::size_t index_of(int level) {
    return static_cast<std::size_t>(std::ranges::find(CompressionPolicy::kLevels, level) -
                                    CompressionPolicy::kLevels.begin());
}

// Sends that many blocks and gives the seconds it took.
double send(CompressionPolicy& policy, const World& world, int blocks, double block = kBlock) {
    double total = 0;
    CompressionPolicy::Window window;
    double to_be_compressible = 0;
    unsigned window_blocks = 0;
    for (int number = 0; number < blocks; ++number) {
        to_be_compressible += world.compressible_part;
        const bool shrinks = to_be_compressible >= 1;
        if (shrinks) to_be_compressible -= 1;
        double busy = world.other * block;
        double wire = block;
        double receiving = world.receiver[0] * block;
        if (const int level = policy.next_level(); level != CompressionPolicy::kStored) {
            const std::size_t index = index_of(level);
            if (shrinks) {
                const double seconds = world.cost[index] * block;
                wire = world.ratio[index] * block;
                busy += seconds;
                receiving = world.receiver[1] * block;
                policy.attempted(
                    {level, static_cast<std::uint64_t>(block), static_cast<std::uint64_t>(wire), seconds});
            } else {
                const double sample = world.cost[1] * block / 20;
                busy += sample;
                policy.sample_refused(sample);
            }
        }
        const double elapsed = std::max({busy, wire * world.writing, wire / world.link, receiving});
        total += elapsed;
        window.elapsed += elapsed;
        window.busy += busy;
        window.raw_bytes += static_cast<std::uint64_t>(block);
        window.wire_bytes += static_cast<std::uint64_t>(wire);
        if (policy.is_long_enough(window.elapsed, ++window_blocks, window.raw_bytes)) {
            policy.window_ended(window);
            window = {};
            window_blocks = 0;
        }
    }
    return total;
}

double rate(const World& world, int blocks = 4096) {
    CompressionPolicy policy;
    return blocks * kBlock / send(policy, world, blocks);
}

TEST(CompressionPolicy, StandsAsideOnALinkThatIsFasterThanTheProcessor) {
    const World world{.link = 2e9};
    CompressionPolicy policy;
    send(policy, world, 4096);
    EXPECT_EQ(policy.level(), CompressionPolicy::kStored);
    EXPECT_GE(rate(world), 0.95 * world.fixed_rate(0));  // 0.6 s in all
}

// Waiting for a receiver who unpacks is no sign of a slow link.
TEST(CompressionPolicy, StandsAsideWhenTheReceiverIsWhatMakesItWait) {
    World world{.link = 3e9, .other = 0.35e-9, .receiver = {0.95e-9, 1.35e-9}};
    world.cost[1] = 0.3e-9;
    EXPECT_GE(rate(world, 4096), 0.9 * world.fixed_rate(0));  // 1.1 s in all: a trial counts
}

// The receiver opens its folder before it confirms anything; a fast link must not pass for a slow one by
// that.
TEST(CompressionPolicy, IsNotMisledByTheWaitForTheFirstConfirmation) {
    World world{.link = 2e9, .other = 0.45e-9};
    CompressionPolicy policy;
    (void)policy.next_level();
    policy.attempted({1, 256 << 10, 78 << 10, 256 * 1024 * world.cost[1]});
    policy.window_ended({.elapsed = 0.025, .busy = 0.001, .raw_bytes = 256 << 10, .wire_bytes = 78 << 10});
    constexpr int kBlocks = 4096;
    EXPECT_GE(kBlocks * kBlock / send(policy, world, kBlocks), 0.93 * world.fixed_rate(0));
}

// While the first blocks fill what lies between reader and disk, a lane waits on every link.
TEST(CompressionPolicy, IsNotToldOfASlowLinkByItsFirstBlocks) {
    CompressionPolicy policy;
    policy.attempted({.level = 1, .raw_bytes = 524'288, .wire_bytes = 165'000, .seconds = 0.003});
    policy.window_ended({.elapsed = 0.006, .busy = 0.004, .raw_bytes = 524'288, .wire_bytes = 165'000});
    policy.window_ended({.elapsed = 0.032, .busy = 0.015, .raw_bytes = 3'100'000, .wire_bytes = 980'000});
    EXPECT_EQ(policy.level(), CompressionPolicy::kStored) << "a trial tells more";
}

TEST(CompressionPolicy, CompressesHarderOnASlowLinkThanOnAFastOne) {
    CompressionPolicy slow;
    CompressionPolicy fast;
    send(slow, World{.link = 1.2e6}, 4096);
    send(fast, World{.link = 118e6}, 4096);
    EXPECT_GT(slow.level(), fast.level());
    EXPECT_GT(fast.level(), CompressionPolicy::kStored);
}

TEST(CompressionPolicy, ComesCloseToTheBestFixedLevel) {
    for (const double link : {1.2e6, 11.9e6, 30e6, 118e6, 300e6, 1e9}) {
        const World world{.link = link};
        EXPECT_GE(rate(world), 0.88 * world.best_rate()) << link;
    }
}

// A minute's film of text over an office cable: no time for many trials.
TEST(CompressionPolicy, FindsTheLevelEarlyAndStaysWithIt) {
    for (const double slowness : {1.0, 2.0, 3.0}) {  // of the processor: others may want it, too
        World world{.link = 11.9e6};
        for (double& cost : world.cost) cost *= slowness;
        CompressionPolicy policy;
        const int blocks = 128;
        const double seconds = send(policy, world, blocks, kLargeBlock);
        EXPECT_GE(blocks * kLargeBlock / seconds, 0.93 * world.best_rate()) << slowness;
    }
}

TEST(CompressionPolicy, CostsNearlyNothingWhereNothingShrinks) {
    for (const double link : {1.2e6, 11.9e6, 118e6, 1e9, 4e9}) {
        const World world{.link = link, .compressible_part = 0};
        EXPECT_GE(rate(world), 0.97 * world.fixed_rate(0)) << link;
    }
}

TEST(CompressionPolicy, FollowsALinkThatBecomesFast) {
    CompressionPolicy policy;
    send(policy, World{.link = 11.9e6}, 1024);
    EXPECT_GT(policy.level(), CompressionPolicy::kStored);
    const World fast{.link = 3e9};
    send(policy, fast, 4096);
    EXPECT_GE(4096 * kBlock / send(policy, fast, 4096), 0.9 * fast.fixed_rate(0));
}

TEST(CompressionPolicy, FollowsALinkThatBecomesSlow) {
    CompressionPolicy policy;
    send(policy, World{.link = 3e9}, 4096);
    const World slow{.link = 5e6};
    send(policy, slow, 512);
    EXPECT_GE(2048 * kBlock / send(policy, slow, 2048), 0.85 * slow.best_rate());
}

// What was measured with one thread says nothing of two: a level that disappointed is tried again at once.
TEST(CompressionPolicy, DecidesAnewWhenMoreThreadsHelp) {
    const World one{.link = 30e6, .cost = {0, 4e-9, 9e-9, 40e-9, 80e-9, 200e-9}};
    World three = one;
    three.other /= 3;
    for (double& cost : three.cost) cost /= 3;
    CompressionPolicy policy;
    send(policy, one, 2048);
    policy.became_faster();
    EXPECT_GE(1024 * kBlock / send(policy, three, 1024), 0.93 * three.best_rate());
}

TEST(CompressionPolicy, GivesUpALevelThatASlowProcessorCannotCarry) {
    World board{.link = 118e6, .other = 3e-9, .writing = 4e-9};
    for (double& cost : board.cost) cost *= 8;
    CompressionPolicy policy;
    send(policy, board, 8192);
    EXPECT_GE(rate(board, 8192), 0.95 * board.fixed_rate(0));
}

RC_GTEST_PROP(CompressionPolicy, IsNeverMuchSlowerThanNotCompressing, ()) {
    World world;
    world.link = static_cast<double>(*rc::gen::inRange(1, 3000)) * 1e6;
    world.other = static_cast<double>(*rc::gen::inRange(2, 60)) * 1e-10;
    world.writing = static_cast<double>(*rc::gen::inRange(2, 80)) * 1e-10;
    const double slowness = static_cast<double>(*rc::gen::inRange(2, 100)) / 10;
    const double shrink = static_cast<double>(*rc::gen::inRange(5, 95)) / 100;
    for (std::size_t level = 1; level < world.cost.size(); ++level) {
        world.cost[level] *= slowness;
        world.ratio[level] = std::min(0.93, world.ratio[level] / 0.3 * shrink);
    }
    world.compressible_part = static_cast<double>(*rc::gen::inRange(0, 11)) / 10;
    RC_ASSERT(rate(world, 8192) >= 0.93 * world.fixed_rate(0));
}

}  // namespace
}  // namespace culver::transfer
