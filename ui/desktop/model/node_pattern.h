// SPDX-License-Identifier: Apache-2.0
// The node's sentences that hold names, numbers, or another sentence: patterns with %1 to %9 for those, in
// the node's words. A test finds the words of each, in their order, in one statement of the node's sources.
// Pure.
#pragma once
#include <QString>
#include <QStringList>
#include <optional>
#include <span>

namespace culver::desktop {

struct NodePattern {
    const char* words;  // without the full stop
    int said = 0;  // the place that holds words of the node again, which are translated too; 0: none does
};

[[nodiscard]] std::span<const NodePattern> node_patterns();  // whole sentences
// What was being done, which stands before a colon; the more exact first.
[[nodiscard]] std::span<const NodePattern> node_deeds();
// Parts that stand inside such sentences only.
[[nodiscard]] std::span<const NodePattern> node_fragments();
// What the operating system says; the same on every computer.
[[nodiscard]] std::span<const char* const> system_sentences();

// What stands at %1, %2 … of a pattern; nothing when the sentence is another. The first letter may be small
// or capital.
[[nodiscard]] std::optional<QStringList> places_of(const QString& sentence, const char* pattern);
// The words with those put in; a place that the words do not name is left out.
[[nodiscard]] QString filled(const QString& words, const QStringList& places);

}  // namespace culver::desktop
