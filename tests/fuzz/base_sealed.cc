// SPDX-License-Identifier: Apache-2.0
// Fed: a sealed file after its first words, as somebody may leave one to be opened: its costs, salt, secret
// and tag. It opens or it does not; nothing else happens.
#include "base/sealed.h"

#include <algorithm>

namespace {
constexpr std::string_view kBegin = "culver sealed v1\n";
// Costs that are allowed take up to a second and 256 MiB: those that are cheap look the same to the code.
constexpr std::uint64_t kMostMemory = 16ULL << 20;
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver;
    if (size < 3) return -1;
    const std::uint64_t memory = (128ULL * bytes[1]) << std::min<unsigned>(bytes[0], 30);
    const bool is_refused = bytes[0] > 20 || bytes[1] > 16 || bytes[2] > 4;
    if (memory > kMostMemory && !is_refused) return -1;
    Bytes file = to_bytes(kBegin);
    file.insert(file.end(), bytes, bytes + size);
    (void)unseal(file, "passphrase");
    return 0;
}
