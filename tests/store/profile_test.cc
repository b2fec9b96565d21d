// SPDX-License-Identifier: Apache-2.0
#include "store/profile.h"

#include "base/files.h"
#include "store/errors.h"
#include "store/reserved_numbers.h"
#include "tests/support/temp_dir.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <string_view>

namespace {
// Of what changes names or waits for the disk: when so many were made, the process ends as by kill -9.
constexpr int kEndless = -1;
std::function<void(const char*)> after_unlink;  // somebody who is quick
int calls_left = kEndless;
void count_call() {
    if (calls_left == kEndless) return;
    if (calls_left-- == 0) ::_exit(9);
}
}  // namespace

// These stand in for the C library's in this program.
extern "C" int rename(const char* from, const char* to) noexcept {
    count_call();
    return ::renameat(AT_FDCWD, from, AT_FDCWD, to);
}
extern "C" int link(const char* from, const char* to) noexcept {
    count_call();
    return ::linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}
extern "C" int unlink(const char* path) noexcept {
    count_call();
    const int done = ::unlinkat(AT_FDCWD, path, 0);
    if (after_unlink) after_unlink(path);
    return done;
}
extern "C" int fsync(int descriptor) {
    count_call();
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

namespace culver::store {
namespace {

mode_t mode_of(const std::filesystem::path& path) {
    struct stat found{};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 07777;
}

class ProfileTest : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path folder() const { return folder_ / "profile"; }
    test::TempDir folder_;
};

TEST_F(ProfileTest, KeepsKeyAndIncarnationOverRestarts) {
    auto first = Profile::open(folder());
    ASSERT_TRUE(first) << first.error().sentence();
    const auto id = first->key().peer_id();
    const auto incarnation = first->incarnation();
    first = fail(StoreErrc::Closed);
    auto second = Profile::open(folder());
    ASSERT_TRUE(second) << second.error().sentence();
    EXPECT_EQ(second->key().peer_id(), id);
    EXPECT_EQ(second->incarnation(), incarnation);
    EXPECT_EQ(Profile::show(folder()), id);
}

TEST_F(ProfileTest, IsPrivateWhateverTheUmask) {
    for (const mode_t mask : {mode_t{000}, mode_t{077}}) {
        const auto path = folder_ / ("mask" + std::to_string(mask));
        const auto former = ::umask(mask);
        auto profile = Profile::open(path);
        ::umask(former);
        ASSERT_TRUE(profile);
        EXPECT_EQ(mode_of(path), 0700u);
        for (const auto* name : {"key.pem", "lock", "incarnation"})
            EXPECT_EQ(mode_of(path / name), 0600u) << name;
    }
}

TEST_F(ProfileTest, MakesAKeyPrivateThatOthersCouldRead) {
    {
        ASSERT_TRUE(Profile::open(folder()));
    }
    std::filesystem::permissions(folder() / "key.pem", std::filesystem::perms(0644));
    ASSERT_TRUE(Profile::open(folder()));
    EXPECT_EQ(mode_of(folder() / "key.pem"), 0600u);
}

// O_EXCL: a key goes into a file that it made itself, or nowhere.
TEST_F(ProfileTest, WritesNoKeyIntoWhatSomebodyPutInItsPlace) {
    const auto readable = folder_ / "for everybody to read";
    for (const bool is_link : {true, false}) {
        after_unlink = [&](const char* path) {
            if (!std::string_view(path).ends_with("key.pem.new")) return;
            std::error_code failure;
            if (is_link) std::filesystem::create_symlink(readable, path, failure);
            if (!is_link) std::ofstream(path) << "here before";
        };
        const auto opened = Profile::open(folder());
        after_unlink = nullptr;
        EXPECT_FALSE(opened);
        EXPECT_FALSE(std::filesystem::exists(readable));
        EXPECT_FALSE(std::filesystem::exists(folder() / "key.pem"));
        if (!is_link) EXPECT_EQ(read_file(folder() / "key.pem.new", 4096), "here before");
    }
    EXPECT_TRUE(Profile::open(folder())) << "and it starts once they are gone";
}

TEST_F(ProfileTest, LeavesTheModeOfAFolderThatIsNoProfile) {
    std::filesystem::create_directory(folder());
    std::filesystem::permissions(folder(), std::filesystem::perms(0755));
    std::ofstream(folder() / "letter.txt") << "hello";
    ASSERT_TRUE(Profile::open(folder()));
    EXPECT_EQ(mode_of(folder()), 0755u);
}

// Whoever can write there puts a config.toml in it, whose hooks the node would run.
TEST_F(ProfileTest, TakesNoFolderThatOthersCanWriteTo) {
    std::filesystem::create_directory(folder());
    std::ofstream(folder() / "config.toml") << "hooks.message-received = [\"/tmp/theirs\"]";
    std::filesystem::permissions(folder(), std::filesystem::perms(01777));
    auto opened = Profile::open(folder());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, StoreErrc::ProfileExposed);
    EXPECT_FALSE(std::filesystem::exists(folder() / "lock")) << "nor a file in it";
    std::filesystem::permissions(folder(), std::filesystem::perms(0755));
    if (::geteuid() == 0) {
        constexpr uid_t kAnother = 4711;
        ASSERT_EQ(::chown(folder().c_str(), kAnother, static_cast<gid_t>(-1)), 0);
        opened = Profile::open(folder());
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, StoreErrc::ProfileExposed);
        ASSERT_EQ(::chown(folder().c_str(), 0, static_cast<gid_t>(-1)), 0);
    }
    EXPECT_TRUE(Profile::open(folder()));
}

