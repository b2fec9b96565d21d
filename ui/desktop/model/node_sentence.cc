// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/node_sentence.h"

#include "ui/desktop/model/safe_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <iterator>

namespace culver::desktop {
namespace {

// Without the full stop: the same words stand in a line of a card and in a sentence.
constexpr const char* kSentences[] = {
    QT_TRANSLATE_NOOP("NodeSentences", "There is nothing to say: the text is empty"),
    QT_TRANSLATE_NOOP("NodeSentences", "The text is longer than 65536 bytes; send it as a file"),
    QT_TRANSLATE_NOOP("NodeSentences", "You have blocked this peer; undo that first"),
    QT_TRANSLATE_NOOP("NodeSentences", "This peer's program knows texts and files only"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The other person has not read what strangers wrote so far and takes no more from "
                      "strangers until then"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The other computer already has another message under this number; say it again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer cannot read this message"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer takes this message no longer; say it again"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The other person takes messages only from people they know; ask them to verify you"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer refused the message"),
    QT_TRANSLATE_NOOP("NodeSentences", "The message waited 30 days for the other person and was given up"),
    QT_TRANSLATE_NOOP("NodeSentences", "This message is not yours: only its author changes it"),
    QT_TRANSLATE_NOOP("NodeSentences", "This cannot be done with a message of this kind"),
    QT_TRANSLATE_NOOP("NodeSentences", "This message was recalled"),
    QT_TRANSLATE_NOOP("NodeSentences", "A reaction has at most 64 bytes; say it as a message"),
    QT_TRANSLATE_NOOP("NodeSentences", "At most 64 people are mentioned in a message; mention all"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other person is not here, or has never talked with you"),
    QT_TRANSLATE_NOOP("NodeSentences", "That was done a moment ago; wait ten seconds"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "That takes a higher rank in the group, or changes nothing: somebody named is in it "
                      "already or is no member of it"),
    QT_TRANSLATE_NOOP("NodeSentences", "You are no member of this group"),
    QT_TRANSLATE_NOOP("NodeSentences", "You are invited to this group; join it first"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Somebody named has left this group for good; make a new one with them"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "A group's name has 1 to 128 bytes and no line breaks or control characters"),
    QT_TRANSLATE_NOOP("NodeSentences", "This node got a new id before the message arrived; say it again"),
    QT_TRANSLATE_NOOP("NodeSentences", "Nobody else is in this group"),
    QT_TRANSLATE_NOOP("NodeSentences", "Only peers that speak Culver can be in a group"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The disk that holds the profile is full; free some space and try again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The profile cannot be written; check its permissions"),
    QT_TRANSLATE_NOOP("NodeSentences", "A file of the profile is not readable"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The file is larger than the 16 MiB that a message may carry; send it as a file"),
    QT_TRANSLATE_NOOP("NodeSentences", "The file is empty; there is nothing to attach"),
    QT_TRANSLATE_NOOP("NodeSentences", "Only a single file can be attached; send folders as files"),
    QT_TRANSLATE_NOOP("NodeSentences", "The disk is full; make room, then resume the transfer"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Your share of the disk is used up; delete something, then resume the transfer"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The receive folder is on a disk that cannot be written; choose another"),
    QT_TRANSLATE_NOOP("NodeSentences", "This may not be written here; choose another receive folder"),
    QT_TRANSLATE_NOOP(
        "NodeSentences",
        "The receive folder is no longer there; plug its disk in again, then resume the transfer"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The disk cannot hold a file of this name; choose a receive folder on another disk"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The disk cannot hold a file of this size; choose a receive folder on another disk"),
    QT_TRANSLATE_NOOP("NodeSentences", "The disk reported an error; check it, then resume the transfer"),
    QT_TRANSLATE_NOOP("NodeSentences", "The offer contains a name that is refused; ask for the files again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The list of files contradicts itself; ask for the files again"),
    QT_TRANSLATE_NOOP("NodeSentences", "This is too much for one transfer; send it in parts"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer sent something that was not offered"),
    QT_TRANSLATE_NOOP("NodeSentences", "The file is no longer there; send it again from where it is"),
    QT_TRANSLATE_NOOP("NodeSentences", "The file changed while it was sent; send it again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The file may not be read; check its permissions"),
    QT_TRANSLATE_NOOP("NodeSentences", "There is nothing here that can be sent"),
    QT_TRANSLATE_NOOP("NodeSentences", "Not everything has arrived yet"),
    QT_TRANSLATE_NOOP("NodeSentences", "The transfer failed"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side sent something else than it had offered"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side stopped before everything was sent"),
    QT_TRANSLATE_NOOP("NodeSentences", "The transfer cannot do this at the moment"),
    QT_TRANSLATE_NOOP("NodeSentences", "The connection was lost; it goes on when the other side is back"),
    QT_TRANSLATE_NOOP("NodeSentences", "Too many offers are open; accept or decline some first"),
    QT_TRANSLATE_NOOP("NodeSentences", "Files can be sent to other Culver nodes only"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side declined"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "These files have not all arrived; they can be sent on when they have"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "A profile picture is a PNG, JPEG, GIF or WebP of at most 64 KiB and 1024 × 1024 "
                      "pixels; make it smaller first"),
    QT_TRANSLATE_NOOP("NodeSentences", "Too many comparisons are open; wait ten minutes"),
    QT_TRANSLATE_NOOP("NodeSentences", "Only peers that run Culver can be verified"),
    QT_TRANSLATE_NOOP("NodeSentences", "This message carries nothing that could be fetched"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The network cannot be told yet: its gateway has not answered; try again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The node runs but does not answer; look at its log, or restart it"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "There is no connection to the other computer; it is tried again by itself"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Too much is waiting to be sent to the other computer; try again in a moment"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Culver on the other computer is too old to talk to this one: update it there"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Culver on this computer is too old to talk to the other one: update it here"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer no longer answers"),
    QT_TRANSLATE_NOOP(
        "NodeSentences",
        "No address is known for this peer; see that it is switched on and in the same network"),
};

// Empty when it is not known, or its language has no other words for it.
QString translated(const QString& sentence) {
    const bool stops = sentence.endsWith(u'.');
    const QByteArray words = (stops ? sentence.chopped(1) : sentence).toUtf8();
    const auto* const known = std::ranges::find(kSentences, words.toStdString());
    if (known == std::end(kSentences)) return {};
    const QString own = QCoreApplication::translate("NodeSentences", *known);
    if (own == QString::fromUtf8(*known)) return {};
    return stops ? QCoreApplication::translate("NodeSentences", "%1.", "a whole sentence").arg(own) : own;
}

QString with_capital(QString words) {
    if (!words.isEmpty()) words[0] = words[0].toUpper();
    return words;
}

}  // namespace

QString node_sentence(const std::string& sentence) {
    const QString said = safe_line(sentence, kSaidLength);
    if (const QString own = translated(with_capital(said)); !own.isEmpty()) return own;
    // "what was being done: why"
    const auto colon = said.lastIndexOf(QLatin1String(": "));
    if (colon < 0) return said;
    const QString why = translated(with_capital(said.mid(colon + 2)));
    return why.isEmpty() ? said : said.first(colon + 2) + why;
}

QStringList known_node_sentences() {
    QStringList all;
    for (const char* sentence : kSentences) all.append(QString::fromUtf8(sentence));
    return all;
}

}  // namespace culver::desktop
