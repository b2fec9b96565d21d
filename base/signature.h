// SPDX-License-Identifier: Apache-2.0
// Ed25519 keys and signatures. Every signature covers a domain tag ("culver beacon v1" and a zero byte before
// the message), so that no signature made for one purpose can serve another.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

#include <array>
#include <memory>
#include <optional>
#include <string_view>

struct evp_pkey_st;

namespace culver {

inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;
using PublicKeyBytes = std::array<std::uint8_t, kPublicKeyBytes>;
using Signature = std::array<std::uint8_t, kSignatureBytes>;

// SHA-256 of the SubjectPublicKeyInfo (DER) of an Ed25519 key.
[[nodiscard]] PeerId peer_id_of(const PublicKeyBytes& key);

[[nodiscard]] std::array<std::uint8_t, 32> sha256(ByteView bytes);

// False for a wrong signature and for a key that is none.
[[nodiscard]] bool verify(const PublicKeyBytes& key, std::string_view domain, ByteView message,
                          ByteView signature);

// A private key; moves, never copies. Safe to use from several threads once made.
class SigningKey {
public:
    [[nodiscard]] static SigningKey generate();

    // PKCS#8 PEM, unencrypted. Fails with invalid_argument when the text is no Ed25519 private key.
    [[nodiscard]] static Result<SigningKey> from_pem(std::string_view pem);
    [[nodiscard]] std::string to_pem() const;

    [[nodiscard]] const PublicKeyBytes& public_key() const { return public_key_; }
    [[nodiscard]] PeerId peer_id() const { return peer_id_of(public_key_); }
    [[nodiscard]] Signature sign(std::string_view domain, ByteView message) const;

    // Borrowed, for building certificates; lives as long as this object.
    [[nodiscard]] evp_pkey_st* native() const { return key_.get(); }

private:
    struct Free {
        void operator()(evp_pkey_st* key) const;
    };
    explicit SigningKey(evp_pkey_st* key);
    std::unique_ptr<evp_pkey_st, Free> key_;
    PublicKeyBytes public_key_{};
};

}  // namespace culver
