// SPDX-License-Identifier: Apache-2.0
// A question before something that cannot be taken back, and a sheet that asks for one line of text. Both
// stay open and say why when it did not work.
#pragma once
#include "ui/desktop/look/frames.h"
#include "ui/desktop/model/desk.h"

#include <functional>

namespace culver::desktop {

class Field;

class AskSheet : public Sheet {
    Q_OBJECT
public:
    struct Asked {
        QString title, text, yes;
    };
    // words is asked again when the language changes; act tells whether it was done.
    AskSheet(QWidget* window, std::function<Asked()> words, std::function<void(Told)> act);
    void ask();  // opens it; the focus is on the harmless choice

private:
    void say();
    std::function<Asked()> words_;
    Words* text_;
    Words* problem_;
    Button* no_;
    Button* yes_;
};

class NameSheet : public Sheet {
    Q_OBJECT
public:
    NameSheet(QWidget* window, const QString& name, std::function<void(const QString&, Told)> act);
    void ask();

private:
    void say();
    void save();
    QString before_;
    std::function<void(const QString&, Told)> act_;
    Field* name_;
    Button* cancel_;
    Button* save_;
};

}  // namespace culver::desktop
