// SPDX-License-Identifier: Apache-2.0
// What goes wrong between two nodes or in what a person asks for; errors.h holds what goes wrong on disks.
// And the form in which every failure of a transfer is kept and shown.
#pragma once
#include "base/result.h"

#include <boost/system/error_code.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace culver::transfer {

enum class ProtocolErrc {
    Malformed = 1,   // bytes that no honest sender writes
    BrokeRules,      // well-formed, but not what was agreed: another length, a block nobody asked for
    CheckFailed,     // a block's content does not have its check: bad memory, or a lie
    Incomplete,      // the sender said that all was sent while blocks are missing
    ReceiptInvalid,  // a receipt that proves nothing
    NoSuchTransfer,  // asked for an id that is not known
    WrongState,      // the transfer cannot do this at the moment; the context says why
    LaneLost,        // the link that carried blocks broke
    TooManyOffers,   // a limit of open offers
    OnlyNative,      // files can be sent to Culver peers only
};

[[nodiscard]] boost::system::error_code make_error_code(ProtocolErrc reason);

// What screens and scripts get: a code that never changes and one clear sentence.
struct Failure {
    std::string code;  // disk_full, source_changed …; "failed" for what has no code of its own
    std::string message;
    [[nodiscard]] bool is_none() const { return code.empty(); }
    bool operator==(const Failure&) const = default;
};
[[nodiscard]] Failure describe(const Error& error);

}  // namespace culver::transfer

template <>
struct boost::system::is_error_code_enum<culver::transfer::ProtocolErrc> : std::true_type {};