// A profile is made private at its start, so whatever was laid there before must not be believed after it.
TEST_F(ProfileTest, TakesNoFileThatAnotherUserLaidThere) {
    if (::geteuid() != 0) GTEST_SKIP() << "giving files away needs root";
    constexpr uid_t kAnother = 4711;
    ASSERT_TRUE(Profile::open(folder()));
    const auto planted = folder() / "config.toml";
    for (const bool is_link : {false, true}) {
        if (is_link)
            std::filesystem::create_symlink("/tmp/theirs.toml", planted);
        else
            std::ofstream(planted) << "hooks.message-received = [\"/tmp/theirs\"]";
        ASSERT_EQ(::lchown(planted.c_str(), kAnother, static_cast<gid_t>(-1)), 0);
        auto opened = Profile::open(folder());
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, StoreErrc::FileOfAnother);
        EXPECT_NE(opened.error().sentence().find(planted.string()), std::string::npos);
        std::filesystem::remove(planted);
    }
    std::ofstream(folder() / "letter.txt") << "what no node reads";
    ASSERT_EQ(::chown((folder() / "letter.txt").c_str(), kAnother, static_cast<gid_t>(-1)), 0);
    EXPECT_TRUE(Profile::open(folder()));
}

TEST_F(ProfileTest, RefusesASecondNodeAndNamesTheFirst) {
    auto first = Profile::open(folder());
    ASSERT_TRUE(first);
    auto second = Profile::open(folder());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, StoreErrc::ProfileInUse);
    EXPECT_NE(second.error().sentence().find(std::to_string(::getpid())), std::string::npos);
    EXPECT_EQ(Profile::moved(folder()).error().code, StoreErrc::ProfileInUse);
}

