// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/piped_file.h"

#include "base/files.h"
#include "base/random.h"

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

}  // namespace

Reply<PipedFile> PipedFile::from_stdin() {
    std::array<char, 65536> piece{};
    std::string content;
    for (;;) {
        const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return refuse(Outcome::Disk, "What is piped cannot be read.");
        if (count == 0) break;
        content.append(piece.data(), static_cast<std::size_t>(count));
        if (content.size() > kMostBytes)
            return refuse(Outcome::Usage, "An attachment has at most 16 MiB; send more with 'culver send'.");
    }
    if (content.empty()) return refuse(Outcome::Usage, "There is nothing to attach: nothing was piped.");
    PipedFile piped(folder() + "/culver-" + std::to_string(random_u64()));
    if (auto kept = create_file(piped.path_, content); !kept) return refuse(kept.error());
    return piped;
}

PipedFile::~PipedFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace culver::cli
