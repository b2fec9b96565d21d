// SPDX-License-Identifier: Apache-2.0
#include "transfer/manifest.h"

#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include "transfer/manifest.pb.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ctime>

namespace culver::transfer {
namespace {

using test::made_manifest;

Entry file(std::string_view path, std::uint64_t size) {
    return {.path = path, .size = size};
}
Entry folder(std::string_view path) {
    return {.path = path, .kind = EntryKind::Folder};
}

boost::system::error_code reason(const std::vector<Entry>& entries) {
    ManifestBuilder builder;
    for (const auto& entry : entries)
        if (auto added = builder.add(entry); !added) return added.error().code;
    auto made = builder.finish();
    return made ? boost::system::error_code{} : made.error().code;
}

TEST(Manifest, ChoosesTheBlockLengthFromTheTotal) {
    constexpr std::uint64_t mib = 1U << 20;
    EXPECT_EQ(block_bytes_for(0), 256U << 10);
    EXPECT_EQ(block_bytes_for(32 * mib), 256U << 10);
    EXPECT_EQ(block_bytes_for(32 * mib + 1), 512U << 10);
    EXPECT_EQ(block_bytes_for(128 * mib), 1U << 20);
    EXPECT_EQ(block_bytes_for(1024 * mib), 1U << 20);
    EXPECT_EQ(block_bytes_for(1024 * mib + 1), 2U << 20);
    EXPECT_EQ(block_bytes_for(4096 * mib), 4U << 20);
    EXPECT_EQ(block_bytes_for(kMaxTotalBytes), 4U << 20);
}

TEST(Manifest, CutsFilesIntoSlices) {
    const auto manifest = made_manifest(
        {file("a", 10), folder("b"), file("b/c", 0), file("b/d", 65536), file("e", 1)}, kMinBlockBytes);
    ASSERT_EQ(manifest.block_count(), 2U);
    const Slices first{{.entry = 0, .length = 10, .offset = 0}, {.entry = 3, .length = 65526, .offset = 0}};
    const Slices second{{.entry = 3, .length = 10, .offset = 65526}, {.entry = 4, .length = 1, .offset = 0}};
    EXPECT_EQ(manifest.slices(0), first);
    EXPECT_EQ(manifest.slices(1), second);
    EXPECT_EQ(manifest.block_length(1), 11U);
}

TEST(Manifest, FindsEntriesByPath) {
    const auto manifest = made_manifest({folder("a"), file("a/b", 1), file("a b", 2)});
    EXPECT_EQ(manifest.find("a/b"), 1U);
    EXPECT_EQ(manifest.find("a b"), 2U);
    EXPECT_EQ(manifest.find("a/c"), std::nullopt);
    EXPECT_EQ(manifest.top_level(), (std::vector<std::uint32_t>{0, 2}));
}

TEST(Manifest, RefusesWhatContradictsItself) {
    EXPECT_EQ(reason({}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({file("a", 1), file("a", 1)}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({file("b", 1), file("a", 1)}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({file("a/b", 1)}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({file("a", 1), file("a/b", 1)}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({folder("a"), file("ab/c", 1)}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({folder("a"), file("a/b", 1), file("a/b/c", 1)}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({{.path = "a", .kind = EntryKind::Folder, .size = 1}}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({{.path = "a", .size = 1, .hole_bytes = 2}}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({{.path = "a", .mtime_ns = INT64_MAX}}), TransferErrc::BadManifest);
    EXPECT_EQ(reason({file("a", UINT64_MAX)}), TransferErrc::ManifestTooLarge);
    EXPECT_EQ(reason({file("a", kMaxTotalBytes), file("b", 1)}), TransferErrc::ManifestTooLarge);
    EXPECT_EQ(reason({file("../a", 1)}), TransferErrc::BadName);
}

TEST(Manifest, SaysWhichNameIsBadAndWhy) {
    ManifestBuilder builder;
    const auto added = builder.add(file("../\x1b[2J", 1));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().context, "\"../\\x1b[2J\" is refused, because it climbs out of its folder");
}

TEST(Manifest, RefusesPagesThatDoNotMatchTheOffer) {
    const auto manifest = made_manifest({file("a", 1), file("b", 2)});
    const auto page = manifest.encode_pages().at(0);
    auto fewer = manifest.shape();
    fewer.entry_count = 1;
    auto smaller = manifest.shape();
    smaller.total_bytes = 2;
    auto larger = manifest.shape();
    larger.total_bytes = 4;
    auto other = manifest.shape();
    other.digest[0] ^= 1;
    auto odd_blocks = manifest.shape();
    odd_blocks.block_bytes = 100'000;
    auto no_blocks = manifest.shape();
    no_blocks.block_bytes = 0;
    for (const auto& shape : {fewer, smaller, larger, other, odd_blocks, no_blocks}) {
        ManifestBuilder builder(shape);
        const auto added = builder.add_page(page);
        EXPECT_FALSE(added && builder.finish());
    }
}

TEST(Manifest, RefusesPagesInTheWrongPlace) {
    const auto manifest = made_manifest({file("a", 1), file("b", 2)});
    ManifestBuilder builder(manifest.shape());
    const auto page = manifest.encode_pages().at(0);
    ASSERT_TRUE(builder.add_page(page));
    EXPECT_EQ(builder.add_page(page).error().code, TransferErrc::BadManifest);
    proto::ManifestPage strange;
    strange.add_entries()->set_kind(static_cast<proto::ManifestEntry::Kind>(7));
    ManifestBuilder fresh;
    EXPECT_EQ(fresh.add_page(to_bytes(strange.SerializeAsString())).error().code, TransferErrc::BadManifest);
    EXPECT_FALSE(fresh.add_page(Bytes(kMaxPageBytes + 1)));
}

TEST(Manifest, HasADigestOfItsEntriesWhateverThePages) {
    const auto manifest =
        made_manifest({{.path = "a", .executable = true, .size = 5, .mtime_ns = 7}, folder("b")});
    EXPECT_EQ(to_hex(manifest.digest()), "d855799310da8d816ba8d62e94038e49e9b1fb7b968b8e6b66a540c82ab198c3");
    const auto hinted = made_manifest(
        {{.path = "a", .executable = true, .size = 5, .hole_bytes = 5, .mtime_ns = 7}, folder("b")});
    EXPECT_EQ(hinted.digest(), manifest.digest());
}

TEST(Manifest, IsQuickAndSmallForAHundredThousandFiles) {
    const auto begin = std::clock();
    ManifestBuilder builder;
    std::vector<std::string> paths;
    for (int index = 0; index < 100'000; ++index) paths.push_back("f" + std::to_string(1'000'000 + index));
    for (const auto& path : paths) ASSERT_TRUE(builder.add(file(path, 20'000)));
    const auto manifest = test::must(builder.finish());
    ManifestBuilder copy(manifest.shape());
    for (const auto& page : manifest.encode_pages()) {
        ASSERT_LT(page.size(), kMaxPageBytes);
        ASSERT_TRUE(copy.add_page(page));
    }
    EXPECT_EQ(test::must(copy.finish()).digest(), manifest.digest());
    for (std::uint32_t block = 0; block < manifest.block_count(); ++block)
        ASSERT_FALSE(manifest.slices(block).empty());
    EXPECT_LT(std::clock() - begin, 10 * CLOCKS_PER_SEC);  // 0.2 s of processor time
}

// Random sound manifests: a few folders, files of any size in them.
struct Shape {
    std::vector<std::string> paths;
    std::vector<Entry> entries;
};
Shape random_shape() {
    Shape shape;
    const auto count = *rc::gen::inRange(1, 40);
    for (int index = 0; index < count; ++index) {
        const auto name = std::string(static_cast<std::size_t>(*rc::gen::inRange(1, 200)), 'x') +
                          std::to_string(1000 + index);
        shape.paths.push_back(std::to_string(1000 + index) + name);
    }
    for (const auto& path : shape.paths)
        shape.entries.push_back({.path = path,
                                 .kind = *rc::gen::inRange(0, 5) == 0 ? EntryKind::Folder : EntryKind::File,
                                 .executable = false,
                                 .size = 0,
                                 .mtime_ns = *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000'000'000)});
    for (auto& entry : shape.entries)
        if (entry.kind == EntryKind::File)
            entry.size = *rc::gen::element<std::uint64_t>(0, 1, 65535, 65536, 65537, 900'000);
    return shape;
}

RC_GTEST_PROP(ManifestProperty, SlicesCoverTheStreamExactly, ()) {
    const auto shape = random_shape();
    const auto manifest = made_manifest(shape.entries, kMinBlockBytes);
    std::vector<std::uint64_t> covered(manifest.entry_count());
    for (std::uint32_t block = 0; block < manifest.block_count(); ++block) {
        std::uint64_t length = 0;
        for (const auto& slice : manifest.slices(block)) {
            RC_ASSERT(slice.offset == covered[slice.entry]);
            RC_ASSERT(slice.length > 0U);
            covered[slice.entry] += slice.length;
            length += slice.length;
        }
        RC_ASSERT(length == manifest.block_length(block));
    }
    for (std::uint32_t index = 0; index < manifest.entry_count(); ++index)
        RC_ASSERT(covered[index] == manifest.entry(index).size);
}

RC_GTEST_PROP(ManifestProperty, PagesComeBackAsTheyWere, ()) {
    const auto shape = random_shape();
    const auto manifest = made_manifest(shape.entries);
    ManifestBuilder builder(manifest.shape());
    for (const auto& page : manifest.encode_pages()) RC_ASSERT(builder.add_page(page).has_value());
    RC_ASSERT(builder.is_complete());
    const auto back = test::must(builder.finish());
    for (std::uint32_t index = 0; index < manifest.entry_count(); ++index) {
        RC_ASSERT(back.entry(index).path == manifest.entry(index).path);
        RC_ASSERT(back.entry(index).mtime_ns == manifest.entry(index).mtime_ns);
    }
}

RC_GTEST_PROP(ManifestProperty, AnyBytesAreReadOrRefused, (std::vector<std::uint8_t> bytes)) {
    ManifestBuilder builder;
    if (builder.add_page(bytes)) RC_ASSERT(builder.entry_count() > 0U);
}

}  // namespace
}  // namespace culver::transfer
