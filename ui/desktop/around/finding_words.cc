// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/finding_words.h"

#include "ui/desktop/model/safe_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <iterator>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kMessageLimit = 1000, kAdviceLimit = 2000;

struct Finding {
    const char* code;
    const char* title;
    const char* message;
    const char* advice;
};
constexpr const char* kMulticast =
    QT_TRANSLATE_NOOP("Findings",
                      "Look for “multicast filtering” or “IGMP snooping” at the switch or access point, and "
                      "for a firewall that drops 224.0.0.190.");
constexpr Finding kFindings[] = {
    {"ok", QT_TRANSLATE_NOOP("Findings", "All is well"),
     QT_TRANSLATE_NOOP("Findings", "Nothing is wrong, as far as can be told from here."), ""},
    {"no_interface", QT_TRANSLATE_NOOP("Findings", "No network"),
     QT_TRANSLATE_NOOP(
         "Findings",
         "This computer has no network that could be used: none is connected and has an address."),
     QT_TRANSLATE_NOOP("Findings", "Plug in the cable or join the Wi-Fi.")},
    {"port_taken", QT_TRANSLATE_NOOP("Findings", "Another program holds the port"),
     QT_TRANSLATE_NOOP("Findings",
                       "Another program holds the port at which others are heard, so people are seen only "
                       "when they answer."),
     QT_TRANSLATE_NOOP("Findings", "End that program, or restart the computer.")},
    {"port_moved", QT_TRANSLATE_NOOP("Findings", "Another port is used"),
     QT_TRANSLATE_NOOP("Findings", "The usual port was taken, so another one is used."),
     QT_TRANSLATE_NOOP("Findings", "Nothing is to be done; a firewall has to let ports 24254 to 24283 in.")},
    {"own_tcp_blocked", QT_TRANSLATE_NOOP("Findings", "The firewall here keeps others out"),
     QT_TRANSLATE_NOOP("Findings", "The firewall of this computer keeps out those who want to reach you."),
     QT_TRANSLATE_NOOP("Findings",
                       "Open the port with one of these commands. Until then this computer calls the others, "
                       "and messages and files arrive all the same.")},
    {"own_udp_blocked", QT_TRANSLATE_NOOP("Findings", "The firewall here drops questions"),
     QT_TRANSLATE_NOOP(
         "Findings",
         "The firewall of this computer drops the questions of others, so they may not find you."),
     QT_TRANSLATE_NOOP("Findings", "Open the port with one of these commands.")},
    {"multicast_in_filtered", QT_TRANSLATE_NOOP("Findings", "The network drops multicast"),
     QT_TRANSLATE_NOOP("Findings", "Multicast of others does not arrive here; they are found in other ways."),
     kMulticast},
    {"multicast_out_filtered", QT_TRANSLATE_NOOP("Findings", "The network drops multicast"),
     QT_TRANSLATE_NOOP("Findings",
                       "Multicast of this computer does not arrive at others, though theirs arrives here."),
     kMulticast},
    {"multicast_filtered", QT_TRANSLATE_NOOP("Findings", "The network drops multicast"),
     QT_TRANSLATE_NOOP("Findings", "Multicast passes in neither direction."), kMulticast},
    {"nothing_heard", QT_TRANSLATE_NOOP("Findings", "Nobody was heard yet"),
     QT_TRANSLATE_NOOP("Findings", "No other Culver was heard since this one started."),
     QT_TRANSLATE_NOOP("Findings",
                       "If one runs in this network, then a firewall here or the network itself keeps it "
                       "away. These commands open the firewall.")},
    {"twin", QT_TRANSLATE_NOOP("Findings", "This identity runs twice"),
     QT_TRANSLATE_NOOP("Findings",
                       "Another computer uses the same identity: was the folder of the profile copied?"),
     QT_TRANSLATE_NOOP("Findings", "Give one of the two a new identity.")},
    {"hidden", QT_TRANSLATE_NOOP("Findings", "You are unseen here"),
     QT_TRANSLATE_NOOP("Findings", "Nobody here sees you until you write to them."),
     QT_TRANSLATE_NOOP("Findings", "What is announced stands in the settings, under Network.")},
    {"way_failed", QT_TRANSLATE_NOOP("Findings", "A way of finding people fails"),
     QT_TRANSLATE_NOOP("Findings", "One of several ways of finding people does not work."),
     QT_TRANSLATE_NOOP("Findings", "The other ways go on; nothing has to be done.")},
    {"mdns", QT_TRANSLATE_NOOP("Findings", "A way of finding people fails"),
     QT_TRANSLATE_NOOP("Findings", "Finding people by mDNS does not work."),
     QT_TRANSLATE_NOOP("Findings", "They are found in other ways all the same.")},
    {"tcp_refused", QT_TRANSLATE_NOOP("Findings", "The firewall there keeps you out"),
     QT_TRANSLATE_NOOP("Findings",
                       "That computer is heard, but refuses to be reached: a firewall there, or Culver "
                       "listens at another port."),
     QT_TRANSLATE_NOOP("Findings", "These commands open the firewall there.")},
    {"tcp_dropped", QT_TRANSLATE_NOOP("Findings", "The firewall there keeps you out"),
     QT_TRANSLATE_NOOP(
         "Findings",
         "That computer is heard, but does not answer: a firewall on the way drops what is sent."),
     QT_TRANSLATE_NOOP("Findings", "These commands open the firewall, there and here.")},
    {"other_subnet", QT_TRANSLATE_NOOP("Findings", "In another network"),
     QT_TRANSLATE_NOOP(
         "Findings",
         "There is no answer from there; it is another network, in which nobody is found by themselves."),
     QT_TRANSLATE_NOOP(
         "Findings",
         "See that a router leads there and lets UDP and TCP port 24254 pass, and name the address.")},
    {"isolation", QT_TRANSLATE_NOOP("Findings", "The network keeps computers apart"),
     QT_TRANSLATE_NOOP("Findings",
                       "The router answers, but that computer does not, in any way: it is switched off, or "
                       "the network keeps its computers apart."),
     QT_TRANSLATE_NOOP("Findings",
                       "Look for “client isolation” or “AP isolation” at the access point (guest networks "
                       "have it), or for “port isolation” at the switch.")},
    {"peer_offline", QT_TRANSLATE_NOOP("Findings", "No answer at all"),
     QT_TRANSLATE_NOOP("Findings", "There is no answer in any way."),
     QT_TRANSLATE_NOOP("Findings", "Is that computer switched on, and does Culver run there?")},
    {"not_running", QT_TRANSLATE_NOOP("Findings", "Culver does not run there"),
     QT_TRANSLATE_NOOP(
         "Findings",
         "That computer answers, but Culver does not run there, or a firewall there keeps you out."),
     QT_TRANSLATE_NOOP("Findings", "Start Culver there, or open the firewall there.")},
    {"no_address", QT_TRANSLATE_NOOP("Findings", "It is not known where to look"),
     QT_TRANSLATE_NOOP("Findings", "It is not known where this person is."),
     QT_TRANSLATE_NOOP(
         "Findings",
         "Is that computer switched on and in this network? If it is in another one, name its address.")},
    {"other_node", QT_TRANSLATE_NOOP("Findings", "Somebody else answers there"),
     QT_TRANSLATE_NOOP("Findings", "Somebody else answers at the address of this person."),
     QT_TRANSLATE_NOOP("Findings", "If Culver was set up anew there, compare the ids.")},
    {"no_culver", QT_TRANSLATE_NOOP("Findings", "What answers is not Culver"),
     QT_TRANSLATE_NOOP("Findings", "What answers at this address is not Culver."),
     QT_TRANSLATE_NOOP("Findings", "Name another port.")},
    {"blocked", QT_TRANSLATE_NOOP("Findings", "You blocked this person"),
     QT_TRANSLATE_NOOP("Findings", "You blocked this person, so nothing is sent or taken."),
     QT_TRANSLATE_NOOP("Findings", "Unblocking is in the details.")},
    {"peer_too_old", QT_TRANSLATE_NOOP("Findings", "Culver is too old there"),
     QT_TRANSLATE_NOOP("Findings", "Culver there is too old to talk to this one."),
     QT_TRANSLATE_NOOP("Findings", "Update it there.")},
    {"self_too_old", QT_TRANSLATE_NOOP("Findings", "Culver is too old here"),
     QT_TRANSLATE_NOOP("Findings", "Culver on this computer is too old to talk to others."),
     QT_TRANSLATE_NOOP("Findings", "Update it here.")},
};
// The same codes say less when it is no problem.
constexpr const char* kCallsInstead = QT_TRANSLATE_NOOP(
    "Findings", "The firewall there keeps you out, but that computer calls this one, and all arrives.");
