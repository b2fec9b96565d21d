// SPDX-License-Identifier: Apache-2.0
#include "transfer/protocol_errors.h"

#include "base/text.h"
#include "store/errors.h"
#include "transfer/errors.h"

#include <boost/asio/error.hpp>

namespace culver::transfer {
namespace {

class ProtocolCategory final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "culver.transfer.protocol"; }
    [[nodiscard]] std::string message(int reason) const override {
        switch (static_cast<ProtocolErrc>(reason)) {
            case ProtocolErrc::Malformed: return "the other side sent bytes that make no sense";
            case ProtocolErrc::BrokeRules: return "the other side sent something else than it had offered";
            case ProtocolErrc::CheckFailed: return "a part arrived damaged; it is asked for again";
            case ProtocolErrc::Incomplete: return "the other side stopped before everything was sent";
            case ProtocolErrc::ReceiptInvalid: return "the other side's receipt is not valid";
            case ProtocolErrc::NoSuchTransfer: return "there is no such transfer";
            case ProtocolErrc::WrongState: return "the transfer cannot do this at the moment";
            case ProtocolErrc::LaneLost:
                return "the connection was lost; it goes on when the other side is back";
            case ProtocolErrc::TooManyOffers: return "too many offers are open; accept or decline some first";
            case ProtocolErrc::OnlyNative: return "files can be sent to other Culver nodes only";
        }
        return "unknown";
    }
};

std::string_view protocol_code(ProtocolErrc reason) {
    switch (reason) {
        case ProtocolErrc::Malformed: return "malformed";
        case ProtocolErrc::BrokeRules: return "broke_rules";
        case ProtocolErrc::CheckFailed: return "check_failed";
        case ProtocolErrc::Incomplete: return "incomplete";
        case ProtocolErrc::ReceiptInvalid: return "receipt_invalid";
        case ProtocolErrc::NoSuchTransfer: return "no_such_transfer";
        case ProtocolErrc::WrongState: return "wrong_state";
        case ProtocolErrc::LaneLost: return "connection_lost";
        case ProtocolErrc::TooManyOffers: return "too_many_offers";
        case ProtocolErrc::OnlyNative: return "only_native";
    }
    return "failed";
}

std::string_view disk_code(TransferErrc reason) {
    switch (reason) {
        case TransferErrc::DiskFull: return "disk_full";
        case TransferErrc::QuotaExceeded: return "quota_exceeded";
        case TransferErrc::ReadOnly: return "read_only";
        case TransferErrc::NoPermission: return "no_permission";
        case TransferErrc::FolderGone: return "folder_gone";
        case TransferErrc::NameNotPossible: return "name_not_possible";
        case TransferErrc::FileTooLarge: return "file_too_large";
        case TransferErrc::DiskFailed: return "disk_failed";
        case TransferErrc::BadName: return "bad_name";
        case TransferErrc::BadManifest: return "bad_manifest";
        case TransferErrc::ManifestTooLarge: return "manifest_too_large";
        case TransferErrc::BadBlock: return "broke_rules";
        case TransferErrc::SourceGone: return "source_gone";
        case TransferErrc::SourceChanged: return "source_changed";
        case TransferErrc::SourceUnreadable: return "source_unreadable";
        case TransferErrc::NothingToSend: return "nothing_to_send";
        case TransferErrc::JournalBroken: return "journal_broken";
        case TransferErrc::NotComplete: return "incomplete";
        case TransferErrc::NoSuchEntry: return "no_such_entry";
        case TransferErrc::SourceAway: return "source_away";
        case TransferErrc::SourceUnproven: return "source_compared";
        default: return "failed";
    }
}

}  // namespace

boost::system::error_code make_error_code(ProtocolErrc reason) {
    static const ProtocolCategory category;
    return {static_cast<int>(reason), category};
}

Failure describe(const Error& error) {
    // What waited for the other side was ended, because that side went away.
    if (error.code == boost::asio::error::operation_aborted)
        return describe(Error{make_error_code(ProtocolErrc::LaneLost), {}});
    static const auto& protocol = make_error_code(ProtocolErrc::Malformed).category();
    std::string_view code = "failed";
    if (error.code.category() == protocol)
        code = protocol_code(static_cast<ProtocolErrc>(error.code.value()));
    if (error.code.category() == transfer_category())
        code = disk_code(static_cast<TransferErrc>(error.code.value()));
    if (error.code == make_error_code(store::StoreErrc::DiskFull)) code = disk_code(TransferErrc::DiskFull);
    return {std::string(code), printable(error.sentence())};
}

}  // namespace culver::transfer
