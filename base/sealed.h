// SPDX-License-Identifier: Apache-2.0
// A secret in a file that may be carried about: readable only with a passphrase. scrypt makes each guess cost
// 64 MiB and a fifth of a second; AES-256-GCM notices every changed byte.
//
//     "culver sealed v1" 0a | u8 log2 N | u8 r | u8 p | salt 16 | nonce 12 | ciphertext | tag 16
//
// The passphrase is UTF-8 as it was typed. Everything before the ciphertext is authenticated with it.
#pragma once
#include "base/bytes.h"

#include <optional>
#include <string_view>

namespace culver {

[[nodiscard]] Bytes seal(ByteView secret, std::string_view passphrase);

[[nodiscard]] bool is_sealed(ByteView file);  // by its first bytes

// Nothing when the passphrase is another one, a byte was changed, or the costs in the file are beyond what an
// honest one asks for.
[[nodiscard]] std::optional<Bytes> unseal(ByteView file, std::string_view passphrase);

}  // namespace culver
