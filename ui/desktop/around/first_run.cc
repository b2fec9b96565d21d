// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/first_run.h"

#include "control/methods.h"
#include "ui/desktop/around/autostart.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/desk_status.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/model/wording.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kPictureWidth = 380;
constexpr int kPictureFrom = 820;  // narrower windows show the fields alone
constexpr int kLow = 560;          // lower windows show no hints
constexpr int kFaces = 3;
constexpr int kFieldHeight = 40;

}  // namespace

// The sheen with three birds on their way, and what this is about.
class FirstRun::Picture : public QWidget {
public:
    explicit Picture(QWidget* parent) : QWidget(parent) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(36, 36, 36, 36);
        brand_ = new Words({}, Type::Heading, Token::OnAccent);
        lead_ = new Words({}, Type::Display, Token::OnAccent);
        text_ = new Words({}, Type::Body, Token::OnAccent);
        column->addWidget(brand_);
        column->addStretch(1);
        column->addWidget(lead_);
        column->addSpacing(8);
        column->addWidget(text_);
        for (Words* words : {brand_, lead_, text_}) words->set_fixed_color(Qt::white);
    }
    void say(const QString& brand, const QString& lead, const QString& text) {
        brand_->setText(brand);
        lead_->setText(lead);
        text_->setText(text);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QLinearGradient sky(QPointF(0, 0), QPointF(width() * 0.9, height()));
        sky.setColorAt(0, QColor(0x0B, 0x77, 0x6D));
        sky.setColorAt(0.56, QColor(0x22, 0x66, 0xA4));
        sky.setColorAt(1, QColor(0x56, 0x40, 0xAE));
        painter.fillRect(rect(), sky);
        QPainterPath way;
        way.moveTo(-20, height() * 0.734);
        way.cubicTo(80, height() * 0.67, 150, height() * 0.687, 200, height() * 0.515);
        way.cubicTo(250, height() * 0.344, 300, height() * 0.28, 420, height() * 0.234);
        QPen dots(QColor(255, 255, 255, 56), 1.5, Qt::CustomDashLine, Qt::RoundCap);
        dots.setDashPattern({2 / 1.5, 9 / 1.5});
        painter.setPen(dots);
        painter.drawPath(way);
        const auto fly = [&](double x, double y, double scale, double opacity) {
            painter.save();
            painter.translate(x, y);
            painter.scale(scale, scale);
            painter.translate(32, 32);
            painter.rotate(-12);
            painter.translate(-32, -32);
            painter.setOpacity(opacity);
            painter.setPen(Qt::NoPen);
            painter.setBrush(Qt::white);
            painter.drawPath(bird_path());
            painter.restore();
        };
        fly(128, height() * 0.306, 2.3, 1);
        fly(62, height() * 0.581, 0.8, 0.42);
        fly(286, height() * 0.184, 0.62, 0.3);
    }

private:
    Words* brand_;
    Words* lead_;
    Words* text_;
};

class FirstRun::Faces : public QWidget {
public:
    void set_people(std::vector<std::pair<QString, QString>> people) {
        people_ = std::move(people);
        setFixedSize(static_cast<int>(people_.size()) * 32, 28);
        update();
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        double left = 0;
        for (const auto& [id, name] : people_) {
            paint_avatar(painter, {left, 0, 28, 28}, {.id = id, .name = name, .gone = false});
            left += 32;
        }
    }

private:
    std::vector<std::pair<QString, QString>> people_;
};

FirstRun::FirstRun(QWidget* window, Desk& desk, Language& language)
    : QWidget(window), desk_(desk), language_(language) {
    setAutoFillBackground(true);
    picture_ = new Picture(this);
    page_ = new Page(this);
    build();
    keep_keyboard(this);
    window->installEventFilter(this);
    connect(&desk, &Desk::node_changed, this, &FirstRun::node_told);
    connect(&desk, &Desk::lists_reset, this, &FirstRun::count_people);
    connect(&desk, &Desk::peer_changed, this, &FirstRun::count_people);
    worded(this, [this] { say(); });
    themed(this, [this] { arrange(); });
    node_told();
    count_people();
    show();
    raise();
    name_->edit().setFocus();
}

