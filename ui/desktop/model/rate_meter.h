// SPDX-License-Identifier: Apache-2.0
// How fast something grows and how long the rest takes, smoothed over the last seconds so that the numbers
// can be read. Pure: the caller says what time it is.
#pragma once
#include <QtGlobal>
#include <deque>

namespace culver::desktop {

class RateMeter {
public:
    static constexpr qint64 kWindowMs = 5000;  // look.md §4: smoothed over 5 s

    void add(qint64 now_ms, quint64 bytes);
    void clear() {
        samples_.clear();
        shown_left_ = -1;
    }
    [[nodiscard]] qint64 rate() const;  // bytes a second; 0 while not known
    // -1: not known. Steps that only come from unsteadiness are left out: it grows only when it is a lot
    // more.
    [[nodiscard]] qint64 seconds_left(quint64 total);

private:
    struct Sample {
        qint64 ms;
        quint64 bytes;
    };
    std::deque<Sample> samples_;
    qint64 shown_left_ = -1;
};

}  // namespace culver::desktop
