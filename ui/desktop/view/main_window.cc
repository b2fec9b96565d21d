// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/main_window.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/input_method_care.h"
#include "ui/desktop/look/on_screen.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/details_panel.h"
#include "ui/desktop/view/input_handover.h"
#include "ui/desktop/view/roster_panel.h"
#include "ui/desktop/view/toast.h"
#include "ui/desktop/view/transfers_panel.h"
#include "ui/desktop/view/window_title.h"

#include <QCloseEvent>
#include <QDataStream>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QShortcut>
#include <QVariantAnimation>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kThreeFrom = 1060;
constexpr int kOverFrom = 720;
constexpr double kLargeText = 1.5;       // from here on one part is shown
constexpr double kLargeTextWidth = 1.4;  // up to so much wider windows
constexpr int kRosterLeast = 240;
constexpr int kRosterMost = 360;
constexpr int kTalkLeast = 400;
constexpr int kDetails = 288;
constexpr int kSliver = 240;  // less of a conversation than this shows no sentence
constexpr int kTransfers = 384;
constexpr int kSmallestWidth = 360;
constexpr int kSmallestHeight = 480;
constexpr int kSlideMs = 200;
constexpr int kHandle = 6;
constexpr quint8 kStateVersion = 1;

}  // namespace

// The edge of the roster, to be dragged.
class PaneHandle : public QWidget {
public:
    PaneHandle(QWidget* parent, std::function<void(int)> dragged)
        : QWidget(parent), dragged_(std::move(dragged)) {
        setCursor(Qt::SplitHCursor);
    }

protected:
    void mouseMoveEvent(QMouseEvent* event) override {
        if (event->buttons() & Qt::LeftButton) dragged_(mapToParent(event->position().toPoint()).x());
    }

private:
    std::function<void(int)> dragged_;
};

MainWindow::Layout MainWindow::layout_for(int width, double scale) {
    const double factor = scale >= kLargeText ? kLargeTextWidth : 1;
    if (width < kOverFrom * factor) return Layout::One;
    return width < kThreeFrom * factor ? Layout::Over : Layout::Three;
}

MainWindow::MainWindow(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      roster_(new RosterPanel(desk, this)),
      handle_(new PaneHandle(this,
                             [this](int x) {
                                 const int wide = static_cast<int>(std::lround(x / theme().scale()));
                                 roster_width_ = std::clamp(wide, kRosterLeast, kRosterMost);
                                 arrange();
                             })),
      talk_(new ConversationPane(desk, *this, this)),
      details_(new DetailsPanel(desk, *this, this)),
      transfers_(new TransfersPanel(desk, *this, this)),
      toasts_(new ToastStack(this)),
      slide_(new QVariantAnimation(this)) {
    setObjectName(u"main window"_s);
    setFocusPolicy(Qt::ClickFocus);
    setMinimumSize(kSmallestWidth, kSmallestHeight);
    setAcceptDrops(true);
    setWindowIcon(QIcon(u":/app/culver.svg"_s));
    faces().set_source(this, [&desk](const QString& id) { return desk.picture_of(id); });
    connect(&desk, &Desk::pictures_changed, &faces(), &Faces::changed);
    details_->hide();
    transfers_->hide();
    slide_->setEasingCurve(QEasingCurve::OutCubic);
    connect(slide_, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        slid_ = value.toDouble();
        place_side();
    });
    connect(roster_, &RosterPanel::chosen, this, &MainWindow::open_conversation);
    // As if they were dropped on the conversation: nothing goes out before one says so.
    connect(roster_, &RosterPanel::files_dropped, this, [this](const QString& id, const QStringList& paths) {
        open_conversation(id);
        attach(paths);
    });
    connect(roster_, &RosterPanel::transfers_wanted, this, &MainWindow::show_transfers);
    connect(roster_, &RosterPanel::failed, this,
            [this](const QString& text) { toast(tr("That did not work"), text); });
    connect(talk_, &ConversationPane::chosen, this, &MainWindow::open_conversation);
    connect(talk_, &ConversationPane::back_wanted, this, [this] { show_part(Part::Roster); });
    connect(talk_, &ConversationPane::details_wanted, this,
            [this] { show_side(side_ == Side::Details ? Side::None : Side::Details); });
    connect(details_, &DetailsPanel::close_wanted, this, [this] { show_side(Side::None); });
    connect(details_, &DetailsPanel::search_wanted, talk_, &ConversationPane::search);
    connect(details_, &DetailsPanel::files_chosen, this, &MainWindow::attach);
    connect(details_, &DetailsPanel::chosen, this, &MainWindow::open_conversation);
    connect(transfers_, &TransfersPanel::offer_wanted, this, [this](const QString& transfer) {
        if (around_ != nullptr) around_->open_accept(transfer);
    });
    connect(transfers_, &TransfersPanel::close_wanted, this, [this] { show_side(Side::None); });
    connect(transfers_, &TransfersPanel::chosen, this, &MainWindow::open_conversation);
    connect(transfers_, &TransfersPanel::files_chosen, this, [this](const QStringList& paths) {
        if (open_editor() != nullptr) return attach(paths);
        if (around_ != nullptr) around_->open_several_receivers({}, paths);
    });
    toasts_->keep_clear_of(&talk_->composer());
    // For as long as there is a conversation: when the window goes, toasts may go after it.
    connect(toasts_, &ToastStack::placed, talk_, [this](const QRect& taken) {
        auto& messages = talk_->messages();
        messages.keep_pill_above({messages.viewport()->mapFrom(this, taken.topLeft()), taken.size()});
    });
    connect(&theme(), &Theme::changed, this, [this] { arrange(); });
    const auto title = [this] {
        setWindowTitle(window_title(desk_.client().profile(), desk_.unread_total()));
    };
    connect(&desk_, &Desk::unread_changed, this, title);
    title();
    add_keys();
    new InputHandover(this, [this] { return open_editor(); });
    new InputMethodCare(this);

    resize(1200, 780);
    const QByteArray state = desk_.settings().blob(u"window"_s);
    QDataStream stream(state);
    quint8 version = 0;
    QByteArray geometry;
    qint32 roster = 0;
    qint8 side = 0;
    stream >> version >> geometry >> roster >> side;
    if (stream.status() == QDataStream::Ok && version == kStateVersion) {
        restoreGeometry(geometry);
        roster_width_ = std::clamp<int>(roster, kRosterLeast, kRosterMost);
        if (side == static_cast<qint8>(Side::Details)) side_ = Side::Details;
    }
    arrange();
}

