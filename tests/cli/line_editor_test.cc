// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/line_editor.h"

#include "ui/cli/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::cli {
namespace {

class LineEditorTest : public testing::Test {
protected:
    void type(const std::string& text) { editor_.press({Key::Text, text}); }
    void press(Key key) { editor_.press({key, {}}); }

    std::vector<std::string> words_;
    LineEditor editor_{[this](std::string_view line) {
        return LineEditor::Completions{line.rfind('@') == std::string_view::npos ? 0 : line.rfind('@') + 1,
                                       words_};
    }};
};

TEST_F(LineEditorTest, EditsWhereTheCursorIs) {
    type("hllo");
    press(Key::Home);
    press(Key::Right);
    type("e");
    EXPECT_EQ(editor_.text(), "hello");
    press(Key::End);
    press(Key::Backspace);
    press(Key::WordLeft);
    press(Key::Delete);
    EXPECT_EQ(editor_.text(), "ell");
}

// A family of four is seven code points and one character.
TEST_F(LineEditorTest, TakesAwayWhatAPersonSeesAsOneCharacter) {
    type("中👨‍👩‍👧‍👦é");
    press(Key::Backspace);
    EXPECT_EQ(editor_.text(), "中👨‍👩‍👧‍👦");
    press(Key::Backspace);
    EXPECT_EQ(editor_.text(), "中");
}

TEST_F(LineEditorTest, BringsEarlierLinesBackAndTheUnfinishedOne) {
    for (const auto* line : {"one", "two"}) {
        type(line);
        EXPECT_TRUE(editor_.press({Key::Enter, {}}));
        EXPECT_EQ(editor_.finish(), line);
    }
    type("thr");
    press(Key::Up);
    press(Key::Up);
    EXPECT_EQ(editor_.text(), "one");
    press(Key::Down);
    press(Key::Down);
    EXPECT_EQ(editor_.text(), "thr");
    EXPECT_FALSE(LineEditor([](auto) { return LineEditor::Completions{}; }).press({Key::Enter, {}}));
}

TEST_F(LineEditorTest, CompletesAsFarAsAllAgree) {
    words_ = {"王小明", "王小红"};
    type("@王");
    press(Key::Tab);
    EXPECT_EQ(editor_.text(), "@王小");
    EXPECT_EQ(editor_.choices(), words_);
    words_ = {"王小红"};
    press(Key::Tab);
    EXPECT_EQ(editor_.text(), "@王小红 ");
    EXPECT_TRUE(editor_.choices().empty());
}

TEST_F(LineEditorTest, ShowsThePieceAroundTheCursorInWholeCharacters) {
    type("一二三四五六七八九十");
    EXPECT_EQ(editor_.shown(9).text, "七八九十");
    EXPECT_EQ(editor_.shown(9).cursor, 8u);
    press(Key::Home);
    EXPECT_EQ(editor_.shown(9).text, "一二三四");
    EXPECT_EQ(editor_.shown(9).cursor, 0u);
}

RC_GTEST_PROP(LineEditor, NeverShowsMoreThanFits, ()) {
    LineEditor editor([](std::string_view) { return LineEditor::Completions{0, {"word"}}; });
    const std::vector<std::string> texts{"a", "中", "é", "👍🏽", "\n", " ", "long word"};
    const auto count = *rc::gen::inRange(0, 60);
    for (int turn = 0; turn < count; ++turn) {
        if (*rc::gen::inRange(0, 2) == 0)
            editor.press({Key::Text, *rc::gen::elementOf(texts)});
        else
            editor.press({static_cast<Key>(*rc::gen::inRange(0, static_cast<int>(Key::EndOfFile) + 1)), {}});
        const std::size_t columns = static_cast<std::size_t>(*rc::gen::inRange(4, 30));
        const auto shown = editor.shown(columns);
        RC_ASSERT(display_width(shown.text) <= columns);
        RC_ASSERT(shown.cursor < columns);
    }
}

}  // namespace
}  // namespace culver::cli
