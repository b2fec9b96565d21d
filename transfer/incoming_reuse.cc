// SPDX-License-Identifier: Apache-2.0
// An incoming transfer and what is here already: before Start, the blocks that an earlier version of a file
// holds are made of it. Whatever goes wrong here costs nothing but time: a block that was not made is missing
// and will be asked for. For each large file
//   1. an earlier version from the same peer that nobody changed is opened
//   2. the sender's sample of the file is looked for in it; when little is found the file is sent plainly
//   3. part by part the sender tells the recipe, and a worker makes the blocks that the earlier version holds
#include "base/deadline.h"
#include "base/log.h"
#include "base/offload.h"
#include "transfer/confine.h"
#include "transfer/earlier_file.h"
#include "transfer/incoming.h"

namespace culver::transfer {
namespace {

// A part is read from the sender's disk first: 64 MiB in that time do even a memory stick.
constexpr std::chrono::seconds kRecipeLimit{15};
// Files of one transfer that are looked at; each costs a round trip or more before the first block flows.
constexpr std::size_t kMaxFiles = 256;
// So far ahead of the recipe the earlier version is read: what was taken out of the new one lies there.
constexpr std::uint64_t kLead = 32ULL << 20;
// Before so much was looked at nobody says that it is not worth it.
constexpr std::uint64_t kFairTrial = 256ULL << 20;

struct Candidate {
    std::uint32_t entry = 0;
    std::vector<EarlierVersion> versions;
};

bool is_mostly_holes(const Entry& entry) {
    return entry.hole_bytes > entry.size / 2;
}

std::vector<Candidate> candidates(const PartialFolder& partial, EarlierVersions known) {
    std::vector<Candidate> found;
    const Manifest& manifest = partial.manifest();
    const EntrySet& wanted = partial.wanted();
    for (auto index = wanted.next(0); index && found.size() < kMaxFiles && !known.empty();
         index = wanted.next(*index + 1)) {
        const Entry entry = manifest.entry(*index);
        if (entry.kind != EntryKind::File || entry.size < kLeastReuse || is_mostly_holes(entry)) continue;
        const auto versions = known.find(entry.path);
        if (versions != known.end()) found.push_back({*index, std::move(versions->second)});
    }
    return found;
}

}  // namespace

// Worked on by a worker while the coroutine waits; the partial folder outlives it.
struct Incoming::Reuse {
    Reuse(EarlierFile file, std::shared_ptr<const Manifest> manifest, std::uint32_t index)
        : earlier(std::move(file)), assembly(std::move(manifest), index), entry(index) {}

    EarlierFile earlier;
    Assembly assembly;
    std::uint32_t entry;
    std::uint64_t made_bytes = 0;

