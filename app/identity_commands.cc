// SPDX-License-Identifier: Apache-2.0
#include "app/identity_commands.h"

#include "store/profile.h"

namespace culver::app {

Result<PeerId> show_identity(const std::filesystem::path& profile) {
    return store::Profile::show(profile);
}

Result<PeerId> adopt_moved_profile(const std::filesystem::path& profile) {
    return store::Profile::moved(profile);
}

Result<PeerId> renew_identity(const std::filesystem::path& profile) {
    return store::Profile::renew(profile);
}

}  // namespace culver::app
