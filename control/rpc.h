// SPDX-License-Identifier: Apache-2.0
// JSON-RPC 2.0, one document per line, without batches. Requests are {"jsonrpc","id","method","params"},
// answers
// {"jsonrpc","id","result"} or
// {"jsonrpc","id","error":{"code","message","data":{"code","message","candidates"}}}, notifications are
// requests without an id. Lines here have no line break at their end.
#pragma once
#include "control/json.h"
#include "control/outcome.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace culver::control {

struct RpcRequest {
    Json id;  // string or integer; null for a notification
    std::string method;
    Json params;  // an object
};

// A request that could not be read: the id, if that much was clear, and why.
struct RpcFault {
    Json id;
    Refusal refusal;
};

[[nodiscard]] std::expected<RpcRequest, RpcFault> read_request(std::string_view line);

[[nodiscard]] std::string request_line(std::uint64_t id, std::string_view method, const Json& params);
[[nodiscard]] std::string notification_line(std::string_view method, const Json& params);
[[nodiscard]] std::string answer_line(const Json& id, const Json& result);
[[nodiscard]] std::string refusal_line(const Json& id, const Refusal& refusal);

struct RpcAnswer {
    Json id;
    Reply<Json> result;
};
struct RpcNotification {
    std::string method;
    Json params;
};

// What a client reads. Nothing when the line is neither.
[[nodiscard]] std::optional<std::variant<RpcAnswer, RpcNotification>> read_message(std::string_view line);

// {"code","message","candidates"}: the `data` of an error, and what the command line prints under "error".
[[nodiscard]] Json encode_refusal(const Refusal& refusal);
[[nodiscard]] Refusal decode_refusal(const Json& data);

}  // namespace culver::control
