// SPDX-License-Identifier: Apache-2.0
// Profiles that are carried, copied and restored: one identity never counts twice.
#include "store/identity_file.h"

#include "store/errors.h"
#include "store/number_file.h"
#include "store/profile.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace culver::store {
namespace {

constexpr std::string_view kPassphrase = "correct horse";

class IdentityFileTest : public testing::Test {
protected:
    // A profile that was started so often.
    PeerId live(const std::filesystem::path& folder, int starts = 1) {
        auto profile = Profile::open(folder).value();
        for (int start = 0; start < starts; ++start) EXPECT_TRUE(profile.next_epoch());
        return profile.key().peer_id();
    }
    [[nodiscard]] std::filesystem::path at(const char* name) const { return folder_ / name; }
    [[nodiscard]] std::uint64_t epoch_of(const char* name) const {
        return Profile::read_epoch_of(at(name)).value();
    }
    test::TempDir folder_;
};

TEST_F(IdentityFileTest, CarriesTheKeyToAnotherProfile) {
    const PeerId id = live(at("old"), 7);
    EXPECT_EQ(export_identity(at("old"), at("file"), kPassphrase), id);
    struct stat found{};
    ASSERT_EQ(::stat(at("file").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0600u);
    EXPECT_EQ(import_identity(at("new"), at("file"), kPassphrase, FormerKey::Refuse), id);
    auto old_profile = Profile::open(at("old"));
    auto new_profile = Profile::open(at("new"));
    ASSERT_TRUE(old_profile && new_profile);
    EXPECT_EQ(new_profile->key().peer_id(), id);
    EXPECT_NE(new_profile->incarnation(), old_profile->incarnation());
    EXPECT_GT(epoch_of("new"), epoch_of("old") + 1'000);  // peers listen to the one that came last
}

TEST_F(IdentityFileTest, NeverOverwritesAFile) {
    live(at("old"));
    std::ofstream(at("letter")) << "dear bob";
    EXPECT_FALSE(export_identity(at("old"), at("letter"), kPassphrase));
    std::string line;
    std::getline(std::ifstream(at("letter")), line);
    EXPECT_EQ(line, "dear bob");
}

TEST_F(IdentityFileTest, RefusesWhatCannotBeMeant) {
    live(at("old"));
    EXPECT_EQ(export_identity(at("old"), at("file"), "short").error().code, StoreErrc::PassphraseTooShort);
    EXPECT_FALSE(export_identity(at("nowhere"), at("file"), kPassphrase));
    EXPECT_FALSE(std::filesystem::exists(at("file")));
    ASSERT_TRUE(export_identity(at("old"), at("file"), kPassphrase));
    const auto wrong = import_identity(at("new"), at("file"), "correct horsf", FormerKey::Refuse);
    EXPECT_EQ(wrong.error().code, StoreErrc::WrongPassphrase);
    std::ofstream(at("letter")) << "dear bob";
    const auto letter = import_identity(at("new"), at("letter"), kPassphrase, FormerKey::Refuse);
    EXPECT_EQ(letter.error().code, StoreErrc::NoIdentityFile);
    EXPECT_FALSE(std::filesystem::exists(at("new") / "key.pem"));
}

TEST_F(IdentityFileTest, AnIdentityThatIsThereIsNeverLost) {
    const PeerId carried = live(at("old"));
    const PeerId former = live(at("new"));
    ASSERT_TRUE(export_identity(at("old"), at("file"), kPassphrase));
    const auto refused = import_identity(at("new"), at("file"), kPassphrase, FormerKey::Refuse);
    EXPECT_EQ(refused.error().code, StoreErrc::IdentityExists);
    EXPECT_EQ(Profile::show(at("new")), former);
    EXPECT_EQ(import_identity(at("new"), at("file"), kPassphrase, FormerKey::KeepBeside), carried);
    EXPECT_TRUE(Profile::open(at("new")));
    std::filesystem::rename(at("new") / "key-old-1.pem", at("new") / "key.pem");
    EXPECT_EQ(Profile::show(at("new")), former);
}

TEST_F(IdentityFileTest, ARunningNodeKeepsItsIdentity) {
    live(at("old"));
    ASSERT_TRUE(export_identity(at("old"), at("file"), kPassphrase));
    const auto running = Profile::open(at("new"));
    ASSERT_TRUE(running);
    const auto refused = import_identity(at("new"), at("file"), kPassphrase, FormerKey::KeepBeside);
    EXPECT_EQ(refused.error().code, StoreErrc::ProfileInUse);
    EXPECT_TRUE(export_identity(at("new"), at("file2"), kPassphrase));
}

// From last week's backup: meanwhile the profile was started many times, and peers remember the highest
// epoch.
TEST_F(IdentityFileTest, ARestoredProfileIsHeardAgain) {
    live(at("profile"));
    std::filesystem::copy(at("profile"), at("backup"), std::filesystem::copy_options::recursive);
    live(at("profile"), 50);
    const auto highest = epoch_of("profile");
    std::filesystem::remove_all(at("profile"));
    std::filesystem::rename(at("backup"), at("profile"));
    EXPECT_EQ(Profile::open(at("profile")).error().code, StoreErrc::ProfileCopied);
    ASSERT_TRUE(Profile::moved(at("profile")));
    EXPECT_TRUE(Profile::open(at("profile")));
    EXPECT_GT(epoch_of("profile"), highest);
}

TEST_F(IdentityFileTest, ACloneBecomesSomebodyElseOrStaysOut) {
    const PeerId id = live(at("profile"));
    std::filesystem::copy(at("profile"), at("clone"), std::filesystem::copy_options::recursive);
    EXPECT_EQ(Profile::open(at("clone")).error().code, StoreErrc::ProfileCopied);
    const auto renewed = Profile::renew(at("clone"));
    ASSERT_TRUE(renewed);
    EXPECT_NE(*renewed, id);
    EXPECT_TRUE(Profile::open(at("clone")));
    EXPECT_TRUE(Profile::open(at("profile")));
}

}  // namespace
}  // namespace culver::store
