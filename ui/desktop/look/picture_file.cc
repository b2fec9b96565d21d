// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/picture_file.h"

#include <ctime>

namespace culver::desktop {
namespace {

std::chrono::nanoseconds used_by_this_thread() {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

PictureFile::PictureFile(const QString& path, const std::atomic<bool>& ended, std::chrono::milliseconds limit)
    : QFile(path), ended_(ended), until_(used_by_this_thread() + limit) {}

// In the reader's own small pieces: the time is looked at between two of them.
bool PictureFile::open_to_read() {
    return !ended_ && open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 PictureFile::readData(char* data, qint64 most) {
    if (!is_cut_) is_cut_ = ended_ || used_by_this_thread() > until_;
    return is_cut_ ? -1 : QFile::readData(data, most);
}

}  // namespace culver::desktop
