// SPDX-License-Identifier: Apache-2.0
#include "app/archive.h"

#include "app/errors.h"
#include "base/files.h"
#include "base/offload.h"
#include "base/text.h"
#include "base/time_text.h"
#include "chat/attachment.h"
#include "chat/wire.h"
#include "control/json.h"
#include "store/message_archive.h"

#include <boost/asio/thread_pool.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <utility>

namespace culver::app {
namespace {

using control::ExportFormat;
using control::Json;
using store::StoredMessage;

constexpr std::size_t kPage = 500;               // rows in memory at once, of at most 64 KiB of words each
constexpr std::size_t kMaxLineBytes = 1u << 20;  // the longest message as JSON, escapes included
constexpr std::string_view kMark = "culver_export";
constexpr std::string_view kOwner = "of";  // whose history it is

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string html(std::string_view text) {
    std::string safe;
    for (const char letter : text) {
        switch (letter) {
            case '&': safe += "&amp;"; break;
            case '<': safe += "&lt;"; break;
            case '>': safe += "&gt;"; break;
            case '"': safe += "&quot;"; break;
            default: safe += letter;
        }
    }
    return safe;
}

std::string who_of(const control::MessageRow& row) {
    return row.author_name.value_or(row.author.substr(0, 8));
}

std::string words_of(const control::MessageRow& row) {
    if (!row.text) return "(recalled)";
    if (!row.attachment) return printable_lines(*row.text);
    const std::string name = "[" + row.attachment->name.value_or("attachment") + "]";
    return name + (row.text->empty() ? "" : " ") + printable_lines(*row.text);
}

// Further lines stand under the first: whoever wrote them writes no line of another's.
std::string indented(std::string_view words) {
    std::string lines;
    for (const char letter : words) {
        lines += letter;
        if (letter == '\n') lines += "    ";
    }
    return lines;
}

std::string text_entry(const control::MessageRow& row) {
    return to_rfc3339(*row.time) + "  " + printable(who_of(row)) + ": " + indented(words_of(row)) +
           (row.text && row.edited ? " (edited)" : "") + "\n";
}

std::string html_entry(const control::MessageRow& row) {
    const std::string_view side = row.direction == control::Direction::Out ? "out" : "in";
    return "<p class=\"" + std::string(side) + "\" title=\"" + to_rfc3339(*row.time) + "\"><b>" +
           html(printable(who_of(row))) + "</b> <time>" + to_rfc3339(*row.time).substr(0, 16) +
           "</time><br><span>" + html(words_of(row)) + "</span>" +
           (row.text && row.edited ? " <i>edited</i>" : "") + "</p>\n";
}

std::string hex(ByteView bytes) {
    return to_hex(bytes);
}

Json marks_of(const StoredMessage& message) {
    Json marks = Json::array();
    for (const auto& mark : message.marks) {
        marks.push_back({{"author", hex(ConversationId::with(mark.author).bytes)},
                         {"kind", mark.kind},
                         {"text", mark.text},
                         {"time", mark.time}});
    }
    return marks;
}

std::string json_entry(const control::MessageRow& row, const StoredMessage& message) {
    Json line = control::encode(row);
    line["stored"] = Json{{"conversation", hex(message.conversation.bytes)},
                          {"author", hex(ConversationId::with(message.author).bytes)},
                          {"incarnation", hex(message.incarnation.view())},
                          {"sequence", message.sequence},
                          {"clock", message.clock},
                          {"position", message.position},
                          {"kind", message.kind},
                          {"operation", hex(message.operation)},
                          {"text", message.text},
                          {"time", message.time},
                          {"arrival", message.arrival},
                          {"state", static_cast<int>(message.state)},
                          {"edited", message.edited},
                          {"shown", message.is_shown},
                          {"attachment", hex(message.attachment)},
                          {"marks", marks_of(message)}};
    return control::json_text(line) + "\n";
}

std::optional<Bytes> bytes_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return from_hex(found->get_ref<const std::string&>());
}

template <class AnyId>
bool take_id(const Json& object, const char* key, AnyId& into) {
    const auto bytes = bytes_of(object, key);
    const auto id = bytes ? AnyId::from_bytes(*bytes) : std::nullopt;
    if (id) into = *id;
    return id.has_value();
}

bool take_number(const Json& object, const char* key, auto& into) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned()) return false;
    using Number = std::remove_reference_t<decltype(into)>;
    const auto number = found->template get<std::uint64_t>();
    if (!std::in_range<Number>(number)) return false;
    into = static_cast<Number>(number);
    return true;
}

