// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/transfers_panel.h"

#include "control/methods.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/empty_state.h"
#include "ui/desktop/view/file_words.h"
#include "ui/desktop/view/rate_menu.h"
#include "ui/desktop/view/received_file.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QToolTip>
#include <QUrl>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHead = 60;
constexpr double kTile = 40;
constexpr double kButton = 32;
constexpr double kPadY = 12;
constexpr double kLeft = 20;
constexpr double kRight = 16;
constexpr double kBar = 4;
constexpr double kTileGap = 12;
constexpr double kOfferAbove = 8;  // between the words of an offer and its buttons

bool has_bar(const TransferView& view) {
    return view.row.state == control::TransferState::Active ||
           view.row.state == control::TransferState::Paused;
}

bool is_offer(const TransferView& view) {
    return view.row.state == control::TransferState::Offered && view.row.direction == control::Direction::In;
}

QString proof_words(const TransferView& view) {
    return view.row.ended
               ? TransfersPanel::tr("Saved and checked, %1").arg(Wording::clock(local_time(*view.row.ended)))
               : TransfersPanel::tr("Saved and checked");
}

}  // namespace

TransferDelegate::TransferDelegate(Desk& desk, QObject* parent) : QStyledItemDelegate(parent), desk_(desk) {}

QSize TransferDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const TransferView& view = desk_.transfers().view(index.row());
    double words = theme().line_height(Type::Strong) + 2.0 * theme().line_height(Type::Meta) + 2;
    if (has_bar(view)) words += px(8) + kBar + px(6) - 2;
    if (is_offer(view)) {
        const auto* list = qobject_cast<const QListView*>(option.widget);
        const double wide = list != nullptr ? list->viewport()->width() : 0;
        words = spots(view, QRectF(0, 0, wide, 0)).back().box.bottom() - px(kPadY);
    }
    return {0, static_cast<int>(std::ceil(2 * px(kPadY) + std::max(px(kTile), words) + 1))};
}

std::vector<Spot> TransferDelegate::spots(const TransferView& view, const QRectF& box) const {
    if (is_offer(view)) {
        const double words = theme().line_height(Type::Strong) + 2.0 * theme().line_height(Type::Meta) + 2;
        return offer_buttons(box.left() + kLeft + px(kTile) + px(kTileGap),
                             box.top() + px(kPadY) + words + px(kOfferAbove), box.right() - kRight);
    }
    std::vector<Spot> buttons = buttons_of(view.row);
    double x = box.right() - kRight - px(kButton) * static_cast<double>(buttons.size()) + 4;
    for (Spot& button : buttons) {
        button.box = QRectF(x, box.top() + px(kPadY) + 2, px(kButton), px(kButton));
        x += px(kButton);
    }
    return buttons;
}

QString TransferDelegate::title_in(const TransferView& view, double width) {
    return fitting(titles_of(view.row), width, Type::Strong);
}

void TransferDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const TransferView& view = desk_.transfers().view(index.row());
    const QRectF box = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme().color(Token::Line));
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(theme().color(Token::Focus), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(box.adjusted(5, 5, -5, -6), 8, 8);
    }
    const double tile = px(kTile);
    const bool dim = view.row.state == control::TransferState::Declined ||
                     view.row.state == control::TransferState::Cancelled;
    FileLook kind = kind_of(view.row);
    if (dim) kind.hue = Hue::Slate;
    paint_tile(*painter, QRectF(box.left() + kLeft, box.top() + px(kPadY), tile, tile), kind);
    double right = box.right() - kRight;
    for (const Spot& button : spots(view, box)) {
        const bool hot = button.box.contains(pointer_);
        if (answers_offer(button)) {
            paint_offer_button(*painter, button, hot);
            continue;
        }
        right = std::min(right, button.box.left() - 8);
        paint_spot_button(*painter, button, hot, false, theme().color(Token::Hover));
    }
    const double left = box.left() + kLeft + tile + px(kTileGap);
    double y = box.top() + px(kPadY);
    paint_line(*painter, left, y, right - left, title_in(view, right - left), Type::Strong,
               theme().color(dim ? Token::Ink2 : Token::Ink), Qt::ElideMiddle);
    y += theme().line_height(Type::Strong);
    const bool out = view.row.direction == control::Direction::Out;
    QString peer = out ? tr("To %1").arg(view.peer_name) : tr("From %1").arg(view.peer_name);
    if (view.row.group) peer += u" · "_s + desk_.name_of(QString::fromStdString(*view.row.group));
    // Of an offer the line below counts them, of what has no names the title.
    if (view.row.files.value_or(1) > 1 && view.row.state != control::TransferState::Offered &&
        !view.row.paths.empty())
        peer += u" · "_s + Wording::files(*view.row.files);
    paint_line(*painter, left, y, right - left, peer, Type::Meta, theme().color(Token::Ink2));
    y += theme().line_height(Type::Meta);
    const double whole = box.right() - kRight - 8 - left;
    if (has_bar(view)) {
        y += px(8);
        const bool moving = view.moving();
        paint_bar(*painter, QRectF(left, y, whole, kBar), view.progress,
                  moving ? Token::Accent : Token::LineStrong, moving);
        y += kBar + px(6);
    } else {
        y += 2;
    }
    control::TransferRow row = view.row;
    if (view.rate > 0) row.rate = static_cast<std::uint64_t>(view.rate);
    StateLine line = state_line(row, Wording::given_name(view.peer_name), view.progress, view.seconds_left);
    if (row.state == control::TransferState::Done) {
        line.words = {proof_words(view)};
        line.icon = u"seal"_s;
        line.color = Token::Ok;
    }
    paint_state_line(*painter, left, y, whole, line, Token::Ink2);
    painter->restore();
}

