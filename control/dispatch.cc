// SPDX-License-Identifier: Apache-2.0
#include "control/dispatch.h"

#include "base/log.h"
#include "control/rpc.h"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <array>

namespace culver::control {
namespace {

// What the node said, as the line that tells it.
template <class Method>
Dispatched reply_of(const Json& id, const Reply<typename Method::Answer>& answer) {
    if (!answer) return {refusal_line(id, answer.error()), std::nullopt};
    Dispatched done{answer_line(id, encode(*answer)), std::nullopt};
    if constexpr (std::same_as<Method, method::EventsSubscribe>) done.stream_from = answer->next_seq;
    return done;
}

Dispatched broken(const RpcRequest& request, const std::exception& failure) {
    log::error("the request {} failed: {}", request.method, failure.what());
    const Refusal refusal{Outcome::Failed, "The node failed at this request; its log says why.", {}};
    return {refusal_line(request.id, refusal), std::nullopt};
}

template <class Method>
Task<Dispatched> serve(Node& node, RpcRequest request) {
    auto params = decode<Method>(request.params);
    if (!params) {
        const Refusal refusal{Outcome::Usage, request.method + ": " + params.error() + ".", {}};
        co_return Dispatched{refusal_line(request.id, refusal), std::nullopt};
    }
    try {
        const auto answer = co_await node.answer(std::move(*params));
        co_return reply_of<Method>(request.id, answer);
    } catch (const boost::system::system_error& failure) {
        if (failure.code() == boost::asio::error::operation_aborted) throw;  // the connection is closing
        co_return broken(request, failure);
    } catch (const std::exception& failure) {
        co_return broken(request, failure);
    }
}

struct Door {
    std::string_view method;
    Task<Dispatched> (*serve)(Node&, RpcRequest);
};

template <class... Method>
constexpr auto doors_of(std::type_identity<std::tuple<Method...>>) {
    return std::array{Door{Method::kName, &serve<Method>}...};
}

constexpr auto kDoors = doors_of(std::type_identity<Methods>{});

const Door* find_door(std::string_view method) {
    for (const auto& door : kDoors) {
        if (door.method == method) return &door;
    }
    return nullptr;
}

}  // namespace

Task<Dispatched> dispatch(Node& node, std::string line, Guard guard) {
    auto request = read_request(line);
    if (!request)
        co_return Dispatched{refusal_line(request.error().id, request.error().refusal), std::nullopt};
    const bool silent = request->id.is_null();
    Dispatched done;
    if (auto forbidden = guard ? guard(request->method, request->params) : std::nullopt) {
        done.reply = refusal_line(request->id, *forbidden);
    } else if (const Door* door = find_door(request->method)) {
        done = co_await door->serve(node, std::move(*request));
    } else {
        const Refusal refusal{
            Outcome::UnknownMethod,
            "This node knows no method '" + request->method + "'; is it older than the program?",
            {}};
        done.reply = refusal_line(request->id, refusal);
    }
    if (silent) done.reply.clear();
    co_return done;
}

std::string hello_line(const Hello& hello) {
    return notification_line(Hello::kName, encode(hello));
}

std::string event_line(const Event& event) {
    return notification_line("event", encode_event(event));
}

std::string event_line(std::string_view text) {
    // The text is JSON already; reading it again only to write it would double the cost of every event.
    return R"({"jsonrpc":"2.0","method":"event","params":)" + std::string(text) + "}";
}

std::string too_long_line() {
    const std::string limit = std::to_string(kMaxRequestBytes);
    return refusal_line(nullptr, Refusal{Outcome::NotJson, "A request has at most " + limit + " bytes.", {}});
}

std::string event_text(const Event& event) {
    return json_text(encode_event(event));
}

}  // namespace culver::control