bool take_text(const Json& object, const char* key, std::string& into) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return false;
    into = found->get<std::string>();
    return is_utf8(into);
}

// Absent in files of before it was written: then it stays as it is.
bool take_flag(const Json& object, const char* key, bool& into) {
    const auto found = object.find(key);
    if (found == object.end()) return true;
    if (!found->is_boolean()) return false;
    into = found->get<bool>();
    return true;
}

// What was on its way when the file was written is not sent by whoever reads it.
store::MessageState settled(std::uint64_t number) {
    const auto state = static_cast<store::MessageState>(number);
    const bool is_known = number <= static_cast<std::uint64_t>(store::MessageState::Recalled);
    if (!is_known || state == store::MessageState::Queued || state == store::MessageState::Sent)
        return store::MessageState::Failed;
    return state;
}

Result<> write_all(std::FILE* file, const std::string& text, const std::filesystem::path& path) {
    if (std::fwrite(text.data(), 1, text.size(), file) == text.size()) return {};
    return fail_errno(errno, "writing " + path.string());
}

// A file that is made, and its folder: where a path leads may be another place by the time that it fails.
struct Made {
    FileHandle folder;
    File file;
};

Result<Made> make_file(const std::filesystem::path& path) {
    Made made{FileHandle(::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), {}};
    if (!made.folder.is_open()) return fail_errno(errno, "making " + path.string());
    FileHandle handle(::openat(made.folder.get(), path.filename().c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!handle.is_open() && errno == EEXIST)
        return fail(AppErrc::BadSetting, path.string() + " is there already; choose another name");
    if (!handle.is_open()) return fail_errno(errno, "making " + path.string());
    made.file = File(::fdopen(handle.get(), "w"));
    if (!made.file) return fail_errno(errno, "making " + path.string());
    (void)handle.release();
    return made;
}

// The disk's part of an archive: a slow one, or a pipe, must not hold up the network thread.
class Disk {
public:
    template <class Work>
    auto run(Work work) -> Task<decltype(work())> {
        return offload(thread_, std::move(work));
    }

private:
    boost::asio::thread_pool thread_{1};
};

Task<Result<std::uint64_t>> write_pages(store::Database& database, const ExportWish& wish,
                                        const RowContext& context, Disk& disk, std::FILE* file) {
    const auto write = [&disk, &wish, file](std::string text) -> Task<Result<>> {
        return disk.run(
            [file, path = wish.path, text = std::move(text)] { return write_all(file, text, path); });
    };
    if (auto head = co_await write(archive_head(wish.format, context.self)); !head) co_return fail_as(head);
    std::uint64_t count = 0;
    store::ArchiveQuery query{.conversation = wish.conversation,
                              .since = wish.since,
                              .until = wish.until,
                              .with_hidden = wish.format == ExportFormat::Json,
                              .limit = kPage};
    for (;;) {
        auto work = [query](SQLite::Database& raw) { return store::load_archive(raw, query); };
        auto page = co_await database.read(work);
        if (!page) co_return fail_as(page);
        std::string text;
        for (const auto& message : *page) {
            text += archive_entry(wish.format, message, context);
            if (message.is_shown) ++count;
        }
        if (auto written = co_await write(std::move(text)); !written) co_return fail_as(written);
        if (page->size() < kPage) break;
        query.after_row = page->back().row;
    }
    if (auto foot = co_await write(archive_foot(wish.format)); !foot) co_return fail_as(foot);
    auto synced = co_await disk.run([file, path = wish.path]() -> Result<> {
        if (std::fflush(file) != 0 || ::fsync(::fileno(file)) != 0)
            return fail_errno(errno, "writing " + path.string());
        return {};
    });
    if (!synced) co_return fail_as(synced);
    co_return count;
}

// Nothing else is waited for: a pipe would never end.
Result<File> open_file(const std::filesystem::path& path) {
    FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!handle.is_open()) return fail_errno(errno, "opening " + path.string());
    struct stat found{};
    if (::fstat(handle.get(), &found) != 0) return fail_errno(errno, "opening " + path.string());
    if (!S_ISREG(found.st_mode))
        return fail(AppErrc::BadSetting, path.string() + " is no file; name the file of an export");
    File file(::fdopen(handle.get(), "r"));
    if (!file) return fail_errno(errno, "opening " + path.string());
    (void)handle.release();
    return file;
}

