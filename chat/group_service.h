// SPDX-License-Identifier: Apache-2.0
// The groups of this node: written, kept, brought up to date with whoever is met. What a member wrote counts
// as delivered when its header and words are committed here. The rules are GroupLog's; this class gives it
// bytes, a disk and a network.
//
// Each sends to each; in groups above kSmallGroup to kFanOut who pass on. On every session both tell what
// they hold, and hand over what the other lacks, also what third people wrote. Those who have not told that
// they have this node's own last words are wanted until they have.
#pragma once
#include "base/signature.h"
#include "base/task_scope.h"
#include "chat/chat_service.h"
#include "chat/group_log.h"
#include "chat/group_wire.h"
#include "store/group_rows.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culver::chat {

inline constexpr std::size_t kSmallGroup = 16;
inline constexpr std::size_t kFanOut = 8;
// Groups somebody told of in which this node is not (yet): by one stranger, by one known peer, in all; for
// how long.
inline constexpr std::size_t kMaxUnjoinedOfStranger = 2;
inline constexpr std::size_t kMaxUnjoinedOfKnown = 16;
inline constexpr std::size_t kMaxUnjoined = 64;
inline constexpr Duration kUnjoinedLifetime = std::chrono::minutes(10);
// Control operations of a group nobody joined here: each remembers all before it.
inline constexpr std::size_t kMaxUnansweredControls = 1'000;
inline constexpr std::size_t kMaxStrangeGroups = 20;  // invitations by strangers that wait for an answer

// Bytes of a group that this node's person has not joined: of one that a stranger offers, in memory or on the
// disk; and in memory of all in which this node is not (yet), whoever tells of them: what came before the
// addition itself is reached, in an old group the headers of half a million messages. Of whoever tells most
// the youngest gives way; a single one that holds more cannot be joined.
inline constexpr std::size_t kMaxStrangeGroupBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxNascentBytes = 128 * 1024 * 1024;
// The same of all that strangers offer: in memory, where the group that holds most gives way, and on the
// disk, where no further stranger is heard until a person answers.
inline constexpr std::size_t kMaxToldBytes = 8 * 1024 * 1024;
inline constexpr std::size_t kMaxInvitedBytes = 8 * 1024 * 1024;
inline constexpr std::size_t kMaxWaitingBytes =
    8 * 1024 * 1024;  // of a group, until what they build on comes
// The same of a group in which this node is not: whoever tells of it has it in order, and gives it again.
inline constexpr std::size_t kMaxUnjoinedWaitingBytes = 256 * 1024;

enum class GroupPart : std::uint8_t { Member, Invited, Left, Removed };

struct GroupView {
    struct Person {
        PeerId id;
        Rank rank = Rank::Member;
        bool is_frozen = false;
    };
    GroupId id;
    std::string name;
    std::optional<PeerId> owner;
    std::vector<Person> people;  // eldest first
    GroupPart part = GroupPart::Member;
    bool has_open_history = false;
    std::optional<PeerId> invited_by;
};

struct MessageReaders {
    std::vector<PeerId> delivered_to;
    std::vector<PeerId> read_by;
};

class GroupService {
public:
    struct Mediator {
        std::function<net::Standing(const PeerId&)> standing;
        std::function<bool(const PeerId&)> is_welcome;  // may invite; empty: everybody
        std::function<bool(const PeerId&)> is_present;
        std::function<void(const ChatEvent&)> on_event;
    };

    // Keeps sessions, database, clock and key. Takes the frames of groups from here on.
    GroupService(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
                 const Clock& clock, const SigningKey& key, ChatOptions options, Mediator mediator);
    ~GroupService();

    Task<Result<>> start();  // once, before the first session opens
    Task<> close();
    void peer_opened(const PeerId& peer);

    // On the disk when they return. Fail with ChatErrc or StoreErrc.
    Task<Result<GroupId>> create(std::string name, std::vector<PeerId> people, bool open_history);
    Task<Result<>> add(GroupId id, std::vector<PeerId> people);
    Task<Result<>> remove(GroupId id, std::vector<PeerId> people);
    Task<Result<>> appoint(GroupId id, PeerId person, bool admin);
    Task<Result<>> rename(GroupId id, std::string name);
    Task<Result<>> join(GroupId id);
    Task<Result<>> leave(GroupId id);
    Task<Result<store::StoredMessage>> say(GroupId id, Draft draft);
    Task<Result<store::StoredMessage>> change(GroupId id, Draft draft);

    // Whether say() would be refused, whatever the words; asked before the first of several is said to.
    [[nodiscard]] Result<> may_say(const GroupId& id);

    // Messages of the group were marked as read here: their authors are told.
    void marked_read(const GroupId& id);

    [[nodiscard]] std::vector<GroupView> all() const;
    [[nodiscard]] std::optional<GroupView> find(const GroupId& id) const;

