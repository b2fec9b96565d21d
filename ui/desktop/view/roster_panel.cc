// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/roster_panel.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_sentence.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/input_handover.h"
#include "ui/desktop/view/roster_delegate.h"

#include <QBoxLayout>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QHostAddress>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QScrollBar>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHead = 60;
constexpr int kSearch = 36;

QStringList local_files(const QMimeData* data) {
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) paths << url.toLocalFile();
    }
    return paths;
}

bool looks_like_address(const QString& text) {
    return !QHostAddress(text).isNull() || (text.contains(u'.') && !text.contains(u' ')) ||
           text.startsWith("id:"_L1);
}

// How the keyboard gets to the field that it lies on.
class KeyHint : public QWidget {
public:
    KeyHint(const QString& keys, QWidget* parent) : QWidget(parent), keys_(keys) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    [[nodiscard]] QSize sizeHint() const override {
        return {static_cast<int>(std::ceil(chip_width(keys_))), theme().px(18)};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paint_chip(painter, 0, height() / 2.0, keys_, theme().dark() ? Token::Peer : Token::Window,
                   Token::Ink3);
    }

private:
    QString keys_;
};

}  // namespace

RosterList::RosterList(QWidget* parent) : QListView(parent) {
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAttribute(Qt::WA_MacShowFocusRect, false);
    verticalScrollBar()->setSingleStep(20);
    // The pane's ground shows through; a palette of its own would not follow the theme below a style sheet.
    setStyleSheet(u"QListView { background: transparent; }"_s);
    viewport()->setAutoFillBackground(false);
    faced(viewport());
    themed(this, [this] { scheduleDelayedItemsLayout(); });
}

void RosterList::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (currentIndex().isValid()) Q_EMIT chosen(currentIndex());
            return;
        default: break;
    }
    const QString text = event->text();
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (plain && !text.isEmpty() && text[0].isPrint()) {
        Q_EMIT typed(text);
        return;
    }
    QListView::keyPressEvent(event);
}

// Beside the rows nothing is meant: the open conversation stays marked.
void RosterList::mousePressEvent(QMouseEvent* event) {
    pressed_ = indexAt(event->position().toPoint());
    if (pressed_.isValid()) QListView::mousePressEvent(event);
}

void RosterList::mouseReleaseEvent(QMouseEvent* event) {
    QListView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool is_same = index.isValid() && index == pressed_;
    pressed_ = QPersistentModelIndex();
    if (event->button() != Qt::LeftButton) return;
    if (is_same) Q_EMIT chosen(index);
    Q_EMIT passed_by();
}

// With a menu or another window in front the keys come back to where they were.
void RosterList::focusOutEvent(QFocusEvent* event) {
    QListView::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        Q_EMIT left();
}