TEST_F(ProfileTest, ALockLeftByAKilledNodeDoesNotHold) {
    const auto child = ::fork();
    if (child == 0) {
        auto profile = Profile::open(folder());
        ::_exit(profile ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    EXPECT_TRUE(Profile::open(folder()));
}

class CopiedProfileTest : public ProfileTest {
protected:
    void SetUp() override {
        auto profile = Profile::open(folder());
        ASSERT_TRUE(profile);
        id_ = profile->key().peer_id();
        incarnation_ = profile->incarnation();
        profile = fail(StoreErrc::Closed);
        std::filesystem::copy(folder(), copy(), std::filesystem::copy_options::recursive);
        std::filesystem::permissions(copy(), std::filesystem::perms(0700));
    }
    [[nodiscard]] std::filesystem::path copy() const { return folder_ / "copy"; }
    PeerId id_;
    IncarnationId incarnation_;
};

TEST_F(CopiedProfileTest, IsRefusedWithTheTwoWaysOn) {
    auto copied = Profile::open(copy());
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().code, StoreErrc::ProfileCopied);
    EXPECT_NE(copied.error().sentence().find("culver identity moved"), std::string::npos);
    EXPECT_NE(copied.error().sentence().find("culver identity new"), std::string::npos);
    EXPECT_TRUE(Profile::open(folder())) << "the original goes on";
}

TEST_F(CopiedProfileTest, MovedKeepsTheKeyAndBeginsAnotherIncarnation) {
    EXPECT_EQ(Profile::moved(copy()), id_);
    auto copied = Profile::open(copy());
    ASSERT_TRUE(copied) << copied.error().sentence();
    EXPECT_EQ(copied->key().peer_id(), id_);
    EXPECT_NE(copied->incarnation(), incarnation_);
}

TEST_F(CopiedProfileTest, NewMakesAnotherNodeAndKeepsTheFormerKey) {
    const auto id = Profile::renew(copy());
    ASSERT_TRUE(id);
    EXPECT_NE(*id, id_);
    auto copied = Profile::open(copy());
    ASSERT_TRUE(copied);
    EXPECT_EQ(copied->key().peer_id(), *id);
    EXPECT_TRUE(std::filesystem::exists(copy() / "key-old-1.pem"));
    EXPECT_EQ(mode_of(copy() / "key.pem"), 0600u);
}

TEST_F(CopiedProfileTest, ARenamedFolderIsNoCopy) {
    std::filesystem::rename(folder(), folder_ / "elsewhere");
    auto profile = Profile::open(folder_ / "elsewhere");
    ASSERT_TRUE(profile) << profile.error().sentence();
    EXPECT_EQ(profile->incarnation(), incarnation_);
}

TEST_F(ProfileTest, SaysWhichFileIsNoKey) {
    {
        ASSERT_TRUE(Profile::open(folder()));
    }
    std::ofstream(folder() / "key.pem") << "nonsense";
    auto opened = Profile::open(folder());
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().sentence().find("key.pem"), std::string::npos);
}

TEST_F(ProfileTest, SaysWhatToDoWhereNoIdentityIsYet) {
    const auto shown = Profile::show(folder());
    ASSERT_FALSE(shown);
    EXPECT_EQ(shown.error().code, StoreErrc::NoIdentityYet);
    EXPECT_NE(shown.error().sentence().find(folder().string()), std::string::npos);
}

TEST_F(ProfileTest, TheEpochGrowsAtEveryStartAndJumpsAboveWhatWasHeard) {
    {
        auto profile = Profile::open(folder());
        EXPECT_EQ(profile->next_epoch(), 1u);
        EXPECT_EQ(profile->raise_epoch_above(41), 42u);
        EXPECT_EQ(profile->raise_epoch_above(7), 43u) << "never goes down";
    }
    EXPECT_EQ(Profile::open(folder())->next_epoch(), 44u);
}

TEST_F(ProfileTest, AnUnreadableEpochIsNotTakenForTheFirst) {
    auto profile = Profile::open(folder());
    std::ofstream(folder() / "epoch") << "many";
    EXPECT_EQ(profile->next_epoch().error().code, StoreErrc::ProfileUnreadable);
}

// In a process that can write no more than these bytes into a file, as on a disk that is full.
template <class Work>
bool fails_without_room(rlim_t bytes, Work work) {
    const auto child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        ::_exit(work() ? 0 : 7);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 7;
}
constexpr rlim_t kRoomForNumbers = 16;  // the lock and the epoch fit, a key does not

TEST_F(ProfileTest, AFirstStartWithoutRoomLeavesNoHalfKey) {
    ASSERT_TRUE(fails_without_room(kRoomForNumbers, [this] { return Profile::open(folder()).has_value(); }));
    EXPECT_TRUE(Profile::open(folder())) << "and there is room again";
}

