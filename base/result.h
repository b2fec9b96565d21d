// SPDX-License-Identifier: Apache-2.0
// How things that fail in normal life are reported: a peer left, a frame was malformed, the disk is full.
// Broken invariants are exceptions and end the task they happen in.
#pragma once
#include <boost/system/error_code.hpp>

#include <expected>
#include <string>
#include <type_traits>
#include <utility>

namespace culver {

struct Error {
    boost::system::error_code code;
    std::string context;  // what was being done, for the person at the screen: "receiving report.pdf"

    // One sentence: the context, a colon and what the code means.
    [[nodiscard]] std::string sentence() const;
    bool operator==(const Error& other) const { return code == other.code; }
};

template <class T = void>
using Result = std::expected<T, Error>;

// return fail(FrameErrc::TooLong); where Reason has a make_error_code or is an error_code.
template <class Reason>
[[nodiscard]] std::unexpected<Error> fail(Reason reason, std::string context = {}) {
    return std::unexpected(Error{boost::system::error_code(reason), std::move(context)});
}

// The failure of a system call, from errno's value.
[[nodiscard]] std::unexpected<Error> fail_errno(int number, std::string context = {});

// Passes another Result's failure on, unchanged.
template <class T>
[[nodiscard]] std::unexpected<Error> fail_as(Result<T>& failed) {
    return std::unexpected(std::move(failed.error()));
}

}  // namespace culver
