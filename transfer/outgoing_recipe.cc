// SPDX-License-Identifier: Apache-2.0
// An outgoing transfer and a receiver that holds an earlier version of a file: tells how the file is put
// together, part by part, as the receiver asks. A file that is no longer as it was listed has no recipe.
#include "base/log.h"
#include "base/offload.h"
#include "transfer/outgoing.h"
#include "transfer/recipe.h"

#include <sys/stat.h>

namespace culver::transfer {
namespace {

// How often the whole transfer may be read for recipes: once, and again after cuts. A receiver that asks
// without end gets none.
constexpr std::uint64_t kMostReadings = 4;
// Checks that are remembered: 1 TiB in the largest blocks. Beyond, a file whose ctime changes is given up.
constexpr std::size_t kMostVouched = 1U << 18;

bool is_as_listed(const SourceTree& tree, std::uint32_t entry, int file) {
    struct stat found{};
    return ::fstat(file, &found) == 0 && tree.compare(entry, found) == SourceState::Same;
}

wire::Recipe no_recipe(const wire::RecipeRequest& request) {
    wire::Recipe none;
    none.transfer = request.transfer;
    none.part.entry = request.entry;
    none.part.offset = request.offset;
    return none;
}

// Empty when the file is not there, or not as listed before and after it was read.
wire::Recipe read_answer(const SourceTree& tree, const wire::RecipeRequest& request) {
    const Manifest& manifest = tree.manifest();
    if (request.entry >= manifest.entry_count() || request.offset >= manifest.entry(request.entry).size)
        return no_recipe(request);
    const auto file = tree.open(request.entry);
    if (!file || !is_as_listed(tree, request.entry, file->get())) return no_recipe(request);
    wire::Recipe answer = no_recipe(request);
    const std::uint64_t size = manifest.entry(request.entry).size;
    if (request.is_sample) {
        answer.hints = sample_of(file->get(), chunk_sizes_for(size), sample_spans(size), size);
    } else {
        auto part = read_recipe(file->get(), manifest, request.entry, request.offset);
        if (!part) return no_recipe(request);
        answer.part = std::move(*part);
    }
    return is_as_listed(tree, request.entry, file->get()) ? answer : no_recipe(request);
}

}  // namespace

void Outgoing::on_recipe_request(const wire::RecipeRequest& request) {
    if (is_final(record_.state) || !record_.shape || !record_.is_accepted) return;
    const bool is_too_much = recipe_bytes_ >= kMostReadings * record_.shape->total_bytes;
    if (lane_ || is_too_much) return tell(wire::Kind::Recipe, no_recipe(request));
    recipe_bytes_ += kLeastReuse;  // also of a file that cannot be read
    recipe_request_ = request;     // one asked for before a cut is of no interest any more
    if (is_reading_recipe_) return;
    is_reading_recipe_ = true;
    spawn("reading a recipe", send_recipes());
}

Task<> Outgoing::send_recipes() {
    auto files = co_await tree();
    if (!files) tell(wire::Kind::Recipe, no_recipe(*std::exchange(recipe_request_, {})));
    while (recipe_request_) {
        const wire::RecipeRequest request = *recipe_request_;
        auto work = [tree = *files, request] { return read_answer(*tree, request); };
        const wire::Recipe answer = co_await offload(context_.workers, std::move(work));
        vouch((*files)->manifest(), answer.part);
        if (!answer.hints.empty())
            recipe_bytes_ += sample_bytes((*files)->manifest().entry(request.entry).size);
        if (*recipe_request_ != request) continue;
        recipe_request_.reset();
        Bytes body = encode(answer);
        const auto kind = static_cast<std::uint16_t>(wire::Kind::Recipe);
        (void)co_await context_.sessions.send_when_room(record_.peer.id, kind, std::move(body));
    }
    is_reading_recipe_ = false;
}

void Outgoing::vouch(const Manifest& manifest, const RecipePart& part) {
    recipe_bytes_ += part.end() - part.offset;
    if (part.checks.empty()) return;
    proof_.forget(part.entry);  // of what the receiver makes from it nothing was compared
    std::uint32_t block = blocks_ending(manifest, part.entry, part.offset, part.end()).first;
    for (const Check128& check : part.checks) {
        if (vouched_.size() < kMostVouched) vouched_.insert_or_assign(block, check);
        ++block;
    }
}

}  // namespace culver::transfer