MainWindow::~MainWindow() {
    keep_geometry();
}

void MainWindow::set_around(Around* around) {
    around_ = around;
    roster_->set_around(around);
    talk_->set_around(around);
    details_->set_around(around);
}

QString MainWindow::open_id() const {
    return talk_->id();
}

void MainWindow::open_conversation(const QString& id) {
    talk_->open(id);
    roster_->select(id);
    details_->show_for(id);
    if (arrangement_ == Layout::Over) show_side(Side::None);
    show_part(Part::Talk);
    talk_->focus_composer();
}

void MainWindow::jump_to(const QString& conversation, const QString& message) {
    open_conversation(conversation);
    talk_->jump_to(message);
}

// They wait in the composer, where one sees them: what lies over it goes.
void MainWindow::attach(const QStringList& paths) {
    if (paths.isEmpty()) return;
    if (talk_->composer().locked())
        return toast(tr("That did not work"), tr("You cannot write to them now."));
    if (arrangement_ != Layout::Three) show_side(Side::None);
    talk_->composer().attach(paths);
}

void MainWindow::show_transfers() {
    show_side(side_ == Side::Transfers ? Side::None : Side::Transfers);
}

void MainWindow::show_window() {
    if (isMinimized()) showNormal();
    show_again(*this);
    raise();
    activateWindow();
}

void MainWindow::toast(const QString& title, const QString& text) {
    toasts_->add(title, text);
}

QWidget* MainWindow::side_panel() const {
    if (side_ == Side::Details) return details_;
    return side_ == Side::Transfers ? static_cast<QWidget*>(transfers_) : nullptr;
}

int MainWindow::side_width() const {
    int wanted = theme().px(side_ == Side::Transfers ? kTransfers : kDetails);
    // A sliver of the conversation beside it would only be noise.
    const int beside = width() - roster_->width();
    if (arrangement_ == Layout::Over && beside - wanted < theme().px(kSliver)) wanted = beside;
    return std::min(wanted, width());
}

void MainWindow::show_side(Side side) {
    if (side == Side::Details && talk_->id().isEmpty()) side = Side::None;
    const bool opens = side_ == Side::None && side != Side::None;
    side_ = side;
    if (arrangement_ == Layout::One) {
        show_part(side == Side::None ? (talk_->id().isEmpty() ? Part::Roster : Part::Talk) : Part::Side);
        return;
    }
    arrange();
    if (opens && arrangement_ == Layout::Over) slide(0, 1);
}

void MainWindow::slide(double from, double to) {
    const int milliseconds = theme().motion(kSlideMs);
    slide_->stop();
    if (milliseconds == 0 || !isVisible()) {
        slid_ = to;
        return place_side();
    }
    slide_->setStartValue(from);
    slide_->setEndValue(to);
    slide_->setDuration(milliseconds);
    slide_->start();
}

