// SPDX-License-Identifier: Apache-2.0
#include "net/tls_lane.h"

#include "base/clock.h"
#include "net/socket_options.h"
#include "net/tls_link.h"

#include <boost/asio/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <new>
#include <utility>

namespace culver::net {
namespace {

using std::chrono::milliseconds;

constexpr long kGatheredBytes = 128 * 1024;  // one system call for eight records; more leaves the cache

SteadyTime now() {
    return real_clock().steady();
}

class TlsLane final : public LaneStream {
public:
    TlsLane(FileHandle socket, SslPtr ssl) : socket_(std::move(socket)), ssl_(std::move(ssl)) {
        tune_for_lane(socket_.get());
        SSL_clear_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS);
        put_buffer_between();
    }

    ~TlsLane() override {
        if (is_broken_ || is_stopped_.load()) return;
        ERR_clear_error();
        (void)SSL_shutdown(ssl_.get());
        ERR_clear_error();
    }

    Result<std::size_t> read_some(std::span<std::uint8_t> into) override {
        for (const auto limit = now() + kLaneSilence;;) {
            if (is_stopped_.load()) return fail(boost::asio::error::operation_aborted);
            prepare();
            std::size_t count = 0;
            if (SSL_read_ex(ssl_.get(), into.data(), into.size(), &count) == 1) return count;
            const int reason = SSL_get_error(ssl_.get(), 0);
            if (reason == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
            if (auto ready = wait(reason, limit); !ready) return fail_as(ready);
        }
    }

    Result<> write_all(ByteView bytes) override {
        auto limit = now() + kLaneSilence;
        while (!bytes.empty()) {
            if (is_stopped_.load()) return fail(boost::asio::error::operation_aborted);
            prepare();
            std::size_t count = 0;
            if (SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1) {
                bytes = bytes.subspan(count);
            } else if (auto ready = wait_to_write(SSL_get_error(ssl_.get(), 0), limit); !ready) {
                return ready;
            }
        }
        return flush(limit);
    }

    bool is_readable(milliseconds longest) override {
        const auto limit = now() + longest;
        for (;;) {
            if (is_stopped_.load() || is_broken_) return true;
            prepare();
            std::uint8_t peeked = 0;
            std::size_t count = 0;
            if (SSL_peek_ex(ssl_.get(), &peeked, 1, &count) == 1) return true;
            const int reason = SSL_get_error(ssl_.get(), 0);
            if (reason != SSL_ERROR_WANT_READ) {
                // The end or a failure: the next read says which. A write that has to come first is done
                // there too.
                ERR_clear_error();
                return reason != SSL_ERROR_WANT_WRITE;
            }
            if (!poll_until(POLLIN, limit)) return false;
        }
    }

    void shutdown() override {
        is_stopped_.store(true);
        (void)::shutdown(socket_.get(), SHUT_RDWR);  // wakes poll()
    }

private:
    // Many records with one system call. Not by SSL_set_read_ahead: for each record OpenSSL 3.0 then moves
    // all that waits behind it to the front of its buffer, and most of a reader's time goes into moving.
    void put_buffer_between() {
        BIO* socket = BIO_new_socket(socket_.get(), BIO_NOCLOSE);
        BIO* buffer = BIO_new(BIO_f_buffer());
        if (socket == nullptr || buffer == nullptr) throw std::bad_alloc();
        SSL_set_bio(ssl_.get(), BIO_push(buffer, socket), buffer);
        outlet_ = socket;
        if (BIO_set_buffer_size(buffer, kGatheredBytes) != 1) throw std::bad_alloc();
    }

    Result<> flush(SteadyTime limit) {
        BIO* buffer = SSL_get_wbio(ssl_.get());
        for (;;) {
            prepare();
            if (BIO_flush(buffer) == 1) return {};
            const int reason = BIO_should_retry(buffer) != 0 ? SSL_ERROR_WANT_WRITE : SSL_ERROR_SYSCALL;
            if (auto ready = wait_to_write(reason, limit); !ready) return ready;
        }
    }

    // A slow link may take the buffer in many small parts: as long as some of it goes, it is waited for.
    Result<> wait_to_write(int reason, SteadyTime& limit) {
        const std::uint64_t gone = BIO_number_written(outlet_);
        if (std::exchange(gone_, gone) != gone) limit = now() + kLaneSilence;
        return wait(reason, limit);
    }

    static void prepare() {
        ERR_clear_error();
        errno = 0;
    }

    // False when the time is over.
    bool poll_until(short events, SteadyTime limit) {
        pollfd waiting{socket_.get(), events, 0};
        for (;;) {
            const auto left = std::chrono::ceil<milliseconds>(limit - now());
            const int found = ::poll(&waiting, 1, static_cast<int>(std::max(left, milliseconds(0)).count()));
            if (found > 0) return true;
            if (found == 0 || errno != EINTR) return false;
        }
    }

    // Waits for what OpenSSL wants; anything else it says is the end of this lane.
    Result<> wait(int reason, SteadyTime limit) {
        if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) {
            if (poll_until(reason == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, limit)) return {};
            return fail(boost::asio::error::timed_out);
        }
        is_broken_ = true;
        Error why = tls_failure(reason);
        if (is_stopped_.load()) return fail(boost::asio::error::operation_aborted);
        return std::unexpected(std::move(why));
    }

    FileHandle socket_;
    SslPtr ssl_;
    BIO* outlet_ = nullptr;   // the socket behind the buffer; belongs to ssl_
    std::uint64_t gone_ = 0;  // bytes that it had taken when a write waited last
    bool is_broken_ = false;
    std::atomic<bool> is_stopped_ = false;  // set by any thread
};

}  // namespace

std::unique_ptr<LaneStream> make_tls_lane(FileHandle socket, SslPtr ssl) {
    return std::make_unique<TlsLane>(std::move(socket), std::move(ssl));
}

}  // namespace culver::net
