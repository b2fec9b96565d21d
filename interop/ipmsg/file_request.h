// SPDX-License-Identifier: Apache-2.0
// The one packet with which a receiver asks over TCP for an offered file or folder. Pure.
#pragma once
#include "interop/ipmsg/packet.h"

#include <cstdint>
#include <optional>
#include <string>

namespace culver::interop::ipmsg {

inline constexpr std::size_t kMaxRequestBytes = 8'192;  // a header and three numbers are a hundred

// Numbers are hexadecimal here, although those of the offer were decimal; some clients forget it, so that the
// server looks an id up in both readings.
struct FileRequest {
    std::uint64_t offer = 0;
    std::uint64_t offer_as_decimal = 0;  // 0 when it is none
    std::uint64_t file = 0;
    std::uint64_t file_as_decimal = 0;
    std::uint64_t offset = 0;
    bool is_folder = false;
};

// Nothing when it is no such request.
[[nodiscard]] std::optional<FileRequest> parse_file_request(const Packet& packet);

// The body with all three fields and a colon at the end, which every server understands.
[[nodiscard]] std::string file_request_body(std::uint32_t offer, std::uint32_t file);

// Whether a server has got all of a request that may come in pieces: five colons, and then a NUL, or two
// fields for a folder, three for a file.
[[nodiscard]] bool is_whole_request(std::string_view bytes);

}  // namespace culver::interop::ipmsg
