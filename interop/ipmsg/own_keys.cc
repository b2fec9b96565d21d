// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/own_keys.h"

namespace culver::interop::ipmsg {
namespace {

constexpr unsigned kStrongBits = 2'048;
constexpr unsigned kOldBits = 1'024;
constexpr std::string_view kPemEnd = "-----END PRIVATE KEY-----\n";

}  // namespace

Result<OwnKeys> OwnKeys::make() {
    auto strong = RsaKey::make(kStrongBits);
    if (!strong) return fail_as(strong);
    auto old = RsaKey::make(kOldBits);
    if (!old) return fail_as(old);
    return OwnKeys{std::move(*strong), std::move(*old)};
}

std::optional<OwnKeys> OwnKeys::from_text(std::string_view text) {
    const auto end = text.find(kPemEnd);
    if (end == std::string_view::npos) return std::nullopt;
    auto strong = RsaKey::from_pem(text.substr(0, end + kPemEnd.size()));
    auto old = RsaKey::from_pem(text.substr(end + kPemEnd.size()));
    const bool is_sound = strong && old && strong->bits() == kStrongBits && old->bits() == kOldBits;
    if (!is_sound) return std::nullopt;
    return OwnKeys{std::move(*strong), std::move(*old)};
}

std::string OwnKeys::text() const {
    return strong.pem() + old.pem();
}

bool can_encrypt(const Introduction& host) {
    const bool is_of_the_family = host.dialect == Dialect::Modern || host.dialect == Dialect::Plain;
    return is_of_the_family && (host.status & option::kEncrypted) != 0;
}

bool must_encrypt(const Introduction& host) {
    return without_fingerprint(host.user) != host.user;
}

bool is_key_of(const RsaKey& key, const Introduction& host) {
    if (!must_encrypt(host)) return true;
    // The fingerprint is of the modulus alone; every program of the family has this exponent.
    return key.exponent_hex() == "10001" && host.user.ends_with("-<" + fingerprint_of(key) + '>');
}

}  // namespace culver::interop::ipmsg
