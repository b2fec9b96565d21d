// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/accept.h"

#include "control/methods.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/model/wording.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kShownFiles = 200;         // a longer list is scrolled by nobody; the rest is told as a number
constexpr std::size_t kNamedFiles = 20;  // an offer of Culver names no more (transfer/wire.h, kMaxNames)

// With so many names there may be others. What is not named cannot be chosen, and must not be lost because
// something else is not. IP Messenger names all, however many.
[[nodiscard]] bool names_all(const std::vector<std::string>& paths) {
    return paths.size() != kNamedFiles;
}

}  // namespace

AcceptSheet::AcceptSheet(QWidget* window, Desk& desk, const QString& transfer)
    : Sheet(window, {}, 480), desk_(desk), transfer_(transfer) {
    if (const TransferView* view = desk.transfers().find(transfer)) {
        paths_ = view->row.paths;
        bytes_ = view->row.bytes_total.value_or(0);
        files_ = view->row.files.value_or(paths_.size());
        peer_ = QString::fromStdString(view->row.peer);
    }
    peer_name_ = desk.name_of(peer_);
    folder_ = receive_folder(desk);

    auto* head = new QWidget;
    auto* head_line = new QHBoxLayout(head);
    head_line->setContentsMargins(0, 0, 0, 0);
    head_line->setSpacing(14);
    auto* avatar = new Avatar(44);
    avatar->set_person(peer_, peer_name_, false, false);
    head_line->addWidget(avatar, 0, Qt::AlignTop);
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
    build_list();
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
    connect(decline_, &QAbstractButton::clicked, this, [this] {
        desk_.decline(transfer_, {});
        close_with(false);
    });
    connect(accept_, &QAbstractButton::clicked, this, &AcceptSheet::accept);
    // Answered elsewhere, or taken back by the sender: nothing is left to ask.
    connect(&desk.transfers(), &TransferModel::transfer_changed, this, [this](const QString& id) {
        const TransferView* view = id == transfer_ ? desk_.transfers().find(id) : nullptr;
        if (view != nullptr && view->row.state != control::TransferState::Offered) close_with(false);
    });
    worded(this, [this] { say(); });
}

void AcceptSheet::build_list() {
    auto* box = new Box;
    const bool several = paths_.size() > 1;
    const bool choosable = several && names_all(paths_);
    const auto row = [](int left) {
        auto* widget = new QWidget;
        auto* line = new QHBoxLayout(widget);
        line->setContentsMargins(left, 0, 14, 0);
        line->setSpacing(10);
        themed(widget, [widget] { widget->setMinimumHeight(theme().px(39)); });
        return std::pair(widget, line);
    };
    if (several) {
        const auto [widget, line] = row(14);
        if (choosable) {
            all_ = new Check({});
            all_->setTristate(true);
            all_->setCheckState(Qt::Checked);
            worded(all_, [this] { all_->setAccessibleName(tr("All")); });
            line->addWidget(all_);
            connect(all_, &QCheckBox::clicked, this, [this] {
                for (Check* check : checks_) check->setChecked(all_->checkState() == Qt::Checked);
                chosen_changed();
            });
        }
        auto* total = new Words(Wording::files(files_), Type::Body, Token::Ink);
        worded(total, [this, total] { total->setText(Wording::files(files_)); });
        line->addWidget(total, 1);
        auto* size = new Words({}, Type::Meta, Token::Ink2);
        worded(size, [this, size] { size->setText(Wording::size(bytes_)); });
        size->set_one_line(Words::Cut::Never);
        line->addWidget(size);
        box->add(widget);
    }
    for (std::size_t index = 0; index < std::min<std::size_t>(paths_.size(), kShownFiles); ++index) {
        const QString name = safe_line(paths_[index]);
        // The sender marks folders by their ending; a single one may also hold several files.
        const bool folder = name.endsWith(u'/') || (paths_.size() == 1 && files_ > 1);
        const QString shown = name.endsWith(u'/') ? name.chopped(1) : name;
        const auto [widget, line] = row(choosable ? 40 : 14);
        if (choosable) {
            auto* check = new Check({});
            check->setChecked(true);
            check->setAccessibleName(shown);
            checks_.push_back(check);
            line->addWidget(check);
            connect(check, &QCheckBox::clicked, this, &AcceptSheet::chosen_changed);
        }
        auto* tile = new FileTile(24);
        tile->set_file(shown, folder);
        line->addWidget(tile);
        auto* words = new Words(shown, Type::Body, Token::Ink);
        words->set_one_line(Words::Cut::May);
        words->set_middle(true);
        line->addWidget(words, 1);
        if (!several) {
            auto* size = new Words({}, Type::Meta, Token::Ink2);
            worded(size, [this, size, folder] {
                size->setText(folder ? tr("%1 · %2").arg(Wording::files(files_), Wording::size(bytes_))
                                     : Wording::size(bytes_));
            });
            size->set_one_line(Words::Cut::Never);
            line->addWidget(size);
        }
        box->add(widget);
    }
    const bool may_be_more = !names_all(paths_) && files_ > paths_.size();
    if (paths_.size() > kShownFiles || may_be_more) {
        const auto [widget, line] = row(choosable ? 40 : 14);
        auto* more = new Words({}, Type::Meta, Token::Ink2);
        worded(more, [this, more, may_be_more] {
            more->setText(may_be_more
                              ? tr("Only the first %1 are named here.").arg(kNamedFiles)
                              : tr("and %n more", nullptr, static_cast<int>(paths_.size()) - kShownFiles));
        });
        line->addWidget(more, 1);
        box->add(widget);
    }
    content().addWidget(box);
}

