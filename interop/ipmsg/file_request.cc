// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/file_request.h"

#include "interop/ipmsg/fields.h"

#include <algorithm>

namespace culver::interop::ipmsg {

std::optional<FileRequest> parse_file_request(const Packet& packet) {
    const bool is_folder = packet.command() == Command::GetFolder;
    if (!is_folder && packet.command() != Command::GetFile) return std::nullopt;
    FieldReader fields(packet.body);
    const auto offer = fields.plain();
    const auto file = fields.plain();
    const auto offset = fields.plain();
    if (!offer || !file) return std::nullopt;
    FileRequest request;
    const auto offer_number = parse_number(*offer, 16);
    const auto file_number = parse_number(*file, 16);
    if (!offer_number || !file_number) return std::nullopt;
    request.offer = *offer_number;
    request.file = *file_number;
    request.offer_as_decimal = parse_number(*offer, 10).value_or(0);
    request.file_as_decimal = parse_number(*file, 10).value_or(0);
    if (offset && !is_folder) request.offset = parse_number(*offset, 16).value_or(0);
    request.is_folder = is_folder;
    return request;
}

std::string file_request_body(std::uint32_t offer, std::uint32_t file) {
    return hex_text(offer) + ':' + hex_text(file) + ":0:";
}

bool is_whole_request(std::string_view bytes) {
    if (bytes.find('\0') != std::string_view::npos) return true;
    const auto colons = std::ranges::count(bytes, ':');
    return colons >= 8;  // five of the header, three of the body
}

}  // namespace culver::interop::ipmsg
