// SPDX-License-Identifier: Apache-2.0
// One transfer that comes in. Until a person or a rule accepts it is a few lines of memory; then it fetches
// the list of files, opens its partial folder, says what it has (Start), takes the lane that the sender
// opens, and at the end signs the receipt.
#pragma once
#include "base/mailbox.h"
#include "transfer/listing.h"
#include "transfer/partial_folder.h"
#include "transfer/received_file.h"
#include "transfer/receiver_lane.h"
#include "transfer/transfer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace culver::transfer {

// What to do about a failure on the receiver's side.
enum class Verdict : std::uint8_t {
    Retry,   // goes on by itself
    Strike,  // the same, but not for ever
    Hold,    // a person has to make room, give permission …; then resume
    Fatal,   // nothing that can be gone on from: the other side lies, or its offer is impossible
};
[[nodiscard]] Verdict verdict_of(const Error& error);

enum class Acquaintance : std::uint8_t { Known, Stranger };

class Incoming final : public Transfer {
public:
    // Of a stranger nothing reaches the disk before a person decides.
    Incoming(TransferContext& context, TransferRecord record, Acquaintance acquaintance);

    // A first offer as a record in state offered.
    [[nodiscard]] static TransferRecord record_of(const wire::Offer& offer, const PeerKey& from,
                                                  std::int64_t now);

    void continue_after_start() override;
    void peer_opened() override;
    void peer_closed() override;
    void slot_granted() override;
    [[nodiscard]] Result<> cancel() override;
    void abandon_lane() override;
    Task<> end_lane() override;

    // The decision; on the disk when accept() returns. only: paths of the offer, all when empty. Fails with
    // WrongState unless offered, and with the store's error.
    Task<Result<>> accept(std::string folder, std::vector<std::string> only);
    [[nodiscard]] Result<> decline(std::string reason);

    // Goes on in another folder: with what lies there of it, else from the beginning; then what lies in the
    // former one is removed. Fails with WrongState unless accepted and at rest, and once files got their
    // final names; with the store's error.
    Task<Result<>> resume_in(std::string folder);

    // Up to count entries of its list from `first` on, none behind kMaxListed; asks the sender. A list that
    // comes whole is the one that was offered; of a longer one the sender can tell anything. Fails with
    // WrongState unless offered, when it is answered or somebody else looks meanwhile, and while the sender
    // is away; with operation_aborted when the sender leaves, with timed_out, and as ManifestBuilder does.
    Task<Result<Listing>> list(std::uint32_t first, std::uint32_t count);

    // Nothing moved for kKeepUnfinished: gives up and removes partial data, unless a person paused it here.
    void expire();

    // Tries once more to remove what an ended transfer left on a disk that was not there; since is when that
    // is given up.
    void tidy_up(std::int64_t since);

    // The stranger who offered it is gone, or others need the room. False when it was answered meanwhile.
    [[nodiscard]] bool withdraw();
    [[nodiscard]] Acquaintance acquaintance() const { return acquaintance_; }

    // What an offer says beyond its record: of the first one, and of each that greets again.
    void begin_with(const wire::Offer& offer) {
        has_recipes_ = offer.has_recipes;
        is_offer_heard_ = true;
    }
    void on_offer(const wire::Offer& offer);
    void stand_in(std::optional<GroupId> group);  // none: nothing changes
    void on_manifest_part(wire::ManifestPart part);
    void on_recipe(wire::Recipe recipe);
    void on_cancel();
    void on_ended(const wire::Ended& ended);
    void on_receipt_ack();

    // A lane that says it is for this transfer; closed unless it is awaited.
    void take_lane(std::unique_ptr<net::LaneStream> stream);

    [[nodiscard]] bool is_kept() const override;
    void keep() { save_soon(); }

protected:
    [[nodiscard]] bool wants_peer() const override;
    void wish_changed() override;
    [[nodiscard]] LaneControl* lane_control() override { return lane_ ? &lane_->control() : nullptr; }
    [[nodiscard]] bool has_lane() const override { return lane_ != nullptr; }

private:
    struct Reuse;  // one file that is made of its earlier version, in incoming_reuse.cc

