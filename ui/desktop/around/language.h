// SPDX-License-Identifier: Apache-2.0
// The language of the desktop: the person's choice, else the system's. Switches while everything is open:
// widgets hear LanguageChange, the models are told to make their words anew.
#pragma once
#include <QObject>
#include <QTranslator>

namespace culver::desktop {

class Desk;

// The language of what a start has to say before there is a desk: wish, else the system's. Lives no longer
// than the application that it is made in.
class StartLanguage {
public:
    explicit StartLanguage(const QString& wish = {});
    ~StartLanguage();
    StartLanguage(const StartLanguage&) = delete;
    StartLanguage& operator=(const StartLanguage&) = delete;
    [[nodiscard]] bool chinese() const { return chinese_; }

private:
    QTranslator own_, qt_;
    bool chinese_;
};

class Language : public QObject {
    Q_OBJECT
public:
    explicit Language(Desk& desk, QObject* parent = nullptr);
    ~Language() override;
    [[nodiscard]] bool chinese() const { return chinese_; }

private:
    void follow();
    Desk& desk_;
    QTranslator own_, qt_;
    bool chinese_ = false;
    bool first_ = true;
};

}  // namespace culver::desktop
