// SPDX-License-Identifier: Apache-2.0
// What stands in the composer while one speaks: throw away, how long and how loud it is, send. What was said
// is never lost by looking away: whoever stops it otherwise gets it as a file to send later.
#pragma once
#include "ui/desktop/look/kit.h"
#include "ui/desktop/sound/voice.h"

#include <QTemporaryDir>
#include <QWidget>
#include <memory>
#include <vector>

namespace culver::desktop {

class VoiceLine : public QWidget {
    Q_OBJECT
public:
    explicit VoiceLine(QWidget* parent);
    void begin();
    void send();  // as the button does
    void keep();  // ends it; recorded() follows and says that it is not to be sent yet
    void drop();
    [[nodiscard]] bool running() const { return recorder_.running(); }

Q_SIGNALS:
    void recorded(const QString& path, const std::vector<int>& waveform, bool send);
    void ended();    // the line may go: recorded, dropped or failed
    void failed();   // there is no microphone
    void cut_off();  // after recorded(): the microphone went away while one spoke

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void take(int milliseconds, int level);
    Recorder recorder_;
    std::unique_ptr<QTemporaryDir> folder_;  // until the program ends: the node copies what is sent
    int number_ = 0;
    bool sends_ = false;
    int milliseconds_ = 0;
    std::vector<int> levels_;  // the newest last
    IconButton* drop_;
    Words* time_;
    QWidget* wave_;
    IconButton* send_;
};

}  // namespace culver::desktop
