// SPDX-License-Identifier: Apache-2.0
// What the tests of the desktop's models stand on: a node of paper that answers the control API from lines a
// test wrote, and real nodes as processes on this namespace's loopback.
#pragma once
#include "control/json.h"
#include "control/methods.h"
#include "tests/support/temp_dir.h"
#include "ui/desktop/model/text.h"

#include <QByteArray>
#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>
#include <QTest>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace culver::desktop::test {

using control::Json;

// A window that stands still for so long is taken for dead. What is fast is measured
// (tests/desktop/measure.py), not tested: a machine that does other work would fail.
inline constexpr int kFrozenMs = 4000;

// Waits for a condition while events are handled.
template <class Condition>
[[nodiscard]] bool comes(Condition condition, int milliseconds = 10000) {
    return QTest::qWaitFor(condition, milliseconds);
}

// An id of a peer or group ("a" → aaaa…), and of a message or transfer.
[[nodiscard]] std::string id_of(char letter);
[[nodiscard]] std::string message_id(int number);

// Answers on <profile>/control.sock. A test sets answers by method; `none` answers are refused.
class PaperNode : public QObject {
public:
    explicit PaperNode(const std::filesystem::path& profile);
    ~PaperNode() override;

    using Answer = std::function<Json(const Json& params)>;
    void answer(const std::string& method, Answer answer) { answers_[method] = std::move(answer); }
    void refuse(const std::string& method) { answers_.erase(method); }  // as one it does not know
    // A row each: the standard answers of the lists.
    Json peers = Json::array(), groups = Json::array(), conversations = Json::array(),
         transfers = Json::array();
    std::vector<Json> history;  // messages of the only conversation, oldest first
    // Sends an event with the next number to who has subscribed, and keeps it for later subscribers.
    void tell(Json event);
    // The lines of a fixture, with the numbers they have.
    void tell_fixture(const std::string& file);
    void say_raw(const QByteArray& bytes);
    void drop_all();  // every connection ends
    void close();     // nobody listens any more
    void listen();

    std::uint64_t api_version = control::kApiVersion;
    std::string version = "0.1.0";
    std::vector<std::pair<std::string, Json>> asked;  // methods with parameters, in order
    [[nodiscard]] int count_of(const std::string& method) const;
    [[nodiscard]] Json last_of(const std::string& method) const;  // null: never asked

private:
    struct Visitor {
        QLocalSocket* socket;
        bool hears = false;
    };
    void greet();
    void read(QLocalSocket* socket);
    void take(QLocalSocket* socket, const std::string& line);
    [[nodiscard]] Json page(const Json& params) const;

    std::filesystem::path profile_;
    QLocalServer server_;
    std::vector<Visitor> visitors_;
    std::vector<Json> events_;
    std::map<std::string, Answer> answers_;
};

[[nodiscard]] Json peer_row(const std::string& id, const std::string& name,
                            const std::string& department = {}, const std::string& presence = "available",
                            const std::string& trust = "new");
// A message of the conversation with peer id; minutes since 10:00 today, local time.
[[nodiscard]] Json message_row(int number, const std::string& conversation, const std::string& author,
                               bool own, const std::string& text, double minutes,
                               const std::string& state = "delivered");
[[nodiscard]] Json transfer_row(int number, const std::string& peer, bool own, const std::string& state,
                                std::uint64_t done, std::uint64_t total);
[[nodiscard]] Json event_of(const std::string& name, Json row);

// A `culver up` of its own profile in this namespace.
class RealNode {
public:
    explicit RealNode(const QString& name);
    ~RealNode();
    [[nodiscard]] bool up();  // waits for its `ready`
    void kill();
    void stop();
    [[nodiscard]] std::filesystem::path profile() const { return home_ / "profile"; }
    [[nodiscard]] std::filesystem::path received() const { return home_ / "received"; }
    [[nodiscard]] std::filesystem::path home() const { return home_.path(); }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] QString id() const { return id_; }

private:
    culver::test::TempDir home_;
    QString name_, id_;
    std::uint64_t port_ = 0;
    std::unique_ptr<QProcess> process_;
};

// False where this process could not leave the machine's network: real nodes are not started then.
extern bool is_private_network;

}  // namespace culver::desktop::test
