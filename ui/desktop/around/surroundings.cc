// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/surroundings.h"

#include "ui/desktop/around/accept.h"
#include "ui/desktop/around/ask_sheet.h"
#include "ui/desktop/around/date_sheet.h"
#include "ui/desktop/around/doctor_sheet.h"
#include "ui/desktop/around/emoji_picker.h"
#include "ui/desktop/around/first_run.h"
#include "ui/desktop/around/groups.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/lock_watch.h"
#include "ui/desktop/around/notices.h"
#include "ui/desktop/around/older_node.h"
#include "ui/desktop/around/own_card.h"
#include "ui/desktop/around/parting.h"
#include "ui/desktop/around/picture_viewer.h"
#include "ui/desktop/around/region_grab.h"
#include "ui/desktop/around/search_sheet.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/around/tray.h"
#include "ui/desktop/around/verify.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_launcher.h"
#include "ui/desktop/model/safe_text.h"
#include "ui/desktop/model/wording.h"

#include <QApplication>
#include <QFileInfo>
#include <QShortcut>
#include <QUrl>
#include <QUrlQuery>
#include <algorithm>

// Resources of a static library are linked in by naming them.
static void take_in_resources() {
    Q_INIT_RESOURCE(around);
}

namespace culver::desktop {
using namespace Qt::StringLiterals;

Surroundings::Surroundings(Desk& desk, Shell& shell, QObject* parent)
    : QObject(parent), desk_(desk), shell_(shell) {
    take_in_resources();
    language_ = std::make_unique<Language>(desk);
    tray_ = std::make_unique<Tray>(desk, shell);
    notices_ = std::make_unique<Notices>(desk, shell, QDBusConnection::sessionBus());
    lock_watch_ = std::make_unique<LockWatch>(desk, QDBusConnection::sessionBus());
    older_node_ = std::make_unique<OlderNode>(desk, shell, QStringLiteral(CULVER_VERSION), [this] {
        return is_ours() && desk_.settings().stop_node_on_quit();
    });
    // The window may be hidden while the program goes on.
    QApplication::setQuitOnLastWindowClosed(false);
    connect(tray_.get(), &Tray::settings_wanted, this, [this] { open_settings(); });
    connect(tray_.get(), &Tray::quit_wanted, this, &Surroundings::quit);
    tray_->set_reach([this] { return notices_->reach(); });
    connect(tray_.get(), &Tray::window_hidden, notices_.get(), &Notices::tell_hidden);
    connect(tray_.get(), &Tray::window_closed, this, [this] { leave(false); });
    const auto* quit_keys = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q), shell.window());
    connect(quit_keys, &QShortcut::activated, this, &Surroundings::quit);
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
        // Not before: with settings that are as new this page comes, and would cover it.
        if (const QString& aside = desk_.settings().put_aside(); !aside.isEmpty())
            shell_.toast(tr("The window’s settings could not be read"),
                         tr("They are as new. The file is kept as %1.").arg(safe_line(aside.toStdString())));
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

void Surroundings::open_rename(const QString& group) {
    (new NameSheet(shell_.window(), desk_.name_of(group), [this, group](const QString& name, Told told) {
        desk_.rename_group(group, name, std::move(told));
    }))->ask();
}

void Surroundings::open_leave(const QString& group) {
    const auto words = [this, group] {
        const control::GroupRow* row = desk_.group(group);
        if (row != nullptr && row->state == control::GroupState::Invited)
            return AskSheet::Asked{tr("Decline the invitation to %1?").arg(desk_.name_of(group)),
                                   tr("You get nothing from it, and nobody can invite you to it again."),
                                   tr("Decline")};
        return AskSheet::Asked{
            tr("Leave %1?").arg(desk_.name_of(group)),
            tr("You get nothing from it any more, and nobody can bring you back into it. What was said "
               "stays here."),
            tr("Leave")};
    };
    (new AskSheet(shell_.window(), words, [this, group](Told told) {
        desk_.leave_group(group, std::move(told));
    }))->ask();
}

void Surroundings::open_remove(const QString& group, const QString& member) {
    const auto words = [this, group, member] {
        const QString name = desk_.name_of(member);
        return AskSheet::Asked{
            tr("Remove %1 from %2?").arg(name, desk_.name_of(group)),
            tr("%1 gets nothing from it any more. What was said before stays with everybody.")
                .arg(Wording::given_name(name)),
            tr("Remove")};
    };
    (new AskSheet(shell_.window(), words, [this, group, member](Told told) {
        desk_.remove_member(group, member, std::move(told));
    }))->ask();
}

void Surroundings::open_block(const QString& peer) {
    const auto words = [this, peer] {
        const QString name = desk_.name_of(peer);
        return AskSheet::Asked{
            tr("Block %1?").arg(name),
            tr("%1 cannot reach you and sees you as gone. You can take this back at any time.")
                .arg(Wording::given_name(name)),
            tr("Block")};
    };
    (new AskSheet(shell_.window(), words, [this, peer](Told told) {
        desk_.block(peer, std::move(told));
    }))->ask();
}

void Surroundings::open_date(const QDate& first, const std::function<void(const QDate&)>& chosen) {
    auto* sheet = new DateSheet(shell_.window(), first, QDate::currentDate());
    connect(sheet, &DateSheet::chosen, sheet, [chosen](const QDate& day) { chosen(day); });
    sheet->ask();
}

