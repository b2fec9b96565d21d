// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/charset.h"

#include "base/text.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace culver::interop::ipmsg {
namespace {

constexpr std::size_t kMaxShownNameBytes = 64;  // as a Culver name
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// GB18030 reads all of GBK and more; written is GBK, because old programs know no four-byte characters.
const char* name_for_reading(Charset charset) {
    switch (charset) {
        case Charset::Utf8: return "UTF-8";
        case Charset::Gbk: return "GB18030";
        case Charset::ShiftJis: return "CP932";
    }
    return "UTF-8";
}
const char* name_for_writing(Charset charset) {
    return charset == Charset::Gbk ? "GBK" : name_for_reading(charset);
}

class Converter {
public:
    Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter() {
        if (is_open()) iconv_close(handle_);
    }
    [[nodiscard]] bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    // What cannot be converted becomes the replacement; skip says how many bytes it took.
    template <class Skip>
    bool convert(std::string_view from, std::string& into, std::string_view replacement, Skip skip) {
        bool has_lost = false;
        // iconv reads only; its parameter is not const for historical reasons.
        char* input = const_cast<char*>(from.data());
        std::size_t left = from.size();
        std::array<char, 1024> buffer{};
        while (left > 0) {
            char* output = buffer.data();
            std::size_t room = buffer.size();
            const auto done = iconv(handle_, &input, &left, &output, &room);
            into.append(buffer.data(), output);
            if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
            into += replacement;
            has_lost = true;
            const std::size_t bad = std::clamp<std::size_t>(skip(std::string_view(input, left)), 1, left);
            input += bad;
            left -= bad;
            iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        }
        return has_lost;
    }

private:
    iconv_t handle_;
};

std::size_t utf8_length(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
    return length;
}

}  // namespace

std::optional<Charset> parse_charset(std::string_view word) {
    if (word == "utf-8") return Charset::Utf8;
    if (word == "gbk") return Charset::Gbk;
    if (word == "shift_jis") return Charset::ShiftJis;
    return std::nullopt;
}

std::string decode(std::string_view bytes, Charset charset) {
    // iconv is no help here: glibc's lets characters beyond U+10FFFF pass.
    if (charset == Charset::Utf8) return repair_utf8(bytes);
    if (is_ascii(bytes)) return std::string(bytes);
    Converter converter("UTF-8", name_for_reading(charset));
    std::string text;
    if (!converter.is_open()) return printable(bytes);
    converter.convert(bytes, text, kReplacement, [](std::string_view) { return std::size_t{1}; });
    return text;
}

Encoded encode(std::string_view utf8, Charset charset) {
    if (charset == Charset::Utf8 || is_ascii(utf8)) return {std::string(utf8), false};
    Converter converter(name_for_writing(charset), "UTF-8");
    Encoded made;
    if (!converter.is_open()) return {std::string(utf8), true};
    made.has_lost = converter.convert(utf8, made.bytes, "?", utf8_length);
    return made;
}

Charset guess(std::string_view bytes, Charset legacy, Likely likely) {
    if (is_ascii(bytes) || !is_utf8(bytes)) return legacy;
    const bool is_east =
        std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0xE0; });
    return is_east || likely == Likely::Utf8 ? Charset::Utf8 : legacy;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string clean_name(std::string_view utf8) {
    std::string name;
    for (const char c : utf8) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) name += c;
    }
    const auto first = name.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    name = name.substr(first, name.find_last_not_of(' ') - first + 1);
    return std::string(cut_utf8(name, kMaxShownNameBytes));
}

std::string clean_text(std::string_view utf8) {
    std::string text;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n' || c == '\t' || (byte >= 0x20 && byte != 0x7F)) text += c;
    }
    return text;
}

}  // namespace culver::interop::ipmsg
