// SPDX-License-Identifier: Apache-2.0
// Encrypted bodies of messages, and the answers in which hosts tell their keys. The session key of a body is
// for one receiver; it is signed where both sides can. Pure but for randomness; any thread.
#pragma once
#include "interop/ipmsg/rsa_key.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver::interop::ipmsg {

namespace suite {
inline constexpr std::uint32_t kRsa1024 = 0x2;
inline constexpr std::uint32_t kRsa2048 = 0x4;
inline constexpr std::uint32_t kBlowfish128 = 0x20000;
inline constexpr std::uint32_t kAes256 = 0x100000;
inline constexpr std::uint32_t kNumberIv = 0x800000;  // the packet's number is the initial vector
inline constexpr std::uint32_t kBase64 = 0x1000000;   // else hexadecimal
inline constexpr std::uint32_t kSignSha1 = 0x20000000;
inline constexpr std::uint32_t kSignSha256 = 0x40000000;
}  // namespace suite

// What this program can; without Blowfish where the system's OpenSSL has none.
[[nodiscard]] std::uint32_t own_capabilities();

// The strongest that both can, with a key of so many bits; nothing where that is nothing IP Messenger takes.
[[nodiscard]] std::optional<std::uint32_t> choose_suite(std::uint32_t theirs, unsigned key_bits);

struct KeyAnswer {
    std::uint32_t capabilities = 0;
    RsaKey key;
};
[[nodiscard]] std::optional<KeyAnswer> parse_key_answer(std::string_view body);
[[nodiscard]] std::string build_key_answer(std::uint32_t capabilities, const RsaKey& key);

// number: of the packet, as its header has it.
[[nodiscard]] std::optional<std::string> encrypt_body(std::string_view plain, std::string_view number,
                                                      std::uint32_t suite, const RsaKey& to,
                                                      const RsaKey& signer);

// The suite that a body names, before anything is decrypted; nothing where it is none that is read here.
[[nodiscard]] std::optional<std::uint32_t> suite_of(std::string_view body);
[[nodiscard]] bool is_signed(std::uint32_t suite);

struct DecryptedBody {
    std::string plain;  // with the NULs that part it
    std::uint32_t suite = 0;
    std::string signature;

    [[nodiscard]] bool is_by(const RsaKey& sender) const;
};
// A session key that does not unwrap is replaced by a random one, with which the rest fails as a changed body
// does, and nothing is told: who could ask which of its guesses decrypt well would read the texts of others.
// Callers limit how often anybody may try.
[[nodiscard]] std::optional<DecryptedBody> decrypt_body(std::string_view body, std::string_view number,
                                                        const RsaKey& key_2048, const RsaKey& key_1024);

}  // namespace culver::interop::ipmsg
