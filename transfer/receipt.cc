// SPDX-License-Identifier: Apache-2.0
#include "transfer/receipt.h"

#include "transfer/protocol_errors.h"

#include "transfer/wire.pb.h"

#include <algorithm>

namespace culver::transfer {
namespace {

std::string raw(ByteView bytes) {
    return std::string(as_text(bytes));
}

std::string serialised(const ReceiptStatement& statement) {
    proto::ReceiptStatement message;
    message.set_transfer(raw(statement.transfer.view()));
    message.set_sender(raw(statement.sender.view()));
    message.set_receiver(raw(statement.receiver.view()));
    message.set_manifest_digest(raw(statement.manifest_digest));
    message.set_state(statement.is_partly ? proto::ReceiptStatement::PARTLY : proto::ReceiptStatement::DONE);
    message.mutable_wanted()->Assign(statement.wanted.begin(), statement.wanted.end());
    message.mutable_failed()->Assign(statement.failed.begin(), statement.failed.end());
    message.set_finished_at(statement.finished_at);
    message.set_bytes(statement.bytes);
    return message.SerializeAsString();
}

std::unexpected<Error> malformed() {
    return fail(ProtocolErrc::Malformed, "reading a receipt");
}

Result<ReceiptStatement> statement_of(const std::string& bytes) {
    proto::ReceiptStatement message;
    if (!message.ParseFromString(bytes)) return malformed();
    const auto transfer = TransferId::from_bytes(as_bytes(message.transfer()));
    const auto sender = PeerId::from_bytes(as_bytes(message.sender()));
    const auto receiver = PeerId::from_bytes(as_bytes(message.receiver()));
    const auto state = message.state();
    ReceiptStatement statement;
    if (!transfer || !sender || !receiver ||
        message.manifest_digest().size() != statement.manifest_digest.size()) {
        return malformed();
    }
    if (state != proto::ReceiptStatement::DONE && state != proto::ReceiptStatement::PARTLY)
        return malformed();
    statement.transfer = *transfer;
    statement.sender = *sender;
    statement.receiver = *receiver;
    std::ranges::copy(as_bytes(message.manifest_digest()), statement.manifest_digest.begin());
    statement.is_partly = state == proto::ReceiptStatement::PARTLY;
    statement.wanted.assign(message.wanted().begin(), message.wanted().end());
    statement.failed.assign(message.failed().begin(), message.failed().end());
    statement.finished_at = message.finished_at();
    statement.bytes = message.bytes();
    return statement;
}

bool parse(ByteView body, proto::Receipt& into) {
    return into.ParseFromArray(body.data(), static_cast<int>(body.size()));
}

}  // namespace

Bytes sign_receipt(const ReceiptStatement& statement, const SigningKey& key) {
    proto::Receipt message;
    message.set_statement(serialised(statement));
    message.set_public_key(raw(key.public_key()));
    message.set_signature(raw(key.sign(kReceiptDomain, as_bytes(message.statement()))));
    return to_bytes(message.SerializeAsString());
}

Result<ReceiptStatement> verify_receipt(ByteView body, const PeerId& receiver) {
    proto::Receipt message;
    PublicKeyBytes key{};
    if (!parse(body, message) || message.public_key().size() != key.size()) return malformed();
    std::ranges::copy(as_bytes(message.public_key()), key.begin());
    const bool is_signed =
        peer_id_of(key) == receiver &&
        verify(key, kReceiptDomain, as_bytes(message.statement()), as_bytes(message.signature()));
    if (!is_signed) return fail(ProtocolErrc::ReceiptInvalid, "checking a receipt");
    auto statement = statement_of(message.statement());
    if (statement && statement->receiver != receiver)
        return fail(ProtocolErrc::ReceiptInvalid, "checking a receipt");
    return statement;
}

Result<TransferId> receipt_transfer(ByteView body) {
    proto::Receipt message;
    if (!parse(body, message)) return malformed();
    auto statement = statement_of(message.statement());
    if (!statement) return fail_as(statement);
    return statement->transfer;
}

}  // namespace culver::transfer
