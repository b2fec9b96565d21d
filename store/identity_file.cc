// SPDX-License-Identifier: Apache-2.0
#include "store/identity_file.h"

#include "base/files.h"
#include "base/sealed.h"
#include "store/errors.h"
#include "store/number_file.h"
#include "store/profile.h"

#include <charconv>
#include <optional>

namespace culver::store {
namespace {

constexpr std::size_t kMaxFileBytes = 16 * 1024;
constexpr std::string_view kEpochMark = "epoch ";

struct Content {
    std::uint64_t epoch = 0;
    std::string pem;
};

// "epoch N", a line feed, then the key as PEM.
std::optional<Content> parse(std::string_view text) {
    if (!text.starts_with(kEpochMark)) return std::nullopt;
    text.remove_prefix(kEpochMark.size());
    Content content;
    const auto end_of_line = text.find('\n');
    if (end_of_line == std::string_view::npos) return std::nullopt;
    const char* const end = text.data() + end_of_line;
    const auto [stopped, failure] = std::from_chars(text.data(), end, content.epoch);
    if (failure != std::errc{} || stopped != end) return std::nullopt;
    content.pem = text.substr(end_of_line + 1);
    return content;
}

}  // namespace

Result<PeerId> export_identity(const std::filesystem::path& profile, const std::filesystem::path& file,
                               std::string_view passphrase) {
    if (passphrase.size() < kMinPassphraseBytes) return fail(StoreErrc::PassphraseTooShort);
    auto key = Profile::read_key_of(profile);
    if (!key) return fail_as(key);
    auto epoch = Profile::read_epoch_of(profile);
    if (!epoch) return fail_as(epoch);
    const std::string content = std::string(kEpochMark) + std::to_string(*epoch) + "\n" + key->to_pem();
    const Bytes sealed = seal(as_bytes(content), passphrase);
    const std::string_view bytes(reinterpret_cast<const char*>(sealed.data()), sealed.size());
    if (auto written = create_file(file, bytes); !written) return fail_as(written);
    return key->peer_id();
}

Result<PeerId> import_identity(const std::filesystem::path& profile, const std::filesystem::path& file,
                               std::string_view passphrase, FormerKey former) {
    auto sealed = read_file(file, kMaxFileBytes);
    if (!sealed) return fail_as(sealed);
    if (!is_sealed(as_bytes(*sealed))) return fail(StoreErrc::NoIdentityFile, file.string());
    const auto opened = unseal(as_bytes(*sealed), passphrase);
    if (!opened) return fail(StoreErrc::WrongPassphrase);
    const auto content = parse({reinterpret_cast<const char*>(opened->data()), opened->size()});
    if (!content) return fail(StoreErrc::NoIdentityFile, file.string());
    auto key = SigningKey::from_pem(content->pem);
    if (!key) return fail(StoreErrc::NoIdentityFile, file.string());
    return Profile::adopt(profile, *key, content->epoch, former == FormerKey::KeepBeside);
}

}  // namespace culver::store
