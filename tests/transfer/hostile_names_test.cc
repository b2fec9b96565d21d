// SPDX-License-Identifier: Apache-2.0
// Names that were used, or could be, to write outside a receive folder. Each is offered as a file, as a
// folder and as a path within a folder, through the same door as any peer's list: what is accepted is then
// really received. Beside the receive folder stands a canary tree that must never change.
#include "base/text.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include "transfer/manifest.pb.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace culver::transfer {
namespace {

using namespace std::string_literals;

// Every one of these must be refused, wherever it stands.
std::vector<std::string> refused_everywhere() {
    std::vector<std::string> names{"",
                                   ".",
                                   "..",
                                   "/",
                                   "//",
                                   "///",
                                   "/etc/passwd",
                                   "//etc/passwd",
                                   "/.",
                                   "/..",
                                   "../",
                                   "./",
                                   "./x",
                                   "x/.",
                                   "x/./y",
                                   "../x",
                                   "../../x",
                                   "../../../../../../../../etc/passwd",
                                   "x/..",
                                   "x/../..",
                                   "x/../../y",
                                   "x/../../../y",
                                   "a//b",
                                   "a/",
                                   "a/b/",
                                   "a//",
                                   "/a",
                                   "/a/b",
                                   "..\\x",
                                   "..\\..\\x",
                                   "..\\",
                                   "\\x",
                                   "\\\\server\\share",
                                   "\\\\?\\C:\\x",
                                   "\\\\.\\pipe\\x",
                                   "C:\\x",
                                   "c:\\Windows\\System32\\x",
                                   "Z:\\",
                                   "x\\..\\..\\y",
                                   "x\\..",
                                   "\\..\\x",
                                   "..\\/x",
                                   "../\\x",
                                   "a\\..\\b",
                                   "a\\.. \\b",
                                   "a\\.. .\\b",
                                   "a\\...\\b",
                                   "..  \\x",
                                   "..\\..\\..\\..\\autoexec.bat",
                                   "x\0"s,
                                   "\0"s,
                                   "\0x"s,
                                   "../\0x"s,
                                   "a\0/../b"s,
                                   "..\0"s,
                                   "\xff",
                                   "\xfe\xff",
                                   "\xc0\xae\xc0\xae/x",
                                   "\xc0\xae\xc0\xae\xc0\xafx",
                                   "\xe0\x80\xae\xe0\x80\xae/x",
                                   "\xf0\x80\x80\xae\xf0\x80\x80\xae/x",
                                   "\xc0\xaf",
                                   "\xe0\x80\xaf",
                                   "\xf0\x80\x80\xaf",
                                   "a\xc0\x80",
                                   "\xed\xa0\x80",
                                   "\xed\xbf\xbf",
                                   "\xf4\x90\x80\x80",
                                   "\xf8\x88\x80\x80\x80",
                                   "\xfc\x84\x80\x80\x80\x80",
                                   "x\x80",
                                   "\xc3",
                                   "\xe2\x82",
                                   "abc\xf0\x9f\x98",
                                   "\xd6\xd0\xce\xc4",
                                   "caf\xe9"};
    for (int depth = 1; depth <= 20; ++depth) {
        std::string up;
        for (int step = 0; step < depth; ++step) up += "../";
        names.push_back(up + "canary");
        names.push_back("inside/" + up + "canary");
        names.push_back("a/b/c/" + up + "canary");
    }
    for (const std::size_t length : {256U, 300U, 1000U, 4000U, 4096U, 4097U, 10'000U, 100'000U})
        names.push_back(std::string(length, 'x'));
    std::string deep = "d";
    for (int depth = 1; depth < 65; ++depth) deep += "/d";
    names.push_back(deep);
    std::string wide = std::string(255, 'w');
    while (wide.size() <= kMaxPathBytes) wide += "/" + std::string(255, 'w');
    names.push_back(wide);
    return names;
}

// Refused as a whole path; harmless further down.
std::vector<std::string> refused_at_the_top() {
    return {"C:/x",
            "c:/x",
            "Z:/Windows/x",
            "C:/..",
            ".culver-partial-",
            ".culver-partial-x",
            ".culver-partial-aaaaaaaaaaaaaaaaaaaaaaaaaa",
            ".CULVER-PARTIAL-x",
            ".Culver-Partial-aaaaaaaaaaaaaaaaaaaaaaaaaa",
            ".culver-partial-x/journal",
            ".culver-partial-x/files/x"};
}

// Strange, but a legal name on Linux that leads nowhere else: kept as it is.
std::vector<std::string> kept() {
    return {"~",
            "~root",
            "~/x",
            "$HOME",
            "$(reboot)",
            "`reboot`",
            "; reboot",
            "| reboot",
            "&& reboot",
            "> x",
            "*",
            "?",
            "[a-z]",
            "{a,b}",
            "!",
            "#",
            "%",
            "%s%n",
            "%2e%2e",
            "%2e%2e%2f",
            "%2e%2e%5c",
            "..%2f",
            "..%5c",
            "%252e%252e%252f",
            "%c0%ae%c0%ae%c0%af",
            "%00",
            "%u002e",
            "...",
            "....",
            "....//x",
            "..x",
            "x..",
            ".. ",
            " ..",
            ". .",
            ". ",
            " .",
            " ",
            "  ",
            "CON",
            "PRN",
            "AUX",
            "NUL",
            "COM1",
            "COM9",
            "LPT1",
            "LPT9",
            "CON.txt",
            "nul.tar.gz",
            "CLOCK$",
            "CONIN$",
            "a:b",
            "file.txt:stream",
            "file::$DATA",
            "::$INDEX_ALLOCATION",
            "C:",
            "C:x",
            "x:",
            ":",
            "trailing.",
            "trailing..",
            "trailing ",
            "trailing. .",
            "-rf",
            "--help",
            "-",
            "--",
            "\"",
            "'",
            "<",
            ">",
            "|",
            "a\tb",
            "a\nb",
            "a\rb",
            "\n",
            "\r\n",
            "\x1b[2J",
            "\x1b]0;owned\x07",
            "\x07",
            "\x7f",
            "\x01",
            "\xc2\x85",
            "\xc2\x9b"
            "2J",
            "\xe2\x80\xa4\xe2\x80\xa4",
            "\xef\xbc\x8e\xef\xbc\x8e",
            "\xef\xbc\x8f",
            "\xe2\x88\x95",
            "\xe2\x81\x84",
            "\xef\xbc\xbc",
            "\xe2\x88\x96",
            "\xe2\x80\xa6",
            "\xe2\x80\xae"
            "fdp.exe",
            "\xe2\x80\x8b",
            "\xe2\x80\x8b..",
            "\xef\xbb\xbf..",
            "..\xcc\x81",
            "\xef\xbf\xbd",
            "\xef\xbf\xbe",
            "\xf3\xa0\x80\xae",
            "e\xcc\x81",
            "\xc3\xa9",
            "\xef\xac\x81",
            "\xc4\xb0",
            "\xc5\xbf",
            "\xe2\x84\xaa",
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "&lt;",
            "javascript:x",
            "file:\n",
            "desktop.ini",
            "autorun.inf",
            ".bashrc",
            ".ssh",
            ".profile",
            ".git",
            ".htaccess",
            "authorized_keys",
            "lost+found",
            "journal",
            "manifest",
            "intent",
            "files",
            "proc",
            "dev",
            "etc",
            "passwd",
            "core",
            "a\\x2db",
            "a\\b",
            "x\\",
            "x\\.",
            std::string(255, 'x'),
            std::string(252, 'x') + "\xe4\xb8\xad"};
}

Bytes page_of(const std::string& path, proto::ManifestEntry::Kind kind) {
    proto::ManifestPage page;
    auto& entry = *page.add_entries();
    entry.set_path(path);
    entry.set_kind(kind);
    entry.set_size(kind == proto::ManifestEntry::FILE ? 1 : 0);
    return to_bytes(page.SerializeAsString());
}

// The whole receiving side on this name; false when it was refused.
bool receive(ReceiveRoot& root, const std::string& path, proto::ManifestEntry::Kind kind) {
    ManifestBuilder builder;
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (!builder.add_page([&] {
                auto page = page_of(path.substr(0, slash), proto::ManifestEntry::FOLDER);
                proto::ManifestPage parsed;
                if (!parsed.ParseFromArray(page.data(), static_cast<int>(page.size())))
                    throw std::runtime_error("page");
                parsed.set_first_entry(builder.entry_count());
                return to_bytes(parsed.SerializeAsString());
            }()))
            return false;
    proto::ManifestPage last;
    const auto bytes = page_of(path, kind);
    if (!last.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) throw std::runtime_error("page");
    last.set_first_entry(builder.entry_count());
    if (!builder.add_page(to_bytes(last.SerializeAsString()))) return false;
    const auto manifest = test::must(builder.finish());
    static std::uint8_t number = 0;
    TransferId transfer;
    transfer.bytes[0] = ++number;
    auto partial = test::must(root.begin(transfer, manifest, EntrySet::all(manifest.entry_count())));
    if (manifest.block_count() == 1) test::must(partial.store(0, to_bytes("x"), check_of(to_bytes("x"))));
    test::must(partial.finish());
    test::must(partial.discard());
    return true;
}

class HostileNames : public ::testing::Test {
protected:
    HostileNames() : root_(test::must(ReceiveRoot::open((folder_ / "a/b/c/inbox").string()))) {
        for (const auto* place :
             {"canary", "a/canary", "a/b/canary", "a/b/c/canary", "a/b/c/x", "etc/passwd"})
            test::put_file(folder_ / place, "do not touch");
        before_ = outside();
    }
    // Everything but the receive folder itself.
    std::map<std::string, std::string> outside() {
        auto found = test::picture(folder_.path());
        std::erase_if(found, [](const auto& item) { return item.first.starts_with("a/b/c/inbox"); });
        return found;
    }
    void expect_refused(const std::string& path) {
        for (const auto kind : {proto::ManifestEntry::FILE, proto::ManifestEntry::FOLDER})
            EXPECT_FALSE(receive(root_, path, kind)) << printable(path);
        EXPECT_TRUE(test::picture(folder_ / "a/b/c/inbox", test::Partials::Include).empty())
            << printable(path);
        EXPECT_EQ(outside(), before_) << printable(path);
    }

