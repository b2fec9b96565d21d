// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/warning_words.h"

#include "ui/desktop/model/node_sentence.h"
#include "ui/desktop/model/safe_text.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kLimit = 600;

struct Warnings {
    Q_DECLARE_TR_FUNCTIONS(Warnings)
};

// The node puts names between marks: 'Mei Tanaka'. Empty when it names nobody.
QString named_in(const QString& message) {
    const auto from = message.indexOf(u'\''), to = message.lastIndexOf(u'\'');
    return to > from ? safe_text(message.mid(from + 1, to - from - 1), kLimit).simplified() : QString();
}

WarningWords of_people(const QString& code, const QString& name) {
    if (code == u"name_taken"_s) {
        const QString who = name.isEmpty() ? Warnings::tr("Somebody new bears the name of somebody you know.")
                                           : Warnings::tr("Somebody new uses the name “%1”.").arg(name);
        return {Warnings::tr("A known name, another key"),
                Wording::sentences(who, Warnings::tr("You find this person under New people. Nothing is sent "
                                                     "there until you verify."))};
    }
    const QString who = name.isEmpty() ? Warnings::tr("Somebody you do not know yet may not write to you.")
                                       : Warnings::tr("%1 is new here and may not write to you.").arg(name);
    return {Warnings::tr("Somebody new was refused"),
            Wording::sentences(who,
                               Warnings::tr("Who may write to you stands in the settings, under Security."))};
}

}  // namespace

WarningWords warning_words(const control::Finding& finding) {
    const QString code = QString::fromStdString(finding.code);
    const QString message = safe_text(QString::fromStdString(finding.message), kLimit);
    if (code == u"name_taken"_s || code == u"stranger_refused"_s) return of_people(code, named_in(message));
    if (code == u"twin"_s) {
        return {Warnings::tr("This identity runs twice"),
                Warnings::tr("Another computer uses the same identity, perhaps from a copied folder. What is "
                             "sent to you may arrive there. The network check says where it runs.")};
    }
    if (code == u"peer_refused"_s) {
        return {Warnings::tr("Somebody cannot be reached"),
                Warnings::tr("Another Culver answered but does not get on with this one, mostly because one "
                             "of them is older. The network check says more.")};
    }
    if (code == u"profile"_s) {
        return {Warnings::tr("Culver’s folder cannot be written"),
                Warnings::tr("Check that the disk has room and that the folder is yours to write.")};
    }
    if (code == u"history"_s) {
        return {Warnings::tr("Messages cannot be kept"),
                Warnings::tr("What others send now cannot be stored, mostly because the disk is full. Make "
                             "room: nothing is lost, they send it again.")};
    }
    if (code == u"history_recovered"_s) {
        return {Warnings::tr("The history was mended"),
                Warnings::tr("It was damaged, and all that could still be read is there again. The damaged "
                             "file is kept beside it.")};
    }
    if (code == u"discovery"_s) {
        return {Warnings::tr("Nobody can be found"),
                Warnings::tr("Culver cannot look for people on this network. The network check says why.")};
    }
    // Which program, and how it failed, is for whoever wrote it.
    if (code == u"hook"_s) {
        return {Warnings::tr("A program of yours did not run"), node_sentence(finding.message).left(kLimit)};
    }
    const QString said = node_sentence(finding.message).left(kLimit);
    const QString advice = safe_text(QString::fromStdString(finding.advice.value_or("")), kLimit);
    return {
        finding.severity == control::Severity::Problem ? Warnings::tr("Problem") : Warnings::tr("Warning"),
        Wording::sentences(said, advice)};
}

}  // namespace culver::desktop
