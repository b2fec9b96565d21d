// SPDX-License-Identifier: Apache-2.0
// Why the store cannot do something, in words for the person at the screen.
#pragma once
#include "base/result.h"

#include <boost/system/error_code.hpp>

namespace culver::store {

enum class StoreErrc {
    DiskFull = 1,     // free some space; later writes work again
    Busy,             // another program holds the file
    Damaged,          // the file is not a sound database
    TooNew,           // written by a later version of the program
    NotWritable,      // read-only file or file system
    Closed,           // the store was closed before the work ran
    Failed,           // anything else; the context says what
    ProfileInUse,     // another node runs on this profile
    ProfileCopied,    // the incarnation guard does not match this machine
    NoIdentityFile,   // not what `identity export` wrote
    WrongPassphrase,  // or a damaged file
    PassphraseTooShort,
    IdentityExists,      // the profile has a key already
    ProfileUnreadable,   // a file of the profile has a content nobody understands
    AttachmentTooLarge,  // for a message; it can go as a file
    AttachmentEmpty,
    NotAFile,  // a folder, a pipe, a device
    AttachmentLost,
    OfProfile,       // a file of a profile is never attached
    ProfileExposed,  // others may write into the folder, and so say which programs this node runs
    FileOfAnother,  // a file of the profile is another user's, laid there while the folder was open to others
    NoIdentityYet   // no node ever ran on this profile
};
[[nodiscard]] boost::system::error_code make_error_code(StoreErrc reason);

}  // namespace culver::store

template <>
struct boost::system::is_error_code_enum<culver::store::StoreErrc> : std::true_type {};
