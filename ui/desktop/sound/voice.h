// SPDX-License-Identifier: Apache-2.0
// Recording and playing voice messages. Both work in a thread of their own and tell Qt's main thread, on
// which everything here is called.
#pragma once
#include <QObject>
#include <QString>
#include <memory>
#include <vector>

namespace culver::desktop {

class Recorder : public QObject {
    Q_OBJECT
public:
    // Who speaks longer than this has forgotten that it listens; 2 MB at our rate.
    static constexpr int kLongestMs = 10 * 60 * 1000;
    explicit Recorder(QObject* parent = nullptr);
    ~Recorder() override;
    void start(const QString& path);  // a file that is made anew
    void stop();                      // finished() follows, when there was anything
    void drop();                      // nothing follows
    [[nodiscard]] bool running() const { return task_ != nullptr; }

Q_SIGNALS:
    void heard(int milliseconds, int level);  // 20 times a second; level 0…100
    // cut_off: nobody stopped it, the microphone went away; what was said until then is in the file.
    void finished(const QString& path, const std::vector<int>& waveform, bool cut_off);
    void failed();  // no microphone, or it went away before anything was said

private:
    struct Task;
    std::shared_ptr<Task> task_;
};

class Player : public QObject {
    Q_OBJECT
public:
    explicit Player(QObject* parent = nullptr);
    ~Player() override;
    // Begins, goes on where it was paused, or pauses; another file ends the one before.
    void toggle(const QString& path);
    // Paused at this place of this file, whatever it did before; toggle() goes on from there.
    void place(const QString& path, int milliseconds);
    void stop();
    [[nodiscard]] const QString& path() const { return path_; }  // of what plays or is paused; else empty
    [[nodiscard]] bool playing() const { return task_ != nullptr; }
    [[nodiscard]] int milliseconds() const { return milliseconds_; }

Q_SIGNALS:
    void moved();   // position, or whether it plays
    void failed();  // no loudspeaker, or no voice in the file

private:
    struct Task;
    void start();
    void halt();
    QString path_;
    int milliseconds_ = 0;
    std::shared_ptr<Task> task_;
};

}  // namespace culver::desktop
