// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/cipher.h"

#include "base/bytes.h"
#include "base/random.h"
#include "interop/ipmsg/packet.h"

#include <openssl/evp.h>
#include <openssl/provider.h>

#include <algorithm>
#include <array>
#include <memory>

namespace culver::interop::ipmsg {
namespace {

constexpr std::size_t kAesKeyBytes = 32;
constexpr std::size_t kBlowfishKeyBytes = 16;
constexpr std::size_t kMaxIvDigits = 15;  // IP Messenger ends the copy of its number with a NUL
constexpr std::size_t kMaxFields = 4;

// Blowfish stands in OpenSSL's provider of old methods, kept apart so that nothing else here gets them.
const EVP_CIPHER* blowfish() {
    static const EVP_CIPHER* const cipher = [] {
        OSSL_LIB_CTX* apart = OSSL_LIB_CTX_new();
        const bool has_old = apart != nullptr && OSSL_PROVIDER_load(apart, "legacy") != nullptr;
        return has_old ? EVP_CIPHER_fetch(apart, "BF-CBC", nullptr) : nullptr;
    }();
    return cipher;
}

const EVP_CIPHER* cipher_of(std::uint32_t bits) {
    return (bits & suite::kAes256) != 0 ? EVP_aes_256_cbc() : blowfish();
}

std::size_t key_bytes(std::uint32_t bits) {
    return (bits & suite::kAes256) != 0 ? kAesKeyBytes : kBlowfishKeyBytes;
}

std::array<unsigned char, EVP_MAX_IV_LENGTH> initial_vector(std::uint32_t bits, std::string_view number) {
    std::array<unsigned char, EVP_MAX_IV_LENGTH> made{};
    if ((bits & suite::kNumberIv) != 0) std::ranges::copy(number.substr(0, kMaxIvDigits), made.begin());
    return made;
}

std::optional<std::string> crypt(std::string_view bytes, std::string_view key, std::uint32_t bits,
                                 std::string_view number, bool encrypts) {
    const auto* method = cipher_of(bits);
    if (method == nullptr) return std::nullopt;
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                  &EVP_CIPHER_CTX_free);
    const auto start = initial_vector(bits, number);
    const auto* input = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* secret = reinterpret_cast<const unsigned char*>(key.data());
    std::string made(bytes.size() + EVP_MAX_BLOCK_LENGTH, '\0');
    auto* output = reinterpret_cast<unsigned char*>(made.data());
    int first = 0;
    int last = 0;
    const bool is_made =
        EVP_CipherInit_ex2(context.get(), method, secret, start.data(), encrypts ? 1 : 0, nullptr) == 1 &&
        EVP_CipherUpdate(context.get(), output, &first, input, static_cast<int>(bytes.size())) == 1 &&
        EVP_CipherFinal_ex(context.get(), output + first, &last) == 1;
    if (!is_made) return std::nullopt;
    made.resize(static_cast<std::size_t>(first + last));
    return made;
}

// In capitals, as Windows writes it.
std::string suite_text(std::uint32_t bits) {
    auto word = hex_text(bits);
    std::ranges::transform(word, word.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    return word;
}

std::string text_of(std::string_view bytes, std::uint32_t bits) {
    if ((bits & suite::kBase64) == 0) return to_hex(as_bytes(bytes));
    std::string made((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(made.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    made.resize(static_cast<std::size_t>(size));
    return made;
}

std::optional<std::string> bytes_of(std::string_view text, std::uint32_t bits) {
    if ((bits & suite::kBase64) == 0) {
        auto made = from_hex(text);
        return made ? std::optional(std::string(made->begin(), made->end())) : std::nullopt;
    }
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    std::string made(text.size() / 4 * 3, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(made.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    const auto padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
    made.resize(static_cast<std::size_t>(size) - padding);
    return made;
}

std::string random_key(std::size_t size) {
    std::string key(size, '\0');
    fill_random({reinterpret_cast<std::uint8_t*>(key.data()), key.size()});
    return key;
}

std::optional<Digest> digest_of(std::uint32_t bits) {
    if ((bits & suite::kSignSha256) != 0) return Digest::Sha256;
    if ((bits & suite::kSignSha1) != 0) return Digest::Sha1;
    return std::nullopt;
}

// With both bits of one kind, or with none, a body is not read.
bool is_sound(std::uint32_t bits) {
    constexpr auto kStrong = suite::kRsa2048 | suite::kAes256;
    constexpr auto kOld = suite::kRsa1024 | suite::kBlowfish128;
    const auto kinds = bits & (kStrong | kOld);
    return (kinds == kStrong || kinds == kOld) && (bits & ~own_capabilities()) == 0;
}

}  // namespace

std::uint32_t own_capabilities() {
    const auto old = blowfish() != nullptr ? suite::kRsa1024 | suite::kBlowfish128 : 0U;
    return suite::kRsa2048 | suite::kAes256 | suite::kNumberIv | suite::kBase64 | suite::kSignSha1 |
           suite::kSignSha256 | old;
}

std::optional<std::uint32_t> choose_suite(std::uint32_t theirs, unsigned key_bits) {
    const auto common = own_capabilities() & theirs;
    const auto has = [&](std::uint32_t bits) { return (common & bits) == bits; };
    const auto form = common & (suite::kNumberIv | suite::kBase64);
    if (key_bits == 2'048 && has(suite::kRsa2048 | suite::kAes256)) {
        const auto sign = has(suite::kSignSha256) ? suite::kSignSha256 : common & suite::kSignSha1;
        return suite::kRsa2048 | suite::kAes256 | sign | form;
    }
    if (key_bits == 1'024 && has(suite::kRsa1024 | suite::kBlowfish128))
        return suite::kRsa1024 | suite::kBlowfish128 | form;
    return std::nullopt;
}

std::optional<KeyAnswer> parse_key_answer(std::string_view body) {
    const auto colon = body.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto numbers = body.substr(colon + 1);
    const auto dash = numbers.find('-');
    const auto capabilities = parse_number(body.substr(0, colon), 16);
    if (dash == std::string_view::npos || !capabilities || *capabilities > 0xFFFF'FFFF) return std::nullopt;
    auto key = RsaKey::from_numbers(numbers.substr(0, dash), numbers.substr(dash + 1));
    if (!key) return std::nullopt;
    return KeyAnswer{static_cast<std::uint32_t>(*capabilities), std::move(*key)};
}

std::string build_key_answer(std::uint32_t capabilities, const RsaKey& key) {
    return suite_text(capabilities) + ':' + key.exponent_hex() + '-' + to_hex(as_bytes(key.modulus()));
}

std::optional<std::string> encrypt_body(std::string_view plain, std::string_view number, std::uint32_t bits,
                                        const RsaKey& to, const RsaKey& signer) {
    const auto key = random_key(key_bytes(bits));
    const auto wrapped = to.encrypt(key);
    const auto text = crypt(plain, key, bits, number, true);
    if (!wrapped || !text) return std::nullopt;
    auto body = suite_text(bits) + ':' + text_of(*wrapped, bits) + ':' + text_of(*text, bits);
    if (const auto digest = digest_of(bits)) {
        const auto signature = signer.sign(plain, *digest);
        if (!signature) return std::nullopt;
        body += ':' + text_of(*signature, bits);
    }
    return body;
}

std::optional<std::uint32_t> suite_of(std::string_view body) {
    const auto word = parse_number(body.substr(0, body.find(':')), 16);
    if (!word || *word > 0xFFFF'FFFF || !is_sound(static_cast<std::uint32_t>(*word))) return std::nullopt;
    return static_cast<std::uint32_t>(*word);
}

bool is_signed(std::uint32_t bits) {
    return digest_of(bits).has_value();
}

std::optional<DecryptedBody> decrypt_body(std::string_view body, std::string_view number,
                                          const RsaKey& key_2048, const RsaKey& key_1024) {
    std::array<std::string_view, kMaxFields> fields;
    std::size_t count = 0;
    for (; count < kMaxFields; ++count) {
        const auto colon = std::min(body.find(':'), body.size());
        fields[count] = body.substr(0, colon);
        if (colon == body.size()) {
            ++count;
            break;
        }
        body.remove_prefix(colon + 1);
    }
    const auto named = suite_of(fields[0]);
    if (count < 3 || !named) return std::nullopt;
    const auto bits = *named;
    const auto wrapped = bytes_of(fields[1], bits);
    const auto text = bytes_of(fields[2], bits);
    if (!wrapped || !text) return std::nullopt;
    DecryptedBody made{.plain = {}, .suite = bits, .signature = {}};
    if (is_signed(bits)) {
        auto signature = bytes_of(fields[3], bits);
        if (!signature) return std::nullopt;
        made.signature = std::move(*signature);
    }
    const auto& own = (bits & suite::kRsa2048) != 0 ? key_2048 : key_1024;
    auto key = random_key(key_bytes(bits));  // used when theirs is none
    if (auto unwrapped = own.decrypt(*wrapped); unwrapped && unwrapped->size() == key.size())
        key = std::move(*unwrapped);
    auto plain = crypt(*text, key, bits, number, false);
    if (!plain) return std::nullopt;
    made.plain = std::move(*plain);
    return made;
}

bool DecryptedBody::is_by(const RsaKey& sender) const {
    const auto digest = digest_of(suite);
    if (!digest) return false;
    if (sender.has_signed(plain, signature, *digest)) return true;
    // The Mac port signs the message without the lists behind it.
    const auto end = plain.find('\0');
    return end != std::string::npos &&
           sender.has_signed(std::string_view(plain).substr(0, end + 1), signature, *digest);
}

}  // namespace culver::interop::ipmsg
