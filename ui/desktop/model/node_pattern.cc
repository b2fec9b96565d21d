// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/node_pattern.h"

#include <QCoreApplication>
#include <vector>

namespace culver::desktop {
namespace {

constexpr NodePattern kPatterns[] = {
    {QT_TRANSLATE_NOOP("NodeSentences", "No code of %1 is shown; compare with 'culver verify' first")},
    {QT_TRANSLATE_NOOP(
        "NodeSentences",
        "The codes of %1 were compared %2 times without a match; wait ten minutes, and ask that person why")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 compares no more codes for now; try again in ten minutes")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 did not answer in time; is it an older version?")},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "This is not the code shown here. Compare once more; if the codes differ again, "
                       "somebody stands between you and %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "No session with %1: %2"), 2},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 Nothing was said to anybody"), 1},
    {QT_TRANSLATE_NOOP("NodeSentences", "Nobody answers at %1: %2"), 2},
    {QT_TRANSLATE_NOOP("NodeSentences", "The peer %1 is no longer known")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Nobody here fits %1; 'culver peers' lists who is known")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Several peers fit %1; use the id")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Somebody new calls himself %1; use the id")},
    {QT_TRANSLATE_NOOP("NodeSentences", "There is no group '%1'; 'culver group list' shows all")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Several groups fit '%1'; use the id")},
    {QT_TRANSLATE_NOOP("NodeSentences", "There is no network '%1'; 'culver networks' lists them")},
    {QT_TRANSLATE_NOOP("NodeSentences", "There is no setting '%1'; 'culver config' lists all")},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "The %1 has at most %2 bytes and no line breaks or control characters"),
     1},
    {QT_TRANSLATE_NOOP("NodeSentences", "The path '%1' is not absolute")},
    {QT_TRANSLATE_NOOP("NodeSentences", "A limit is at least %1 bytes a second")},
    {QT_TRANSLATE_NOOP("NodeSentences", "'%1' is no value for %2")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Give one value for %1")},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "%1 must be a list of IP addresses, like [\"10.1.2.3\"]; '%2' is none")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must name at most %2 addresses")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must be at most 64 bytes long")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must not hold control characters or line breaks")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must be a port number up to 65535")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must be an absolute path, or begin with ~/")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must be a number of days up to 36500, or 0")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must be 0 for no limit, or at least 1024 bytes a second")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must begin with the absolute path of a program")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must be from 1 to 86400 seconds")},
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 must be a whole number that is not negative")},
    {QT_TRANSLATE_NOOP(
        "NodeSentences",
        "The running node is of another version (%1) and cannot be understood; stop it and start it again")},
    {QT_TRANSLATE_NOOP("NodeSentences", "There is no file or folder %1")},
    {QT_TRANSLATE_NOOP(
         "NodeSentences",
         "Not received because it changed while it was sent: \"%1\"%2 Everything else is there"),
     2},
    {QT_TRANSLATE_NOOP("NodeSentences", "\"%1\" is refused, because %2"), 2},
    {QT_TRANSLATE_NOOP("NodeSentences", "\"%1\" is left out, because %2"), 2},
    {QT_TRANSLATE_NOOP("NodeSentences", "The transfer is already %1"), 1},
    {QT_TRANSLATE_NOOP("NodeSentences", "The program %1 of the hook %2 %3"), 3},
    {QT_TRANSLATE_NOOP("NodeSentences", "The hook %1 cannot be run: its helper is not there")},
    {QT_TRANSLATE_NOOP("NodeSentences", "The hook %1 was left out once: what arrived is too long for it")},
    {QT_TRANSLATE_NOOP("NodeSentences", "The hook %1 cannot be run: %2"), 2},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "%1 (IP Messenger) writes from another address than before, %2. Nothing proves that "
                       "it is the same person")},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "IP Messenger proves nobody's identity: files are accepted from whoever has the "
                       "address %1 and this name"),
     1},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "IP Messenger users are not reached, because another program has port 2425: %1. End "
                       "it, or 'culver config set ipmsg false'"),
     1},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "A text to %1 holds characters that their program does not know; they see '?'")},
};

