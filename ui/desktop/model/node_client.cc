// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/node_client.h"

#include "control/client.h"
#include "control/rpc.h"
#include "control/socket_path.h"
#include "ui/desktop/model/line_buffer.h"

#include <QElapsedTimer>
#include <QLocalSocket>
#include <QTimer>
#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace culver::desktop {

using control::Json;
using control::Outcome;

namespace {

// A node that starts is met within a blink, one that is gone for the night costs nothing.
constexpr int kFirstPauseMs = 50;
constexpr int kLongestPauseMs = 2000;
// Lines are handled so long at a stretch; then the window gets its turn, however many wait.
constexpr int kStretchMs = 8;
constexpr qint64 kReadBytes = 256 * 1024;
// What waits here while the window is busy; the rest stays with the node, which bounds it.
constexpr qint64 kSocketBytes = 1024 * 1024;

control::Refusal not_running() {
    return {Outcome::NotRunning, "Culver is not running; it is being started.", {}};
}

control::Refusal broken_off() {
    return {Outcome::NotRunning, "Culver stopped before it answered.", {}};
}

}  // namespace

class NodeClient::Wire : public QObject {
public:
    Wire(NodeClient& client, std::filesystem::path folder) : profile(std::move(folder)), client_(client) {
        socket_.setReadBufferSize(kSocketBytes);
        pause_.setSingleShot(true);
        greeting_.setSingleShot(true);
        connect(&pause_, &QTimer::timeout, this, &Wire::dial);
        connect(&greeting_, &QTimer::timeout, this, &Wire::part);
        connect(&socket_, &QLocalSocket::connected, this, &Wire::connected);
        connect(&socket_, &QLocalSocket::readyRead, this, &Wire::pump);
        // The error comes before disconnected() or alone; both lead to the same place once.
        connect(&socket_, &QLocalSocket::disconnected, this, &Wire::ended, Qt::QueuedConnection);
        connect(&socket_, &QLocalSocket::errorOccurred, this, &Wire::ended, Qt::QueuedConnection);
    }

    void dial();
    void hurry() {
        if (!pause_.isActive()) return;
        pause_ms_ = kFirstPauseMs;
        pause_.start(0);
    }
    void ask(std::string_view method, Json params, QObject* context, Answered done);

    std::filesystem::path profile;
    State state = State::Connecting;
    control::Hello hello;

private:
    struct Asked {
        QPointer<QObject> context;
        bool has_context = false;
        Answered done;
    };

    void connected();
    void ended();
    void part();
    void pump();
    void take_line(std::string_view line);
    void take_hello(const Json& params);
    void take_event(const Json& params);
    void subscribed(const control::Reply<Json>& reply);
    void settle(Asked asked, control::Reply<Json> reply);
    void refuse_all();
    void enter(State next);
    bool write(std::uint64_t id, std::string_view method, const Json& params);

    NodeClient& client_;
    QLocalSocket socket_;
    FileHandle folder_;  // keeps /proc/self/fd/N of a long path valid while it is dialled
    QTimer pause_, greeting_;
    int pause_ms_ = kFirstPauseMs;
    LineBuffer lines_{control::kMaxReplyBytes};
    bool is_open_ = false, greeted_ = false, pump_waits_ = false;
    std::uint64_t last_id_ = 0, subscription_ = 0;
    std::optional<std::uint64_t> last_seq_;
    std::unordered_map<std::uint64_t, Asked> asked_;
};

void NodeClient::Wire::dial() {
    if (is_open_) return;
    auto address = control::socket_path_of(profile);
    if (!address) {
        part();
        return;
    }
    is_open_ = true;
    greeted_ = false;
    lines_.clear();
    folder_ = std::move(address->folder);
    socket_.connectToServer(QString::fromStdString(address->path));
}

void NodeClient::Wire::connected() {
    folder_ = FileHandle();
    greeting_.start(std::chrono::milliseconds(control::kGreetingLimit));
}

// Told later, so it may be about a connection that another one has followed.
void NodeClient::Wire::ended() {
    if (is_open_ && socket_.state() == QLocalSocket::UnconnectedState) part();
}

// The connection ended, or was never there: the next try comes after a pause.
void NodeClient::Wire::part() {
    if (pause_.isActive() || state == State::OtherVersion) return;
    is_open_ = false;
    greeting_.stop();
    subscription_ = 0;
    pause_.start(pause_ms_);
    pause_ms_ = std::min(2 * pause_ms_, kLongestPauseMs);
    socket_.abort();
    refuse_all();
    if (state == State::Ready) enter(State::Lost);
}

void NodeClient::Wire::refuse_all() {
    auto asked = std::exchange(asked_, {});
    for (auto& [id, one] : asked) settle(std::move(one), std::unexpected(broken_off()));
}

void NodeClient::Wire::enter(State next) {
    if (std::exchange(state, next) != next) Q_EMIT client_.state_changed();
}

