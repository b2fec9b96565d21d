// SPDX-License-Identifier: Apache-2.0
// The two keys with which others close texts to this node, and what names say of who encrypts. Pure.
#pragma once
#include "interop/ipmsg/introduction.h"
#include "interop/ipmsg/rsa_key.h"

#include <optional>
#include <string>
#include <string_view>

namespace culver::interop::ipmsg {

struct OwnKeys {
    RsaKey strong;  // 2048 bits; signs too
    RsaKey old;     // 1024 bits, for programs before version 3

    [[nodiscard]] static Result<OwnKeys> make();  // slow
    [[nodiscard]] static std::optional<OwnKeys> from_text(std::string_view text);
    [[nodiscard]] std::string text() const;
};

// Reads closed texts. FeiQ and iptux are sent open ones whatever they announce: neither has been seen to read
// what Windows writes.
[[nodiscard]] bool can_encrypt(const Introduction& host);

// Its name holds the fingerprint of a key: open texts in that name are forged.
[[nodiscard]] bool must_encrypt(const Introduction& host);

// False when the name holds the fingerprint of another key.
[[nodiscard]] bool is_key_of(const RsaKey& key, const Introduction& host);

}  // namespace culver::interop::ipmsg
