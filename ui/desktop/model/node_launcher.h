// SPDX-License-Identifier: Apache-2.0
// Sees to it that a node runs for the profile: starts `culver up` when nobody listens at its socket, also
// when the node dies while the window is open. The node outlives the window; only somebody who says Quit
// stops it (around/parting.h). Its log is <profile>/node.log.
#pragma once
#include "ui/desktop/model/desk_settings.h"
#include "ui/desktop/model/node_client.h"

#include <QObject>
#include <QString>
#include <functional>
#include <memory>

namespace culver::desktop {

class NodeLauncher : public QObject {
    Q_OBJECT
public:
    // Both must outlive this.
    NodeLauncher(NodeClient& client, DeskSettings& settings, QObject* parent = nullptr);
    ~NodeLauncher() override;

    void watch();  // from here on
    void rest();   // starts nothing any more
    // Whether a desktop started the node with this process id, this one or one before it.
    [[nodiscard]] bool is_ours(quint64 pid) const;
    // Stops the node and says when it is gone, or after kStopLimitMs.
    void stop_node(std::function<void()> done);
    static constexpr int kStopLimitMs = 4000;  // a node says goodbye within 3 s

    // Ends a node of another API version, whoever started it, and starts the own one. failed() says why not.
    void replace_node();
    static constexpr int kEndLimitMs = 20'000;  // as long as the service of the system gives it
    // culver beside this program, then in PATH; empty: nowhere.
    [[nodiscard]] static QString program();
    // What a log that ends a failed start says, as one sentence for the person.
    [[nodiscard]] static QString sentence_of(const QByteArray& log);

Q_SIGNALS:
    void starting();
    void failed(const QString& sentence);

private:
    class Watch;
    std::unique_ptr<Watch> watch_;
};

}  // namespace culver::desktop
