// SPDX-License-Identifier: Apache-2.0
#include "net/identity.h"

#include "net/admission.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/auxv.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace culver::net {
namespace {

// Length-prefixed, as ALPN wants it.
constexpr std::array<unsigned char, 9> kAlpn = {8, 'c', 'u', 'l', 'v', 'e', 'r', '/', '1'};
constexpr std::string_view kAlpnName = "culver/1";
constexpr long kMaxCertificateBytes = 4096;  // ours are 250 bytes; OpenSSL would take 100 KB

using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;

void require(bool works, const char* what) {
    if (works) return;
    ERR_clear_error();
    throw std::runtime_error(std::string("TLS cannot be set up: ") + what);
}

CertificatePtr make_certificate(EVP_PKEY* key) {
    CertificatePtr certificate(X509_new(), &X509_free);
    require(certificate != nullptr, "no certificate");
    X509* raw = certificate.get();
    std::uint64_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "no randomness");
    X509_set_version(raw, X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(raw), serial >> 1 | 1);
    // Fixed dates that nobody looks at: a board without a clock works, and the start of a node is not told.
    ASN1_TIME_set_string(X509_getm_notBefore(raw), "20000101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(raw), "99991231235959Z");
    X509_NAME* name = X509_get_subject_name(raw);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("culver"), -1,
                               -1, 0);
    X509_set_issuer_name(raw, name);
    require(X509_set_pubkey(raw, key) == 1, "the key does not fit");
    require(X509_sign(raw, key, nullptr) > 0, "the key cannot sign");  // Ed25519 takes no digest
    return certificate;
}

bool cpu_has_aes() {
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_cpu_supports("aes") != 0;
#elif defined(__aarch64__)
    constexpr unsigned long kAesBit = 1ul << 3;  // HWCAP_AES
    return (getauxval(AT_HWCAP) & kAesBit) != 0;
#else
    return false;
#endif
}

int introduction_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

Introduction::Verdict judge(Introduction& introduction, X509* certificate) {
    const auto id = certificate == nullptr ? std::nullopt : id_of(certificate);
    if (!id) return Introduction::Verdict::BadCertificate;
    if (introduction.expected && *introduction.expected != *id) return Introduction::Verdict::WrongPeer;
    introduction.shown = id;
    return Introduction::Verdict::Accepted;
}

// Takes the place of chain, date and name checks: that the key is held is proved by TLS itself.
int check_certificate(X509_STORE_CTX* store, void*) {
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* introduction = static_cast<Introduction*>(SSL_get_ex_data(ssl, introduction_index()));
    if (introduction == nullptr) return 0;
    introduction->verdict = judge(*introduction, X509_STORE_CTX_get0_cert(store));
    const bool accepted = introduction->verdict == Introduction::Verdict::Accepted;
    X509_STORE_CTX_set_error(store, accepted ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
    return accepted ? 1 : 0;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                    unsigned int in_length, void*) {
    unsigned char* chosen = nullptr;
    const int found = SSL_select_next_proto(&chosen, out_length, kAlpn.data(), kAlpn.size(), in, in_length);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void set_protocol(SSL_CTX* context) {
    require(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1, "no TLS 1.3");
    require(SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1, "no TLS 1.3");
    const char* ciphers = cpu_has_aes() ? "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256"
                                        : "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
    require(SSL_CTX_set_ciphersuites(context, ciphers) == 1, "no ciphers");
    require(SSL_CTX_set1_groups_list(context, "X25519") == 1, "no X25519");
    require(SSL_CTX_set1_sigalgs_list(context, "ed25519") == 1, "no Ed25519");
    require(SSL_CTX_set_alpn_protos(context, kAlpn.data(), kAlpn.size()) == 0, "no ALPN");
    SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
    // Where one side has no AES instructions, both use ChaCha20.
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                     SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_early_data(context, 0);
}

}  // namespace

std::optional<PeerId> id_of(x509_st* certificate) {
    // Null where the key is of a kind that the library does not know, or is none.
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key == nullptr || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) return std::nullopt;
    unsigned char* der = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (length <= 0) return std::nullopt;
    const PeerId id{sha256(ByteView(der, static_cast<std::size_t>(length)))};
    OPENSSL_free(der);
    return id;
}

void FreeSsl::operator()(ssl_st* ssl) const {
    SSL_free(ssl);
}
void Identity::FreeContext::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}

Identity::Identity(const SigningKey& key) : id_(key.peer_id()), context_(SSL_CTX_new(TLS_method())) {
    require(context_ != nullptr, "no context");
    SSL_CTX* context = context_.get();
    set_protocol(context);
    const auto certificate = make_certificate(key.native());
    require(SSL_CTX_use_certificate(context, certificate.get()) == 1, "the certificate is refused");
    require(SSL_CTX_use_PrivateKey(context, key.native()) == 1, "the key is refused");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(context, &check_certificate, nullptr);
    SSL_CTX_set_max_cert_list(context, kMaxCertificateBytes);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

SslPtr Identity::begin(int descriptor, bool dials, Introduction& introduction) const {
    SslPtr ssl(SSL_new(context_.get()));
    require(ssl != nullptr && SSL_set_fd(ssl.get(), descriptor) == 1, "out of memory");
    SSL_set_ex_data(ssl.get(), introduction_index(), &introduction);
    if (dials) {
        SSL_set_connect_state(ssl.get());
    } else {
        SSL_set_accept_state(ssl.get());
    }
    return ssl;
}

bool Identity::conclude(const SslPtr& ssl) {
    SSL_set_ex_data(ssl.get(), introduction_index(), nullptr);
    const unsigned char* name = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(ssl.get(), &name, &length);
    return std::string_view(reinterpret_cast<const char*>(name), length) == kAlpnName;
}

}  // namespace culver::net
