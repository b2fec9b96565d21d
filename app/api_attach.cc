// SPDX-License-Identifier: Apache-2.0
// Pictures, voice messages and small files in conversations.
#include "app/api.h"

namespace culver::app {

using control::Outcome;
namespace method = control::method;

control::Answered<method::ChatAttach> Api::answer(method::ChatAttach) {
    co_return control::refuse(Outcome::Unsupported,
                              "This version of the node sends no attachments; use send.");
}

control::Answered<method::ChatFetch> Api::answer(method::ChatFetch) {
    co_return control::refuse(Outcome::Unsupported, "This version of the node fetches no attachments.");
}

}  // namespace culver::app
