// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

namespace culver {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

Result<> write_whole(int descriptor, std::string_view content, const std::filesystem::path& path,
                     Durable durable) {
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_errno(errno, "writing " + path.string());
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (durable == Durable::Now && ::fsync(descriptor) != 0)
        return fail_errno(errno, "writing " + path.string());
    return {};
}

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
    if (this != &other) {
        reset();
        descriptor_ = other.release();
    }
    return *this;
}

void FileHandle::reset() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

// Also on 32-bit machines: cmake/toolchain.cmake asks for both.
static_assert(sizeof(off_t) == 8 && sizeof(std::time_t) == 8, "files beyond 2 GB, dates beyond 2038");

std::size_t read_at(int descriptor, std::uint64_t offset, std::span<std::uint8_t> into) {
    std::size_t filled = 0;
    while (filled < into.size()) {
        errno = 0;
        const auto rest = into.subspan(filled);
        const auto count = ::pread(descriptor, rest.data(), rest.size(), static_cast<off_t>(offset + filled));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        filled += static_cast<std::size_t>(count);
    }
    return filled;
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
    FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!handle.is_open()) return fail_errno(errno, "reading " + path.string());
    std::string content;
    char piece[4096];
    for (;;) {
        const auto count = ::read(handle.get(), piece, sizeof piece);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(errno, "reading " + path.string());
        if (count == 0) return content;
        content.append(piece, static_cast<std::size_t>(count));
        if (content.size() > limit) return fail_errno(EFBIG, "reading " + path.string());
    }
}

// In a folder that is looked up once: where its path leads may be another place by the time that it fails.
Result<> create_file(const std::filesystem::path& path, std::string_view content) {
    const FileHandle folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return fail_errno(errno, "creating " + path.string());
    FileHandle handle(
        ::openat(folder.get(), path.filename().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!handle.is_open()) return fail_errno(errno, "creating " + path.string());
    if (auto written = write_whole(handle.get(), content, path, Durable::Now); !written) {
        ::unlinkat(folder.get(), path.filename().c_str(), 0);
        return written;
    }
    if (::fsync(folder.get()) != 0) return fail_errno(errno, "syncing " + folder_of(path).string());
    return {};
}

Result<> replace_file(const std::filesystem::path& path, std::string_view content, Durable durable) {
    const auto beside = std::filesystem::path(path.string() + ".new");
    {
        FileHandle handle(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!handle.is_open()) return fail_errno(errno, "creating " + beside.string());
        if (auto written = write_whole(handle.get(), content, beside, durable); !written) return written;
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) return fail_errno(errno, "replacing " + path.string());
    return durable == Durable::Now ? sync_folder_of(path) : Result<>{};
}

Result<> sync_folder_of(const std::filesystem::path& path) {
    const auto folder = folder_of(path);
    FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.is_open() || ::fsync(handle.get()) != 0)
        return fail_errno(errno, "syncing " + folder.string());
    return {};
}

Result<> make_private_folder(const std::filesystem::path& path) {
    std::error_code failure;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), failure);
    if (failure) return fail_errno(failure.value(), "creating " + path.parent_path().string());
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return fail_errno(errno, "creating " + path.string());
    if (!std::filesystem::is_directory(path, failure))
        return fail_errno(ENOTDIR, "creating " + path.string());
    return {};
}

}  // namespace culver
