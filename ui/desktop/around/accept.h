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
class OfferList;

class AcceptSheet : public Sheet {
    Q_OBJECT
public:
    // The transfer must be known to desk.transfers().
    AcceptSheet(QWidget* window, Desk& desk, const QString& transfer);

private:
    void show_sender();
    void ask_for_list();
    void peer_changed(const QString& id);
    void order_tabs();
    void say();  // all words, also those that depend on what is chosen
    void pick_folder();
    void accept();
    void decline();
    void stay(const QString& problem);

    Desk& desk_;
    QString transfer_;
    std::vector<std::string> names_;  // of the top level, as far as the offer tells them
    quint64 bytes_ = 0, files_ = 0;
    QString peer_, peer_name_, folder_;
    int failed_ = 0;             // lists
    bool is_picked_ = false;     // the folder, by the person
    bool is_asking_ = false;     // for the list
    bool may_ask_ = false;       // again, when the sender returns
    bool is_answering_ = false;  // nothing changes until the node has answered
    Avatar* sender_;
    Words* title_;
    Words* trust_;
    Glyph* shield_;
    OfferList* list_;
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
