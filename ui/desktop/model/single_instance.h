// SPDX-License-Identifier: Apache-2.0
// One desktop for each profile: the first one holds <profile>/desktop.lock and listens at desktop.sock; a
// second start passes its words on (a link to open; none: show the window) and ends.
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
        First,   // this one goes on
        Passed,  // another one has taken the words
        Silent,  // another one holds the profile and does not answer
    };
    // Waits up to kAnswerLimitMs for another one to answer.
    [[nodiscard]] Role claim(const QStringList& words);
    static constexpr int kAnswerLimitMs = 3000;

Q_SIGNALS:
    void asked(const QStringList& words);  // by a second start

private:
    class Door;
    std::unique_ptr<Door> door_;
};

}  // namespace culver::desktop
