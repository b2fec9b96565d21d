// SPDX-License-Identifier: Apache-2.0
// The page of the first start (look.md f1): name, department, folder, who may see this computer. Covers the
// main window until it is answered; nothing is guessed silently: what it shows is what the node uses.
#pragma once
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/inputs.h"

namespace culver::desktop {

class Desk;
class Language;

class FirstRun : public QWidget {
    Q_OBJECT
public:
    FirstRun(QWidget* window, Desk& desk, Language& language);

Q_SIGNALS:
    void finished();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    class Picture;
    class Faces;
    void build();
    void say();
    void arrange();
    void count_people();
    void node_told();
    void pick_folder();
    void start();
    void set(const QString& key, const QString& value);
    void answered(const QString& problem);  // one of the wishes of start(); empty: done

    Desk& desk_;
    Language& language_;
    Picture* picture_;
    Page* page_;
    QWidget* end_;
    Words* title_;
    Choice* languages_;
    Field* name_;
    Field* department_;
    Field* folder_field_;
    Button* change_;
    Words* seen_;
    Choice* announce_;
    Words* announce_hint_;
    QWidget* here_;
    Faces* faces_;
    Words* people_;
    Words* foreign_;
    Words* problem_;
    Check* with_computer_;
    Button* start_;
    QString folder_, folder_asked_;
    bool filled_ = false;
    int waiting_ = 0;  // answers of config.set and profile.set
    bool failed_ = false;
};

}  // namespace culver::desktop
