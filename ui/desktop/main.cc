// SPDX-License-Identifier: Apache-2.0
// The program culver-desktop: one window for each profile, over a node that it starts when none runs.
#include "control/profile_path.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/notice_server.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/around/tray.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_launcher.h"
#include "ui/desktop/model/single_instance.h"
#include "ui/desktop/view/main_window.h"

#include <fcntl.h>
#include <unistd.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QFontDatabase>
#include <QSocketNotifier>
#include <QTimer>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <optional>

namespace {

using namespace culver::desktop;

struct Start {
    Q_DECLARE_TR_FUNCTIONS(Start)
};

struct Wish {
    std::filesystem::path profile;
    bool hidden = false;
    QStringList words;  // a link, Surroundings::kSend and paths, or Surroundings::kScreenshot
};

void say(std::FILE* where, const QString& text) {
    std::fputs(qPrintable(text + QLatin1Char('\n')), where);
}

QString named(const QString& sentence) {
    return QStringLiteral("culver-desktop: ") + sentence;
}

// Whoever chose "Send with Culver" sees no standard error: a notice says it too, where there are notices.
void complain(const QString& sentence) {
    constexpr int kAnswerMs = 1000, kShowMs = 300;
    say(stderr, named(sentence));
    const auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    QEventLoop loop;
    NoticeServer notices(bus);
    QObject::connect(&notices, &NoticeServer::ready, &loop, [&] {
        Notice notice;
        notice.about = QStringLiteral("start");
        notice.title = QStringLiteral("Culver");
        notice.text = sentence;
        notices.show(notice);
        QTimer::singleShot(kShowMs, &loop, &QEventLoop::quit);
    });
    QTimer::singleShot(kAnswerMs, &loop, &QEventLoop::quit);
    loop.exec();
}

// What stands after the options: at most one link, with --send any number of paths, with --screenshot
// nothing. False: said what is wrong.
bool read_rest(const QStringList& rest, bool send, bool screenshot, QStringList& words) {
    if (screenshot && (send || !rest.isEmpty())) {
        say(stderr, named(Start::tr("--screenshot stands alone; whom it is for is asked then.")));
        return false;
    }
    if (screenshot) {
        words = {Surroundings::kScreenshot};
        return true;
    }
    if (send && rest.isEmpty()) {
        say(stderr, named(Start::tr("--send needs the files to send.")));
        return false;
    }
    if (!send && rest.size() > 1) {
        say(stderr, named(Start::tr("one link at a time; files to send go behind --send.")));
        return false;
    }
    if (!send) {
        words = rest;
        return true;
    }
    words = {Surroundings::kSend};
    for (const QString& path : rest) words.append(QFileInfo(path).absoluteFilePath());
    return true;
}

// Nothing when the program has already said what there was to say; exit_code is set then.
std::optional<Wish> read_words(const QStringList& words, int& exit_code) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Start::tr("Culver: chat and send files on your own network, without a server."));
    const QCommandLineOption profile(QStringLiteral("profile"),
                                     Start::tr("The folder of identity, history and settings."),
                                     QStringLiteral("DIR"));
    const QCommandLineOption hidden(QStringLiteral("hidden"),
                                    Start::tr("Start in the tray, without a window."));
    const QCommandLineOption send(QStringLiteral("send"),
                                  Start::tr("Choose who gets the files that are named."));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
                                        Start::tr("Cut out a part of the screen, then choose who gets it."));
    parser.addOptions({profile, hidden, send, screenshot});
    const auto help = parser.addHelpOption();
    const auto version = parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("LINK"),
                                 Start::tr("A culver: link to open, or files after --send."),
                                 QStringLiteral("[LINK | --send FILE... | --screenshot]"));
    exit_code = 0;
    if (!parser.parse(words)) {
        say(stderr, named(parser.errorText()));
        exit_code = 2;
        return std::nullopt;
    }
    if (parser.isSet(help)) {
        std::fputs(qPrintable(parser.helpText()), stdout);
        return std::nullopt;
    }
    if (parser.isSet(version)) {
        say(stdout, QStringLiteral("culver-desktop " CULVER_VERSION));
        return std::nullopt;
    }
    Wish wish;
    wish.hidden = parser.isSet(hidden);
    if (!read_rest(parser.positionalArguments(), parser.isSet(send), parser.isSet(screenshot), wish.words)) {
        exit_code = 2;
        return std::nullopt;
    }
    if (parser.isSet(profile)) {
        wish.profile = QFile::encodeName(QFileInfo(parser.value(profile)).absoluteFilePath()).toStdString();
    } else if (const auto standard = culver::control::default_profile_path()) {
        wish.profile = *standard;
    } else {
        say(stderr, named(Start::tr("there is no home folder; name a folder with --profile DIR.")));
        exit_code = 2;
        return std::nullopt;
    }
    return wish;
}

