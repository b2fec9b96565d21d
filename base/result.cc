// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

namespace culver {

std::string Error::sentence() const {
    if (!code) return context;
    return context.empty() ? code.message() : context + ": " + code.message();
}

std::unexpected<Error> fail_errno(int number, std::string context) {
    return fail(boost::system::error_code(number, boost::system::system_category()), std::move(context));
}

}  // namespace culver
