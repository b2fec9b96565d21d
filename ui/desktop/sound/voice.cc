// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/sound/voice.h"

#include "ui/desktop/sound/pulse.h"
#include "ui/desktop/sound/voice_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <array>
#include <atomic>

namespace culver::desktop {
namespace {

constexpr std::size_t kPiece = kVoiceRate / 1000 * 50;  // samples between two reports
constexpr int kLeastMs = 300;                           // a slip of the finger, not a message

int milliseconds_of(std::int64_t samples) {
    return static_cast<int>(samples * 1000 / kVoiceRate);
}

// Not those that scale pictures: a device may keep one waiting. Ends with the program, whose recordings and
// players have told theirs to stop by then.
QThreadPool& threads() {
    constexpr int kMost = 8;
    static QThreadPool pool;
    pool.setMaxThreadCount(kMost);
    return pool;
}

// Runs in Qt's main thread, if somebody is still there to hear it.
template <class Owner, class Say>
void tell(const QPointer<Owner>& owner, Say say) {
    QCoreApplication* program = QCoreApplication::instance();
    if (program == nullptr) return;  // it has ended meanwhile
    QMetaObject::invokeMethod(
        program,
        [owner, say] {
            if (owner) say(*owner);
        },
        Qt::QueuedConnection);
}

}  // namespace

struct Recorder::Task {
    QString path;
    std::atomic<bool> stopped = false, dropped = false;
};

Recorder::Recorder(QObject* parent) : QObject(parent) {}

Recorder::~Recorder() {
    drop();
}

void Recorder::start(const QString& path) {
    drop();
    task_ = std::make_shared<Task>();
    task_->path = path;
    // Every report is about this task: one that was dropped meanwhile says nothing any more.
    threads().start([owner = QPointer(this), task = task_] {
        const auto say = [&](auto what) {
            tell(owner, [task, what](Recorder& self) {
                if (self.task_ == task) what(self);
            });
        };
        const auto fail = [&] {
            say([](Recorder& self) {
                self.task_.reset();
                Q_EMIT self.failed();
            });
        };
        const auto microphone = PulseStream::open(PulseStream::Way::Record);
        VoiceWriter file;
        if (!microphone || !file.open(QFile::encodeName(task->path).toStdString())) return fail();
        Waveform waveform;
        std::array<std::int16_t, kPiece> piece{};
        std::int64_t samples = 0;
        bool cut_off = false;
        while (!task->stopped && milliseconds_of(samples) < kLongestMs) {
            cut_off = !microphone->read(piece) || !file.write(piece);
            if (cut_off) break;
            waveform.add(piece);
            samples += static_cast<std::int64_t>(piece.size());
            say([ms = milliseconds_of(samples), level = waveform.level()](Recorder& self) {
                Q_EMIT self.heard(ms, level);
            });
        }
        const bool whole = file.finish();
        if (task->dropped || !whole || milliseconds_of(samples) < kLeastMs) QFile::remove(task->path);
        if (task->dropped) return;
        if (!whole || milliseconds_of(samples) < kLeastMs) return fail();
        say([path = task->path, heights = waveform.heights(), cut_off](Recorder& self) {
            self.task_.reset();
            Q_EMIT self.finished(path, heights, cut_off);
        });
    });
}

void Recorder::stop() {
    if (task_) task_->stopped = true;
}

void Recorder::drop() {
    if (!task_) return;
    task_->dropped = true;
    task_->stopped = true;
    task_.reset();
}

struct Player::Task {
    QString path;
    int from_ms = 0;
    std::atomic<bool> stopped = false;
};

Player::Player(QObject* parent) : QObject(parent) {}

Player::~Player() {
    halt();
}

void Player::toggle(const QString& path) {
    const bool pauses = playing() && path == path_;
    halt();
    if (!pauses) {
        if (path != path_) milliseconds_ = 0;
        path_ = path;
        start();
    }
    Q_EMIT moved();
}

void Player::place(const QString& path, int milliseconds) {
    halt();
    path_ = path;
    milliseconds_ = std::max(0, milliseconds);
    Q_EMIT moved();
}

void Player::stop() {
    halt();
    path_.clear();
    milliseconds_ = 0;
    Q_EMIT moved();
}

void Player::halt() {
    if (task_) task_->stopped = true;
    task_.reset();
}

void Player::start() {
    task_ = std::make_shared<Task>();
    task_->path = path_;
    task_->from_ms = milliseconds_;
    threads().start([owner = QPointer(this), task = task_] {
        const auto say = [&](auto what) {
            tell(owner, [task, what](Player& self) {
                if (self.task_ == task) what(self);
            });
        };
        VoiceReader file;
        std::int64_t samples = std::int64_t{task->from_ms} * kVoiceRate / 1000;
        const bool opened = file.open(QFile::encodeName(task->path).toStdString());
        const auto speaker = opened ? PulseStream::open(PulseStream::Way::Play) : nullptr;
        if (!speaker) {
            return say([](Player& self) {
                self.stop();
                Q_EMIT self.failed();
            });
        }
        if (samples > 0 && !file.seek(samples)) samples = 0;
        for (auto piece = file.read(); !piece.empty() && !task->stopped; piece = file.read()) {
            if (!speaker->write(piece)) break;
            samples += static_cast<std::int64_t>(piece.size());
            say([ms = milliseconds_of(samples)](Player& self) {
                self.milliseconds_ = ms;
                Q_EMIT self.moved();
            });
        }
        if (task->stopped) return speaker->flush();
        speaker->drain();
        say([](Player& self) { self.stop(); });
    });
}

}  // namespace culver::desktop
