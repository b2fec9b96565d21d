// SPDX-License-Identifier: Apache-2.0
// A picture's file, for a reader of pictures that is not to read for ever. A few hundred kilobytes of a
// progressive JPEG may keep a processor busy for minutes, and no reader of pictures can be told to stop; but
// all stop where their file ends.
#pragma once
#include <QFile>
#include <QString>
#include <atomic>
#include <chrono>

namespace culver::desktop {

// Of processor time. The largest picture that a node takes for one (64 million pixels) needs some 2 s on a
// small machine, and a progressive one three times that.
inline constexpr std::chrono::milliseconds kReadingLimit{20'000};

// Made and used in the thread that reads; ended is set by any.
class PictureFile : public QFile {
public:
    // Keeps ended.
    PictureFile(const QString& path, const std::atomic<bool>& ended,
                std::chrono::milliseconds limit = kReadingLimit);

    [[nodiscard]] bool open_to_read();
    // It ended before its end: what was read of it is no whole picture.
    [[nodiscard]] bool is_cut() const { return is_cut_; }

protected:
    qint64 readData(char* data, qint64 most) override;

private:
    const std::atomic<bool>& ended_;
    const std::chrono::nanoseconds until_;
    bool is_cut_ = false;
};

}  // namespace culver::desktop
