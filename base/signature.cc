// SPDX-License-Identifier: Apache-2.0
#include "base/signature.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <algorithm>
#include <stdexcept>

namespace culver {
namespace {

// DER of SubjectPublicKeyInfo for Ed25519 before the 32 bytes of the key (RFC 8410).
constexpr std::array<std::uint8_t, 12> kSpkiPrefix = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                                      0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Bytes tagged(std::string_view domain, ByteView message) {
    Bytes bytes(domain.begin(), domain.end());
    bytes.push_back(0);
    bytes.insert(bytes.end(), message.begin(), message.end());
    return bytes;
}

[[noreturn]] void out_of_luck(const char* what) {
    throw std::runtime_error(what);
}

}  // namespace

std::array<std::uint8_t, 32> sha256(ByteView bytes) {
    std::array<std::uint8_t, 32> digest{};
    SHA256(bytes.data(), bytes.size(), digest.data());
    return digest;
}

PeerId peer_id_of(const PublicKeyBytes& key) {
    std::array<std::uint8_t, kSpkiPrefix.size() + kPublicKeyBytes> spki{};
    std::ranges::copy(kSpkiPrefix, spki.begin());
    std::ranges::copy(key, spki.begin() + kSpkiPrefix.size());
    return PeerId{sha256(spki)};
}

bool verify(const PublicKeyBytes& key, std::string_view domain, ByteView message, ByteView signature) {
    if (signature.size() != kSignatureBytes) return false;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> native(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()), &EVP_PKEY_free);
    DigestPtr context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (!native || !context) return false;
    if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, native.get()) != 1) return false;
    const Bytes signed_bytes = tagged(domain, message);
    return EVP_DigestVerify(context.get(), signature.data(), signature.size(), signed_bytes.data(),
                            signed_bytes.size()) == 1;
}

void SigningKey::Free::operator()(evp_pkey_st* key) const {
    EVP_PKEY_free(key);
}

SigningKey::SigningKey(evp_pkey_st* key) : key_(key) {
    std::size_t length = public_key_.size();
    if (EVP_PKEY_get_raw_public_key(key, public_key_.data(), &length) != 1 || length != kPublicKeyBytes) {
        out_of_luck("the key has no public half");
    }
}

SigningKey SigningKey::generate() {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    if (key == nullptr) out_of_luck("no key could be made");
    return SigningKey(key);
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem) {
    BioPtr source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    // An empty passphrase callback: a key asking for one must fail, not block on the terminal.
    auto no_passphrase = [](char*, int, int, void*) { return -1; };
    EVP_PKEY* key = PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr);
    if (key == nullptr || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
        EVP_PKEY_free(key);
        return fail(boost::system::errc::make_error_code(boost::system::errc::invalid_argument),
                    "reading the key");
    }
    return SigningKey(key);
}

std::string SigningKey::to_pem() const {
    BioPtr target(BIO_new(BIO_s_mem()), &BIO_free);
    if (PEM_write_bio_PKCS8PrivateKey(target.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        out_of_luck("the key could not be written");
    }
    char* data = nullptr;
    const long length = BIO_get_mem_data(target.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

Signature SigningKey::sign(std::string_view domain, ByteView message) const {
    const Bytes signed_bytes = tagged(domain, message);
    DigestPtr context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    Signature signature{};
    std::size_t length = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &length, signed_bytes.data(), signed_bytes.size()) !=
            1) {
        out_of_luck("signing failed");
    }
    return signature;
}

}  // namespace culver
