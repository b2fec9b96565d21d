// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/who_sheet.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/file_words.h"

#include <QCoreApplication>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 400;
constexpr double kRow = 48;
constexpr double kAvatar = 32;
constexpr double kGap = 12;
constexpr double kIcon = 14;
constexpr double kBar = 4;
constexpr int kLaterMs = 100;  // several changes in a row are shown once

struct Who {
    Q_DECLARE_TR_FUNCTIONS(Who)
};

class Line : public QWidget {
public:
    Line(const WhoRow& row, QWidget* parent) : QWidget(parent) {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setFocusPolicy(Qt::TabFocus);
        faced(this);
        set_row(row);
    }
    void set_row(const WhoRow& row) {
        row_ = row;
        setAccessibleName(Wording::clauses({row_.name, row_.words}));
        updateGeometry();
        update();
    }
    [[nodiscard]] QSize sizeHint() const override {
        const double words = theme().line_height(Type::Body) + theme().line_height(Type::Meta);
        const double bar = row_.progress < 0 ? 0 : theme().px(4) + kBar;
        return {theme().px(200), static_cast<int>(std::max<double>(theme().px(kRow), words + bar + 8))};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double side = theme().px(kAvatar);
        const QRectF box(0, (height() - side) / 2, side, side);
        AvatarLook avatar;
        avatar.id = row_.id;
        avatar.name = row_.name;
        paint_avatar(painter, box, avatar);
        const double left = box.right() + kGap;
        const bool bar = row_.progress >= 0;
        const double body = theme().line_height(Type::Body), meta = theme().line_height(Type::Meta);
        const QColor ink = theme().color(row_.token);
        if (!bar) {
            const double words = text_width(row_.words, Type::Meta);
            const double icon = row_.icon.isEmpty() ? 0 : theme().px(kIcon);
            // Long words (why it failed) stand below the name, short ones beside it.
            if (words + icon < width() * 0.4) {
                paint_line_right(painter, width(), (height() - meta) / 2, row_.words, Type::Meta, ink);
                paint_mark(painter, width() - words - icon - 5, (height() - icon) / 2, icon, ink);
                paint_line(painter, left, (height() - body) / 2, width() - words - icon - 12 - left,
                           row_.name, Type::Body, theme().color(Token::Ink));
                return ring(painter);
            }
        }
        const double tall = body + meta + (bar ? theme().px(4) + kBar : 0);
        double y = (height() - tall) / 2;
        paint_line(painter, left, y, width() - left, row_.name, Type::Body, theme().color(Token::Ink));
        y += body;
        double x = left;
        if (!row_.icon.isEmpty()) {
            const double icon = theme().px(kIcon);
            paint_mark(painter, x, y + (meta - icon) / 2, icon, ink);
            x += icon + 5;
        }
        paint_line(painter, x, y, width() - x, row_.words, Type::Meta, ink);
        if (!bar) return ring(painter);
        y += meta + theme().px(4);
        paint_bar(painter, QRectF(left, y, width() - left, kBar), row_.progress,
                  row_.token == Token::Warn ? Token::Warn
                  : row_.moving             ? Token::Accent
                                            : Token::LineStrong,
                  row_.moving);
        ring(painter);
    }

private:
    void paint_mark(QPainter& painter, double x, double y, double side, const QColor& ink) const {
        if (!row_.icon.isEmpty()) paint_icon(painter, QRectF(x, y, side, side), row_.icon, ink);
    }
    void ring(QPainter& painter) const {
        if (hasFocus()) paint_focus_ring(painter, QRectF(rect()).adjusted(-2, 3, 2, -3), 8);
    }
    WhoRow row_;
};

[[nodiscard]] bool holds(const std::optional<std::vector<std::string>>& ids, const std::string& id) {
    return ids && std::ranges::find(*ids, id) != ids->end();
}

}  // namespace