    // incoming.cc
    [[nodiscard]] bool may_go_on() const;
    [[nodiscard]] bool is_moving() const { return lane_ || is_preparing_ || is_leaving_; }
    Task<> be_at_rest();
    void answer_final();
    enum class Ender : std::uint8_t { Here, There };
    Task<> tell_end(Ender ender);
    Task<> give_up(Failure failure);
    void tell_answer();
    void failed(const Error& error);
    void end(State state, Failure failure);
    void retry_later();
    Task<> retry_after(Duration delay, std::uint64_t number);

    // incoming_disk.cc: everything up to Start, and after the last block
    void go_on();
    Task<> prepare();
    Task<Result<>> ensure_partial();
    Task<Result<>> reopen_partial(std::uint64_t device);
    Task<Result<>> begin_partial(std::shared_ptr<const Manifest> manifest);
    Task<Result<std::shared_ptr<const Manifest>>> fetch_manifest();
    Task<Result<>> settle_doubts();
    void count_partial();
    void start();
    Task<> await_lane(std::uint32_t attempt);
    struct Ending;  // what sign() changes of the record, in incoming_disk.cc
    Task<> conclude(Finished finished);
    void sign(const Finished& finished);
    [[nodiscard]] bool needs_nobody() const {
        return partial_ && (partial_->is_finishing() || (is_alone_ && partial_->is_complete()));
    }
    Task<bool> has_all();
    void leave_former_later();
    Task<> leave_former_folders();
    enum class Afterwards : std::uint8_t { KeepOpen, Close };  // Close: looked at afresh the next time
    Task<> sync_partial(Afterwards afterwards);
    Task<> clean_up();

    // incoming_listing.cc: the list of files, for a person who looks and for what was accepted
    static constexpr std::size_t kWaitingParts = 2;  // one that comes too late, and the one that is asked for
    using Parts = std::shared_ptr<Mailbox<wire::ManifestPart>>;
    Task<Result<Listing>> read_listing(Parts parts, std::uint32_t first, std::uint32_t count);
    Task<Result<>> read_page(Mailbox<wire::ManifestPart>& parts, ManifestBuilder& builder);
    [[nodiscard]] Result<Manifest> as_offered(ManifestBuilder& builder) const;
    void end_listing();

    // incoming_reuse.cc: blocks that earlier versions of the same files hold
    [[nodiscard]] bool is_reuse_due() const;
    Task<> reuse_earlier();
    Task<bool> reuse_file(std::uint32_t entry, std::vector<EarlierVersion> versions);
    Task<bool> make_blocks(std::shared_ptr<Reuse> reuse);
    Task<std::optional<wire::Recipe>> hear_recipe(wire::RecipeRequest request);
    Task<Result<wire::Recipe>> take_recipe(wire::RecipeRequest request);
    void count_reused(std::uint64_t bytes);
    void close_mailboxes();

    // incoming_lane.cc
    void lane_ended(ReceiverOutcome outcome);
    Task<> abort_unless_it_ends();
    Task<> watch_lane();

    Acquaintance acquaintance_;
    std::unique_ptr<PartialFolder> partial_;  // while neither the lane nor a worker has it
    std::unique_ptr<LaneThread<ReceiverOutcome>> lane_;
    std::unique_ptr<Mailbox<wire::ManifestPart>> parts_;  // while the list is fetched
    Parts listing_;                                       // while a person looks at it
    std::unique_ptr<Mailbox<wire::Recipe>> recipes_;      // while earlier versions are looked at
    bool has_recipes_ = false;                            // the sender's offer says so
    bool is_giving_up_ = false;
    bool is_alone_ = false;  // the sender can never go on, and all is here: it is finished without it
    bool is_cleaning_up_ = false;
    bool is_leaving_ = false;      // what lies in former folders is being removed
    bool is_end_saved_ = false;    // the end that the sender declared
    bool is_offer_heard_ = false;  // in this session
    bool is_preparing_ = false;
    bool is_again_ = false;    // something changed meanwhile: prepare once more
    bool is_started_ = false;  // Start was said; a lane is awaited
    bool is_unsure_ = false;   // a disk failed: what it did not mark is not there
    int recording_ = 0;        // the end is being written down; nobody hears of it before
    std::uint32_t attempt_ = 0;
    std::uint64_t retry_number_ = 0;  // only the newest retry counts
    Duration retry_delay_;
    int strikes_ = 0;
};

}  // namespace culver::transfer
