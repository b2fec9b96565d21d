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
constexpr char kTaken = '+';  // the first one has the words, whole
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

    bool pass(const QByteArray& words) {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < kAnswerLimitMs) {
            QLocalSocket socket;
            socket.connectToServer(address());
            if (socket.waitForConnected(kRetryMs)) {
                socket.write(words);
                // A connection that merely ends has taken nothing.
                while (socket.bytesAvailable() == 0 && socket.state() == QLocalSocket::ConnectedState) {
                    const int left = kAnswerLimitMs - static_cast<int>(waited.elapsed());
                    if (left <= 0 || !socket.waitForReadyRead(left)) break;
                }
                return socket.read(1) == QByteArray(1, kTaken);
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
                const auto json = QJsonDocument::fromJson(socket->readLine());
                if (!json.isArray()) return socket->abort();
                socket->write(&kTaken, 1);
                socket->disconnectFromServer();
                QStringList words;
                for (const auto& word : json.array()) words.append(word.toString());
                Q_EMIT instance.asked(words);
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
    const QByteArray line = line_of(words);
    if (line.size() > kWordsLimit) return Role::TooMuch;
    return door_->pass(line) ? Role::Passed : Role::Silent;
}

}  // namespace culver::desktop
