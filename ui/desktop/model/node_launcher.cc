// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/node_launcher.h"

#include "ui/desktop/model/node_end.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTimer>
#include <algorithm>
#include <csignal>

namespace culver::desktop {
namespace {

constexpr int kCheckMs = 100;
// On a small board the first start makes a key and a database; nothing takes longer.
constexpr qint64 kReadyLimitMs = 30000;
// Somebody who restarts the node by hand gets the first word; then each further try waits longer.
constexpr int kFirstPauseMs = 1000, kLongestPauseMs = 60000;
constexpr qint64 kLogBytes = 64 * 1024;  // of its end, when a reason is looked for
const QLatin1String kOurs("node_started_here");

bool is_alive(qint64 pid) {
    return pid > 0 && ::kill(static_cast<pid_t>(pid), 0) == 0;
}

// The process id with the moment it began, in the kernel's ticks: no other process ever has both.
QByteArray mark_of(quint64 pid) {
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly)) return {};
    const QByteArray line = stat.readAll();
    constexpr int kStartField = 19;  // counted from behind the name, which may hold blanks
    const auto fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    return fields.size() > kStartField ? QByteArray::number(pid) + ' ' + fields[kStartField] : QByteArray();
}

QString log_file(const std::filesystem::path& profile) {
    return QString::fromStdString((profile / "node.log").string());
}

}  // namespace

class NodeLauncher::Watch {
public:
    Watch(NodeLauncher& owner, NodeClient& node_client, DeskSettings& desk_settings)
        : launcher(owner), client(node_client), settings(desk_settings) {
        timer.setInterval(kCheckMs);
        QObject::connect(&timer, &QTimer::timeout, &launcher, [this] { check(); });
        QObject::connect(&client, &NodeClient::state_changed, &launcher, [this] { follow(); });
    }

    void follow() {
        if (!is_watching) return;
        const auto state = client.state();
        if (state == NodeClient::State::Ready) {
            pid = 0;
            ready_since.start();
        } else if (ready_since.isValid()) {  // a node that keeps dying is not started every second
            pause_ms = ready_since.elapsed() > kLongestPauseMs ? kFirstPauseMs
                                                               : std::min(2 * pause_ms, kLongestPauseMs);
            ready_since.invalidate();
        }
        if (state == NodeClient::State::Ready || state == NodeClient::State::OtherVersion) {
            timer.stop();
            return;
        }
        since.start();
        timer.start();
    }

    void check() {
        if (is_ending) return check_end();
        if (pid > 0) return check_start();
        if (somebody_listens(client.profile())) {
            client.hurry();
            since.start();
            return;
        }
        const bool is_first = !has_tried;
        if (is_first || since.elapsed() >= pause_ms) start();
    }

    void replace() {
        if (is_ending || client.state() != NodeClient::State::OtherVersion) return;
        if (end_listener(client.profile()) == Ending::NotOurs) {
            Q_EMIT launcher.failed(
                tr("The running Culver belongs to another user of this computer, who can restart it."));
            return;
        }
        is_ending = true;
        since.start();
        timer.start();
    }

    void check_end() {
        const bool listens = somebody_listens(client.profile());
        if (listens && since.elapsed() < kEndLimitMs) return;
        is_ending = false;
        if (listens) {
            timer.stop();
            Q_EMIT launcher.failed(
                tr("The running Culver does not end, or something starts it again. Log out "
                   "and in, so that it goes with it."));
            return;
        }
        start();
        client.start();
    }

    // A node that was started answers, is on its way, or has ended with a reason.
    void check_start() {
        if (somebody_listens(client.profile())) client.hurry();
        if (is_alive(pid) && since.elapsed() < kReadyLimitMs) return;
        QFile log(log_file(client.profile()));
        QByteArray text;
        if (log.open(QIODevice::ReadOnly)) {
            log.seek(std::max<qint64>(0, log.size() - kLogBytes));
            text = log.readAll();
        }
        const bool is_stuck = is_alive(pid);
        pid = 0;
        since.start();
        pause_ms = std::min(2 * pause_ms, kLongestPauseMs);
        Q_EMIT launcher.failed(is_stuck ? tr("Culver takes unusually long to start.") : sentence_of(text));
    }

