// SPDX-License-Identifier: Apache-2.0
#include "app/node_process.h"

#include "app/event_outlet.h"
#include "app/goodbye.h"
#include "app/hook_helper.h"
#include "app/start_pages.h"
#include "app/syscall_filter.h"
#include "base/log.h"
#include "net/process_limits.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/resource.h>

#include <csignal>
#include <optional>

namespace culver::app {
namespace {

// A stop must not take longer, whatever hangs or has not yet started: everything that counts is on the disk
// already, and a start that is killed at any step is done again.
constexpr std::chrono::milliseconds kLongestGoodbye{2'700};
constexpr std::chrono::seconds kSettled{5};  // after the start: everybody near is met

class NodeProcess {
public:
    NodeProcess(EngineOptions options, std::optional<int> events)
        : engine_(loop_.get_executor(), std::move(options)),
          events_(events),
          signals_(loop_, SIGINT, SIGTERM),
          stopping_(loop_, boost::asio::steady_timer::time_point::max()),
          tasks_(loop_.get_executor()) {}

    Result<> run() {
        TaskScope whole(loop_.get_executor());
        whole.spawn("node", live());
        loop_.run();
        return std::move(outcome_);
    }

private:
    Task<> live() {
        tasks_.spawn("signals", heed_signals());
        outcome_ = co_await engine_.start();
        if (outcome_ && !is_stopping_) {
            engine_.on_stop_asked([this] { signals_.cancel(); });
            if (events_) outlet_.emplace(engine_.events(), *events_, engine_.ready_number() - 1);
            if (outlet_) tasks_.spawn("own events", outlet_->run());
            tasks_.spawn("giving back", give_back());
            (void)co_await stopping_.async_wait(no_throw);
            log::debug("stopping");
        }
        begin_goodbye();
        co_await engine_.close();
        if (outlet_) outlet_->leave();
        co_await tasks_.close();
        if (outlet_) co_await outlet_->finish();
        goodbye_.reset();
    }

    // From before the start on: recovering a big history takes minutes, and may be ended at any moment.
    Task<> heed_signals() {
        (void)co_await signals_.async_wait(no_throw);
        is_stopping_ = true;
        begin_goodbye();
        stopping_.cancel();
    }

    void begin_goodbye() {
        if (!goodbye_) goodbye_.emplace(kLongestGoodbye, outcome_);
    }

    static Task<> give_back() {
        co_await sleep_for(kSettled);
        give_back_start_pages();
    }

    boost::asio::io_context loop_{1};
    Engine engine_;
    std::optional<int> events_;
    std::optional<EventOutlet> outlet_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer stopping_;  // never fires: cancelled when the node is to stop
    bool is_stopping_ = false;
    TaskScope tasks_;
    Result<> outcome_;
    std::optional<Goodbye> goodbye_;
};

// Keys and words lie in its memory; no file of them is left when it dies. What started before is not
// concerned.
void forbid_core_files() {
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0) log::info("core files cannot be forbidden");
}

}  // namespace

Result<> run_node(EngineOptions options, std::optional<int> events) {
    net::ignore_broken_pipes();
    // Before anything that a program must not inherit is open, and before there are threads.
    auto helper = start_hook_helper();
    log::start();
    forbid_core_files();
    // After the helper, which starts the programs of hooks.
    if (close_unneeded_calls() != SyscallFilter::Closed)
        log::info("the kernel cannot close the system calls that no node needs (seccomp)");
    if (helper)
        options.hook_helper = helper->release();
    else
        log::warn("hooks are not run: {}", helper.error().sentence());
    NodeProcess process(std::move(options), events);
    return process.run();
}

}  // namespace culver::app
