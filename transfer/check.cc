// SPDX-License-Identifier: Apache-2.0
#include "transfer/check.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace culver::transfer {
namespace {

Check128 canonical(XXH128_hash_t hash) {
    XXH128_canonical_t written;
    XXH128_canonicalFromHash(&written, hash);
    Check128 check;
    static_assert(sizeof written.digest == sizeof check.bytes);
    std::memcpy(check.bytes.data(), written.digest, check.bytes.size());
    return check;
}

struct FreeState {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

constexpr std::size_t kZerosBytes = 64U << 10;
constexpr std::array<std::uint8_t, kZerosBytes> kZeros{};

}  // namespace

Check128 check_of(ByteView raw) {
    return canonical(XXH3_128bits(raw.data(), raw.size()));
}

Check128 check_of_zeros(std::size_t length) {
    const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
    XXH3_128bits_reset(state.get());
    for (; length > 0; length -= std::min(length, kZerosBytes))
        XXH3_128bits_update(state.get(), kZeros.data(), std::min(length, kZerosBytes));
    return canonical(XXH3_128bits_digest(state.get()));
}

bool is_all_zero(ByteView raw) {
    // Comparing the bytes with themselves, shifted by one, lets memcmp's wide loads do the work.
    return raw.empty() || (raw[0] == 0 && std::memcmp(raw.data(), raw.data() + 1, raw.size() - 1) == 0);
}

std::uint64_t short_check(ByteView bytes, std::uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace culver::transfer
