// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/text.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <string>

namespace culver::log {
namespace {

// Sentences of errors hold names that others chose, and so does what a library says: whoever logs need not
// think of it.
class PrintableText final : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& entry, const std::tm&, spdlog::memory_buf_t& into) override {
        const std::string text = printable({entry.payload.data(), entry.payload.size()});
        into.append(text.data(), text.data() + text.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<PrintableText>();
    }
};

}  // namespace

bool set_level(const std::string& level) {
    const auto known = spdlog::level::from_str(level);
    if (known == spdlog::level::off && level != "off") return false;
    spdlog::set_level(known);
    return true;
}

void start() {
    auto logger =
        std::make_shared<spdlog::logger>("culver", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    auto form = std::make_unique<spdlog::pattern_formatter>();
    form->add_flag<PrintableText>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %*");
    logger->set_formatter(std::move(form));
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace culver::log