TransfersPanel::TransfersPanel(Desk& desk, Shell& shell, QWidget* parent)
    : QWidget(parent), desk_(desk), shell_(shell), summary_(new QWidget(this)), list_(new QListView(this)) {
    setFocusPolicy(Qt::TabFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(20, 0, 12, 1);  // the hairline
    auto* title = new Words({}, Type::Head, Token::Ink, head);
    auto* close = new IconButton(u"close"_s, tr("Close"), head);
    row->addWidget(title, 1, Qt::AlignVCenter);
    row->addWidget(close);
    themed(head, [head] { head->setFixedHeight(theme().px(kHead)); });
    connect(close, &QAbstractButton::clicked, this, &TransfersPanel::close_wanted);
    column->addWidget(head);

    auto* line = new QHBoxLayout(summary_);
    line->setContentsMargins(20, 12, 20, 12);
    line->setSpacing(8);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    rate_ = new Words({}, Type::Unread, Token::Ink, summary_);
    counts_ = new Words({}, Type::Meta, Token::Ink2, summary_);
    words->addWidget(rate_);
    words->addWidget(counts_);
    line->addLayout(words, 1);
    pause_ = new Button(tr("Pause all"), Button::Kind::Second, summary_);
    pause_->set_small(true);
    limit_ = new Button(tr("Limit"), Button::Kind::Second, summary_);
    limit_->set_small(true);
    line->addWidget(pause_);
    line->addWidget(limit_);
    connect(limit_, &QAbstractButton::clicked, this, &TransfersPanel::open_limit);
    column->addWidget(summary_);
    connect(pause_, &QAbstractButton::clicked, this, &TransfersPanel::pause_all);

    delegate_ = new TransferDelegate(desk_, this);
    list_->setModel(&desk_.transfers());
    list_->setItemDelegate(delegate_);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setResizeMode(QListView::Adjust);  // the buttons of an offer may need two lines
    list_->setSelectionMode(QAbstractItemView::NoSelection);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setMouseTracking(true);
    list_->viewport()->installEventFilter(this);
    setFocusProxy(list_);
    list_->setStyleSheet(u"QListView { background: transparent; }"_s);
    list_->viewport()->setAutoFillBackground(false);
    themed(list_, [this] { list_->doItemsLayout(); });
    column->addWidget(list_, 1);
    empty_ = new EmptyState(EmptyState::Picture::Page, this);
    auto* choose = empty_->add_button({}, Button::Kind::Second);
    connect(choose, &QAbstractButton::clicked, this, [this] {
        const QStringList paths = QFileDialog::getOpenFileNames(window(), tr("Choose files"));
        if (!paths.isEmpty()) Q_EMIT files_chosen(paths);
    });
    column->addWidget(empty_, 1);
    worded(this, [this, title, close, choose] {
        choose->setText(tr("Choose files"));
        title->setText(tr("Transfers"));
        close->set_name(tr("Close"));
        pause_->setText(tr("Pause all"));
        limit_->setText(tr("Limit"));
        list_->setAccessibleName(tr("Transfers"));
        empty_->set_words(tr("No files yet"), tr("Drop files on a name, and off they fly."));
        show_summary();
    });
    connect(&desk_.transfers(), &TransferModel::flight_changed, this, &TransfersPanel::show_summary);
    connect(&desk_.transfers(), &QAbstractItemModel::modelReset, this, &TransfersPanel::show_summary);
    connect(&desk_.transfers(), &QAbstractItemModel::rowsInserted, this, &TransfersPanel::show_summary);
    connect(&desk_.transfers(), &TransferModel::transfer_changed, this, [this] {
        list_->doItemsLayout();
        show_summary();
    });
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(list_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = list_->indexAt(at);
        if (index.isValid()) open_menu(index, list_->viewport()->mapToGlobal(at));
    });
    connect(list_, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        open_menu(index, list_->viewport()->mapToGlobal(list_->visualRect(index).center()));
    });
}

