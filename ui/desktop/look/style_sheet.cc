// SPDX-License-Identifier: Apache-2.0
// Theme::apply: what Qt's own widgets look like. Everything of the look that has a class of its own paints
// itself; here stand only the palette and the few stock widgets that are used as they are.
#include "ui/desktop/look/base_style.h"
#include "ui/desktop/look/theme.h"

#include <QApplication>
#include <QPalette>
#include <QPointer>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

QPalette palette_of(const Theme& look) {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Token token) {
        palette.setColor(role, look.color(token));
    };
    set(QPalette::Window, Token::Canvas);
    set(QPalette::WindowText, Token::Ink);
    set(QPalette::Base, Token::Surface);
    set(QPalette::AlternateBase, Token::Window);
    set(QPalette::Text, Token::Ink);
    set(QPalette::Button, Token::Surface);
    set(QPalette::ButtonText, Token::Ink);
    set(QPalette::BrightText, Token::Danger);
    set(QPalette::ToolTipBase, Token::Surface);
    set(QPalette::ToolTipText, Token::Ink);
    set(QPalette::PlaceholderText, Token::Ink3);
    set(QPalette::Highlight, Token::Accent);
    set(QPalette::HighlightedText, Token::OnAccent);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::Light, Token::Surface);
    set(QPalette::Midlight, Token::Line);
    set(QPalette::Mid, Token::Line);
    set(QPalette::Dark, Token::LineStrong);
    set(QPalette::Shadow, Token::LineStrong);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, look.color(Token::Disabled));
    }
    return palette;
}

constexpr auto kSheet = R"(
QToolTip { background: @surface; color: @ink; border: 1px solid @line; padding: 4px 8px; }
QMenu { background: @surface; color: @ink; border: 1px solid @line; border-radius: 10px; padding: 6px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 8px; background: transparent; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 6px 8px; }
QAbstractScrollArea { border: none; }
)"_L1;

}  // namespace

void Theme::apply() {
    if (auto* application = qobject_cast<QApplication*>(QCoreApplication::instance())) {
        static QPointer<QStyle> base;
        if (!base) {
            base = new BaseStyle;
            QApplication::setStyle(base);
        }
        QApplication::setPalette(palette_of(*this));
        QApplication::setFont(font(Type::Body));
        QString sheet = kSheet;
        sheet.replace("@line"_L1, color(Token::Line).name());
        sheet.replace("@surface"_L1, color(Token::Surface).name());
        sheet.replace("@hover"_L1, color(Token::Hover).name());
        sheet.replace("@disabled"_L1, color(Token::Disabled).name());
        sheet.replace("@ink"_L1, color(Token::Ink).name());
        if (application->styleSheet() != sheet) application->setStyleSheet(sheet);
    }
    Q_EMIT changed();
}

}  // namespace culver::desktop
