// SPDX-License-Identifier: Apache-2.0
// The built program `culver` as a child process, for tests of what scripts see.
#pragma once
#include "base/files.h"
#include "control/json.h"

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace culver::cli::test {

struct Ended {
    int exit_code = -1;  // 128 + signal when a signal ended it
    std::string out;
    std::string err;

    // Every line of stdout as JSON; fails the test when one is not.
    [[nodiscard]] std::vector<control::Json> rows() const;
};

class Child {
public:
    // With an English environment, stdin from a pipe that holds input.
    explicit Child(std::vector<std::string> arguments, const std::string& input = {});
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();  // ends a child that still runs

    // Reads stdout until it holds the text so often. False when it ended without.
    bool read_until(const std::string& text, int times = 1);
    void signal(int number) const;
    void close_input() { input_.reset(); }
    void type(const std::string& text) const;

    // Reads everything and waits for the end.
    [[nodiscard]] Ended finish();

private:
    bool read_some();

    pid_t process_ = -1;
    FileHandle input_;
    FileHandle output_;
    FileHandle errors_;
    std::string out_;
    std::string err_;
};

// Runs it to its end.
[[nodiscard]] Ended run_culver(std::vector<std::string> arguments, const std::string& input = {});

}  // namespace culver::cli::test
