// SPDX-License-Identifier: Apache-2.0
#include "control/json.h"

#include "base/bytes.h"
#include "base/text.h"
#include "base/time_text.h"

#include <array>

namespace culver::control {
namespace {

bool is_beyond_bounds(std::string_view text) {
    std::array<int, kMaxJsonDepth + 1> keys{};  // of the objects that are open, by depth
    int depth = 0;
    bool in_string = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (in_string) {
            if (letter == '\\') ++at;
            in_string = letter != '"';
        } else if (letter == '"') {
            in_string = true;
        } else if (letter == '{' || letter == '[') {
            if (++depth > kMaxJsonDepth) return true;
            if (depth > 0) keys[static_cast<std::size_t>(depth)] = 0;
        } else if (letter == ':' && depth > 0) {
            if (++keys[static_cast<std::size_t>(depth)] > kMaxJsonKeys) return true;
        } else if (letter == '}' || letter == ']') {
            --depth;
        }
    }
    return false;
}

template <class One>
bool decode_as(const Json& json, std::string_view name, std::expected<EventBody, std::string>& body) {
    if (name != One::kName) return false;
    auto one = decode<One>(json);
    if (one)
        body = EventBody(std::move(*one));
    else
        body = std::unexpected(one.error());
    return true;
}

template <class... Ones>
std::expected<EventBody, std::string> decode_body(const Json& json, std::string_view name,
                                                  std::type_identity<std::variant<Ones...>>) {
    std::expected<EventBody, std::string> body = std::unexpected("an event that this version does not know");
    (decode_as<Ones>(json, name, body) || ...);
    return body;
}

// The number of a character that json_text() escapes and its length in bytes; 0 for all others.
struct Unsafe {
    unsigned number = 0;
    std::size_t bytes = 0;
};

Unsafe unsafe_at(std::string_view text, std::size_t place) {
    const auto byte = [&](std::size_t offset) -> unsigned {
        return place + offset < text.size() ? static_cast<unsigned char>(text[place + offset]) : 0U;
    };
    if (byte(0) == 0x7f) return {0x7f, 1};
    if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return {byte(1), 2};
    if (byte(0) != 0xe2) return {};
    if (byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) return {0x2000 + byte(2) - 0x80, 3};
    if (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return {0x2040 + byte(2) - 0x80, 3};
    return {};
}

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
    if (is_beyond_bounds(text)) return std::nullopt;
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return std::nullopt;
    return json;
}

std::string json_text(const Json& json) {
    const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    constexpr std::string_view first_bytes = "\x7f\xc2\xe2";
    std::string safe;
    std::size_t done = 0;
    for (auto place = text.find_first_of(first_bytes); place != std::string::npos;
         place = text.find_first_of(first_bytes, place + 1)) {
        const Unsafe found = unsafe_at(text, place);
        if (found.bytes == 0) continue;
        const std::array<std::uint8_t, 2> number{static_cast<std::uint8_t>(found.number >> 8),
                                                 static_cast<std::uint8_t>(found.number)};
        safe += text.substr(done, place - done) + "\\u" + to_hex(number);
        done = place + found.bytes;
    }
    return done == 0 ? text : safe + text.substr(done);
}

Json write_value(const WallTime& time) {
    return to_rfc3339(time);
}

Json write_value(const ConfigValue& value) {
    const auto write = [](const auto& held) -> Json {
        if constexpr (std::same_as<std::decay_t<decltype(held)>, std::monostate>)
            return nullptr;
        else
            return held;
    };
    return std::visit(write, value);
}

bool read_value(const Json& json, bool& value) {
    if (!json.is_boolean()) return false;
    value = json.get<bool>();
    return true;
}

bool read_value(const Json& json, std::string& value) {
    if (!json.is_string()) return false;
    value = json.get<std::string>();
    return true;
}

bool read_value(const Json& json, std::uint64_t& value) {
    if (!json.is_number_unsigned()) return false;
    value = json.get<std::uint64_t>();
    return true;
}

bool read_value(const Json& json, WallTime& value) {
    if (!json.is_string()) return false;
    const auto time = parse_rfc3339(json.get_ref<const std::string&>());
    if (time) value = *time;
    return time.has_value();
}

bool read_value(const Json& json, ConfigValue& value) {
    std::vector<std::string> list;
    if (json.is_boolean())
        value = json.get<bool>();
    else if (json.is_number_integer())
        value = json.get<std::int64_t>();
    else if (json.is_number())
        value = json.get<double>();
    else if (json.is_string())
        value = json.get<std::string>();
    else if (json.is_array() && read_value(json, list))
        value = std::move(list);
    else
        return false;
    return true;
}

Json write_path(const std::string& path) {
    if (is_utf8(path)) return path;
    return Json{{"hex", to_hex(as_bytes(path))}};
}

bool read_path(const Json& json, std::string& path) {
    if (json.is_string()) return read_value(json, path);
    if (!json.is_object() || !json.contains("hex") || !json["hex"].is_string()) return false;
    const auto bytes = from_hex(json["hex"].get_ref<const std::string&>());
    if (bytes) path = as_text(*bytes);
    return bytes.has_value();
}

Json encode_event(const Event& event) {
    Json object = Json::object();
    if (!std::holds_alternative<event::Lost>(event.body)) object["seq"] = event.seq;
    object["event"] = name_of(event.body);
    FieldWriter writer(object);
    std::visit([&](const auto& one) { fields(writer, one); }, event.body);
    return object;
}

std::expected<Event, std::string> decode_event(const Json& json) {
    struct Head {
        std::uint64_t seq = 0;
        std::string name;
    } head;
    if (!json.is_object()) return std::unexpected("an object is expected");
    FieldReader reader(json);
    reader("seq", head.seq);
    reader.required("event", head.name);
    if (!reader.problem().empty()) return std::unexpected(reader.problem());
    auto body = decode_body(json, head.name, std::type_identity<EventBody>{});
    if (!body) return std::unexpected(body.error());
    return Event{head.seq, std::move(*body)};
}

}  // namespace culver::control
