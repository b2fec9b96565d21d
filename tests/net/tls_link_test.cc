// SPDX-License-Identifier: Apache-2.0
#include "net/tls_link.h"

#include "base/deadline.h"
#include "base/random.h"
#include "net/admission.h"
#include "net/errors.h"
#include "tests/net/tls_fixture.h"

#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stop_token>
#include <thread>

namespace culver::net {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

class TlsLinkTest : public TlsFixture {
protected:
    // Reads until so many bytes are there or the link ends.
    static Task<Bytes> read_bytes(Link& link, std::size_t count) {
        Bytes got;
        Bytes room(64 * 1024);
        while (got.size() < count) {
            const auto size = co_await link.read_some(room);
            if (!size || *size == 0) break;
            got.insert(got.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(*size));
        }
        co_return got;
    }
};

TEST_F(TlsLinkTest, ProvesBothSidesToOneAnother) {
    const auto story = [&]() -> Task<> {
        co_await join();
        EXPECT_EQ(dialled->peer(), bob.id());
        EXPECT_EQ(accepted->peer(), alice.id());
        EXPECT_EQ(dialled->direction(), Direction::Dialled);
        EXPECT_EQ(accepted->remote().address.to_string(), "127.0.0.1");
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, TheIdIsTheOneThatSignaturesHave) {
    EXPECT_EQ(alice.id(), alices_key.peer_id());
    EXPECT_EQ(alice.id(), peer_id_of(alices_key.public_key()));
}

TEST_F(TlsLinkTest, CarriesBytesBothWaysAndEndsInOrder) {
    const auto story = [&]() -> Task<> {
        co_await join();
        Bytes sent(3'000'000);
        fill_random(sent);
        auto writing = dialled->write_all(sent);
        auto reading = read_bytes(*accepted, sent.size());
        auto both = co_await (std::move(writing) && std::move(reading));
        EXPECT_TRUE(std::get<0>(both));
        EXPECT_TRUE(std::get<1>(both) == sent);
        dialled->close();
        Bytes room(10);
        EXPECT_EQ((co_await accepted->read_some(room)).value(), 0u);
        EXPECT_EQ((co_await dialled->read_some(room)).error().code, boost::asio::error::operation_aborted);
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, ReadsAndWritesAtTheSameTimeOnBothSides) {
    const auto story = [&]() -> Task<> {
        co_await join();
        const Bytes much(20'000'000, 3);
        auto writing = dialled->write_all(much) && accepted->write_all(much);
        auto reading = read_bytes(*accepted, much.size()) && read_bytes(*dialled, much.size());
        const auto all = co_await (std::move(writing) && std::move(reading));
        const auto& read = std::get<2>(all);
        EXPECT_EQ(std::get<0>(read).size(), much.size());
        EXPECT_EQ(std::get<1>(read).size(), much.size());
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, AnotherKeyThanExpectedIsRefusedInsideTheHandshakeOnBothSides) {
    const auto story = [&]() -> Task<> {
        const auto both = co_await meet(alice.id());
        EXPECT_EQ(both.first.error().code, NetErrc::WrongPeer);
        EXPECT_FALSE(both.second);
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, ClosingEndsAPendingRead) {
    const auto story = [&]() -> Task<> {
        co_await join();
        const auto close_soon = [&]() -> Task<> {
            boost::asio::steady_timer timer(loop, 10ms);
            co_await timer.async_wait(no_throw);
            dialled->close();
        };
        Bytes room(10);
        auto reading = dialled->read_some(room);
        const auto got = co_await (std::move(reading) && close_soon());
        EXPECT_EQ(got.error().code, boost::asio::error::operation_aborted);
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, TheExporterIsEqualOnBothEndsAndDiffersByLabelAndLink) {
    const auto story = [&]() -> Task<> {
        co_await join();
        const Bytes code = dialled->exporter("culver verification v1");
        EXPECT_EQ(code.size(), 32u);
        EXPECT_EQ(code, accepted->exporter("culver verification v1"));
        EXPECT_NE(code, dialled->exporter("another"));
        co_await join();
        EXPECT_NE(code, dialled->exporter("culver verification v1"));
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, GarbageInsteadOfAHandshakeIsRefused) {
    const auto story = [&]() -> Task<> {
        const auto outcome = co_await accept_foreign([](int descriptor) {
            const std::string garbage = "GET / HTTP/1.1\r\nHost: example\r\n\r\n";
            EXPECT_GT(write(descriptor, garbage.data(), garbage.size()), 0);
            char answer[64];
            (void)read(descriptor, answer, sizeof answer);
        });
        EXPECT_EQ(outcome.error().code, NetErrc::HandshakeFailed);
    };
    test::run(loop, story());
}

// What one connection makes of foreign settings.
void dial_with(int descriptor, std::function<void(SSL_CTX*)> configure, std::string_view protocol,
               const std::function<void(SSL*)>& look_at = {}) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    configure(context);
    SSL* ssl = SSL_new(context);
    SSL_set_fd(ssl, descriptor);
    std::string alpn(1, static_cast<char>(protocol.size()));
    alpn += protocol;
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(alpn.data()),
                        static_cast<unsigned>(alpn.size()));
    char rest[16];
    const bool is_connected = SSL_connect(ssl) == 1;
    // A ticket would come now; the other side says nothing, and the caller closes it once it has accepted.
    if (is_connected && look_at) {
        const timeval patience{.tv_sec = 0, .tv_usec = 100'000};
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    if (is_connected) (void)SSL_read(ssl, rest, sizeof rest);
    if (is_connected && look_at) look_at(ssl);
    SSL_free(ssl);
    SSL_CTX_free(context);
}

TEST_F(TlsLinkTest, AnotherProtocolNameIsRefused) {
    const auto story = [&]() -> Task<> {
        const auto outcome =
            co_await accept_foreign([](int descriptor) { dial_with(descriptor, [](SSL_CTX*) {}, "h2"); });
        EXPECT_EQ(outcome.error().code, NetErrc::WrongProtocol);
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, Tls12IsRefused) {
    const auto story = [&]() -> Task<> {
        const auto outcome = co_await accept_foreign([](int descriptor) {
            const auto old = [](SSL_CTX* context) { SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION); };
            dial_with(descriptor, old, "culver/1");
        });
        EXPECT_EQ(outcome.error().code, NetErrc::HandshakeFailed);
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, NobodyGetsInWithoutACertificate) {
    const auto story = [&]() -> Task<> {
        const auto outcome = co_await accept_foreign(
            [](int descriptor) { dial_with(descriptor, [](SSL_CTX*) {}, "culver/1"); });
        EXPECT_EQ(outcome.error().code, NetErrc::HandshakeFailed);
    };
    test::run(loop, story());
}

// The caller frees it.
X509* certificate_of(EVP_PKEY* key, const EVP_MD* digest) {
    X509* certificate = X509_new();
    X509_set_pubkey(certificate, key);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_sign(certificate, key, digest);
    return certificate;
}

TEST_F(TlsLinkTest, AKeyOfAnotherKindIsRefused) {
    const auto story = [&]() -> Task<> {
        const auto outcome = co_await accept_foreign([](int descriptor) {
            const auto with_rsa = [](SSL_CTX* context) {
                EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
                X509* certificate = certificate_of(key, EVP_sha256());
                SSL_CTX_use_certificate(context, certificate);
                SSL_CTX_use_PrivateKey(context, key);
                X509_free(certificate);
                EVP_PKEY_free(key);
            };
            dial_with(descriptor, with_rsa, "culver/1");
        });
        EXPECT_FALSE(outcome);
    };
    test::run(loop, story());
}

// A certificate that is sound but for the kind of its key, which no library knows. What OpenSSL sends is the
// object it was given, so it is bent after it was taken.
void show_a_key_of_no_kind(SSL_CTX* context) {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    X509* certificate = certificate_of(key, nullptr);
    EXPECT_EQ(SSL_CTX_use_certificate(context, certificate), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context, key), 1);
    constexpr int kBytes = 32;
    auto* bytes = static_cast<unsigned char*>(OPENSSL_zalloc(kBytes));
    X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(certificate), OBJ_txt2obj("1.3.101.127", 1), V_ASN1_UNDEF,
                           nullptr, bytes, kBytes);
    X509_sign(certificate, key, nullptr);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

TEST_F(TlsLinkTest, AKeyOfNoKindIsRefused) {
    const auto story = [&]() -> Task<> {
        const auto outcome = co_await accept_foreign(
            [](int descriptor) { dial_with(descriptor, show_a_key_of_no_kind, "culver/1"); });
        EXPECT_EQ(outcome.error().code, NetErrc::BadCertificate) << outcome.error().sentence();
    };
    test::run(loop, story());
}

// Somebody who holds alice's key can be alice, and nobody else to her: a stolen key must not turn on its
// owner.
TEST_F(TlsLinkTest, WhoStoleAKeyPlaysNobodyElseToItsOwner) {
    const auto story = [&]() -> Task<> {
        const Identity thief{alices_key};
        auto sockets = co_await connected_sockets();
        auto dialling = shake_hands(std::move(sockets.first), alice, Direction::Dialled, bob.id());
        auto accepting = shake_hands(std::move(sockets.second), thief, Direction::Accepted, std::nullopt);
        const auto both = co_await (std::move(dialling) && std::move(accepting));
        EXPECT_EQ(std::get<0>(both).error().code, NetErrc::WrongPeer);
        EXPECT_FALSE(std::get<1>(both));
    };
    test::run(loop, story());
}

// What a link's secrecy rests on, seen by a client that speaks for itself.
struct Secrecy {
    Bytes servers_share;  // of the key exchange
    bool is_resumable = true;
};

void show_an_own_key(SSL_CTX* context) {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    X509* certificate = X509_new();
    X509_set_pubkey(certificate, key);
    ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20000101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(certificate), "99991231235959Z");
    X509_sign(certificate, key, nullptr);
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

Secrecy secrecy_of_a_link(int descriptor) {
    Secrecy seen;
    const auto look_at = [&seen](SSL* ssl) {
        EVP_PKEY* share = nullptr;
        if (SSL_get_peer_tmp_key(ssl, &share) == 1) {
            std::size_t length = 0;
            EVP_PKEY_get_raw_public_key(share, nullptr, &length);
            seen.servers_share.resize(length);
            EVP_PKEY_get_raw_public_key(share, seen.servers_share.data(), &length);
            EVP_PKEY_free(share);
        }
        seen.is_resumable = SSL_SESSION_is_resumable(SSL_get0_session(ssl)) == 1;
    };
    dial_with(descriptor, show_an_own_key, "culver/1", look_at);
    return seen;
}

// A recording and a key that is stolen later are worth nothing: every link makes keys of its own, and leaves
// no ticket that another could begin with.
TEST_F(TlsLinkTest, EveryLinkHasFreshKeysAndLeavesNoTicket) {
    const auto story = [&]() -> Task<> {
        std::vector<Secrecy> seen(2);
        for (auto& one : seen) {
            auto link =
                co_await accept_foreign([&one](int descriptor) { one = secrecy_of_a_link(descriptor); });
            EXPECT_TRUE(link);
            if (link) (*link)->close();
        }
        EXPECT_EQ(seen[0].servers_share.size(), 32u);
        EXPECT_NE(seen[0].servers_share, seen[1].servers_share);
        EXPECT_FALSE(seen[0].is_resumable || seen[1].is_resumable);
    };
    test::run(loop, story());
}

// Somebody with a sound key who, once he is in, only changes the keys of the link, which takes as much work
// as a frame and counts as none.
void change_keys_without_end(int descriptor, const std::stop_token& enough) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    show_an_own_key(context);
    SSL* ssl = SSL_new(context);
    SSL_set_fd(ssl, descriptor);
    constexpr std::string_view kProtocol =
        "\x08"
        "culver/1";
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(kProtocol.data()), kProtocol.size());
    bool goes_on = SSL_connect(ssl) == 1;
    while (goes_on && !enough.stop_requested()) {
        goes_on = SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 && SSL_do_handshake(ssl) == 1;
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
}

TEST_F(TlsLinkTest, WhoOnlyChangesKeysIsCutOff) {
    const auto story = [&]() -> Task<> {
        auto sockets = co_await connected_sockets();
        const int descriptor = sockets.first.release();
        std::jthread foreigner([descriptor](const std::stop_token& enough) {
            change_keys_without_end(descriptor, enough);
            ::close(descriptor);
        });
        auto link = co_await shake_hands(std::move(sockets.second), bob, Direction::Accepted, std::nullopt);
        EXPECT_TRUE(link);
        Bytes room(10);
        const auto got = co_await with_deadline(2s, (*link)->read_some(room));
        EXPECT_EQ(got.error().code, NetErrc::LinkBroken) << got.error().sentence();
        (*link)->close();
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, MoreThanAHandshakeCanNeedEndsIt) {
    const auto story = [&]() -> Task<> {
        const auto outcome = co_await accept_foreign([](int descriptor) {
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
            // The first record of a ClientHello that announces 100 KB, then the rest of it.
            Bytes record{0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0x01, 0x80, 0x00, 0x03, 0x03};
            record.resize(5 + 0x4000, 0x55);
            for (int i = 0; i < 8; ++i) {
                if (write(descriptor, record.data(), record.size()) < 0) break;
                record[5] = 0x55;
            }
            char answer[64];
            (void)read(descriptor, answer, sizeof answer);
        });
        EXPECT_FALSE(outcome);
    };
    test::run(loop, story());
}

TEST_F(TlsLinkTest, ASilentClientIsCutOffByTheCallersLimit) {
    const auto story = [&]() -> Task<> {
        auto sockets = co_await connected_sockets();
        auto accepting = shake_hands(std::move(sockets.second), bob, Direction::Accepted, std::nullopt);
        const auto outcome = co_await with_deadline(50ms, std::move(accepting));
        EXPECT_EQ(outcome.error().code, boost::asio::error::timed_out);
    };
    test::run(loop, story());
}

}  // namespace
}  // namespace culver::net