constexpr NodePattern kDeeds[] = {
    {QT_TRANSLATE_NOOP("NodeSentences", "Opening \"%1\"")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Naming \"%1\"")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Removing \"%1\"")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Making \"%1\"")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Reading \"%1\"")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Reading %1, which became shorter")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Opening %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Reading %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Writing %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Syncing %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "Naming %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "\"%1\"")},
    {QT_TRANSLATE_NOOP("NodeSentences", "On the other computer")},
};

constexpr NodePattern kFragments[] = {
    {QT_TRANSLATE_NOOP("NodeSentences", "%1 (%2)"), 1},
    {QT_TRANSLATE_NOOP("NodeSentences", "was ended because it took longer than %1 s")},
    {QT_TRANSLATE_NOOP("NodeSentences", "was ended by signal %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "ended with code %1")},
    {QT_TRANSLATE_NOOP("NodeSentences", "could not be started: %1"), 1},
    {QT_TRANSLATE_NOOP("NodeSentences", " and others.")},
    {QT_TRANSLATE_NOOP("NodeSentences", ".")},
    {QT_TRANSLATE_NOOP("NodeSentences", "status text")},
    {QT_TRANSLATE_NOOP("NodeSentences", "room")},
    {QT_TRANSLATE_NOOP("NodeSentences", "phone number")},
    {QT_TRANSLATE_NOOP("NodeSentences", "e-mail address")},
    {QT_TRANSLATE_NOOP("NodeSentences", "note")},
    {QT_TRANSLATE_NOOP("NodeSentences", "offered")},
    {QT_TRANSLATE_NOOP("NodeSentences", "waiting")},
    {QT_TRANSLATE_NOOP("NodeSentences", "active")},
    {QT_TRANSLATE_NOOP("NodeSentences", "paused")},
    {QT_TRANSLATE_NOOP("NodeSentences", "interrupted")},
    {QT_TRANSLATE_NOOP("NodeSentences", "done")},
    {QT_TRANSLATE_NOOP("NodeSentences", "declined")},
    {QT_TRANSLATE_NOOP("NodeSentences", "cancelled")},
    {QT_TRANSLATE_NOOP("NodeSentences", "failed")},
    {QT_TRANSLATE_NOOP("NodeSentences", "that this peer had last")},
    {QT_TRANSLATE_NOOP("NodeSentences", "a part of it is empty")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it contains '.' as a part")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it climbs out of its folder")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it contains a slash")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it contains a zero byte")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is not UTF-8")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is too long")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is nested too deeply")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it names another place on systems that separate with a backslash")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it begins with the letter of a drive")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is reserved for unfinished transfers")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is not a name")},
    {QT_TRANSLATE_NOOP("NodeSentences",
                       "it belongs to a node's profile, whose key never leaves the machine")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is a link")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is neither a file nor a folder")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it may not be read")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is too large for one transfer")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it belongs to an unfinished transfer")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it vanished while the files were listed")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is a link that leads nowhere")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it is a link back to a folder around it")},
    {QT_TRANSLATE_NOOP("NodeSentences", "it cannot be sent")},
};

