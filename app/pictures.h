// SPDX-License-Identifier: Apache-2.0
// The small picture that a person shows beside their name. A Card names it by its SHA-256; who may see the
// card asks for the bytes, and takes none but those. Nothing is decoded here: what is no picture by its head,
// or too large, is not kept, and no name of a peer is used.
//
//     50 WantPicture   the 32 bytes of a digest
//     51 Picture       the digest, then the bytes; nothing behind it: I do not have it
//
// Thread: the network thread; the disk is spoken to on a worker.
#pragma once
#include "base/ids.h"
#include "base/task_scope.h"
#include "net/sessions.h"
#include "store/attachment_folder.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culver::app {

using store::AttachmentDigest;

inline constexpr net::KindRange kPictureKinds{50, 51};
// A face of 256 × 256 pixels takes 10 to 60 KB; everybody one talks with has one on the disk.
inline constexpr std::uint64_t kMaxPictureBytes = 64 * 1024;
inline constexpr std::uint32_t kMaxPictureSide = 1'024;  // pixels: 4 MB where it is shown

class Pictures {
public:
    struct Mediator {
        std::function<bool(const PeerId&)> may_see;  // has a conversation with us
        std::function<void(const PeerId&)> arrived;  // that peer's picture is here
        std::function<AttachmentDigest()> own;       // zero: none
    };

    // Keeps sessions. Before they start: registers the handler of its kinds.
    Pictures(boost::asio::any_io_executor executor, net::Sessions& sessions, store::AttachmentFolder folder,
             Mediator mediator);

    // Finds what is here of the pictures that peers were seen to have; others are removed.
    Task<Result<>> start(std::map<PeerId, AttachmentDigest> peers);
    Task<> close();

    // A person's own file, copied into the profile. Fails with the system's error, AttachmentEmpty,
    // AttachmentTooLarge, or NotAFile when it is no picture of at most kMaxPictureSide pixels a side.
    Task<Result<AttachmentDigest>> keep(std::filesystem::path source);

    // A peer's card names a picture, or none (zero): it is asked for when it is not here.
    void named(const PeerId& peer, const AttachmentDigest& digest);

    // Nothing while it is not here.
    [[nodiscard]] std::optional<std::string> path_of(const AttachmentDigest& digest) const;

private:
    Task<> on_frame(PeerId from, std::uint16_t kind, Bytes body);
    Task<> give(PeerId to, AttachmentDigest digest);
    Task<> take(PeerId from, AttachmentDigest digest, Bytes content);
    Task<> forget(AttachmentDigest digest);

    net::Sessions& sessions_;
    store::AttachmentFolder folder_;
    Mediator mediator_;
    std::map<PeerId, AttachmentDigest> peers_;      // what their cards name
    std::map<AttachmentDigest, std::string> here_;  // paths
    std::map<PeerId, AttachmentDigest> asked_;
    boost::asio::thread_pool worker_{1};
    TaskScope tasks_;
};

}  // namespace culver::app
