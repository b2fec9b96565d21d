// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/conversation_view.h"

#include "ui/desktop/look/controls.h"
#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/view/bubble_measures.h"
#include "ui/desktop/view/conversation_aloud.h"
#include "ui/desktop/view/conversation_parts.h"
#include "ui/desktop/view/file_card.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QPainter>
#include <QScrollBar>
#include <QTimerEvent>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace culver::desktop {

using namespace Qt::StringLiterals;
using namespace measure;

namespace {

constexpr double kBottom = 6;         // below the last row
constexpr double kWideWindow = 1600;  // above it the column stops growing
constexpr double kLoadAhead = 1500;   // px: a page is asked for before one reaches its end
constexpr double kKeepAhead = 600;    // px around the window that are measured
constexpr std::size_t kKeptBubbles = 400;
constexpr int kFlashMs = 600;
constexpr int kAppearMs = 140;
constexpr double kAppearRise = 8;
constexpr int kFrameMs = 16;
constexpr int kStickyMs = 1500;
constexpr double kStickyTop = 8;

}  // namespace

ConversationView::ConversationView(QWidget* parent)
    : QAbstractScrollArea(parent), hover_bar_(new HoverBar(viewport())), pill_(new NewPill(viewport())) {
    teach_aloud();
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalScrollBar()->setSingleStep(theme().line_height(Type::Body));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    worded(this, [this] { setAccessibleName(tr("Messages")); });
    clock_.start();
    hover_bar_->hide();
    pill_->hide();
    connect(&theme(), &Theme::changed, this, [this] { set_setting(setting_); });
    connect(&pictures_, &Pictures::loaded, viewport(), qOverload<>(&QWidget::update));
    faced(viewport());
    connect(pill_, &QAbstractButton::clicked, this, [this] {
        scroll_to_end();
        Q_EMIT latest_wanted();
    });
    connect(hover_bar_, &HoverBar::reply, this, [this] { Q_EMIT reply_wanted(hovered_); });
    connect(hover_bar_, &HoverBar::react, this,
            [this](QWidget* near) { Q_EMIT react_wanted(hovered_, near); });
    connect(hover_bar_, &HoverBar::more, this,
            [this](const QPoint& at) { Q_EMIT menu_wanted(hovered_, at, {}); });
}

ConversationView::~ConversationView() = default;

void ConversationView::set_feed(Feed feed, const BubbleSetting& setting) {
    if (feed_.model != nullptr) feed_.model->disconnect(this);
    feed_ = std::move(feed);
    current_ = selected_row_ = hovered_ = flashed_ = -1;
    unseen_ = 0;
    at_end_ = true;
    born_.clear();
    if (feed_.model != nullptr) connect_model();
    heights_.reset(feed_.model != nullptr ? feed_.model->rowCount() : 0);
    hover_bar_->hide();
    set_setting(setting);
}

void ConversationView::connect_model() {
    connect(feed_.model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { on_inserted(first, last); });
    connect(feed_.model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int first, int last) { on_removed(first, last); });
    connect(
        feed_.model, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex& first, const QModelIndex& last) { on_changed(first.row(), last.row()); });
    connect(feed_.model, &QAbstractItemModel::layoutAboutToBeChanged, this,
            &ConversationView::before_reordered);
    connect(feed_.model, &QAbstractItemModel::layoutChanged, this, &ConversationView::on_reordered);
    connect(feed_.model, &QAbstractItemModel::modelReset, this, [this] {
        heights_.reset(feed_.model->rowCount());
        bubbles_.clear();
        current_ = selected_row_ = hovered_ = flashed_ = -1;
        hover_bar_->hide();
        settle();
    });
}

void ConversationView::set_setting(const BubbleSetting& setting) {
    setting_ = setting;
    setting_.pictures = &pictures_;
    setting_.width = column();
    setting_.unfolded = [this](const QString& key) { return unfolded_.contains(key); };
    bubbles_.clear();
    heights_.forget_all();
    settle();
}

bool ConversationView::unfolded(int row) const {
    const ConversationItem* one = item(row);
    return one != nullptr && unfolded_.contains(one->key);
}

