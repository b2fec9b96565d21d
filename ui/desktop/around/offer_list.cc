// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/offer_list.h"

#include "ui/desktop/model/safe_text.h"
#include "ui/desktop/model/text.h"
#include "ui/desktop/model/tree_order.h"
#include "ui/desktop/model/wording.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kRowHeight = 39;
constexpr int kLeft = 14;
constexpr int kStep = 22;           // a folder's content stands so much further in
constexpr int kLongestPath = 4096;  // transfer/names.h
constexpr int kCorner = 6;
constexpr int kDeepest = 4;  // beyond, it would leave no room for names

std::pair<QWidget*, QHBoxLayout*> make_row(int left) {
    auto* widget = new QWidget;
    auto* line = new QHBoxLayout(widget);
    line->setContentsMargins(left, 0, kLeft, 0);
    line->setSpacing(10);
    themed(widget, [widget] { widget->setMinimumHeight(theme().px(kRowHeight)); });
    return {widget, line};
}

Words* add_size(QHBoxLayout* line, std::function<QString()> words) {
    auto* size = new Words({}, Type::Meta, Token::Ink2);
    worded(size, [size, words = std::move(words)] { size->setText(words()); });
    size->set_one_line(Words::Cut::Never);
    line->addWidget(size);
    return size;
}

}  // namespace

OfferList::OfferList(std::vector<std::string> names, quint64 files, quint64 bytes, QWidget* parent)
    : QWidget(parent), names_(std::move(names)), files_(files), bytes_(bytes) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    is_list_to_come_ = files_ != names_.size();
    for (const std::string& name : names_) {
        // The sender marks folders by their ending; a single one may also hold several files.
        const bool folder = name.ends_with('/') || (names_.size() == 1 && files_ > 1);
        is_list_to_come_ = is_list_to_come_ || folder;
        if (rows_.size() < kShown) {
            rows_.push_back({.path = name, .folder = folder});
        } else {
            rest_.push_back(name);
        }
    }
    if (rows_.size() == 1) {
        rows_.front().size = bytes_;
        rows_.front().size_known = true;
    }
    seen_ = is_list_to_come_ ? kSeen
                             : std::min(static_cast<double>(std::max<std::size_t>(rows_.size(), 1)), kSeen);
    fill();
}

void OfferList::set_files(const control::FileList& listed) {
    if (listed.files.empty()) return;
    const bool is_whole = listed.files.size() == listed.entries && listed.files.size() <= kShown;
    // The names that the offer tells can be chosen from, if they are all; the sizes come along.
    if (!is_whole && names_all() && names_.size() > 1 && names_tell(listed)) {
        read_sizes(listed);
    } else {
        read_all(listed);
        is_complete_ = is_whole;
    }
    fill();
    Q_EMIT changed();
}

// Nothing lies beside what the offer names; else what there really is is shown.
bool OfferList::names_tell(const control::FileList& listed) const {
    QSet<QString> named;
    for (const std::string& name : names_)
        named.insert(text_of(name.ends_with('/') ? name.substr(0, name.size() - 1) : name));
    return std::ranges::all_of(listed.files, [&](const control::OfferedFile& file) {
        return named.contains(text_of(file.path.substr(0, file.path.find('/'))));
    });
}

void OfferList::read_sizes(const control::FileList& listed) {
    for (Row& row : rows_) {
        const std::string path = row.path.ends_with('/') ? row.path.substr(0, row.path.size() - 1) : row.path;
        const auto same = std::ranges::find(listed.files, path, &control::OfferedFile::path);
        if (same == listed.files.end()) continue;
        row.folder = same->folder;
        row.size = same->size;
        row.size_known = !same->folder;
    }
}

void OfferList::read_all(const control::FileList& listed) {
    for (const Row& row : rows_) {
        if (row.check != nullptr && !row.check->isChecked()) left_out_.insert(text_of(row.path));
        if (row.check != nullptr && row.check == window()->focusWidget()) focused_ = row.path;
    }
    rows_.clear();
    rest_.clear();
    const std::size_t shown = std::min<std::size_t>(listed.files.size(), kShown);
    std::vector files(listed.files.begin(), listed.files.begin() + static_cast<std::ptrdiff_t>(shown));
    put_in_tree_order(files);
    more_ = listed.entries - std::min<quint64>(listed.entries, shown);
    std::vector<int> above;  // the folders around the row, outermost first
    for (std::size_t index = 0; index < shown; ++index) {
        const control::OfferedFile& file = files[index];
        const auto inside = [&](int folder) {
            return file.path.starts_with(rows_[static_cast<std::size_t>(folder)].path + "/");
        };
        while (!above.empty() && !inside(above.back())) above.pop_back();
        rows_.push_back({.path = file.path,
                         .folder = file.folder,
                         .size = file.size,
                         .size_known = !file.folder,
                         .depth = static_cast<int>(above.size()),
                         .up = above.empty() ? -1 : above.back()});
        if (file.folder) above.push_back(static_cast<int>(index));
    }
}

