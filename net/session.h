// SPDX-License-Identifier: Apache-2.0
// One session: a link after both Hellos, with a reader, a writer and a keep-alive of its own. Which sessions
// exist and who handles their frames is the hub's concern.
#pragma once
#include "base/task_scope.h"
#include "net/frame.h"
#include "net/hello.h"
#include "net/link.h"
#include "net/link_choice.h"
#include "net/session_hub.h"
#include "net/signal.h"
#include "net/token_bucket.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace culver::net {

inline constexpr std::size_t kMaxQueuedBytes =
    4u << 20;  // four of the largest frames; what a slow peer may cost us
inline constexpr std::size_t kMaxQueuedFrames = 4096;       // small frames cost more than their bytes
inline constexpr std::size_t kFreelyHeldBytes = 16 * 1024;  // of a session: nobody asks how many there are
inline constexpr std::size_t kWriteBatchBytes = 64 * 1024;  // frames that wait are written together

// Keeps the frames of one link back until those of another were read, but not for ever.
struct Gate {
    Gate(boost::asio::any_io_executor executor, SteadyTime opens_at_last)
        : opened(std::move(executor)), latest(opens_at_last) {}
    void open() {
        latest = SteadyTime::min();
        opened.notify();
    }
    Signal opened;
    SteadyTime latest;
};

class Session {
public:
    struct Rules {
        SessionTimings timings;
        std::function<bool()> is_stranger;      // asked while reading: a stranger's frames are rationed
        std::function<Task<>(Frame)> on_frame;  // every frame but ping, pong and bye; awaited before the next
        // A stranger's held() is more than kFreelyHeldBytes. May end this session, or any.
        std::function<void()> on_held = nullptr;
    };
    Session(boost::asio::any_io_executor executor, std::unique_ptr<Link> link, Hello theirs, LinkFacts facts,
            Rules rules);
    ~Session();

    // Runs until the link has ended and returns why. Called once; when cancelled, ends at once.
    Task<Error> run();

    // Queues a frame. Fails with NotConnected, QueueFull or FrameTooLong.
    [[nodiscard]] Result<> send(std::uint16_t kind, ByteView body);
    [[nodiscard]] bool has_room(std::size_t body_bytes) const;
    [[nodiscard]] Signal& room() { return room_; }  // notified when room came or the session ended

    // Says goodbye after what is queued, waits for the other side's end, and ends. For ByeReason::Replaced
    // what still comes is handled, otherwise ignored. Later calls change nothing.
    void finish(ByeReason reason, std::string sentence, Error why);

    // Ends at once, without a word.
    void end(Error why);

    // What arrives here waits until the other, a loser that is being drained, has ended.
    void wait_for_end_of(Session& loser);

    // Asks the peer for a sign of life.
    void probe();

    [[nodiscard]] bool takes_frames() const { return !is_ended_ && !is_finishing_; }
    [[nodiscard]] const LinkFacts& facts() const { return facts_; }
    [[nodiscard]] const Hello& hello() const { return theirs_; }
    [[nodiscard]] Link& link() { return *link_; }
    [[nodiscard]] SteadyTime last_used() const { return used_; }
    // Bytes of memory for a frame that is not whole yet, and for those that wait to be written or are on
    // their way.
    [[nodiscard]] std::size_t held() const { return reader_.held() + queued_bytes_ + writing_bytes_; }

private:
    struct EndsOnThrow;
    Task<> read_loop();
    Task<> write_loop();
    Task<> keep_alive();
    Task<bool> take_frames();
    Task<> take(Frame frame);
    Task<> pass_on(Frame frame);
    Task<> ration(std::size_t bytes);
    Task<> ration_frames(std::size_t frames);
    void on_bye(ByteView body);
    void on_stream_end(const Result<std::size_t>& last_read);
    void conclude();
    void note_held();
    void heard();
    void note_sent();
    void set_busy(bool busy);
    [[nodiscard]] SteadyTime next_ping() const;
    [[nodiscard]] Bytes take_batch();

    std::unique_ptr<Link> link_;
    Hello theirs_;
    LinkFacts facts_;
    Rules rules_;
    TaskScope scope_;
    std::shared_ptr<Gate> gate_;     // of the one we wait for
    std::shared_ptr<Gate> drained_;  // for the one that waits for us; opened at our end
    TokenBucket ration_;
    TokenBucket frames_;

    FrameReader reader_;
    std::deque<Bytes> queue_;  // whole frames
    std::size_t queued_bytes_ = 0;
    std::size_t writing_bytes_ = 0;  // taken out of the queue, not taken by the link yet
    std::optional<std::uint64_t> pong_due_;
    bool is_ping_due_ = false;

    SteadyTime used_;                       // last frame of an upper room, either way
    SteadyTime heard_;                      // last byte from the peer
    std::optional<SteadyTime> owed_since_;  // first frame sent since then
    std::optional<SteadyTime> ping_sent_;
    std::optional<SteadyTime> busy_since_;  // bytes wait because our own reader is busy

    bool is_finishing_ = false;
    bool is_ended_ = false;
    bool handles_late_frames_ = false;
    bool has_said_bye_ = false;
    bool has_heard_bye_ = false;
    SteadyTime farewell_ends_ = SteadyTime::max();
    Error why_;

    Signal outgoing_;  // for the writer
    Signal room_;      // for senders
    Signal pulse_;     // for the keep-alive
    Signal ended_;     // for run()
};

}  // namespace culver::net