Result<std::optional<std::string>> next_line(std::FILE* file, const std::filesystem::path& path) {
    std::string line;
    for (int letter = std::fgetc(file); letter != EOF; letter = std::fgetc(file)) {
        if (letter == '\n') return line;
        line += static_cast<char>(letter);
        if (line.size() > kMaxLineBytes) return fail(AppErrc::BadArchive, path.string());
    }
    if (std::ferror(file) != 0) return fail_errno(errno, "reading " + path.string());
    if (line.empty()) return std::optional<std::string>();
    return line;
}

}  // namespace

std::string archive_head(ExportFormat format, const PeerId& self) {
    if (format == ExportFormat::Json)
        return control::json_text(Json{{kMark, 1}, {kOwner, self.text()}}) + "\n";
    if (format != ExportFormat::Html) return "";
    // Should a browser ever find markup in what others wrote, nothing of it runs or is fetched.
    return "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" "
           "content=\"default-src 'none';style-src "
           "'unsafe-inline'\"><title>Culver</title>\n<style>body{font:15px/1.5 "
           "sans-serif;max-width:44em;margin:2em auto;padding:0 "
           "1em}span{white-space:pre-wrap}time{color:#777;"
           "font-size:85%}.out b{color:#06c}</style>\n";
}

std::string archive_entry(ExportFormat format, const StoredMessage& message, const RowContext& context) {
    const auto row = message_row(message, context);
    if (format == ExportFormat::Json) return json_entry(row, message);
    return format == ExportFormat::Html ? html_entry(row) : text_entry(row);
}

std::string archive_foot(ExportFormat) {
    return "";
}

namespace {

bool take_mark(const Json& stored, StoredMessage& message) {
    ConversationId author;
    store::Mark mark;
    const bool is_sound = stored.is_object() && take_id(stored, "author", author) && !author.is_group() &&
                          take_number(stored, "kind", mark.kind) && take_text(stored, "text", mark.text) &&
                          take_number(stored, "time", mark.time);
    if (!is_sound) return false;
    mark.author = author.peer();
    message.marks.push_back(std::move(mark));
    return true;
}

// Files of before they were written tell the reactions of peers with a key, and nothing else.
bool take_marks(const Json& stored, const control::MessageRow& row, StoredMessage& message) {
    if (const auto marks = stored.find("marks"); marks != stored.end()) {
        if (!marks->is_array()) return false;
        for (const auto& mark : *marks) {
            if (!take_mark(mark, message)) return false;
        }
        return true;
    }
    constexpr auto kReaction = static_cast<std::uint8_t>(chat::OperationKind::Reaction);
    for (const auto& reaction : row.reactions) {
        for (const auto& by : reaction.by) {
            if (const auto peer = PeerId::parse(by))
                message.marks.push_back({PeerKey(*peer), kReaction, reaction.reaction, message.time});
        }
    }
    return true;
}

}  // namespace

std::optional<StoredMessage> read_archive_line(std::string_view line) {
    const auto json = control::parse_json(line);
    if (!json || !json->is_object()) return std::nullopt;
    const auto row = control::decode<control::MessageRow>(*json);
    const auto found = json->find("stored");
    if (!row || found == json->end() || !found->is_object()) return std::nullopt;
    const Json& stored = *found;
    StoredMessage message;
    ConversationId author;
    std::uint64_t state = 0;
    const bool is_sound =
        take_id(stored, "conversation", message.conversation) && take_id(stored, "author", author) &&
        take_id(stored, "incarnation", message.incarnation) &&
        take_number(stored, "sequence", message.sequence) && take_number(stored, "clock", message.clock) &&
        take_number(stored, "position", message.position) && take_number(stored, "kind", message.kind) &&
        take_text(stored, "text", message.text) && take_number(stored, "time", message.time) &&
        take_number(stored, "arrival", message.arrival) && take_number(stored, "state", state) &&
        take_number(stored, "edited", message.edited) && take_flag(stored, "shown", message.is_shown);
    const auto id = MessageId::parse(row->id);
    const auto operation = bytes_of(stored, "operation");
    constexpr std::uint64_t kMost = (1ULL << 62) - 1;
    if (!is_sound || !id || !operation || author.is_group() || message.sequence == 0) return std::nullopt;
    if (message.sequence > kMost || message.clock > kMost || message.position > kMost) return std::nullopt;
    message.author = author.peer();
    message.id = *id;
    message.operation = *operation;
    message.state = settled(state);
    message.direction = row->direction == control::Direction::Out ? store::MessageDirection::Out
                                                                  : store::MessageDirection::In;
    if (row->reply_to) message.target = MessageId::parse(*row->reply_to);
    for (const auto& text : row->mentions) {
        if (const auto peer = PeerId::parse(text)) message.mentions.push_back(*peer);
    }
    // Its bytes are not in the file: whoever wants them asks the other side again.
    if (const auto label = bytes_of(stored, "attachment"); label && !label->empty()) {
        const auto read = chat::decode_label(*label);
        if (!read) return std::nullopt;
        chat::carry(message, *read);
    }
    if (row->mentions_all) message.mentions.emplace_back();
    if (!take_marks(stored, *row, message)) return std::nullopt;
    return message;
}

