// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

namespace culver {

std::string Error::sentence() const {
    // A code whose message is empty says: the context is the whole sentence.
    const std::string reason = code ? code.message() : std::string();
    if (context.empty() || reason.empty()) return context + reason;
    return context + ": " + reason;
}

std::unexpected<Error> fail_errno(int number, std::string context) {
    return fail(boost::system::error_code(number, boost::system::system_category()), std::move(context));
}

}  // namespace culver
