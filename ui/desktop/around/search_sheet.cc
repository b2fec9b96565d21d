// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/search_sheet.h"

#include "control/methods.h"
#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/empty_state.h"

#include <QAbstractListModel>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <deque>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {
constexpr int kPause = 180;  // ms after the last key
constexpr unsigned kPage = 50;
constexpr int kMaxResults = 2000;  // more is searched with better words
}  // namespace

class SearchSheet::Results : public QAbstractListModel {
public:
    struct Row {
        QString conversation, message, author, author_name, place, text, time;
        bool group = false;
    };
    using QAbstractListModel::QAbstractListModel;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
        const Row& row = rows_.at(static_cast<std::size_t>(index.row()));
        if (role == Qt::DisplayRole) return row.text;
        if (role == Qt::AccessibleTextRole)
            return tr("%1, %2, %3: %4").arg(row.author_name, row.place, row.time, row.text);
        return {};
    }
    [[nodiscard]] const Row& row(int index) const { return rows_.at(static_cast<std::size_t>(index)); }
    void clear() {
        beginResetModel();
        rows_.clear();
        endResetModel();
    }
    void append(std::vector<Row> more) {
        if (more.empty()) return;
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(more.size()) - 1);
        for (Row& one : more) rows_.push_back(std::move(one));
        endInsertRows();
    }
    static QString tr(const char* words) { return SearchSheet::tr(words); }

private:
    std::deque<Row> rows_;
};

namespace {

template <class Model>
class ResultDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& /*option*/,
                                 const QModelIndex& /*index*/) const override {
        return {100, theme().line_height(Type::Strong) + theme().line_height(Type::Second) + 19};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const auto& row = static_cast<const Model*>(index.model())->row(index.row());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const Theme& look = theme();
        const QRectF box = QRectF(option.rect).adjusted(0, 0, 0, -1);
        const bool here = option.state.testFlag(QStyle::State_Selected),
                   under = option.state.testFlag(QStyle::State_MouseOver);
        if (here || under) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(look.color(here ? Token::Selected : Token::Hover));
            painter->drawRoundedRect(box, 10, 10);
        }
        const double face = look.px(32);
        const QRectF avatar(box.left() + 8, box.center().y() - face / 2, face, face);
        paint_avatar(*painter, avatar, {.id = row.author, .name = row.author_name, .gone = false});
        const double left = avatar.right() + 10, right = box.right() - 10, top = box.top() + 9;
        const double time =
            paint_line_right(*painter, right, top + 3, row.time, Type::Micro, look.color(Token::Ink3));
        const double name = paint_line(*painter, left, top, (right - left - time) * 0.6, row.author_name,
                                       Type::Strong, look.color(Token::Ink));
        if (row.group) {
            paint_line(*painter, left + name + 8, top + 2, right - left - name - time - 20, row.place,
                       Type::Meta, look.color(Token::Ink2));
        }
        paint_line(*painter, left, top + look.line_height(Type::Strong), right - left, row.text, Type::Second,
                   look.color(Token::Ink2));
        painter->restore();
    }
};

}  // namespace

SearchSheet::SearchSheet(QWidget* window, Desk& desk, const QString& in, const QString& words)
    : Sheet(window, u" "_s, 560), desk_(desk), in_(in) {
    add_close([] { return tr("Close"); });
    content().setContentsMargins(24, 8, 24, 0);
    words_ = new LineEdit;
    words_->set_icon(u"search"_s);
    words_->setMaxLength(256);
    words_->setText(words);
    content().addWidget(words_);
    content().addSpacing(8);
    if (!in.isEmpty()) {
        where_ = new Segment({u" "_s, u" "_s});
        content().addWidget(where_);
        content().addSpacing(8);
        connect(where_, &Segment::chosen, this, [this] { ask(false); });
    }
    list_ = new QListView;
    results_ = new Results(this);
    list_->setModel(results_);
    list_->setItemDelegate(new ResultDelegate<Results>(list_));
    list_->setMouseTracking(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setUniformItemSizes(true);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setMinimumHeight(140);
    content().addWidget(list_, 1);
    none_ = new EmptyState(EmptyState::Picture::Glass);
    none_->set_ground(Token::Surface);
    none_->hide();
    content().addWidget(none_, 1);
    told_ = new Words({}, Type::Small, Token::Ink2);
    told_->setAlignment(Qt::AlignHCenter);
    content().addWidget(told_);
    set_full(true);
    pause_.setSingleShot(true);
    pause_.setInterval(kPause);
    connect(&pause_, &QTimer::timeout, this, [this] { ask(false); });
    connect(words_, &QLineEdit::textChanged, this, [this] { pause_.start(); });
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { open_row(index.row()); });
    connect(list_->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value > list_->verticalScrollBar()->maximum() - list_->height()) ask(true);
    });
    themed(list_, [this] { list_->doItemsLayout(); });
    faced(list_->viewport());
    words_->installEventFilter(this);
    list_->installEventFilter(this);
    worded(this, [this] { say(); });
    if (!words.isEmpty()) ask(false);
}

