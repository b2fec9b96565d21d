// SPDX-License-Identifier: Apache-2.0
// Names of files: what they become on the wire, which are refused, and how a clash is avoided.
//
// A name travels as the bytes it is when it is UTF-8; nothing is normalised. What Linux allows is kept, also
// line breaks, trailing dots, CON and a:b: such a name harms nobody as long as it is shown through
// printable(). Refused is what names another place than one inside its folder, on any system: see NameFault.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace culver::transfer {

inline constexpr std::size_t kMaxComponentBytes = 255;  // NAME_MAX of every Linux file system
inline constexpr std::size_t kMaxPathBytes = 4096;      // PATH_MAX
inline constexpr std::size_t kMaxDepth = 64;            // components; deeper trees do not exist by intent
inline constexpr std::string_view kPartialPrefix = ".culver-partial-";

enum class NameFault : std::uint8_t {
    Empty,      // a component without characters: also a leading, trailing or doubled '/'
    Dot,        // "."
    DotDot,     // ".."
    Slash,      // '/' inside a component
    Null,       // a zero byte
    NotUtf8,    // also overlong forms and surrogates
    TooLong,    // a component over 255 bytes, a path over 4096
    TooDeep,    // more than 64 components
    Backslash,  // "..\x", "\x", "C:\x": another place where '\' separates
    Drive,      // a first component like "C:" with something beneath it
    Reserved,   // the name of our own partial folders, at the top
};

// "it climbs out of its folder": completes the sentence 'The name "…" is refused: …'.
[[nodiscard]] std::string_view to_string(NameFault fault);

// One component; nothing when it is good.
[[nodiscard]] std::optional<NameFault> check_component(std::string_view name);

// A whole relative path with '/' between components.
[[nodiscard]] std::optional<NameFault> check_path(std::string_view path);

// The name on the wire of a file of ours: itself when UTF-8, else read as GB18030 when that is valid, else
// with %XX for each byte that is not ASCII. What check_component() would still refuse is spelled with %XX,
// what is too long loses the end of its stem to '~' and a check. Requires: name is one component as the
// kernel gave it.
[[nodiscard]] std::string decode_source_name(std::string_view name);

// "report (2).tar.gz" for ("report.tar.gz", 2). The stem is cut where the result would be over 255 bytes. A
// folder has no extension; so has ".profile". Requires: number ≥ 2.
enum class NameOf : std::uint8_t { File, Folder };
[[nodiscard]] std::string numbered_name(std::string_view name, std::uint32_t number, NameOf what);

// The name itself, or the first numbered one, for which is_taken is false.
[[nodiscard]] std::string free_name(std::string_view name, NameOf what,
                                    const std::function<bool(const std::string&)>& is_taken);

// As free_name() for name after name: what was tried in vain for one is not tried again for the next that
// folds like it, so that a million names cost a million tries. Pure.
class FreeNames {
public:
    // folder: where the name is to be; equal names in different folders do not concern each other.
    [[nodiscard]] std::string give(std::string_view folder, std::string_view name, NameOf what,
                                   const std::function<bool(const std::string&)>& is_taken);

private:
    std::unordered_map<std::string, std::uint32_t> next_;  // number, by folder and all but the number
};

// The order of a manifest: bytes, with '/' below all others. True when left comes first.
[[nodiscard]] bool path_less(std::string_view left, std::string_view right);

// The part before the last '/', empty at the top; and the part after it.
[[nodiscard]] std::string_view parent_of(std::string_view path);
[[nodiscard]] std::string_view last_component(std::string_view path);

}  // namespace culver::transfer
