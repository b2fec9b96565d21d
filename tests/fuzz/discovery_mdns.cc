// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bytes to what mDNS brings in: the TXT record and the name of an instance. Whatever is read
// from a record must be read again from what is written of it.
#include "discovery/mdns/service.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver;
    using namespace culver::discovery::mdns;
    const ByteView input(bytes, size);
    if (const auto fields = decode_txt(input)) {
        if (size > kMaxTxtBytes || decode_txt(encode_txt(*fields)) != fields) __builtin_trap();
    }
    if (const auto peer = parse_instance(as_text(input))) {
        if (size != 52 || parse_instance(instance_name(*peer)) != peer) __builtin_trap();
    }
    return 0;
}
