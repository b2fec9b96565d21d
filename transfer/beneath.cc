// SPDX-License-Identifier: Apache-2.0
#include "transfer/beneath.h"

#include "base/files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

namespace culver::transfer {
namespace {

std::atomic<bool> kernel_lacks_openat2{false};

int by_kernel(int folder, const std::string& path, int flags, std::uint32_t mode, Mounts mounts) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags | O_CLOEXEC));
    how.mode = mode;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    if (mounts == Mounts::Refuse) how.resolve |= RESOLVE_NO_XDEV;
    constexpr int tries = 64;  // EAGAIN: something was renamed while the kernel walked
    for (int count = 0; count < tries; ++count) {
        const auto handle = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
        if (handle >= 0) return static_cast<int>(handle);
        if (errno != EAGAIN && errno != EINTR) return -errno;
    }
    return -EAGAIN;
}

bool is_same_device(int left, int right) {
    struct stat a{};
    struct stat b{};
    return ::fstat(left, &a) == 0 && ::fstat(right, &b) == 0 && a.st_dev == b.st_dev;
}

int by_hand(int folder, const std::string& path, int flags, std::uint32_t mode, Mounts mounts) {
    FileHandle step;
    int at = folder;
    std::size_t begin = 0;
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', begin)) {
        const auto name = path.substr(begin, slash - begin);
        FileHandle next(::openat(at, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next.is_open()) return -errno;
        if (mounts == Mounts::Refuse && !is_same_device(folder, next.get())) return -EXDEV;
        step = std::move(next);
        at = step.get();
        begin = slash + 1;
    }
    FileHandle opened(::openat(at, path.c_str() + begin, flags | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!opened.is_open()) return -errno;
    struct stat found{};
    // With O_PATH a link itself is opened, which nobody here wants.
    if ((flags & O_PATH) != 0 && (::fstat(opened.get(), &found) != 0 || S_ISLNK(found.st_mode)))
        return -ELOOP;
    if (mounts == Mounts::Refuse && !is_same_device(folder, opened.get())) return -EXDEV;
    return opened.release();
}

}  // namespace

bool stays_beneath(std::string_view path) {
    if (path.empty() || path.front() == '/' || path.find('\0') != std::string_view::npos) return false;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto part = path.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..") return false;
        begin = end + 1;
    }
    return true;
}

int open_beneath(int folder, const std::string& path, int flags, std::uint32_t mode, Walk walk,
                 Mounts mounts) {
    if (!stays_beneath(path)) return -EXDEV;
    if (walk == Walk::ByKernel && !kernel_lacks_openat2) {
        const int handle = by_kernel(folder, path, flags, mode, mounts);
        if (handle != -ENOSYS) return handle;
        kernel_lacks_openat2 = true;
    }
    return by_hand(folder, path, flags, mode, mounts);
}

}  // namespace culver::transfer
