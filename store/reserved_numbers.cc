// SPDX-License-Identifier: Apache-2.0
#include "store/reserved_numbers.h"

#include "store/number_file.h"

#include <string>

namespace culver::store {

Result<ReservedNumbers> ReservedNumbers::open(const std::filesystem::path& path) {
    auto reserved = read_number(path);
    if (!reserved) return fail_as(reserved);
    ReservedNumbers numbers(path, reserved->value_or(1));
    if (auto done = numbers.reserve(); !done) return fail_as(done);
    return numbers;
}

Result<std::uint64_t> ReservedNumbers::next() {
    if (upcoming_ >= reserved_) {
        if (auto done = reserve(); !done) return fail_as(done);
    }
    return upcoming_++;
}

std::uint64_t ReservedNumbers::next_regardless() {
    if (upcoming_ >= reserved_) (void)reserve();
    return upcoming_++;
}

Result<> ReservedNumbers::reserve() {
    const auto end = upcoming_ + kBlock;
    if (auto written = write_number(path_, end); !written) return written;
    reserved_ = end;
    return {};
}

}  // namespace culver::store
