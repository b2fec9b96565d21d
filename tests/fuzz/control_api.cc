// SPDX-License-Identifier: Apache-2.0
// Fed: one line of the control API, as a local program may send it. Reached: the check of the nesting, the
// JSON parser, the reading of requests and of every method's parameters, the reading of answers and events on
// the client's side, and the words that name peers.
#include "control/peer_name.h"
#include "control/rpc.h"

#include <cstdint>
#include <cstdlib>

namespace culver::control {
namespace {

// What was read must be written as text that is read again.
template <class Row>
void read_and_write(const Json& json) {
    const auto row = decode<Row>(json);
    if (!row) return;
    const std::string written = json_text(encode(*row));
    const auto again = parse_json(written);
    if (!again || !decode<Row>(*again)) std::abort();
}

template <class... Method>
void read_as_every_method(const Json& params, std::type_identity<std::tuple<Method...>>) {
    (read_and_write<Method>(params), ...);
    (read_and_write<typename Method::Answer>(params), ...);
}

void name_peers(std::string_view word) {
    KnownPeer bob;
    bob.id = std::string(52, 'b');
    bob.name = "bob";
    bob.talked_to = true;
    KnownPeer stranger;
    stranger.id = std::string(52, 'c');
    stranger.name = word;
    const std::vector<KnownPeer> peers{bob, stranger};
    const auto match = resolve_peer(word, peers);
    const auto* one = match ? std::get_if<OnePeer>(&*match) : nullptr;
    const bool named = word == "bob" || word == "name:bob";
    if (named && (one == nullptr || one->id != bob.id)) std::abort();
}

}  // namespace
}  // namespace culver::control

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace culver::control;
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    if (const auto request = read_request(line))
        read_as_every_method(request->params, std::type_identity<Methods>{});
    if (const auto message = read_message(line)) {
        if (const auto* notification = std::get_if<RpcNotification>(&*message))
            (void)decode_event(notification->params);
    }
    name_peers(line);
    return 0;
}
