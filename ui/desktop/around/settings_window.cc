// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/settings_window.h"

#include "control/methods.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/desk_status.h"
#include "ui/desktop/model/wording.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <utility>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kSide = 216;
constexpr int kNarrow = 680;  // below, at text of 100 %, the list shows its icons alone

struct Listed {
    const char* name;
    const char* icon;
    const char* words;
};
constexpr Listed kPages[] = {
    {"general", "settings", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "General")},
    {"you", "person", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "You")},
    {"appearance", "sun", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "Appearance")},
    {"notifications", "bell", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "Notifications")},
    {"files", "folder", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "Files")},
    {"security", "shield", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "Security")},
    {"network", "lan", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "Network")},
    {"shortcuts", "keyboard", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "Shortcuts")},
    {"about", "info", QT_TRANSLATE_NOOP("culver::desktop::SettingsWindow", "About")},
};

}  // namespace

QString text_of(const control::ConfigEntry& entry) {
    const auto* text = std::get_if<std::string>(&entry.value);
    return text == nullptr ? QString() : QString::fromStdString(*text);
}

// A page in the list at the left.
class SettingsWindow::Entry : public Pressable {
public:
    Entry(const QString& name, const QString& icon, QWidget* parent)
        : Pressable(parent), name_(name), icon_(icon) {
        setCheckable(true);
        setAutoExclusive(true);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        ringed(this, 10);
    }
    [[nodiscard]] const QString& name() const { return name_; }
    [[nodiscard]] QSize sizeHint() const override { return {theme().px(36), theme().px(36)}; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme& look = theme();
        if (isChecked() || hover() > 0) {
            QColor ground = look.color(isChecked() ? Token::Selected : Token::Hover);
            if (!isChecked()) ground.setAlphaF(static_cast<float>(hover()));
            painter.setPen(Qt::NoPen);
            painter.setBrush(ground);
            painter.drawRoundedRect(QRectF(rect()), 10, 10);
        }
        const QColor ink = look.color(isChecked() ? Token::Accent : Token::Ink);
        const double side = look.px(18);
        const bool alone = width() < look.px(80);
        const double left = alone ? (width() - side) / 2 : 12;
        paint_icon(painter, {left, (height() - side) / 2, side, side}, icon_, ink);
        if (alone) return;
        const Type type = isChecked() ? Type::Strong : Type::Body;
        paint_line(painter, left + side + 10, (height() - look.line_height(type)) / 2.0,
                   width() - left - side - 18, text(), type, ink);
    }

private:
    QString name_, icon_;
};

SettingsWindow::SettingsWindow(Desk& desk, QWidget* window) : QWidget(window, Qt::Window), desk_(desk) {
    setMinimumSize(360, 400);
    resize(920, 680);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    side_ = new QWidget(this);
    line->addWidget(side_);
    pages_ = new QStackedWidget(this);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    problem_ = new Words({}, Type::Meta, Token::Danger);
    problem_->setContentsMargins(0, 0, 0, 0);
    problem_->hide();
    right->addWidget(pages_, 1);
    auto* below = new QHBoxLayout;
    below->setContentsMargins(32, 0, 32, 0);
    below->addWidget(problem_);
    right->addLayout(below);
    line->addLayout(right, 1);
    build_list();
    build_general();
    build_you();
    build_appearance();
    build_notifications();
    build_files();
    build_security();
    build_network();
    build_shortcuts();
    build_about();
    worded(this, [this] {
        setWindowTitle(tr("Settings"));
        side_title_->setText(tr("Settings"));
        for (std::size_t index = 0; index < entries_.size(); ++index) {
            entries_[index]->setText(tr(kPages[index].words));
        }
        tell_rest();
        arrange();
    });
    themed(this, [this] {
        arrange();
        update();
    });
    connect(&desk, &Desk::node_changed, this, [this] {
        if (!desk_.status().id.empty() && isVisible()) read_profile();
    });
    connect(&desk.client(), &NodeClient::state_changed, this, &SettingsWindow::follow_node);
    for (Field* field : std::as_const(profile_)) field->setEnabled(false);
    follow_node();
    show_page(u"appearance"_s);
}

void SettingsWindow::build_list() {
    auto* column = new QVBoxLayout(side_);
    column->setContentsMargins(8, 16, 8, 16);
    column->setSpacing(2);
    side_title_ = new Words({}, Type::Heading, Token::Ink);
    side_title_->setContentsMargins(0, 0, 0, 0);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(12, 4, 12, 12);
    title->addWidget(side_title_);
    column->addLayout(title);
    for (const Listed& page : kPages) {
        auto* entry = new Entry(QString::fromLatin1(page.name), QString::fromLatin1(page.icon), side_);
        column->addWidget(entry);
        entries_.push_back(entry);
        connect(entry, &QAbstractButton::toggled, this, [this, entry](bool on) {
            if (on) pages_->setCurrentIndex(index_.value(entry->name()));
        });
    }
    column->addStretch(1);
}

