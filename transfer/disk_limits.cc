// SPDX-License-Identifier: Apache-2.0
#include "transfer/disk_limits.h"

#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <algorithm>
#include <array>

namespace culver::transfer {
namespace {

struct Row {
    std::uint64_t type;  // f_type
    DiskLimits limits;
};

constexpr std::uint64_t kFatLargest = (4ULL << 30) - 1;  // sizes are 32 bits in a directory of FAT
constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

const std::array kTable{
    Row{0x4d44,  // FAT12, FAT16, FAT32
        {.largest_file = kFatLargest,
         .has_windows_names = true,
         .fills_up_to_size = true,
         .numbers_files_anew = true}},
    Row{0x2011bab0,  // exFAT
        {.largest_file = kNoLimit,
         .has_windows_names = true,
         .fills_up_to_size = true,
         .numbers_files_anew = true}},
    Row{0x65735546, {.numbers_files_anew = true}},                           // FUSE
    Row{0x01021994, {.fills_reserved_room = true}},                          // tmpfs, in memory
    Row{0x5346544e, {.largest_file = kNoLimit, .has_windows_names = true}},  // NTFS, the old driver
    Row{0xff534d42,                                                          // CIFS, a Windows share
        {.largest_file = kNoLimit, .has_windows_names = true, .numbers_files_anew = true}},
    Row{0xfe534d42,  // SMB2
        {.largest_file = kNoLimit, .has_windows_names = true, .numbers_files_anew = true}},
};

bool is_refused_by_windows(char character) {
    constexpr std::string_view refused = "\"*:<>?\\|";
    return static_cast<unsigned char>(character) < 0x20 || refused.contains(character);
}

// Of UTF-8: a sequence of four bytes is two units, any other one.
std::size_t utf16_units(std::string_view name) {
    std::size_t units = 0;
    for (const char character : name) {
        const auto byte = static_cast<unsigned char>(character);
        if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0U ? 2 : 1;
    }
    return units;
}

}  // namespace

DiskLimits DiskLimits::of(std::uint64_t file_system_type) {
    const auto found = std::ranges::find(kTable, file_system_type, &Row::type);
    return found == kTable.end() ? DiskLimits{} : found->limits;
}

bool DiskLimits::can_hold_name(std::string_view name) const {
    if (!has_windows_names) return name.size() <= longest_name;
    if (utf16_units(name) > longest_name || std::ranges::any_of(name, is_refused_by_windows)) return false;
    return !name.ends_with('.') && !name.ends_with(' ');  // dropped without a word
}

Result<> DiskLimits::check(const Manifest& manifest, const EntrySet& wanted) const {
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1)) {
        const auto entry = manifest.entry(*index);
        const auto context = [&] { return "\"" + printable(entry.path) + "\""; };
        if (!can_hold_name(last_component(entry.path))) return fail(TransferErrc::NameNotPossible, context());
        if (entry.kind == EntryKind::File && entry.size > largest_file)
            return fail(TransferErrc::FileTooLarge, context());
    }
    return {};
}

}  // namespace culver::transfer
