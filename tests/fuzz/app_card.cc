// SPDX-License-Identifier: Apache-2.0
// Fed: the body of a Card, as whoever holds a key may send it. Reached: its decoder with every bound, and
// encoding again what was decoded, which must decode to the same.
#include "app/introductions.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver;
    const auto card = app::decode_card(ByteView(bytes, size));
    if (!card) return 0;
    if (card->name.size() > app::kMaxLabelBytes || card->status_text.size() > app::kMaxStatusBytes)
        std::abort();
    if (app::decode_card(app::encode_card(*card)) != card) std::abort();
    return 0;
}
