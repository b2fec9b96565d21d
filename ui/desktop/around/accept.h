// SPDX-License-Identifier: Apache-2.0
// The sheet that asks whether files are wanted (look.md "Accept"): what, how much, how much room there is,
// where to, and whether to ask again for this person. Nothing is written before the person says so.
#pragma once
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/inputs.h"

#include <QString>
#include <vector>

namespace culver::desktop {

class Desk;

class AcceptSheet : public Sheet {
    Q_OBJECT
public:
    // The transfer must be known to desk.transfers().
    AcceptSheet(QWidget* window, Desk& desk, const QString& transfer);

private:
    void build_list();
    void say();  // all words, also those that depend on what is chosen
    void chosen_changed();
    void pick_folder();
    void accept();
    [[nodiscard]] std::vector<std::string> chosen() const;

    Desk& desk_;
    QString transfer_;
    std::vector<std::string> paths_;
    quint64 bytes_ = 0, files_ = 0;
    QString peer_, peer_name_, folder_;
    Words* title_;
    Words* trust_;
    Glyph* shield_;
    Check* all_ = nullptr;
    std::vector<Check*> checks_;
    Words* chosen_;
    Words* room_;
    Words* save_to_;
    LineEdit* where_;
    Button* change_;
    Check* always_;
    Words* problem_;
    Button* later_;
    Button* decline_;
    Button* accept_;
};

}  // namespace culver::desktop
