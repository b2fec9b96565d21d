// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/safe_text.h"

namespace culver::desktop {
namespace {

// Characters that draw nothing of their own but turn, join or hide others (threats.md T12). The zero-width
// joiner and the variation selectors stay: emoji are made with them.
bool is_hidden(char32_t c) {
    constexpr char32_t kJoiner = 0x200D;
    if (c == kJoiner) return false;
    const auto category = QChar::category(c);
    return category == QChar::Other_Control || category == QChar::Separator_Line ||
           category == QChar::Separator_Paragraph || category == QChar::Other_Surrogate ||
           (category == QChar::Other_Format && !(c >= 0xE0020 && c <= 0xE007F));
}

QString cleaned(const QString& text, qsizetype limit, bool keep_breaks) {
    QString shown;
    shown.reserve(std::min(text.size(), limit));
    for (qsizetype i = 0; i < text.size() && shown.size() < limit; ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
        }
        if (c == '\n' && keep_breaks) {
            shown += QLatin1Char('\n');
        } else if (is_hidden(c)) {
            shown += QLatin1Char(' ');
        } else {
            shown += text[i];
            if (QChar::requiresSurrogates(c)) shown += text[i + 1];
        }
        if (QChar::requiresSurrogates(c)) ++i;
    }
    return shown;
}

}  // namespace

QString safe_text(const QString& text, int limit) {
    QString plain = text;
    plain.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    return cleaned(plain, limit, true);
}

QString safe_line(const std::string& text, int limit) {
    // More bytes than that cannot come to be shown: a very long text is not converted whole.
    constexpr std::size_t kBytesPerUnit = 4;
    const auto bytes = std::min(text.size(), kBytesPerUnit * static_cast<std::size_t>(limit));
    return cleaned(QString::fromUtf8(text.data(), static_cast<qsizetype>(bytes)), limit, false).trimmed();
}

QString safe_tip(const QString& text) {
    return QLatin1String("<span>") + safe_text(text).toHtmlEscaped().replace(u'\n', QLatin1String("<br>")) +
           QLatin1String("</span>");
}

}  // namespace culver::desktop
