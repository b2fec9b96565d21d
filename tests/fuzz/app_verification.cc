// SPDX-License-Identifier: Apache-2.0
// A peer that compares codes and lies: any frames in any order, as Verifications feeds them to a Comparison.
// No number is shown before theirs is bound, and no code exists before a number fitted.
#include "app/comparison.h"
#include "base/bytes.h"

#include "app/verification.pb.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace culver;
    app::Parties parties;
    parties.self.bytes.fill(1);
    parties.peer.bytes.fill(2);
    parties.binding.assign(32, 7);
    app::Comparison::Number own{};
    own.fill(3);
    app::Comparison comparison(parties, own);
    bool bound = false;
    bool fitted = false;
    while (size > 1) {
        const std::size_t length = std::min<std::size_t>(data[1], size - 2);
        const auto* body = data + 2;
        if (data[0] % 2 == 0) {
            app::wire::Commitment message;
            if (message.ParseFromArray(body, static_cast<int>(length))) {
                bound = comparison.take_commitment(as_bytes(message.commitment())) || bound;
            }
        } else {
            app::wire::Reveal message;
            if (message.ParseFromArray(body, static_cast<int>(length))) {
                fitted = comparison.take_reveal(as_bytes(message.nonce())) || fitted;
            }
        }
        if (comparison.reveal().has_value() != bound || comparison.code().has_value() != fitted) std::abort();
        data += 2 + length;
        size -= 2 + length;
    }
    (void)app::read_code(std::string_view(reinterpret_cast<const char*>(data), size));
    return 0;
}
