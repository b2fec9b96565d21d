// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/row_heights.h"

#include <algorithm>

namespace culver::desktop {

void RowHeights::reset(int count) {
    rows_.assign(static_cast<std::size_t>(count), Row{});
    known_ = 0;
    anchor_ = 0;
    offset_ = 0;
}

void RowHeights::insert(int first, int count) {
    rows_.insert(rows_.begin() + first, static_cast<std::size_t>(count), Row{});
    known_ = std::min(known_, first);
    if (first <= anchor_ && static_cast<int>(rows_.size()) > count) anchor_ += count;
}

void RowHeights::remove(int first, int count) {
    rows_.erase(rows_.begin() + first, rows_.begin() + first + count);
    known_ = std::min(known_, first);
    if (anchor_ >= first + count) {
        anchor_ -= count;
    } else if (anchor_ >= first) {
        anchor_ = std::min(first, std::max(0, this->count() - 1));
        offset_ = 0;
    }
}

void RowHeights::reorder(const std::vector<int>& new_place) {
    std::vector<Row> moved(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) moved[static_cast<std::size_t>(new_place[i])] = rows_[i];
    rows_ = std::move(moved);
    known_ = 0;
    if (anchor_ < count()) anchor_ = new_place[static_cast<std::size_t>(anchor_)];
}

void RowHeights::forget(int row) {
    rows_[static_cast<std::size_t>(row)].measured = false;
}

void RowHeights::forget_all() {
    for (Row& row : rows_) row.measured = false;
}

void RowHeights::set(int row, double height) {
    Row& one = rows_[static_cast<std::size_t>(row)];
    one.measured = true;
    if (one.height == height) return;
    one.height = height;
    known_ = std::min(known_, row);
}

void RowHeights::sum() const {
    tops_.resize(rows_.size() + 1);
    if (known_ == 0) tops_[0] = 0;
    for (auto i = static_cast<std::size_t>(known_); i < rows_.size(); ++i)
        tops_[i + 1] = tops_[i] + rows_[i].height;
    known_ = static_cast<int>(rows_.size());
}

double RowHeights::top(int row) const {
    sum();
    return tops_[static_cast<std::size_t>(row)];
}

int RowHeights::row_at(double y) const {
    if (rows_.empty()) return -1;
    sum();
    const auto after = std::upper_bound(tops_.begin(), tops_.end(), y);
    return std::clamp(static_cast<int>(after - tops_.begin()) - 1, 0, count() - 1);
}

void RowHeights::hold(double scrolled) {
    anchor_ = std::max(0, row_at(scrolled));
    offset_ = rows_.empty() ? 0 : scrolled - top(anchor_);
}

double RowHeights::held() const {
    if (rows_.empty()) return 0;
    return top(std::min(anchor_, count() - 1)) + offset_;
}

}  // namespace culver::desktop