void OfferList::fill() {
    const QWidget* focus = window()->focusWidget();
    const bool had_focus = focus != nullptr && isAncestorOf(focus);
    const int scrolled = page_ ? page_->verticalScrollBar()->value() : 0;
    std::string focused = std::exchange(focused_, {});
    QSet<QString> out = std::exchange(left_out_, {});
    for (const Row& row : rows_) {
        if (row.check == nullptr) continue;
        if (row.check == focus) focused = row.path;
        if (!row.check->isChecked()) out.insert(text_of(row.path));
    }
    delete box_;
    box_ = new Box;
    all_ = nullptr;
    for (Row& row : rows_) row.check = nullptr;
    const bool choosable = is_choosable();
    if (has_head()) add_head();
    add_rows(choosable);
    layout()->addWidget(box_);
    box_->show();  // what is not seen takes no focus
    put_back(out);
    follow();
    QMetaObject::invokeMethod(
        page_, [page = page_.data(), scrolled] { page->verticalScrollBar()->setValue(scrolled); },
        Qt::QueuedConnection);  // when it is laid out
    if (!had_focus) return;
    const auto same = std::ranges::find(rows_, focused, &Row::path);
    QWidget* to = same != rows_.end() && same->check != nullptr ? same->check : all_;
    if (to != nullptr) to->setFocus(Qt::OtherFocusReason);
}

void OfferList::add_rows(bool choosable) {
    auto* inside = new Box;
    inside->set_ground(Token::Surface);
    for (Row& row : rows_) inside->add(add_row(row, choosable));
    const bool may_be_more = !is_complete_ && !names_all() && files_ > names_.size();
    if (more_ > 0 || !rest_.empty() || may_be_more) {
        const auto [widget, line] = make_row(kLeft);
        auto* more = new Words({}, Type::Meta, Token::Ink2);
        worded(more, [this, more] {
            const auto count = more_ + rest_.size();
            more->setText(count > 0 ? tr("and %n more", nullptr, static_cast<int>(count))
                                    : tr("Only the first %1 are named here.").arg(kNamesTold));
        });
        line->addWidget(more, 1);
        inside->add(widget);
    }
    page_ = new Page;
    page_->column().addWidget(inside);
    page_->column().addStretch();
    themed(page_, [page = page_.data(), seen = seen_] {
        // A hairline below each row.
        page->setFixedHeight(static_cast<int>(theme().px(kRowHeight) * seen + seen));
    });
    // Inside the outline, whose corners are round, those above where no head stands in them.
    auto* inset = new QWidget;
    auto* column = new QVBoxLayout(inset);
    column->setContentsMargins(1, has_head() ? 0 : kCorner, 1, kCorner);
    column->addWidget(page_);
    box_->add(inset);
}

void OfferList::put_back(const QSet<QString>& out) {
    for (std::size_t index = 0; index < rows_.size(); ++index) {
        Row& row = rows_[index];
        if (row.check == nullptr) continue;
        // A folder bears a sign in the offer that it does not in the list.
        const QString path = text_of(row.path);
        if (!out.contains(path) && !(row.folder && out.contains(path + u'/'))) continue;
        row.check->setChecked(false);
        set_below(index, Qt::Unchecked);
    }
}

bool OfferList::is_one_folder() const {
    return names_.size() == 1 && rows_.size() >= 1 && rows_.front().folder &&
           std::ranges::all_of(rows_.begin() + 1, rows_.end(), [](const Row& row) { return row.up >= 0; });
}

// A folder that is all there is stands for the whole by itself.
bool OfferList::has_head() const {
    return (is_list_to_come_ || names_.size() > 1) && !is_one_folder();
}

// With as many names as an offer tells there may be others. What is not named cannot be chosen, and must not
// be lost because something else is not.
bool OfferList::names_all() const {
    return names_.size() != kNamesTold;
}

// One file needs no mark.
bool OfferList::is_choosable() const {
    return rows_.size() > 1 && (is_complete_ || (more_ == 0 && names_all()));
}

void OfferList::add_head() {
    const bool choosable = is_choosable();
    const auto [widget, line] = make_row(kLeft);
    if (choosable) {
        all_ = new Check({});
        all_->setTristate(true);
        all_->setCheckState(Qt::Checked);
        worded(all_, [all = all_] { all->setAccessibleName(tr("All")); });
        line->addWidget(all_);
        connect(all_, &QCheckBox::clicked, this, [this] {
            for (Row& row : rows_) row.check->setCheckState(all_->checkState());
            is_rest_chosen_ = all_->isChecked();
            Q_EMIT changed();
        });
    }
    auto* total = new Words({}, Type::Body, Token::Ink);
    worded(total, [this, total] { total->setText(Wording::files(files())); });
    line->addWidget(total, 1);
    add_size(line, [bytes = bytes_] { return Wording::size(bytes); });
    box_->add(widget);
}