TEST_F(ProfileTest, WithoutRoomForANewKeyTheFormerOneStays) {
    const auto id = Profile::open(folder())->key().peer_id();
    ASSERT_TRUE(fails_without_room(kRoomForNumbers, [this] { return Profile::renew(folder()).has_value(); }));
    EXPECT_EQ(Profile::open(folder())->key().peer_id(), id);
    ASSERT_TRUE(fails_without_room(kRoomForNumbers, [this] {
        return Profile::adopt(folder(), SigningKey::generate(), 1, true).has_value();
    }));
    auto opened = Profile::open(folder());
    ASSERT_TRUE(opened) << opened.error().sentence();
    EXPECT_EQ(opened->key().peer_id(), id);
    EXPECT_FALSE(std::filesystem::exists(folder() / "key.pem.new"));
}

// A key is renewed in steps of which each leaves a file: a kill can stand behind any of them.
TEST_F(ProfileTest, RenewingEndedAtAnyStepLeavesAProfileThatStarts) {
    for (int calls = 0;; ++calls) {
        const auto place = folder_ / ("ended" + std::to_string(calls));
        const auto former = Profile::open(place)->key().peer_id();
        const auto child = ::fork();
        if (child == 0) {
            calls_left = calls;
            (void)Profile::renew(place);
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        auto opened = Profile::open(place);
        ASSERT_TRUE(opened) << calls << ": " << opened.error().sentence();
        if (opened->key().peer_id() != former) {
            EXPECT_EQ(SigningKey::from_pem(*read_file(place / "key-old-1.pem", 4096))->peer_id(), former);
            ASSERT_TRUE(WIFEXITED(status));
            if (WEXITSTATUS(status) == 0) {
                EXPECT_GE(calls, 5) << "that many steps were ended";
                return;
            }
        }
        ASSERT_LT(calls, 40);
    }
}

TEST(ReservedNumbers, GrowOverRestartsAndBlocks) {
    test::TempDir folder;
    std::uint64_t last = 0;
    for (int start = 0; start < 3; ++start) {
        auto numbers = ReservedNumbers::open(folder / "numbers");
        ASSERT_TRUE(numbers);
        for (std::uint64_t count = 0; count < ReservedNumbers::kBlock + 10; count += 997) {
            EXPECT_EQ(numbers->upcoming(), *numbers->next() + 0) << "and next() moves on";
        }
        const auto number = numbers->next();
        ASSERT_TRUE(number);
        EXPECT_GT(*number, last);
        last = *number;
    }
}

TEST(ReservedNumbers, ReserveANewBlockBeforeItsFirstNumber) {
    test::TempDir folder;
    auto numbers = ReservedNumbers::open(folder / "numbers");
    for (std::uint64_t count = 1; count <= ReservedNumbers::kBlock; ++count)
        ASSERT_EQ(numbers->next(), count);
    std::filesystem::remove_all(folder.path());
    EXPECT_FALSE(numbers->next());
    std::filesystem::create_directory(folder.path());
    EXPECT_EQ(numbers->next(), ReservedNumbers::kBlock + 1);
}

// A disk that is full for a while: whoever follows the numbers must not see one twice, or a smaller one.
TEST(ReservedNumbers, NeverGoBackWhenABlockCouldNotBeReserved) {
    test::TempDir folder;
    auto numbers = ReservedNumbers::open(folder / "numbers");
    std::uint64_t last = 0;
    const auto expect_larger = [&](std::uint64_t count) {
        for (; count > 0; --count) {
            const std::uint64_t number = numbers->next_regardless();
            ASSERT_EQ(number, last + 1);
            last = number;
        }
    };
    expect_larger(ReservedNumbers::kBlock);
    std::filesystem::remove_all(folder.path());
    expect_larger(50);
    std::filesystem::create_directory(folder.path());
    expect_larger(50);
    EXPECT_GT(ReservedNumbers::open(folder / "numbers")->upcoming(), last) << "and it is reserved again";
}

}  // namespace
}  // namespace culver::store
