// SPDX-License-Identifier: Apache-2.0
// The right pane about the open conversation: who it is, whether that is proved, what one may do, pictures
// and files that were shared, members or the rule about files.
#pragma once
#include "ui/desktop/look/kit.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/pictures.h"
#include "ui/desktop/view/shell.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

namespace culver::desktop {

class DetailsPanel : public QWidget {
    Q_OBJECT
public:
    DetailsPanel(Desk& desk, Shell& shell, QWidget* parent);
    void set_around(Around* around) { around_ = around; }
    void set_over(bool over) { over_ = over; }
    void show_for(const QString& id);

Q_SIGNALS:
    void close_wanted();
    void search_wanted();
    void files_chosen(const QStringList& paths);
    void chosen(const QString& conversation);

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void fill();  // all anew; cheap enough, and only while it is visible
    void add_person(QVBoxLayout& column);
    void add_card(QVBoxLayout& column);
    void add_trust(QVBoxLayout& column);
    void add_acts(QVBoxLayout& column);
    void add_pictures(QVBoxLayout& column);
    void add_files(QVBoxLayout& column);
    void add_members(QVBoxLayout& column);
    void add_file_rule(QVBoxLayout& column);
    void add_partings(QVBoxLayout& column);  // block, leave
    void open_member_menu(const QString& member, const QPoint& global);
    QWidget* add_label(QVBoxLayout& column, const QString& words, const QString& link,
                       std::function<void()> pressed);
    [[nodiscard]] Told told();

    Desk& desk_;
    Shell& shell_;
    Around* around_ = nullptr;
    QString id_;
    QPointer<ConversationModel> model_;
    Words* title_;
    Page* page_;
    QWidget* inside_ = nullptr;
    Pictures pictures_;
    QTimer later_;
    QHash<QString, bool> file_rules_;  // whether files of somebody are always accepted, as last heard
    bool all_members_ = false;
    bool over_ = false;
};

}  // namespace culver::desktop
