// SPDX-License-Identifier: Apache-2.0
#include "app/pictures.h"

#include "base/log.h"
#include "base/offload.h"
#include "store/errors.h"

#include <algorithm>
#include <utility>

namespace culver::app {
namespace {

constexpr std::uint16_t kWant = kPictureKinds.first;
constexpr std::uint16_t kPicture = kPictureKinds.last;
constexpr std::size_t kDigestBytes = 32;

bool is_small_picture(const store::Media& media, std::uint64_t size) {
    return media.kind == store::MediaKind::Picture && size <= kMaxPictureBytes &&
           media.width <= kMaxPictureSide && media.height <= kMaxPictureSide;
}

// The file that came, under its own name; nothing when it is not what was promised, or no small picture.
std::optional<std::string> write_down(const store::AttachmentFolder& folder, const AttachmentDigest& digest,
                                      const Bytes& content) {
    folder.remove_part(digest);
    if (!folder.append(digest, 0, content, false)) return std::nullopt;
    const auto media = folder.finish(digest);
    if (!media) return std::nullopt;
    if (is_small_picture(*media, content.size())) return folder.path_of(digest, media->type).string();
    folder.remove(digest);
    return std::nullopt;
}

}  // namespace

Pictures::Pictures(boost::asio::any_io_executor executor, net::Sessions& sessions,
                   store::AttachmentFolder folder, Mediator mediator)
    : sessions_(sessions), folder_(std::move(folder)), mediator_(std::move(mediator)), tasks_(executor) {
    sessions_.handle(kPictureKinds, [this](PeerId from, std::uint16_t kind, Bytes body) {
        return on_frame(from, kind, std::move(body));
    });
}

Task<Result<>> Pictures::start(std::map<PeerId, AttachmentDigest> peers) {
    peers_ = std::move(peers);
    std::vector<AttachmentDigest> wanted{mediator_.own()};
    for (const auto& [peer, digest] : peers_) wanted.push_back(digest);
    std::erase(wanted, AttachmentDigest{});
    auto look = [folder = folder_, wanted]() -> Result<std::map<AttachmentDigest, std::string>> {
        if (auto opened = folder.open(); !opened) return fail_as(opened);
        folder.remove_all_but(wanted);
        std::map<AttachmentDigest, std::string> found;
        for (const auto& digest : wanted) {
            if (const auto kept = folder.recognise(digest))
                found[digest] = folder.path_of(digest, kept->media.type).string();
        }
        return found;
    };
    auto found = co_await offload(worker_, look);
    if (!found) co_return fail_as(found);
    here_ = std::move(*found);
    co_return Result<>{};
}

Task<> Pictures::close() {
    co_await tasks_.close();
    worker_.join();
}

Task<Result<AttachmentDigest>> Pictures::keep(std::filesystem::path source) {
    auto work = [folder = folder_, source]() -> Result<store::KeptFile> {
        std::error_code unknown;
        const auto size = std::filesystem::file_size(source, unknown);
        if (!unknown && size > kMaxPictureBytes)
            return fail(store::StoreErrc::AttachmentTooLarge, source.string());
        auto kept = folder.keep(source);
        if (!kept || is_small_picture(kept->media, kept->size)) return kept;
        folder.remove(kept->digest);
        return fail(store::StoreErrc::NotAFile, source.string());
    };
    auto kept = co_await offload(worker_, work);
    if (!kept) co_return fail_as(kept);
    here_[kept->digest] = folder_.path_of(kept->digest, kept->media.type).string();
    co_return kept->digest;
}

void Pictures::named(const PeerId& peer, const AttachmentDigest& digest) {
    if (!digest.is_zero() && !mediator_.may_see(peer)) return;  // strangers leave no trace
    const auto former = std::exchange(peers_[peer], digest);
    if (digest.is_zero()) peers_.erase(peer);
    if (former != digest && !former.is_zero()) tasks_.spawn("forget picture", forget(former));
    if (digest.is_zero() || here_.contains(digest)) return;
    asked_[peer] = digest;
    // A queue that is full, or a session that just ended: it is asked for at the next card.
    (void)sessions_.send(peer, kWant, digest.view()).has_value();
}

std::optional<std::string> Pictures::path_of(const AttachmentDigest& digest) const {
    const auto found = here_.find(digest);
    return found == here_.end() ? std::nullopt : std::optional(found->second);
}

Task<> Pictures::on_frame(PeerId from, std::uint16_t kind, Bytes body) {
    if (body.size() < kDigestBytes || !mediator_.may_see(from)) co_return;
    const auto digest = AttachmentDigest::from_bytes(ByteView(body).first(kDigestBytes));
    if (!digest) co_return;
    if (kind == kWant) co_return co_await give(from, *digest);
    const auto asked = asked_.find(from);
    if (asked == asked_.end() || asked->second != *digest) co_return;
    asked_.erase(asked);
    body.erase(body.begin(), body.begin() + kDigestBytes);
    if (!body.empty() && body.size() <= kMaxPictureBytes) co_await take(from, *digest, std::move(body));
}

// Only the own one: what others showed to this person is theirs to show.
Task<> Pictures::give(PeerId to, AttachmentDigest digest) {
    Bytes answer(digest.view().begin(), digest.view().end());
    if (digest == mediator_.own()) {
        auto work = [folder = folder_, digest]() -> Result<Bytes> {
            const auto kept = folder.recognise(digest);
            if (!kept) return fail(store::StoreErrc::AttachmentLost);
            return folder.read(digest, kept->media.type, 0, static_cast<std::size_t>(kept->size));
        };
        const auto content = co_await offload(worker_, work);
        if (content) answer.insert(answer.end(), content->begin(), content->end());
    }
    (void)(co_await sessions_.send_when_room(to, kPicture, std::move(answer))).has_value();
}

Task<> Pictures::take(PeerId from, AttachmentDigest digest, Bytes content) {
    auto work = [folder = folder_, digest, content = std::move(content)] {
        return write_down(folder, digest, content);
    };
    auto path = co_await offload(worker_, std::move(work));
    if (!path) {
        log::debug("the picture of {} is none, or cannot be kept", short_text(from));
        co_return;
    }
    here_[digest] = std::move(*path);
    const auto shown = peers_.find(from);
    if (shown == peers_.end() || shown->second != digest) co_return co_await forget(digest);
    mediator_.arrived(from);
}

Task<> Pictures::forget(AttachmentDigest digest) {
    const bool is_shown = digest == mediator_.own() || std::ranges::any_of(peers_, [&](const auto& peer) {
                              return peer.second == digest;
                          });
    if (is_shown) co_return;
    here_.erase(digest);
    co_await offload(worker_, [folder = folder_, digest] {
        folder.remove(digest);
        return true;
    });
}

}  // namespace culver::app
