// SPDX-License-Identifier: Apache-2.0
// One SQL statement with its values bound in order: Query(database, "… ? …").with(id).next(). Store thread
// only; throws SQLite::Exception.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver::store {

class Query {
public:
    Query(const SQLite::Database& database, const std::string& sql) : statement_(database, sql) {}

    template <std::integral Number>
    Query& with(Number value) {
        statement_.bind(++bound_, static_cast<std::int64_t>(value));
        return *this;
    }
    Query& with(std::string_view text) {
        statement_.bind(++bound_, std::string(text));
        return *this;
    }
    Query& with(ByteView bytes) {
        static constexpr std::uint8_t kEmpty = 0;  // a null pointer would bind NULL
        statement_.bind(++bound_, bytes.empty() ? &kEmpty : bytes.data(), static_cast<int>(bytes.size()));
        return *this;
    }
    template <class Tag, std::size_t N>
    Query& with(const Id<Tag, N>& id) {
        return with(id.view());
    }
    Query& with(const ConversationId& conversation) { return with(ByteView(conversation.bytes)); }
    Query& with(const PeerKey& peer) { return with(ConversationId::with(peer)); }  // the same 33 bytes
    template <class Value>
    Query& with(const std::optional<Value>& value) {
        if (value) return with(*value);
        statement_.bind(++bound_);
        return *this;
    }

    // The next row; false after the last.
    bool next() { return statement_.executeStep(); }

    // For statements without rows; gives how many rows changed.
    int run() { return statement_.exec(); }

    [[nodiscard]] bool is_null(int column) { return statement_.getColumn(column).isNull(); }
    [[nodiscard]] std::int64_t integer(int column) { return statement_.getColumn(column).getInt64(); }
    [[nodiscard]] std::uint64_t number(int column) { return static_cast<std::uint64_t>(integer(column)); }
    [[nodiscard]] std::string text(int column) { return statement_.getColumn(column).getString(); }
    [[nodiscard]] Bytes bytes(int column) {
        const auto value = statement_.getColumn(column);
        const auto* begin = static_cast<const std::uint8_t*>(value.getBlob());
        return begin == nullptr ? Bytes{} : Bytes(begin, begin + value.getBytes());
    }
    // Zero when the column has another length, which the tables' checks exclude.
    template <class AnyId>
    [[nodiscard]] AnyId id(int column) {
        return AnyId::from_bytes(bytes(column)).value_or(AnyId{});
    }
    [[nodiscard]] PeerKey peer(int column) { return id<ConversationId>(column).peer(); }

private:
    SQLite::Statement statement_;
    int bound_ = 0;
};

}  // namespace culver::store
