// SPDX-License-Identifier: Apache-2.0
// What is piped into a command, as a file that is there as long as this object: the node takes files by their
// path. Only its owner can read it.
#pragma once
#include "control/outcome.h"

#include <string>
#include <utility>

namespace culver::cli {

class PipedFile {
public:
    // All of stdin. Fails with Usage when it holds more than any attachment may, and with Disk.
    [[nodiscard]] static control::Reply<PipedFile> from_stdin();

    PipedFile(PipedFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    PipedFile& operator=(PipedFile&&) = delete;
    ~PipedFile();

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    explicit PipedFile(std::string path) : path_(std::move(path)) {}

    std::string path_;  // empty once moved
};

}  // namespace culver::cli
