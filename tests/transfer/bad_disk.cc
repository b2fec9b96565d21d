// SPDX-License-Identifier: Apache-2.0
#include "tests/transfer/bad_disk.h"

#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace culver::transfer::test {
namespace {

BadDisk* current = nullptr;

}  // namespace

BadDisk::BadDisk(const std::filesystem::path& file, std::uint64_t begin, std::uint64_t end, int tries)
    : begin_(begin), end_(end), tries_(tries) {
    if (::stat(file.c_str(), &file_) == 0) current = this;
}

BadDisk::BadDisk() {
    current = this;
}

BadDisk::~BadDisk() {
    current = nullptr;
}

std::uint64_t BadDisk::good_bytes(const struct stat& file, std::uint64_t offset, std::uint64_t count) {
    const bool is_it = file_.st_ino == 0 || (file.st_ino == file_.st_ino && file.st_dev == file_.st_dev);
    if (!is_it || tries_ == 0 || offset >= end_ || offset + count <= begin_) return count;
    if (offset < begin_) return begin_ - offset;
    if (tries_ != kAlways) --tries_;
    return 0;
}

}  // namespace culver::transfer::test

namespace {

// In memory there is nothing.
ssize_t read_from_memory(int file, const iovec* into, int count, off_t offset, int flags) {
    if (culver::transfer::test::current == nullptr || (flags & RWF_NOWAIT) == 0)
        return ::syscall(SYS_preadv2, file, into, count, offset, 0, flags);
    errno = EAGAIN;
    return -1;
}

ssize_t read_or_fail(int file, void* into, size_t count, off_t offset) {
    struct stat found{};
    if (culver::transfer::test::current != nullptr && count > 0 && ::fstat(file, &found) == 0) {
        count = culver::transfer::test::current->good_bytes(found, static_cast<std::uint64_t>(offset), count);
        if (count == 0) {
            errno = EIO;
            return -1;
        }
    }
    return ::syscall(SYS_pread64, file, into, count, offset);
}

}  // namespace

// In the place of libc's, for the whole program; libc's headers define the names themselves.
extern "C" {
ssize_t failing_pread(int file, void* into, size_t count, off_t offset) __asm__("pread");
ssize_t failing_pread64(int file, void* into, size_t count, off_t offset) __asm__("pread64");

ssize_t failing_preadv2(int file, const iovec* into, int count, off_t offset, int flags) __asm__("preadv2");
ssize_t failing_preadv64v2(int file, const iovec* into, int count, off_t offset,
                           int flags) __asm__("preadv64v2");

ssize_t failing_pread(int file, void* into, size_t count, off_t offset) {
    return read_or_fail(file, into, count, offset);
}
ssize_t failing_pread64(int file, void* into, size_t count, off_t offset) {
    return read_or_fail(file, into, count, offset);
}
ssize_t failing_preadv2(int file, const iovec* into, int count, off_t offset, int flags) {
    return read_from_memory(file, into, count, offset, flags);
}
ssize_t failing_preadv64v2(int file, const iovec* into, int count, off_t offset, int flags) {
    return read_from_memory(file, into, count, offset, flags);
}
}
