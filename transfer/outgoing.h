// SPDX-License-Identifier: Apache-2.0
// One transfer that goes out: lists its files, offers them whenever the peer is there, answers what the
// receiver asks for, and runs the lane. It is done when the receiver's receipt verified, never before.
#pragma once
#include "transfer/sender_lane.h"
#include "transfer/source_tree.h"
#include "transfer/transfer.h"

#include <map>
#include <memory>
#include <optional>
#include <stop_token>

namespace culver::transfer {

class Outgoing final : public Transfer {
public:
    Outgoing(TransferContext& context, TransferRecord record);

    void continue_after_start() override;
    void peer_opened() override;
    void peer_closed() override;
    void slot_granted() override;
    [[nodiscard]] Result<> cancel() override;
    void abandon_lane() override;
    Task<> end_lane() override;

    void on_answer(const wire::Answer& answer);
    void on_manifest_request(const wire::ManifestRequest& request);
    void on_start(wire::Start start);
    void on_recipe_request(const wire::RecipeRequest& request);
    void on_trouble(const wire::Trouble& trouble);
    void on_cancel();
    void on_ended(const wire::Ended& ended);
    void on_receipt(ByteView body);

protected:
    [[nodiscard]] bool wants_peer() const override;
    void wish_changed() override;
    [[nodiscard]] LaneControl* lane_control() override { return lane_ ? &lane_->control() : nullptr; }
    [[nodiscard]] bool has_lane() const override { return lane_ != nullptr; }

private:
    using Tree = std::shared_ptr<const SourceTree>;

    // outgoing.cc
    void greet();
    Task<> watch_lane();
    Task<> offer_again();
    [[nodiscard]] bool has_found_no_room() const;
    void tell_over();  // to who asks though all is over, and so has not kept that
    void tell_failure();
    [[nodiscard]] wire::Offer offer() const;
    [[nodiscard]] State idle_state() const;
    void begin_listing();
    Task<> list_files();
    Task<Result<Tree>> tree();
    Task<> send_page();
    void list_lost(const Error& error);
    void conclude(State state, Failure failure);
    Task<> accept_receipt(bool is_partly, EntrySet failed);
    Task<> remove_files();
    [[nodiscard]] std::filesystem::path source_path() const;
    [[nodiscard]] std::filesystem::path sent_path() const;

    // outgoing_lane.cc
    void begin_lane();
    Task<> open_lane();
    void run_lane(Tree files, BlockSet missing, std::unique_ptr<net::LaneStream> stream);
    void lane_ended(SenderOutcome outcome);
    void give_slot_back();
    Task<> greet_again(Duration delay);
    Task<> await_source(std::shared_ptr<SourceReader> reader, bool was_in_vain);
    [[nodiscard]] bool is_source_wanted() const { return !record_.is_paused() && !is_final(record_.state); }

    // outgoing_recipe.cc
    Task<> send_recipes();
    void vouch(const Manifest& manifest, const RecipePart& part);

    std::unique_ptr<LaneThread<SenderOutcome>> lane_;
    std::optional<wire::Start> start_;  // the receiver's last word about what it has, until a lane used it
    std::uint32_t last_attempt_ = 0;    // the Start that was acted upon last
    Tree tree_;                         // while it is needed
    std::stop_source listing_;
    Bytes receipt_;  // one that came while the lane still ran
    bool is_listing_ = false;
    bool is_opening_ = false;
    std::optional<std::uint32_t> page_request_;          // the newest, until it is sent
    std::optional<wire::RecipeRequest> recipe_request_;  // the newest, until it is answered
    bool is_reading_recipe_ = false;
    std::uint64_t recipe_bytes_ = 0;  // read for recipes
    // Checks of blocks that recipes described: what the receiver makes by itself must stay this file's
    // content like what was sent.
    std::map<std::uint32_t, Check128> vouched_;
    SourceProof proof_;          // what lanes found out about files that are not quite as they were listed
    std::uint64_t no_room_ = 0;  // how often the other side had no room for the offer
    bool is_offering_again_ = false;
    bool is_source_awaited_ = false;  // no lane can do anything before await_source() has ended
};

}  // namespace culver::transfer
