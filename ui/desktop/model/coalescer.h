// SPDX-License-Identifier: Apache-2.0
// Turns many pokes into few calls: the first one soon, then at most one in each gap. A flood of events costs
// a model a rebuild per gap, not one for each event.
#pragma once
#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#include <functional>
#include <utility>

namespace culver::desktop {

class Coalescer {
public:
    Coalescer(int gap_ms, std::function<void()> work) : gap_ms_(gap_ms), work_(std::move(work)) {
        timer_.setSingleShot(true);
        QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] { flush(); });
    }
    void poke() {
        if (timer_.isActive()) return;
        const qint64 waited = since_.isValid() ? since_.elapsed() : gap_ms_;
        timer_.start(static_cast<int>(std::clamp<qint64>(gap_ms_ - waited, 0, gap_ms_)));
    }
    // Does it at once, poked or not.
    void flush() {
        timer_.stop();
        work_();
        since_.start();
    }

private:
    int gap_ms_;
    std::function<void()> work_;
    QTimer timer_;
    QElapsedTimer since_;
};

}  // namespace culver::desktop
