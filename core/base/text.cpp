// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Text)
};

// Unicode's explicit direction marks: they can make "txt.exe" read "exe.txt" (CVE-2021-42574).
bool isBidiControl(char32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
           c == 0x061C;
}

bool isUnsafe(QChar c)
{
    if (c == u'\n' || c == u'\t')
        return false;
    return c.category() == QChar::Other_Control || isBidiControl(c.unicode()) || c == QChar(0x2028) ||
           c == QChar(0x2029) || c == QChar(0xFEFF);
}

} // namespace

QString cleaned(QStringView text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'\r' && i + 1 < text.size() && text.at(i + 1) == u'\n')
            continue;
        const bool lone =
            (c.isHighSurrogate() && (i + 1 >= text.size() || !text.at(i + 1).isLowSurrogate())) ||
            (c.isLowSurrogate() && (i == 0 || !text.at(i - 1).isHighSurrogate()));
        result += lone || isUnsafe(c) ? QChar(QChar::ReplacementCharacter) : c;
    }
    return result;
}

QString cleanedLine(QStringView text)
{
    return cleaned(text).simplified();
}

QString withoutTerminalCodes(const QString &text)
{
    // ECMA-48: control sequences (CSI), strings up to BEL or ST (OSC and its kin), two-character escapes.
    static const QRegularExpression codes(QStringLiteral("(\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]"
                                                         "|\\x1b[\\]PX^_].*?(\\x07|\\x1b\\\\|$)"
                                                         "|\\x1b[ -/]*[0-~]"),
                                          QRegularExpression::DotMatchesEverythingOption);
    QString plain = text;
    plain.remove(codes);
    plain.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    plain.remove(QChar(0x08)).remove(QChar(0x07));
    return cleaned(plain);
}

QString ageText(std::chrono::seconds age)
{
    const qint64 seconds = qMax<qint64>(0, age.count());
    const QLocale locale;
    if (seconds < 60)
        return Text::tr("%1 s", "age in seconds").arg(locale.toString(seconds));
    if (seconds < 3600)
        return Text::tr("%1 min", "age in minutes").arg(locale.toString(seconds / 60));
    if (seconds < 48 * 3600)
        return Text::tr("%1 h", "age in hours").arg(locale.toString(seconds / 3600));
    return Text::tr("%1 d", "age in days").arg(locale.toString(seconds / 86400));
}

QString nameList(const QStringList &names, int most)
{
    if (names.isEmpty())
        return Text::tr("none");
    if (names.size() == 1)
        return names.first();
    if (names.size() <= most) {
        return Text::tr("%1 and %2", "list of names, last name")
            .arg(names.first(names.size() - 1).join(QStringLiteral(", ")), names.last());
    }
    return Text::tr("%1 and %n more", "list of names, then a count", int(names.size()) - most)
        .arg(names.first(most).join(QStringLiteral(", ")));
}

QString byteText(qint64 bytes)
{
    qint64 unit = 1;
    while (unit <= bytes / 1024)
        unit *= 1024;
    return QLocale().formattedDataSize(bytes, bytes % unit == 0 ? 0 : 1, QLocale::DataSizeIecFormat);
}

} // namespace easel