void MainWindow::show_part(Part part) {
    part_ = part;
    if (part != Part::Side && arrangement_ == Layout::One) side_ = Side::None;
    arrange();
    if (arrangement_ != Layout::One) return;
    if (part == Part::Roster) roster_->focus_list();
}

void MainWindow::arrange() {
    const Layout before = arrangement_;
    arrangement_ = layout_for(width(), theme().scale());
    if (before != Layout::One && arrangement_ == Layout::One) {
        part_ = side_ != Side::None && !talk_->id().isEmpty() ? Part::Talk
                : talk_->id().isEmpty()                       ? Part::Roster
                                                              : Part::Talk;
        side_ = Side::None;
    }
    const bool one = arrangement_ == Layout::One;
    QWidget* side = side_panel();
    release_focus(side, one);
    details_->setVisible(side == details_ && (!one || part_ == Part::Side));
    transfers_->setVisible(side == transfers_ && (!one || part_ == Part::Side));
    roster_->setVisible(!one || part_ == Part::Roster);
    talk_->setVisible(!one || part_ == Part::Talk);
    handle_->setVisible(!one);
    talk_->set_back(one);
    details_->set_over(arrangement_ != Layout::Three);
    transfers_->set_over(arrangement_ != Layout::Three);
    talk_->set_details_open(side_ == Side::Details);
    if (one) {
        for (QWidget* part : {static_cast<QWidget*>(roster_), static_cast<QWidget*>(talk_),
                              static_cast<QWidget*>(details_), static_cast<QWidget*>(transfers_)}) {
            part->setGeometry(rect());
        }
        toasts_->place();
        return look_again();
    }
    const int side_room = side != nullptr && arrangement_ == Layout::Three ? side_width() : 0;
    const int most = width() - side_room - kTalkLeast;
    const int scaled = theme().px(roster_width_);
    const int roster = std::clamp(scaled, std::min(kRosterLeast, most), std::max(kRosterLeast, most));
    roster_->setGeometry(0, 0, roster, height());
    handle_->setGeometry(roster - kHandle / 2, 0, kHandle, height());
    handle_->raise();
    talk_->setGeometry(roster, 0, width() - roster - side_room, height());
    place_side();
    toasts_->place();
    look_again();
}

// What is about to be hidden gives the focus up first: focus that moves on while a pane hides its children
// would change them under its hands (a ring of focus comes and goes).
void MainWindow::release_focus(const QWidget* side, bool one) {
    const QWidget* focus = QWidget::focusWidget();
    const auto hides = [&](const QWidget* pane, bool stays) {
        return !stays && focus != nullptr && (pane == focus || pane->isAncestorOf(focus));
    };
    const bool talk = !one || part_ == Part::Talk;
    const bool roster = !one || part_ == Part::Roster;
    const bool right = !one || part_ == Part::Side;
    if (hides(talk_, talk) || hides(roster_, roster) || hides(details_, right && side == details_) ||
        hides(transfers_, right && side == transfers_)) {
        setFocus();
    }
}

void MainWindow::place_side() {
    QWidget* side = side_panel();
    if (side == nullptr || arrangement_ == Layout::One) return;
    const int wide = side_width();
    const double in = arrangement_ == Layout::Over ? slid_ : 1;
    side->setGeometry(width() - static_cast<int>(std::lround(wide * in)), 0, wide, height());
    side->raise();
    toasts_->raise();
}

void MainWindow::add_keys() {
    const auto key = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        if (arrangement_ == Layout::One) show_part(Part::Roster);
        roster_->focus_search();
    });
    key(QKeySequence(Qt::CTRL | Qt::Key_1), [this] {
        if (arrangement_ == Layout::One) show_part(Part::Roster);
        roster_->focus_list();
    });
    key(QKeySequence(Qt::CTRL | Qt::Key_2), [this] {
        if (talk_->id().isEmpty()) return;
        if (arrangement_ == Layout::One) show_part(Part::Talk);
        talk_->focus_composer();
    });
    key(QKeySequence(Qt::CTRL | Qt::Key_3), [this] {
        if (side_ == Side::None) show_side(Side::Details);
        if (QWidget* side = side_panel()) side->setFocus(Qt::ShortcutFocusReason);
    });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T), [this] { show_transfers(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_F), [this] { talk_->search(); });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] {
        if (!talk_->id().isEmpty() && !talk_->composer().locked()) Q_EMIT talk_->composer().region_wanted();
    });
    key(QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] {
        if (around_ != nullptr) around_->open_settings();
    });
    key(QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
        if (around_ != nullptr) around_->open_new_group({});
    });
    key(QKeySequence(Qt::Key_F6), [this] { next_part(1); });
    key(QKeySequence(Qt::SHIFT | Qt::Key_F6), [this] { next_part(-1); });
    key(QKeySequence(Qt::ALT | Qt::Key_Down), [this] { next_unread(1); });
    key(QKeySequence(Qt::ALT | Qt::Key_Up), [this] { next_unread(-1); });
}

