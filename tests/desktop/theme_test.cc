// SPDX-License-Identifier: Apache-2.0
// The tokens can be read by everybody: each pair of ink and ground that look.md names has its WCAG 2 contrast
// in both themes; icons, fonts and hues are there.
#include "ui/desktop/look/theme.h"

#include "ui/desktop/look/paint.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFontInfo>
#include <QImage>
#include <cmath>
#include <vector>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

struct Pair {
    Token ink, ground;
    double least;
};

std::vector<Pair> pairs() {
    using enum Token;
    std::vector<Pair> all;
    const auto add = [&all](std::initializer_list<Token> inks, std::initializer_list<Token> grounds,
                            double least) {
        for (const Token ink : inks) {
            for (const Token ground : grounds) all.push_back({ink, ground, least});
        }
    };
    add({Ink, Ink2, Ink3}, {Window, Canvas, Surface, Peer, Own, Hover, Selected, Sunken}, 4.5);
    add({Accent}, {Window, Canvas, Surface, Peer, Own, AccentSoft, Selected}, 4.5);
    add({Iris}, {Canvas, Surface, Peer, Own, IrisSoft}, 4.5);
    add({Danger}, {Window, Canvas, Surface, Peer, Own, DangerSoft, Selected}, 4.5);
    add({Warn}, {Window, Canvas, Surface, Peer, Own, WarnSoft}, 4.5);
    add({Ok}, {Window, Canvas, Surface, Peer, Own, OkSoft}, 4.5);
    add({Ink}, {DangerSoft, WarnSoft, OkSoft, IrisSoft, AccentSoft}, 4.5);
    add({Ink2}, {AccentSoft}, 4.5);
    add({Ink3}, {Line}, 4.5);
    add({OnAccent}, {Accent, AccentHover, AccentPressed}, 4.5);
    add({OnDanger}, {Danger}, 4.5);
    add({Here, Away, Busy, Off, LineStrong, Focus}, {Window, Canvas, Surface, Selected}, 3.0);
    return all;
}

double luminance(const QColor& color) {
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& one, const QColor& other) {
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

// Leaves the theme as it was found: it is one for the program.
class ThemeTest : public testing::TestWithParam<bool> {
protected:
    void SetUp() override { theme().set_dark(GetParam()); }
    void TearDown() override {
        theme().set_dark(false);
        theme().set_chinese(false);
        theme().set_text_percent(100);
    }
};

TEST_P(ThemeTest, EveryPairOfColoursCanBeRead) {
    ASSERT_EQ(pairs().size(), 90U);
    for (const Pair& pair : pairs()) {
        const QColor ink = theme().color(pair.ink);
        const QColor ground = theme().color(pair.ground);
        ASSERT_TRUE(ink.isValid() && ground.isValid());
        EXPECT_GE(contrast(ink, ground), pair.least)
            << ink.name().toStdString() << " on " << ground.name().toStdString();
    }
}

TEST_P(ThemeTest, InitialsCanBeReadOnEveryHue) {
    for (int hue = 0; hue <= static_cast<int>(Hue::Slate); ++hue) {
        EXPECT_GE(contrast(theme().hue_text(static_cast<Hue>(hue)), theme().hue_fill(static_cast<Hue>(hue))),
                  4.5);
    }
}

TEST_P(ThemeTest, EveryIconIsDrawnInTheColourAsked) {
    const auto names = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    ASSERT_GT(names.size(), 50);
    for (const QString& file : names) {
        if (file.startsWith("presence-"_L1)) continue;  // painted by paint_presence, kept for others
        const QImage image = theme()
                                 .icon(QString(file).chopped(4), Token::Danger, 20, 2)
                                 .toImage()
                                 .convertToFormat(QImage::Format_ARGB32);
        int painted = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                if (pixel.alpha() != 255) continue;
                ++painted;
                const QColor wanted = theme().color(Token::Danger);
                const int off = std::abs(pixel.red() - wanted.red()) +
                                std::abs(pixel.green() - wanted.green()) +
                                std::abs(pixel.blue() - wanted.blue());
                EXPECT_LE(off, 2) << file.toStdString();  // rounding of edges
            }
        }
        EXPECT_GT(painted, 10) << file.toStdString();
    }
}

INSTANTIATE_TEST_SUITE_P(LightAndDark, ThemeTest, testing::Bool());

TEST(Theme, MeasuresGrowWithTheText) {
    const int line = theme().line_height(Type::Body);
    EXPECT_EQ(line, 20);
    theme().set_text_percent(150);
    EXPECT_EQ(theme().line_height(Type::Body), 30);
    EXPECT_EQ(QFontInfo(theme().font(Type::Body)).pixelSize(), 21);
    theme().set_text_percent(100);
}

TEST(Theme, ChineseHasItsOwnLineAndTwoWeightsOnly) {
    theme().set_chinese(true);
    EXPECT_EQ(theme().line_height(Type::Body), 22);
    for (int type = 0; type < static_cast<int>(Type::Code); ++type) {
        const int weight = theme().font(static_cast<Type>(type)).weight();
        EXPECT_TRUE(weight == QFont::Normal || weight == QFont::Bold) << type;
    }
    theme().set_chinese(false);
    EXPECT_EQ(theme().font(Type::Strong).weight(), QFont::Medium);
}

TEST(Theme, TheHueComesFromTheFirstByteOfTheId) {
    // "aa…" is the byte 0, "ae…" 1, "ai…" 2, "b4…" 8 + 7 = 15, "77…" 255.
    EXPECT_EQ(theme().hue_of(u"aaxx"_s), Hue::Blue);
    EXPECT_EQ(theme().hue_of(u"aexx"_s), Hue::Violet);
    EXPECT_EQ(theme().hue_of(u"aixx"_s), Hue::Rose);
    EXPECT_EQ(theme().hue_of(u"b4xx"_s), static_cast<Hue>(15 % 7));
    EXPECT_EQ(theme().hue_of(u"77xx"_s), static_cast<Hue>(255 % 7));
}

TEST(Paint, InitialsOfNamesOfTheWorld) {
    EXPECT_EQ(initials_of(u"Mei Tanaka"_s), u"MT"_s);
    EXPECT_EQ(initials_of(u"Anneliese von der Mühlen"_s), u"AM"_s);
    EXPECT_EQ(initials_of(u"Reception"_s), u"RE"_s);
    EXPECT_EQ(initials_of(u"Harbour Street 14"_s), u"H14"_s);
    EXPECT_EQ(initials_of(u"林晓琳"_s), u"晓琳"_s);
    EXPECT_EQ(initials_of(u"秋季目录筹备组"_s, Bearer::Group), u"秋季"_s);
    EXPECT_EQ(initials_of(u"李"_s), u"李"_s);
    EXPECT_EQ(initials_of(u"   "_s), QString());
    EXPECT_EQ(initials_of(u"🐦 Culver"_s).isEmpty(), false);
    EXPECT_EQ(initials_of(u"—"_s), u"—"_s);
}

}  // namespace
}  // namespace culver::desktop
