// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include <compare>
#include <optional>

namespace easel {

// resource-model 3.h: "v3" (basic) or "v1.2.0" (semantic), read also without the v.
enum class VersioningType { Basic, Semantic };

class Version
{
public:
    static std::optional<Version> parse(QStringView text);
    static Version first(VersioningType type); // v0, v0.0.1

    VersioningType type() const { return m_semantic ? VersioningType::Semantic : VersioningType::Basic; }
    int major() const { return m_major; }
    int minor() const { return m_minor; }
    int patch() const { return m_patch; }
    QString toString() const { return m_text; } // exactly as stored, the v included when it was there
    QString canonical() const;                  // with v
    Version nextBasic() const;                  // v3 -> v4
    Version nextPatch() const;                  // v1.2.0 -> v1.2.1

    std::strong_ordering operator<=>(const Version &other) const;
    bool operator==(const Version &other) const { return (*this <=> other) == std::strong_ordering::equal; }

private:
    QString m_text;
    int m_major = 0;
    int m_minor = 0;
    int m_patch = 0;
    bool m_semantic = false;
};

// Negative, zero or positive; a text that is no version comes before every version.
int compareVersions(const QString &a, const QString &b);

// Labels hold the truth; without them the name and spec.version are read (3.h).
QString baseOf(const QJsonObject &object);
QString versionOf(const QJsonObject &object);                       // never empty: "v0" when nothing says one
QString versionedName(const QString &base, const QString &version); // "ice-api" + "v3" -> "ice-api-v3"
// Sets name, both labels and spec.version.
QJsonObject withVersion(const QJsonObject &object, const QString &base, const QString &version);
// The versions of one base among objects of one kind and namespace, newest first.
QList<QJsonObject> versionsOf(const QString &base, const QList<QJsonObject> &objects);
// The next free version of a base: basic counts on, semantic suggests the next patch; the first one without
// any.
QString nextVersion(const QString &base, const QList<QJsonObject> &objects, VersioningType type);
// The mode that existing objects show; nullopt without any versioned object.
std::optional<VersioningType> versioningTypeOf(const QList<QJsonObject> &objects);

// Revision number in a DefinitionRevision's name ("comp-x-r3", KubeVela's "x-v3"); 0 when there is none.
qint64 revisionOfName(const QString &name);

} // namespace easel
