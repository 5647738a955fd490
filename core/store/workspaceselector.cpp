// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspaceselector.h"

#include <QRegularExpression>
#include <QStringList>

namespace easel {

namespace {

// Commas inside "in (a, b)" do not separate requirements.
QStringList requirementsOf(const QString &selector)
{
    QStringList parts;
    QString part;
    int depth = 0;
    for (const QChar c : selector) {
        if (c == u',' && depth == 0) {
            parts << part.trimmed();
            part.clear();
            continue;
        }
        depth += c == u'(' ? 1 : c == u')' ? -1 : 0;
        part += c;
    }
    parts << part.trimmed();
    return parts;
}

bool matchesRequirement(const QString &requirement, const QJsonObject &labels)
{
    static const QRegularExpression set(QStringLiteral("^([^\\s=!,()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)$"));
    static const QRegularExpression equality(
        QStringLiteral("^([^\\s=!,()]+)\\s*(==|=|!=)\\s*([^\\s=!,()]*)$"));
    static const QRegularExpression existence(QStringLiteral("^(!?)\\s*([^\\s=!,()]+)$"));
    if (const auto match = set.match(requirement); match.hasMatch()) {
        QStringList values = match.captured(3).split(u',');
        for (QString &value : values)
            value = value.trimmed();
        const bool found =
            labels.contains(match.captured(1)) && values.contains(labels.value(match.captured(1)).toString());
        return match.captured(2) == u"in" ? found : !found;
    }
    if (const auto match = equality.match(requirement); match.hasMatch()) {
        const bool equal = labels.contains(match.captured(1)) &&
                           labels.value(match.captured(1)).toString() == match.captured(3);
        return match.captured(2) == u"!=" ? !equal : equal;
    }
    if (const auto match = existence.match(requirement); match.hasMatch())
        return labels.contains(match.captured(2)) == match.captured(1).isEmpty();
    return false;
}

} // namespace

bool matchesLabelSelector(const QString &selector, const QJsonObject &labels)
{
    if (selector.trimmed().isEmpty())
        return true;
    const QStringList requirements = requirementsOf(selector);
    return std::all_of(requirements.begin(), requirements.end(), [&labels](const QString &requirement) {
        return matchesRequirement(requirement, labels);
    });
}

} // namespace easel