std::vector<WhoRow> who_has(const Desk& desk, const QString& group, const control::MessageRow& message) {
    const auto* row = desk.group(group);
    if (row == nullptr) return {};
    std::array<std::vector<WhoRow>, 4> ranks;  // confirmed, read, delivered, waiting
    for (const std::string& member : row->members) {
        if (member == message.author) continue;
        WhoRow who;
        who.id = QString::fromStdString(member);
        who.name = desk.name_of(who.id);
        std::size_t rank = 3;
        if (holds(message.confirmed_by, member)) {
            rank = 0;
            who.words = Who::tr("Confirmed");
            who.icon = u"seal"_s;
            who.token = Token::Ok;
        } else if (holds(message.read_by, member)) {
            rank = 1;
            who.words = Wording::state(control::MessageState::Read);
            who.icon = u"checks"_s;
            who.token = Token::Accent;
        } else if (holds(message.delivered_to, member)) {
            rank = 2;
            who.words = Wording::state(control::MessageState::Delivered);
            who.icon = u"checks"_s;
        } else {
            who.words = Wording::when_back();
            who.icon = u"clock"_s;
        }
        ranks.at(rank).push_back(std::move(who));
    }
    std::vector<WhoRow> all;
    for (auto& rank : ranks) all.insert(all.end(), rank.begin(), rank.end());
    return all;
}

std::vector<WhoRow> who_gets(Desk& desk, const QStringList& transfers) {
    using control::TransferState;
    std::vector<WhoRow> rows, done;
    for (const QString& id : transfers) {
        const TransferView* view = desk.transfers().find(id);
        if (view == nullptr) continue;
        const StateLine line =
            state_line(view->row, Wording::given_name(view->peer_name), view->progress, view->seconds_left);
        WhoRow who;
        who.id = QString::fromStdString(view->row.peer);
        who.name = view->peer_name;
        who.words = line.words.value(0);
        who.icon = line.icon;
        who.token = line.color;
        who.moving = view->moving();
        const TransferState state = view->row.state;
        if (state == TransferState::Active || state == TransferState::Paused ||
            state == TransferState::Interrupted)
            who.progress = view->progress;
        if (state == TransferState::Done) {
            who.words = Who::tr("Saved and checked");
            who.icon = u"seal"_s;
            who.token = Token::Ok;
        }
        (state == TransferState::Done ? done : rows).push_back(std::move(who));
    }
    rows.insert(rows.end(), done.begin(), done.end());
    return rows;
}

WhoSheet::WhoSheet(QWidget* window, Desk& desk, std::function<std::vector<WhoRow>()> rows)
    : Sheet(window, u" "_s, kWidth), rows_(std::move(rows)) {
    add_close([] { return tr("Close"); });
    content().setContentsMargins(24, 8, 24, 0);
    later_.setSingleShot(true);
    later_.setInterval(kLaterMs);
    connect(&later_, &QTimer::timeout, this, &WhoSheet::fill);
    const auto later = [this] {
        if (!later_.isActive()) later_.start();
    };
    connect(&desk.transfers(), &QAbstractItemModel::dataChanged, this, later);
    connect(&desk.transfers(), &QAbstractItemModel::modelReset, this, later);
    connect(&desk, &Desk::summary_changed, this, later);
    connect(&desk, &Desk::group_changed, this, later);
    connect(&desk, &Desk::peer_changed, this, later);
    worded(this, [this] {
        set_title(tr("Who has it"));
        shown_.clear();
        fill();
    });
}

void WhoSheet::fill() {
    const auto rows = rows_();
    if (list_ && rows == shown_) return;
    const bool same = list_ && std::ranges::equal(rows, shown_, {}, &WhoRow::id, &WhoRow::id);
    shown_ = rows;
    if (same) {  // who reads along keeps the place
        for (int index = 0; index < static_cast<int>(rows.size()); ++index) {
            auto* line = static_cast<Line*>(list_->layout()->itemAt(index)->widget());
            line->set_row(rows[static_cast<std::size_t>(index)]);
        }
        return;
    }
    delete list_;
    list_ = new QWidget;
    auto* column = new QVBoxLayout(list_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (const WhoRow& row : rows) column->addWidget(new Line(row, list_));
    content().addWidget(list_);
    arrange();
}

}  // namespace culver::desktop
