// SPDX-License-Identifier: Apache-2.0
// Everything that can go wrong with a transfer in normal life, each with a sentence for the person at the
// screen.
#pragma once
#include "base/result.h"

#include <boost/system/error_code.hpp>

#include <string>
#include <type_traits>

namespace culver::transfer {

enum class TransferErrc {
    // The disk that receives. Each is a state a person can mend and then continue from.
    DiskFull = 1,     // no room, found when room is reserved or while writing
    QuotaExceeded,    // this user's share of the disk is used up
    ReadOnly,         // the receive folder cannot be written at all
    NoPermission,     // somebody else owns what we would have to write
    FolderGone,       // the receive folder, or our partial folder in it, is no longer there
    NameNotPossible,  // the target file system refuses this name
    FileTooLarge,     // one file exceeds what the target file system can hold
    DiskFailed,       // any other failure of the disk
    // What the other side offered.
    BadName,           // a name that could leave the receive folder; the context says which and why
    BadManifest,       // the list of files contradicts itself or the offer
    ManifestTooLarge,  // more entries or longer names than any honest folder has
    BadBlock,          // a block that the manifest does not have, or of another length
    // The files being sent.
    SourceGone,        // a file was removed, or became something else
    SourceChanged,     // a file changed while it was sent
    SourceUnreadable,  // a file may not be read
    NothingToSend,     // none of the given paths can be sent
    // Going on after a stop.
    JournalBroken,  // what was received so far cannot be told; the partial data starts over
    NotComplete,    // finishing was asked for while blocks are missing
    // Requests.
    NoSuchEntry,  // a path that the offer does not contain
    // The files being sent, for the moment: it goes on by itself.
    SourceAway,      // a file cannot be read at the moment; its disk is not there, or fails
    SourceUnproven,  // a file has to be compared with what was sent of it before more is sent
};

[[nodiscard]] const boost::system::error_category& transfer_category();
[[nodiscard]] boost::system::error_code make_error_code(TransferErrc reason);

// The failure of a system call on the receiving disk as one of the states above.
[[nodiscard]] TransferErrc disk_reason(int error_number);
[[nodiscard]] std::unexpected<Error> fail_disk(int error_number, std::string context);

}  // namespace culver::transfer

template <>
struct boost::system::is_error_code_enum<culver::transfer::TransferErrc> : std::true_type {};
