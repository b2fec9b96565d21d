// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/chat_view.h"

#include "ui/cli/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace culver::cli {
namespace {

using control::MessageRow;
using control::MessageState;
using Lines = std::vector<std::string>;

MessageRow message(const std::string& id, const std::string& text) {
    MessageRow row;
    row.id = id;
    row.conversation = "bob-id";
    row.author = "bob-id";
    row.author_name = "bob";
    row.direction = control::Direction::In;
    row.kind = control::MessageKind::Text;
    row.state = MessageState::Read;
    row.text = text;
    row.time = WallTime(std::chrono::seconds(1'790'000'000));
    return row;
}

std::string all_of(const ChatView& view) {
    std::string whole;
    for (const auto& line : view.window()) whole += line + "\n";
    return whole;
}

TEST(ChatView, ADayHasOneLineWhateverTheProgramSaysBetween) {
    ChatView view(Colours::Off, {.columns = 40, .rows = 12});
    view.put(message("one", "first"));
    view.note("A note.");
    view.put(message("two", "second"));
    const std::string shown = all_of(view);
    EXPECT_NE(shown.find("──"), std::string::npos);
    EXPECT_EQ(shown.find("── 20"), shown.rfind("── 20")) << shown;
}

TEST(Wrapped, BreaksAtBlanksAndBetweenWideCharacters) {
    EXPECT_EQ(wrapped("one two three", 8), (Lines{"one two", "three"}));
    EXPECT_EQ(wrapped("一二三四五", 5), (Lines{"一二", "三四", "五"}));
    EXPECT_EQ(wrapped("a\n\nb", 5), (Lines{"a", "", "b"}));
    EXPECT_EQ(wrapped("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
}

RC_GTEST_PROP(Wrapped, LosesNothingAndNeverIsTooWide, ()) {
    const auto words =
        *rc::gen::container<Lines>(rc::gen::element<std::string>("a", "word", "中文", "👍", "é"));
    std::string text;
    for (const auto& word : words) text += word + " ";
    const auto columns = static_cast<std::size_t>(*rc::gen::inRange(2, 40));
    std::string joined;
    for (const auto& line : wrapped(text, columns)) {
        RC_ASSERT(display_width(line) <= columns);
        joined += line;
    }
    std::erase(text, ' ');
    std::erase(joined, ' ');
    RC_ASSERT(joined == text);
}

TEST(ChatView, ChangesAMessageInItsPlace) {
    ChatView view(Colours::Off, {40, 8});
    auto mine = message("1", "lunch?");
    mine.direction = control::Direction::Out;
    mine.state = MessageState::Queued;
    view.put(mine);
    view.put(message("2", "yes"));
    EXPECT_NE(all_of(view).find(" ·\n      lunch?\n"), std::string::npos) << all_of(view);
    mine.state = MessageState::Delivered;
    view.put(mine);
    EXPECT_NE(all_of(view).find(" ✓✓\n      lunch?\n"), std::string::npos) << all_of(view);
    EXPECT_EQ(view.window().size(), 8u);
}

// Marking all as read changes messages of pages that were never asked for.
TEST(ChatView, AChangeOfWhatIsNotShownAddsNothing) {
    ChatView view(Colours::Off, {40, 8});
    view.put(message("2", "shown"));
    auto older = message("1", "on an earlier page");
    older.time = *older.time - std::chrono::hours(1);
    view.change(older);
    EXPECT_EQ(all_of(view).find("earlier page"), std::string::npos);
    auto own = message("3", "just said");
    own.time = *own.time + std::chrono::seconds(1);
    view.change(own);
    EXPECT_NE(all_of(view).find("just said"), std::string::npos);
}

// What others write must not move the cursor, change colours, ring or change the direction of the text.
TEST(ChatView, NothingThatOthersWroteIsObeyed) {
    ChatView view(Colours::Off, {60, 12});
    auto row = message("1",
                       "\x1b[2J\x1b]0;title\x07 \u202egnp.exe\r\n\x9b"
                       "31m");
    row.author_name = "bo\x1b[31mb";
    row.reactions.push_back({"\x1b[5m!", {"x", "y"}});
    view.put(row);
    const auto shown = all_of(view);
    EXPECT_EQ(shown.find('\x1b'), std::string::npos) << shown;
    EXPECT_EQ(shown.find('\x07'), std::string::npos);
    EXPECT_EQ(shown.find('\r'), std::string::npos);
    EXPECT_EQ(shown.find("\u202e"), std::string::npos);
}

TEST(ChatView, TheWindowStaysWhenSomethingComesBelow) {
    ChatView view(Colours::Off, {40, 4});
    for (int number = 0; number < 20; ++number)
        view.put(message(std::to_string(number), "line " + std::to_string(number)));
    view.scroll(10);
    const auto before = view.window();
    view.put(message("new", "line new"));
    EXPECT_EQ(view.window(), before);
    EXPECT_GT(view.lines_below(), 0u);
    view.scroll(1'000);
    EXPECT_TRUE(view.is_at_top());
    view.add_earlier({message("old", "line old")});
    EXPECT_FALSE(view.is_at_top());
    view.scroll(1'000);
    EXPECT_NE(all_of(view).find("line old"), std::string::npos);
    view.scroll_to_end();
    EXPECT_NE(all_of(view).find("line new"), std::string::npos);
}

TEST(ChatView, TellsWhatIsAnswered) {
    ChatView view(Colours::Off, {40, 8});
    view.put(message("1", "lunch at twelve?"));
    auto reply = message("2", "yes");
    reply.reply_to = "1";
    view.put(reply);
    EXPECT_NE(all_of(view).find("      > lunch at twelve?\n      yes"), std::string::npos) << all_of(view);
    EXPECT_EQ(view.last([](const MessageRow&) { return true; }), "2");
}

}  // namespace
}  // namespace culver::cli
