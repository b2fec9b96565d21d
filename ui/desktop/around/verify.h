// SPDX-License-Identifier: Apache-2.0
// Are they who they say? Two people read six numbers to each other (look.md "Verification"). "They differ"
// leads to a page that says what to do; the other is blocked from then on, until the person unblocks them,
// and the page says so only when the node has done it.
#pragma once
#include "control/rows.h"
#include "ui/desktop/look/frames.h"

#include <array>

namespace culver::desktop {

class Desk;
class QrPicture;

class VerifySheet : public Sheet {
    Q_OBJECT
public:
    VerifySheet(QWidget* window, Desk& desk, const QString& peer);

private:
    enum class Stage { Asking, Shown, Failed, Differ, Done };
    enum class Block { Open, Asked, Done, Refused };  // Open: the other side says so; the person decides
    class Tile;
    void build_code();
    void build_differ();
    void ask();
    void take(const control::VerificationRow& row);
    void enter(Stage stage);
    void say();
    [[nodiscard]] QString advice(const QString& given) const;
    void match();
    void differ();

    Desk& desk_;
    QString peer_, name_;
    QString code_, problem_;
    Stage stage_ = Stage::Asking;
    Block block_ = Block::Asked;  // in the stage Differ
    Words* lead_;
    QWidget* compare_;
    std::array<Tile*, 6> tiles_{};
    QrPicture* picture_;
    Words* order_;
    Words* scan_;
    QWidget* warned_;
    Words* advice_;
    Button* differ_;
    Button* later_;
    Button* match_;
};

}  // namespace culver::desktop
