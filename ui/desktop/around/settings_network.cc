// SPDX-License-Identifier: Apache-2.0
// The page of the network: who may see this computer, in which networks, and whom it asks beyond them.
#include "control/methods.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

void SettingsWindow::build_network() {
    Page* page = add_page(u"network"_s, QT_TR_NOOP("Network"));
    heading(page, QT_TR_NOOP("Who may see this computer"));
    auto* announce = new Choice({});
    announce->setObjectName(u"announce"_s);
    static const QStringList kWords{u"everywhere"_s, u"known-networks"_s, u"never"_s};
    worded(announce, [announce] {
        const int current = std::max(0, announce->currentIndex());
        announce->clear();
        announce->addItems({tr("Everybody around"), tr("Only in known networks"), tr("Nobody unasked")});
        announce->setCurrentIndex(current);
        announce->updateGeometry();
    });
    auto* box = new Box;
    page->column().addWidget(box);
    row(box, announce, QT_TR_NOOP("Announce this computer"),
        QT_TR_NOOP("Elsewhere, such as in a café, you stay unseen"));
    wait_for_node(announce);
    takers_.insert(u"announce"_s, [announce](const control::ConfigEntry& entry) {
        announce->setCurrentIndex(std::max<int>(0, static_cast<int>(kWords.indexOf(text_of(entry)))));
    });
    connect(announce, &QComboBox::activated, this, [this](int index) {
        set_node(u"announce"_s, kWords.value(index));
        read_networks();
    });
    node_switch(box, "hidden", QT_TR_NOOP("Hidden"),
                QT_TR_NOOP("Nothing is sent unasked; you call others, others do not find you"));
    heading(page, QT_TR_NOOP("Networks"));
    networks_ = new Box;
    page->column().addWidget(networks_);
    add_hosts(page);
    heading(page, QT_TR_NOOP("Somebody is missing?"));
    auto* help = new Box;
    page->column().addWidget(help);
    auto* examine = new Button({}, Button::Kind::Second);
    examine->set_small(true);
    worded(examine, [examine] { examine->setText(tr("Examine")); });
    row(help, examine, QT_TR_NOOP("Examine the network"),
        QT_TR_NOOP("Finds out why somebody is not seen, and says what helps"));
    connect(examine, &QAbstractButton::clicked, this, &SettingsWindow::doctor);
    page->column().addStretch(1);
}

// Addresses of computers in other networks: who is there, and whom they know, appears here.
void SettingsWindow::add_hosts(Page* page) {
    heading(page, QT_TR_NOOP("People in other networks"));
    auto* field = new Field({});
    field->setObjectName(u"hosts"_s);
    auto* hint = new Words({}, Type::Meta, Token::Ink2);
    worded(field, [field, hint] {
        field->set_label(tr("Addresses, parted by commas"));
        hint->setText(tr("Such as 10.1.2.3. One is enough: it also leads to all it knows."));
    });
    page->column().addWidget(field);
    page->column().addSpacing(4);
    page->column().addWidget(hint);
    wait_for_node(field);
    takers_.insert(u"hosts"_s, [field](const control::ConfigEntry& entry) {
        const auto* hosts = std::get_if<std::vector<std::string>>(&entry.value);
        if (hosts == nullptr || field->edit().hasFocus()) return;
        QStringList words;
        for (const std::string& host : *hosts) words.append(safe_line(host));
        field->set_text(words.join(u", "_s));
    });
    connect(&field->edit(), &QLineEdit::textChanged, field, [field] { field->set_error({}); });
    connect(&field->edit(), &QLineEdit::editingFinished, this, [this, field] {
        if (field->edit().isModified()) save_hosts(field);
        field->edit().setModified(false);
    });
}

void SettingsWindow::save_hosts(Field* field) {
    static const QRegularExpression between(uR"([\s,，、;；]+)"_s);
    const QStringList words = field->text().split(between, Qt::SkipEmptyParts);
    const QByteArray list = QJsonDocument(QJsonArray::fromStringList(words)).toJson(QJsonDocument::Compact);
    desk_.client().call(control::method::ConfigSet{"hosts", list.toStdString()}, this,
                        std::function<void(control::Reply<control::ConfigEntry>)>(
                            [this, field = QPointer(field)](const auto& reply) {
                                if (reply) return take(*reply);
                                if (!field) return;
                                // What was typed stays, to be mended, or sent once more.
                                field->edit().setModified(true);
                                const bool wrong = reply.error().outcome == control::Outcome::BadValue;
                                field->set_error(wrong ? tr("An address looks like 10.1.2.3 or fd00::7.")
                                                       : Wording::problem(reply.error()));
                            }));
}

void SettingsWindow::read_networks() {
    desk_.client().call(
        control::method::NetworksList{}, this,
        std::function<void(control::Reply<control::NetworkList>)>([this](const auto& reply) {
            if (!reply) return;
            for (QWidget* old : network_rows_) delete old;
            network_rows_.clear();
            for (const control::NetworkRow& network : reply->networks) {
                auto* known = new Switch({});
                known->setChecked(network.known);
                known->setEnabled(network.network.has_value());
                auto* line = new SettingRow(known);
                const QString interface = network.interface ? safe_line(*network.interface) : QString();
                const QString gateway = safe_line(network.gateway.value_or(network.network.value_or("")));
                worded(line, [line, interface, gateway, quiet = network.quiet] {
                    const QString here = interface.isEmpty() ? tr("Not here")
                                         : quiet             ? tr("Here, unseen")
                                                             : tr("Here");
                    line->set_words(
                        interface.isEmpty()
                            ? gateway
                            : tr("%1 by %2").arg(gateway.isEmpty() ? tr("Network") : gateway, interface),
                        here);
                });
                connect(known, &QAbstractButton::clicked, this, [this, id = network.network](bool on) {
                    const auto told =
                        std::function<void(control::Reply<control::NetworkRow>)>([this](const auto& done) {
                            problem(done ? QString() : Wording::problem(done.error()));
                            read_networks();
                        });
                    if (on) return desk_.client().call(control::method::NetworksTrust{id}, this, told);
                    desk_.client().call(control::method::NetworksForget{id}, this, told);
                });
                networks_->add(line);
                network_rows_.push_back(line);
            }
        }));
}

}  // namespace culver::desktop
