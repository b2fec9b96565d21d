// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/accept.h"

#include "control/methods.h"
#include "ui/desktop/around/offer_list.h"
#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/desk_status.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/model/wording.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPainter>
#include <QPointer>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostFailed = 3;  // lists that made no sense, or were cut off
constexpr int kAvatar = 44;
constexpr int kGlyph = 2;  // presence lies over the corner by so much

}  // namespace

AcceptSheet::AcceptSheet(QWidget* window, Desk& desk, const QString& transfer)
    : Sheet(window, {}, 480), desk_(desk), transfer_(transfer) {
    if (const TransferView* view = desk.transfers().find(transfer)) {
        names_ = view->row.paths;
        bytes_ = view->row.bytes_total.value_or(0);
        files_ = view->row.files.value_or(names_.size());
        peer_ = QString::fromStdString(view->row.peer);
    }
    peer_name_ = desk.name_of(peer_);
    folder_ = receive_folder(desk);

    auto* head = new QWidget;
    auto* head_line = new QHBoxLayout(head);
    head_line->setContentsMargins(0, 0, 0, 0);
    head_line->setSpacing(14);
    sender_ = new Avatar(kAvatar);
    sender_->setContentsMargins(0, 0, kGlyph, kGlyph);
    head_line->addWidget(sender_, 0, Qt::AlignTop);
    show_sender();
    auto* head_column = new QVBoxLayout;
    head_column->setSpacing(2);
    title_ = new Words({}, Type::Heading, Token::Ink);
    head_column->addWidget(title_);
    auto* trust_line = new QHBoxLayout;
    trust_line->setSpacing(4);
    shield_ = new Glyph(u"verified"_s, Token::Ok, 14);
    trust_ = new Words({}, Type::Meta, Token::Ok);
    trust_line->addWidget(shield_);
    trust_line->addWidget(trust_, 1);
    head_column->addLayout(trust_line);
    head_line->addLayout(head_column, 1);
    set_widget_title(head);

    QVBoxLayout& column = content();
    column.setContentsMargins(24, 16, 24, 4);
    list_ = new OfferList(names_, files_, bytes_);
    column.addWidget(list_);
    connect(list_, &OfferList::changed, this, [this] {
        say();
        order_tabs();
    });
    auto* sums = new QHBoxLayout;
    sums->setContentsMargins(0, 10, 0, 0);
    chosen_ = new Words({}, Type::Meta, Token::Ink2);
    room_ = new Words({}, Type::Meta, Token::Ink2);
    room_->setAlignment(Qt::AlignRight);
    sums->addWidget(chosen_, 1);
    sums->addWidget(room_, 1);
    column.addLayout(sums);
    save_to_ = new Words({}, Type::Small, Token::Ink);
    save_to_->set_medium(true);
    column.addSpacing(16);
    column.addWidget(save_to_);
    column.addSpacing(6);
    auto* place = new QHBoxLayout;
    place->setSpacing(8);
    where_ = new LineEdit;
    where_->setReadOnly(true);
    where_->set_icon(u"folder"_s);
    where_->set_soft(true);
    where_->set_height(36);
    change_ = new Button({}, Button::Kind::Second);
    place->addWidget(where_, 1);
    place->addWidget(change_);
    column.addLayout(place);
    column.addSpacing(16);
    always_ = new Check({});
    column.addWidget(always_);
    problem_ = new Words({}, Type::Meta, Token::Danger);
    problem_->hide();
    column.addSpacing(4);
    column.addWidget(problem_);

    later_ = add_escape({});
    decline_ = add_button({}, Button::Kind::Second);
    accept_ = add_button({}, Button::Kind::Primary);
    connect(change_, &QAbstractButton::clicked, this, &AcceptSheet::pick_folder);
    connect(later_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(decline_, &QAbstractButton::clicked, this, &AcceptSheet::decline);
    connect(accept_, &QAbstractButton::clicked, this, &AcceptSheet::accept);
    // Answered elsewhere, or taken back by the sender: nothing is left to ask.
    connect(&desk.transfers(), &TransferModel::transfer_changed, this, [this](const QString& id) {
        const TransferView* view = id == transfer_ ? desk_.transfers().find(id) : nullptr;
        if (view != nullptr && view->row.state != control::TransferState::Offered) close_with(false);
    });
    connect(&desk, &Desk::peer_changed, this, &AcceptSheet::peer_changed);
    // The folder may have been changed by another face.
    connect(&desk, &Desk::node_changed, this, [this] {
        if (is_picked_) return;
        folder_ = receive_folder(desk_);
        say();
    });
    refresh_status(desk);
    worded(this, [this] { say(); });
    order_tabs();
    ask_for_list();
}

// The offer tells some names; what is in it, and how large, its sender tells when somebody looks.
// Of one file it has told all.
void AcceptSheet::ask_for_list() {
    if (names_.size() == 1 && files_ == 1 && !names_.front().ends_with('/')) return;
    control::method::TransferFiles wish;
    wish.id = transfer_.toStdString();
    is_asking_ = true;
    may_ask_ = false;
    desk_.client().call(
        wish, this, std::function<void(control::Reply<control::FileList>)>([this](const auto& reply) {
            is_asking_ = false;
            // What is told too late is asked for again when accepting fails.
            // A broken list gets no better by asking.
            may_ask_ =
                reply ? is_answering_
                      : reply.error().outcome == control::Outcome::WrongState ||
                            (reply.error().outcome == control::Outcome::Failed && ++failed_ < kMostFailed);
            if (!reply || is_answering_) return;
            list_->set_files(*reply);
        }));
}

void AcceptSheet::show_sender() {
    const control::PeerRow* peer = desk_.peer(peer_);
    AvatarLook look{.id = peer_, .name = peer_name_};
    if (peer == nullptr) return sender_->set_look(look);
    if (peer->trust == control::Trust::Changed) look.shape = AvatarShape::Shield;
    sender_->set_look(look, peer->presence, Token::Surface);
}

// The sender was away, and may be here again.
void AcceptSheet::peer_changed(const QString& id) {
    if (id == peer_) show_sender();
    if (id != peer_ || is_asking_ || !may_ask_ || is_answering_) return;
    const control::PeerRow* peer = desk_.peer(peer_);
    if (peer != nullptr && peer->presence != control::Presence::Offline) ask_for_list();
}

// The rows are made anew when the sender tells more; they stay before what stands below them.
void AcceptSheet::order_tabs() {
    QWidgetList order = list_->checks();
    order << change_ << always_ << later_ << decline_ << accept_;
    for (qsizetype index = 1; index < order.size(); ++index) setTabOrder(order[index - 1], order[index]);
}

void AcceptSheet::say() {
    const QString given = Wording::given_name(peer_name_);
    const control::PeerRow* peer = desk_.peer(peer_);
    const bool verified = peer != nullptr && peer->trust == control::Trust::Verified;
    const QString title =
        tr("%1 sends you %2")
            .arg(peer_name_,
                 names_.size() == 1 && files_ > 1 ? tr("a folder") : Wording::files(list_->files()));
    title_->setText(title);
    setAccessibleName(title);
    shield_->set_icon(verified ? u"verified"_s : u"shield"_s, verified ? Token::Ok : Token::Ink2);
    trust_->set_token(verified ? Token::Ok : Token::Ink2);
    const QString department = peer == nullptr ? QString() : safe_line(peer->department.value_or(""));
    const QString trust = verified ? tr("Verified") : tr("Not verified");
    trust_->setText(department.isEmpty() ? trust : tr("%1 · %2").arg(trust, department));
    const OfferList::Chosen chosen = list_->chosen();
    const QString part = tr("%1 of %2 chosen").arg(chosen.count).arg(chosen.of);
    chosen_->setText(chosen.of <= 1 || !chosen.choosable ? QString()
                     : chosen.all() || !chosen.sizes_known
                         ? part
                         : tr("%1 · %2").arg(part, Wording::size(chosen.bytes)));
    const std::optional<quint64> room = free_room(folder_);
    const bool scarce = room && *room < chosen.bytes;
    room_->setText(
        !room ? QString()
        : scarce
            ? tr("Free: %1, needs %2 more").arg(Wording::size(*room), Wording::size(chosen.bytes - *room))
            : Wording::room(*room));
    room_->set_token(scarce ? Token::Danger : Token::Ink2);
    save_to_->setText(tr("Save to"));
    where_->setText(shown_folder(folder_));
    where_->setAccessibleName(tr("Save to"));
    where_->setToolTip(safe_tip(folder_));
    change_->setText(tr("Change"));
    always_->setText(tr("Always accept files from %1").arg(given));
    later_->setText(tr("Decide later"));
    decline_->setText(tr("Decline"));
    accept_->setText(chosen.all() || chosen.count == 0 ? tr("Accept")
                                                       : tr("Accept %n files", nullptr, chosen.count));
    accept_->setEnabled(chosen.any && !is_answering_);
    decline_->setEnabled(!is_answering_);
}

void AcceptSheet::pick_folder() {
    const QPointer self(this);  // the sender may take the offer back meanwhile
    const QString picked = QFileDialog::getExistingDirectory(window(), tr("Save to"), folder_);
    if (!self || picked.isEmpty()) return;
    folder_ = picked;
    is_picked_ = true;
    say();
}

// The offer is still there, and so is the question.
void AcceptSheet::stay(const QString& problem) {
    problem_->setText(problem);
    problem_->show();
    is_answering_ = false;
    say();
    if (may_ask_ && !is_asking_) ask_for_list();
}

void AcceptSheet::decline() {
    is_answering_ = true;
    say();
    desk_.decline(transfer_, [self = QPointer(this)](const QString& problem) {
        if (!self) return;  // closed by the transfer's own event
        if (problem.isEmpty()) return self->close_with(false);
        self->stay(problem);
    });
}

void AcceptSheet::accept() {
    if (!list_->chosen().any) return;  // nothing named would mean all
    if (const QString hold = desk_.hold_of(peer_); !hold.isEmpty()) return stay(hold);
    control::method::TransferAccept wish;
    wish.id = transfer_.toStdString();
    // What is shown; but for a name that is not Unicode, which only the node knows.
    if (!folder_.isEmpty() && !folder_.contains(QChar::ReplacementCharacter)) wish.to = folder_.toStdString();
    wish.only = list_->only();
    is_answering_ = true;
    say();
    // The transfer's own event may close the sheet before the answer comes.
    const auto answered = [self = QPointer(this), &desk = desk_, peer = peer_,
                           always = always_->isChecked()](const control::Reply<control::TransferRow>& reply) {
        if (reply && always) desk.always_accept(peer, true, {});
        if (!self) return;
        if (reply) return self->close_with(true);
        self->stay(Wording::problem(reply.error()));
    };
    desk_.client().call(wish, &desk_, std::function<void(control::Reply<control::TransferRow>)>(answered));
}

}  // namespace culver::desktop
