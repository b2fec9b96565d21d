// SPDX-License-Identifier: Apache-2.0
// The thread of one lane, and what it and the network thread tell each other: orders one way through atomics,
// reports the other way as posted values.
#pragma once
#include "base/clock.h"
#include "base/offload.h"
#include "base/result.h"
#include "net/link.h"
#include "transfer/lane_frame.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

namespace culver::transfer {

// What moved on this lane so far. Content counts uncompressed bytes that are confirmed.
struct LaneProgress {
    std::uint64_t content_bytes = 0;
    std::uint64_t wire_bytes = 0;    // blocks with their headers
    std::uint64_t resent_bytes = 0;  // the part of wire_bytes that was sent once before
    std::uint64_t saved_bytes = 0;   // content minus payload of compressed and zero blocks
    std::uint64_t rate = 0;          // content bytes per second
};

enum class LaneEnd : std::uint8_t {
    Complete,  // sender: everything is confirmed; receiver: everything is under its final name
    Stopped,   // by order, with nothing left unconfirmed that arrived
    Broken,    // the link ended; going on is possible
    Failed,    // the error says why; going on needs a change, or is not wanted
};

// Orders to a lane's thread. Any thread.
class LaneControl {
public:
    void stop() { stopping_ = true; }
    [[nodiscard]] bool is_stopping() const { return stopping_.load(std::memory_order_relaxed); }

    // Bytes on the wire per second, 0 for none.
    void set_limit(std::uint64_t limit) { limit_ = limit; }
    [[nodiscard]] std::uint64_t limit() const { return limit_.load(std::memory_order_relaxed); }

    // When bytes last arrived at, or were confirmed by, the other side.
    void moved() { moved_ = std::chrono::steady_clock::now().time_since_epoch().count(); }
    [[nodiscard]] Duration still_since() const {
        return std::chrono::steady_clock::now().time_since_epoch() -
               Duration(moved_.load(std::memory_order_relaxed));
    }

private:
    std::atomic<bool> stopping_ = false;
    std::atomic<std::uint64_t> limit_ = 0;
    std::atomic<Duration::rep> moved_ = std::chrono::steady_clock::now().time_since_epoch().count();
};

using ProgressReport = std::function<void(const LaneProgress&)>;
inline constexpr std::chrono::milliseconds kReportInterval{250};  // four a second is what a screen can show

// Runs body(stream, control, report) on a thread and brings its outcome home.
template <class Outcome>
class LaneThread {
public:
    using Body = std::move_only_function<Outcome(net::LaneStream&, LaneControl&, const ProgressReport&)>;
    struct Listener {
        ProgressReport progress;             // both are called on home, never after this object's end
        std::function<void(Outcome)> ended;  // once; may destroy this object
    };

    LaneThread(boost::asio::any_io_executor home, std::unique_ptr<net::LaneStream> stream, Body body,
               Listener listener)
        : shared_(std::make_shared<Shared>()) {
        shared_->stream = std::move(stream);
        shared_->listener = std::move(listener);
        thread_ = std::thread(run, shared_, std::move(home), std::move(body));
    }
    LaneThread(const LaneThread&) = delete;
    LaneThread& operator=(const LaneThread&) = delete;
    ~LaneThread() {
        abandon();
        thread_.join();
    }

    // On home: ends at once, and no outcome comes. Only the end of this object, on any thread, waits: for a
    // disk, perhaps.
    void abandon() {
        if (std::exchange(is_let_go_, true)) return;
        shared_->is_abandoned = true;
        abort();
    }

    // Ends after what is under way is confirmed.
    void stop() { shared_->control.stop(); }

    // Ends at once; the outcome still comes.
    void abort() {
        shared_->control.stop();
        shared_->stream->shutdown();
    }
    [[nodiscard]] LaneControl& control() { return shared_->control; }

private:
    struct Shared {
        std::unique_ptr<net::LaneStream> stream;
        LaneControl control;
        Listener listener;          // touched on home only
        bool is_abandoned = false;  // touched on home only
    };

    static void run(std::shared_ptr<Shared> shared, boost::asio::any_io_executor home, Body body) {
        const ProgressReport report = [shared, home](const LaneProgress& progress) {
            boost::asio::post(home, [shared, progress] {
                if (!shared->is_abandoned) shared->listener.progress(progress);
            });
        };
        auto outcome = std::make_shared<Outcome>(body(*shared->stream, shared->control, report));
        shared->stream->shutdown();
        body = nullptr;
        boost::asio::post(home, [shared, outcome] {
            if (shared->is_abandoned) return;
            const auto ended = std::move(shared->listener.ended);
            ended(std::move(*outcome));
        });
    }

    std::shared_ptr<Shared> shared_;
    std::thread thread_;
    bool is_let_go_ = false;
};

// Waits for an abandoned lane without keeping the home thread.
template <class Outcome>
Task<> join_lane(std::unique_ptr<LaneThread<Outcome>> lane, boost::asio::thread_pool& workers) {
    if (!lane) co_return;
    auto join = [thread = std::move(lane)]() mutable { thread.reset(); };
    co_await offload(workers, std::move(join));
}

}  // namespace culver::transfer