void TransfersPanel::show_summary() {
    const Flight flight = desk_.transfers().flight();
    const bool any = desk_.transfers().rowCount() > 0;
    list_->setVisible(any);
    empty_->setVisible(!any);
    summary_->setVisible(flight.moving + flight.waiting > 0);
    rate_->setText(Wording::rate(static_cast<quint64>(std::max<qint64>(0, flight.rate))));
    counts_->setText(Wording::clauses(count_words()));
    pause_->setEnabled(flight.moving > 0);
}

QStringList TransfersPanel::count_words() const {
    using control::TransferState;
    int asking = 0, moving = 0, waiting = 0, paused = 0, stopped = 0;
    for (int i = 0; i < desk_.transfers().rowCount(); ++i) {
        const TransferView& view = desk_.transfers().view(i);
        if (view.ended()) continue;
        ++(is_offer(view)                                 ? asking
           : view.moving()                                ? moving
           : view.row.state == TransferState::Paused      ? paused
           : view.row.state == TransferState::Interrupted ? stopped
                                                          : waiting);
    }
    QStringList parts;
    if (asking > 0) parts << tr("%n ask you", "of transfers", asking);
    if (moving > 0) parts << tr("%n under way", nullptr, moving);
    if (paused > 0) parts << tr("%n paused", "of transfers", paused);
    if (stopped > 0) parts << tr("%n interrupted", "of transfers", stopped);
    if (waiting > 0) parts << tr("%n waiting", nullptr, waiting);
    return parts;
}

void TransfersPanel::pause_all() {
    for (int i = 0; i < desk_.transfers().rowCount(); ++i) {
        const TransferView& view = desk_.transfers().view(i);
        if (view.moving()) act(Act::Pause, QString::fromStdString(view.row.id));
    }
}

Told TransfersPanel::told() {
    return [self = QPointer(this)](const QString& problem) {
        if (self && !problem.isEmpty()) self->shell_.toast(tr("That did not work"), problem);
    };
}

// The node knows what holds for all.
void TransfersPanel::open_limit() {
    control::method::ConfigGet ask;
    ask.key = "rate_limit";
    desk_.client().call<control::method::ConfigGet>(
        ask, this, [this](const control::Reply<control::ConfigList>& reply) {
            if (!reply) return told()(Wording::problem(reply.error()));
            quint64 now = 0;
            for (const auto& entry : reply->entries) {
                const auto* number = std::get_if<std::int64_t>(&entry.value);
                if (entry.key == "rate_limit" && number != nullptr && *number > 0)
                    now = static_cast<quint64>(*number);
            }
            QMenu menu(this);
            add_rates(menu, now, [this](quint64 rate) { desk_.limit_all(rate, told()); });
            menu.exec(limit_->mapToGlobal(QPoint(0, limit_->height() + 4)));
        });
}

void TransfersPanel::act(Act act, const QString& transfer) {
    const Told told = this->told();
    const TransferView* view = desk_.transfers().find(transfer);
    if (view == nullptr) return;
    switch (act) {
        case Act::Accept: return desk_.accept(transfer, {}, told);
        case Act::Decline: return desk_.decline(transfer, told);
        case Act::Pause: return desk_.pause(transfer, told);
        case Act::Resume: return desk_.resume(transfer, told);
        case Act::Cancel: return desk_.cancel(transfer, told);
        case Act::Again: return desk_.again(transfer, told);
        case Act::ShowFolder: return show_in_folder(local_path(view->row), shell_);
        case Act::OpenFile:
            if (is_offer(*view)) return Q_EMIT offer_wanted(transfer);
            return open_received(local_path(view->row), shell_);
        default: return;
    }
}

