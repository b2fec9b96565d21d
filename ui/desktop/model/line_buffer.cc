// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/line_buffer.h"

namespace culver::desktop {

bool LineBuffer::add(std::string_view bytes) {
    held_.erase(0, taken_);
    searched_ -= taken_;
    taken_ = 0;
    held_ += bytes;
    return held_.size() <= limit_ || held_.find('\n', searched_) != std::string::npos;
}

std::optional<std::string_view> LineBuffer::next() {
    const auto end = held_.find('\n', searched_);
    if (end == std::string::npos) {
        searched_ = held_.size();
        return std::nullopt;
    }
    const std::string_view line(held_.data() + taken_, end - taken_);
    taken_ = searched_ = end + 1;
    return line;
}

void LineBuffer::clear() {
    held_.clear();
    held_.shrink_to_fit();
    taken_ = searched_ = 0;
}

}  // namespace culver::desktop