bool ConversationView::unfold(int row, bool on) {
    const ConversationItem* one = item(row);
    if (one == nullptr || card_facts(*one, setting_).files < 2) return false;
    if (unfolded(row) == on) return true;
    if (on) {
        unfolded_.insert(one->key);
    } else {
        unfolded_.remove(one->key);
    }
    on_changed(row, row);
    return true;
}

int ConversationView::count() const {
    return heights_.count();
}

const ConversationItem* ConversationView::item(int row) const {
    return row >= 0 && row < heights_.count() && feed_.item ? &feed_.item(row) : nullptr;
}

void ConversationView::on_inserted(int first, int last) {
    const int added = last - first + 1;
    const bool at_tail = first == heights_.count();
    heights_.insert(first, added);
    std::unordered_map<int, Bubble> moved;
    for (auto& [row, bubble] : bubbles_) moved.emplace(row >= first ? row + added : row, std::move(bubble));
    bubbles_ = std::move(moved);
    for (int* row : {&current_, &selected_row_, &hovered_, &flashed_}) {
        if (*row >= first) *row += added;
    }
    // One row at the end of a view that stands there arrives before one's eyes.
    if (at_tail && added <= 3 && at_end_ && isVisible() && theme().motion(kAppearMs) > 0) {
        for (int row = first; row <= last; ++row) born_.insert(feed_.item(row).key, clock_.elapsed());
        motion_.start(kFrameMs, this);
    }
    settle();
}

void ConversationView::on_removed(int first, int last) {
    const int gone = last - first + 1;
    heights_.remove(first, gone);
    std::unordered_map<int, Bubble> moved;
    for (auto& [row, bubble] : bubbles_) {
        if (row >= first && row <= last) continue;
        moved.emplace(row < first ? row : row - gone, std::move(bubble));
    }
    bubbles_ = std::move(moved);
    for (int* row : {&current_, &selected_row_, &hovered_, &flashed_}) {
        if (*row >= first) *row = *row > last ? *row - gone : -1;
    }
    settle();
}

void ConversationView::on_changed(int first, int last) {
    for (int row = first; row <= last && row < heights_.count(); ++row) {
        bubbles_.erase(row);
        heights_.forget(row);
    }
    settle();
}

void ConversationView::before_reordered() {
    order_.clear();
    order_.reserve(static_cast<std::size_t>(heights_.count()));
    for (int row = 0; row < heights_.count(); ++row) order_.push_back(feed_.item(row).key);
}

// Rows went to other places: what was kept of them by number follows them by their keys. Bubbles are made
// anew, because a row that stands elsewhere may belong to another group.
void ConversationView::on_reordered() {
    const std::vector<QString> before = std::exchange(order_, {});
    const int rows = feed_.model->rowCount();
    bubbles_.clear();
    hot_spot_ = -1;
    QHash<QString, int> place;
    for (int row = 0; row < rows; ++row) place.insert(feed_.item(row).key, row);
    std::vector<int> new_place;
    new_place.reserve(before.size());
    for (const QString& key : before) new_place.push_back(place.value(key, -1));
    const bool known = std::ssize(before) == rows && place.size() == rows &&
                       std::ranges::find(new_place, -1) == new_place.end();
    if (known) {
        heights_.reorder(new_place);
    } else {
        heights_.reset(rows);
    }
    for (int* row : {&current_, &selected_row_, &hovered_, &flashed_}) {
        if (*row >= 0) *row = *row < std::ssize(new_place) ? new_place[static_cast<std::size_t>(*row)] : -1;
    }
    settle();
}

double ConversationView::column() const {
    return column_of(viewport()->width());
}

double ConversationView::column_of(double width) const {
    const double widest = theme().px(kWidestColumn);
    return window()->width() > kWideWindow ? std::min(width, widest) : width;
}

double ConversationView::column_left() const {
    return std::floor((viewport()->width() - column()) / 2);
}

double ConversationView::content_shift() const {
    return std::max(0.0, viewport()->height() - heights_.total() - kBottom);
}

const Bubble& ConversationView::bubble(int row) {
    const auto found = bubbles_.find(row);
    if (found != bubbles_.end() && heights_.measured(row)) return found->second;
    bubbles_.erase(row);
    Bubble made(feed_.item(row), setting_);
    heights_.set(row, made.height());
    return bubbles_.emplace(row, std::move(made)).first->second;
}

