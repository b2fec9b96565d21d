// SPDX-License-Identifier: Apache-2.0
#include "transfer/names.h"

#include "base/bytes.h"
#include "base/text.h"
#include "transfer/check.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <type_traits>

namespace culver::transfer {
namespace {

bool is_letter(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

bool is_drive(std::string_view name) {
    return name.size() == 2 && is_letter(name[0]) && name[1] == ':';
}

// ".." where trailing dots and blanks do not count, as on systems that separate with '\'.
bool climbs(std::string_view part) {
    return part.starts_with("..") && part.find_first_not_of(". ") == std::string_view::npos;
}

bool leaves_by_backslash(std::string_view name) {
    auto end = name.find('\\');
    if (end == std::string_view::npos) return false;
    if (end == 0 || is_drive(name.substr(0, end))) return true;
    for (std::size_t begin = 0; begin <= name.size(); begin = end + 1) {
        end = std::min(name.find('\\', begin), name.size());
        if (climbs(name.substr(begin, end - begin))) return true;
    }
    return false;
}

bool is_reserved(std::string_view top) {
    if (top.size() < kPartialPrefix.size()) return false;
    return fold_name(top).starts_with(kPartialPrefix);
}

struct CloseConverter {
    void operator()(void* converter) const { iconv_close(converter); }
};
using Converter = std::unique_ptr<std::remove_pointer_t<iconv_t>, CloseConverter>;

std::optional<std::string> from_gb18030(std::string_view name) {
    const auto opened = iconv_open("UTF-8", "GB18030");
    if (opened == reinterpret_cast<iconv_t>(-1)) return std::nullopt;  // a system without its tables
    const Converter converter(opened);
    std::string input(name);
    std::string output(name.size() * 4, '\0');  // no GB18030 byte becomes more than that
    char* from = input.data();
    char* to = output.data();
    std::size_t from_left = input.size();
    std::size_t to_left = output.size();
    if (iconv(converter.get(), &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1))
        return std::nullopt;
    output.resize(output.size() - to_left);
    return is_utf8(output) ? std::optional(std::move(output)) : std::nullopt;
}

std::string spelled(std::string_view name, const auto& needs_spelling) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char character : name) {
        if (!needs_spelling(character)) {
            result += character;
            continue;
        }
        const auto byte = static_cast<unsigned char>(character);
        result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return result;
}

// Where the extension begins, ".tar.gz" being one; the length of the name when there is none.
std::size_t extension_begin(std::string_view name) {
    constexpr std::size_t longest = 16;  // beyond, a dot is more likely part of a sentence
    constexpr std::array<std::string_view, 8> packers{".gz", ".bz2", ".xz", ".zst",
                                                      ".lz", ".lz4", ".br", ".Z"};
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos || dot + 1 == name.size() || name.size() - dot > longest)
        return name.size();
    const auto extension = name.substr(dot);
    if (extension.find(' ') != std::string_view::npos) return name.size();
    auto stem = name.substr(0, dot);
    if (stem.find_first_not_of('.') == std::string_view::npos) return name.size();  // ".profile", "..x"
    const bool packed = std::ranges::find(packers, extension) != packers.end();
    if (packed && stem.size() > 4 && stem.ends_with(".tar")) return dot - 4;
    return dot;
}

// Long names of one folder must stay different, so a check of the whole name replaces what is cut off.
std::string shortened(std::string_view name) {
    if (name.size() <= kMaxComponentBytes) return std::string(name);
    const auto begin = extension_begin(name);
    const auto check = check_of(as_bytes(name));
    const auto tail = "~" + to_hex(ByteView(check.bytes).first(4)) + std::string(name.substr(begin));
    return std::string(cut_utf8(name.substr(0, begin), kMaxComponentBytes - tail.size())) + tail;
}

}  // namespace

