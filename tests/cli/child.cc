// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <sstream>

namespace culver::cli::test {
namespace {

struct Pipe {
    FileHandle reading;
    FileHandle writing;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ADD_FAILURE() << std::strerror(errno);
    return {FileHandle(ends[0]), FileHandle(ends[1])};
}

// True when there was something; false at the end of the stream.
bool append_from(FileHandle& handle, std::string& into) {
    std::array<char, 4096> piece{};
    const auto count = ::read(handle.get(), piece.data(), piece.size());
    if (count <= 0) {
        handle.reset();
        return false;
    }
    into.append(piece.data(), static_cast<std::size_t>(count));
    return true;
}

}  // namespace

std::vector<control::Json> Ended::rows() const {
    std::vector<control::Json> rows;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
        auto json = control::parse_json(line);
        EXPECT_TRUE(json && json->is_object()) << line;
        if (json) rows.push_back(std::move(*json));
    }
    return rows;
}

Child::Child(std::vector<std::string> arguments, const std::string& input) {
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.reading.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.writing.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.writing.get(), STDERR_FILENO);
    arguments.insert(arguments.begin(), CULVER_BINARY);
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    std::string locale = "LC_ALL=C.UTF-8";
    std::string zone = "TZ=UTC";
    std::array<char*, 3> environment{locale.data(), zone.data(), nullptr};
    const int failure =
        posix_spawn(&process_, CULVER_BINARY, &actions, nullptr, pointers.data(), environment.data());
    EXPECT_EQ(failure, 0) << std::strerror(failure);
    posix_spawn_file_actions_destroy(&actions);
    input_ = std::move(in.writing);
    output_ = std::move(out.reading);
    errors_ = std::move(err.reading);
    type(input);
}

Child::~Child() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

void Child::type(const std::string& text) const {
    EXPECT_EQ(::write(input_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

void Child::signal(int number) const {
    ::kill(process_, number);
}

bool Child::read_some() {
    std::array<pollfd, 2> watched{{{output_.get(), POLLIN, 0}, {errors_.get(), POLLIN, 0}}};
    constexpr int kPatienceMs = 20'000;  // a child that is silent for so long hangs
    if (::poll(watched.data(), watched.size(), kPatienceMs) <= 0) {
        ADD_FAILURE() << "culver says nothing";
        return false;
    }
    if (watched[0].revents != 0) append_from(output_, out_);
    if (watched[1].revents != 0) append_from(errors_, err_);
    return output_.is_open() || errors_.is_open();
}

bool Child::read_until(const std::string& text, int times) {
    const auto is_there = [&] {
        std::size_t at = 0;
        for (int found = 0; found < times; ++found, at += text.size()) {
            at = out_.find(text, at);
            if (at == std::string::npos) return false;
        }
        return true;
    };
    while (!is_there())
        if (!read_some()) return is_there();
    return true;
}

Ended Child::finish() {
    close_input();
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, out_, err_};
}

Ended run_culver(std::vector<std::string> arguments, const std::string& input) {
    Child child(std::move(arguments), input);
    return child.finish();
}

}  // namespace culver::cli::test
