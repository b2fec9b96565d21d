// SPDX-License-Identifier: Apache-2.0
// A picture from a file, whole, read beside the thread of the window: a large one takes a second or more.
#pragma once
#include <QImage>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>

namespace culver::desktop {

// One at a time; what is begun ends the one before, and so does the end of this: nothing of it is told then,
// and the file is not read on. In Qt's thread.
class PictureReading {
public:
    using Told = std::function<void(QImage picture)>;  // null: it cannot be shown
    PictureReading() = default;
    ~PictureReading() { end(); }
    PictureReading(const PictureReading&) = delete;
    PictureReading& operator=(const PictureReading&) = delete;

    void begin(const QString& path, Told told);
    void end();
    [[nodiscard]] bool runs() const { return current_ != nullptr; }

private:
    struct Wish {
        std::atomic<bool> ended{false};
        Told told;  // by Qt's thread alone
    };
    std::shared_ptr<Wish> current_;
};

}  // namespace culver::desktop
