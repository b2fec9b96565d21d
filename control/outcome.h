// SPDX-License-Identifier: Apache-2.0
// How a request may end. One table ties each outcome to its word (the `code` of an error), to the exit code
// of the command line and to the number of a JSON-RPC error. Words and exit codes are a contract: scripts
// depend on them.
#pragma once
#include "base/result.h"

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace culver::control {

enum class Outcome {
    Done,
    Failed,               // what no other word fits
    Usage,                // a parameter or option is missing or makes no sense
    UnknownMethod,        // the node is older than the face, or the name is mistyped
    BadRequest,           // the line is no JSON-RPC request
    NotJson,              // the line is no JSON, too long or too deep
    NotRunning,           // no node runs for this profile
    AlreadyRunning,       // a second node for one profile
    NoSuchPeer,           // nobody fits the word
    AmbiguousPeer,        // several do; they are the candidates
    NameTakenByStranger,  // a stranger bears the name of somebody known
    AnotherNodeThere,     // at the address answers another node than the one last seen there
    NoSuchGroup,
    NoSuchTransfer,
    AmbiguousTransfer,
    NoSuchMessage,
    NoSuchSetting,
    BadValue,     // a setting cannot have this value
    WrongState,   // e.g. a finished transfer cannot be paused
    CodeDiffers,  // a code that two people compared is not the one shown here
    Disk,         // a file cannot be read or written: the message says which and why
    TimedOut,
    Refused,  // the peer said no
    Interrupted,
    Unsupported,  // the peer or this node cannot do it
};

struct OutcomeWords {
    Outcome outcome;
    std::string_view word;
    int exit_code;
    int rpc_code;
};

[[nodiscard]] std::span<const OutcomeWords> outcome_table();
[[nodiscard]] std::string_view to_word(Outcome outcome);
[[nodiscard]] int exit_code_of(Outcome outcome);
[[nodiscard]] int rpc_code_of(Outcome outcome);

// Failed for a word that this version does not know.
[[nodiscard]] Outcome outcome_from_word(std::string_view word);

// Somebody the asker may have meant.
struct Candidate {
    std::string id;
    std::optional<std::string> name;
    bool operator==(const Candidate&) const = default;
};

// Why a request was not done: the message is one sentence that says what to do.
struct Refusal {
    Outcome outcome = Outcome::Failed;
    std::string message;
    std::vector<Candidate> candidates;
    bool operator==(const Refusal&) const = default;
};

template <class T>
using Reply = std::expected<T, Refusal>;

[[nodiscard]] std::unexpected<Refusal> refuse(Outcome outcome, std::string message,
                                              std::vector<Candidate> candidates = {});

// timed_out becomes TimedOut, everything else Failed; the message is the error's sentence.
// With the error as a sentence of its own: a capital letter and a full stop.
[[nodiscard]] std::unexpected<Refusal> refuse(Outcome outcome, const Error& error);
[[nodiscard]] std::unexpected<Refusal> refuse(const Error& error);

}  // namespace culver::control
