// SPDX-License-Identifier: Apache-2.0
// The control API (docs/control-api.md) over the local socket of a profile, as Qt signals: the only file of
// the desktop that knows the wire. Connects, greets, subscribes to events since the last one seen, and when
// the node ends connects again for as long as it lives; what was asked and not answered by then is answered
// NotRunning. Thread: Qt's main thread. Nothing blocks.
#pragma once
#include "control/event.h"
#include "control/json.h"
#include "control/methods.h"
#include "control/outcome.h"

#include <QObject>
#include <QPointer>
#include <filesystem>
#include <functional>
#include <memory>

namespace culver::desktop {

class NodeClient : public QObject {
    Q_OBJECT
public:
    enum class State {
        Connecting,    // nobody answers yet
        Ready,         // requests are answered, events arrive
        Lost,          // was ready, the node is gone; tries again
        OtherVersion,  // the node speaks another api_version: told to the person, not tried again
    };
    using Answered = std::function<void(control::Reply<control::Json>)>;

    explicit NodeClient(std::filesystem::path profile, QObject* parent = nullptr);
    ~NodeClient() override;

    void start();
    // Tries to connect at once instead of after the pause: somebody knows that the node is there now.
    void hurry();
    [[nodiscard]] State state() const;
    [[nodiscard]] const control::Hello& hello() const;  // of the node met last
    [[nodiscard]] const std::filesystem::path& profile() const;

    // Asks; done is called once, later, unless context (may be null) or this was destroyed by then. While
    // nobody answers it is answered NotRunning: nothing waits here.
    template <class Method>
    void call(const Method& request, QObject* context,
              std::function<void(control::Reply<typename Method::Answer>)> done) {
        send(Method::kName, control::encode(request), context,
             [done = std::move(done)](control::Reply<control::Json> reply) {
                 if (!done) return;
                 if (!reply) return done(std::unexpected(std::move(reply.error())));
                 auto answer = control::decode<typename Method::Answer>(*reply);
                 if (answer) return done(std::move(*answer));
                 done(control::refuse(control::Outcome::Failed,
                                      "The answer makes no sense: " + answer.error() + "."));
             });
    }
    // The same by name, for tests and methods whose answer is not looked at.
    void send(std::string_view method, control::Json params, QObject* context, Answered done);

Q_SIGNALS:
    void state_changed();
    // In order, none twice. Lost means: read the lists again (Desk does).
    void event_came(const culver::control::Event& event);

private:
    class Wire;
    std::unique_ptr<Wire> wire_;
};

}  // namespace culver::desktop
