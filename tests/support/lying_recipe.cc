// SPDX-License-Identifier: Apache-2.0
// A sender whose recipes are not what its files are made of: the receiver holds the file already and asks.
#include "base/random.h"
#include "tests/support/lying_lies.h"
#include "tests/support/lying_offer.h"
#include "transfer/recipe.h"

#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <unistd.h>

#include <random>

namespace culver::test {
namespace {

using transfer::wire::Recipe;
using transfer::wire::RecipeRequest;

constexpr std::uint32_t kBlock = 4U << 20;
constexpr const char* kPath = "again.bin";

Bytes noise(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Bytes bytes(2 * std::size_t{kBlock});
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

// What an honest sender of this content would answer.
Recipe honest(const Bytes& content, const RecipeRequest& request) {
    transfer::ManifestBuilder builder(kBlock);
    const auto added = builder.add({.path = kPath, .size = content.size()});
    const auto manifest = builder.finish();
    if (!added || !manifest) return {};
    const int file = ::memfd_create("content", MFD_CLOEXEC);
    (void)!::write(file, content.data(), content.size());
    Recipe recipe;
    recipe.transfer = request.transfer;
    recipe.part.entry = request.entry;
    recipe.part.offset = request.offset;
    const std::uint64_t size = content.size();
    if (request.is_sample) {
        recipe.hints =
            transfer::sample_of(file, transfer::chunk_sizes_for(size), transfer::sample_spans(size), size);
    } else if (auto part = transfer::read_recipe(file, *manifest, 0, request.offset)) {
        recipe.part = std::move(*part);
    }
    ::close(file);
    return recipe;
}

struct Lie {
    const char* variant;
    bool has_other_content = false;
    std::function<std::optional<Recipe>(Recipe)> change;  // of the answers that are no sample
};

std::vector<Lie> make_lies() {
    const auto changed = [](auto change) {
        return [change](Recipe recipe) -> std::optional<Recipe> {
            change(recipe.part);
            return recipe;
        };
    };
    using Part = transfer::RecipePart;
    return {
        {"the first time", false, changed([](Part&) {})},
        {"honest", false, changed([](Part&) {})},
        {"false checks", false,
         changed([](Part& part) { part.checks[0].bytes[3] ^= 1, part.checks[1] = {}; })},
        {"another place", false, changed([](Part& part) { part.offset = 4096; })},
        {"beyond the end", false, changed([](Part& part) { part.chunks.push_back(part.chunks[0]); })},
        {"a chunk of four gigabytes", false, changed([](Part& part) { part.chunks[1].length = ~0u; })},
        {"an empty chunk", false, changed([](Part& part) { part.chunks[0].length = 0; })},
        {"crumbs", false, changed([](Part& part) { part.chunks.resize(1), part.checks.clear(); })},
        {"too few checks", false, changed([](Part& part) { part.checks.pop_back(); })},
        {"nothing but hints", false, changed([](Part& part) { part.chunks.clear(), part.checks.clear(); })},
        {"what is here passed off as something else", true, changed([](Part&) {})},
        {"silence", false, [](const Recipe&) { return std::optional<Recipe>(); }},
    };
}

}  // namespace

void recipe_lies(const Liar& liar, const std::string& name) {
    auto session = begin(liar, name, "recipe-lie");
    const Bytes known = noise(1);
    const Bytes other = noise(2);
    for (const Lie& lie : make_lies()) {
        if (!session || !session->is_open()) session = begin(liar, name, "recipe-lie");
        if (!session) return;
        FalseOffer offer;
        offer.id = random_id<TransferId>();
        offer.block_bytes = kBlock;
        offer.content = lie.has_other_content ? other : known;
        offer.files = {{kPath, offer.content.size()}};
        offer.recipe = [&](const RecipeRequest& request) -> std::optional<Recipe> {
            Recipe recipe = honest(known, request);
            if (request.is_sample) return recipe;
            // Of other content only the checks are true: the chunks are those that the receiver holds.
            if (lie.has_other_content) recipe.part.checks = honest(other, request).part.checks;
            return lie.change(std::move(recipe));
        };
        const Outcome outcome = make_offer(liar, *session, offer);
        print({{"lie", "recipe-lie"},
               {"variant", lie.variant},
               {"end", outcome.end},
               {"code", outcome.code},
               {"asked", outcome.asked},
               {"reused", outcome.reused}});
    }
}

}  // namespace culver::test
