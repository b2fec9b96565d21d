// SPDX-License-Identifier: Apache-2.0
#include "base/sealed.h"

#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace culver {
namespace {

constexpr std::string_view kMagic = "culver sealed v1\n";
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kHeaderBytes = 17 + 3 + kSaltBytes + kNonceBytes;
constexpr std::uint64_t kMostMemory = 256ULL << 20;  // a file must not take a small board down

struct Costs {
    std::uint8_t log2_n = 16;
    std::uint8_t r = 8;
    std::uint8_t p = 1;

    [[nodiscard]] std::uint64_t memory() const { return (128ULL * r) << log2_n; }
    [[nodiscard]] bool is_sane() const {
        return log2_n >= 10 && log2_n <= 20 && r >= 1 && r <= 16 && p >= 1 && p <= 4 &&
               memory() <= kMostMemory && log2_n < 16U * r;  // RFC 7914, 2: no key comes of a larger N
    }
};

struct Key {
    std::array<std::uint8_t, 32> bytes{};
    Key() = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

bool derive(std::string_view passphrase, ByteView salt, const Costs& costs, Key& key) {
    constexpr std::uint64_t kSlack = 1 << 20;
    return EVP_PBE_scrypt(passphrase.data(), passphrase.size(), salt.data(), salt.size(),
                          1ULL << costs.log2_n, costs.r, costs.p, costs.memory() + kSlack, key.bytes.data(),
                          key.bytes.size()) == 1;
}

int length_of(ByteView bytes) {
    return static_cast<int>(bytes.size());
}

[[noreturn]] void broken() {
    throw std::runtime_error("the cryptographic library failed");
}

}  // namespace

Bytes seal(ByteView secret, std::string_view passphrase) {
    const Costs costs;
    Bytes file = to_bytes(kMagic);
    file.insert(file.end(), {costs.log2_n, costs.r, costs.p});
    file.resize(kHeaderBytes);
    const auto salt = std::span(file).subspan(kMagic.size() + 3, kSaltBytes);
    const auto nonce = std::span(file).subspan(kMagic.size() + 3 + kSaltBytes, kNonceBytes);
    fill_random(salt);
    fill_random(nonce);
    Key key;
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    if (!cipher || !derive(passphrase, salt, costs, key)) broken();
    Bytes hidden(secret.size() + kTagBytes);
    int written = 0;
    int ignored = 0;
    const bool done =
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes.data(), nonce.data()) == 1 &&
        EVP_EncryptUpdate(cipher.get(), nullptr, &ignored, file.data(), length_of(file)) == 1 &&
        EVP_EncryptUpdate(cipher.get(), hidden.data(), &written, secret.data(), length_of(secret)) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), hidden.data() + written, &ignored) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, hidden.data() + secret.size()) ==
            1;
    if (!done) broken();
    file.insert(file.end(), hidden.begin(), hidden.end());
    return file;
}

bool is_sealed(ByteView file) {
    const ByteView magic = as_bytes(kMagic);
    return file.size() >= kHeaderBytes + kTagBytes && std::ranges::equal(file.first(magic.size()), magic);
}

std::optional<Bytes> unseal(ByteView file, std::string_view passphrase) {
    if (!is_sealed(file)) return std::nullopt;
    const std::size_t at = kMagic.size();
    const Costs costs{.log2_n = file[at], .r = file[at + 1], .p = file[at + 2]};
    if (!costs.is_sane()) return std::nullopt;
    const ByteView header = file.first(kHeaderBytes);
    const ByteView nonce = header.last(kNonceBytes);
    const ByteView hidden = file.subspan(kHeaderBytes, file.size() - kHeaderBytes - kTagBytes);
    Bytes tag(file.end() - kTagBytes, file.end());
    Key key;
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    if (!cipher || !derive(passphrase, header.subspan(at + 3, kSaltBytes), costs, key)) broken();
    Bytes secret(hidden.size());
    int written = 0;
    int ignored = 0;
    const bool is_genuine =
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes.data(), nonce.data()) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &ignored, header.data(), length_of(header)) == 1 &&
        EVP_DecryptUpdate(cipher.get(), secret.data(), &written, hidden.data(), length_of(hidden)) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), secret.data() + written, &ignored) == 1;
    if (is_genuine) return secret;
    OPENSSL_cleanse(secret.data(), secret.size());
    return std::nullopt;
}

}  // namespace culver
