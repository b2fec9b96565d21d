// SPDX-License-Identifier: Apache-2.0
#include "net/tls_link.h"

#include "net/admission.h"
#include "net/errors.h"
#include "net/socket_options.h"
#include "net/tls_lane.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstdint>

namespace culver::net {
namespace {

constexpr unsigned kReadsWithoutYield = 16;  // then other coroutines have their turn: 256 KiB at most
constexpr std::size_t kExporterBytes = 32;

// Ends a handshake in which the other side sends more than it can need.
long limit_handshake(BIO* bio, int operation, const char*, size_t, int, long, int result, size_t* processed) {
    auto* left = reinterpret_cast<std::uint64_t*>(BIO_get_callback_arg(bio));
    if (operation == BIO_CB_READ) return *left > 0 ? 1 : -1;
    if (operation == (BIO_CB_READ | BIO_CB_RETURN) && result > 0 && processed != nullptr) {
        *left -= std::min<std::uint64_t>(*left, *processed);
    }
    return result;
}

// From then on the link has nothing more to read, and ends.
long read_nothing(BIO*, int operation, const char*, size_t, int, long, int result, size_t*) {
    return operation == BIO_CB_READ ? -1 : result;
}

// After the handshake a node says nothing that belongs to one. Each change of keys costs as much as many
// frames, counts as none, and OpenSSL reads on behind it as long as there are bytes: a flood of them would
// hold the whole thread. The count stands in the place of the callback's argument, so that it lives as long
// as the link.
void count_late_messages(int is_written, int, int kind, const void*, size_t, SSL* ssl, void* count) {
    if (is_written != 0 || kind != SSL3_RT_HANDSHAKE) return;
    const auto heard = reinterpret_cast<std::uintptr_t>(count) + 1;
    SSL_set_msg_callback_arg(ssl, reinterpret_cast<void*>(heard));
    if (heard > kMaxLateHandshakeMessages) BIO_set_callback_ex(SSL_get_rbio(ssl), &read_nothing);
}

Task<Result<>> wait_until_ready(TcpSocket& socket, int ssl_error) {
    if (ssl_error != SSL_ERROR_WANT_READ && ssl_error != SSL_ERROR_WANT_WRITE) {
        co_return std::unexpected(tls_failure(ssl_error));
    }
    const auto what = ssl_error == SSL_ERROR_WANT_READ ? TcpSocket::wait_read : TcpSocket::wait_write;
    const auto [failure] = co_await socket.async_wait(what, no_throw);
    if (failure) co_return fail(failure);
    co_return Result<>();
}

Error handshake_failure(const Introduction& introduction, Error found) {
    if (introduction.verdict == Introduction::Verdict::WrongPeer) return {NetErrc::WrongPeer, {}};
    if (introduction.verdict == Introduction::Verdict::BadCertificate) return {NetErrc::BadCertificate, {}};
    // A link that breaks or is refused in the handshake most likely ends at no Culver node.
    const bool is_ours = found.code.category() == make_error_code(NetErrc::LinkBroken).category();
    return is_ours && found.code != NetErrc::WrongProtocol ? Error{NetErrc::HandshakeFailed, {}} : found;
}

NetErrc meaning_of(unsigned long reason) {
    switch (ERR_GET_REASON(reason)) {
        case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
        case SSL_R_NO_APPLICATION_PROTOCOL: return NetErrc::WrongProtocol;
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED: return NetErrc::Refused;
        default: return NetErrc::LinkBroken;
    }
}

}  // namespace

Error tls_failure(int ssl_error) {
    const int number = errno;
    const unsigned long reason = ERR_peek_last_error();
    ERR_clear_error();
    if (ssl_error == SSL_ERROR_SYSCALL && number != 0) return fail_errno(number).error();
    return Error{meaning_of(reason), {}};
}

Task<Result<std::unique_ptr<Link>>> shake_hands(TcpSocket socket, const Identity& identity,
                                                Direction direction, std::optional<PeerId> expected) {
    boost::system::error_code refused;
    socket.non_blocking(true, refused);
    if (refused) co_return fail(refused);
    close_on_exec(socket.native_handle());
    tune_for_session(socket.native_handle());
    Introduction introduction{expected, std::nullopt};
    std::uint64_t bytes_left = kMaxHandshakeBytes;
    auto ssl = identity.begin(socket.native_handle(), direction == Direction::Dialled, introduction);
    BIO* bio = SSL_get_rbio(ssl.get());
    BIO_set_callback_arg(bio, reinterpret_cast<char*>(&bytes_left));
    BIO_set_callback_ex(bio, &limit_handshake);
    for (;;) {
        ERR_clear_error();
        errno = 0;
        const int done = SSL_do_handshake(ssl.get());
        if (done == 1) break;
        auto ready = co_await wait_until_ready(socket, SSL_get_error(ssl.get(), done));
        if (!ready) co_return std::unexpected(handshake_failure(introduction, std::move(ready.error())));
    }
    BIO_set_callback_ex(bio, nullptr);
    SSL_set_msg_callback(ssl.get(), &count_late_messages);
    const bool speaks_culver = Identity::conclude(ssl);
    if (!introduction.shown) co_return fail(NetErrc::BadCertificate);
    if (!speaks_culver) co_return fail(NetErrc::WrongProtocol);
    co_return std::make_unique<TlsLink>(std::move(socket), std::move(ssl), *introduction.shown, direction);
}

TlsLink::TlsLink(TcpSocket socket, SslPtr ssl, PeerId peer, Direction direction)
    : socket_(std::move(socket)), ssl_(std::move(ssl)), peer_(peer), direction_(direction) {
    boost::system::error_code gone;
    const auto endpoint = socket_.remote_endpoint(gone);
    if (!gone) remote_ = Endpoint{endpoint.address(), endpoint.port()};
    const auto here = socket_.local_endpoint(gone);
    if (!gone) local_ = Endpoint{here.address(), here.port()};
}

TlsLink::~TlsLink() {
    close();
}

Task<Result<>> TlsLink::wait_for(int ssl_error) {
    auto ready = co_await wait_until_ready(socket_, ssl_error);
    if (!ready) is_broken_ = true;
    co_return ready;
}

Task<Result<std::size_t>> TlsLink::read_some(std::span<std::uint8_t> into) {
    if (++reads_ % kReadsWithoutYield == 0) {
        co_await boost::asio::post(socket_.get_executor(), boost::asio::use_awaitable);
    }
    while (ssl_) {
        ERR_clear_error();
        errno = 0;
        std::size_t count = 0;
        if (SSL_read_ex(ssl_.get(), into.data(), into.size(), &count) == 1) co_return count;
        const int reason = SSL_get_error(ssl_.get(), 0);
        if (reason == SSL_ERROR_ZERO_RETURN) co_return std::size_t{0};
        auto ready = co_await wait_for(reason);
        if (!ready) co_return fail_as(ready);
    }
    co_return fail(boost::asio::error::operation_aborted);
}

Task<Result<>> TlsLink::write_all(ByteView bytes) {
    while (ssl_ && !bytes.empty()) {
        ERR_clear_error();
        errno = 0;
        std::size_t count = 0;
        if (SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1) {
            bytes = bytes.subspan(count);
            continue;
        }
        auto ready = co_await wait_for(SSL_get_error(ssl_.get(), 0));
        if (!ready) co_return fail_as(ready);
    }
    if (!ssl_) co_return fail(boost::asio::error::operation_aborted);
    co_return Result<>();
}

void TlsLink::close() {
    if (ssl_ && !is_broken_) {
        ERR_clear_error();
        (void)SSL_shutdown(ssl_.get());  // tells the other side that this end is meant; does not wait
        ERR_clear_error();
    }
    ssl_.reset();
    boost::system::error_code ignored;
    if (socket_.is_open()) socket_.close(ignored);
}

Bytes TlsLink::exporter(std::string_view label) {
    if (!ssl_) return {};
    Bytes secret(kExporterBytes);
    const int done = SSL_export_keying_material(ssl_.get(), secret.data(), secret.size(), label.data(),
                                                label.size(), nullptr, 0, 0);
    return done == 1 ? secret : Bytes();
}

Result<std::unique_ptr<LaneStream>> TlsLink::into_lane() {
    if (!ssl_) return fail(boost::asio::error::operation_aborted);
    boost::system::error_code failure;
    const int descriptor = socket_.release(failure);
    if (failure) return fail(failure);
    return make_tls_lane(FileHandle(descriptor), std::move(ssl_));
}

}  // namespace culver::net
