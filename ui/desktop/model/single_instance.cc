// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/single_instance.h"

#include "base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/un.h>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QThread>
#include <QTimer>

namespace culver::desktop {
namespace {

constexpr const char* kSocket = "desktop.sock";
constexpr const char* kLock = "desktop.lock";
// A link and an id; whoever says more is no second start.
constexpr qint64 kWordsLimit = 64 * 1024;
constexpr int kRetryMs = 50;

QByteArray line_of(const QStringList& words) {
    return QJsonDocument(QJsonArray::fromStringList(words)).toJson(QJsonDocument::Compact) + '\n';
}

}  // namespace

class SingleInstance::Door {
public:
    Door(SingleInstance& owner, std::filesystem::path folder) : instance(owner), profile(std::move(folder)) {}

    // As for the control socket: a path that is too long for an address goes through the open folder.
    QString address() {
        const std::string plain = (profile / kSocket).string();
        if (plain.size() < sizeof(sockaddr_un::sun_path)) return QString::fromStdString(plain);
        if (!folder_.is_open())
            folder_ = FileHandle(::open(profile.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        return QStringLiteral("/proc/self/fd/%1/%2").arg(folder_.get()).arg(QLatin1String(kSocket));
    }

    bool lock() {
        lock_ = FileHandle(::open((profile / kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        // Where nothing can be locked (a strange file system) two windows are better than none.
        return !lock_.is_open() || ::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    }

    void listen() {
        const QString name = address();
        QLocalServer::removeServer(name);  // left by one that was killed
        server_.setMaxPendingConnections(4);
        QObject::connect(&server_, &QLocalServer::newConnection, &instance, [this] { take(); });
        server_.listen(name);
    }

    bool pass(const QStringList& words) {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < kAnswerLimitMs) {
            QLocalSocket socket;
            socket.connectToServer(address());
            if (socket.waitForConnected(kRetryMs)) {
                socket.write(line_of(words));
                // It closes the connection when it has read the line.
                const int left = kAnswerLimitMs - static_cast<int>(waited.elapsed());
                return socket.state() == QLocalSocket::UnconnectedState ||
                       socket.waitForDisconnected(std::max(left, 1));
            }
            QThread::msleep(kRetryMs);  // the first one is between its lock and its socket
        }
        return false;
    }

    SingleInstance& instance;
    std::filesystem::path profile;

private:
    void take() {
        while (QLocalSocket* socket = server_.nextPendingConnection()) {
            const auto read = [this, socket] {
                if (socket->bytesAvailable() > kWordsLimit) return socket->abort();
                if (!socket->canReadLine()) return;
                const auto json = QJsonDocument::fromJson(socket->readLine(kWordsLimit));
                socket->disconnectFromServer();
                QStringList words;
                for (const auto& word : json.array()) words.append(word.toString());
                if (json.isArray()) Q_EMIT instance.asked(words);
            };
            QObject::connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            QObject::connect(socket, &QLocalSocket::readyRead, socket, read);
            QTimer::singleShot(kAnswerLimitMs, socket, [socket] { socket->abort(); });
            read();
        }
    }

    FileHandle lock_, folder_;
    QLocalServer server_;
};

SingleInstance::SingleInstance(std::filesystem::path profile, QObject* parent)
    : QObject(parent), door_(std::make_unique<Door>(*this, std::move(profile))) {}

SingleInstance::~SingleInstance() = default;

SingleInstance::Role SingleInstance::claim(const QStringList& words) {
    [[maybe_unused]] const auto made = make_private_folder(door_->profile);  // the node says what is wrong
    if (door_->lock()) {
        door_->listen();
        return Role::First;
    }
    return door_->pass(words) ? Role::Passed : Role::Silent;
}

}  // namespace culver::desktop
