// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/language.h"

#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/desk.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

// Resources of a static library are linked in by naming them.
static void take_in_translations() {
    Q_INIT_RESOURCE(translations);
}

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

// English has a file for its plurals alone.
void speak(bool chinese, QTranslator& own, QTranslator& qt) {
    take_in_translations();
    QCoreApplication::removeTranslator(&own);
    QCoreApplication::removeTranslator(&qt);
    const QString tongue = chinese ? u"zh_CN"_s : u"en"_s;
    if (own.load(u":/translations/culver_%1.qm"_s.arg(tongue))) QCoreApplication::installTranslator(&own);
    if (chinese && qt.load(u"qtbase_zh_CN"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qt);
}

[[nodiscard]] bool is_chinese(const QString& wish) {
    return wish.isEmpty() ? QLocale::system().language() == QLocale::Chinese : wish.startsWith(u"zh"_s);
}

}  // namespace

StartLanguage::StartLanguage(const QString& wish) : chinese_(is_chinese(wish)) {
    speak(chinese_, own_, qt_);
}

StartLanguage::~StartLanguage() {
    QCoreApplication::removeTranslator(&own_);
    QCoreApplication::removeTranslator(&qt_);
}

Language::Language(Desk& desk, QObject* parent) : QObject(parent), desk_(desk) {
    connect(&desk.settings(), &DeskSettings::changed, this, &Language::follow);
    follow();
}

Language::~Language() {
    QCoreApplication::removeTranslator(&own_);
    QCoreApplication::removeTranslator(&qt_);
}

void Language::follow() {
    const bool chinese = is_chinese(desk_.settings().language());
    if (!first_ && chinese == chinese_) return;
    first_ = false;
    chinese_ = chinese;
    // Times and numbers follow the language that is read, unless it is the system's anyway.
    const QLocale::Language spoken = chinese ? QLocale::Chinese : QLocale::English;
    // English without a country of its own tells the time in 24 hours.
    const QLocale plain = chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                  : QLocale(QLocale::English, QLocale::UnitedKingdom);
    QLocale::setDefault(QLocale::system().language() == spoken ? QLocale::system() : plain);
    theme().set_chinese(chinese);
    speak(chinese, own_, qt_);
    desk_.reword();
}

}  // namespace culver::desktop