void ConversationView::settle() {
    if (settling_) return;
    settling_ = true;
    QScrollBar* bar = verticalScrollBar();
    const double window_height = viewport()->height();
    // Measuring moves what was estimated: again until all that is near is known. Each turn measures at least
    // one row.
    for (bool again = true; again;) {
        again = false;
        const double most = std::max(0.0, heights_.total() + kBottom - window_height);
        const double value = at_end_ ? most : std::clamp(heights_.held(), 0.0, most);
        const int first = heights_.row_at(value - kKeepAhead);
        if (first < 0) break;
        const int last = heights_.row_at(value + window_height + kKeepAhead);
        for (int row = first; row <= last; ++row) {
            if (heights_.measured(row) && bubbles_.contains(row)) continue;
            again = true;
            (void)bubble(row);
        }
        if (bubbles_.size() > kKeptBubbles) {
            std::erase_if(bubbles_, [&](const auto& one) { return one.first < first || one.first > last; });
        }
    }
    const double most = std::max(0.0, heights_.total() + kBottom - window_height);
    const double value = at_end_ ? most : std::clamp(heights_.held(), 0.0, most);
    bar->setRange(0, static_cast<int>(std::ceil(most)));
    bar->setPageStep(static_cast<int>(window_height));
    bar->setValue(static_cast<int>(std::round(value)));
    if (!at_end_) heights_.hold(bar->value());
    settling_ = false;
    place_pill();
    place_hover_bar();
    load_more();
    viewport()->update();
}

void ConversationView::load_more() {
    const QScrollBar* bar = verticalScrollBar();
    if (bar->value() < kLoadAhead && feed_.fetch_earlier) feed_.fetch_earlier();
    // The end of what is loaded of the past is no end to stay at.
    if (bar->maximum() - bar->value() < kLoadAhead && feed_.fetch_later && feed_.fetch_later()) {
        if (std::exchange(at_end_, false)) heights_.hold(bar->value());
    }
    if (at_end_ && feed_.seen && isVisible() && window()->isActiveWindow()) feed_.seen();
}

void ConversationView::scrollContentsBy(int, int) {
    if (settling_) return;
    const QScrollBar* bar = verticalScrollBar();
    at_end_ = bar->value() >= bar->maximum() - 1;
    heights_.hold(bar->value());
    if (at_end_) unseen_ = 0;
    day_.start(kStickyMs, this);
    settle();
    if (underMouse()) hover(viewport()->mapFromGlobal(QCursor::pos()));
}

void ConversationView::scroll_to_end() {
    at_end_ = true;
    unseen_ = 0;
    settle();
}

void ConversationView::arrived(bool own) {
    if (own) return scroll_to_end();
    if (!at_end_) ++unseen_;
    place_pill();
}

void ConversationView::show_row(int row) {
    if (row < 0 || row >= heights_.count()) return;
    if (row == heights_.count() - 1) return scroll_to_end();
    at_end_ = false;
    // What lies around is measured first: else estimates would carry the row away from where it was put.
    for (int near = std::max(0, row - 20); near < std::min(heights_.count(), row + 20); ++near)
        (void)bubble(near);
    const double most = std::max(0.0, heights_.total() + kBottom - viewport()->height());
    const double wanted = std::clamp(heights_.top(row) - viewport()->height() / 3.0, 0.0, most);
    heights_.hold(wanted);
    flashed_ = row;
    flash_since_.start();
    if (theme().motion(kFlashMs) > 0) motion_.start(kFrameMs, this);
    settle();
    at_end_ = verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 1;
}

void ConversationView::timerEvent(QTimerEvent* event) {
    if (event->timerId() == day_.timerId()) {
        day_.stop();
        viewport()->update();
        return;
    }
    if (event->timerId() != motion_.timerId()) return QAbstractScrollArea::timerEvent(event);
    if (flashed_ >= 0 && flash_since_.elapsed() > kFlashMs * 2) flashed_ = -1;
    born_.removeIf([this](const auto& one) { return clock_.elapsed() - one.value() > kAppearMs; });
    if (flashed_ < 0 && born_.isEmpty()) motion_.stop();
    viewport()->update();
}

QRect ConversationView::row_rect(int row) const {
    if (row < 0 || row >= heights_.count()) return {};
    const double top = heights_.top(row) - verticalScrollBar()->value() + content_shift();
    return QRectF(column_left(), top, column(), heights_.height(row)).toAlignedRect();
}

