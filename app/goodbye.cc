// SPDX-License-Identifier: Apache-2.0
#include "app/goodbye.h"

#include "app/errors.h"
#include "base/log.h"
#include "base/text.h"
#include "control/outcome.h"

#include <unistd.h>

namespace culver::app {
namespace {

constexpr std::chrono::milliseconds kStep{10};

}  // namespace

Goodbye::Goodbye(std::chrono::milliseconds longest, const Result<>& outcome) {
    const int code = outcome ? 0 : control::exit_code_of(refuse_start(outcome.error()).error().outcome);
    std::string reason = outcome ? std::string() : printable(outcome.error().sentence());
    auto watch = [longest, code, reason = std::move(reason)](const std::stop_token& closed) {
        const auto until = std::chrono::steady_clock::now() + longest;
        while (std::chrono::steady_clock::now() < until) {
            if (closed.stop_requested()) return;
            std::this_thread::sleep_for(kStep);
        }
        if (!reason.empty()) log::error("{}", reason);
        _exit(code);
    };
    watch_ = std::jthread(std::move(watch));
}

}  // namespace culver::app
