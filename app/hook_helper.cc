// SPDX-License-Identifier: Apache-2.0
// The helper's loop: take a request, start the program, watch its stderr, its end and its time, answer.
#include "app/hook_helper.h"

#include "base/bytes.h"

#include "app/hooks.pb.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace culver::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kKeptStderr = 400;  // bytes: a sentence for the log
constexpr int kCannotStart = 127;         // as shells say it

struct Running {
    std::uint64_t number = 0;
    pid_t process = -1;
    FileHandle ended;  // a pidfd: readable when the program has ended
    FileHandle stderr_end;
    Clock::time_point limit;
    bool timed_out = false;
    std::string said;
};

FileHandle memory_file(const std::string& content) {
    FileHandle file(::memfd_create("hook-input", MFD_CLOEXEC));
    std::size_t done = 0;
    while (file.is_open() && done < content.size()) {
        const auto count = ::write(file.get(), content.data() + done, content.size() - done);
        if (count <= 0) break;
        done += static_cast<std::size_t>(count);
    }
    if (file.is_open()) ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

// Between fork and exec.
[[noreturn]] void become(char** words, char** environment, int input, int output) {
    ::setpgid(0, 0);
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDERR_FILENO);  // stdout leads nowhere already
    ::syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) ::signal(number, SIG_DFL);
    ::execvpe(words[0], words, environment);
    const int reason = errno;
    const std::string text = "cannot be started: " + std::string(::strerrordesc_np(reason));
    (void)!::write(STDERR_FILENO, text.data(), text.size());
    ::_exit(kCannotStart);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

class ProgramStarter {
public:
    explicit ProgramStarter(FileHandle socket) : socket_(std::move(socket)) {}

    void run() {
        while (socket_.is_open() || !running_.empty()) {
            wait();
            collect();
        }
    }

private:
    void wait() {
        std::vector<pollfd> watched;
        auto next = Clock::now() + std::chrono::hours(1);
        const bool has_room = running_.size() < kMaxHooksAtOnce;
        if (socket_.is_open())
            watched.push_back({socket_.get(), static_cast<short>(has_room ? POLLIN : 0), 0});
        for (const Running& one : running_) {
            watched.push_back({one.ended.get(), POLLIN, 0});
            if (one.stderr_end.is_open()) watched.push_back({one.stderr_end.get(), POLLIN, 0});
            if (!one.timed_out) next = std::min(next, one.limit);
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
        if (::poll(watched.data(), watched.size(), static_cast<int>(std::max<long>(left, 0))) <= 0) return;
        if (socket_.is_open() && watched.front().revents != 0) take_request();
    }

    void take_request() {
        std::string packet(kMaxHookPacket, '\0');
        const auto count = ::recv(socket_.get(), packet.data(), packet.size(), 0);
        if (count < 0 && errno == EINTR) return;
        if (count <= 0) return socket_.reset();  // the node is gone
        wire::HookRun request;
        if (!request.ParseFromArray(packet.data(), static_cast<int>(count)) || request.words().empty())
            return;
        start(request);
    }

    void start(const wire::HookRun& request) {
        std::vector<std::string> words(request.words().begin(), request.words().end());
        std::vector<std::string> variables;
        // Of two variables of one name a program reads the first, and of one that is left out the inherited.
        for (char** one = environ; *one != nullptr; ++one)
            if (!std::string_view(*one).starts_with("CULVER_")) variables.emplace_back(*one);
        variables.insert(variables.end(), request.environment().begin(), request.environment().end());
        const auto word_pointers = pointers(words);
        const auto variable_pointers = pointers(variables);
        const FileHandle input = memory_file(request.input());
        std::array<int, 2> pipe{-1, -1};
        if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return answer_failure(request.number(), errno);
        FileHandle from(pipe[0]);
        const FileHandle to(pipe[1]);
        const pid_t child = ::fork();
        if (child == 0)
            become(const_cast<char**>(word_pointers.data()), const_cast<char**>(variable_pointers.data()),
                   input.get(), to.get());
        if (child < 0) return answer_failure(request.number(), errno);
        ::setpgid(child, child);
        ::fcntl(from.get(), F_SETFL, O_NONBLOCK);
        running_.push_back({.number = request.number(),
                            .process = child,
                            .ended = FileHandle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))),
                            .stderr_end = std::move(from),
                            .limit = Clock::now() + std::chrono::milliseconds(request.limit_ms()),
                            .said = {}});
    }

    void collect() {
        for (auto one = running_.begin(); one != running_.end();) {
            read_stderr(*one);
            int status = 0;
            if (::waitpid(one->process, &status, WNOHANG) == one->process) {
                read_stderr(*one);
                answer(*one, status);
                one = running_.erase(one);
                continue;
            }
            if (!one->timed_out && Clock::now() >= one->limit) {
                one->timed_out = true;
                ::kill(-one->process, SIGKILL);  // and what it started
            }
            ++one;
        }
    }

    static void read_stderr(Running& one) {
        std::array<char, 4096> piece{};
        while (one.stderr_end.is_open()) {
            const auto count = ::read(one.stderr_end.get(), piece.data(), piece.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0 && errno == EAGAIN) return;
            if (count <= 0) return one.stderr_end.reset();
            const std::size_t room = kKeptStderr - one.said.size();
            one.said.append(piece.data(), std::min(room, static_cast<std::size_t>(count)));
        }
    }

    void answer(const Running& one, int status) const {
        wire::HookEnd end;
        end.set_number(one.number);
        if (WIFEXITED(status)) end.set_exit_code(static_cast<std::uint32_t>(WEXITSTATUS(status)));
        if (WIFSIGNALED(status)) end.set_signal(static_cast<std::uint32_t>(WTERMSIG(status)));
        end.set_timed_out(one.timed_out);
        end.set_said(one.said);
        send(end);
    }
    void answer_failure(std::uint64_t number, int reason) const {
        wire::HookEnd end;
        end.set_number(number);
        end.set_start_error(static_cast<std::uint32_t>(reason));
        send(end);
    }
    void send(const wire::HookEnd& end) const {
        if (!socket_.is_open()) return;
        const std::string packet = end.SerializeAsString();
        (void)::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL);
    }

    FileHandle socket_;
    std::list<Running> running_;
};

[[noreturn]] void be_helper(FileHandle socket) {
    ::prctl(PR_SET_NAME, "culver-hooks");
    for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) ::signal(number, SIG_IGN);  // the node says
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, standard);
    ProgramStarter(std::move(socket)).run();
    ::_exit(0);
}

}  // namespace

Result<FileHandle> start_hook_helper() {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(boost::system::error_code(errno, boost::system::system_category()),
                    "starting the hook helper");
    FileHandle own(ends[0]);
    FileHandle other(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) {
        own.reset();
        be_helper(std::move(other));
    }
    if (child < 0)
        return fail(boost::system::error_code(errno, boost::system::system_category()),
                    "starting the hook helper");
    return own;
}

}  // namespace culver::app