void NodeClient::Wire::pump() {
    pump_waits_ = false;
    QElapsedTimer stretch;
    stretch.start();
    for (;;) {
        while (const auto line = lines_.next()) {
            take_line(*line);
            if (!is_open_) return;
            if (stretch.elapsed() < kStretchMs) continue;
            if (!std::exchange(pump_waits_, true)) QTimer::singleShot(0, this, &Wire::pump);
            return;
        }
        const QByteArray bytes = socket_.read(kReadBytes);
        if (bytes.isEmpty()) return;
        if (!lines_.add({bytes.constData(), static_cast<std::size_t>(bytes.size())})) {
            part();  // a node gone wild: what it says has no end
            return;
        }
    }
}

void NodeClient::Wire::take_line(std::string_view line) {
    auto message = control::read_message(line);
    if (!message) return;
    if (auto* notification = std::get_if<control::RpcNotification>(&*message)) {
        if (notification->method == control::Hello::kName) take_hello(notification->params);
        if (notification->method == "event") take_event(notification->params);
        return;
    }
    auto& answer = std::get<control::RpcAnswer>(*message);
    if (!answer.id.is_number_unsigned()) return;
    const auto id = answer.id.get<std::uint64_t>();
    if (id == subscription_) {
        subscribed(answer.result);
    } else if (auto found = asked_.extract(id)) {
        settle(std::move(found.mapped()), std::move(answer.result));
    }
}

void NodeClient::Wire::take_hello(const Json& params) {
    auto told = control::decode<control::Hello>(params);
    if (!told || greeted_) return;
    greeting_.stop();
    greeted_ = true;
    hello = std::move(*told);
    if (hello.api_version != control::kApiVersion) {
        is_open_ = false;
        enter(State::OtherVersion);
        socket_.abort();
        refuse_all();
        return;
    }
    control::method::EventsSubscribe request;
    if (last_seq_) request.since = *last_seq_ + 1;
    subscription_ = ++last_id_;
    write(subscription_, control::method::EventsSubscribe::kName, control::encode(request));
}

void NodeClient::Wire::subscribed(const control::Reply<Json>& reply) {
    subscription_ = 0;
    const auto answer =
        reply ? control::decode<control::Subscription>(*reply) : std::unexpected(std::string());
    if (!answer) {
        part();
        return;
    }
    pause_ms_ = kFirstPauseMs;
    const auto next = answer->next_seq;
    // A number below what was seen is that of another life of this folder: nothing seen counts there.
    if (last_seq_ && next <= *last_seq_) last_seq_.reset();
    if (!last_seq_ && next > 0) last_seq_ = next - 1;
    enter(State::Ready);
}

void NodeClient::Wire::take_event(const Json& params) {
    auto event = control::decode_event(params);
    if (event && event->seq != 0) {
        if (last_seq_ && event->seq <= *last_seq_) return;
        last_seq_ = event->seq;
    }
    if (event) Q_EMIT client_.event_came(*event);
}

void NodeClient::Wire::settle(Asked asked, control::Reply<Json> reply) {
    if (!asked.done || (asked.has_context && !asked.context)) return;
    asked.done(std::move(reply));
}

bool NodeClient::Wire::write(std::uint64_t id, std::string_view method, const Json& params) {
    std::string line = control::request_line(id, method, params);
    line += '\n';
    const auto size = static_cast<qint64>(line.size());
    return socket_.write(line.data(), size) == size;
}

void NodeClient::Wire::ask(std::string_view method, Json params, QObject* context, Answered done) {
    Asked asked{context, context != nullptr, std::move(done)};
    const std::uint64_t id = ++last_id_;
    if (state == State::Ready && write(id, method, params)) {
        asked_.emplace(id, std::move(asked));
        return;
    }
    QTimer::singleShot(0, this, [this, asked = std::move(asked)]() mutable {
        settle(std::move(asked), std::unexpected(not_running()));
    });
}

NodeClient::NodeClient(std::filesystem::path profile, QObject* parent)
    : QObject(parent), wire_(std::make_unique<Wire>(*this, std::move(profile))) {}

NodeClient::~NodeClient() = default;

void NodeClient::start() {
    const bool again = wire_->state == State::OtherVersion;
    if (again) wire_->state = State::Connecting;
    wire_->dial();
    if (again) Q_EMIT state_changed();
}

void NodeClient::hurry() {
    wire_->hurry();
}
NodeClient::State NodeClient::state() const {
    return wire_->state;
}
const control::Hello& NodeClient::hello() const {
    return wire_->hello;
}
const std::filesystem::path& NodeClient::profile() const {
    return wire_->profile;
}

void NodeClient::send(std::string_view method, Json params, QObject* context, Answered done) {
    wire_->ask(method, std::move(params), context, std::move(done));
}

}  // namespace culver::desktop
