// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/versions.h"

#include <QRegularExpression>

#include <algorithm>

namespace easel {

namespace {

const QString baseLabel = QStringLiteral("easel.spectrocloud.com/base");
const QString versionLabel = QStringLiteral("easel.spectrocloud.com/version");

QString labelOf(const QJsonObject &object, const QString &key)
{
    return object.value(u"metadata").toObject().value(u"labels").toObject().value(key).toString();
}

QString nameOf(const QJsonObject &object)
{
    return object.value(u"metadata").toObject().value(u"name").toString();
}

// "ice-api-v3" -> "v3"; empty when the name does not end in a version.
QString suffixOf(const QString &name)
{
    const qsizetype dash = name.lastIndexOf(u'-');
    if (dash <= 0)
        return {};
    const QString suffix = name.mid(dash + 1);
    return suffix.startsWith(u'v') && Version::parse(suffix) ? suffix : QString();
}

} // namespace

std::optional<Version> Version::parse(QStringView text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^v?(0|[1-9][0-9]{0,3})(?:\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3}))?$"));
    const QString string = text.toString();
    const QRegularExpressionMatch match = pattern.match(string);
    if (!match.hasMatch() || string.endsWith(u'\n'))
        return std::nullopt;
    Version version;
    version.m_text = string;
    version.m_major = match.captured(1).toInt();
    version.m_semantic = match.lastCapturedIndex() >= 3;
    if (version.m_semantic) {
        version.m_minor = match.captured(2).toInt();
        version.m_patch = match.captured(3).toInt();
    }
    return version;
}

Version Version::first(VersioningType type)
{
    return *parse(type == VersioningType::Semantic ? u"v0.0.1" : u"v0");
}

QString Version::canonical() const
{
    return m_semantic ? QStringLiteral("v%1.%2.%3").arg(m_major).arg(m_minor).arg(m_patch)
                      : QStringLiteral("v%1").arg(m_major);
}

Version Version::nextBasic() const
{
    return *parse(QStringLiteral("v%1").arg(std::min(m_major + 1, 9999)));
}

Version Version::nextPatch() const
{
    if (m_patch < 9999)
        return *parse(QStringLiteral("v%1.%2.%3").arg(m_major).arg(m_minor).arg(m_patch + 1));
    if (m_minor < 9999)
        return *parse(QStringLiteral("v%1.%2.0").arg(m_major).arg(m_minor + 1));
    return *parse(QStringLiteral("v%1.0.0").arg(std::min(m_major + 1, 9999)));
}

std::strong_ordering Version::operator<=>(const Version &other) const
{
    if (const auto order = m_major <=> other.m_major; std::is_neq(order))
        return order;
    if (const auto order = m_minor <=> other.m_minor; std::is_neq(order))
        return order;
    return m_patch <=> other.m_patch;
}

int compareVersions(const QString &a, const QString &b)
{
    const auto versionA = Version::parse(a);
    const auto versionB = Version::parse(b);
    if (!versionA || !versionB)
        return int(versionA.has_value()) - int(versionB.has_value());
    return *versionA < *versionB ? -1 : *versionA > *versionB ? 1 : 0;
}

QString baseOf(const QJsonObject &object)
{
    const QString label = labelOf(object, baseLabel);
    if (!label.isEmpty())
        return label;
    const QString name = nameOf(object);
    const QString version = object.value(u"spec").toObject().value(u"version").toString();
    if (!version.isEmpty() && name.endsWith(u'-' + version) && name.size() > version.size() + 1)
        return name.chopped(version.size() + 1);
    const QString suffix = suffixOf(name);
    return suffix.isEmpty() ? name : name.chopped(suffix.size() + 1);
}

QString versionOf(const QJsonObject &object)
{
    const QString label = labelOf(object, versionLabel);
    if (!label.isEmpty())
        return label;
    const QString version = object.value(u"spec").toObject().value(u"version").toString();
    if (!version.isEmpty())
        return version;
    const QString suffix = suffixOf(nameOf(object));
    return suffix.isEmpty() ? QStringLiteral("v0") : suffix;
}

QString versionedName(const QString &base, const QString &version)
{
    return base + u'-' + version;
}

QJsonObject withVersion(const QJsonObject &object, const QString &base, const QString &version)
{
    QJsonObject changed = object;
    QJsonObject metadata = changed.value(u"metadata").toObject();
    metadata.insert(QStringLiteral("name"), versionedName(base, version));
    QJsonObject labels = metadata.value(u"labels").toObject();
    labels.insert(baseLabel, base);
    labels.insert(versionLabel, version);
    metadata.insert(QStringLiteral("labels"), labels);
    changed.insert(QStringLiteral("metadata"), metadata);
    QJsonObject spec = changed.value(u"spec").toObject();
    spec.insert(QStringLiteral("version"), version);
    changed.insert(QStringLiteral("spec"), spec);
    return changed;
}

QList<QJsonObject> versionsOf(const QString &base, const QList<QJsonObject> &objects)
{
    QList<QJsonObject> found;
    for (const QJsonObject &object : objects) {
        if (baseOf(object) == base)
            found.append(object);
    }
    std::stable_sort(found.begin(), found.end(), [](const QJsonObject &a, const QJsonObject &b) {
        const auto versionA = Version::parse(versionOf(a));
        const auto versionB = Version::parse(versionOf(b));
        if (versionA && versionB)
            return *versionA > *versionB;
        return versionA.has_value() && !versionB.has_value();
    });
    return found;
}

QString nextVersion(const QString &base, const QList<QJsonObject> &objects, VersioningType type)
{
    std::optional<Version> highest;
    for (const QJsonObject &object : objects) {
        if (baseOf(object) != base)
            continue;
        const auto version = Version::parse(versionOf(object));
        if (version && (!highest || *version > *highest))
            highest = version;
    }
    if (!highest)
        return Version::first(type).canonical();
    return (type == VersioningType::Basic ? highest->nextBasic() : highest->nextPatch()).canonical();
}

std::optional<VersioningType> versioningTypeOf(const QList<QJsonObject> &objects)
{
    for (const QJsonObject &object : objects) {
        QString text = labelOf(object, versionLabel);
        if (text.isEmpty())
            text = object.value(u"spec").toObject().value(u"version").toString();
        if (const auto version = Version::parse(text))
            return version->type();
    }
    return std::nullopt;
}

qint64 revisionOfName(const QString &name)
{
    static const QRegularExpression pattern(QStringLiteral("-[rv]([1-9][0-9]{0,8})$"));
    const QRegularExpressionMatch match = pattern.match(name);
    return match.hasMatch() ? match.captured(1).toLongLong() : 0;
}

} // namespace easel
