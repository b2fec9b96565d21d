// SPDX-License-Identifier: Apache-2.0
#include "store/errors.h"

#include <string>

namespace culver::store {
namespace {

class StoreCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "culver.store"; }
    std::string message(int reason) const override {
        switch (static_cast<StoreErrc>(reason)) {
            case StoreErrc::DiskFull:
                return "the disk that holds the profile is full; free some space and try again";
            case StoreErrc::Busy:
                return "another program holds the profile's database; close it and try again";
            case StoreErrc::Damaged:
                return "the history is damaged; end the node and start it again: at its start it recovers "
                       "all that can be read, and keeps the damaged file beside it";
            case StoreErrc::TooNew:
                return "a newer version of Culver wrote this profile; install that version";
            case StoreErrc::NotWritable: return "the profile cannot be written; check its permissions";
            case StoreErrc::Closed: return "the profile was closed";
            case StoreErrc::Failed: return "the profile's database refused the request";
            case StoreErrc::ProfileInUse: return "another node runs on this profile";
            case StoreErrc::ProfileCopied:
                return "this profile was copied, restored or moved since it last ran; "
                       "run `culver identity moved` if it lives only here and keeps its id, "
                       "or `culver identity new` if it is to be another node";
            case StoreErrc::NoIdentityFile: return "this is no file of `culver identity export`";
            case StoreErrc::WrongPassphrase: return "the passphrase is wrong, or the file is damaged";
            case StoreErrc::PassphraseTooShort:
                return "the passphrase is too short; take at least 8 characters";
            case StoreErrc::IdentityExists:
                return "this profile has an identity already; import into another one (--profile DIR), or "
                       "add "
                       "--replace, which keeps the former key beside it";
            case StoreErrc::ProfileUnreadable: return "a file of the profile is not readable";
            case StoreErrc::AttachmentTooLarge:
                return "the file is larger than the 16 MiB that a message may carry; send it as a file";
            case StoreErrc::AttachmentEmpty: return "the file is empty; there is nothing to attach";
            case StoreErrc::NotAFile: return "only a single file can be attached; send folders as files";
            case StoreErrc::OfProfile:
                return "this file belongs to a node's profile, whose key never leaves the machine";
            case StoreErrc::ProfileExposed:
                return "other users can write into the folder of this profile; take one that is yours alone";
            case StoreErrc::FileOfAnother:
                return "this file of the profile belongs to another user, who may have put it there; look "
                       "into it, then remove it or make it yours";
            case StoreErrc::NoIdentityYet:
                return "there is no identity yet; `culver up` makes one, and `culver identity import` takes "
                       "over one that was exported";
            case StoreErrc::AttachmentLost: return "the attachment's bytes are others than its message says";
        }
        return "unknown";
    }
};

}  // namespace

boost::system::error_code make_error_code(StoreErrc reason) {
    static const StoreCategory category;
    return {static_cast<int>(reason), category};
}

}  // namespace culver::store