int ConversationView::tile_at(int row, const QPoint& global) {
    return bubble(row).tile_at(viewport()->mapFromGlobal(global) - column_origin(row));
}

QPoint ConversationView::column_origin(int row) const {
    return row_rect(row).topLeft();
}

void ConversationView::paint_row(QPainter& painter, int row) {
    const ConversationItem& one = feed_.item(row);
    const Bubble& shown = bubble(row);
    BubbleState state;
    state.hovered = row == hovered_;
    if (row == hovered_ && hot_spot_ >= 0 && hot_spot_ < static_cast<int>(shown.spots().size())) {
        state.hot = &shown.spots()[static_cast<std::size_t>(hot_spot_)];
    }
    state.pressed = pressed_;
    state.focused = row == current_ && hasFocus();
    if (row == selected_row_) {
        state.selected = {std::min(select_from_, select_to_), std::abs(select_to_ - select_from_)};
    }
    if (row == flashed_) {
        const double past = static_cast<double>(flash_since_.elapsed()) / kFlashMs;
        state.flash = std::clamp(2 - past, 0.0, 1.0);
    }
    double rise = 0;
    if (const auto born = born_.constFind(one.key); born != born_.constEnd()) {
        const double past = std::clamp(static_cast<double>(clock_.elapsed() - *born) / kAppearMs, 0.0, 1.0);
        const double left = 1 - past;
        rise = kAppearRise * left * left * left;  // ease out cubic
        painter.setOpacity(past);
    }
    painter.translate(0, rise);
    shown.paint(painter, one, setting_, state);
}

void ConversationView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme().color(Token::Canvas));
    if (heights_.count() == 0) return;
    const double scrolled = verticalScrollBar()->value();
    const double shift = content_shift();
    const int first = heights_.row_at(scrolled + event->rect().top() - shift - 40);
    const int last = heights_.row_at(scrolled + event->rect().bottom() - shift + 40);
    for (int row = first; row <= last; ++row) {
        painter.save();
        painter.translate(column_left(), std::round(heights_.top(row) - scrolled + shift));
        paint_row(painter, row);
        painter.restore();
    }
    if (day_.isActive()) paint_sticky_day(painter);
}

void ConversationView::paint_sticky_day(QPainter& painter) {
    const double scrolled = verticalScrollBar()->value();
    int row = heights_.row_at(scrolled + kStickyTop - kDayBefore);
    if (content_shift() > 0) return;
    // The day line above, and the one that pushes it away.
    const int top_row = row;
    while (row >= 0 && feed_.item(row).kind != ConversationItem::Kind::Day) --row;
    if (row < 0) return;
    double y = kStickyTop;
    for (int below = top_row + 1; below < heights_.count(); ++below) {
        const double top = heights_.top(below) - scrolled + kDayBefore;
        if (top > kStickyTop + 2 * day_pill_height()) break;
        if (feed_.item(below).kind == ConversationItem::Kind::Day)
            y = std::min(y, top - day_pill_height() - 4);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paint_day_pill(painter, column_left() + column() / 2, y, feed_.item(row).text);
}

void ConversationView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    if (std::abs(setting_.width - column()) > 0.5) {
        set_setting(setting_);
    } else {
        settle();
    }
}

bool ConversationView::event(QEvent* event) {
    if (event->type() == QEvent::WindowActivate || event->type() == QEvent::Show) load_more();
    return QAbstractScrollArea::event(event);
}

void ConversationView::place_pill() {
    const QScrollBar* bar = verticalScrollBar();
    const bool far = bar->maximum() - bar->value() > viewport()->height() / 2;
    pill_->set_count(unseen_);
    pill_->setVisible(!at_end_ && (far || unseen_ > 0) && heights_.count() > 0);
    pill_->resize(pill_->sizeHint());
    QRect box(static_cast<int>(column_left() + column()) - pill_->width() - 16,
              viewport()->height() - pill_->height() - 12, pill_->width(), pill_->height());
    if (box.intersects(taken_)) box.moveBottom(taken_.top() - 8);
    pill_->move(box.topLeft());
}

void ConversationView::keep_pill_above(const QRect& taken) {
    if (std::exchange(taken_, taken) != taken) place_pill();
}

}  // namespace culver::desktop
