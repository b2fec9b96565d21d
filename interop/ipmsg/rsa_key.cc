// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/rsa_key.h"

#include "base/bytes.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace culver::interop::ipmsg {
namespace {

constexpr unsigned kBits = 2'048;
constexpr unsigned kFewBits = 1'024;  // what programs before version 3 have

template <class Thing, void (*Free)(Thing*)>
struct FreeWith {
    void operator()(Thing* thing) const { Free(thing); }
};
using Number = std::unique_ptr<BIGNUM, FreeWith<BIGNUM, BN_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM, OSSL_PARAM_free>>;

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

Number number_from(std::string_view hex) {
    const bool is_hex = !hex.empty() && hex.size() <= kBits / 4 + 2 &&
                        hex.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    BIGNUM* made = nullptr;
    if (is_hex) BN_hex2bn(&made, std::string(hex).c_str());
    return Number(made);
}

const EVP_MD* method_of(Digest digest) {
    return digest == Digest::Sha1 ? EVP_sha1() : EVP_sha256();
}

// One of the two directions, with the padding of PKCS #1 v1.5.
template <class Begin, class Step>
std::optional<std::string> crypt(EVP_PKEY* key, std::string_view bytes, Begin begin, Step step) {
    const Context context(EVP_PKEY_CTX_new(key, nullptr));
    std::string made(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    auto size = made.size();
    const bool is_made = context && begin(context.get()) == 1 &&
                         EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                         step(context.get(), raw(made), &size, raw(bytes), bytes.size()) == 1;
    made.resize(is_made ? size : 0);
    return is_made ? std::optional(made) : std::nullopt;
}

}  // namespace

RsaKey::RsaKey(EVP_PKEY* key) : key_(key, &EVP_PKEY_free) {}

Result<RsaKey> RsaKey::make(unsigned bits) {
    EVP_PKEY* made = EVP_RSA_gen(bits);
    if (made == nullptr)
        return fail(make_error_code(boost::system::errc::not_supported), "making an RSA key");
    return RsaKey(made);
}

std::optional<RsaKey> RsaKey::from_pem(std::string_view text) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    EVP_PKEY* made = PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr);
    if (made == nullptr) return std::nullopt;
    RsaKey key(made);
    if (EVP_PKEY_get_id(made) != EVP_PKEY_RSA) return std::nullopt;
    return key;
}

std::optional<RsaKey> RsaKey::from_numbers(std::string_view exponent, std::string_view modulus) {
    const auto e = number_from(exponent);
    const auto n = number_from(modulus);
    if (!e || !n || BN_is_zero(e.get())) return std::nullopt;
    const auto bits = static_cast<unsigned>(BN_num_bits(n.get()));
    const bool is_sound = (bits == kBits || bits == kFewBits) && BN_is_odd(n.get()) && BN_is_odd(e.get()) &&
                          BN_num_bits(e.get()) > 1 && BN_num_bits(e.get()) <= 32;
    if (!is_sound) return std::nullopt;
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* made = nullptr;
    const bool is_made = context && parameters && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                         EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1;
    return is_made ? std::optional(RsaKey(made)) : std::nullopt;
}

std::string RsaKey::pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> into(BIO_new(BIO_s_mem()), &BIO_free);
    if (PEM_write_bio_PrivateKey(into.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return {};
    char* text = nullptr;
    const long size = BIO_get_mem_data(into.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string RsaKey::number(const char* name) const {
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(key_.get(), name, &found) != 1) return {};
    const Number held(found);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(found)), '\0');
    BN_bn2bin(found, raw(bytes));
    return bytes;
}

std::string RsaKey::exponent_hex() const {
    auto digits = to_hex(as_bytes(number(OSSL_PKEY_PARAM_RSA_E)));
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
}

std::string RsaKey::modulus() const {
    return number(OSSL_PKEY_PARAM_RSA_N);
}

unsigned RsaKey::bits() const {
    return static_cast<unsigned>(EVP_PKEY_get_bits(key_.get()));
}

std::optional<std::string> RsaKey::encrypt(std::string_view bytes) const {
    return crypt(key_.get(), bytes, &EVP_PKEY_encrypt_init, &EVP_PKEY_encrypt);
}

std::optional<std::string> RsaKey::decrypt(std::string_view bytes) const {
    return crypt(key_.get(), bytes, &EVP_PKEY_decrypt_init, &EVP_PKEY_decrypt);
}

std::optional<std::string> RsaKey::sign(std::string_view bytes, Digest digest) const {
    const DigestContext context(EVP_MD_CTX_new());
    std::string made(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    auto size = made.size();
    const bool is_made =
        EVP_DigestSignInit(context.get(), nullptr, method_of(digest), nullptr, key_.get()) == 1 &&
        EVP_DigestSign(context.get(), raw(made), &size, raw(bytes), bytes.size()) == 1;
    made.resize(is_made ? size : 0);
    return is_made ? std::optional(made) : std::nullopt;
}

bool RsaKey::has_signed(std::string_view bytes, std::string_view signature, Digest digest) const {
    const DigestContext context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, method_of(digest), nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes), bytes.size()) == 1;
}

std::string fingerprint_of(const RsaKey& key) {
    auto modulus = key.modulus();
    std::ranges::reverse(modulus);                             // Windows keeps numbers little-endian
    std::array<std::uint8_t, SHA_DIGEST_LENGTH + 4> digest{};  // with four zeros behind
    SHA1(raw(modulus), modulus.size(), digest.data());
    std::reverse(digest.begin(), digest.begin() + SHA_DIGEST_LENGTH);
    std::array<std::uint8_t, 8> folded{};
    for (std::size_t i = 0; i < digest.size(); ++i) folded[i % folded.size()] ^= digest[i];
    return to_hex(folded);
}

}  // namespace culver::interop::ipmsg
