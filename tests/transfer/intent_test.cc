// SPDX-License-Identifier: Apache-2.0
// The end of a transfer, cut at every single step: a child process ends itself where the disk is about to be
// changed for the k-th time, for every k, and another goes on.
#include "transfer/intent.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace culver::transfer {
namespace {

using test::must;
using test::put_file;

constexpr int kCut = 77;

class CutAnywhere : public ::testing::Test {
protected:
    CutAnywhere() : tree_(make_tree()) {
        put_file(folder_ / "inbox/d/mine", "mine");
        put_file(folder_ / "inbox/note.txt", "mine");
        put_file(folder_ / "inbox/.hidden", "mine");
        before_ = test::picture(folder_ / "inbox");
        expected_ = before_;
        for (auto& [name, line] : test::picture(folder_ / "source")) expected_[renamed(name)] = line;
    }
    SourceTree make_tree() {
        put_file(folder_ / "source/d/a", test::noise(600'000, 1));
        put_file(folder_ / "source/d/sub/b", "small");
        put_file(folder_ / "source/d/empty", "");
        put_file(folder_ / "source/note.txt", test::noise(1'200'000, 2));
        put_file(folder_ / "source/other", "x");
        return test::listed({folder_ / "source/d", folder_ / "source/note.txt", folder_ / "source/other"});
    }
    static std::string renamed(const std::string& name) {
        if (name == "d" || name.starts_with("d/")) return "d (2)" + name.substr(1);
        return name == "note.txt" ? "note (2).txt" : name;
    }

    // What the node does at every start, up to the end.
    void go_on(const FaultPoint& fault, Walk walk) {
        auto root =
            must(ReceiveRoot::open((folder_ / "inbox").string(), {.folder = {.walk = walk, .fault = fault}}));
        if (std::filesystem::exists(folder_ / "recorded")) return must(root.abandon(transfer_));
        auto partial = root.reopen(transfer_);
        if (!partial) {
            must(root.abandon(transfer_));
            partial = root.begin(transfer_, tree_.manifest(), EntrySet::all(tree_.manifest().entry_count()));
        }
        if (!partial) throw std::runtime_error(partial.error().sentence());
        while (must(partial->verify_next())) continue;
        test::receive_missing(tree_, *partial);
        must(partial->finish());
        put_file(folder_ / "recorded", "done");
        must(partial->discard());
    }

    // True when it was cut before step number cut.
    bool cut_in_child(int cut, Walk walk) {
        const auto child = ::fork();
        if (child == 0) {
            int steps = 0;
            try {
                go_on(
                    [&](std::string_view) {
                        if (steps++ == cut) ::_exit(kCut);
                    },
                    walk);
            } catch (const std::exception& failure) {
                std::fprintf(stderr, "%s\n", failure.what());
                ::_exit(1);
            }
            ::_exit(0);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == kCut));
        return WEXITSTATUS(status) == kCut;
    }
    // Whatever was there before is as it was.
    void expect_nothing_changed(int cut) {
        const auto now = test::picture(folder_ / "inbox");
        for (const auto& [name, line] : before_)
            EXPECT_EQ(now.at(name), line) << name << " after step " << cut;
    }
    void expect_arrived(int cut, Walk walk) {
        go_on({}, walk);
        EXPECT_EQ(test::picture(folder_ / "inbox", test::Partials::Include), expected_)
            << "after step " << cut;
        std::filesystem::remove_all(folder_ / "inbox/d (2)");
        std::filesystem::remove(folder_ / "inbox/note (2).txt");
        std::filesystem::remove(folder_ / "inbox/other");
        std::filesystem::remove(folder_ / "recorded");
    }

    test::InMemory memory_;
    culver::test::TempDir folder_;
    SourceTree tree_;
    TransferId transfer_{};
    std::map<std::string, std::string> before_;
    std::map<std::string, std::string> expected_;
};

TEST_F(CutAnywhere, ArrivesOnceAndChangesNothingElse) {
    int cut = 0;
    for (; cut_in_child(cut, Walk::ByKernel) && !HasFailure(); ++cut) {
        expect_nothing_changed(cut);
        expect_arrived(cut, Walk::ByKernel);
    }
    EXPECT_GT(cut, 50);
}

TEST_F(CutAnywhere, ArrivesWhenTheSecondTryIsCutToo) {
    for (int cut = 0; cut_in_child(cut, Walk::ByKernel) && !HasFailure(); ++cut) {
        cut_in_child(cut * 7 % 29, Walk::ByKernel);
        expect_nothing_changed(cut);
        expect_arrived(cut, Walk::ByKernel);
    }
}

TEST_F(CutAnywhere, ArrivesOnKernelsWithoutTheNewerCalls) {
    for (int cut = 0; cut_in_child(cut, Walk::ByHand) && !HasFailure(); ++cut) {
        expect_nothing_changed(cut);
        expect_arrived(cut, Walk::ByHand);
    }
}

TEST_F(CutAnywhere, TakesAnotherNameWhenSomebodyWasQuicker) {
    bool taken = false;
    const auto take = [&](std::string_view step) {
        if (step == "move" && !taken) put_file(folder_ / "inbox/d (2)/quick", "theirs");
        taken = taken || step == "move";
    };
    go_on(take, Walk::ByKernel);
    EXPECT_TRUE(std::filesystem::exists(folder_ / "inbox/d (3)/a"));
    EXPECT_EQ(must(read_file(folder_ / "inbox/d (2)/quick", 100)), "theirs");
}

TEST_F(CutAnywhere, AbandonsAtEveryStepAndChangesNothing) {
    for (int cut = 0; cut_in_child(cut, Walk::ByKernel) && !HasFailure(); ++cut) {
        auto root = must(ReceiveRoot::open((folder_ / "inbox").string()));
        must(root.abandon(transfer_));
        EXPECT_TRUE(must(root.list_partials()).empty());
        expect_nothing_changed(cut);
        std::filesystem::remove_all(folder_ / "inbox/d (2)");
        std::filesystem::remove(folder_ / "inbox/note (2).txt");
        std::filesystem::remove(folder_ / "inbox/other");
        std::filesystem::remove(folder_ / "recorded");
        EXPECT_EQ(test::picture(folder_ / "inbox", test::Partials::Include), before_);
    }
}

RC_GTEST_PROP(IntentProperty, AnyBytesAreReadUpToTheFirstUnsoundRecord, (std::vector<std::uint8_t> bytes)) {
    RC_ASSERT(read_intent(bytes).sound_bytes <= bytes.size());
}

}  // namespace
}  // namespace culver::transfer
