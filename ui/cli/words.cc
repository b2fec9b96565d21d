// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/words.h"

#include <cstdlib>

namespace culver::cli {
namespace {

std::string_view locale_name() {
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): one thread
        if (value != nullptr && *value != '\0') return value;
    }
    return {};
}

}  // namespace

Language language_of(std::string_view locale) {
    const std::string_view tag = locale.substr(0, locale.find_first_of(".@"));
    const bool traditional = tag.find("TW") != tag.npos || tag.find("HK") != tag.npos ||
                             tag.find("MO") != tag.npos || tag.find("Hant") != tag.npos;
    const bool chinese = tag == "zh" || tag.starts_with("zh_") || tag.starts_with("zh-");
    return chinese && !traditional ? Language::Chinese : Language::English;
}

Language language() {
    static const Language chosen = language_of(locale_name());
    return chosen;
}

std::string text(const Phrase& phrase) {
    return std::string(language() == Language::Chinese ? phrase.chinese : phrase.english);
}

std::string text(const Phrase& phrase, std::initializer_list<std::string_view> values) {
    const std::string pattern = text(phrase);
    std::string result;
    std::size_t at = 0;
    for (const auto value : values) {
        const auto gap = pattern.find("{}", at);
        if (gap == std::string::npos) break;
        result.append(pattern, at, gap - at).append(value);
        at = gap + 2;
    }
    return result.append(pattern, at);
}

}  // namespace culver::cli