void SettingsWindow::show_page(const QString& name) {
    for (Entry* entry : entries_) {
        if (entry->name() != name) continue;
        entry->setChecked(true);
        entry->setFocus(Qt::OtherFocusReason);
    }
    if (name == u"network"_s) read_networks();
}

QString SettingsWindow::page() const {
    for (const Entry* entry : entries_) {
        if (entry->isChecked()) return entry->name();
    }
    return {};
}

void SettingsWindow::read_node() {
    desk_.client().call(control::method::ConfigGet{}, this,
                        std::function<void(control::Reply<control::ConfigList>)>([this](const auto& reply) {
                            if (!reply) return problem(Wording::problem(reply.error()));
                            for (const control::ConfigEntry& entry : reply->entries) take(entry);
                            for (QWidget* control : std::exchange(untold_, {})) control->setEnabled(true);
                        }));
}

// Why some of it is grey.
void SettingsWindow::tell_rest() {
    const auto state = desk_.client().state();
    if (state == NodeClient::State::Ready || untold_.isEmpty()) return;
    problem(
        state == NodeClient::State::OtherVersion
            ? tr("The running Culver is another version. What is grey can be changed once it is replaced.")
            : tr("Reconnecting. What is grey can be changed after that."));
}

// It may have changed while nobody answered.
void SettingsWindow::follow_node() {
    if (desk_.client().state() != NodeClient::State::Ready) return tell_rest();
    problem({});
    read_node();
    read_profile();
    read_networks();
}

void SettingsWindow::wait_for_node(QWidget* control) {
    control->setEnabled(false);
    untold_.append(control);
}

void SettingsWindow::take(const control::ConfigEntry& entry) {
    taking_ = true;
    if (const auto& taker = takers_.value(QString::fromStdString(entry.key))) taker(entry);
    taking_ = false;
}

void SettingsWindow::set_node(const QString& key, const QString& value) {
    if (taking_) return;
    const control::method::ConfigSet wish{key.toStdString(), value.toStdString()};
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::ConfigEntry>)>([this](const auto& reply) {
                            problem(reply ? QString() : Wording::problem(reply.error()));
                            // What was not taken must not look as if it were.
                            if (!reply) return read_node();
                            if (reply->key == "receive_dir") refresh_status(desk_);
                            take(*reply);
                        }));
}

void SettingsWindow::read_profile() {
    desk_.client().call(control::method::ProfileGet{}, this,
                        std::function<void(control::Reply<control::ProfileRow>)>([this](const auto& reply) {
                            if (!reply) return;
                            const auto fill = [this](const QString& key, const control::Text& text) {
                                Field* field = profile_.value(key);
                                if (field != nullptr) field->setEnabled(true);
                                if (field != nullptr && !field->edit().hasFocus())
                                    field->set_text(safe_line(text.value_or("")));
                            };
                            fill(u"name"_s, reply->name);
                            fill(u"department"_s, reply->department);
                            fill(u"room"_s, reply->room);
                            fill(u"phone"_s, reply->phone);
                            fill(u"email"_s, reply->email);
                            fill(u"note"_s, reply->note);
                        }));
}

void SettingsWindow::save_profile() {
    const auto text = [this](const QString& key) {
        return profile_.value(key)->text().simplified().toStdString();
    };
    if (text(u"name"_s).empty())
        return profile_.value(u"name"_s)->set_error(tr("Colleagues need a name to find you by"));
    control::method::ProfileSet wish;
    wish.name = text(u"name"_s);
    wish.department = text(u"department"_s);
    wish.room = text(u"room"_s);
    wish.phone = text(u"phone"_s);
    wish.email = text(u"email"_s);
    wish.note = text(u"note"_s);
    desk_.client().call(wish, this,
                        std::function<void(control::Reply<control::ProfileRow>)>([this](const auto& reply) {
                            problem(reply ? QString() : Wording::problem(reply.error()));
                        }));
}

void SettingsWindow::problem(const QString& sentence) {
    problem_->setText(sentence);
    problem_->setVisible(!sentence.isEmpty());
}

void SettingsWindow::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(Token::Canvas));
    painter.fillRect(side_->geometry(), theme().color(Token::Window));
    painter.fillRect(QRect(side_->geometry().right(), 0, 1, height()), theme().color(Token::Line));
}

void SettingsWindow::resizeEvent(QResizeEvent* event) {
    arrange();
    QWidget::resizeEvent(event);
}

void SettingsWindow::arrange() {
    const bool narrow = width() < theme().px(kNarrow);
    side_->setFixedWidth(narrow ? theme().px(56) : theme().px(kSide));
    side_title_->setVisible(!narrow);
    for (auto* page : pages_->findChildren<Page*>())
        page->column().setContentsMargins(narrow ? 16 : 32, 20, narrow ? 16 : 32, 24);
    for (Entry* entry : entries_) entry->setToolTip(narrow ? entry->text() : QString());
}

void SettingsWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

}  // namespace culver::desktop
