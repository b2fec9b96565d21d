// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/own_picture.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/model/desk.h"

#include <QCoreApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPointer>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QThreadPool>
#include <QVBoxLayout>
#include <memory>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kAvatar = 64;
constexpr const char* kKeptPicture = "picture";  // then a dot and six letters, until the node has copied it

// The only file that is dragged; empty for several, and for what is no file.
QString dragged_file(const QMimeData* data) {
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

}  // namespace

OwnPicture::OwnPicture(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    setAcceptDrops(true);
    // What a window left that ended before the node had copied it.
    QDir profile(QFile::decodeName(desk_.client().profile().c_str()));
    for (const QString& left : profile.entryList({QLatin1String(kKeptPicture) + u".??????"_s}, QDir::Files))
        profile.remove(left);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(16);
    avatar_ = new Avatar(kAvatar);
    line->addWidget(avatar_, 0, Qt::AlignVCenter);
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    choose_ = new Button({}, Button::Kind::Second);
    remove_ = new Button({}, Button::Kind::Text);
    choose_->set_small(true);
    remove_->set_small(true);
    buttons->addWidget(choose_);
    buttons->addWidget(remove_);
    buttons->addStretch(1);
    hint_ = new Words({}, Type::Meta, Token::Ink2);
    problem_ = new Words({}, Type::Meta, Token::Danger);
    problem_->hide();
    column->addStretch(1);
    column->addLayout(buttons);
    column->addWidget(hint_);
    column->addWidget(problem_);
    column->addStretch(1);
    line->addLayout(column, 1);
    connect(choose_, &QAbstractButton::clicked, this, &OwnPicture::choose);
    connect(remove_, &QAbstractButton::clicked, this, [this] {
        choose_->setFocus();  // this button goes
        send({});
    });
    connect(&desk_, &Desk::node_changed, this, &OwnPicture::take);
    connect(&desk_, &Desk::pictures_changed, this, &OwnPicture::take);
    worded(this, [this] {
        choose_->setText(tr("Choose a picture"));
        remove_->setText(tr("Remove"));
        hint_->setText(tr("Seen by people you talk with."));
        avatar_->setAccessibleName(tr("Your picture"));
    });
    take();
}

void OwnPicture::take() {
    const QString id = desk_.own_id();
    avatar_->set_look({.id = id, .name = desk_.name_of(id)});
    remove_->setVisible(!desk_.picture_of(id).isEmpty());
}

void OwnPicture::set_problem(const QString& sentence) {
    problem_->setText(sentence);
    problem_->setVisible(!sentence.isEmpty());
    hint_->setVisible(sentence.isEmpty());
}

void OwnPicture::choose() {
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    const QString picked =
        QFileDialog::getOpenFileName(window(), tr("Choose a picture"), start,
                                     tr("Pictures") + u" (*.png *.jpg *.jpeg *.webp *.gif *.bmp)"_s);
    if (!picked.isEmpty()) use(picked);
}

void OwnPicture::use(const QString& path) {
    set_problem({});
    choose_->setEnabled(false);
    QThreadPool::globalInstance()->start([self = QPointer(this), path] {
        const QByteArray content = make_face(path);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, content] {
                if (!self) return;
                self->choose_->setEnabled(true);
                if (!content.isEmpty()) return self->send(content);
                self->set_problem(tr("This file cannot be shown as a picture. Choose a photo or a drawing."));
            },
            Qt::QueuedConnection);
    });
}

// Nothing takes the picture away.
void OwnPicture::send(const QByteArray& content) {
    set_problem({});
    auto file = std::make_shared<QTemporaryFile>(
        QFile::decodeName((desk_.client().profile() / kKeptPicture).c_str()));
    if (!content.isEmpty() && (!file->open() || file->write(content) != content.size() || !file->flush()))
        return set_problem(tr("Check that the disk has room."));
    // Kept until the node has copied it.
    desk_.set_picture(content.isEmpty() ? QString() : file->fileName(),
                      [self = QPointer(this), file](const QString& problem) {
                          if (self) self->set_problem(problem);
                      });
}

void OwnPicture::dragEnterEvent(QDragEnterEvent* event) {
    if (!dragged_file(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void OwnPicture::dropEvent(QDropEvent* event) {
    const QString path = dragged_file(event->mimeData());
    if (path.isEmpty()) return;
    event->acceptProposedAction();
    use(path);
}

}  // namespace culver::desktop
