// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary datagrams to everything that reads one: the packet, who sent it, requests, host lists.
#include "base/text.h"
#include "interop/ipmsg/file_request.h"
#include "interop/ipmsg/host_list.h"
#include "interop/ipmsg/introduction.h"
#include "interop/ipmsg/message_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver::interop::ipmsg;
    const std::string_view datagram(reinterpret_cast<const char*>(bytes), size);
    (void)is_whole_request(datagram);
    const auto packet = parse_packet(datagram);
    if (!packet) return 0;
    if (packet->user.size() > kMaxNameBytes || packet->extensions.size() > kMaxExtensions) __builtin_trap();
    for (const auto legacy : {Charset::Gbk, Charset::ShiftJis}) {
        const auto host = read_introduction(*packet, legacy);
        for (const auto& text : {host.user, host.host, host.name, host.group})
            if (!culver::is_utf8(text)) __builtin_trap();
        const auto text = decode(packet->body, charset_of(*packet, packet->body, host, legacy));
        if (!culver::is_utf8(clean_text(without_font(text)))) __builtin_trap();
        (void)part_text(text, host.charset, 100);
    }
    (void)parse_file_request(*packet);
    (void)parse_host_list(packet->body);
    // What is read can be written and is then the same, but for characters that no header may hold.
    if (!parse_packet(build_packet(*packet))) __builtin_trap();
    return 0;
}
