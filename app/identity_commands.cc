// SPDX-License-Identifier: Apache-2.0
#include "app/identity_commands.h"

#include "store/identity_file.h"
#include "store/profile.h"

namespace culver::app {

Result<PeerId> show_identity(const std::filesystem::path& profile) {
    return store::Profile::show(profile);
}

Result<PeerId> adopt_moved_profile(const std::filesystem::path& profile) {
    return store::Profile::moved(profile);
}

Result<PeerId> export_identity(const std::filesystem::path& profile, const std::filesystem::path& file,
                               const std::string& passphrase) {
    return store::export_identity(profile, file, passphrase);
}

Result<PeerId> import_identity(const std::filesystem::path& profile, const std::filesystem::path& file,
                               const std::string& passphrase, bool may_replace) {
    const auto former = may_replace ? store::FormerKey::KeepBeside : store::FormerKey::Refuse;
    return store::import_identity(profile, file, passphrase, former);
}

Result<PeerId> renew_identity(const std::filesystem::path& profile) {
    return store::Profile::renew(profile);
}

}  // namespace culver::app
