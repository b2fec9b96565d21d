// SPDX-License-Identifier: Apache-2.0
// Opening what lies beneath a folder without ever following a link or leaving the folder: openat2 where the
// kernel has it, else one component at a time with O_NOFOLLOW.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace culver::transfer {

enum class Walk : std::uint8_t { ByKernel, ByHand };  // ByHand is the way without openat2
enum class Mounts : std::uint8_t { Refuse, Cross };   // whether other file systems mounted beneath count

// Relative, without empty parts, '.', '..' and zero bytes.
[[nodiscard]] bool stays_beneath(std::string_view path);

// An open handle, or a negative errno: ELOOP or ENOTDIR for a link, EXDEV for a way out.
[[nodiscard]] int open_beneath(int folder, const std::string& path, int flags, std::uint32_t mode, Walk walk,
                               Mounts mounts);

}  // namespace culver::transfer