    void start() {
        has_tried = true;
        since.start();
        const QString culver = program();
        if (culver.isEmpty()) {
            pause_ms = kLongestPauseMs;
            Q_EMIT launcher.failed(
                tr("The program culver was not found. Install Culver again, or put it beside this one."));
            return;
        }
        QProcess process;
        process.setProgram(culver);
        process.setArguments({QStringLiteral("--profile"), QString::fromStdString(client.profile().string()),
                              QStringLiteral("up")});
        process.setWorkingDirectory(QDir::homePath());
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(log_file(client.profile()), QIODevice::Truncate);
        // In a session of its own: neither the window's end nor its terminal's reaches it.
        if (!process.startDetached(&pid)) {
            pid = 0;
            pause_ms = std::min(2 * pause_ms, kLongestPauseMs);
            Q_EMIT launcher.failed(tr("Culver could not be started: %1").arg(process.errorString()));
            return;
        }
        settings.set_blob(kOurs, mark_of(static_cast<quint64>(pid)));
        Q_EMIT launcher.starting();
    }

    NodeLauncher& launcher;
    NodeClient& client;
    DeskSettings& settings;
    QTimer timer;
    QElapsedTimer since, ready_since;
    bool is_watching = false, has_tried = false;
    bool is_ending = false;  // a node of another version, for ours
    qint64 pid = 0;          // of a node that was started and does not answer yet
    int pause_ms = kFirstPauseMs;
};

NodeLauncher::NodeLauncher(NodeClient& client, DeskSettings& settings, QObject* parent)
    : QObject(parent), watch_(std::make_unique<Watch>(*this, client, settings)) {}

NodeLauncher::~NodeLauncher() = default;

void NodeLauncher::watch() {
    watch_->is_watching = true;
    watch_->follow();
    if (watch_->timer.isActive()) watch_->check();
}

void NodeLauncher::rest() {
    watch_->is_watching = false;
    watch_->timer.stop();
}

bool NodeLauncher::is_ours(quint64 pid) const {
    const QByteArray mark = watch_->settings.blob(kOurs);
    return !mark.isEmpty() && mark == mark_of(pid);
}

void NodeLauncher::stop_node(std::function<void()> done) {
    rest();
    auto once = std::make_shared<std::function<void()>>(std::move(done));
    const auto finish = [once] {
        if (auto call = std::exchange(*once, {})) call();
    };
    if (watch_->client.state() != NodeClient::State::Ready) return finish();
    connect(&watch_->client, &NodeClient::state_changed, this, finish);
    QTimer::singleShot(kStopLimitMs, this, finish);
    watch_->client.call(control::method::NodeStop{}, this, {});
}

void NodeLauncher::replace_node() {
    watch_->replace();
}

QString NodeLauncher::program() {
    QString beside = QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("culver"));
    if (QFileInfo(beside).isExecutable()) return beside;
    return QStandardPaths::findExecutable(QStringLiteral("culver"));
}

QString NodeLauncher::sentence_of(const QByteArray& log) {
    const auto lines = log.split('\n');
    const auto last = std::find_if(lines.rbegin(), lines.rend(),
                                   [](const auto& line) { return !line.trimmed().isEmpty(); });
    if (last == lines.rend()) return tr("Culver ended right after it was started.");
    QString text = QString::fromUtf8(*last).trimmed();
    // A time and a level in front are for the log.
    static const QRegularExpression kFront(
        QStringLiteral("^(\\[[^\\]]*\\]\\s*|\\d{4}-\\S+\\s+|(error|warning|critical|culver):?\\s+)+"));
    text.remove(kFront);
    return tr("Culver could not start: %1").arg(text);
}

}  // namespace culver::desktop
