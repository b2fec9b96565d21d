// SPDX-License-Identifier: Apache-2.0
// Fed: a line of a file that somebody calls an export of a history. What is read is written and read again:
// the second time nothing changes any more, and the faces of a person get no broken text.
#include "app/archive.h"
#include "base/text.h"

#include <cstdlib>

namespace {

using namespace culver;
using control::ExportFormat;

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view line(reinterpret_cast<const char*>(bytes), size);
    const auto read = app::read_archive_line(line);
    if (!read) return 0;
    const app::RowContext context{PeerId{}, [](const PeerKey&) { return std::string("<b>name"); }};
    require(is_utf8(read->text));
    const auto entry = app::archive_entry(ExportFormat::Json, *read, context);
    const auto again = app::read_archive_line(entry);
    require(again.has_value());
    require(again->id == read->id && again->author == read->author);
    require(again->conversation == read->conversation && again->operation == read->operation);
    require(again->sequence == read->sequence && again->clock == read->clock);
    require(again->text == read->text && again->state == read->state);
    require(app::archive_entry(ExportFormat::Json, *again, context) == entry);
    require(app::archive_entry(ExportFormat::Html, *read, context).find("<b>name") == std::string::npos);
    (void)app::archive_entry(ExportFormat::Text, *read, context);
    return 0;
}
