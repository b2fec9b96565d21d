// SPDX-License-Identifier: Apache-2.0
// Sentences of the node in the language of the window. The node speaks English; its sentences are known here
// by their words, those with names and numbers in them by node_pattern.h, and a test finds each of them in
// the node's sources.
#pragma once
#include <QStringList>
#include <string>

namespace culver::desktop {

inline constexpr int kSaidLength = 1000;  // of what the node says: characters

// The sentence itself, as safe text, when it is not known here. Of "what: why" each half is translated that
// is known, if why is.
[[nodiscard]] QString node_sentence(const std::string& sentence);

[[nodiscard]] QStringList known_node_sentences();  // in the node's words, without the full stop

}  // namespace culver::desktop
