// SPDX-License-Identifier: Apache-2.0
// Fed: the certificate that anybody shows in a handshake, before anything else is known of him. Reached: the
// question whose it is, as each handshake asks it.
#include "net/identity.h"

#include <openssl/err.h>
#include <openssl/x509.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const unsigned char* begin = bytes;
    X509* certificate = d2i_X509(nullptr, &begin, static_cast<long>(size));
    if (certificate != nullptr) {
        const auto id = culver::net::id_of(certificate);
        if (id != culver::net::id_of(certificate)) __builtin_trap();
    }
    X509_free(certificate);
    ERR_clear_error();
    return 0;
}
