// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/surroundings.h"

#include "ui/desktop/around/accept.h"
#include "ui/desktop/around/doctor_sheet.h"
#include "ui/desktop/around/emoji_picker.h"
#include "ui/desktop/around/first_run.h"
#include "ui/desktop/around/groups.h"
#include "ui/desktop/around/key_change.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/notices.h"
#include "ui/desktop/around/own_card.h"
#include "ui/desktop/around/picture_viewer.h"
#include "ui/desktop/around/region_grab.h"
#include "ui/desktop/around/search_sheet.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/around/tray.h"
#include "ui/desktop/around/verify.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/desk.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QUrl>
#include <QUrlQuery>

// Resources of a static library are linked in by naming them.
static void take_in_resources() {
    Q_INIT_RESOURCE(around);
    Q_INIT_RESOURCE(translations);
}

namespace culver::desktop {
using namespace Qt::StringLiterals;

Surroundings::Surroundings(Desk& desk, Shell& shell, QObject* parent)
    : QObject(parent), desk_(desk), shell_(shell) {
    take_in_resources();
    language_ = std::make_unique<Language>(desk);
    tray_ = std::make_unique<Tray>(desk, shell);
    notices_ = std::make_unique<Notices>(desk, shell, QDBusConnection::sessionBus());
    // The window may be hidden while the program goes on.
    QApplication::setQuitOnLastWindowClosed(false);
    connect(tray_.get(), &Tray::settings_wanted, this, [this] { open_settings(); });
    connect(tray_.get(), &Tray::quit_wanted, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    connect(notices_.get(), &Notices::accept_wanted, this, &Surroundings::open_accept);
    connect(notices_.get(), &Notices::verify_wanted, this, &Surroundings::open_verify);
    connect(&desk.settings(), &DeskSettings::changed, this, &Surroundings::follow_settings);
    follow_settings();
}

Surroundings::~Surroundings() = default;

void Surroundings::follow_settings() {
    const DeskSettings& settings = desk_.settings();
    theme().set_mode(static_cast<Theme::Mode>(settings.theme()));
    theme().set_text_percent(settings.text_percent());
    theme().set_reduced_motion(settings.reduced_motion());
}

void Surroundings::start() {
    if (desk_.settings().first_run_done() || first_run_) return;
    first_run_ = new FirstRun(shell_.window(), desk_, *language_);
    connect(first_run_, &FirstRun::finished, this, [this] {
        desk_.settings().set_first_run_done(true);
        if (first_run_) first_run_->deleteLater();
    });
}

void Surroundings::open_settings(const QString& page) {
    if (!settings_) {
        settings_ = new SettingsWindow(desk_, shell_.window());
        settings_->setAttribute(Qt::WA_DeleteOnClose);
        connect(settings_, &SettingsWindow::doctor, this, [this] {
            if (settings_) settings_->close();
            open_doctor();
        });
    }
    if (!page.isEmpty()) settings_->show_page(page);
    settings_->show();
    settings_->raise();
    settings_->activateWindow();
}

void Surroundings::open_verify(const QString& peer) {
    (new VerifySheet(shell_.window(), desk_, peer))->open();
}

void Surroundings::open_accept(const QString& transfer) {
    const TransferView* view = desk_.transfers().find(transfer);
    if (view == nullptr || view->row.state != control::TransferState::Offered) return;
    (new AcceptSheet(shell_.window(), desk_, transfer))->open();
}

void Surroundings::open_new_group(const QStringList& members) {
    auto* sheet = new NewGroupSheet(shell_.window(), desk_, members);
    connect(sheet, &NewGroupSheet::created, this,
            [this](const QString& group) { shell_.open_conversation(group); });
    sheet->open(sheet->findChild<LineEdit*>());
}

void Surroundings::open_add_members(const QString& group) {
    auto* sheet = new AddMembersSheet(shell_.window(), desk_, group);
    sheet->open(sheet->findChild<LineEdit*>());
}

void Surroundings::open_doctor(const QString& peer) {
    (new DoctorSheet(shell_.window(), desk_, peer))->open();
}

void Surroundings::open_profile() {
    auto* card = new OwnCard(shell_.window(), desk_);
    connect(card, &OwnCard::edit_profile, this, [this] { open_settings(u"you"_s); });
    card->open();
}

void Surroundings::open_search(const QString& in, const QString& words) {
    auto* sheet = new SearchSheet(shell_.window(), desk_, in, words);
    connect(sheet, &SearchSheet::jump, this, [this](const QString& conversation, const QString& message) {
        shell_.jump_to(conversation, message);
    });
    sheet->open(sheet->findChild<LineEdit*>());
}

void Surroundings::open_key_change(const QString& peer) {
    auto* sheet = new KeyChangeSheet(shell_.window(), desk_, peer);
    connect(sheet, &KeyChangeSheet::verify, this, &Surroundings::open_verify);
    connect(sheet, &KeyChangeSheet::open_conversation, this,
            [this](const QString& id) { shell_.open_conversation(id); });
    sheet->open();
}

void Surroundings::open_picture(const QString& path) {
    // Next and previous are the pictures beside it, in the order of their names.
    const QFileInfo file(path);
    QStringList paths;
    static const QStringList kPictures{u"*.png"_s,  u"*.jpg"_s, u"*.jpeg"_s, u"*.gif"_s,
                                       u"*.webp"_s, u"*.bmp"_s, u"*.svg"_s};
    for (const QString& name : file.dir().entryList(kPictures, QDir::Files, QDir::Name | QDir::LocaleAware))
        paths.append(file.dir().filePath(name));
    int index = static_cast<int>(paths.indexOf(file.filePath()));
    if (index < 0) {
        paths = {path};
        index = 0;
    }
    new PictureViewer(shell_.window(), paths, index);
}

void Surroundings::open_several_receivers(const QString& text, const QStringList& paths) {
    (new ReceiversSheet(shell_.window(), desk_, text, paths))->open();
}

void Surroundings::pick_emoji(QWidget* near, const std::function<void(const QString&)>& chosen) {
    if (emoji_) emoji_->close();
    emoji_ = new EmojiPicker(near, desk_.settings());
    connect(emoji_, &EmojiPicker::chosen, near, [chosen](const QString& sign) { chosen(sign); });
    emoji_->show();
}

void Surroundings::grab_region(const std::function<void(const QString&)>& done) {
    (new RegionGrab(shell_.window(), done))->start();
}

bool Surroundings::open_link(const QString& link) {
    const QUrl url(link);
    if (url.scheme() != u"culver"_s) return false;
    shell_.show_window();
    const QString what = url.path().section(u'/', 0, 0);
    if (what == u"send"_s) {
        QStringList paths;
        for (const QString& path : QUrlQuery(url).allQueryItemValues(u"path"_s, QUrl::FullyDecoded)) {
            if (QFileInfo::exists(path)) paths.append(QFileInfo(path).absoluteFilePath());
        }
        if (paths.isEmpty()) return false;
        open_several_receivers({}, paths);
        return true;
    }
    if (desk_.peer(what) == nullptr && desk_.group(what) == nullptr) return false;
    shell_.open_conversation(what);
    return true;
}

}  // namespace culver::desktop
