// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>

namespace culver::log {

bool set_level(const std::string& level) {
    const auto known = spdlog::level::from_str(level);
    if (known == spdlog::level::off && level != "off") return false;
    spdlog::set_level(known);
    return true;
}

void start() {
    auto logger =
        std::make_shared<spdlog::logger>("culver", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace culver::log
