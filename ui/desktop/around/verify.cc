// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/verify.h"

#include "control/methods.h"
#include "ui/desktop/around/qr_picture.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {
constexpr int kPictureSide = 162;  // as high as two rows of tiles and their gap (look.md)
}

// Two digits in large type.
class VerifySheet::Tile : public QWidget {
public:
    explicit Tile(QWidget* parent) : QWidget(parent) {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        themed(this, [this] { setFixedHeight(std::max(77, theme().px(60))); });
        setAttribute(Qt::WA_StyledBackground, false);
    }
    void set_digits(const QString& digits) {
        digits_ = digits;
        setAccessibleName(digits);
        update();
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Token::Window));
        painter.drawRoundedRect(QRectF(rect()), 12, 12);
        painter.setFont(theme().font(Type::Code));
        painter.setPen(theme().color(digits_.isEmpty() ? Token::Disabled : Token::Ink));
        // The spacing behind the last digit is no ink: shifted by it, the digits stand in the middle.
        painter.drawText(QRectF(rect()).translated(1.5, 0), Qt::AlignCenter,
                         digits_.isEmpty() ? u"··"_s : digits_);
    }

private:
    QString digits_;
};

VerifySheet::VerifySheet(QWidget* window, Desk& desk, const QString& peer)
    : Sheet(window, u" "_s, 560), desk_(desk), peer_(peer), name_(desk.name_of(peer)) {
    setObjectName(peer);  // whoever asks whether it is open means one person's
    lead_ = new Words({}, Type::Body, Token::Ink2);
    content().addWidget(lead_);
    build_code();
    build_differ();
    differ_ = add_escape({}, Button::Kind::TextDanger);
    later_ = add_button({}, Button::Kind::Second);
    match_ = add_button({}, Button::Kind::Primary);
    match_->set_icon(u"check"_s);
    add_close([] { return tr("Later"); });
    connect(differ_, &QAbstractButton::clicked, this, &VerifySheet::differ);
    connect(later_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(match_, &QAbstractButton::clicked, this, &VerifySheet::match);
    connect(&desk, &Desk::verification, this, &VerifySheet::take);
    worded(this, [this] { say(); });
    ask();
}

void VerifySheet::build_code() {
    compare_ = new QWidget;
    auto* grid = new QGridLayout(compare_);
    grid->setContentsMargins(0, 20, 0, 0);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(10);
    auto* tiles = new QWidget;
    auto* six = new QGridLayout(tiles);
    six->setContentsMargins(0, 0, 0, 0);
    six->setSpacing(8);
    for (int index = 0; index < 6; ++index) {
        tiles_.at(static_cast<std::size_t>(index)) = new Tile(tiles);
        six->addWidget(tiles_.at(static_cast<std::size_t>(index)), index / 3, index % 3);
    }
    grid->addWidget(tiles, 0, 0);
    picture_ = new QrPicture(kPictureSide);
    grid->addWidget(picture_, 0, 1);
    auto* hint = new QHBoxLayout;
    hint->setSpacing(6);
    hint->addWidget(new Glyph(u"info"_s, Token::Ink2, 16), 0, Qt::AlignTop);
    order_ = new Words({}, Type::Meta, Token::Ink2);
    hint->addWidget(order_, 1);
    grid->addLayout(hint, 1, 0);
    scan_ = new Words({}, Type::Meta, Token::Ink2);
    scan_->setAlignment(Qt::AlignHCenter);
    grid->addWidget(scan_, 1, 1);
    grid->setColumnStretch(0, 1);
    content().addWidget(compare_);
}

void VerifySheet::build_differ() {
    warned_ = new QWidget;
    auto* line = new QHBoxLayout(warned_);
    line->setContentsMargins(0, 16, 0, 0);
    line->setSpacing(14);
    line->addWidget(new Glyph(u"alert"_s, Token::Danger, 24), 0, Qt::AlignTop);
    advice_ = new Words({}, Type::Body, Token::Ink);
    line->addWidget(advice_, 1);
    warned_->hide();
    content().addWidget(warned_);
}

void VerifySheet::ask() {
    enter(Stage::Asking);
    control::method::PeerVerify wish;
    wish.peer = "id:" + peer_.toStdString();
    desk_.client().call(
        wish, this, std::function<void(control::Reply<control::VerificationRow>)>([this](const auto& reply) {
            if (stage_ != Stage::Asking) return;
            if (reply) return take(*reply);
            problem_ = Wording::problem(reply.error());
            enter(Stage::Failed);
        }));
}

void VerifySheet::take(const control::VerificationRow& row) {
    if (QString::fromStdString(row.peer) != peer_ || stage_ == Stage::Differ || stage_ == Stage::Done) return;
    if (row.state == "differs") {
        // The other side saw another code, mistyped it, or says so; what comes of it here this person
        // decides.
        block_ = Block::Open;
        return enter(Stage::Differ);
    }
    if (row.code) {
        code_ = QString::fromStdString(*row.code);
        enter(Stage::Shown);
    } else if (row.state == "ended" && stage_ == Stage::Shown) {
        close_with(false);
    }
}

void VerifySheet::enter(Stage stage) {
    stage_ = stage;
    const QStringList groups = code_.split(u' ', Qt::SkipEmptyParts);
    for (qsizetype index = 0; index < 6; ++index) {
        tiles_.at(static_cast<std::size_t>(index))
            ->set_digits(stage == Stage::Shown ? groups.value(index) : QString());
    }
    // The digits and nothing else: a phone held to the one screen is read beside the other. A link would let
    // whoever shows a picture answer for the person.
    picture_->set_text(stage == Stage::Shown ? code_ : QString());
    compare_->setVisible(stage == Stage::Asking || stage == Stage::Shown);
    warned_->setVisible(stage == Stage::Differ);
    differ_->setVisible(stage == Stage::Shown);
    match_->setVisible(stage != Stage::Differ || block_ == Block::Refused || block_ == Block::Open);
    match_->setEnabled(stage != Stage::Asking);
    say();
    // Where trust is at stake the keyboard begins at the harmless choice.
    if (isVisible()) later_->setFocus(Qt::OtherFocusReason);
}

void VerifySheet::say() {
    const QString given = Wording::given_name(name_);
    order_->setText(tr("The numbers and their order must be the same."));
    scan_->setText(tr("Or read them with a phone"));
    differ_->setText(tr("They differ"));
    later_->setText(stage_ == Stage::Differ ? tr("Close") : tr("Later"));
    const bool again = stage_ == Stage::Failed || (stage_ == Stage::Differ && block_ == Block::Refused);
    const bool is_open = stage_ == Stage::Differ && block_ == Block::Open;
    match_->setText(again ? tr("Try again") : is_open ? tr("Block %1").arg(given) : tr("They match"));
    match_->set_icon(again ? u"retry"_s : is_open ? u"block"_s : u"check"_s);
    advice_->setText(advice(given));
    switch (stage_) {
        case Stage::Asking:
        case Stage::Shown:
            set_title(tr("Is this really %1?").arg(name_));
            lead_->setText(stage_ == Stage::Shown
                               ? tr("Call %1 or walk over. Read the six numbers to each other.").arg(name_)
                               : tr("Asking the computer of %1 for the numbers.").arg(name_));
            break;
        case Stage::Failed:
            set_title(tr("Is this really %1?").arg(name_));
            lead_->setText(problem_);
            break;
        case Stage::Differ:
            if (block_ == Block::Open) {
                set_title(tr("Is this really %1?").arg(name_));
                lead_->setText(tr("On the other side the numbers were said to differ."));
            } else {
                set_title(tr("This is not %1").arg(name_));
                lead_->setText(tr("Somebody else answers in the name of %1.").arg(given));
            }
            break;
        case Stage::Done: break;
    }
}

QString VerifySheet::advice(const QString& given) const {
    QStringList parts;
    switch (block_) {
        case Block::Open:
            parts.append(tr("Nothing was changed here. Perhaps a number was mistyped: compare once more."));
            break;
        case Block::Asked: parts.append(tr("Blocking %1.").arg(given)); break;
        case Block::Done:
            parts.append(tr("%1 is blocked: nothing comes through, and %1 sees you as gone. "
                            "You can unblock %1 in the details.")
                             .arg(given));
            break;
        case Block::Refused:
            parts.append(
                Wording::sentences(tr("%1 is not blocked and can still reach you.").arg(given), problem_));
            break;
    }
    parts.append(tr("Meet %1 or call a number that you know, and ask whether a new computer is the reason. "
                    "If nobody can explain it, tell whoever looks after your network.")
                     .arg(given));
    return parts.join(u"\n\n"_s);
}

void VerifySheet::match() {
    if (stage_ == Stage::Failed) return ask();
    if (stage_ == Stage::Differ) return differ();
    control::method::PeerTrust wish;
    wish.peer = "id:" + peer_.toStdString();
    wish.code = code_.toStdString();
    match_->setEnabled(false);
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::TrustRow>)>([this](const auto& reply) {
                            if (reply) {
                                stage_ = Stage::Done;
                                return close_with(true);
                            }
                            if (reply.error().outcome == control::Outcome::CodeDiffers) return differ();
                            problem_ = Wording::problem(reply.error());
                            enter(Stage::Failed);
                        }));
}

void VerifySheet::differ() {
    block_ = Block::Asked;
    enter(Stage::Differ);
    control::method::PeerBlock wish;
    wish.peer = "id:" + peer_.toStdString();
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::TrustRow>)>([this](const auto& reply) {
                            block_ = reply ? Block::Done : Block::Refused;
                            if (!reply) problem_ = Wording::problem(reply.error());
                            enter(Stage::Differ);
                        }));
}

}  // namespace culver::desktop
