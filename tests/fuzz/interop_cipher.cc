// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bodies to what opens encrypted texts of IP Messenger and reads the keys of others.
#include "interop/ipmsg/cipher.h"
#include "tests/interop/ipmsg/vectors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver::interop::ipmsg;
    static const auto strong = RsaKey::from_pem(vectors::kKeyB);
    static const auto old = RsaKey::from_pem(vectors::kOldKeyB);
    const std::string_view body(reinterpret_cast<const char*>(bytes), size);
    if (const auto answer = parse_key_answer(body)) {
        const auto bits = answer->key.bits();
        if (bits != 1'024 && bits != 2'048) __builtin_trap();
        // What was read is written alike, and a text can be closed for that key or is refused.
        const auto again = parse_key_answer(build_key_answer(answer->capabilities, answer->key));
        if (!again || again->key.modulus() != answer->key.modulus()) __builtin_trap();
        if (const auto suite = choose_suite(answer->capabilities, bits))
            (void)encrypt_body("text", "1", *suite, answer->key, *strong);
    }
    if (const auto read = decrypt_body(body, vectors::kTextNumber, *strong, *old)) (void)read->is_by(*strong);
    return 0;
}