    // How much was stored of what this part describes, without zeros, which cost nothing anyway.
    [[nodiscard]] Result<std::uint64_t> apply(const RecipePart& part, PartialFolder& partial) {
        // Asked only for a part that fits: what a peer claims must not say how much is read here.
        const auto find = [&](const Chunk& chunk) {
            earlier.learn_until(part.end() + kLead);
            return earlier.find(chunk);
        };
        auto copies = assembly.add(part, find);
        if (!copies) return fail_as(copies);
        std::uint64_t stored = 0;
        Bytes raw(partial.manifest().block_bytes());
        for (const BlockCopy& copy : *copies) {
            const auto content = std::span(raw).first(partial.manifest().block_length(copy.block));
            if (!earlier.read(copy.pieces, content) || check_of(content) != copy.check) continue;
            made_bytes += content.size();
            if (!partial.missing().contains(copy.block)) continue;
            const bool is_zero = is_all_zero(content);
            auto done = is_zero ? partial.store_zeros(copy.block, copy.check)
                                : partial.store(copy.block, content, copy.check);
            if (!done) return fail_as(done);
            if (!is_zero) stored += content.size();
        }
        return stored;
    }
};

bool Incoming::is_reuse_due() const {
    const bool is_possible = has_recipes_ && is_peer_open() && may_go_on() && !lane_ && !is_started_;
    return is_possible && !record_.is_reuse_settled && !partial_->missing().is_empty();
}

Task<> Incoming::reuse_earlier() {
    auto found = candidates(*partial_, context_.earlier_versions(record_.peer));
    // While it waits for a slot others have theirs; slot_granted() comes back to this place.
    if (!found.empty() && !context_.receiving.request(record_.id, record_.shape->block_bytes)) co_return;
    recipes_ = std::make_unique<Mailbox<wire::Recipe>>(context_.tasks.executor(), 2);
    bool is_whole = true;
    for (Candidate& candidate : found) {
        const bool goes_on = co_await reuse_file(candidate.entry, std::move(candidate.versions));
        is_whole = goes_on && may_go_on();
        if (!is_whole) break;
    }
    const bool is_cut = recipes_->is_closed();
    recipes_.reset();
    // Cut off, it begins again, and what is made already is passed over. A sender that does not go along is
    // not asked again before its next offer.
    record_.is_reuse_settled = is_whole;
    if (!is_whole && !is_cut) has_recipes_ = false;
    save_soon();
}

// False when the sender does not go along, or nobody wants to go on.
Task<bool> Incoming::reuse_file(std::uint32_t entry, std::vector<EarlierVersion> versions) {
    const auto manifest = partial_->shared_manifest();
    const std::uint64_t size = manifest->entry(entry).size;
    auto open = [=, versions = std::move(versions)]() -> std::shared_ptr<Reuse> {
        for (const EarlierVersion& version : versions) {
            auto file = EarlierFile::open(version, chunk_sizes_for(size));
            if (file) return std::make_shared<Reuse>(std::move(*file), manifest, entry);
            log::debug("an earlier version cannot be used: {}", file.error().sentence());
        }
        return nullptr;
    };
    const auto reuse = co_await offload(context_.workers, std::move(open));
    if (!reuse) co_return true;
    const wire::RecipeRequest request{record_.id, entry, 0, true};
    tell(wire::Kind::RecipeRequest, request);
    const auto sample = co_await hear_recipe(request);
    if (!sample) co_return false;
    auto count = [reuse, hints = sample->hints, size] {
        return reuse->earlier.count_known(hints, sample_spans(size));
    };
    const std::uint64_t known = co_await offload(context_.workers, std::move(count));
    log::debug("transfer {}: {} of {} samples are here already", record_.id.text(), known,
               sample->hints.size());
    if (!is_worth_it(known, sample->hints.size())) co_return true;
    if (!may_go_on() || recipes_->is_closed()) co_return false;  // paused or ended while they were counted
    co_return co_await make_blocks(reuse);
}

// While a worker makes the blocks of one part the sender reads the next.
Task<bool> Incoming::make_blocks(std::shared_ptr<Reuse> reuse) {
    set_state(State::Active);
    wire::RecipeRequest request{record_.id, reuse->entry, 0, false};
    tell(wire::Kind::RecipeRequest, request);
    while (true) {
        auto recipe = co_await hear_recipe(request);
        if (!recipe || !may_go_on()) co_return false;
        if (recipe->part.chunks.empty()) co_return true;
        const std::uint64_t seen = recipe->part.end();
        const bool is_worth = seen < kFairTrial || is_worth_it(reuse->made_bytes, request.offset);
        const bool is_last = seen >= partial_->manifest().entry(reuse->entry).size || !is_worth;
        request.offset = seen;
        if (!is_last) tell(wire::Kind::RecipeRequest, request);
        auto apply = [reuse, part = std::move(recipe->part), partial = partial_.get()] {
            return on_confined_thread(*partial, [&] { return reuse->apply(part, *partial); });
        };
        auto stored = co_await offload(context_.workers, std::move(apply));
        if (!stored) {
            log::warn("transfer {}: {}", record_.id.text(), stored.error().sentence());
            co_return false;
        }
        count_reused(*stored);
        if (is_last) co_return true;
    }
}

// Nothing when the peer is gone or takes too long.
Task<std::optional<wire::Recipe>> Incoming::hear_recipe(wire::RecipeRequest request) {
    auto recipe = co_await with_deadline(kRecipeLimit, take_recipe(request));
    if (recipe) co_return std::move(*recipe);
    co_await sleep_for(Duration::zero());  // ends this task when the node is ending, before it says Start
    log::debug("transfer {}: no recipe came; the files are sent plainly", record_.id.text());
    co_return std::nullopt;
}

// What an earlier process or session asked for may still come; it is passed over.
Task<Result<wire::Recipe>> Incoming::take_recipe(wire::RecipeRequest request) {
    while (true) {
        auto recipe = co_await recipes_->take();
        if (!recipe) co_return recipe;
        const RecipePart& part = recipe->part;
        const bool is_of_kind = request.is_sample ? part.chunks.empty() : recipe->hints.empty();
        if (is_of_kind && part.entry == request.entry && part.offset == request.offset) co_return recipe;
    }
}

void Incoming::count_reused(std::uint64_t bytes) {
    record_.bytes_reused += bytes;
    count_partial();
    context_.moved(row());
    save_soon();
}

void Incoming::close_mailboxes() {
    end_listing();
    if (parts_) parts_->close();
    if (recipes_) recipes_->close();
}

}  // namespace culver::transfer
