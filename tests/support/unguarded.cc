// SPDX-License-Identifier: Apache-2.0
// The first line switched off: culver_unguarded is the node with these functions instead of its own. Every
// name is good, and what lies beneath a folder is opened wherever the name leads. A host test shows that the
// second line then holds alone. Nothing of this is in the program that people run.
#define check_component careful_check_component
#define check_path careful_check_path
#include "transfer/names.cc"
#undef check_component
#undef check_path

#include "transfer/beneath.h"

#include <fcntl.h>

#include <cerrno>

namespace culver::transfer {

std::optional<NameFault> check_component(std::string_view) {
    return std::nullopt;
}

std::optional<NameFault> check_path(std::string_view) {
    return std::nullopt;
}

bool stays_beneath(std::string_view) {
    return true;
}

int open_beneath(int folder, const std::string& path, int flags, std::uint32_t mode, Walk, Mounts) {
    const int handle = ::openat(folder, path.c_str(), flags | O_CLOEXEC, mode);
    return handle >= 0 ? handle : -errno;
}

}  // namespace culver::transfer
