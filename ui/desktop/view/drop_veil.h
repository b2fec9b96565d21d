// SPDX-License-Identifier: Apache-2.0
// What lies over a conversation while files are dragged across it: a soft veil, a dashed line, one sentence.
#pragma once
#include <QString>
#include <QWidget>

namespace culver::desktop {

class DropVeil : public QWidget {
    Q_OBJECT
public:
    explicit DropVeil(QWidget* parent);
    void set_words(const QString& words);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString words_;
};

}  // namespace culver::desktop