QWidget* OfferList::add_row(Row& row, bool choosable) {
    // Of a path that is cut somewhere the end would be lost, which tells what kind of file it is.
    const std::string path = row.path.ends_with('/') ? row.path.substr(0, row.path.size() - 1) : row.path;
    const QString name = safe_line(path.substr(path.rfind('/') + 1), kLongestPath);
    const int left = (has_head() ? kLeft + kStep : kLeft) + kStep * std::min(row.depth, kDeepest);
    const auto [widget, line] = make_row(choosable ? left : kLeft + kStep * std::min(row.depth, kDeepest));
    if (choosable) {
        row.check = new Check({});
        row.check->setTristate(row.folder && is_complete_);
        row.check->setCheckState(Qt::Checked);
        row.check->setAccessibleName(safe_line(path, kLongestPath));
        line->addWidget(row.check);
        const auto index = static_cast<std::size_t>(&row - rows_.data());
        connect(row.check, &QCheckBox::clicked, this, [this, index] { toggled(index); });
    }
    auto* tile = new FileTile(24);
    tile->set_file(name, row.folder);
    line->addWidget(tile);
    auto* words = new Words(name, Type::Body, Token::Ink);
    words->set_one_line(Words::Cut::May);
    words->set_middle(true);
    line->addWidget(words, 1);
    const bool whole = is_one_folder() && &row == rows_.data();
    if (whole || row.size_known) {
        add_size(line, [this, size = whole ? bytes_ : row.size, whole] {
            return whole ? tr("%1 · %2").arg(Wording::files(files()), Wording::size(size))
                         : Wording::size(size);
        });
    }
    return widget;
}

void OfferList::set_below(std::size_t folder, Qt::CheckState state) {
    const std::string within = rows_[folder].path + "/";
    for (std::size_t index = folder + 1; index < rows_.size() && rows_[index].path.starts_with(within);
         ++index)
        rows_[index].check->setCheckState(state);
}

void OfferList::toggled(std::size_t index) {
    set_below(index, rows_[index].check->checkState());
    follow();
    Q_EMIT changed();
}

void OfferList::follow() {
    if (!is_choosable()) return;
    // From the innermost outwards: a row stands behind its folder. Empty folders keep their own mark.
    std::vector<int> on(rows_.size()), in(rows_.size());
    int chosen = 0;
    for (std::size_t index = rows_.size(); index-- > 0;) {
        Row& row = rows_[index];
        if (in[index] > 0) {
            row.check->setCheckState(on[index] == 2 * in[index] ? Qt::Checked
                                     : on[index] == 0           ? Qt::Unchecked
                                                                : Qt::PartiallyChecked);
        }
        const int state = static_cast<int>(row.check->checkState());
        chosen += state;
        if (row.up < 0) continue;
        const auto up = static_cast<std::size_t>(row.up);
        on[up] += state;
        ++in[up];
    }
    int most = 2 * static_cast<int>(rows_.size());
    if (!rest_.empty()) {
        most += 2;
        chosen += is_rest_chosen_ ? 2 : 0;
    }
    if (all_ == nullptr) return;
    all_->setCheckState(chosen == most ? Qt::Checked : chosen == 0 ? Qt::Unchecked : Qt::PartiallyChecked);
}

quint64 OfferList::files() const {
    return is_complete_ ? static_cast<quint64>(chosen().of) : files_;
}

QWidgetList OfferList::checks() const {
    QWidgetList all;
    if (all_ != nullptr) all << all_;
    for (const Row& row : rows_) {
        if (row.check != nullptr) all << row.check;
    }
    return all;
}

OfferList::Chosen OfferList::chosen() const {
    Chosen sum;
    sum.choosable = is_choosable();
    const int rest = static_cast<int>(rest_.size());
    sum.of = rest;
    sum.count = is_rest_chosen_ ? rest : 0;
    sum.any = sum.count > 0;
    bool is_all = sum.count == sum.of;
    for (const Row& row : rows_) {
        const auto state = row.check == nullptr ? Qt::Checked : row.check->checkState();
        is_all = is_all && state == Qt::Checked;
        sum.any = sum.any || state != Qt::Unchecked;
        if (is_complete_ && row.folder) continue;
        ++sum.of;
        if (state != Qt::Checked) continue;
        ++sum.count;
        sum.bytes += row.size;
    }
    if (is_all) sum.bytes = bytes_;
    sum.sizes_known = is_all || is_complete_;
    return sum;
}

std::vector<std::string> OfferList::only() const {
    std::vector<std::string> wanted;
    std::string within;  // a folder that is wanted as a whole
    bool is_all = true;
    for (const Row& row : rows_) {
        const auto state = row.check == nullptr ? Qt::Checked : row.check->checkState();
        is_all = is_all && state == Qt::Checked;
        if (state != Qt::Checked || (!within.empty() && row.path.starts_with(within))) continue;
        wanted.push_back(row.path);
        if (row.folder) within = row.path + "/";
    }
    is_all = is_all && (rest_.empty() || is_rest_chosen_);
    if (is_rest_chosen_) wanted.insert(wanted.end(), rest_.begin(), rest_.end());
    return is_all ? std::vector<std::string>{} : wanted;
}

}  // namespace culver::desktop
