// SPDX-License-Identifier: Apache-2.0
// The bytes of what messages carry: kept in the profile when something is attached, fetched when a message
// with something comes, handed out to those who were in the conversation. They are named by their digest, so
// anybody who has them can give them, nobody can give others, and what had come before a cut is not fetched
// twice. No name and no path of a peer is used for anything but showing.
//
// Attachments come from open sessions only; the author is wanted until they are here.
#pragma once
#include "base/clock.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "chat/attachment.h"
#include "chat/chat_event.h"
#include "chat/wanted_attachment.h"
#include "net/sessions.h"
#include "store/attachment_folder.h"
#include "store/attachment_rows.h"
#include "store/database.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culver::chat {

// At once, each from another peer: pictures of a minute come together, sentences first.
inline constexpr std::size_t kMaxFetches = 4;
// Beside them, of what a person asked for: others' slow answers never stand before it.
inline constexpr std::size_t kMaxAskedFetches = 4;
// What waits for absent people, of one author and in all: more is offered, until a person wants it.
inline constexpr std::size_t kMaxPendingOfAuthor = 250;
inline constexpr std::size_t kMaxPending = 1'000;
inline constexpr std::size_t kMaxServed = 4;  // requests of one peer that wait for the disk
// For one answer: a stranger's link carries 64 KiB in ten seconds.
inline constexpr std::chrono::seconds kPartLimit{20};

enum class StartKind { Ordinary, AfterRecovery };

class Attachments {
public:
    struct Mediator {
        std::function<net::Standing(const PeerId&)> standing;
        std::function<std::vector<PeerId>(const GroupId&)> members;  // none when this node is not in it
        std::function<void(const ChatEvent&)> on_event;
    };

    // Keeps sessions and database.
    Attachments(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
                store::AttachmentFolder folder, PeerId self, Mediator mediator);
    ~Attachments();  // requires: close() has returned

    // Files that belong to nothing are removed, but not right after a recovery: what names them may have been
    // lost with a page.
    Task<Result<>> start(StartKind kind = StartKind::Ordinary);
    Task<> close();

    // What a person attaches, before it is said: copied into the profile. It stays while hold or a message
    // holds it. Fails as AttachmentFolder::keep(), with WrongKind when it is not of the wished kind, and with
    // Malformed for a name or a waveform beyond the limits.
    struct Wish {
        std::optional<MediaKind> kind;
        std::optional<std::string> name;
        Bytes waveform;
    };
    struct Kept {
        AttachmentLabel label;
        std::shared_ptr<void> hold;
    };
    Task<Result<Kept>> keep(std::filesystem::path source, Wish wish);

    // A person wants what was only offered. Gives the message as it is then. Fails with NoSuchMessage, and
    // WrongKind when it carries nothing.
    Task<Result<store::StoredMessage>> fetch(ConversationId conversation, MessageId id);

    // What happened elsewhere.
    void arrived(const store::StoredMessage& message);
    void forgotten();  // messages were recalled or removed: what nobody needs any more goes
    void peer_opened(const PeerId& peer);
    void peer_closed(const PeerId& peer);
    void on_frame(const PeerId& from, std::uint16_t kind, ByteView body);

    [[nodiscard]] std::string path_of(const AttachmentDigest& digest, std::string_view media_type) const {
        return folder_.path_of(digest, media_type).string();
    }

private:
    using Source = WantedAttachment::Source;
    // One that is to come. Removed only by its own task, or while it has none.
    struct Pending {
        Pending(const boost::asio::any_io_executor& executor, store::KeptAttachment what)
            : kept(std::move(what)), answered(executor) {}
        store::KeptAttachment kept;
        WantedAttachment wanted;
        std::set<PeerId> dialled;  // sessions with them are wanted for it
        bool is_queued = false;
        bool is_running = false;
        bool is_cut = false;      // the session with whom was asked ended
        bool is_dropped = false;  // no message carries it any more
        boost::asio::steady_timer answered;
        Source source;  // while it runs
        std::uint64_t offset = 0;
        std::optional<Part> part;
    };
    enum class Step : std::uint8_t { Done, Refused, Lost, Cut, NoRoom };
    struct Inventory {
        std::vector<AttachmentDigest> named;       // by rows or messages: their files stay
        std::vector<store::AttachmentEntry> gone;  // their files are not there
        std::vector<store::KeptFile> found;        // their rows are not there
    };

    Task<Result<>> mend(Inventory inventory, std::vector<AttachmentDigest> unknown);
    void begin(const AttachmentDigest& digest);
    Task<> load(AttachmentDigest digest);
    [[nodiscard]] bool is_too_much(const PeerId& author) const;
    enum class Busy { Skip, Count };
    [[nodiscard]] std::optional<Source> source_of(const Pending& pending, Busy busy) const;
    void queue(const AttachmentDigest& digest, Pending& pending);
    void unqueue(const AttachmentDigest& digest, Pending& pending);
    void pump();
    bool start_next(std::deque<AttachmentDigest>& from, std::size_t limit);
    Task<> run(AttachmentDigest digest);
    Task<> rest(AttachmentDigest digest, PeerId peer, Duration pause);
    void try_again(const AttachmentDigest& digest, Pending& pending, Step step, const PeerId& peer);
    Task<Step> download(AttachmentDigest digest, Pending& pending);
    Task<Step> take_parts(AttachmentDigest digest, Pending& pending, std::uint64_t from);
    Task<> settle(AttachmentDigest digest, store::KeptAttachment kept, std::optional<GroupId> group = {});
    void want_authors(Pending& pending);
    void remove(const AttachmentDigest& digest);
    Task<> serve(PeerId to, PartWish wish);
    Task<Part> part_for(PeerId to, PartWish wish);
    Task<> sweep();

    net::Sessions& sessions_;
    store::Database& database_;
    store::AttachmentFolder folder_;
    PeerId self_;
    Mediator mediator_;
    std::map<AttachmentDigest, std::unique_ptr<Pending>> pending_;
    std::deque<AttachmentDigest> asked_queue_;  // persons wait for these
    std::deque<AttachmentDigest> queue_;
    std::set<PeerId> busy_;  // each gives one at a time
    std::size_t running_ = 0;
    std::multiset<AttachmentDigest> held_;  // kept and perhaps not in a message yet
    std::set<AttachmentDigest> spared_;     // messages that carried them may have been lost
    std::size_t keeping_ = 0;
    std::map<PeerId, std::size_t> served_;
    bool is_sweeping_ = false;
    bool is_sweep_due_ = false;
    boost::asio::thread_pool worker_;
    TaskScope scope_;
};

}  // namespace culver::chat
