// SPDX-License-Identifier: Apache-2.0
#include "transfer/earlier_file.h"

#include "base/signature.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/receive_root.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using test::must;
using test::noise;
using test::put_file;

constexpr ChunkSizes kSizes{16U << 10};

class EarlierFileTest : public testing::Test {
protected:
    EarlierVersion version(const std::string& name) {
        const ReceiveRoot root = must(ReceiveRoot::open(folder.path().string()));
        return {folder.path().string(), received_file(root.folder(), name, name).value()};
    }
    static void set_time(const fs::path& path, std::int64_t nanoseconds) {
        const timespec time{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
        const std::array<timespec, 2> times{time, time};
        ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0), 0);
    }
    culver::test::TempDir folder;
    std::string content = noise(1'000'000);
};

TEST_F(EarlierFileTest, KnowsItsChunks) {
    put_file(folder / "a", content);
    EarlierFile file = must(EarlierFile::open(version("a"), kSizes));
    Chunker chunker(kSizes);
    const auto first = chunker.take(as_bytes(content)).bytes;
    const auto second = chunker.take(as_bytes(content).subspan(first)).bytes;
    const Chunk chunk{static_cast<std::uint32_t>(second), sha256(as_bytes(content).subspan(first, second))};
    EXPECT_FALSE(file.find(chunk));
    file.learn_until(content.size());
    EXPECT_EQ(file.find(chunk), first);
    EXPECT_FALSE(file.find(Chunk{chunk.length - 1, chunk.hash}));
    Bytes read(200);
    EXPECT_TRUE(file.read({{10, 150}, {500'000, 50}}, read));
    EXPECT_EQ(as_text(read), content.substr(10, 150) + content.substr(500'000, 50));
    EXPECT_FALSE(file.read({{0, 199}}, read));
    EXPECT_FALSE(file.read({{content.size() - 100, 200}}, read));
}

TEST_F(EarlierFileTest, IsNotOpenedOnceSomebodyWorkedOnIt) {
    put_file(folder / "a", content);
    const EarlierVersion noted = version("a");
    EXPECT_TRUE(EarlierFile::open(noted, kSizes));
    set_time(folder / "a", noted.file.mtime_ns + 1);
    EXPECT_FALSE(EarlierFile::open(noted, kSizes));
    put_file(folder / "a", content + "!");
    set_time(folder / "a", noted.file.mtime_ns);
    EXPECT_FALSE(EarlierFile::open(noted, kSizes));
    fs::remove(folder / "a");
    EXPECT_FALSE(EarlierFile::open(noted, kSizes));
}

// Only what lies beneath the folder itself, and nothing that a link leads to.
TEST_F(EarlierFileTest, FollowsNoLinkAndLeavesNoFolder) {
    put_file(folder / "in/a", content);
    put_file(folder / "a", content);
    EarlierVersion noted = version("a");
    set_time(folder / "in/a", noted.file.mtime_ns);
    fs::remove(folder / "a");
    fs::create_symlink("in/a", folder / "a");
    EXPECT_FALSE(EarlierFile::open(noted, kSizes));
    fs::create_directory_symlink("in", folder / "link");
    noted.file.disk_path = "link/a";
    EXPECT_FALSE(EarlierFile::open(noted, kSizes));
    noted.file.disk_path = "in/a";
    EXPECT_TRUE(EarlierFile::open(noted, kSizes));
    noted.folder += "/in";
    noted.file.disk_path = "../in/a";
    EXPECT_FALSE(EarlierFile::open(noted, kSizes));
    noted.file.disk_path = (folder / "in/a").string();
    EXPECT_FALSE(EarlierFile::open(noted, kSizes));
}

TEST_F(EarlierFileTest, EndsWhereAFileBecameShorter) {
    put_file(folder / "a", content);
    EarlierFile file = must(EarlierFile::open(version("a"), kSizes));
    fs::resize_file(folder / "a", 500'000);
    file.learn_until(content.size());
    Bytes read(100);
    EXPECT_FALSE(file.read({{600'000, 100}}, read));
}

TEST_F(EarlierFileTest, CountsTheHintsItKnows) {
    content = noise(12'000'000);
    put_file(folder / "a", content);
    put_file(folder / "b", noise(100'000, 4) + content);
    put_file(folder / "c", noise(12'000'000, 5));
    const EarlierFile file = must(EarlierFile::open(version("a"), kSizes));
    for (const std::string name : {"a", "b", "c"}) {
        const std::uint64_t size = fs::file_size(folder / name);
        const FileHandle next =
            must(must(ReceiveRoot::open(folder.path().string())).folder().open_for_reading(name));
        const auto hints = sample_of(next.get(), kSizes, sample_spans(size), size);
        const auto known = file.count_known(hints, sample_spans(size));
        EXPECT_GT(hints.size(), 80u);
        EXPECT_EQ(is_worth_it(known, hints.size()), name != "c") << name << ' ' << known;
    }
}

}  // namespace
}  // namespace culver::transfer
