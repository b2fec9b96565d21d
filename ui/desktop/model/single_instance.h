// SPDX-License-Identifier: Apache-2.0
// One desktop for each profile: the first one holds <profile>/desktop.lock and listens at desktop.sock; a
// second start passes its words on (a link to open, files to send; none: show the window) and ends when the
// first one has said that it took them.
#pragma once
#include <QObject>
#include <QStringList>
#include <filesystem>
#include <memory>

namespace culver::desktop {

class SingleInstance : public QObject {
    Q_OBJECT
public:
    explicit SingleInstance(std::filesystem::path profile, QObject* parent = nullptr);
    ~SingleInstance() override;

    enum class Role {
        First,    // this one goes on
        Passed,   // another one has taken the words
        Silent,   // another one holds the profile and does not answer
        TooMuch,  // the words are longer than kWordsLimit
    };
    // Waits up to kAnswerLimitMs for another one to answer.
    [[nodiscard]] Role claim(const QStringList& words);
    static constexpr int kAnswerLimitMs = 3000;
    // Four thousand paths of 256 bytes: more than somebody picks by hand, and little enough to be read at
    // once.
    static constexpr qint64 kWordsLimit = 1024 * 1024;

Q_SIGNALS:
    void asked(const QStringList& words);  // by a second start

private:
    class Door;
    std::unique_ptr<Door> door_;
};

}  // namespace culver::desktop
