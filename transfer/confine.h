// SPDX-License-Identifier: Apache-2.0
// A second line behind folder.h: a thread that writes a transfer tells the kernel (Landlock) that it will
// never again change anything outside one folder. Even a mistake in our own checks then fails to escape.
#pragma once
#include "transfer/folder.h"

#include <cstdint>

namespace culver::transfer {

enum class Confinement : std::uint8_t {
    Confined,
    NotSupported,  // the kernel has no Landlock, or one that would forbid moving a tree to its final name
};

// For the calling thread and for good; others are not touched, handles that are open go on working, reading
// and sockets stay free. Call it only on a thread that ends with its transfer.
[[nodiscard]] Confinement confine_this_thread(const Folder& folder);

}  // namespace culver::transfer
