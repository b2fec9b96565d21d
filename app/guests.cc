// SPDX-License-Identifier: Apache-2.0
#include "app/guests.h"

#include "control/methods.h"

namespace culver::app {
namespace {

bool is_of_owner(std::string_view setting) {
    return setting.starts_with("hooks.") || setting == "control_group";
}

std::optional<control::Refusal> refuse_guest(std::string_view method, const control::Json& params) {
    if (method != control::method::ConfigSet::kName || !params.is_object()) return std::nullopt;
    const auto key = params.find("key");
    if (key == params.end() || !key->is_string()) return std::nullopt;
    if (!is_of_owner(key->get_ref<const std::string&>())) return std::nullopt;
    return control::Refusal{control::Outcome::WrongState,
                            "This setting is not changed through a socket that is shared; the account that "
                            "runs the node changes it, or its config.toml.",
                            {}};
}

}  // namespace

control::Guard guard_of(bool is_owner) {
    return is_owner ? control::Guard() : control::Guard(refuse_guest);
}

}  // namespace culver::app
