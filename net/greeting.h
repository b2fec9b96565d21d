// SPDX-License-Identifier: Apache-2.0
// The first frames of a link, read to the byte: what follows a Hello stays in the link, so that it can become
// a lane. Waits here have no limit of their own; the caller sets one.
#pragma once
#include "base/result.h"
#include "base/task.h"
#include "net/hello.h"
#include "net/link.h"

#include <memory>
#include <string>

namespace culver::net {

Task<Result<>> say(Link& link, NetKind kind, Bytes body);

// The other side's Hello. Fails with the meaning of a Bye that came instead.
Task<Result<Hello>> hear_hello(Link& link);

// The dialler's side: says ours, hears theirs, and checks that purpose and versions agree.
Task<Result<Hello>> greet(Link& link, Hello ours);

// Says why not, gives the other side a moment to read it, and closes.
Task<> refuse(Link& link, Bye bye, SessionTimings::Span patience);

// What the other side of a failed agreement has to be told; nothing to be said for other failures.
[[nodiscard]] Bye bye_for(const Error& disagreement);

}  // namespace culver::net
