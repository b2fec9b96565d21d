// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"
#include "app/archive.h"

#include <cerrno>
#include <cstring>

namespace culver::app {

using control::Outcome;
namespace method = control::method;

control::Answered<method::ChatExport> Api::answer(method::ChatExport request) {
    if (!request.path || !request.path->starts_with('/'))
        co_return control::refuse(Outcome::Usage, "Name the file with an absolute path.");
    if (request.format == control::ExportFormat::Unknown)
        co_return control::refuse(Outcome::Usage, "The format is text, html or json.");
    ExportWish wish;
    wish.path = *request.path;
    wish.format = request.format;
    if (request.peer) {
        auto conversation = co_await where(std::move(*request.peer), false);
        if (!conversation) co_return std::unexpected(std::move(conversation.error()));
        wish.conversation = *conversation;
    }
    if (request.since) wish.since = to_milliseconds(*request.since);
    if (request.until) wish.until = to_milliseconds(*request.until);
    auto written = co_await write_archive(parts_.database, std::move(wish), context());
    if (!written) co_return control::refuse(Outcome::Disk, written.error());
    co_return control::ExportRow{*request.path, request.format, *written};
}

control::Answered<method::ChatImport> Api::answer(method::ChatImport request) {
    if (!request.path || !request.path->starts_with('/'))
        co_return control::refuse(Outcome::Usage, "Name the file with an absolute path.");
    auto read = co_await read_archive(parts_.database, context().self, *request.path);
    if (!read) co_return control::refuse(Outcome::Disk, read.error());
    co_return control::ImportRow{read->added, read->repeated};
}

}  // namespace culver::app
