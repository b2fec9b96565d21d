// SPDX-License-Identifier: Apache-2.0
#include "store/page_scan.h"

#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>

namespace culver::store {
namespace {

constexpr std::size_t kPageBytes = 4096;         // SQLite's own choice, which this program never changes
constexpr std::size_t kFileHeader = 100;         // at the beginning of the first page
constexpr std::uint64_t kMaxPayload = 1u << 20;  // far above the longest row of ours
constexpr std::size_t kMaxValues = 64;

enum PageKind : std::uint8_t { kInnerIndex = 2, kLeafIndex = 10, kLeafTable = 13 };

// The longest part of a record that stays on its page, and the shortest when it does not fit.
constexpr std::size_t kMostInTable = kPageBytes - 35;
constexpr std::size_t kMostInIndex = (kPageBytes - 12) * 64 / 255 - 23;
constexpr std::size_t kLeast = (kPageBytes - 12) * 32 / 255 - 23;
constexpr std::size_t kInOverflow = kPageBytes - 4;

std::uint64_t big(ByteView bytes) {
    std::uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number;
}

// One to nine bytes; nothing beyond the end.
std::optional<std::uint64_t> take_varint(ByteView& bytes) {
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < 9 && at < bytes.size(); ++at) {
        const auto byte = bytes[at];
        number = at == 8 ? number << 8 | byte : number << 7 | (byte & 0x7f);
        if (at == 8 || byte < 0x80) {
            bytes = bytes.subspan(at + 1);
            return number;
        }
    }
    return std::nullopt;
}

std::size_t length_of(std::uint64_t type) {
    constexpr std::size_t kLengths[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (type < std::size(kLengths)) return kLengths[type];
    return static_cast<std::size_t>((type - 12) / 2);
}

ScannedValue value_of(std::uint64_t type, ByteView bytes) {
    if (type == 0) return {};
    if (type == 8 || type == 9) return static_cast<std::int64_t>(type - 8);
    if (type == 7) return std::bit_cast<double>(big(bytes));
    if (type < 7) {
        const auto unused = 64 - 8 * bytes.size();
        return static_cast<std::int64_t>(big(bytes) << unused) >> unused;
    }
    if (type % 2 == 0) return Bytes(bytes.begin(), bytes.end());
    return std::string(as_text(bytes));
}

std::optional<std::vector<ScannedValue>> values_of(ByteView payload) {
    auto header = payload;
    const auto length = take_varint(header);
    if (!length || *length > payload.size() || *length < payload.size() - header.size()) return std::nullopt;
    auto body = payload.subspan(static_cast<std::size_t>(*length));
    header = header.first(static_cast<std::size_t>(*length) - (payload.size() - header.size()));
    std::vector<ScannedValue> values;
    while (!header.empty()) {
        const auto type = take_varint(header);
        if (!type || *type == 10 || *type == 11 || values.size() == kMaxValues) return std::nullopt;
        const auto bytes = length_of(*type);
        if (bytes > body.size()) return std::nullopt;
        values.push_back(value_of(*type, body.first(bytes)));
        body = body.subspan(bytes);
    }
    return body.empty() ? std::optional(std::move(values)) : std::nullopt;
}

class Scan {
public:
    Scan(int descriptor, std::uint64_t pages, const std::function<void(const ScannedRecord&)>& take)
        : descriptor_(descriptor), pages_(pages), take_(take) {}

    void run() {
        for (std::uint64_t number = 1; number <= pages_; ++number) {
            if (const auto page = read(number)) page_of(*page, number == 1 ? kFileHeader : 0);
        }
    }

private:
    [[nodiscard]] std::optional<Bytes> read(std::uint64_t number) const {
        if (number == 0 || number > pages_) return std::nullopt;
        Bytes page(kPageBytes);
        const auto got = read_at(descriptor_, (number - 1) * kPageBytes, page);
        return got == page.size() ? std::optional(std::move(page)) : std::nullopt;
    }

    void page_of(ByteView page, std::size_t head) {
        const auto kind = page[head];
        if (kind != kInnerIndex && kind != kLeafIndex && kind != kLeafTable) return;
        const auto first = head + (kind == kInnerIndex ? 12 : 8);
        const auto cells = static_cast<std::size_t>(big(page.subspan(head + 3, 2)));
        if (first + 2 * cells > page.size()) return;
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const auto at = static_cast<std::size_t>(big(page.subspan(first + 2 * cell, 2)));
            if (at < page.size()) cell_of(page.subspan(at), kind);
        }
    }

    void cell_of(ByteView cell, std::uint8_t kind) {
        if (kind == kInnerIndex) {
            if (cell.size() < 4) return;
            cell = cell.subspan(4);  // the page below
        }
        const auto length = take_varint(cell);
        if (!length || *length > kMaxPayload) return;
        ScannedRecord record;
        if (kind == kLeafTable) {
            const auto row = take_varint(cell);
            if (!row) return;
            record.row = static_cast<std::int64_t>(*row);
        }
        const auto payload =
            whole(cell, static_cast<std::size_t>(*length), kind == kLeafTable ? kMostInTable : kMostInIndex);
        auto values = payload ? values_of(*payload) : std::nullopt;
        if (!values) return;
        record.values = std::move(*values);
        take_(record);
    }

    // The record with what of it stands on other pages, each of which names the next.
    [[nodiscard]] std::optional<Bytes> whole(ByteView cell, std::size_t length, std::size_t most) const {
        auto local = length;
        if (length > most) {
            local = kLeast + (length - kLeast) % kInOverflow;
            if (local > most) local = kLeast;
        }
        if (cell.size() < local) return std::nullopt;
        Bytes payload(cell.begin(), cell.begin() + static_cast<std::ptrdiff_t>(local));
        if (local == length) return payload;
        if (cell.size() < local + 4) return std::nullopt;
        auto next = big(cell.subspan(local, 4));
        while (payload.size() < length) {
            const auto page = read(next);
            if (!page) return std::nullopt;
            const auto count = std::min(kInOverflow, length - payload.size());
            payload.insert(payload.end(), page->begin() + 4,
                           page->begin() + 4 + static_cast<std::ptrdiff_t>(count));
            next = big(ByteView(*page).first(4));
        }
        return payload;
    }

    int descriptor_;
    std::uint64_t pages_;
    const std::function<void(const ScannedRecord&)>& take_;
};

}  // namespace

Result<> scan_records(const std::filesystem::path& path,
                      const std::function<void(const ScannedRecord&)>& take) {
    FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat found{};
    if (!file.is_open() || ::fstat(file.get(), &found) != 0)
        return fail_errno(errno, "reading " + path.string());
    Scan(file.get(), static_cast<std::uint64_t>(found.st_size) / kPageBytes, take).run();
    return {};
}

}  // namespace culver::store