std::string_view to_string(NameFault fault) {
    switch (fault) {
        case NameFault::Empty: return "a part of it is empty";
        case NameFault::Dot: return "it contains '.' as a part";
        case NameFault::DotDot: return "it climbs out of its folder";
        case NameFault::Slash: return "it contains a slash";
        case NameFault::Null: return "it contains a zero byte";
        case NameFault::NotUtf8: return "it is not UTF-8";
        case NameFault::TooLong: return "it is too long";
        case NameFault::TooDeep: return "it is nested too deeply";
        case NameFault::Backslash: return "it names another place on systems that separate with a backslash";
        case NameFault::Drive: return "it begins with the letter of a drive";
        case NameFault::Reserved: return "it is reserved for unfinished transfers";
    }
    return "it is not a name";
}

std::optional<NameFault> check_component(std::string_view name) {
    if (name.empty()) return NameFault::Empty;
    if (name == ".") return NameFault::Dot;
    if (name == "..") return NameFault::DotDot;
    if (name.size() > kMaxComponentBytes) return NameFault::TooLong;
    if (name.find('\0') != std::string_view::npos) return NameFault::Null;
    if (name.find('/') != std::string_view::npos) return NameFault::Slash;
    if (!is_utf8(name)) return NameFault::NotUtf8;
    if (leaves_by_backslash(name)) return NameFault::Backslash;
    return std::nullopt;
}

std::optional<NameFault> check_path(std::string_view path) {
    if (path.size() > kMaxPathBytes) return NameFault::TooLong;
    const auto top = path.substr(0, path.find('/'));
    if (is_drive(top) && top.size() < path.size()) return NameFault::Drive;
    if (is_reserved(top)) return NameFault::Reserved;
    std::size_t depth = 0;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        if (const auto fault = check_component(path.substr(begin, end - begin))) return fault;
        if (++depth > kMaxDepth) return NameFault::TooDeep;
        begin = end + 1;
    }
    return std::nullopt;
}

std::string decode_source_name(std::string_view name) {
    const auto not_ascii = [](char character) { return static_cast<unsigned char>(character) >= 0x80; };
    std::string text(name);
    if (!is_utf8(name)) text = from_gb18030(name).value_or(spelled(name, not_ascii));
    if (leaves_by_backslash(text)) text = spelled(text, [](char character) { return character == '\\'; });
    return shortened(text);
}

std::string numbered_name(std::string_view name, std::uint32_t number, NameOf what) {
    const auto begin = what == NameOf::Folder ? name.size() : extension_begin(name);
    const auto tail = " (" + std::to_string(number) + ")" + std::string(name.substr(begin));
    return std::string(cut_utf8(name.substr(0, begin), kMaxComponentBytes - tail.size())) + tail;
}

std::string free_name(std::string_view name, NameOf what,
                      const std::function<bool(const std::string&)>& is_taken) {
    std::string candidate(name);
    for (std::uint32_t number = 2; is_taken(candidate); ++number)
        candidate = numbered_name(name, number, what);
    return candidate;
}

std::string FreeNames::give(std::string_view folder, std::string_view name, NameOf what,
                            const std::function<bool(const std::string&)>& is_taken) {
    // Of as many digits as there can be entries: long names that are cut to make room for a number then share
    // one count, and do not meet in each other's numbers.
    constexpr std::uint32_t kLongestNumber = 1'000'000;
    std::string candidate(name);
    if (!is_taken(candidate)) return candidate;
    std::string family = std::string(folder) + "/" + fold_name(numbered_name(name, kLongestNumber, what));
    std::uint32_t& number = next_.try_emplace(std::move(family), 2).first->second;
    do {
        candidate = numbered_name(name, number++, what);
    } while (is_taken(candidate));
    return candidate;
}

bool path_less(std::string_view left, std::string_view right) {
    const auto rank = [](char character) {
        return character == '/' ? 0 : 1 + static_cast<int>(static_cast<unsigned char>(character));
    };
    const auto [at_left, at_right] = std::ranges::mismatch(left, right);
    if (at_right == right.end()) return false;
    if (at_left == left.end()) return true;
    return rank(*at_left) < rank(*at_right);
}

std::string_view parent_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view last_component(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace culver::transfer
