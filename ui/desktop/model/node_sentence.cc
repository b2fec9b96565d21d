// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/node_sentence.h"

#include "ui/desktop/model/node_pattern.h"
#include "ui/desktop/model/safe_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <iterator>
#include <span>

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
                      "This group was changed 4,000 times and takes no more changes; make a new one"),
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
                      "This file belongs to a node's profile, whose key never leaves the machine"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The history is damaged; end the node and start it again: at its start it recovers all "
                      "that can be read, and keeps the damaged file beside it"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The list of these files was damaged, and they have changed since they were offered; "
                      "send them again"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "A stranger's offer stays only while they are here and there is room for it; it comes "
                      "again when they do"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "This setting is not changed through a socket that is shared; the account that runs "
                      "the node changes it, or its config.toml"),
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
    QT_TRANSLATE_NOOP(
        "NodeSentences",
        "Files that had arrived were removed here before all was there; let nothing touch them, then resume"),
    QT_TRANSLATE_NOOP("NodeSentences", "The transfer failed"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side sent something else than it had offered"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side stopped before everything was sent"),
    QT_TRANSLATE_NOOP("NodeSentences", "The transfer cannot do this at the moment"),
    QT_TRANSLATE_NOOP("NodeSentences", "The connection was lost; it goes on when the other side is back"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "What is sent cannot be read at the moment; it goes on when its disk is back"),
    QT_TRANSLATE_NOOP(
        "NodeSentences",
        "A file's dates or its disk changed, so it is compared with what was sent of it; then it "
        "goes on"),
    QT_TRANSLATE_NOOP("NodeSentences", "Too many offers are open; accept or decline some first"),
    QT_TRANSLATE_NOOP("NodeSentences", "Files can be sent to other Culver nodes only"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side declined"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "These files have not all arrived; they can be sent on when they have"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "A profile picture is a PNG, JPEG, GIF or WebP of at most 64 KiB and 1024 × 1024 "
                      "pixels; make it smaller first"),
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
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer sent something that cannot be read"),
    QT_TRANSLATE_NOOP("NodeSentences", "The text is not valid UTF-8; convert it first"),
    QT_TRANSLATE_NOOP("NodeSentences", "There is no such message"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The file is not what it was said to be: a picture is PNG, JPEG, GIF or WebP, a voice "
                      "message is Opus in Ogg; attach it as a file"),
    QT_TRANSLATE_NOOP("NodeSentences", "A message is longer than allowed"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side sent a message without a kind"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The other side sent a message that cannot be read; update Culver on both computers"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Another computer answers at this address: its key is not the expected one"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side showed a certificate that Culver does not accept"),
    QT_TRANSLATE_NOOP("NodeSentences", "No encrypted connection could be agreed; is that a Culver node?"),
    QT_TRANSLATE_NOOP("NodeSentences", "The program that answers there is not Culver"),
    QT_TRANSLATE_NOOP("NodeSentences", "The connection broke; it is opened again by itself"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer closed the connection"),
    QT_TRANSLATE_NOOP("NodeSentences", "Another connection to the same computer took over"),
    QT_TRANSLATE_NOOP("NodeSentences", "Culver on the other computer was started again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer refused the connection"),
    QT_TRANSLATE_NOOP("NodeSentences", "This peer is blocked; unblock it first"),
    QT_TRANSLATE_NOOP("NodeSentences", "This address belongs to this very node; name another computer"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Another node uses the same identity; run 'culver identity new' on one of the two"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other computer has too many connections to this one"),
    QT_TRANSLATE_NOOP("NodeSentences", "No port could be opened; choose a free one with --port"),
    QT_TRANSLATE_NOOP("NodeSentences", "The connection was closed because nobody used it"),
    QT_TRANSLATE_NOOP("NodeSentences", "The connection was ended on purpose"),
    QT_TRANSLATE_NOOP("NodeSentences", "Culver is being stopped"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "Another program holds the profile's database; close it and try again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The profile was closed"),
    QT_TRANSLATE_NOOP("NodeSentences", "The profile's database refused the request"),
    QT_TRANSLATE_NOOP("NodeSentences", "The attachment's bytes are others than its message says"),
    QT_TRANSLATE_NOOP("NodeSentences", "What was received before cannot be used; the transfer starts over"),
    QT_TRANSLATE_NOOP("NodeSentences", "The offer has no such file"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side sent bytes that make no sense"),
    QT_TRANSLATE_NOOP("NodeSentences", "A part arrived damaged; it is asked for again"),
    QT_TRANSLATE_NOOP("NodeSentences", "The other side's receipt is not valid"),
    QT_TRANSLATE_NOOP("NodeSentences", "There is no such transfer"),
    QT_TRANSLATE_NOOP("NodeSentences", "The transfer does not wait for a decision"),
    QT_TRANSLATE_NOOP("NodeSentences", "The transfer is already over"),
    QT_TRANSLATE_NOOP("NodeSentences", "This transfer goes out"),
    QT_TRANSLATE_NOOP("NodeSentences", "Nobody who is meant is here; nothing was said"),
    QT_TRANSLATE_NOOP("NodeSentences", "A code has six groups of two digits"),
    QT_TRANSLATE_NOOP("NodeSentences", "This is this node itself"),
    QT_TRANSLATE_NOOP("NodeSentences", "A group cannot be buzzed; buzz one of its members"),
    QT_TRANSLATE_NOOP("NodeSentences", "These files are here; there is nobody to send them to"),
    QT_TRANSLATE_NOOP("NodeSentences", "Name a file or folder to send"),
    QT_TRANSLATE_NOOP("NodeSentences", "An answer to a message has one receiver"),
    QT_TRANSLATE_NOOP("NodeSentences", "A waveform has at most 128 heights from 0 to 100"),
    QT_TRANSLATE_NOOP("NodeSentences", "The name of an attachment has at most 255 bytes"),
    QT_TRANSLATE_NOOP("NodeSentences", "What listens at the control socket is no Culver node"),
    QT_TRANSLATE_NOOP("NodeSentences", "The node's answer is too long"),
    QT_TRANSLATE_NOOP("NodeSentences", "Hooks are slower than what arrives; from here on some are left out"),
    QT_TRANSLATE_NOOP("NodeSentences",
                      "The helper that runs hooks has ended; they run again after a restart"),
    QT_TRANSLATE_NOOP("NodeSentences", "Receiving a block"),
    QT_TRANSLATE_NOOP("NodeSentences", "Receiving a file's end"),
    QT_TRANSLATE_NOOP("NodeSentences", "Writing the journal of the transfer"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading the journal of the transfer"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading the record of a transfer"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading the kept list of files"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading a kept list of own files"),
    QT_TRANSLATE_NOOP("NodeSentences", "It is done, but could not be written down"),
    QT_TRANSLATE_NOOP("NodeSentences", "Keeping the list of files"),
    QT_TRANSLATE_NOOP("NodeSentences", "Comparing the list of files with the offer"),
    QT_TRANSLATE_NOOP("NodeSentences", "Listing a folder"),
    QT_TRANSLATE_NOOP("NodeSentences", "Opening a folder"),
    QT_TRANSLATE_NOOP("NodeSentences", "Opening unfinished data"),
    QT_TRANSLATE_NOOP("NodeSentences", "Removing unfinished data"),
    QT_TRANSLATE_NOOP("NodeSentences", "Noting the final names"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading the final names"),
    QT_TRANSLATE_NOOP("NodeSentences", "Checking a receipt"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading a receipt"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading a confirmation"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading from a lane"),
    QT_TRANSLATE_NOOP("NodeSentences", "Unpacking a block"),
    QT_TRANSLATE_NOOP("NodeSentences", "Reading how a file is put together"),
    QT_TRANSLATE_NOOP("NodeSentences", "Writing to the disk"),
    QT_TRANSLATE_NOOP("NodeSentences", "Asking for the room on the disk"),
    QT_TRANSLATE_NOOP("NodeSentences", "Starting a thread for a transfer"),
    QT_TRANSLATE_NOOP("NodeSentences", "Beginning a transfer twice"),
    QT_TRANSLATE_NOOP("NodeSentences", "Storing what follows a lost operation"),
};

QString with_capital(QString words) {
    if (!words.isEmpty()) words[0] = words[0].toUpper();
    return words;
}

// Where a sentence stands decides what it may be.
enum class Place { Alone, Inside, BeforeColon };

QString translated(const QString& sentence, Place place);

// Empty when the window speaks the node's language.
QString own_words(const char* words) {
    const QString own = QCoreApplication::translate("NodeSentences", words);
    return own == QString::fromUtf8(words) ? QString() : own;
}

QString exactly(const QString& sentence) {
    QByteArray words = sentence.toUtf8();
    if (words.isEmpty()) return {};
    for (const bool capital : {false, true}) {
        if (capital) words = with_capital(sentence).toUtf8();
        const auto fits = [&](const char* known) { return words == known; };
        if (const auto* const found = std::ranges::find_if(kSentences, fits); found != std::end(kSentences))
            return own_words(*found);
        const auto system = system_sentences();
        if (const auto found = std::ranges::find_if(system, fits); found != system.end())
            return own_words(*found);
    }
    return {};
}

QString stopped(const QString& own) {
    return QCoreApplication::translate("NodeSentences", "%1.", "a whole sentence").arg(own);
}

// What stands in a place may be a whole sentence, with its stop.
QString in_place(const QString& said) {
    if (QString own = translated(said, Place::Inside); !own.isEmpty() || !said.endsWith(u'.')) return own;
    const QString own = translated(said.chopped(1), Place::Inside);
    return own.isEmpty() ? own : stopped(own);
}

QString by_pattern(const QString& sentence, std::span<const NodePattern> patterns) {
    for (const NodePattern& pattern : patterns) {
        auto places = places_of(sentence, pattern.words);
        if (!places) continue;
        const QString own = own_words(pattern.words);
        if (own.isEmpty()) return {};
        if (pattern.said > 0) {
            QString& said = (*places)[pattern.said - 1];
            if (const QString again = in_place(said); !again.isEmpty()) said = again;
        }
        return filled(own, *places);
    }
    return {};
}

// "what was being done: why". A name before the colon may have colons of its own.
QString about_a_deed(const QString& sentence, Place place) {
    const QString colon = QStringLiteral(": ");
    for (auto at = sentence.lastIndexOf(colon); at > 0; at = sentence.lastIndexOf(colon, at - 1)) {
        const QString why = translated(sentence.mid(at + colon.size()), Place::Alone);
        if (why.isEmpty()) continue;
        const QString deed = sentence.first(at);
        const QString own = translated(deed, place == Place::Inside ? place : Place::BeforeColon);
        return QCoreApplication::translate("NodeSentences", "%1: %2",
                                           "what was being done, and why it failed")
            .arg(own.isEmpty() ? deed : own, why);
    }
    return {};
}

// Empty when it is not known, or its language has no other words for it.
QString translated(const QString& sentence, Place place) {
    if (QString own = exactly(sentence); !own.isEmpty()) return own;
    if (QString own = by_pattern(sentence, node_patterns()); !own.isEmpty()) return own;
    if (place == Place::BeforeColon) return by_pattern(sentence, node_deeds());
    if (place == Place::Inside) {
        if (QString own = by_pattern(sentence, node_fragments()); !own.isEmpty()) return own;
    }
    return about_a_deed(sentence, place);
}

}  // namespace

QString node_sentence(const std::string& sentence) {
    QString said = safe_line(sentence, kSaidLength);
    // A question keeps its mark: the words of the window say it otherwise.
    const bool stops = said.endsWith(u'.'), asks = said.endsWith(u'?');
    const QString own = translated(stops ? said.chopped(1) : said, Place::Alone);
    if (own.isEmpty()) return said;
    return stops || asks ? stopped(own) : own;
}

QStringList known_node_sentences() {
    QStringList all;
    for (const char* sentence : kSentences) all.append(QString::fromUtf8(sentence));
    return all;
}

}  // namespace culver::desktop
