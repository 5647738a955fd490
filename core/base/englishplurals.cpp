// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"

#include <QRegularExpression>

namespace easel {

QString EnglishPlurals::text(QString source, int n)
{
    if (n != 1)
        return source.replace(QStringLiteral("(s)"), QStringLiteral("s"))
            .replace(QStringLiteral("(es)"), QStringLiteral("es"));
    const bool marked = source.contains(QStringLiteral("(s)")) || source.contains(QStringLiteral("(es)"));
    source.remove(QStringLiteral("(s)")).remove(QStringLiteral("(es)"));
    // "%n rows copied": the noun behind the number, but not words that end in s by themselves ("status").
    static const QRegularExpression noun(QStringLiteral("%n ((?:[a-z]+ )??[a-z]*[a-rt-z])s\\b"));
    if (!marked) // where the noun says so itself, the next word in s is none ("%n object is kept")
        source.replace(noun, QStringLiteral("%n \\1"));
    static const QList<QPair<QString, QString>> verbs{
        {QStringLiteral(" were "), QStringLiteral(" was ")},
        {QStringLiteral(" are "), QStringLiteral(" is ")},
        {QStringLiteral(" belong to "), QStringLiteral(" belongs to ")},
        {QStringLiteral(" go with it"), QStringLiteral(" goes with it")},
        {QStringLiteral(" go from "), QStringLiteral(" goes from ")},
        {QStringLiteral(" stand in "), QStringLiteral(" stands in ")},
        {QStringLiteral(" run a "), QStringLiteral(" runs a ")},
        {QStringLiteral(" run on "), QStringLiteral(" runs on ")},
        {QStringLiteral(" have "), QStringLiteral(" has ")},
        {QStringLiteral(" them first"), QStringLiteral(" it first")},
    };
    for (const auto &verb : verbs)
        source.replace(verb.first, verb.second);
    return source;
}

QString EnglishPlurals::translate(const char *context, const char *source, const char *disambiguation,
                                  int n) const
{
    Q_UNUSED(context)
    Q_UNUSED(disambiguation)
    if (n < 0 || !source)
        return {};
    const QString plain = QString::fromUtf8(source);
    return plain.contains(u"%n") ? text(plain, n) : QString();
}

} // namespace easel
