// SPDX-License-Identifier: Apache-2.0
// How text is made searchable. SQLite's unicode61 tokenizer takes a run of CJK characters for one word, so a
// shadow of the text is indexed in which each of them stands alone between blanks, case and width folded. A
// search is asked as a phrase over the same form, so words of one or two characters are found as well.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace culver::store {

// "Ａbc你好" → "abc 你  好 ". Bytes that are no UTF-8 become blanks.
[[nodiscard]] std::string shadow_of(std::string_view text);

// The FTS5 expression that finds the words of text next to one another, the last one also as a beginning.
// Empty when text holds no letter or digit; then only a plain comparison can find it.
[[nodiscard]] std::string phrase_of(std::string_view text);

// The part of text around the first place where the search's first word stands, shortened to about
// 2 * kSnippetBytes, with … where something was left out.
[[nodiscard]] std::string snippet_of(std::string_view text, std::string_view search);
inline constexpr std::size_t kSnippetBytes = 60;  // on each side of the place

}  // namespace culver::store