void TransfersPanel::open_menu(const QModelIndex& index, const QPoint& global) {
    const TransferView& view = desk_.transfers().view(index.row());
    const QString id = QString::fromStdString(view.row.id);
    const QString where = desk_.transfers().conversation_of(view);
    QMenu menu(this);
    if (is_offer(view)) menu.addAction(tr("Choose…"), this, [this, id] { act(Act::OpenFile, id); });
    if (view.row.state == control::TransferState::Done && !local_path(view.row).isEmpty()) {
        menu.addAction(tr("Open"), this, [this, id] { act(Act::OpenFile, id); });
    }
    for (const Spot& button : delegate_->spots(view, QRectF())) {
        const QIcon icon = button.icon.isEmpty() ? QIcon() : theme().icon(button.icon, Token::Ink2, 18);
        menu.addAction(icon, button.tip, this, [this, what = button.act, id] { act(what, id); });
    }
    if (!view.ended() && view.row.state != control::TransferState::Offered) {
        auto* limits = menu.addMenu(tr("Limit"));
        add_rates(*limits, view.row.rate_limit.value_or(0),
                  [this, id](quint64 rate) { desk_.limit(id, rate, told()); });
    }
    menu.addSeparator();
    menu.addAction(tr("Open the conversation"), this, [this, where] { Q_EMIT chosen(where); });
    menu.exec(global);
}

const Spot* TransfersPanel::spot_at(const QPoint& point, QModelIndex& index, std::vector<Spot>& spots) const {
    index = list_->indexAt(point);
    if (!index.isValid()) return nullptr;
    spots = delegate_->spots(desk_.transfers().view(index.row()), list_->visualRect(index));
    for (const Spot& one : spots) {
        if (one.box.contains(point)) return &one;
    }
    return nullptr;
}

bool TransfersPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched != list_->viewport()) return QWidget::eventFilter(watched, event);
    QModelIndex index;
    std::vector<Spot> spots;
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::Leave) {
        const QPoint at = event->type() == QEvent::Leave
                              ? QPoint(-1, -1)
                              : static_cast<QMouseEvent*>(event)->position().toPoint();
        delegate_->set_pointer(at);
        list_->viewport()->setCursor(spot_at(at, index, spots) != nullptr ? Qt::PointingHandCursor
                                                                          : Qt::ArrowCursor);
        list_->viewport()->update();
    } else if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease) {
        // Rows may move between the two: it is the same button of the same transfer, or nothing.
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const Spot* spot = spot_at(mouse->position().toPoint(), index, spots);
        std::optional<Pressed> here;
        if (index.isValid() && mouse->button() == Qt::LeftButton) {
            const auto& view = desk_.transfers().view(index.row());
            const QString id = QString::fromStdString(view.row.id);
            if (spot != nullptr)
                here = Pressed(id, spot->act);
            else if (is_offer(view))
                here = Pressed(id, Act::OpenFile);
        }
        const auto pressed = std::exchange(pressed_, std::nullopt);
        if (event->type() == QEvent::MouseButtonPress) {
            pressed_ = here;
        } else if (here && here == pressed) {
            act(here->second, here->first);
            return true;
        }
    } else if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Spot* spot = spot_at(help->pos(), index, spots);
        QString tip;
        if (spot != nullptr) tip = spot->tip;
        if (spot == nullptr && index.isValid()) tip = names_tip(desk_.transfers().view(index.row()).row);
        if (!tip.isEmpty()) QToolTip::showText(help->globalPos(), safe_tip(tip), list_);
        return !tip.isEmpty();
    }
    return QWidget::eventFilter(watched, event);
}

void TransfersPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(Token::Canvas));
    const QColor line = theme().color(Token::Line);
    painter.fillRect(QRect(0, 0, 1, height()), line);
    painter.fillRect(QRect(0, theme().px(kHead) - 1, width(), 1), line);
    if (summary_->isVisible()) painter.fillRect(QRect(0, summary_->geometry().bottom(), width(), 1), line);
}

}  // namespace culver::desktop
