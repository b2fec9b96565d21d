// SPDX-License-Identifier: Apache-2.0
// A small window of emoji near the button that asked for it: recent ones, categories, search. By keyboard:
// arrows move, Enter takes, Esc closes; typing searches.
#pragma once
#include "ui/desktop/look/kit.h"

#include <QScrollArea>
#include <QStringList>
#include <functional>
#include <vector>

namespace culver::desktop {

class DeskSettings;

struct Emoji {
    QString category, sign, words;
};
// All that the picker knows, in order.
[[nodiscard]] const std::vector<Emoji>& all_emoji();
// Those found by words of a person, in English or Chinese; all words must fit.
[[nodiscard]] QStringList emoji_for(const QString& words);

class EmojiPicker : public QWidget {
    Q_OBJECT
public:
    EmojiPicker(QWidget* near, DeskSettings& settings);
    [[nodiscard]] LineEdit& search() { return *search_; }

Q_SIGNALS:
    void chosen(const QString& sign);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Grid;
    void show_category(const QString& category);
    void show_signs(const QString& heading, const QStringList& signs);
    void take(const QString& sign);

    DeskSettings& settings_;
    LineEdit* search_;
    std::vector<IconButton*> tabs_;
    Words* heading_;
    QScrollArea* scroll_;
    Grid* grid_;
    QString category_;
};

}  // namespace culver::desktop