int signal_pipe[2] = {-1, -1};

void on_signal(int) {
    const char byte = 1;
    (void)!::write(signal_pipe[1], &byte, 1);
}

// SIGTERM, SIGINT and SIGHUP end the program as closing its window does. By handlers, which a node that is
// started does not inherit, as it would a mask.
void quit_on_signals(QObject* owner) {
    if (::pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return;
    auto* notifier = new QSocketNotifier(signal_pipe[0], QSocketNotifier::Read, owner);
    QObject::connect(notifier, &QSocketNotifier::activated, owner, [notifier] {
        notifier->setEnabled(false);
        QCoreApplication::quit();
    });
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
        struct sigaction action{};
        action.sa_handler = on_signal;
        ::sigaction(number, &action, nullptr);
    }
}

void stop_node(NodeLauncher& launcher) {
    QEventLoop loop;
    QTimer::singleShot(0, &loop, [&] { launcher.stop_node([&loop] { loop.quit(); }); });
    loop.exec();
}

// Qt names these three whether there is any font behind them or not.
bool has_font(QFontDatabase::WritingSystem script) {
    const QStringList names{QStringLiteral("Sans Serif"), QStringLiteral("Serif"),
                            QStringLiteral("Monospace")};
    return std::ranges::any_of(QFontDatabase::families(script),
                               [&](const QString& family) { return !names.contains(family); });
}

// Without any font even a window is all boxes, and so would be a notice: whoever sees it learns here why.
void look_for_fonts(bool chinese) {
    if (!has_font(QFontDatabase::Latin))
        return say(stderr,
                   named(Start::tr(
                       "There are no fonts on this computer, so no words can be shown; install one, such as "
                       "fonts-noto-core.")));
    if (chinese && !has_font(QFontDatabase::SimplifiedChinese))
        say(stderr, named(Start::tr(
                        "There is no font with Chinese characters; install one, such as fonts-noto-cjk.")));
}

int run(const Wish& wish) {
    auto language =
        std::make_unique<StartLanguage>(DeskSettings::language_in(DeskSettings::file_of(wish.profile)));
    SingleInstance instance(wish.profile);
    const auto role = instance.claim(wish.words);
    if (role == SingleInstance::Role::Passed) return 0;
    if (role == SingleInstance::Role::Silent) {
        complain(Start::tr("Culver is open already for this profile, but does not answer; end it first."));
        return 1;
    }
    if (role == SingleInstance::Role::TooMuch) {
        complain(Start::tr("These are too many files to choose at once; send their folder instead."));
        return 1;
    }
    quit_on_signals(qApp);
    look_for_fonts(language->chinese());
    language.reset();  // the window's own follows
    Desk desk(wish.profile);
    NodeLauncher launcher(desk.client(), desk.settings());
    MainWindow window(desk);
    Surroundings around(desk, window);
    window.set_around(&around);
    theme().apply();
    around.set_launcher(launcher);
    QObject::connect(&around, &Surroundings::finished, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    QObject::connect(&instance, &SingleInstance::asked, &around, &Surroundings::open_words);
    QObject::connect(&launcher, &NodeLauncher::failed, &window, [&window](const QString& sentence) {
        window.toast(QStringLiteral("Culver"), sentence);
    });
    // Whom a link means is known once the node has told who there is.
    if (!wish.words.isEmpty()) {
        QObject::connect(
            &desk, &Desk::lists_reset, &around, [&around, words = wish.words] { around.open_words(words); },
            Qt::SingleShotConnection);
    }
    desk.start();
    launcher.watch();
    if (wish.hidden) {
        around.tray().begin_hidden();
    } else {
        window.show_window();
    }
    around.start();
    const int code = QApplication::exec();
    launcher.rest();
    if (around.takes_node_along()) stop_node(launcher);
    return code;
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication::setApplicationName(QStringLiteral("culver-desktop"));
    QCoreApplication::setApplicationVersion(QStringLiteral(CULVER_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("im.culver.Culver"));
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QStringList words;
    for (int i = 0; i < argc; ++i) words.append(QFile::decodeName(argv[i]));
    int exit_code = 0;
    std::optional<Wish> wish;
    {
        // For the words alone: whoever asks for help may have no screen.
        const QCoreApplication early(argc, argv);
        const StartLanguage language;
        wish = read_words(words, exit_code);
    }
    if (!wish) return exit_code;
    culver::desktop::prepare_type();
    const QApplication application(argc, argv);
    return run(*wish);
}
