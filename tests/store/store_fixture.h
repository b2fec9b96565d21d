// SPDX-License-Identifier: Apache-2.0
// A database in a folder of its own, and its event loop.
#pragma once
#include "base/random.h"
#include "store/database.h"
#include "store/message.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace culver::store {

class StoreFixture : public testing::Test {
protected:
    void TearDown() override { close(); }

    Database& database() {
        if (!database_) {
            auto opened = Database::open(path(), loop_.get_executor());
            if (!opened) throw std::runtime_error(opened.error().sentence());
            database_ = std::move(*opened);
        }
        return *database_;
    }
    void close() {
        if (database_) database_->close();
        database_.reset();
    }
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "history.db"; }

    // The value of a task that ends.
    template <class T>
    T await(Task<T> task) {
        std::optional<T> value;
        auto keep = [](Task<T> inner, std::optional<T>& into) -> Task<> { into = co_await std::move(inner); };
        test::run(loop_, keep(std::move(task), value));
        return std::move(*value);
    }

    test::TempDir folder_;
    boost::asio::io_context loop_{1};

private:
    std::unique_ptr<Database> database_;
};

// A message of an author in the conversation with peer, ready to be inserted.
inline StoredMessage message_from(const PeerKey& peer, std::uint64_t sequence, std::string text) {
    StoredMessage message;
    message.conversation = ConversationId::with(peer);
    message.author = peer;
    message.incarnation.bytes[0] = 1;
    message.sequence = sequence;
    message.id = random_id<MessageId>();
    message.clock = sequence << 16;
    message.position = sequence << 16;
    message.kind = 1;
    message.operation = to_bytes(text);
    message.text = std::move(text);
    message.time = static_cast<std::int64_t>(sequence) * 1000;
    message.arrival = message.time;
    return message;
}

inline PeerKey peer_number(std::uint8_t number) {
    PeerKey peer;
    peer.id.bytes[0] = number;
    return peer;
}

}  // namespace culver::store
