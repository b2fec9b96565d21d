// SPDX-License-Identifier: Apache-2.0
// The proof that a transfer is done: what the receiver signs after everything is synced to its disk. A sender
// shows "done" only with a receipt that verified.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/signature.h"
#include "transfer/manifest.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace culver::transfer {

inline constexpr std::string_view kReceiptDomain = "culver receipt v1";

struct ReceiptStatement {
    TransferId transfer;
    PeerId sender;
    PeerId receiver;
    Digest manifest_digest{};
    bool is_partly = false;             // entries in failed are not there
    std::vector<std::uint32_t> wanted;  // packed ranges of entries; empty = all
    std::vector<std::uint32_t> failed;  // packed ranges of entries
    std::int64_t finished_at = 0;       // milliseconds since 1970
    std::uint64_t bytes = 0;
    bool operator==(const ReceiptStatement&) const = default;
};

// The body of a Receipt frame.
[[nodiscard]] Bytes sign_receipt(const ReceiptStatement& statement, const SigningKey& key);

// What the receipt states. Fails with ReceiptInvalid when the key is not the receiver's, the signature is
// wrong or another receiver is named; with Malformed for bytes that are no receipt. Whether it fits the
// transfer is the caller's question.
[[nodiscard]] Result<ReceiptStatement> verify_receipt(ByteView body, const PeerId& receiver);

// Only the transfer a receipt speaks of, unverified: to find whose it is.
[[nodiscard]] Result<TransferId> receipt_transfer(ByteView body);

}  // namespace culver::transfer
