// SPDX-License-Identifier: Apache-2.0
// One node of the chat room with real sessions over the memory network and a real database, that can be
// restarted.
#pragma once
#include "chat/attachments.h"
#include "chat/chat_service.h"
#include "store/database.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace culver::chat {

class Person {
public:
    Person(boost::asio::io_context& loop, test::MemoryNetwork& network, std::uint8_t number);
    ~Person();

    void start();  // the node comes up: database, service, sessions
    void stop();
    void restart() {
        stop();
        start();
    }

    Result<store::StoredMessage> say(const Person& to, std::string text);
    Result<store::StoredMessage> say(const Person& to, Draft draft);
    Result<store::StoredMessage> change(const Person& with, OperationKind kind, const MessageId& target,
                                        std::string text = {});
    std::vector<store::StoredMessage> history(const Person& with, std::string search = {});
    std::size_t read(const Person& from, std::optional<MessageId> up_to = std::nullopt);

    // Texts of what arrived from somebody in this and all earlier runs, in the order in which it was told.
    [[nodiscard]] std::vector<std::string> heard(const Person& from) const;
    [[nodiscard]] std::optional<store::MessageState> last_state(const MessageId& id) const;
    [[nodiscard]] std::vector<store::MessageState> states(const MessageId& id) const;

    [[nodiscard]] const PeerId& id() const { return node_.id(); }
    [[nodiscard]] ConversationId conversation_with(const Person& other) const {
        return ConversationId::with(PeerKey(other.id()));
    }
    test::MemoryNetwork::Node& node() { return node_; }
    net::Sessions& sessions() { return *sessions_; }
    ChatService& service() { return *service_; }
    Attachments& attachments() { return *attachments_; }
    // Attaches a file with that content.
    Result<store::StoredMessage> attach(const Person& to, const std::string& name, std::string_view content);
    [[nodiscard]] std::filesystem::path attachment_folder() const { return folder_ / "attachments"; }
    store::Database& database() { return *database_; }

    // Lets the loop run until the condition holds; false after a while.
    static bool until(boost::asio::io_context& loop, const std::function<bool()>& holds);

    template <class T>
    T await(Task<T> task) {
        return test::result_of(loop_, std::move(task));
    }

    std::map<PeerId, net::Standing> standings;  // Known unless said otherwise
    ChatOptions options;
    const Clock* clock = &real_clock();
    std::vector<PeerId> members;  // of every group
    StartKind start_kind = StartKind::Ordinary;
    std::vector<std::string> warnings;
    std::vector<store::StoredMessage> changed;
    std::vector<bool> typing;
    int buzzes = 0;

private:
    void on_event(const ChatEvent& event);

    boost::asio::io_context& loop_;
    test::MemoryNetwork& network_;
    test::TempDir folder_;
    test::MemoryNetwork::Node& node_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<net::Sessions> sessions_;
    std::unique_ptr<ChatService> service_;
    std::unique_ptr<Attachments> attachments_;
    std::vector<store::StoredMessage> arrived_;
    std::map<MessageId, std::vector<store::MessageState>> states_;
};

}  // namespace culver::chat
