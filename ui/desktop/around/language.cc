// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/language.h"

#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/desk.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace culver::desktop {
using namespace Qt::StringLiterals;

Language::Language(Desk& desk, QObject* parent) : QObject(parent), desk_(desk) {
    connect(&desk.settings(), &DeskSettings::changed, this, &Language::follow);
    follow();
}

Language::~Language() {
    QCoreApplication::removeTranslator(&own_);
    QCoreApplication::removeTranslator(&qt_);
}

void Language::follow() {
    const QString wish = desk_.settings().language();
    const bool chinese =
        wish.isEmpty() ? QLocale::system().language() == QLocale::Chinese : wish.startsWith(u"zh"_s);
    if (!first_ && chinese == chinese_) return;
    first_ = false;
    chinese_ = chinese;
    QCoreApplication::removeTranslator(&own_);
    QCoreApplication::removeTranslator(&qt_);
    // Times and numbers follow the language that is read, unless it is the system's anyway.
    const QLocale::Language spoken = chinese ? QLocale::Chinese : QLocale::English;
    // English without a country of its own tells the time in 24 hours.
    const QLocale plain = chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                  : QLocale(QLocale::English, QLocale::UnitedKingdom);
    QLocale::setDefault(QLocale::system().language() == spoken ? QLocale::system() : plain);
    theme().set_chinese(chinese);
    const QString tongue = chinese ? u"zh_CN"_s : u"en"_s;
    // English has a file for its plurals alone.
    if (own_.load(u":/translations/culver_%1.qm"_s.arg(tongue))) QCoreApplication::installTranslator(&own_);
    if (chinese && qt_.load(u"qtbase_zh_CN"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&qt_);
    }
    desk_.reword();
}

}  // namespace culver::desktop
