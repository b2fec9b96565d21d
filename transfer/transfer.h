// SPDX-License-Identifier: Apache-2.0
// What an outgoing and an incoming transfer have in common: their record and its way to the store, what is
// told to faces and to the other side, whose wish a pause is, and how long the peer is wanted.
#pragma once
#include "base/clock.h"
#include "base/signature.h"
#include "base/task_scope.h"
#include "net/sessions.h"
#include "store/transfers.h"
#include "transfer/compressors.h"
#include "transfer/lane_slots.h"
#include "transfer/lane_thread.h"
#include "transfer/record.h"
#include "transfer/shared_limit.h"
#include "transfer/wire.h"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>

namespace culver::transfer {

// What all transfers of a node share; outlives them.
struct TransferContext {
    net::Sessions& sessions;
    store::Transfers& store;
    const Clock& clock;
    const SigningKey& key;
    boost::asio::thread_pool& workers;
    boost::asio::thread_pool& source_looks;  // at disks that may not answer for long
    TaskScope& tasks;
    std::filesystem::path state_folder;  // exists, 0700
    std::stop_source closing{};          // for what workers do for long
    Duration offer_again{};              // after one that found no room
    bool may_compress = true;
    SharedLimit send_limit{};  // of all lanes together
    SharedLimit receive_limit{};
    Compressors compressors{};
    LaneSlots sending;
    LaneSlots receiving;
    std::function<void(const TransferRow&)> changed;                  // state, or what it consists of
    std::function<void(const TransferRow&)> moved;                    // only figures
    std::function<EarlierVersions(const PeerKey&)> earlier_versions;  // of files that this peer sent
};

class Transfer {
public:
    Transfer(TransferContext& context, TransferRecord record)
        : context_(context), record_(std::move(record)) {}
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    virtual ~Transfer() = default;

    [[nodiscard]] const TransferRecord& record() const { return record_; }
    [[nodiscard]] TransferRow row() const;

    // Once, after it was loaded from the store.
    virtual void continue_after_start() = 0;
    virtual void peer_opened() = 0;
    virtual void peer_closed() = 0;
    virtual void slot_granted() = 0;

    // A person's orders. Fail with WrongState when the transfer is over.
    [[nodiscard]] Result<> pause();
    [[nodiscard]] Result<> resume();
    [[nodiscard]] virtual Result<> cancel() = 0;
    void set_limit(std::uint64_t wire_bytes_per_second);  // 0: none; kept over restarts

    void on_wish(const wire::Wish& wish);

    // Tells what runs on other threads to end. Nothing is started any more.
    virtual void abandon_lane() = 0;
    // When it has ended.
    virtual Task<> end_lane() = 0;
    // What is not in the store yet, for the last moment.
    Task<> flush();
    // The same, and what is on its way there, for a person who is told that an order is carried out: it
    // survives whatever comes. Fails as the store does: then it holds until this node ends.
    Task<Result<>> kept();

    // Nothing of it runs: it may be forgotten.
    [[nodiscard]] bool is_idle() const { return busy_ == 0 && !has_lane(); }
    // Before it is forgotten: its peer is not wanted for its sake any more.
    void let_go();

protected:
    // While one exists, this transfer is not forgotten.
    class Busy {
    public:
        explicit Busy(Transfer& transfer) : transfer_(&transfer) { ++transfer.busy_; }
        Busy(Busy&& other) noexcept : transfer_(std::exchange(other.transfer_, nullptr)) {}
        Busy& operator=(Busy&&) = delete;
        ~Busy() {
            if (transfer_ != nullptr) --transfer_->busy_;
        }

    private:
        Transfer* transfer_;
    };
    void spawn(std::string name, Task<> task);

    [[nodiscard]] virtual bool is_kept() const {
        return true;
    }  // false: not one byte of it may reach the disk
    [[nodiscard]] virtual bool wants_peer() const = 0;
    virtual void wish_changed() = 0;  // record().is_paused() is new, or a person wants it to go on
    [[nodiscard]] virtual LaneControl* lane_control() = 0;
    [[nodiscard]] virtual bool has_lane() const = 0;

    [[nodiscard]] bool is_out() const { return record_.direction == Direction::Out; }
    [[nodiscard]] bool is_peer_open() const { return context_.sessions.is_open(record_.peer.id); }
    template <class Frame>
    void tell(wire::Kind kind, const Frame& frame) {
        tell_bytes(kind, encode(frame));
    }
    void tell_bytes(wire::Kind kind, const Bytes& body);

    // Shows and saves; without a failure the former one is forgotten.
    void set_state(State state, Failure failure = {});
    void show();
    void save_soon();
    Task<Result<>> save_now();
    void update_want();  // asks for the peer, or lets it go
    void lane_moved(const LaneProgress& progress);
    void count_lane(const LaneProgress& total);  // adds what is new since the last call for this lane
    void begin_counting() { counted_ = {}; }

    TransferContext& context_;
    TransferRecord record_;
    std::uint64_t rate_ = 0;

private:
    Task<> save_task();
    void make_wish(bool pause);

    static Task<> run(Busy busy, Task<> task);

    int busy_ = 0;
    bool is_dirty_ = false;
    bool is_unsaved_ = false;  // the store refused the last one
    int saving_ = 0;           // puts that the store has not answered yet
    bool is_wanted_ = false;
    LaneProgress counted_;
    SteadyTime last_progress_save_{};
};

}  // namespace culver::transfer