    // Who has, and who has read, a message of this node.
    [[nodiscard]] MessageReaders readers(const store::StoredMessage& message) const;

private:
    struct Known {
        SignedOperation raw;
        ReadOperation read;
        bool is_forgotten = false;  // the words were here once
        bool is_late = false;       // the header was here before the words
    };
    struct Place {
        Chain chain;
        std::uint64_t sequence = 0;
    };
    struct Reader {
        std::uint64_t delivered = 0;
        std::uint64_t read = 0;
    };
    struct Group {
        explicit Group(const GroupId& id) : log(id) {}
        GroupLog log;
        store::GroupAnswer answer = store::GroupAnswer::Invited;
        std::optional<PeerId> invited_by;
        bool is_stored = false;            // false until this node is a member: nothing is on the disk
        std::vector<Known> uncommitted;    // while it is not
        std::size_t unanswered_bytes = 0;  // taken before this node's person joined
        std::map<OperationHash, Known> waiting;
        std::set<OperationHash> bodiless;  // held without words
        std::map<OperationHash, Place>
            lacking;      // of them: texts whose words this node may have, and asks for
        PeerId begun_by;  // who told of it first
        SteadyTime begun_at{};
        std::set<OperationHash> cut_off;  // held and not shown
        std::map<Chain, std::uint64_t> durable;
        std::map<Chain, std::uint64_t> read;  // by this node's person
        std::map<PeerId, std::map<IncarnationId, Reader>> readers;
    };
    // One operation as it goes to the disk.
    struct Entry {
        store::StoredOperation operation;
        std::optional<store::StoredMessage> message;
        bool has_authority = false;
        bool counts = false;  // else it is kept, and changes nothing
        Fetching fetching = Fetching::WhenAsked;
        std::vector<OperationHash> named;  // by its header
        bool is_late = false;
    };
    // What no longer counts, or does again.
    struct Reversal {
        MessageId message;
        bool counts = false;
        bool has_authority = false;
    };
    // All that one commit changes on the disk.
    struct Batch {
        std::vector<Entry> entries;
        std::vector<Reversal> reversals;
        std::set<OperationHash> cut_off;  // where words come late: what must not change them
    };
    struct Written {
        std::vector<store::StoredMessage> arrived;
        std::vector<store::StoredMessage> changed;
    };

    [[nodiscard]] Chain own_chain() const { return {options_.self, options_.incarnation}; }
    Group* find_group(const GroupId& id);
    Group& group_for(const GroupId& id);
    Task<Result<>> load(store::StoredGroup stored);
    Task<Result<OperationHash>> write_own(GroupId id, std::uint8_t kind, GroupBody body);
    Task<Result<OperationHash>> write_into(Group& group, GroupOperation draft, GroupBody body);
    Task<Result<store::StoredMessage>> write_message(GroupId id, Draft draft);

    std::vector<Known> admit(Group& group, std::vector<SignedOperation> raws, bool may_wait);
    Task<Result<>> commit(Group& group, std::vector<Known> operations);
    [[nodiscard]] std::optional<std::vector<Known>> enter(Group& group, std::vector<Known> operations);
    Task<Result<>> keep(Group& group, std::vector<Known> operations, Batch batch);
    Task<Result<>> undo(Group& group, Error why);
    [[nodiscard]] static bool changes_group(const Known& known) {
        return is_control(known.read.operation.kind);
    }
    [[nodiscard]] static bool has_left(const Group& group, const PeerId& person);
    [[nodiscard]] bool is_full(const Group& group, const PeerId& from) const;
    void want_missing(const PeerId& from, const Group& group);
    [[nodiscard]] Entry entry_of(const Group& group, const Known& known) const;
    static Result<Written> write_batch(SQLite::Database& database, const GroupId& id, Batch batch);
    static void catch_up(SQLite::Database& database, const store::StoredMessage& message,
                         const std::set<OperationHash>& cut_off, Written& written);
    static void reverse(SQLite::Database& database, const GroupId& id, const std::vector<Reversal>& reversals,
                        Written& written);
    static std::optional<store::StoredMessage> apply(SQLite::Database& database, const GroupId& id,
                                                     const store::StoredMessage& message, bool by_authority);
    void tell(const Written& written);
    static std::vector<Reversal> reversals_in(Group& group);
    Task<> accuse(Group& group);

    Task<> on_frame(PeerId from, std::uint16_t kind, Bytes body);
    Task<> on_held(PeerId from, HeldFrame frame);
    Task<> on_operations(PeerId from, OperationsFrame frame);
    Task<> on_want(PeerId from, WantFrame frame);
    Task<> on_receipt(PeerId from, ReceiptFrame frame);
    Task<> give(PeerId to, GroupId id, std::vector<OperationHash> hashes, bool has_more);
    void note_words(Group& group, const Known& known);
    [[nodiscard]] std::size_t invited_bytes() const;
    void keep_told_small();
    void keep_nascent_small();
    [[nodiscard]] bool may_begin(const PeerId& from);
    void show_held(const PeerId& to, const Group& group);
    void send_held(const PeerId& to, const Group& group);
    void send_receipt(const PeerId& to, const Group& group);
    void send_receipts(const Group& group);
    void push(const Group& group, const std::vector<SignedOperation>& raws, const PeerId* except);
    Task<> refresh_read(GroupId id);
    Task<bool> settle(GroupId id, std::map<IncarnationId, std::uint64_t> behind,
                      std::vector<store::GroupReceipt> news = {});
    Task<> settle_again(GroupId id);
    void update_wishes();
    Task<> run_meetings();
    Task<> meet_one_of(std::vector<PeerId> others);
    void group_changed(const GroupId& id);

    net::Sessions& sessions_;
    store::Database& database_;
    const Clock& clock_;
    const SigningKey& key_;
    ChatOptions options_;
    Mediator mediator_;
    HybridClock hybrid_;
    std::map<GroupId, std::unique_ptr<Group>> groups_;
    std::set<PeerId> wanted_;
    // Receipts the disk did not take; they are not told a second time, so they are written until it does.
    std::map<GroupId, std::vector<store::GroupReceipt>> unsettled_;
    std::map<PeerId, SteadyTime> shown_;  // what is held here, to members not known yet
    TaskScope scope_;
};

}  // namespace culver::chat