Task<Result<std::uint64_t>> write_archive(store::Database& database, ExportWish wish, RowContext context) {
    Disk disk;
    auto made = co_await disk.run([path = wish.path] { return make_file(path); });
    if (!made) co_return fail_as(made);
    auto count = co_await write_pages(database, wish, context, disk, made->file.get());
    co_await disk.run([&made] { made->file.reset(); });
    if (!count) ::unlinkat(made->folder.get(), wish.path.filename().c_str(), 0);
    co_return count;
}

namespace {

// A file of messages, page by page. On the disk's thread.
class Reading {
public:
    struct Page {
        std::vector<StoredMessage> messages;
        bool is_end = false;
    };

    Reading(std::filesystem::path path, PeerId self) : path_(std::move(path)), self_(self) {}

    Result<> open() {
        auto file = open_file(path_);
        if (!file) return fail_as(file);
        file_ = std::move(*file);
        auto head = next_line(file_.get(), path_);
        if (!head) return fail_as(head);
        const auto mark = *head ? control::parse_json(**head) : std::nullopt;
        if (!mark || !mark->is_object() || !mark->contains(kMark))
            return fail(AppErrc::BadArchive, path_.string());
        // "You said" and "they said" in it are its owner's: taken over by others it would put words into
        // mouths.
        const auto owner = mark->find(kOwner);
        if (owner != mark->end() && *owner == self_.text()) return {};
        return fail(AppErrc::BadSetting, path_.string() +
                                             " is the history of another node; only this node's own is "
                                             "taken over");
    }

    Result<Page> next() {
        Page page;
        while (page.messages.size() < kPage) {
            auto line = next_line(file_.get(), path_);
            if (!line) return fail_as(line);
            page.is_end = !line->has_value();
            if (page.is_end) break;
            ++number_;
            auto message = read_archive_line(**line);
            if (!message)
                return fail(AppErrc::BadArchive, path_.string() + ", line " + std::to_string(number_));
            page.messages.push_back(std::move(*message));
        }
        return page;
    }

private:
    const std::filesystem::path path_;
    const PeerId self_;
    File file_;
    std::uint64_t number_ = 1;
};

}  // namespace

Task<Result<ImportCount>> read_archive(store::Database& database, PeerId self, std::filesystem::path path) {
    Disk disk;
    Reading reading(std::move(path), self);
    auto opened = co_await disk.run([&reading] { return reading.open(); });
    if (!opened) co_return fail_as(opened);
    ImportCount count;
    for (bool is_end = false; !is_end;) {
        auto page = co_await disk.run([&reading] { return reading.next(); });
        if (!page) co_return fail_as(page);
        is_end = page->is_end;
        const auto size =
            static_cast<std::uint64_t>(std::ranges::count_if(page->messages, &StoredMessage::is_shown));
        auto work = [messages = std::move(page->messages)](SQLite::Database& raw) {
            for (auto message : messages) chat::note_carried(raw, message, chat::Fetching::WhenAsked);
            return store::add_archived(raw, messages);
        };
        auto added = co_await database.write(std::move(work));
        if (!added) co_return fail_as(added);
        count.added += *added;
        count.repeated += size - *added;
    }
    co_return count;
}

}  // namespace culver::app