void RosterList::contextMenuEvent(QContextMenuEvent* event) {
    const bool keys = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = keys ? currentIndex() : indexAt(event->pos());
    if (!index.isValid()) return;
    const QPointer<RosterList> here = this;
    Q_EMIT menu_wanted(index,
                       keys ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
    if (here && !keys) Q_EMIT passed_by();
}

void RosterList::dragEnterEvent(QDragEnterEvent* event) {
    if (!local_files(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void RosterList::dragMoveEvent(QDragMoveEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid()) {
        setCurrentIndex(index);
        event->acceptProposedAction();
    } else {
        event->ignore();
    }
}

void RosterList::dragLeaveEvent(QDragLeaveEvent* event) {
    QListView::dragLeaveEvent(event);
    Q_EMIT passed_by();
}

void RosterList::dropEvent(QDropEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    Q_EMIT passed_by();
    if (index.isValid()) Q_EMIT dropped(index, local_files(event->mimeData()));
    event->acceptProposedAction();
}

RosterPanel::RosterPanel(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      search_(new LineEdit(this)),
      hint_(new KeyHint(u"Ctrl K"_s, search_)),
      order_(new Segment({tr("Recent"), tr("People")}, this)),
      list_(new RosterList(this)),
      empty_(new QWidget(this)),
      strip_(new FlightStrip(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 1, 0);
    column->setSpacing(0);
    build_head();
    auto* upper = new QWidget(this);
    auto* inside = new QVBoxLayout(upper);
    inside->setContentsMargins(12, 0, 12, 4);
    inside->setSpacing(10);
    search_->set_soft(true);
    search_->set_icon(u"search"_s);
    search_->setClearButtonEnabled(false);
    search_->installEventFilter(this);
    themed(search_, [this] {
        search_->set_height(theme().px(kSearch) * 100 / static_cast<int>(theme().scale() * 100));
        search_->set_room(theme().px(56));
    });
    inside->addWidget(search_);
    inside->addWidget(order_);
    column->addWidget(upper);
    column->addWidget(list_, 1);
    auto* middle = new QVBoxLayout(empty_);
    middle->setContentsMargins(24, 0, 24, 0);
    middle->setSpacing(4);
    auto* sign = new Glyph(u"lan"_s, Token::Ink3, 28, empty_);
    empty_heading_ = new Words({}, Type::Unread, Token::Ink, empty_);
    empty_line_ = new Words({}, Type::Meta, Token::Ink2, empty_);
    middle->addStretch(1);
    middle->addWidget(sign, 0, Qt::AlignHCenter);
    middle->addSpacing(8);
    for (Words* words : {empty_heading_, empty_line_}) {
        words->setAlignment(Qt::AlignHCenter);
        middle->addWidget(words);
    }
    middle->addStretch(1);
    column->addWidget(empty_, 1);
    column->addWidget(strip_);

    delegate_ =
        new RosterDelegate([this](int row) -> const RosterRow& { return desk_.roster().row(row); }, this);
    list_->setItemDelegate(delegate_);
    list_->setModel(&desk_.roster());
    worded(this, [this] {
        show_search_hint();
        search_->setAccessibleName(tr("Search people and messages"));
        order_->set_words({tr("Recent"), tr("People")});
        list_->setAccessibleName(tr("People and groups"));
        show_self();
        show_empty();
    });
    order_->set_current(desk_.roster().order() == RosterModel::Order::Recent ? 0 : 1);
    connect(order_, &Segment::chosen, this, [this](int index) {
        desk_.roster().set_order(index == 0 ? RosterModel::Order::Recent : RosterModel::Order::People);
        select(selected_);
    });
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        desk_.roster().set_filter(text);
        hint_->setVisible(text.isEmpty());
        if (text.isEmpty()) show_search_hint();
        show_empty();
    });
    connect(search_, &QLineEdit::returnPressed, this, &RosterPanel::search_entered);
    connect(list_, &RosterList::chosen, this, &RosterPanel::open_row);
    connect(list_, &RosterList::menu_wanted, this, &RosterPanel::open_menu);
    connect(list_, &RosterList::typed, this, [this](const QString& text) {
        focus_search();
        search_->insert(text);
    });
    new InputHandover(list_, [this] { return search_; });
    connect(list_, &RosterList::dropped, this, [this](const QModelIndex& index, const QStringList& paths) {
        const RosterRow& row = desk_.roster().row(index.row());
        if (row.kind == RosterRow::Kind::Section || paths.isEmpty()) return;
        Q_EMIT files_dropped(row.id, paths);
    });
    connect(list_, &RosterList::left, this, [this] { select(selected_); });
    // The mark goes back to what is open, the list stays where one has scrolled it.
    connect(list_, &RosterList::passed_by, this, [this] {
        list_->setAutoScroll(false);
        select(selected_);
        list_->setAutoScroll(true);
    });
    connect(&desk_.transfers(), &TransferModel::flight_changed, this,
            [this] { strip_->set_flight(desk_.transfers().flight()); });
    strip_->set_flight(desk_.transfers().flight());
    connect(strip_, &QAbstractButton::clicked, this, &RosterPanel::transfers_wanted);
    connect(&desk_.roster(), &QAbstractItemModel::modelReset, this, &RosterPanel::rows_changed);
    connect(&desk_.roster(), &QAbstractItemModel::rowsInserted, this, &RosterPanel::rows_changed);
    connect(&desk_.roster(), &QAbstractItemModel::rowsRemoved, this, &RosterPanel::rows_changed);
    connect(&desk_.roster(), &QAbstractItemModel::rowsMoved, this, &RosterPanel::rows_changed);
    connect(&desk_, &Desk::node_changed, this, [this] {
        show_self();
        show_empty();
    });
    connect(&desk_.settings(), &DeskSettings::changed, this, [this] {
        delegate_->set_compact(desk_.settings().compact());
        list_->doItemsLayout();
    });
    delegate_->set_compact(desk_.settings().compact());
}

void RosterPanel::build_head() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(16, 0, 12, 1);  // one line with the other heads, which end in a hairline
    row->setSpacing(0);
    self_ = new PersonHead(Token::Window, head);
    add_ = new IconButton(u"addperson"_s, tr("Add"), head);
    settings_ = new IconButton(u"settings"_s, tr("Settings"), head);
    row->addWidget(self_, 1);
    row->addSpacing(8);
    row->addWidget(add_);
    row->addSpacing(10);
    row->addWidget(settings_);
    themed(head, [head] { head->setFixedHeight(theme().px(kHead)); });
    worded(head, [this] {
        add_->set_name(tr("Add"));
        settings_->set_name(tr("Settings"));
    });
    static_cast<QVBoxLayout*>(layout())->addWidget(head);
    connect(self_, &QAbstractButton::clicked, this, [this] {
        if (around_ != nullptr) around_->open_profile();
    });
    connect(settings_, &QAbstractButton::clicked, this, [this] {
        if (around_ != nullptr) around_->open_settings();
    });
    connect(add_, &QAbstractButton::clicked, this, &RosterPanel::add_menu);
}

void RosterPanel::add_menu() {
    QMenu menu(this);
    menu.addAction(tr("New group"), this, [this] {
        if (around_ != nullptr) around_->open_new_group({});
    });
    if (!desk_.own_id().isEmpty())
        menu.addAction(Wording::notes(), this, [this] { Q_EMIT chosen(desk_.own_id()); });
    menu.addAction(tr("Add by address"), this, [this] {
        focus_search();
        search_->setPlaceholderText(tr("Type an address, then Enter"));
    });
    menu.addAction(tr("Check the network"), this, [this] {
        if (around_ != nullptr) around_->open_doctor();
    });
    menu.exec(add_->mapToGlobal(QPoint(0, add_->height() + 4)));
}

void RosterPanel::show_search_hint() {
    search_->setPlaceholderText(tr("Search"));
}

void RosterPanel::show_self() {
    const auto& presence = desk_.presence();
    PersonHead::Look look;
    look.id = desk_.own_id();
    look.name = desk_.name_of(desk_.own_id());
    look.presence = presence.presence;
    look.second = Wording::presence(presence.presence);
    const QString status = safe_line(presence.status_text.value_or(std::string()));
    if (!status.isEmpty()) look.second += u" · "_s + status;
    if (desk_.client().state() != NodeClient::State::Ready) look.second = tr("Connecting…");
    self_->set_look(look, Type::Unread);
}

void RosterPanel::show_empty() {
    const bool empty = desk_.roster().rowCount() == 0;
    list_->setVisible(!empty);
    empty_->setVisible(empty);
    if (!empty) return;
    if (!search_->text().isEmpty()) {
        const bool address = looks_like_address(search_->text());
        empty_heading_->setText(tr("Nobody found for “%1”").arg(search_->text().left(40)));
        empty_line_->setText(address ? tr("Press Enter to look for somebody at this address.")
                                     : tr("Press Enter to search in all messages."));
    } else {
        empty_heading_->setText(tr("Looking around…"));
        empty_line_->setText(tr("People appear here by themselves once they start Culver."));
    }
}

void RosterPanel::search_entered() {
    const QString text = search_->text().trimmed();
    if (text.isEmpty()) return;
    for (int row = 0; row < desk_.roster().rowCount(); ++row) {
        if (desk_.roster().row(row).kind == RosterRow::Kind::Section) continue;
        const QString id = desk_.roster().row(row).id;
        search_->clear();
        Q_EMIT chosen(id);
        return;
    }
    if (!looks_like_address(text)) {
        if (around_ != nullptr) around_->open_search({}, text);
        return;
    }
    control::method::PeerResolve ask;
    ask.peer = text.toStdString();
    ask.accept_new = true;
    desk_.client().call<control::method::PeerResolve>(
        ask, this, [this](control::Reply<control::PeerRow> reply) {
            if (!reply) {
                // Of an address the node says best what is wrong with it.
                const bool silent = reply.error().outcome == control::Outcome::NoSuchPeer;
                return Q_EMIT failed(silent ? node_sentence(reply.error().message)
                                            : Wording::problem(reply.error()));
            }
            search_->clear();
            Q_EMIT chosen(QString::fromStdString(reply->id));
        });
}

void RosterPanel::open_row(const QModelIndex& index) {
    const RosterRow& row = desk_.roster().row(index.row());
    if (row.kind == RosterRow::Kind::Section) {
        desk_.roster().toggle_section(index.row());
        return;
    }
    Q_EMIT chosen(row.id);
}

void RosterPanel::open_menu(const QModelIndex& index, const QPoint& global) {
    const RosterRow row = desk_.roster().row(index.row());
    if (row.kind == RosterRow::Kind::Section) return;
    QMenu menu(this);
    menu.addAction(tr("Open"), this, [this, row] { Q_EMIT chosen(row.id); });
    // An offer stays until it is answered.
    if (row.unread > row.offers)
        menu.addAction(tr("Mark as read"), this, [this, row] { desk_.mark_read(row.id); });
    menu.addAction(row.pinned ? tr("Unpin") : tr("Pin"), this,
                   [this, row] { desk_.settings().set_pinned(row.id, !row.pinned); });
    menu.addAction(row.muted ? tr("Unmute") : tr("Mute"), this,
                   [this, row] { desk_.settings().set_muted(row.id, !row.muted); });
    if (row.kind == RosterRow::Kind::Person && around_ != nullptr) {
        menu.addSeparator();
        const auto* peer = desk_.peer(row.id);
        if (peer != nullptr && peer->protocol == Protocol::Culver)
            menu.addAction(tr("Verify"), this, [this, row] { around_->open_verify(row.id); });
        menu.addAction(tr("New group with %1").arg(row.name.left(40).replace(u'&', u"&&"_s)), this,
                       [this, row] { around_->open_new_group({row.id}); });
        menu.addAction(tr("Check the connection"), this, [this, row] { around_->open_doctor(row.id); });
    }
    menu.exec(global);
}

void RosterPanel::select(const QString& id) {
    selected_ = id;
    const int row = desk_.roster().row_of(id);
    if (row < 0) {
        list_->clearSelection();
    } else if (list_->currentIndex().row() != row || !list_->selectionModel()->isRowSelected(row)) {
        list_->setCurrentIndex(desk_.roster().index(row));
    }
}

// Who walks through the list by keys stays where they are, whoever comes and goes.
void RosterPanel::rows_changed() {
    if (!list_->hasFocus() || !list_->currentIndex().isValid()) select(selected_);
    show_empty();
}

void RosterPanel::focus_search() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void RosterPanel::focus_list() {
    list_->setFocus(Qt::ShortcutFocusReason);
}

QString RosterPanel::next_unread(int direction) const {
    return desk_.roster().next_unread(selected_, direction);
}

void RosterPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(Token::Window));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme().color(Token::Line));
}

void RosterPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const QSize hint = hint_->sizeHint();
    hint_->setGeometry(search_->width() - hint.width() - 10, (search_->height() - hint.height()) / 2,
                       hint.width(), hint.height());
}

bool RosterPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == search_ && event->type() == QEvent::Resize) {
        const QSize hint = hint_->sizeHint();
        hint_->setGeometry(search_->width() - hint.width() - 10, (search_->height() - hint.height()) / 2,
                           hint.width(), hint.height());
    }
    if (watched == search_ && event->type() == QEvent::FocusOut) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) show_search_hint();
    }
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape && !search_->text().isEmpty()) {
            search_->clear();
            return true;
        }
        if (key->key() == Qt::Key_Down) {
            focus_list();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace culver::desktop