void SearchSheet::say() {
    set_title(in_.isEmpty() ? tr("Search in messages") : tr("Search in %1").arg(desk_.name_of(in_)));
    words_->setPlaceholderText(tr("Words"));
    words_->setAccessibleName(tr("Search in messages"));
    list_->setAccessibleName(tr("Messages found"));
    none_->set_words(tr("Nothing found"), tr("Try fewer words, or others."));
    if (where_ != nullptr) where_->set_words({tr("Here"), tr("Everywhere")});
}

void SearchSheet::show_none(bool none) {
    none_->setVisible(none);
    list_->setVisible(!none);
}

void SearchSheet::ask(bool more) {
    const QString words = words_->text().trimmed();
    if (more && (asking_ || !earlier_ || results_->rowCount() >= kMaxResults)) return;
    if (!more) {
        ++round_;
        earlier_.reset();
        if (words.isEmpty()) {
            results_->clear();
            told_->setText({});
            return show_none(false);
        }
    }
    control::method::ChatSearch wish;
    wish.text = words.toStdString();
    if (!in_.isEmpty() && (where_ == nullptr || where_->current() == 0)) wish.in = in_.toStdString();
    wish.limit = kPage;
    if (more) wish.before = earlier_;
    asking_ = true;
    desk_.client().call(
        wish, this,
        std::function<void(control::Reply<control::MessagePage>)>(
            [this, round = round_, more](const auto& reply) {
                if (round != round_) return;
                asking_ = false;
                if (!more) results_->clear();
                if (!reply) {
                    show_none(false);
                    return told_->setText(Wording::problem(reply.error()));
                }
                earlier_ = reply->earlier;
                std::vector<Results::Row> rows;
                const QDateTime now = QDateTime::currentDateTime();
                for (auto message = reply->messages.rbegin(); message != reply->messages.rend(); ++message) {
                    const QString conversation = QString::fromStdString(message->conversation);
                    const QString author = QString::fromStdString(message->author);
                    rows.push_back(
                        {.conversation = conversation,
                         .message = QString::fromStdString(message->id),
                         .author = author,
                         .author_name = author == desk_.own_id() ? tr("You") : desk_.name_of(author),
                         .place = desk_.name_of(conversation),
                         .text = safe_line(message->snippet.value_or(message->text.value_or("")), 400),
                         .time = message->time ? Wording::moment(local_time(*message->time), now) : QString(),
                         .group = desk_.group(conversation) != nullptr || author == desk_.own_id()});
                }
                results_->append(std::move(rows));
                told_->setText({});
                show_none(results_->rowCount() == 0);
                if (!more && results_->rowCount() > 0) list_->setCurrentIndex(results_->index(0));
            }));
}

void SearchSheet::open_row(int row) {
    if (row < 0 || row >= results_->rowCount()) return;
    const QString conversation = results_->row(row).conversation, message = results_->row(row).message;
    close_with(true);
    Q_EMIT jump(conversation, message);
}

bool SearchSheet::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && (watched == words_ || watched == list_)) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (pause_.isActive()) {
                pause_.stop();
                ask(false);
            } else {
                open_row(list_->currentIndex().row());
            }
            return true;
        }
        if (watched == words_ && (key == Qt::Key_Down || key == Qt::Key_Up) && results_->rowCount() > 0) {
            const int step = key == Qt::Key_Down ? 1 : -1;
            list_->setCurrentIndex(
                results_->index(std::clamp(list_->currentIndex().row() + step, 0, results_->rowCount() - 1)));
            return true;
        }
    }
    return Sheet::eventFilter(watched, event);
}

}  // namespace culver::desktop
