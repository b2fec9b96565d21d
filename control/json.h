// SPDX-License-Identifier: Apache-2.0
// Rows, events and parameters as JSON and back. Written keys keep the order of the contract; what is read may
// hold keys and words that this version does not know: they are skipped. Strings that are no UTF-8 are
// written with U+FFFD where they are broken.
#pragma once
#include "control/fields.h"
#include "control/method_fields.h"

#include <nlohmann/json.hpp>

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace culver::control {

using Json = nlohmann::ordered_json;

// Deeper documents are refused before they are parsed: the API's own have five levels.
inline constexpr int kMaxJsonDepth = 32;
// Of one object, three times the API's largest: keys keep their order, so each is compared with those before
// it.
inline constexpr int kMaxJsonKeys = 128;

// Nothing when the text is no JSON, nests deeper than kMaxJsonDepth or has an object of more than
// kMaxJsonKeys.
[[nodiscard]] std::optional<Json> parse_json(std::string_view text);

// On one line, without blanks. Escaped is also what terminals obey or readers of lines break at: DEL, C1
// controls, U+2028 to U+202E and U+2066 to U+2069 (they turn the direction of text).
[[nodiscard]] std::string json_text(const Json& json);

// One value each way. read_value() is false when the value has another type than the member.
[[nodiscard]] Json write_value(const WallTime& time);
[[nodiscard]] Json write_value(const ConfigValue& value);
[[nodiscard]] bool read_value(const Json& json, bool& value);
[[nodiscard]] bool read_value(const Json& json, std::string& value);
[[nodiscard]] bool read_value(const Json& json, std::uint64_t& value);
[[nodiscard]] bool read_value(const Json& json, WallTime& value);
[[nodiscard]] bool read_value(const Json& json, ConfigValue& value);
[[nodiscard]] Json write_path(const std::string& path);
[[nodiscard]] bool read_path(const Json& json, std::string& path);

template <class Row>
[[nodiscard]] Json encode(const Row& row);
template <class Row>
[[nodiscard]] std::expected<Row, std::string> decode(const Json& json);

template <class Value>
[[nodiscard]] Json write_value(const std::optional<Value>& value);
template <class Value>
[[nodiscard]] Json write_value(const std::vector<Value>& values);
template <class Value>
[[nodiscard]] bool read_value(const Json& json, std::optional<Value>& value);
template <class Value>
[[nodiscard]] bool read_value(const Json& json, std::vector<Value>& values);

template <class Value>
[[nodiscard]] Json write_value(const Value& value) {
    if constexpr (std::is_arithmetic_v<Value> || std::same_as<Value, std::string>) {
        return value;
    } else if constexpr (Worded<Value>) {
        const auto word = to_word(value);
        return word.empty() ? Json(nullptr) : Json(word);
    } else {
        return encode(value);
    }
}
template <class Value>
Json write_value(const std::optional<Value>& value) {
    return value ? write_value(*value) : Json(nullptr);
}
template <class Value>
Json write_value(const std::vector<Value>& values) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(write_value(value));
    return list;
}

template <class Value>
[[nodiscard]] bool read_value(const Json& json, Value& value) {
    if constexpr (Worded<Value>) {
        if (!json.is_string()) return false;
        if (const auto known = from_word<Value>(json.get_ref<const std::string&>())) value = *known;
        return true;
    } else {
        auto row = decode<Value>(json);
        if (row) value = std::move(*row);
        return row.has_value();
    }
}
template <class Value>
bool read_value(const Json& json, std::optional<Value>& value) {
    if constexpr (Worded<Value>) {  // a word that is not known leaves it empty
        if (!json.is_string()) return false;
        value = from_word<Value>(json.get_ref<const std::string&>());
        return true;
    } else {
        return read_value(json, value.emplace());
    }
}
template <class Value>
bool read_value(const Json& json, std::vector<Value>& values) {
    if (!json.is_array()) return false;
    values.clear();
    for (const auto& item : json) {
        std::optional<Value> value;
        if (!read_value(item, value)) return false;
        if (value) values.push_back(std::move(*value));
    }
    return true;
}

// Writes the members of a row into an object.
class FieldWriter {
public:
    explicit FieldWriter(Json& object) : object_(object) {}
    void operator()(const char* key, const auto& member) { object_[key] = write_value(member); }
    void required(const char* key, const auto& member) { object_[key] = write_value(member); }
    void when_set(const char* key, const auto& member) {
        if (member) object_[key] = write_value(*member);
    }
    void path(const char* key, const std::vector<std::string>& paths) {
        object_[key] = Json::array();
        for (const auto& one : paths) object_[key].push_back(write_path(one));
    }
    void path(const char* key, const Text& path) { object_[key] = path ? write_path(*path) : Json(nullptr); }

private:
    Json& object_;
};

// Reads the members of a row out of an object, and keeps the first thing that is wrong with it.
class FieldReader {
public:
    explicit FieldReader(const Json& object) : object_(object) {}
    [[nodiscard]] const std::string& problem() const { return problem_; }

    void operator()(const char* key, auto& member) {
        read(key, [&](const Json& j) { return read_value(j, member); });
    }
    void required(const char* key, auto& member) {
        if (!find(key)) note("'" + std::string(key) + "' is missing");
        (*this)(key, member);
    }
    void when_set(const char* key, auto& member) { (*this)(key, member); }
    void path(const char* key, std::vector<std::string>& paths) {
        read(key, [&](const Json& list) {
            if (!list.is_array()) return false;
            for (const auto& item : list) {
                if (!read_path(item, paths.emplace_back())) return false;
            }
            return true;
        });
    }
    void path(const char* key, Text& path) {
        read(key, [&](const Json& json) { return read_path(json, path.emplace()); });
    }

private:
    // The value, if there is one that is not null.
    [[nodiscard]] const Json* find(const char* key) const {
        const auto found = object_.find(key);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }
    void read(const char* key, auto read_one) {
        const Json* json = find(key);
        if (json != nullptr && !read_one(*json)) note("'" + std::string(key) + "' has the wrong type");
    }
    void note(std::string problem) {
        if (problem_.empty()) problem_ = std::move(problem);
    }

    const Json& object_;
    std::string problem_;
};

template <class Row>
Json encode(const Row& row) {
    Json object = Json::object();
    FieldWriter writer(object);
    fields(writer, row);
    return object;
}

// Fails with what is wrong, in words, when json is no object or a member has another type.
template <class Row>
std::expected<Row, std::string> decode(const Json& json) {
    if (!json.is_object()) return std::unexpected("an object is expected");
    Row row;
    FieldReader reader(json);
    fields(reader, row);
    if (!reader.problem().empty()) return std::unexpected(reader.problem());
    return row;
}

// An event: "seq" (not for `lost`), "event", then its keys.
[[nodiscard]] Json encode_event(const Event& event);

// Fails in words; an event this version does not know fails too, and a face skips it.
[[nodiscard]] std::expected<Event, std::string> decode_event(const Json& json);

}  // namespace culver::control