constexpr const char* kFoundByName = QT_TRANSLATE_NOOP(
    "Findings", "It is another network: this person is found because somebody named the address.");

QString translated(const char* words) {
    return *words == '\0' ? QString() : QCoreApplication::translate("Findings", words);
}

const char* message_of(const Finding& known, const control::Finding& finding) {
    if (finding.severity == control::Severity::Warning && finding.code.starts_with("tcp_"))
        return kCallsInstead;
    if (finding.severity == control::Severity::Note && finding.code == "other_subnet") return kFoundByName;
    return known.message;
}

QStringList all_of(const QString& pattern, const QString& text) {
    QStringList found;
    auto matches = QRegularExpression(pattern).globalMatch(text);
    while (matches.hasNext()) found.append(matches.next().captured(1));
    return found;
}

}  // namespace

FindingWords finding_words(const control::Finding& finding) {
    FindingWords words;
    words.message = safe_text(QString::fromStdString(finding.message), kMessageLimit);
    words.advice = safe_text(QString::fromStdString(finding.advice.value_or("")), kAdviceLimit);
    const auto* const known = std::ranges::find(kFindings, finding.code, &Finding::code);
    if (known == std::end(kFindings)) return words;
    words.title = translated(known->title);
    const char* own = message_of(*known, finding);
    const QString message = translated(own);
    if (message == QString::fromUtf8(own)) return words;  // in English the node says it better: with names
    // Addresses and commands are the same in every language. The address comes last: a name before it may
    // look like one.
    const QStringList places =
        all_of(uR"((\d{1,3}(?:\.\d{1,3}){3}:\d+|\[[0-9a-fA-F:.%]+\]:\d+))"_s, words.message);
    const QStringList commands = all_of(u"'((?:sudo|culver|ss|ip|systemctl) [^']+)'"_s, words.advice);
    words.message = places.isEmpty() ? message : u"%1 %2"_s.arg(message, places.back());
    words.advice = (QStringList(translated(known->advice)) + commands).join(u'\n');
    if (own == kCallsInstead || own == kFoundByName) words.advice = commands.join(u'\n');
    return words;
}

}  // namespace culver::desktop
