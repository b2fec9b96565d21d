// SPDX-License-Identifier: Apache-2.0
// The editor in the composer, and what is pasted into it.
#include "ui/desktop/view/composer.h"

#include <QImage>
#include <QMimeData>
#include <QTextBlock>
#include <QTextLayout>
#include <QUrl>
#include <algorithm>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxTextBytes = 65'536;  // in UTF-8; the node refuses a longer text

}  // namespace

ComposerEdit::ComposerEdit(QWidget* parent) : QTextEdit(parent) {
    setAcceptRichText(false);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    themed(this, [this] {
        setFont(theme().font(Type::Body));
        document()->setDefaultFont(theme().font(Type::Body));
        QPalette colors = palette();
        colors.setColor(QPalette::Base, Qt::transparent);
        colors.setColor(QPalette::Text, theme().color(Token::Ink));
        setPalette(colors);
    });
}

int ComposerEdit::line_count() const {
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        lines += std::max(1, block.layout()->lineCount());
    }
    return lines;
}

bool ComposerEdit::canInsertFromMimeData(const QMimeData* source) const {
    return source->hasImage() || source->hasUrls() || source->hasText();
}

void ComposerEdit::insertFromMimeData(const QMimeData* source) {
    QStringList paths;
    for (const QUrl& url : source->urls()) {
        if (url.isLocalFile()) paths << url.toLocalFile();
    }
    if (!paths.isEmpty()) return Q_EMIT pasted_files(paths);
    if (source->hasImage() && !source->hasText()) {
        return Q_EMIT pasted_picture(qvariant_cast<QImage>(source->imageData()));
    }
    const QString text = source->text();
    if (text.toUtf8().size() > kMaxTextBytes) return Q_EMIT pasted_long_text(text);
    insertPlainText(text);
}

}  // namespace culver::desktop
