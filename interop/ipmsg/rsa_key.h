// SPDX-License-Identifier: Apache-2.0
// RSA keys as the IP Messenger family uses them: PKCS #1 v1.5, of 2048 and of 1024 bits. Any thread.
#pragma once
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

using EVP_PKEY = struct evp_pkey_st;

namespace culver::interop::ipmsg {

enum class Digest : std::uint8_t { Sha1, Sha256 };

class RsaKey {
public:
    [[nodiscard]] static Result<RsaKey> make(unsigned bits);  // slow: up to seconds on a small device
    [[nodiscard]] static std::optional<RsaKey> from_pem(std::string_view text);
    // A public key from its numbers, big-endian hexadecimal. Nothing but 1024 and 2048 bits is taken.
    [[nodiscard]] static std::optional<RsaKey> from_numbers(std::string_view exponent,
                                                            std::string_view modulus);

    [[nodiscard]] std::string pem() const;  // requires the private half
    [[nodiscard]] std::string exponent_hex() const;
    [[nodiscard]] std::string modulus() const;  // big-endian, of full length
    [[nodiscard]] unsigned bits() const;

    [[nodiscard]] std::optional<std::string> encrypt(std::string_view bytes) const;
    [[nodiscard]] std::optional<std::string> decrypt(std::string_view bytes) const;
    [[nodiscard]] std::optional<std::string> sign(std::string_view bytes, Digest digest) const;
    [[nodiscard]] bool has_signed(std::string_view bytes, std::string_view signature, Digest digest) const;

private:
    explicit RsaKey(EVP_PKEY* key);
    [[nodiscard]] std::string number(const char* name) const;
    std::shared_ptr<EVP_PKEY> key_;
};

// The 16 digits by which IP Messenger names a key of 2048 bits.
[[nodiscard]] std::string fingerprint_of(const RsaKey& key);

}  // namespace culver::interop::ipmsg
