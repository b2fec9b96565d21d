// SPDX-License-Identifier: Apache-2.0
// Fields between colons, where a doubled colon is one of the text: attachment lists and directory streams.
// Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace culver::interop::ipmsg {

class FieldReader {
public:
    explicit FieldReader(std::string_view text) : rest_(text) {}

    // Up to the next colon, which is taken too; nothing at the end.
    std::optional<std::string_view> plain() {
        if (rest_.empty()) return std::nullopt;
        const auto colon = rest_.find(':');
        const auto field = rest_.substr(0, colon);
        rest_.remove_prefix(colon == std::string_view::npos ? rest_.size() : colon + 1);
        return field;
    }

    // The same with doubled colons read as one.
    std::optional<std::string> escaped() {
        if (rest_.empty()) return std::nullopt;
        std::string field;
        while (!rest_.empty()) {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == ':') {
                if (rest_.empty() || rest_.front() != ':') return field;
                rest_.remove_prefix(1);
            }
            field += c;
        }
        return field;
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

[[nodiscard]] inline std::string with_doubled_colons(std::string_view text) {
    std::string made;
    for (const char c : text) made.append(c == ':' ? 2 : 1, c);
    return made;
}

}  // namespace culver::interop::ipmsg
