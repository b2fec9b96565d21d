// SPDX-License-Identifier: Apache-2.0
// The sheets that choose people: a new group, more members, several receivers of one message or file.
#pragma once
#include "ui/desktop/around/people_list.h"

namespace culver::desktop {

class NewGroupSheet : public Sheet {
    Q_OBJECT
public:
    NewGroupSheet(QWidget* window, Desk& desk, const QStringList& members);

Q_SIGNALS:
    void created(const QString& group);

private:
    void say();
    void create();
    Desk& desk_;
    Field* name_;
    PeopleList* people_;
    Check* history_;
    Words* problem_;
    Button* cancel_;
    Button* create_;
};

class AddMembersSheet : public Sheet {
    Q_OBJECT
public:
    AddMembersSheet(QWidget* window, Desk& desk, const QString& group);

private:
    void say();
    void add();
    Desk& desk_;
    QString group_;
    PeopleList* people_;
    Words* problem_;
    Button* cancel_;
    Button* add_;
};

class ReceiversSheet : public Sheet {
    Q_OBJECT
public:
    ReceiversSheet(QWidget* window, Desk& desk, const QString& text, const QStringList& paths,
                   const QString& name = {});
    // A notice to those, unless the person decides otherwise.
    void begin_notice(const QStringList& to);

private:
    void say();
    void send();
    // Whether the file becomes a message: a picture, or what was one before.
    [[nodiscard]] bool goes_inside(const QStringList& to) const;
    [[nodiscard]] QString name_of(const QString& path) const;
    Desk& desk_;
    QStringList paths_;
    QString name_;
    TextArea* text_;
    Words* files_;
    PeopleList* people_;
    Check* notice_;  // of words alone
    Words* problem_;
    Button* cancel_;
    Button* send_;
};

}  // namespace culver::desktop
