// SPDX-License-Identifier: Apache-2.0
// Messages as a file for people (text, HTML) or for another node (JSON, one object a line), and such a file
// taken over again. A JSON line is a message row of the control API with a key "stored" that holds what the
// row does not say, so that nothing is lost and nothing is taken twice.
#pragma once
#include "app/message_rows.h"
#include "base/result.h"
#include "base/task.h"
#include "control/enumerators.h"
#include "store/database.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace culver::app {

struct ExportWish {
    std::filesystem::path path;
    control::ExportFormat format = control::ExportFormat::Json;
    std::optional<ConversationId> conversation;
    std::optional<std::int64_t> since;
    std::optional<std::int64_t> until;
};

// Gives how many messages were written. The file has mode 0600, must not exist yet, and is synced. When
// anything fails it is removed again. Keeps database.
Task<Result<std::uint64_t>> write_archive(store::Database& database, ExportWish wish, RowContext context);

struct ImportCount {
    std::uint64_t added = 0;
    std::uint64_t repeated = 0;
};

// Adds what is not here yet, a page of lines in one transaction, and counts messages that are shown as such.
// Fails with nothing added when the file is another node's history, and at the first line that cannot be
// read, with its number; what was added before stays. Messages of this node that were still on their way are
// not sent again. Keeps database.
Task<Result<ImportCount>> read_archive(store::Database& database, PeerId self, std::filesystem::path path);

// Pure.
[[nodiscard]] std::string archive_head(control::ExportFormat format, const PeerId& self);
[[nodiscard]] std::string archive_entry(control::ExportFormat format, const store::StoredMessage& message,
                                        const RowContext& context);
[[nodiscard]] std::string archive_foot(control::ExportFormat format);
[[nodiscard]] std::optional<store::StoredMessage> read_archive_line(std::string_view line);

}  // namespace culver::app
