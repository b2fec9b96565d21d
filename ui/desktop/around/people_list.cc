// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/people_list.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/name_collator.h"
#include "ui/desktop/model/wording.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

enum Role { Id = Qt::UserRole, Second, Presence, Group, Verified, Locked };

class PersonDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& /*option*/,
                                 const QModelIndex& /*index*/) const override {
        return {100, theme().px(48)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const Theme& look = theme();
        const QRectF row = QRectF(option.rect).adjusted(0, 0, 0, -1);
        const bool chosen = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        const bool under = option.state.testFlag(QStyle::State_MouseOver);
        const bool current = option.state.testFlag(QStyle::State_HasFocus);
        const QColor ground = look.color(chosen ? Token::Selected : under ? Token::Hover : Token::Surface);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ground);
        painter->drawRoundedRect(row, 10, 10);
        const double face = look.px(32);
        const QRectF avatar(row.left() + 8, row.center().y() - face / 2, face, face);
        const auto presence = static_cast<control::Presence>(index.data(Presence).toInt());
        const bool group = index.data(Group).toBool(), locked = index.data(Locked).toBool();
        const bool gone = !group && presence == control::Presence::Offline;
        const QString name = index.data(Qt::DisplayRole).toString();
        paint_avatar(*painter, avatar,
                     {.id = index.data(Id).toString(),
                      .name = name,
                      .shape = locked  ? AvatarShape::Shield
                               : group ? AvatarShape::Group
                                       : AvatarShape::Person,
                      .gone = gone});
        if (!group) paint_presence(*painter, avatar, presence, ground);
        const double left = avatar.right() + 10, box = look.px(18), right = row.right() - 12 - box;
        const double high = look.line_height(Type::Strong) + look.line_height(Type::Second);
        const double top = row.center().y() - high / 2;
        const double mark = index.data(Verified).toBool() ? look.px(14) + 6 : 0;
        const double wide = paint_line(*painter, left, top, right - left - 12 - mark, name, Type::Strong,
                                       look.color(gone ? Token::Ink2 : Token::Ink));
        if (mark > 0) {
            const double side = look.px(14);
            paint_icon(*painter,
                       {left + wide + 6, top + (look.line_height(Type::Strong) - side) / 2, side, side},
                       u"verified"_s, look.color(Token::Ok));
        }
        paint_line(*painter, left, top + look.line_height(Type::Strong), right - left - 12,
                   index.data(Second).toString(), Type::Second,
                   look.color(locked ? Token::Danger : Token::Ink2));
        const QRectF check(right, row.center().y() - box / 2, box, box);
        if (locked) {
            const double side = look.px(16);
            paint_icon(*painter, {check.center().x() - side / 2, check.center().y() - side / 2, side, side},
                       u"lock"_s, look.color(Token::Ink2));
        } else if (chosen) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(look.color(Token::Accent));
            painter->drawRoundedRect(check, 5, 5);
            const double side = look.px(14);
            paint_icon(*painter, {check.center().x() - side / 2, check.center().y() - side / 2, side, side},
                       u"check"_s, look.color(Token::OnAccent));
        } else {
            painter->setPen(QPen(look.color(Token::LineStrong), 1.5));
            painter->setBrush(look.color(Token::Surface));
            painter->drawRoundedRect(check.adjusted(0.75, 0.75, -0.75, -0.75), 4.5, 4.5);
        }
        if (current) paint_focus_ring(*painter, row.adjusted(1, 1, -1, -1), 9);
        painter->restore();
    }
};

}  // namespace

