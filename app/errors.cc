// SPDX-License-Identifier: Apache-2.0
#include "app/errors.h"

#include "store/errors.h"

namespace culver::app {
namespace {

class AppCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "culver.app"; }
    // Empty where the context is already the whole sentence for the person.
    std::string message(int reason) const override {
        switch (static_cast<AppErrc>(reason)) {
            case AppErrc::BadConfig: return "";
            case AppErrc::BadSetting: return "";
            case AppErrc::AlreadyRunning: return "a node is already running for this profile";
            case AppErrc::NoControlSocket: return "the control socket could not be opened";
            case AppErrc::NoSuchGroup: return "there is no such group on this machine";
            case AppErrc::BadArchive: return "this is nothing that 'culver export --format json' wrote";
        }
        return "unknown";
    }
};

}  // namespace

boost::system::error_code make_error_code(AppErrc reason) {
    static const AppCategory category;
    return {static_cast<int>(reason), category};
}

std::unexpected<control::Refusal> refuse_start(const Error& error) {
    const bool is_in_use = error.code == store::StoreErrc::ProfileInUse ||
                           error.code == make_error_code(AppErrc::AlreadyRunning);
    return is_in_use ? control::refuse(control::Outcome::AlreadyRunning, error) : control::refuse(error);
}

}  // namespace culver::app