    test::InMemory memory_;
    culver::test::TempDir folder_;
    ReceiveRoot root_;
    std::map<std::string, std::string> before_;
};

TEST_F(HostileNames, AreAtLeastTwoHundred) {
    EXPECT_GE(refused_everywhere().size() + refused_at_the_top().size() + kept().size(), 200U);
}

TEST_F(HostileNames, ThatLeadElsewhereAreRefusedAndTouchNothing) {
    for (const auto& name : refused_everywhere()) {
        expect_refused(name);
        expect_refused("folder/" + name);
    }
    for (const auto& name : refused_at_the_top()) expect_refused(name);
}

TEST_F(HostileNames, ThatAreOnlyStrangeArriveInsideAsTheyAre) {
    for (const auto& name : kept()) {
        if (check_path(name)) {  // "~/x" and "....//x": a slash makes it a path of two
            expect_refused(name);
            continue;
        }
        for (const auto kind : {proto::ManifestEntry::FILE, proto::ManifestEntry::FOLDER}) {
            EXPECT_TRUE(receive(root_, name, kind)) << printable(name);
            EXPECT_TRUE(
                std::filesystem::exists(std::filesystem::symlink_status(folder_ / "a/b/c/inbox" / name)));
            std::filesystem::remove_all(folder_ / "a/b/c/inbox" / name);
            std::filesystem::remove_all(folder_ / "a/b/c/inbox" / name.substr(0, name.find('/')));
        }
        EXPECT_TRUE(test::picture(folder_ / "a/b/c/inbox", test::Partials::Include).empty())
            << printable(name);
        EXPECT_EQ(outside(), before_) << printable(name);
    }
}

}  // namespace
}  // namespace culver::transfer
