// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/fetch.h"

#include "interop/ipmsg/blocking_stream.h"
#include "interop/ipmsg/directory_stream.h"
#include "interop/received_tree.h"
#include "transfer/confine.h"
#include "transfer/errors.h"
#include "transfer/protocol_errors.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace culver::interop::ipmsg {
namespace {

using transfer::ProtocolErrc;
using transfer::TransferErrc;

constexpr std::size_t kBuffer = 256 * 1024;
constexpr std::uint64_t kRoomMargin = 4ULL << 20;  // no disk is filled to its last byte
constexpr std::uint64_t kCheckRoomEvery = 64ULL << 20;

Result<> write_all(const FileHandle& file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file.get(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return transfer::fail_disk(errno, "writing");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

class Fetch {
public:
    Fetch(const FetchOrder& order, ReceivedTree& tree, Progress& progress, BlockingStream stream)
        : order_(order), tree_(tree), progress_(progress), stream_(std::move(stream)) {}

    Result<> file(const Attachment& offered) {
        if (auto room = check_room(offered.size); !room) return room;
        return content(local_name(offered.name), offered.size, offered.time);
    }

    Result<> folder() {
        const auto outer = tree_.depth();
        do {
            auto record = header();
            if (!record) return fail_as(record);
            if (auto done = entry(*record, outer); !done) return done;
        } while (tree_.depth() > outer);
        return {};
    }

private:
    // More bytes behind those that wait; false at the end of the connection.
    Result<bool> more() {
        if (begin_ > 0) {
            buffer_.erase(0, begin_);
            begin_ = 0;
        }
        const auto old = buffer_.size();
        buffer_.resize(old + kBuffer);
        auto count = stream_.read_some(std::span(buffer_).subspan(old));
        buffer_.resize(old + count.value_or(0));
        if (!count) return fail_as(count);
        return *count > 0;
    }
    [[nodiscard]] std::string_view waiting() const { return std::string_view(buffer_).substr(begin_); }

    Result<StreamRecord> header() {
        for (;;) {
            auto read = read_header(waiting());
            if (read.state == HeaderState::Malformed) return fail(ProtocolErrc::Malformed);
            if (read.state == HeaderState::Complete) {
                begin_ += read.length;
                const auto charset =
                    order_.is_utf8 ? Charset::Utf8 : guess(read.record.name, order_.legacy, order_.likely);
                read.record.name = decode(read.record.name, charset);
                return std::move(read.record);
            }
            auto got = more();
            if (!got) return fail_as(got);
            if (!*got) return fail(ProtocolErrc::Incomplete);
        }
    }

    Result<> entry(const StreamRecord& record, std::size_t outer) {
        switch (record.kind()) {
            case FileKind::Folder:
                return tree_.enter(tree_.depth() == outer ? local_name(record.name) : record.name);
            case FileKind::Return:
                if (tree_.depth() <= outer) return fail(ProtocolErrc::BrokeRules);
                return tree_.leave(record.time);
            case FileKind::Regular:
                if (tree_.depth() <= outer) return fail(ProtocolErrc::BrokeRules);
                if (auto room = check_room(record.size); !room) return room;
                return content(record.name, record.size, record.time);
            case FileKind::Clipboard:
            case FileKind::Other: break;
        }
        if (tree_.depth() <= outer) return fail(ProtocolErrc::BrokeRules);
        return copy(nullptr, record.size);  // links, devices and forks are not made here
    }

    Result<> content(std::string_view name, std::uint64_t size, std::int64_t time) {
        auto made = tree_.make_file(name);
        if (!made) return fail_as(made);
        if (auto copied = copy(&*made, size); !copied) return copied;
        ReceivedTree::settle(*made, time);
        ++progress_.files;
        return {};
    }

    Result<> copy(const FileHandle* into, std::uint64_t size) {
        while (size > 0) {
            if (waiting().empty()) {
                auto got = more();
                if (!got) return fail_as(got);
                if (!*got) return fail(ProtocolErrc::Incomplete);
            }
            const auto part = waiting().substr(0, std::min<std::uint64_t>(size, waiting().size()));
            if (order_.max_bytes && progress_.bytes + part.size() > *order_.max_bytes)
                return fail(ProtocolErrc::BrokeRules, "receiving more than may be accepted unasked");
            if (into != nullptr) {
                if (auto written = write_all(*into, part); !written) return written;
            }
            progress_.bytes += part.size();
            size -= part.size();
            begin_ += part.size();
        }
        return {};
    }

    // Small ones are looked at together.
    Result<> check_room(std::uint64_t size) {
        unchecked_ += size;
        if (size < kCheckRoomEvery && unchecked_ < kCheckRoomEvery) return {};
        unchecked_ = 0;
        const auto free = tree_.free_bytes();
        if (free && *free < size + kRoomMargin) return fail(TransferErrc::DiskFull);
        return {};
    }

    const FetchOrder& order_;
    ReceivedTree& tree_;
    Progress& progress_;
    BlockingStream stream_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::uint64_t unchecked_ = kCheckRoomEvery;
};

Result<> fetch_one(const FetchOrder& order, const FetchOrder::Item& item, ReceivedTree& tree,
                   Progress& progress, const std::stop_token& stop) {
    auto stream = BlockingStream::connect(order.from, stop);
    if (!stream) return fail_as(stream);
    if (auto sent = stream->write(item.request); !sent) return sent;
    Fetch one(order, tree, progress, std::move(*stream));
    return item.offered.kind() == FileKind::Folder ? one.folder() : one.file(item.offered);
}

}  // namespace

std::string local_name(std::string_view name) {
    const auto separator = name.find_last_of("/\\");
    const auto last = separator == std::string_view::npos ? name : name.substr(separator + 1);
    return last.empty() || last == "." || last == ".." ? "unnamed" : std::string(last);
}

Result<std::vector<std::string>> fetch(const FetchOrder& order, Progress& progress,
                                       const std::stop_token& stop) {
    auto tree = ReceivedTree::begin(order.folder, order.id);
    if (!tree) return fail_as(tree);
    auto receive = [&]() -> Result<std::vector<std::string>> {
        for (const auto& item : order.items) {
            auto done = fetch_one(order, item, *tree, progress, stop);
            if (done) continue;
            tree->abandon();
            return fail_as(done);
        }
        auto paths = tree->finish();
        if (!paths) tree->abandon();
        return paths;
    };
    return transfer::on_confined_thread(*tree, receive);
}

}  // namespace culver::interop::ipmsg
