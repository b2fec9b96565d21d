// SPDX-License-Identifier: Apache-2.0
#include "transfer/errors.h"

#include <cerrno>
#include <utility>

namespace culver::transfer {
namespace {

// No default: a value without a sentence is a warning here.
const char* sentence(TransferErrc reason) {
    switch (reason) {
        case TransferErrc::DiskFull: return "The disk is full; make room, then resume the transfer";
        case TransferErrc::QuotaExceeded:
            return "Your share of the disk is used up; delete something, then resume the transfer";
        case TransferErrc::ReadOnly:
            return "The receive folder is on a disk that cannot be written; choose another";
        case TransferErrc::NoPermission: return "This may not be written here; choose another receive folder";
        case TransferErrc::FolderGone:
            return "The receive folder is no longer there; plug its disk in again, then resume the transfer";
        case TransferErrc::NameNotPossible:
            return "The disk cannot hold a file of this name; choose a receive folder on another disk";
        case TransferErrc::FileTooLarge:
            return "The disk cannot hold a file of this size; choose a receive folder on another disk";
        case TransferErrc::DiskFailed:
            return "The disk reported an error; check it, then resume the transfer";
        case TransferErrc::BadName:
            return "The offer contains a name that is refused; ask for the files again";
        case TransferErrc::BadManifest:
            return "The list of files contradicts itself; ask for the files again";
        case TransferErrc::ManifestTooLarge: return "This is too much for one transfer; send it in parts";
        case TransferErrc::BadBlock: return "The other computer sent something that was not offered";
        case TransferErrc::SourceGone: return "The file is no longer there; send it again from where it is";
        case TransferErrc::SourceChanged: return "The file changed while it was sent; send it again";
        case TransferErrc::SourceUnreadable: return "The file may not be read; check its permissions";
        case TransferErrc::NothingToSend: return "There is nothing here that can be sent";
        case TransferErrc::JournalBroken:
            return "What was received before cannot be used; the transfer starts over";
        case TransferErrc::NotComplete:
            return "Files that had arrived were removed here before all was there; let nothing touch them, "
                   "then resume";
        case TransferErrc::NoSuchEntry: return "The offer has no such file";
        case TransferErrc::SourceAway:
            return "What is sent cannot be read at the moment; it goes on when its disk is back";
        case TransferErrc::SourceUnproven:
            return "A file's dates or its disk changed, so it is compared with what was sent of it; then it "
                   "goes on";
    }
    return "The transfer failed";
}

class TransferCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "culver.transfer"; }
    std::string message(int value) const override { return sentence(static_cast<TransferErrc>(value)); }
};

}  // namespace

const boost::system::error_category& transfer_category() {
    static const TransferCategory category;
    return category;
}

boost::system::error_code make_error_code(TransferErrc reason) {
    return {static_cast<int>(reason), transfer_category()};
}

TransferErrc disk_reason(int error_number) {
    switch (error_number) {
        case ENOSPC: return TransferErrc::DiskFull;
        case EDQUOT: return TransferErrc::QuotaExceeded;
        case EROFS: return TransferErrc::ReadOnly;
        case EACCES:
        case EPERM:
        case ELOOP:  // a link where none may be
        case EXDEV: return TransferErrc::NoPermission;
        case ENOENT:
        case ENOTDIR:
        case ESTALE: return TransferErrc::FolderGone;
        case ENAMETOOLONG:
        case EILSEQ: return TransferErrc::NameNotPossible;
        case EFBIG: return TransferErrc::FileTooLarge;
        default: return TransferErrc::DiskFailed;
    }
}

std::unexpected<Error> fail_disk(int error_number, std::string context) {
    return fail(disk_reason(error_number), std::move(context));
}

}  // namespace culver::transfer
