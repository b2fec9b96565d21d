// SPDX-License-Identifier: Apache-2.0
#include "transfer/names.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <unordered_set>
#include <vector>

namespace culver::transfer {
namespace {

using namespace std::string_view_literals;

TEST(Names, KeepsWhatLinuxAllows) {
    for (const auto name : {"report.txt"sv,
                            "CON"sv,
                            "a:b"sv,
                            "trailing."sv,
                            "trailing "sv,
                            " leading"sv,
                            "~"sv,
                            "-rf"sv,
                            "..."sv,
                            "..x"sv,
                            "x.."sv,
                            "%2e%2e%2f"sv,
                            "dev-disk-by\\x2dlabel.device"sv,
                            "Icon\r"sv,
                            "two\nlines"sv,
                            "\xe2\x80\xae"sv,
                            "cafe\xcc\x81"sv,
                            "caf\xc3\xa9"sv,
                            "飞鸽.txt"sv,
                            "C:"sv})
        EXPECT_FALSE(check_component(name)) << printable(name);
}

TEST(Names, TellsWhatIsWrong) {
    EXPECT_EQ(check_component(""), NameFault::Empty);
    EXPECT_EQ(check_component("."), NameFault::Dot);
    EXPECT_EQ(check_component(".."), NameFault::DotDot);
    EXPECT_EQ(check_component("a/b"), NameFault::Slash);
    EXPECT_EQ(check_component("a\0b"sv), NameFault::Null);
    EXPECT_EQ(check_component("\xff"), NameFault::NotUtf8);
    EXPECT_EQ(check_component("\xc0\xae\xc0\xae"), NameFault::NotUtf8);
    EXPECT_EQ(check_component(std::string(256, 'a')), NameFault::TooLong);
    EXPECT_EQ(check_component("..\\x"), NameFault::Backslash);
    EXPECT_EQ(check_path("C:/x"), NameFault::Drive);
    EXPECT_EQ(check_path(".culver-partial-x/y"), NameFault::Reserved);
    EXPECT_EQ(check_path(".CULVER-Partial-x"), NameFault::Reserved);
    EXPECT_EQ(check_path("a/.culver-partial-x"), std::nullopt);
}

TEST(Names, CountsDepthAndLengthOfPaths) {
    std::string path = "a";
    for (int depth = 1; depth < 64; ++depth) path += "/a";
    EXPECT_FALSE(check_path(path));
    EXPECT_EQ(check_path(path + "/a"), NameFault::TooDeep);
    std::string longest = std::string(255, 'a');
    while (longest.size() + 256 <= 4096) longest += "/" + std::string(255, 'a');
    EXPECT_FALSE(check_path(longest));
    EXPECT_EQ(check_path(longest + "/" + std::string(255, 'b')), NameFault::TooLong);
}

TEST(Names, ReadsForeignBytesAsGb18030OrSpellsThem) {
    EXPECT_EQ(decode_source_name("caf\xc3\xa9"), "café");
    EXPECT_EQ(decode_source_name("\xd6\xd0\xce\xc4.txt"), "中文.txt");
    EXPECT_EQ(decode_source_name("caf\xe9.txt"), "caf%E9.txt");
    EXPECT_EQ(decode_source_name("\xff\xfe"), "%FF%FE");
    EXPECT_EQ(decode_source_name("..\\evil"), "..%5Cevil");
    EXPECT_EQ(decode_source_name("a\\x2db"), "a\\x2db");
}

TEST(Names, ShortensDecodedNamesWithoutMakingThemEqual) {
    std::string bytes;
    while (bytes.size() + 2 <= 251) bytes += "\xd6\xd0";
    const auto first = decode_source_name(bytes + ".txt");
    const auto second = decode_source_name(bytes + ".tx");
    EXPECT_FALSE(check_component(first));
    EXPECT_FALSE(check_component(second));
    EXPECT_NE(first, second);
    EXPECT_TRUE(first.ends_with(".txt"));
}

TEST(Names, NumbersBeforeTheExtension) {
    EXPECT_EQ(numbered_name("report.pdf", 2, NameOf::File), "report (2).pdf");
    EXPECT_EQ(numbered_name("src.tar.gz", 3, NameOf::File), "src (3).tar.gz");
    EXPECT_EQ(numbered_name(".profile", 2, NameOf::File), ".profile (2)");
    EXPECT_EQ(numbered_name("Makefile", 2, NameOf::File), "Makefile (2)");
    EXPECT_EQ(numbered_name("v1.2", 2, NameOf::Folder), "v1.2 (2)");
    EXPECT_EQ(numbered_name("Mr. Smith writes", 2, NameOf::File), "Mr. Smith writes (2)");
    EXPECT_EQ(numbered_name(".tar.gz", 2, NameOf::File), ".tar (2).gz");
}

TEST(Names, CutsTheStemWhenANumberWouldMakeTheNameTooLong) {
    const auto name = std::string(250, 'x') + ".jpeg";
    const auto numbered = numbered_name(name, 1234, NameOf::File);
    EXPECT_EQ(numbered.size(), kMaxComponentBytes);
    EXPECT_TRUE(numbered.ends_with(" (1234).jpeg"));
}

TEST(Names, OrdersSlashBelowEverything) {
    EXPECT_TRUE(path_less("a", "a/b"));
    EXPECT_TRUE(path_less("a/b", "a b"));
    EXPECT_TRUE(path_less("a/z", "a\n"));
    EXPECT_FALSE(path_less("b", "a/b"));
    EXPECT_FALSE(path_less("a", "a"));
}

RC_GTEST_PROP(NamesProperty, EveryNameOfTheKernelBecomesOneThatTravels, (std::string raw)) {
    std::erase_if(raw, [](char character) { return character == '\0' || character == '/'; });
    if (raw.empty() || raw == "." || raw == "..") return;
    raw.resize(std::min<std::size_t>(raw.size(), 255));
    const auto name = decode_source_name(raw);
    RC_ASSERT(!check_component(name));
    if (is_utf8(raw) && !check_component(raw)) RC_ASSERT(name == raw);
}

RC_GTEST_PROP(NamesProperty, EveryHighByteNameTravels, (std::vector<std::uint8_t> bytes)) {
    std::string raw;
    for (const auto byte : bytes) raw += static_cast<char>(byte | 0x80);
    if (raw.empty()) return;
    raw.resize(std::min<std::size_t>(raw.size(), 255));
    RC_ASSERT(!check_component(decode_source_name(raw)));
}

RC_GTEST_PROP(NamesProperty, ANumberedNameIsAGoodName, (std::string raw)) {
    auto name = decode_source_name(raw.empty() ? "x" : raw);
    if (check_component(name)) return;
    const auto number = *rc::gen::inRange<std::uint32_t>(2, 100'000);
    for (const auto what : {NameOf::File, NameOf::Folder}) {
        const auto numbered = numbered_name(name, number, what);
        RC_ASSERT(numbered != name);
        RC_ASSERT(numbered.size() <= kMaxComponentBytes);
    }
}

RC_GTEST_PROP(NamesProperty, OrderIsStrict, (std::string left, std::string right)) {
    RC_ASSERT(!(path_less(left, right) && path_less(right, left)));
    RC_ASSERT((path_less(left, right) || path_less(right, left)) == (left != right));
}

// On a disk that takes all of these for one name, and in a receive folder on any disk.
TEST(FreeNames, TryOnceForEachOfManyNamesThatFoldAlike) {
    constexpr std::uint32_t kNames = 1U << 16;
    for (const std::string& tail : {std::string(".txt"), std::string(230, 'z')}) {
        FreeNames free;
        std::unordered_set<std::string> taken;
        std::uint64_t tries = 0;
        const auto is_taken = [&](const std::string& tried) {
            ++tries;
            return taken.contains(fold_name(tried));
        };
        for (std::uint32_t number = 0; number < kNames; ++number) {
            std::string name;
            for (std::uint32_t bit = 0; bit < 16; ++bit) name += (number >> bit & 1) != 0 ? 'A' : 'a';
            name += tail;
            const bool is_free = taken.insert(fold_name(free.give("d", name, NameOf::File, is_taken))).second;
            ASSERT_TRUE(is_free);
        }
        EXPECT_LE(tries, 2 * kNames);
    }
}

RC_GTEST_PROP(FreeNamesProperty, GivesWhatTryingFromTheBeginningGives, ()) {
    const auto words = rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a", "A", "a (2)", "A (3)", "a.b", "A.B", "a (2).b", "b", ".a"));
    FreeNames free;
    std::unordered_set<std::string> taken;
    const auto is_taken = [&](const std::string& tried) { return taken.contains(fold_name(tried)); };
    for (const std::string& name : *words) {
        const auto what = *rc::gen::element(NameOf::File, NameOf::Folder);
        const std::string plain = free_name(name, what, is_taken);
        RC_ASSERT(free.give({}, name, what, is_taken) == plain);
        taken.insert(fold_name(plain));
    }
}

}  // namespace
}  // namespace culver::transfer
