// SPDX-License-Identifier: Apache-2.0
#include "tests/desktop/model/support.h"

#include "control/client.h"
#include "control/rpc.h"
#include "control/socket_path.h"

#include <QDateTime>
#include <QTimer>
#include <algorithm>
#include <fstream>

namespace culver::desktop::test {

bool is_private_network = false;

std::string id_of(char letter) {
    return std::string(51, letter) + "a";
}

std::string message_id(int number) {
    MessageId id;
    for (std::size_t i = 0; i < 4; ++i) id.bytes[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    return id.text();
}

PaperNode::PaperNode(const std::filesystem::path& profile) : profile_(profile) {
    connect(&server_, &QLocalServer::newConnection, this, &PaperNode::greet);
    std::filesystem::create_directories(profile);
    answer("node.status",
           [](const Json&) { return Json{{"id", id_of('a')}, {"name", "Nora Blake"}, {"pid", 1}}; });
    answer("presence.get", [](const Json&) { return Json{{"presence", "available"}}; });
    answer("profile.get", [](const Json&) { return Json{{"id", id_of('a')}, {"name", "Nora Blake"}}; });
    answer("peers.list", [this](const Json&) { return Json{{"peers", peers}}; });
    answer("group.list", [this](const Json&) { return Json{{"groups", groups}}; });
    answer("chat.conversations", [this](const Json&) { return Json{{"conversations", conversations}}; });
    answer("chat.history", [this](const Json& params) { return page(params); });
    answer("chat.mark_read", [](const Json&) { return Json::object(); });
    answer("chat.typing", [](const Json&) { return Json::object(); });
    answer("transfer.list", [this](const Json& params) {
        const auto wanted = params.value("ids", Json::array());
        Json rows = Json::array();
        for (const auto& row : transfers) {
            if (wanted.empty() || std::find(wanted.begin(), wanted.end(), row["id"]) != wanted.end())
                rows.push_back(row);
        }
        return Json{{"transfers", rows}};
    });
    listen();
}

PaperNode::~PaperNode() {
    drop_all();
}

void PaperNode::listen() {
    const auto address = control::socket_path_of(profile_);
    const QString name = text_of(address.value().path);
    QLocalServer::removeServer(name);
    server_.listen(name);
}

void PaperNode::close() {
    server_.close();
    drop_all();
}

void PaperNode::drop_all() {
    for (const auto& visitor : std::exchange(visitors_, {})) {
        visitor.socket->disconnect(this);
        visitor.socket->abort();
        visitor.socket->deleteLater();
    }
}

void PaperNode::greet() {
    while (QLocalSocket* socket = server_.nextPendingConnection()) {
        visitors_.push_back({socket, false});
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        const Json hello{{"api_version", api_version}, {"version", version}};
        socket->write((control::notification_line("hello", hello) + "\n").c_str());
    }
}

void PaperNode::read(QLocalSocket* socket) {
    while (socket->canReadLine()) {
        const QByteArray line = socket->readLine();
        take(socket, line.trimmed().toStdString());
    }
}

void PaperNode::take(QLocalSocket* socket, const std::string& line) {
    auto request = control::read_request(line);
    if (!request) return;
    asked.emplace_back(request->method, request->params);
    if (request->method == "events.subscribe") {
        const auto next = events_.empty() ? 1 : events_.back()["seq"].get<std::uint64_t>() + 1;
        const auto& since = request->params["since"];
        const std::uint64_t from = since.is_number() ? since.get<std::uint64_t>() : next;
        socket->write(
            (control::answer_line(request->id, Json{{"next_seq", std::min(from, next)}}) + "\n").c_str());
        for (auto& visitor : visitors_) visitor.hears = visitor.hears || visitor.socket == socket;
        for (const auto& event : events_) {
            if (event["seq"].get<std::uint64_t>() >= from) {
                socket->write((control::notification_line("event", event) + "\n").c_str());
            }
        }
        return;
    }
    const auto found = answers_.find(request->method);
    const std::string reply =
        found == answers_.end()
            ? control::refusal_line(request->id,
                                    {control::Outcome::UnknownMethod, "Nobody wrote an answer to this.", {}})
            : control::answer_line(request->id, found->second(request->params));
    socket->write((reply + "\n").c_str());
}

// As the real node: a cursor is the place of a message.
Json PaperNode::page(const Json& params) const {
    const auto limit = params.value("limit", std::size_t{50});
    std::size_t begin = 0, end = history.size();
    if (params["before"].is_string()) end = std::stoul(params["before"].get<std::string>());
    if (params["after"].is_string()) begin = std::stoul(params["after"].get<std::string>());
    const auto at = [this](std::size_t i) { return history[i]["time"].get<std::string>(); };
    if (params["until"].is_string()) {
        while (end > 0 && at(end - 1) >= params["until"].get<std::string>()) --end;
    }
    if (params["since"].is_string()) {
        while (begin < end && at(begin) < params["since"].get<std::string>()) ++begin;
    }
    const bool forwards = params.value("first", false) || params["after"].is_string();
    const std::size_t first = forwards ? begin : std::max(begin, end > limit ? end - limit : 0);
    const std::size_t last = forwards ? std::min(end, begin + limit) : end;
    Json answer{{"messages", Json::array()}, {"earlier", nullptr}, {"later", nullptr}};
    for (std::size_t i = first; i < last; ++i) answer["messages"].push_back(history[i]);
    if (first > 0) answer["earlier"] = std::to_string(first);
    if (forwards && last < history.size()) answer["later"] = std::to_string(last);
    return answer;
}

void PaperNode::tell(Json event) {
    if (!event.contains("seq") && event["event"] != "lost") {
        event["seq"] = events_.empty() ? 1 : events_.back()["seq"].get<std::uint64_t>() + 1;
    }
    const std::string line = control::notification_line("event", event) + "\n";
    if (event.contains("seq")) events_.push_back(std::move(event));
    for (const auto& visitor : visitors_) {
        if (visitor.hears) visitor.socket->write(line.c_str(), static_cast<qint64>(line.size()));
    }
}

void PaperNode::tell_fixture(const std::string& file) {
    std::ifstream lines(std::string(CULVER_SOURCE_DIR) + "/tests/fixtures/" + file);
    for (std::string line; std::getline(lines, line);) tell(Json::parse(line));
}

void PaperNode::say_raw(const QByteArray& bytes) {
    for (const auto& visitor : visitors_) visitor.socket->write(bytes);
}

int PaperNode::count_of(const std::string& method) const {
    return static_cast<int>(
        std::count_if(asked.begin(), asked.end(), [&](const auto& one) { return one.first == method; }));
}

Json PaperNode::last_of(const std::string& method) const {
    const auto found =
        std::find_if(asked.rbegin(), asked.rend(), [&](const auto& one) { return one.first == method; });
    return found == asked.rend() ? Json() : found->second;
}

Json peer_row(const std::string& id, const std::string& name, const std::string& department,
              const std::string& presence, const std::string& trust) {
    return {{"id", id},
            {"name", name},
            {"department", department.empty() ? Json() : Json(department)},
            {"presence", presence},
            {"status_text", nullptr},
            {"trust", trust},
            {"protocol", "culver"},
            {"addresses", Json::array()},
            {"via", Json::array()},
            {"last_seen", nullptr}};
}

Json message_row(int number, const std::string& conversation, const std::string& author, bool own,
                 const std::string& text, double minutes, const std::string& state) {
    const auto when =
        QDateTime(QDate::currentDate(), QTime(10, 0)).addMSecs(static_cast<qint64>(minutes * 60000));
    return {{"id", message_id(number)},
            {"conversation", conversation},
            {"author", author},
            {"author_name", nullptr},
            {"direction", own ? "out" : "in"},
            {"kind", "text"},
            {"text", text},
            {"time", when.toUTC().toString(Qt::ISODateWithMs).toStdString()},
            {"state", state},
            {"reply_to", nullptr},
            {"edited", nullptr},
            {"mentions", Json::array()},
            {"mentions_all", false},
            {"mentions_me", false},
            {"reactions", Json::array()},
            {"attachment", nullptr}};
}

Json transfer_row(int number, const std::string& peer, bool own, const std::string& state, std::uint64_t done,
                  std::uint64_t total) {
    const auto when = QDateTime(QDate::currentDate(), QTime(10, 0)).addSecs(number);
    return {{"id", message_id(1000000 + number)},
            {"direction", own ? "out" : "in"},
            {"peer", peer},
            {"peer_name", "Mei Tanaka"},
            {"state", state},
            {"files", 1},
            {"bytes_total", total},
            {"bytes_done", done},
            {"rate", 0},
            {"paths", Json::array({"/home/nora/Survey scan 14.e57"})},
            {"error", nullptr},
            {"time", when.toUTC().toString(Qt::ISODateWithMs).toStdString()},
            {"ended", nullptr},
            {"dir", nullptr}};
}

Json event_of(const std::string& name, Json row) {
    Json event{{"event", name}};
    for (const auto& [key, value] : row.items()) event[key] = value;
    return event;
}

RealNode::RealNode(const QString& name) : name_(name) {}

RealNode::~RealNode() {
    kill();
}

bool RealNode::up() {
    process_ = std::make_unique<QProcess>();
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), text_of(home_.path().string()));
    process_->setProcessEnvironment(environment);
    process_->setStandardErrorFile(text_of((home_ / "log").string()), QIODevice::Append);
    QStringList words{QStringLiteral("--profile"),     text_of(profile().string()), QStringLiteral("up"),
                      QStringLiteral("--json"),        QStringLiteral("--name"),    name_,
                      QStringLiteral("--receive-dir"), text_of(received().string())};
    process_->start(QStringLiteral(CULVER_BINARY), words);
    QByteArray said;
    const bool is_ready = comes(
        [&] {
            said += process_->readAllStandardOutput();
            return said.contains("\"ready\"") && said.contains('\n');
        },
        20000);
    if (!is_ready) return false;
    for (const auto& line : said.split('\n')) {
        const auto event = control::parse_json(line.toStdString());
        if (!event || event->value("event", "") != "ready") continue;
        id_ = text_of((*event)["id"].get<std::string>());
        port_ = (*event)["port"].get<std::uint64_t>();
    }
    return !id_.isEmpty();
}

void RealNode::kill() {
    if (!process_) return;
    process_->kill();
    process_->waitForFinished(5000);
    process_.reset();
}

void RealNode::stop() {
    if (!process_) return;
    process_->terminate();
    process_->waitForFinished(10000);
    process_.reset();
}

}  // namespace culver::desktop::test
