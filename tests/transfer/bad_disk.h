// SPDX-License-Identifier: Apache-2.0
// A disk that fails: while one exists, reading some bytes of the process's files fails with EIO, as over a
// bad sector or of a stick that was pulled out. No real disk can be told to. Thread: the test's, while nobody
// else reads.
#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <limits>

namespace culver::transfer::test {

class BadDisk {
public:
    static constexpr int kAlways = std::numeric_limits<int>::max();

    // Bytes [begin, end) of one file; the first so many tries fail.
    BadDisk(const std::filesystem::path& file, std::uint64_t begin, std::uint64_t end, int tries = kAlways);
    BadDisk();  // all bytes of all files
    BadDisk(const BadDisk&) = delete;
    BadDisk& operator=(const BadDisk&) = delete;
    ~BadDisk();

    // How many bytes of this read come before one that fails; all of them when none does.
    [[nodiscard]] std::uint64_t good_bytes(const struct stat& file, std::uint64_t offset,
                                           std::uint64_t count);

private:
    struct stat file_{};  // st_ino 0: all
    std::uint64_t begin_ = 0;
    std::uint64_t end_ = std::numeric_limits<std::uint64_t>::max();
    int tries_ = kAlways;
};

}  // namespace culver::transfer::test
