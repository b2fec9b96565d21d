// SPDX-License-Identifier: Apache-2.0
#include "control/rpc.h"

namespace culver::control {
namespace {

Json document() {
    return Json{{"jsonrpc", "2.0"}};
}

std::string member_text(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_id(const Json& json) {
    return json.is_string() || json.is_number_integer() || json.is_null();
}

}  // namespace

std::expected<RpcRequest, RpcFault> read_request(std::string_view line) {
    const auto fault = [](Json id, Outcome outcome, std::string message) {
        return std::unexpected(RpcFault{std::move(id), Refusal{outcome, std::move(message), {}}});
    };
    auto json = parse_json(line);
    if (!json) return fault(nullptr, Outcome::NotJson, "The line is no JSON document, or nests too deeply.");
    if (!json->is_object()) return fault(nullptr, Outcome::BadRequest, "A request is one JSON object.");
    RpcRequest request;
    request.id = json->value("id", Json(nullptr));
    request.params = json->value("params", Json::object());
    request.method = member_text(*json, "method");
    if (!is_id(request.id))
        return fault(nullptr, Outcome::BadRequest, "'id' must be a string or an integer.");
    if (request.method.empty()) return fault(request.id, Outcome::BadRequest, "'method' is missing.");
    if (request.params.is_null()) request.params = Json::object();
    if (!request.params.is_object()) return fault(request.id, Outcome::Usage, "'params' must be an object.");
    return request;
}

std::string request_line(std::uint64_t id, std::string_view method, const Json& params) {
    Json json = document();
    json["id"] = id;
    json["method"] = method;
    json["params"] = params;
    return json_text(json);
}

std::string notification_line(std::string_view method, const Json& params) {
    Json json = document();
    json["method"] = method;
    json["params"] = params;
    return json_text(json);
}

std::string answer_line(const Json& id, const Json& result) {
    Json json = document();
    json["id"] = id;
    json["result"] = result;
    return json_text(json);
}

std::string refusal_line(const Json& id, const Refusal& refusal) {
    Json json = document();
    json["id"] = id;
    json["error"]["code"] = rpc_code_of(refusal.outcome);
    json["error"]["message"] = refusal.message;
    json["error"]["data"] = encode_refusal(refusal);
    return json_text(json);
}

std::optional<std::variant<RpcAnswer, RpcNotification>> read_message(std::string_view line) {
    auto json = parse_json(line);
    if (!json || !json->is_object()) return std::nullopt;
    if (json->contains("method")) {
        return RpcNotification{member_text(*json, "method"), json->value("params", Json::object())};
    }
    Json id = json->value("id", Json(nullptr));
    if (json->contains("result")) return RpcAnswer{std::move(id), std::move((*json)["result"])};
    const auto error = json->find("error");
    if (error == json->end() || !error->is_object()) return std::nullopt;
    Refusal refusal = decode_refusal(error->value("data", Json::object()));
    if (refusal.message.empty()) refusal.message = member_text(*error, "message");
    return RpcAnswer{std::move(id), std::unexpected(std::move(refusal))};
}

Json encode_refusal(const Refusal& refusal) {
    Json data = Json::object();
    data["code"] = to_word(refusal.outcome);
    data["message"] = refusal.message;
    data["candidates"] = write_value(refusal.candidates);
    return data;
}

Refusal decode_refusal(const Json& data) {
    Refusal refusal;
    if (!data.is_object()) return refusal;
    refusal.outcome = outcome_from_word(member_text(data, "code"));
    refusal.message = member_text(data, "message");
    const auto candidates = data.find("candidates");
    if (candidates != data.end() && !read_value(*candidates, refusal.candidates)) refusal.candidates.clear();
    return refusal;
}

}  // namespace culver::control