void Surroundings::replace_node() {
    if (launcher_ != nullptr) launcher_->replace_node();
}

void Surroundings::open_doctor(const QString& peer) {
    (new DoctorSheet(shell_.window(), desk_, peer))->open();
}

void Surroundings::open_profile() {
    auto* card = new OwnCard(shell_.window(), desk_);
    connect(card, &OwnCard::edit_profile, this, [this] { open_settings(u"you"_s); });
    connect(card, &OwnCard::quit, this, &Surroundings::quit);
    card->open();
}

void Surroundings::open_search(const QString& in, const QString& words) {
    auto* sheet = new SearchSheet(shell_.window(), desk_, in, words);
    connect(sheet, &SearchSheet::jump, this, [this](const QString& conversation, const QString& message) {
        shell_.jump_to(conversation, message);
    });
    sheet->open(sheet->findChild<LineEdit*>());
}

void Surroundings::open_picture(const QString& path) {
    std::vector<LoadedPicture> pictures = desk_.pictures_beside(path);
    auto found = std::ranges::find(pictures, path, &LoadedPicture::path);
    if (found == pictures.end()) {
        pictures = {{path, QFileInfo(path).fileName()}};
        found = pictures.begin();
    }
    const auto index = static_cast<int>(found - pictures.begin());
    new PictureViewer(shell_.window(), std::move(pictures), index);
}

void Surroundings::open_several_receivers(const QString& text, const QStringList& paths,
                                          const std::function<void()>& sent, const QString& name) {
    auto* sheet = new ReceiversSheet(shell_.window(), desk_, text, paths, name);
    connect(sheet, &Sheet::closed, this, [sent](bool accepted) {
        if (accepted && sent) sent();
    });
    sheet->open();
}

void Surroundings::open_notice(const QStringList& to) {
    auto* sheet = new ReceiversSheet(shell_.window(), desk_, {}, {});
    sheet->begin_notice(to);
    sheet->open(sheet->findChild<TextArea*>());
}

void Surroundings::pick_emoji(QWidget* near, const std::function<void(const QString&)>& chosen) {
    if (emoji_) emoji_->close();
    emoji_ = new EmojiPicker(near, desk_.settings());
    connect(emoji_, &EmojiPicker::chosen, near, [chosen](const QString& sign) { chosen(sign); });
    emoji_->show();
}

void Surroundings::grab_region(const std::function<void(const QString&)>& done) {
    if (grabbing_) return;  // it is under way: the window is hidden
    const auto told = [this, done](const RegionGrab::Answer& answer) {
        if (!answer.problem.isEmpty()) shell_.toast(tr("No picture of the screen"), answer.problem);
        done(answer.path);
    };
    grabbing_ = new RegionGrab(shell_.window(), told);
    grabbing_->start();
}

bool Surroundings::open_link(const QString& link) {
    const QUrl url(link);
    if (url.scheme() != u"culver"_s) return false;
    shell_.show_window();
    const QString what = url.path().section(u'/', 0, 0);
    if (what == u"send"_s) {
        send_files(QUrlQuery(url).allQueryItemValues(u"path"_s, QUrl::FullyDecoded));
        return true;
    }
    if (desk_.peer(what) == nullptr && desk_.group(what) == nullptr) return false;
    shell_.open_conversation(what);
    return true;
}

void Surroundings::send_files(const QStringList& paths) {
    shell_.show_window();
    QStringList there;
    for (const QString& path : paths) {
        if (QFileInfo::exists(path)) there.append(QFileInfo(path).absoluteFilePath());
    }
    if (there.size() < paths.size()) {
        const auto gone = static_cast<int>(paths.size() - there.size());
        shell_.toast(tr("Not all can be sent"), tr("%n files are not there any more.", nullptr, gone));
    }
    if (!there.isEmpty()) open_several_receivers({}, there);
}

void Surroundings::send_screenshot() {
    grab_region([this](const QString& path) {
        if (!path.isEmpty()) send_files({path});
    });
}

void Surroundings::open_words(const QStringList& words) {
    if (words.value(0) == kScreenshot) return send_screenshot();
    if (words.value(0) == kSend) return send_files(words.mid(1));
    if (!words.isEmpty() && !open_link(words.first())) {
        shell_.toast(tr("This link leads nowhere"),
                     tr("Nobody with this id is known here. Ask for the name, and search for it."));
    }
    shell_.show_window();
}

bool Surroundings::is_ours() const {
    return launcher_ != nullptr && launcher_->is_ours(desk_.status().pid);
}

void Surroundings::quit() {
    const int moving = desk_.transfers().flight().moving;
    const Parting parting = parting_for({.said_quit = true,
                                         .goes_offline = desk_.settings().stop_node_on_quit(),
                                         .ours = is_ours(),
                                         .moving = moving > 0});
    if (parting != Parting::Ask) return leave(parting == Parting::Stop);
    shell_.show_window();
    if (quitting_) return;
    quitting_ = new QuitSheet(shell_.window(), moving);
    connect(quitting_, &QuitSheet::decided, this, &Surroundings::leave);
    quitting_->open();
}

void Surroundings::leave(bool with_node) {
    takes_node_along_ = with_node;
    Q_EMIT finished();
}

}  // namespace culver::desktop
