// SPDX-License-Identifier: Apache-2.0
// The strip below the roster while something moves or waits: how much, how fast, how long; a press opens the
// transfers panel. And the button of the window's own person above the roster.
#pragma once
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/transfer_model.h"

#include <QAbstractButton>

namespace culver::desktop {

class FlightStrip : public QAbstractButton {
    Q_OBJECT
public:
    explicit FlightStrip(QWidget* parent = nullptr);
    void set_flight(const Flight& flight);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Flight flight_;
};

// Avatar, name and state in a header; pressed it opens the profile, or the details.
class PersonHead : public QAbstractButton {
    Q_OBJECT
public:
    explicit PersonHead(Token ground, QWidget* parent = nullptr);
    struct Look {
        QString id, name, second;
        bool group = false, verified = false, shield = false, notes = false;
        QString chip;  // "Not verified", "IP Messenger"
        bool alarming = false;
        control::Presence presence = control::Presence::Unknown;
        bool operator==(const Look&) const = default;
    };
    void set_look(const Look& look, Type name_type);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Token ground_;
    Look look_;
    Type name_type_ = Type::Head;
};

}  // namespace culver::desktop
