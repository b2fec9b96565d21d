// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/piped_file.h"

#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace culver::cli {

using control::Outcome;
using control::refuse;
using control::Reply;

namespace {

constexpr std::size_t kMostBytes = 16u << 20;  // of an attachment: chat.attach in docs/control-api.md

std::string folder() {
    // Held in memory and private to the person, where there is one.
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe): one thread
    std::error_code none;
    if (runtime != nullptr && std::filesystem::is_directory(runtime, none)) return runtime;
    return std::filesystem::temp_directory_path(none).string();
}

bool write_all(int file, const char* bytes, std::size_t count) {
    while (count > 0) {
        const auto written = ::write(file, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
    return true;
}

}  // namespace

Reply<PipedFile> PipedFile::from_stdin() {
    std::string path = folder() + "/culver-XXXXXX";
    const FileHandle file(::mkostemp(path.data(), O_CLOEXEC));
    if (file.get() < 0) return refuse(Outcome::Disk, "There is no folder for what is piped.");
    PipedFile piped(path);
    std::array<char, 65536> piece{};
    std::size_t total = 0;
    for (;;) {
        const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return refuse(Outcome::Disk, "What is piped cannot be read.");
        if (count == 0) break;
        total += static_cast<std::size_t>(count);
        if (total > kMostBytes)
            return refuse(Outcome::Usage, "An attachment has at most 16 MiB; send more with 'culver send'.");
        if (!write_all(file.get(), piece.data(), static_cast<std::size_t>(count)))
            return refuse(Outcome::Disk, "What is piped cannot be kept: the disk is full.");
    }
    if (total == 0) return refuse(Outcome::Usage, "There is nothing to attach: nothing was piped.");
    return piped;
}

PipedFile::~PipedFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace culver::cli