// Roster, messages, composer, right pane, and round again; hidden ones are passed over.
void MainWindow::next_part(int direction) {
    if (arrangement_ == Layout::One) {
        if (part_ == Part::Talk && talk_->messages().hasFocus()) return talk_->focus_composer();
        if (part_ == Part::Talk) return talk_->focus_messages();
        return;
    }
    const QWidget* focus = QWidget::focusWidget();
    QWidget* side = side_panel();
    int now = 0;
    if (focus != nullptr && side != nullptr && (focus == side || side->isAncestorOf(focus))) now = 3;
    if (focus != nullptr && (focus == talk_ || talk_->isAncestorOf(focus)))
        now = focus == &talk_->messages() ? 1 : 2;
    for (int tries = 0; tries < 4; ++tries) {
        now = (now + direction + 4) % 4;
        if (now == 0) return roster_->focus_list();
        if (now == 3 && side != nullptr) return side->setFocus(Qt::ShortcutFocusReason);
        if (now == 3 || talk_->id().isEmpty()) continue;
        if (now == 1) return talk_->focus_messages();
        if (!talk_->composer().locked()) return talk_->focus_composer();
    }
}

void MainWindow::next_unread(int direction) {
    const QString id = roster_->next_unread(direction);
    if (!id.isEmpty()) open_conversation(id);
}

void MainWindow::step_back() {
    if (talk_->step_back() || toasts_->close_last()) return;
    if (side_ != Side::None && (arrangement_ != Layout::Three || side_ == Side::Transfers))
        return show_side(Side::None);
    if (arrangement_ == Layout::One && part_ == Part::Talk) return show_part(Part::Roster);
    if (!talk_->composer().editor().hasFocus()) talk_->focus_composer();
}

// Not by sendEvent, which would find its way back here.
void MainWindow::hand_on(QEvent* event) {
    static_cast<QObject*>(talk_)->event(event);
}

// Neither another part of a narrow window, nor a wide right pane, nor a sheet lies over it.
bool MainWindow::talk_in_sight() const {
    const QWidget* side = side_panel();
    const bool hidden = side != nullptr && side->isVisible() && side->geometry().contains(talk_->geometry());
    return talk_->isVisible() && !hidden && !is_covered(this);
}

bool MainWindow::in_sight(const QString& conversation) const {
    return conversation == talk_->id() ? talk_in_sight() : !is_covered(this);
}

bool MainWindow::transfers_in_sight() const {
    return side_ == Side::Transfers && transfers_->isVisible() && !is_covered(this);
}

void MainWindow::look_again() {
    talk_->messages().look();
}

// Sheets and pictures lie in the window as its children, and say nothing when they go.
void MainWindow::childEvent(QChildEvent* event) {
    QWidget::childEvent(event);
    if (event->added()) event->child()->installEventFilter(this);
    if (event->removed()) QMetaObject::invokeMethod(this, &MainWindow::look_again, Qt::QueuedConnection);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Hide && watched->parent() == this)
        QMetaObject::invokeMethod(this, &MainWindow::look_again, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

QWidget* MainWindow::open_editor() const {
    return talk_in_sight() ? talk_->open_editor() : nullptr;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    event->ignore();
    if (talk_in_sight()) hand_on(event);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent* event) {
    hand_on(event);
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->ignore();
    if (talk_in_sight()) hand_on(event);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return step_back();
    // Nothing that has the focus took it: it is meant for the open conversation.
    if (open_editor() == nullptr) return QWidget::keyPressEvent(event);
    if (event->matches(QKeySequence::Paste)) {
        talk_->focus_composer();
        return talk_->composer().editor().paste();
    }
    // A letter only while nothing has the focus: beside a button it may be a slip.
    const QString text = event->text();
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (hasFocus() && plain && !text.isEmpty() && text[0].isPrint()) return talk_->composer().insert(text);
    QWidget::keyPressEvent(event);
}

void MainWindow::keep_geometry() {
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << kStateVersion << saveGeometry() << static_cast<qint32>(roster_width_)
           << static_cast<qint8>(side_);
    desk_.settings().set_blob(u"window"_s, state);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void MainWindow::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    desk_.transfers().set_watched(true);
    if (std::exchange(first_, false)) setFocus();
}

void MainWindow::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    desk_.transfers().set_watched(false);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    keep_geometry();
    event->accept();
}

void MainWindow::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), theme().color(Token::Canvas));
}

}  // namespace culver::desktop
