// SPDX-License-Identifier: Apache-2.0
// What is in an offer that waits for its answer: asked of its sender when a person looks, and forgotten.
#include "base/deadline.h"
#include "transfer/errors.h"
#include "transfer/incoming.h"
#include "transfer/manifest.h"

#include <algorithm>
#include <optional>
#include <span>

namespace culver::transfer {
namespace {

// For the whole of it, however the sender cuts it: a person waits. A page comes within 4 s
// (incoming_disk.cc).
constexpr std::chrono::seconds kListingLimit{10};

}  // namespace

Task<Result<Listing>> Incoming::list(std::uint32_t first, std::uint32_t count) {
    const auto waits = [this] { return record_.state == State::Offered && !record_.is_accepted; };
    const auto answered = [] {
        return fail(ProtocolErrc::WrongState, "the transfer does not wait for a decision");
    };
    if (!waits()) co_return answered();
    if (!is_peer_open()) co_return fail(ProtocolErrc::WrongState, "the sender is away");
    const Busy busy(*this);
    // Who looked before may long have gone, and this one waits.
    end_listing();
    const Parts parts = listing_ =
        std::make_shared<Mailbox<wire::ManifestPart>>(context_.tasks.executor(), kWaitingParts);
    auto listed = co_await with_deadline(kListingLimit, read_listing(parts, first, count));
    const bool is_newest = listing_ == parts;
    if (is_newest) listing_.reset();
    if (!waits()) co_return answered();
    if (!listed && !is_newest && is_peer_open())
        co_return fail(ProtocolErrc::WrongState, "somebody else looks at it");
    co_return listed;
}

void Incoming::end_listing() {
    if (listing_) listing_->close();
}

// A part that was asked for before the time was over, or in an earlier session, may still come; it is passed
// over.
Task<Result<>> Incoming::read_page(Mailbox<wire::ManifestPart>& parts, ManifestBuilder& builder) {
    const std::uint32_t next = builder.entry_count();
    tell(wire::Kind::ManifestRequest, wire::ManifestRequest{record_.id, next});
    Result<wire::ManifestPart> part = co_await parts.take();
    while (part && part->first_entry != next) part = co_await parts.take();
    co_return part ? builder.add_page(part->page) : fail_as(part);
}

// The digest binds the list to the offer; its names and their number are what a person was shown and agreed
// to.
Result<Manifest> Incoming::as_offered(ManifestBuilder& builder) const {
    auto manifest = builder.finish();
    if (!manifest) return manifest;
    const auto top = manifest->top_level();
    const auto has_name = [&](std::uint32_t entry, const std::string& name) {
        return wire::offered_name(manifest->entry(entry).path) == name;
    };
    const std::size_t named = std::min(top.size(), wire::kMaxNames);
    const bool is_named = top.size() == record_.names_in_all &&
                          std::ranges::equal(std::span(top).first(named), record_.names, has_name);
    // Once some were chosen, the record counts those.
    const bool is_counted = record_.some_only || manifest->file_count() == record_.files;
    if (!is_named || !is_counted)
        return fail(TransferErrc::BadManifest, "it names other files than were offered");
    return manifest;
}

// From the beginning, since an entry is checked against those before it; a page holds some thousand.
Task<Result<Listing>> Incoming::read_listing(Parts parts, std::uint32_t first, std::uint32_t count) {
    const std::uint32_t end =
        std::min(kMaxListed, first + std::min(count, kMaxListed - std::min(first, kMaxListed)));
    ManifestBuilder builder(*record_.shape);
    while (!builder.is_complete() && builder.entry_count() < end) {
        if (auto read = co_await read_page(*parts, builder); !read) co_return fail_as(read);
    }
    // What a person sees is what was offered, as far as that can be known.
    std::optional<Manifest> whole;
    if (builder.is_complete()) {
        auto finished = as_offered(builder);
        if (!finished) co_return fail_as(finished);
        whole = std::move(*finished);
    }
    const Manifest& read = whole ? *whole : builder.so_far();
    Listing listing;
    listing.entries_in_all = record_.shape->entry_count;
    for (std::uint32_t index = first; index < std::min(end, read.entry_count()); ++index) {
        const Entry entry = read.entry(index);
        listing.entries.push_back({std::string(entry.path), entry.kind == EntryKind::Folder, entry.size});
    }
    co_return listing;
}

}  // namespace culver::transfer