void FirstRun::build() {
    QVBoxLayout& column = page_->column();
    column.setContentsMargins(56, 44, 56, 36);
    auto* head = new QHBoxLayout;
    title_ = new Words({}, Type::Title, Token::Ink);
    languages_ = new Choice({});
    languages_->set_quiet(u"globe"_s);
    languages_->addItem(u"English"_s, u"en"_s);
    languages_->addItem(u"简体中文"_s, u"zh_CN"_s);
    languages_->setCurrentIndex(language_.chinese() ? 1 : 0);
    connect(languages_, &QComboBox::activated, this,
            [this](int index) { desk_.settings().set_language(languages_->itemData(index).toString()); });
    head->addWidget(title_, 1);
    head->addWidget(languages_, 0, Qt::AlignTop);
    column.addLayout(head);
    name_ = new Field({});
    name_->edit().setMaxLength(64);
    department_ = new Field({});
    department_->edit().setMaxLength(64);
    folder_field_ = new Field({});
    folder_field_->edit().setReadOnly(true);
    folder_field_->edit().set_icon(u"folder"_s);
    change_ = new Button({}, Button::Kind::Text);
    change_->set_small(true);
    for (Field* field : {name_, department_, folder_field_}) {
        column.addSpacing(16);
        column.addWidget(field);
    }
    column.addSpacing(16);
    auto* seen_line = new QHBoxLayout;
    seen_line->setSpacing(12);
    auto* seen_words = new QVBoxLayout;
    seen_words->setSpacing(2);
    seen_ = new Words({}, Type::Small, Token::Ink);
    seen_->set_medium(true);
    announce_hint_ = new Words({}, Type::Meta, Token::Ink2);
    announce_hint_->set_hint(true);
    seen_words->addWidget(seen_);
    seen_words->addWidget(announce_hint_);
    announce_ = new Choice({});
    // As high as the fields above it.
    themed(announce_, [this] { announce_->setMinimumHeight(theme().px(kFieldHeight)); });
    for (int index = 0; index < 3; ++index) announce_->addItem({});
    seen_line->addLayout(seen_words, 1);
    seen_line->addWidget(announce_, 0, Qt::AlignTop);
    column.addLayout(seen_line);
    here_ = new Box;
    static_cast<Box*>(here_)->set_ground(Token::Window);
    auto* inside = new QWidget;
    auto* line = new QHBoxLayout(inside);
    line->setContentsMargins(14, 12, 14, 12);
    line->setSpacing(12);
    faces_ = new Faces;
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    people_ = new Words({}, Type::SmallHeavy, Token::Ink);
    foreign_ = new Words({}, Type::Meta, Token::Ink2);
    words->addWidget(people_);
    words->addWidget(foreign_);
    line->addWidget(faces_);
    line->addLayout(words, 1);
    static_cast<Box*>(here_)->add(inside);
    column.addSpacing(18);
    column.addWidget(here_);
    column.addSpacing(12);
    problem_ = new Words({}, Type::Meta, Token::Danger);
    problem_->hide();
    column.addWidget(problem_);
    column.addStretch(1);
    // Below the page, not in it: in a low window the fields scroll, the button stays.
    end_ = new QWidget(this);
    auto* end = new QHBoxLayout(end_);
    end->setContentsMargins(0, 0, 0, 0);
    end->setSpacing(12);
    with_computer_ = new Check({});
    with_computer_->set_look(Type::Meta, Token::Ink2);
    with_computer_->setChecked(true);
    start_ = new Button({}, Button::Kind::Primary);
    end->addWidget(with_computer_, 1, Qt::AlignVCenter);
    end->addWidget(start_);
    connect(change_, &QAbstractButton::clicked, this, &FirstRun::pick_folder);
    connect(start_, &QAbstractButton::clicked, this, &FirstRun::start);
    connect(&name_->edit(), &QLineEdit::textChanged, this, [this] { name_->set_error({}); });
    connect(announce_, &QComboBox::currentIndexChanged, this, [this] { say(); });
    change_->setText(tr("Change"));
    folder_field_->set_trailing(change_);
}

void FirstRun::say() {
    picture_->say(
        tr("Culver"), tr("Your office,\nwithout a server."),
        tr("Messages and files go straight to the other desk. Encrypted, and never over the internet."));
    title_->setText(tr("How do colleagues know you?"));
    languages_->setAccessibleName(tr("Language"));
    name_->set_label(tr("Name"));
    department_->set_label(tr("Department (optional)"));
    department_->set_hint(tr("People are listed by department."));
    folder_field_->set_label(tr("Keep received files in"));
    folder_field_->edit().setText(shown_folder(folder_));
    const std::optional<quint64> room = free_room(folder_);
    folder_field_->set_hint(room ? tr("%1 free").arg(Wording::size(*room)) : QString());
    change_->setText(tr("Change"));
    seen_->setText(tr("Who may see this computer"));
    announce_->setAccessibleName(seen_->text());
    announce_->setItemText(0, tr("Everybody around"));
    announce_->setItemText(1, tr("Only in this network"));
    announce_->setItemText(2, tr("Nobody unasked"));
    announce_->updateGeometry();
    announce_hint_->setText(announce_->currentIndex() == 0 ? tr("In every network that you join.")
                            : announce_->currentIndex() == 1
                                ? tr("Elsewhere, such as in a café, you stay unseen.")
                                : tr("People find you by your address alone."));
    with_computer_->setText(tr("Start with the computer"));
    start_->setText(tr("Start"));
    count_people();
}

