// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/serve.h"

#include "interop/ipmsg/blocking_stream.h"
#include "interop/ipmsg/directory_stream.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <sys/stat.h>

#include <algorithm>

namespace culver::interop::ipmsg {
namespace {

using transfer::Entry;
using transfer::EntryKind;
using transfer::SourceState;
using transfer::TransferErrc;

constexpr std::chrono::seconds kCloseLimit{180};  // Windows waits so long for the receiver's close
constexpr std::int64_t kNanoseconds = 1'000'000'000;

class Server {
public:
    Server(BlockingStream& stream, const transfer::SourceTree& tree, const ServeOrder& order,
           Progress& progress)
        : stream_(stream), tree_(tree), order_(order), progress_(progress) {}

    Result<> file(std::uint32_t index, std::uint64_t offset) {
        const auto entry = tree_.manifest().entry(index);
        auto opened = open(index);
        if (!opened) return fail_as(opened);
        return content(*opened, offset, entry.size - std::min(offset, entry.size));
    }

    Result<> folder(std::uint32_t first) {
        const auto& manifest = tree_.manifest();
        const auto end = end_of_folder(manifest, first);
        const auto depth_of = [](std::string_view path) { return std::ranges::count(path, '/'); };
        const auto top = depth_of(manifest.entry(first).path);
        std::vector<std::int64_t> open_times;  // of the folders that are open
        for (auto index = first; index < end; ++index) {
            const auto entry = manifest.entry(index);
            while (static_cast<std::ptrdiff_t>(open_times.size()) > depth_of(entry.path) - top) {
                if (auto closed = close_folder(open_times); !closed) return closed;
            }
            if (auto sent = one(index, entry); !sent) return sent;
            if (entry.kind == EntryKind::Folder) open_times.push_back(entry.mtime_ns / kNanoseconds);
        }
        while (!open_times.empty()) {
            if (auto closed = close_folder(open_times); !closed) return closed;
        }
        return {};
    }

private:
    // The open file is asked, not its path, which may lead elsewhere a moment later.
    Result<FileHandle> open(std::uint32_t index) {
        auto file = tree_.open(index);
        struct stat found{};
        if (!file) return fail_as(file);
        if (::fstat(file->get(), &found) != 0) return fail(TransferErrc::SourceGone);
        if (tree_.compare(index, found) == SourceState::Changed) return fail(TransferErrc::SourceChanged);
        return file;
    }

    Result<> one(std::uint32_t index, const Entry& entry) {
        StreamRecord record;
        record.name = encode(transfer::last_component(entry.path), order_.names).bytes;
        record.time = entry.mtime_ns / kNanoseconds;
        if (entry.kind == EntryKind::Folder) {
            record.attributes = static_cast<std::uint32_t>(FileKind::Folder);
            return stream_.write(write_header(record));
        }
        record.size = entry.size;
        // A file that changed since would break the stream of those behind it.
        auto opened = open(index);
        if (!opened) return fail_as(opened);
        if (auto sent = stream_.write(write_header(record)); !sent) return sent;
        return content(*opened, 0, entry.size);
    }

    Result<> content(const FileHandle& file, std::uint64_t offset, std::uint64_t count) {
        auto sent = stream_.write_file(file, offset, count,
                                       [this](std::uint64_t bytes) { progress_.bytes += bytes; });
        if (sent) ++progress_.files;
        return sent;
    }

    Result<> close_folder(std::vector<std::int64_t>& open_times) {
        const auto time = open_times.back();
        open_times.pop_back();
        return stream_.write(write_header(return_record(time)));
    }

    BlockingStream& stream_;
    const transfer::SourceTree& tree_;
    const ServeOrder& order_;
    Progress& progress_;
};

}  // namespace

std::uint32_t end_of_folder(const transfer::Manifest& manifest, std::uint32_t folder) {
    const std::string beneath = std::string(manifest.entry(folder).path) + '/';
    auto end = folder + 1;
    while (end < manifest.entry_count() && manifest.entry(end).path.starts_with(beneath)) ++end;
    return end;
}

Result<> serve(FileHandle socket, const transfer::SourceTree& tree, const ServeOrder& order,
               Progress& progress, const std::stop_token& stop) {
    BlockingStream stream(std::move(socket), stop);
    Server server(stream, tree, order, progress);
    const bool is_folder = tree.manifest().entry(order.entry).kind == EntryKind::Folder;
    auto served = is_folder ? server.folder(order.entry) : server.file(order.entry, order.offset);
    if (!served) return served;
    stream.shut_writing();
    stream.wait_for_close(kCloseLimit);
    return {};
}

}  // namespace culver::interop::ipmsg