std::vector<std::string> AcceptSheet::chosen() const {
    std::vector<std::string> only;
    for (std::size_t index = 0; index < checks_.size(); ++index) {
        if (checks_[index]->isChecked()) only.push_back(paths_[index]);
    }
    // What is not listed cannot be unchosen.
    for (std::size_t index = checks_.size(); index < paths_.size(); ++index) only.push_back(paths_[index]);
    return only;
}

void AcceptSheet::chosen_changed() {
    const std::size_t count = chosen().size();
    if (all_ != nullptr) {
        all_->setCheckState(count == paths_.size() ? Qt::Checked
                            : count == 0           ? Qt::Unchecked
                                                   : Qt::PartiallyChecked);
    }
    say();
}

void AcceptSheet::say() {
    const QString given = Wording::given_name(peer_name_);
    const control::PeerRow* peer = desk_.peer(peer_);
    const bool verified = peer != nullptr && peer->trust == control::Trust::Verified;
    const QString title =
        tr("%1 sends you %2")
            .arg(peer_name_, paths_.size() == 1 && files_ > 1 ? tr("a folder") : Wording::files(files_));
    title_->setText(title);
    setAccessibleName(title);
    shield_->set_icon(verified ? u"verified"_s : u"shield"_s, verified ? Token::Ok : Token::Ink2);
    trust_->set_token(verified ? Token::Ok : Token::Ink2);
    const QString department = peer == nullptr ? QString() : safe_line(peer->department.value_or(""));
    const QString trust = verified ? tr("Verified") : tr("Not verified");
    trust_->setText(department.isEmpty() ? trust : tr("%1 · %2").arg(trust, department));
    const int count = static_cast<int>(chosen().size());
    const int total = static_cast<int>(paths_.size());
    const bool all = count == total;
    chosen_->setText(checks_.empty() ? QString() : tr("%1 of %2 chosen").arg(count).arg(total));
    const std::optional<quint64> room = free_room(folder_);
    const bool scarce = room && *room < bytes_;
    room_->setText(
        !room ? QString()
        : scarce && all
            ? tr("Free: %1, needs %2 more").arg(Wording::size(*room), Wording::size(bytes_ - *room))
            : Wording::room(*room));
    room_->set_token(scarce && all ? Token::Danger : Token::Ink2);
    save_to_->setText(tr("Save to"));
    where_->setText(shown_folder(folder_));
    where_->setAccessibleName(tr("Save to"));
    where_->setToolTip(safe_tip(folder_));
    change_->setText(tr("Change"));
    always_->setText(tr("Always accept files from %1").arg(given));
    later_->setText(tr("Decide later"));
    decline_->setText(tr("Decline"));
    accept_->setText(all || count == 0 ? tr("Accept") : tr("Accept %n files", nullptr, count));
    accept_->setEnabled(count > 0);
}

void AcceptSheet::pick_folder() {
    const QString picked = QFileDialog::getExistingDirectory(window(), tr("Save to"), folder_);
    if (picked.isEmpty()) return;
    folder_ = picked;
    say();
}

void AcceptSheet::accept() {
    const std::vector<std::string> only = chosen();
    control::method::TransferAccept wish;
    wish.id = transfer_.toStdString();
    if (folder_ != receive_folder(desk_)) wish.to = folder_.toStdString();
    if (only.size() != paths_.size()) wish.only = only;
    accept_->setEnabled(false);
    if (always_->isChecked()) desk_.always_accept(peer_, true, {});
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::TransferRow>)>([this](const auto& reply) {
                            if (reply) return close_with(true);
                            problem_->setText(Wording::problem(reply.error()));
                            problem_->show();
                            accept_->setEnabled(true);
                        }));
}

}  // namespace culver::desktop
