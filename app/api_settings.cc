// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "app/errors.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace culver::app {

using control::Outcome;
namespace method = control::method;

namespace {

// Values in TOML form of the few kinds that settings have are JSON as well.
control::ConfigValue value_of(const std::string& toml) {
    const auto json = nlohmann::json::parse(toml, nullptr, false);
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_string()) return json.get<std::string>();
    if (json.is_array()) return json.get<std::vector<std::string>>();
    return std::monostate{};
}

control::ConfigEntry entry_of(const SettingView& view) {
    return {.key = view.key, .value = value_of(view.value), .standard = value_of(view.default_value)};
}

}  // namespace

control::Answered<method::ConfigGet> Api::answer(method::ConfigGet request) {
    control::ConfigList list;
    for (const auto& view : view_settings(parts_.config)) {
        if (!request.key || *request.key == view.key) list.entries.push_back(entry_of(view));
    }
    if (request.key && list.entries.empty()) {
        co_return control::refuse(Outcome::NoSuchSetting, "There is no setting '" + printable(*request.key) +
                                                              "'; 'culver config' lists all.");
    }
    co_return list;
}

control::Answered<method::ConfigSet> Api::answer(method::ConfigSet request) {
    const auto views = view_settings(parts_.config);
    if (std::ranges::find(views, request.key, &SettingView::key) == views.end()) {
        co_return control::refuse(Outcome::NoSuchSetting, "There is no setting '" + printable(request.key) +
                                                              "'; 'culver config' lists all.");
    }
    auto changed = hooks_.change_setting(request.key, request.value);
    if (!changed) {
        const bool is_value = changed.error().code == make_error_code(AppErrc::BadSetting);
        co_return control::refuse(is_value ? Outcome::BadValue : Outcome::Failed, changed.error());
    }
    co_return entry_of(*changed);
}

control::Answered<method::EventsSubscribe> Api::answer(method::EventsSubscribe request) {
    co_return control::Subscription{request.since.value_or(hooks_.next_event())};
}

}  // namespace culver::app
