// SPDX-License-Identifier: Apache-2.0
#include "store/number_file.h"

#include "base/files.h"
#include "store/errors.h"

#include <charconv>
#include <string>

namespace culver::store {
namespace {
constexpr std::size_t kMaxFileBytes = 64;
}

Result<std::optional<std::uint64_t>> read_number(const std::filesystem::path& path) {
    auto content = read_file(path, kMaxFileBytes);
    if (!content) {
        if (content.error().code == boost::system::errc::no_such_file_or_directory) return std::nullopt;
        return fail_as(content);
    }
    std::uint64_t number = 0;
    const auto* end = content->data() + content->size();
    const auto [rest, failure] = std::from_chars(content->data(), end, number);
    if (failure != std::errc{} || std::string_view(rest, end) != "\n") {
        return fail(StoreErrc::ProfileUnreadable, path.string() + " does not hold a number");
    }
    return number;
}

Result<> write_number(const std::filesystem::path& path, std::uint64_t number) {
    return replace_file(path, std::to_string(number) + "\n");
}

}  // namespace culver::store