constexpr const char* kSystem[] = {
    QT_TRANSLATE_NOOP("NodeSentences", "Permission denied"),
    QT_TRANSLATE_NOOP("NodeSentences", "Operation not permitted"),
    QT_TRANSLATE_NOOP("NodeSentences", "No such file or directory"),
    QT_TRANSLATE_NOOP("NodeSentences", "No space left on device"),
    QT_TRANSLATE_NOOP("NodeSentences", "Disk quota exceeded"),
    QT_TRANSLATE_NOOP("NodeSentences", "Read-only file system"),
    QT_TRANSLATE_NOOP("NodeSentences", "Is a directory"),
    QT_TRANSLATE_NOOP("NodeSentences", "Not a directory"),
    QT_TRANSLATE_NOOP("NodeSentences", "File exists"),
    QT_TRANSLATE_NOOP("NodeSentences", "Input/output error"),
    QT_TRANSLATE_NOOP("NodeSentences", "Exec format error"),
    QT_TRANSLATE_NOOP("NodeSentences", "Text file busy"),
    QT_TRANSLATE_NOOP("NodeSentences", "Too many levels of symbolic links"),
    QT_TRANSLATE_NOOP("NodeSentences", "File name too long"),
    QT_TRANSLATE_NOOP("NodeSentences", "File too large"),
    QT_TRANSLATE_NOOP("NodeSentences", "Too many open files"),
    QT_TRANSLATE_NOOP("NodeSentences", "Cannot allocate memory"),
    QT_TRANSLATE_NOOP("NodeSentences", "Argument list too long"),
    QT_TRANSLATE_NOOP("NodeSentences", "Resource temporarily unavailable"),
    QT_TRANSLATE_NOOP("NodeSentences", "Connection refused"),
    QT_TRANSLATE_NOOP("NodeSentences", "Connection reset by peer"),
    QT_TRANSLATE_NOOP("NodeSentences", "Connection timed out"),
    QT_TRANSLATE_NOOP("NodeSentences", "No route to host"),
    QT_TRANSLATE_NOOP("NodeSentences", "Network is unreachable"),
    QT_TRANSLATE_NOOP("NodeSentences", "Address already in use"),
    QT_TRANSLATE_NOOP("NodeSentences", "Broken pipe"),
};

// "a %1 b %2": the literal words before, between and behind the places, and which place stands after each.
struct Parts {
    QStringList words;
    std::vector<int> places;
};

[[nodiscard]] int place_at(const QString& pattern, qsizetype at) {
    if (at + 1 >= pattern.size() || pattern[at] != u'%') return 0;
    const int digit = pattern[at + 1].digitValue();
    return digit > 0 ? digit : 0;
}

[[nodiscard]] Parts parts_of(const char* pattern) {
    const QString text = QString::fromUtf8(pattern);
    Parts parts{{QString()}, {}};
    for (qsizetype at = 0; at < text.size(); ++at) {
        const int place = place_at(text, at);
        if (place == 0) {
            parts.words.back() += text[at];
            continue;
        }
        parts.places.push_back(place);
        parts.words.append(QString());
        ++at;
    }
    return parts;
}

[[nodiscard]] bool begins_with(const QString& sentence, const QString& words) {
    if (words.isEmpty()) return true;
    return !sentence.isEmpty() && sentence[0].toLower() == words[0].toLower() &&
           QStringView(sentence).mid(1).startsWith(QStringView(words).mid(1));
}

}  // namespace

std::span<const NodePattern> node_patterns() {
    return kPatterns;
}

std::span<const NodePattern> node_deeds() {
    return kDeeds;
}

std::span<const NodePattern> node_fragments() {
    return kFragments;
}

std::span<const char* const> system_sentences() {
    return kSystem;
}

std::optional<QStringList> places_of(const QString& sentence, const char* pattern) {
    const Parts parts = parts_of(pattern);
    if (!begins_with(sentence, parts.words.front())) return std::nullopt;
    QStringList said;
    qsizetype at = parts.words.front().size();
    for (std::size_t index = 0; index < parts.places.size(); ++index) {
        const QString& next = parts.words[static_cast<qsizetype>(index) + 1];
        const bool last = index + 1 == parts.places.size();
        // The last words end the sentence, whatever stands before them.
        const qsizetype found = !last            ? sentence.indexOf(next, at + 1)
                                : next.isEmpty() ? sentence.size()
                                                 : sentence.size() - next.size();
        if (found <= at || (last && !sentence.endsWith(next))) return std::nullopt;
        const qsizetype place = parts.places[index];
        while (said.size() < place) said.append(QString());
        said[place - 1] = sentence.mid(at, found - at);
        at = found + next.size();
    }
    if (at != sentence.size()) return std::nullopt;
    return said;
}

QString filled(const QString& words, const QStringList& places) {
    QString all;
    for (qsizetype at = 0; at < words.size(); ++at) {
        const int place = place_at(words, at);
        if (place == 0) {
            all += words[at];
            continue;
        }
        all += places.value(place - 1);
        ++at;
    }
    return all;
}

}  // namespace culver::desktop
