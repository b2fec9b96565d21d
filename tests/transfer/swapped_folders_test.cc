// SPDX-License-Identifier: Apache-2.0
// Somebody else on this computer, or a program that synchronises, puts a link in the place of a folder while
// a transfer is received into it. Whatever folder it is and at whatever step it comes: nothing outside the
// receive folder is made, changed or removed.
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/receive_root.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using test::listed;
using test::must;
using test::picture;
using test::put_file;

constexpr std::uint32_t kBlock = 256U << 10;

// Every step that changes a disk while a transfer comes in, but those that only some disks need. A step that
// is new in the code must be reached here: the test below compares.
const std::set<std::string> kSteps{"make receive folder",
                                   "make folder",
                                   "write own file",
                                   "make file",
                                   "reserve",
                                   "journal",
                                   "write",
                                   "punch",
                                   "mark",
                                   "set time",
                                   "note broken",
                                   "note name",
                                   "sync names",
                                   "move",
                                   "remove",
                                   "remove folder"};

const std::set<std::string> kStepsOfSomeDisks{"remove file", "sync file", "sync file system"};

// One receipt from its beginning to its end, in folders of its own.
class Receipt {
public:
    explicit Receipt(Walk walk) : walk_(walk) {
        put_file(folder_ / "source/d/a", test::noise(2 * kBlock + 100, 1));
        put_file(folder_ / "source/d/sub/b", test::noise(100, 2) + std::string(3 * kBlock, '\0'));
        put_file(folder_ / "source/d/sub/gone", test::noise(kBlock, 3));
        put_file(folder_ / "source/single", "x");
        // What lies outside has the names of everything that a transfer touches, and lacks some.
        for (const char* at : {"", "files/", "files/d/", "files/d/sub/", "d/", "d/sub/", "sub/"}) {
            for (const char* name : {"a", "b", "journal", "manifest", "intent", "keep"})
                put_file(folder_ / "outside" / at / name, "mine");
        }
        put_file(folder_ / "outside" / partial_name(kTransfer) / "journal", "mine");
    }

    // Puts the link where the folder is once so many steps were done; how many were done in all.
    std::size_t run(std::size_t swap_at, const std::string& swapped) {
        std::size_t steps = 0;
        const auto fault = [&](std::string_view step) {
            names_.insert(std::string(step));
            if (steps++ == swap_at) swap(swapped);
        };
        const auto tree = listed({folder_ / "source/d", folder_ / "source/single"});
        fs::remove(folder_ / "source/d/sub/gone");
        auto root = must(ReceiveRoot::open((folder_ / "inbox").string(),
                                           {.folder = {.walk = walk_, .fault = fault}, .boot = BootId{1}}));
        try {
            auto partial =
                must(root.begin(kTransfer, tree.manifest(), EntrySet::all(tree.manifest().entry_count())));
            test::receive_missing(tree, partial);
            must(partial.sync());
            must(partial.finish());
            must(partial.discard());
        } catch (const std::exception&) {  // it fails where it may; what then follows is a person's Cancel
            (void)root.reopen(kTransfer);
            (void)root.list_partials();
        }
        (void)root.abandon(kTransfer);
        return steps;
    }

    [[nodiscard]] std::map<std::string, std::string> outside() const {
        return picture(folder_ / "outside", test::Partials::Include);
    }
    [[nodiscard]] std::map<std::string, std::string> inbox() const {
        return picture(folder_ / "inbox", test::Partials::Include);
    }
    [[nodiscard]] const std::set<std::string>& names() const { return names_; }
    [[nodiscard]] bool was_swapped() const { return was_swapped_; }

    static std::vector<std::string> folders() {
        const std::string partial = "inbox/" + partial_name(kTransfer);
        return {"inbox", partial, partial + "/files", partial + "/files/d", partial + "/files/d/sub"};
    }

private:
    void swap(const std::string& swapped) {
        const fs::path place = folder_ / swapped;
        if (!fs::is_directory(fs::symlink_status(place))) return;  // not made yet, or moved already
        fs::rename(place, folder_ / "aside");
        // Relative: a link that begins at the root is refused for leaving the file system already.
        fs::create_directory_symlink(fs::relative(folder_ / "outside", place.parent_path()), place);
        was_swapped_ = true;
    }

    static constexpr TransferId kTransfer{};
    test::InMemory memory_;
    culver::test::TempDir folder_;
    Walk walk_;
    std::set<std::string> names_;
    bool was_swapped_ = false;
};

class SwappedFolders : public ::testing::TestWithParam<Walk> {};

TEST_P(SwappedFolders, AtNoStepLeadAnythingOutside) {
    constexpr std::size_t kNever = 1'000'000;
    Receipt quiet(GetParam());
    const auto steps = quiet.run(kNever, "inbox");
    EXPECT_TRUE(quiet.inbox().contains("d/sub/b") && quiet.inbox().contains("single"));
    for (const auto& step : quiet.names())
        EXPECT_TRUE(kSteps.contains(step) || kStepsOfSomeDisks.contains(step)) << step << " is new: name it";
    for (const auto& step : kSteps) EXPECT_TRUE(quiet.names().contains(step)) << step << " is never reached";
    for (const auto& folder : Receipt::folders()) {
        std::size_t swaps = 0;
        for (std::size_t step = 0; step < steps; ++step) {
            Receipt receipt(GetParam());
            const auto before = receipt.outside();
            receipt.run(step, folder);
            swaps += receipt.was_swapped() ? 1 : 0;
            ASSERT_EQ(receipt.outside(), before) << folder << " at step " << step;
        }
        EXPECT_GT(swaps, steps / 4) << folder;
    }
}

INSTANTIATE_TEST_SUITE_P(Walks, SwappedFolders, ::testing::Values(Walk::ByKernel, Walk::ByHand));

}  // namespace
}  // namespace culver::transfer
