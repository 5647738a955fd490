// SPDX-License-Identifier: GPL-3.0-or-later
#include "pseudolocale.h"

namespace easel::testing {

namespace {

QChar accented(QChar c)
{
    static const QString plain = QStringLiteral("AEIOUYaeiouycnsz");
    static const QString marked = QStringLiteral("ÁÉÍÓÚÝáéíóúýćńśź");
    const qsizetype at = plain.indexOf(c);
    return at < 0 ? c : marked.at(at);
}

constexpr QChar ellipsis(0x2026);

} // namespace

QString PseudoTranslator::translate(const char *context, const char *source, const char *, int) const
{
    const QString where = QString::fromUtf8(context);
    const QString text = QString::fromUtf8(source);
    // Names of keys are looked up again when they are parsed.
    if (text.isEmpty() || where == u"QShortcut")
        return {};
    if (where.startsWith(u"easel") || !where.startsWith(u'Q')) {
        const QMutexLocker lock(&m_mutex);
        m_asked.insert({where, text});
    }
    if (!m_lengthening)
        return open + text + close;
    QString result(open);
    bool tag = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'<')
            tag = true;
        // %1, %n and %L1 stay what they are.
        const bool placeholder = i > 0 && text.at(i - 1) == u'%';
        result += tag || placeholder ? c : accented(c);
        if (c == u'>')
            tag = false;
    }
    return result + QString(std::max<qsizetype>(1, text.size() / 3), u'~') + close;
}

QSet<QPair<QString, QString>> PseudoTranslator::asked() const
{
    const QMutexLocker lock(&m_mutex);
    return m_asked;
}

QStringList unmarkedParts(const QString &text)
{
    QStringList parts;
    QString part;
    int depth = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == PseudoTranslator::open) {
            if (depth++ == 0)
                parts.append(std::exchange(part, {}));
        } else if (c == PseudoTranslator::close) {
            depth = std::max(0, depth - 1);
        } else if (depth == 0) {
            part += c;
        }
    }
    parts.append(part);
    return parts;
}

bool isCutOff(const QString &text)
{
    return text.endsWith(ellipsis) &&
           text.count(PseudoTranslator::open) > text.count(PseudoTranslator::close);
}

} // namespace easel::testing