void FirstRun::count_people() {
    std::vector<std::pair<QString, QString>> faces;
    int here = 0, foreign = 0;
    for (const control::PeerRow* peer : desk_.peers()) {
        if (peer->presence == control::Presence::Offline) continue;
        ++here;
        if (peer->protocol == Protocol::Ipmsg) ++foreign;
        const QString id = QString::fromStdString(peer->id);
        if (faces.size() < kFaces) faces.emplace_back(id, desk_.name_of(id));
    }
    faces_->setVisible(here > 0);
    faces_->set_people(std::move(faces));
    people_->setText(here == 0 ? tr("Looking for colleagues")
                               : tr("%n people are already here", nullptr, here));
    foreign_->setText(here == 0 ? tr("They appear as soon as they start Culver in this network.")
                                : tr("%n of them use IP Messenger", nullptr, foreign));
    foreign_->setVisible(here == 0 || foreign > 0);
}

void FirstRun::node_told() {
    const control::NodeStatus& status = desk_.status();
    if (filled_ || status.id.empty()) return;
    filled_ = true;
    if (name_->text().isEmpty()) name_->set_text(safe_line(status.name.value_or("")));
    if (department_->text().isEmpty()) department_->set_text(safe_line(status.department.value_or("")));
    name_->edit().selectAll();
    folder_ = receive_folder(desk_);
    folder_asked_ = folder_;
    say();
}

void FirstRun::pick_folder() {
    const QString picked = QFileDialog::getExistingDirectory(window(), tr("Keep received files in"), folder_);
    if (picked.isEmpty()) return;
    folder_ = picked;
    say();
}

void FirstRun::answered(const QString& problem) {
    --waiting_;
    if (!problem.isEmpty()) {
        failed_ = true;
        problem_->setText(problem);
        problem_->show();
    }
    if (waiting_ == 0 && !failed_) Q_EMIT finished();
    start_->setEnabled(waiting_ == 0);
}

void FirstRun::set(const QString& key, const QString& value) {
    ++waiting_;
    control::method::ConfigSet wish{key.toStdString(), value.toStdString()};
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::ConfigEntry>)>([this](const auto& reply) {
                            if (reply && reply->key == "receive_dir") refresh_status(desk_);
                            answered(reply ? QString() : Wording::problem(reply.error()));
                        }));
}

void FirstRun::start() {
    const QString name = name_->text().simplified();
    if (name.isEmpty()) {
        name_->set_error(tr("Colleagues need a name to find you by"));
        return name_->edit().setFocus();
    }
    failed_ = false;
    problem_->hide();
    start_->setEnabled(false);
    set_autostart(desk_.client().profile(), with_computer_->isChecked());
    ++waiting_;
    control::method::ProfileSet wish;
    wish.name = name.toStdString();
    wish.department = department_->text().simplified().toStdString();
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::ProfileRow>)>([this](const auto& reply) {
                            answered(reply ? QString() : Wording::problem(reply.error()));
                        }));
    if (folder_ != folder_asked_) set(u"receive_dir"_s, folder_);
    static const QStringList kWords{u"everywhere"_s, u"known-networks"_s, u"never"_s};
    const QString announce = kWords.value(announce_->currentIndex());
    if (announce_->currentIndex() != 1) return set(u"announce"_s, announce);
    // Only once this network is a known one: else nobody would find this computer at all.
    ++waiting_;
    desk_.client().call(
        control::method::NetworksTrust{}, this,
        std::function<void(control::Reply<control::NetworkRow>)>([this, announce](const auto& reply) {
            if (reply) set(u"announce"_s, announce);
            if (reply) return answered({});
            answered(
                reply.error().outcome == control::Outcome::Usage
                    ? tr("This computer is in several networks. Choose \"Everybody around\" for now; the "
                         "settings say later which networks are known.")
                    : Wording::problem(reply.error()));
        }));
}

void FirstRun::arrange() {
    const QSize window = parentWidget()->size();
    setGeometry(0, 0, window.width(), window.height());
    const bool wide = window.width() >= kPictureFrom;
    picture_->setVisible(wide);
    const int left = wide ? kPictureWidth : 0;
    picture_->setGeometry(0, 0, kPictureWidth, window.height());
    // In a very wide window the fields stay as wide as they can be read.
    const int room = std::min(window.width() - left, 760);
    const bool low = window.height() < kLow;
    const int side = window.width() < 560 ? 20 : 56, bottom = low ? 16 : 36;
    const QRect right(left + (window.width() - left - room) / 2, 0, room, window.height());
    const int high = end_->sizeHint().height();
    end_->setGeometry(right.left() + side, right.bottom() - bottom - high, right.width() - 2 * side, high);
    page_->setGeometry(right.left(), 0, right.width(), end_->y() - 12);
    page_->column().setContentsMargins(side, low ? 20 : 44, side, 0);
    for (Words* words : page_->findChildren<Words*>()) {
        if (words->is_hint() && !words->text().isEmpty()) words->setVisible(!low);
    }
}

void FirstRun::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(Token::Canvas));
}

void FirstRun::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return start();
    event->accept();  // keys must not reach the window below
}

bool FirstRun::focusNextPrevChild(bool next) {
    return focus_next_in(this, next);
}

bool FirstRun::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) arrange();
    return QWidget::eventFilter(watched, event);
}

}  // namespace culver::desktop
