// SPDX-License-Identifier: Apache-2.0
// Small private files of the profile: read whole, replaced whole. A crash leaves the old or the new content.
#pragma once
#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

namespace culver {

// Owns a file descriptor; -1 is none.
class FileHandle {
public:
    FileHandle() = default;
    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
    FileHandle(FileHandle&& other) noexcept : descriptor_(other.release()) {}
    FileHandle& operator=(FileHandle&& other) noexcept;
    ~FileHandle() { reset(); }
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    int release() { return std::exchange(descriptor_, -1); }
    void reset();

private:
    int descriptor_ = -1;
};

// Reads from this place of an open file, as many bytes as are there up to into.size(). When it is fewer,
// errno is the failure, or 0 where the file ends.
[[nodiscard]] std::size_t read_at(int descriptor, std::uint64_t offset, std::span<std::uint8_t> into);

// The whole content. Fails with the system's error, or file_too_large above limit bytes.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

// Writes a file of mode 0600 that must not exist yet (O_EXCL) and syncs it with its folder. When it cannot be
// written whole it is removed again.
[[nodiscard]] Result<> create_file(const std::filesystem::path& path, std::string_view content);

// Whether content is on the disk when a call returns, or whenever the system writes it: then a crash of the
// machine, not of the process, may leave the file missing, empty or torn.
enum class Durable : bool { Now, Later };

// Replaces content by writing a file beside it, syncing and renaming. Mode 0600.
[[nodiscard]] Result<> replace_file(const std::filesystem::path& path, std::string_view content,
                                    Durable durable = Durable::Now);

// A name in the folder of path was made, changed or removed: it is so after a crash of the machine, too.
[[nodiscard]] Result<> sync_folder_of(const std::filesystem::path& path);

// Makes the folder and its parents where missing; the folder itself gets mode 0700 when it is made.
[[nodiscard]] Result<> make_private_folder(const std::filesystem::path& path);

}  // namespace culver