PeopleList::PeopleList(Desk& desk, What what, QWidget* parent)
    : QWidget(parent), desk_(desk), what_(std::move(what)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    search_ = new LineEdit;
    search_->set_icon(u"search"_s);
    search_->set_soft(true);
    search_->set_height(36);
    list_ = new QListWidget;
    list_->setItemDelegate(new PersonDelegate(list_));
    list_->setMouseTracking(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setSelectionMode(QAbstractItemView::NoSelection);
    list_->setUniformItemSizes(true);
    list_->setMinimumHeight(96);
    nobody_ = new Words({}, Type::Small, Token::Ink2);
    nobody_->setAlignment(Qt::AlignHCenter);
    column->addWidget(search_);
    column->addWidget(list_, 1);
    column->addWidget(nobody_);
    connect(search_, &QLineEdit::textChanged, this, &PeopleList::fill);
    connect(list_, &QListWidget::itemClicked, this, &PeopleList::toggle);
    connect(&desk, &Desk::lists_reset, this, &PeopleList::fill);
    // Somebody who is unmasked while one chooses is locked at once.
    connect(&desk, &Desk::peer_changed, this, [this](const QString& id) {
        if (order_.contains(id) && !desk_.may_write(id)) {
            order_.removeAll(id);
            fill();
            Q_EMIT chosen_changed();
        }
    });
    list_->installEventFilter(this);
    search_->installEventFilter(this);
    themed(list_, [this] { list_->doItemsLayout(); });
    faced(list_->viewport());
    worded(this, [this] {
        search_->setPlaceholderText(tr("Search"));
        search_->setAccessibleName(tr("Search people"));
        list_->setAccessibleName(tr("People"));
        nobody_->setText(tr("Nobody here fits"));
        fill();
    });
}

void PeopleList::set_chosen(const QStringList& ids) {
    order_ = ids;
    fill();
    Q_EMIT chosen_changed();
}

QStringList PeopleList::chosen() const {
    QStringList ids;
    for (const QString& id : order_) {
        if (desk_.may_write(id)) ids.append(id);
    }
    return ids;
}
int PeopleList::offered() const {
    return list_->count();
}

void PeopleList::fill() {
    struct Entry {
        QString id, name, second;
        control::Presence presence;
        bool group, verified, locked;
    };
    std::vector<Entry> entries;
    const QString wanted = search_->text().trimmed().toCaseFolded();
    const auto fits = [&wanted](const QString& text) {
        return wanted.isEmpty() || text.toCaseFolded().contains(wanted);
    };
    for (const control::PeerRow* peer : desk_.peers()) {
        const QString id = QString::fromStdString(peer->id);
        if (what_.without.contains(id) || id == desk_.own_id() || peer->trust == control::Trust::Blocked)
            continue;
        if (what_.only_culver && peer->protocol && *peer->protocol != Protocol::Culver) continue;
        const QString department = safe_line(peer->department.value_or(""));
        const QString name = desk_.name_of(id);
        if (!fits(name) && !fits(department)) continue;
        const QString here = Wording::presence(peer->presence);
        const bool locked = !desk_.may_write(id);
        const QString second = locked                 ? tr("Not the person you verified")
                               : department.isEmpty() ? here
                                                      : tr("%1 · %2").arg(department, here);
        entries.push_back(
            {id, name, second, peer->presence, false, peer->trust == control::Trust::Verified, locked});
    }
    if (what_.groups) {
        for (const control::GroupRow* group : desk_.groups()) {
            if (group->state != control::GroupState::Member ||
                !fits(desk_.name_of(QString::fromStdString(group->id))))
                continue;
            const QString id = QString::fromStdString(group->id);
            entries.push_back({id, desk_.name_of(id),
                               Wording::people(static_cast<int>(group->members.size())),
                               control::Presence::Unknown, true, false, false});
        }
    }
    std::ranges::sort(entries, [collator = name_collator()](const Entry& one, const Entry& other) {
        const bool gone = one.presence == control::Presence::Offline,
                   other_gone = other.presence == control::Presence::Offline;
        if (gone != other_gone) return other_gone;
        return collator.compare(one.name, other.name) < 0;
    });
    list_->clear();
    for (const Entry& entry : entries) {
        auto* item = new QListWidgetItem(entry.name, list_);
        item->setData(Id, entry.id);
        item->setData(Second, entry.second);
        item->setData(Presence, static_cast<int>(entry.presence));
        item->setData(Group, entry.group);
        item->setData(Verified, entry.verified);
        item->setData(Locked, entry.locked);
        // Somebody who may get nothing is shown, so that nobody wonders where he is, and cannot be chosen.
        item->setFlags(entry.locked ? Qt::ItemIsEnabled | Qt::ItemIsSelectable
                                    : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        if (!entry.locked) item->setCheckState(order_.contains(entry.id) ? Qt::Checked : Qt::Unchecked);
        item->setData(Qt::AccessibleTextRole, entry.verified
                                                  ? tr("%1, verified, %2").arg(entry.name, entry.second)
                                                  : tr("%1, %2").arg(entry.name, entry.second));
    }
    nobody_->setVisible(entries.empty());
}

void PeopleList::toggle(QListWidgetItem* item) {
    if (item == nullptr) return;
    const QString id = item->data(Id).toString();
    if (!desk_.may_write(id)) return;
    if (!order_.removeOne(id)) order_.append(id);
    item->setCheckState(order_.contains(id) ? Qt::Checked : Qt::Unchecked);
    Q_EMIT chosen_changed();
}

bool PeopleList::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (watched == list_ && (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter)) {
            toggle(list_->currentItem());
            return true;
        }
        if (watched == search_ && key == Qt::Key_Down && list_->count() > 0) {
            list_->setCurrentRow(0);
            list_->setFocus(Qt::TabFocusReason);
            return true;
        }
        if (watched == search_ && (key == Qt::Key_Return || key == Qt::Key_Enter) && list_->count() == 1) {
            toggle(list_->item(0));
            search_->selectAll();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace culver::desktop
