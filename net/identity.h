// SPDX-License-Identifier: Apache-2.0
// A node's key as TLS shows it: a self-signed certificate (CN=culver and nothing else: no name, no meaningful
// dates) and the rules of every handshake. Who the other side is follows from its key alone:
//
//     PeerId = SHA-256 of the certificate's SubjectPublicKeyInfo, which must be Ed25519
//
// TLS 1.3 only, both certificates, ALPN "culver/1". No session tickets and no early data: each link has fresh
// keys that die with it, so a stolen identity key opens no recording, and holding it does not help to pose as
// others.
#pragma once
#include "base/ids.h"
#include "base/signature.h"

#include <memory>
#include <optional>

struct ssl_ctx_st;
struct ssl_st;
struct x509_st;

namespace culver::net {

struct FreeSsl {
    void operator()(ssl_st* ssl) const;
};
using SslPtr = std::unique_ptr<ssl_st, FreeSsl>;

// Whose certificate it is; nothing unless its key is one of Ed25519. Any bytes that OpenSSL takes for a
// certificate may come: everybody can show one before anything is known of him.
[[nodiscard]] std::optional<PeerId> id_of(x509_st* certificate);

// What one handshake expects, and what it found. Its certificate check fills it in.
struct Introduction {
    std::optional<PeerId> expected;  // none: anybody who has a key
    std::optional<PeerId> shown;     // the key that passed
    enum class Verdict { Unseen, Accepted, WrongPeer, BadCertificate };
    Verdict verdict = Verdict::Unseen;
};

// Thread: any, once made.
class Identity {
public:
    // Throws std::runtime_error when OpenSSL cannot work at all.
    explicit Identity(const SigningKey& key);

    [[nodiscard]] const PeerId& id() const { return id_; }

    // A TLS object for one link over that descriptor. Keeps: introduction must outlive the handshake.
    [[nodiscard]] SslPtr begin(int descriptor, bool dials, Introduction& introduction) const;

    // After a handshake: lets go of the introduction. True when both sides agreed to speak culver/1.
    [[nodiscard]] static bool conclude(const SslPtr& ssl);

private:
    struct FreeContext {
        void operator()(ssl_ctx_st* context) const;
    };
    PeerId id_;
    std::unique_ptr<ssl_ctx_st, FreeContext> context_;
};

}  // namespace culver::net
