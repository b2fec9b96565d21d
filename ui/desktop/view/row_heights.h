// SPDX-License-Identifier: Apache-2.0
// Where the rows of a long list stand, of which most were never measured: those have an estimate until
// somebody looks at them. An anchor (a row and how far it is scrolled away) keeps the place while heights
// become known or rows come and go. Pure: no widgets.
#pragma once
#include <vector>

namespace culver::desktop {

class RowHeights {
public:
    static constexpr double kEstimate = 56;  // a bubble of one or two lines

    [[nodiscard]] int count() const { return static_cast<int>(rows_.size()); }
    void reset(int count);
    void insert(int first, int count);
    void remove(int first, int count);
    void reorder(const std::vector<int>& new_place);  // one for each row; heights and anchor go with them
    void forget(int row);  // not measured any more; keeps its height as the estimate
    void forget_all();
    [[nodiscard]] bool measured(int row) const { return rows_[static_cast<std::size_t>(row)].measured; }
    void set(int row, double height);

    [[nodiscard]] double top(int row) const;  // row == count(): the whole height
    [[nodiscard]] double height(int row) const { return rows_[static_cast<std::size_t>(row)].height; }
    [[nodiscard]] double total() const { return top(count()); }
    // The row that covers y; the nearest one outside. -1 when there are no rows.
    [[nodiscard]] int row_at(double y) const;

    // The anchor: the first visible row, and how much of it is above the view.
    void hold(double scrolled);
    [[nodiscard]] double held() const;  // where the view must be scrolled to so that nothing jumped

private:
    struct Row {
        double height = kEstimate;
        bool measured = false;
    };
    void sum() const;
    std::vector<Row> rows_;
    mutable std::vector<double> tops_;  // one more than rows
    mutable int known_ = 0;             // tops_ are right up to here
    int anchor_ = 0;
    double offset_ = 0;
};

}  // namespace culver::desktop
