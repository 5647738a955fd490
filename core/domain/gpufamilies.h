// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <QList>
#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace easel {

// What GPUs are called (resource-model 3.b): the rows of resources/gpu/gpu-families.json, which a user may
// put rows of their own before. An immutable value; any thread may read it.
class GpuFamilyTable
{
public:
    static const GpuFamilyTable &builtIn();
    // The built-in rows behind those of this user, if there are any: what is decided by. A reference stays
    // good.
    static const GpuFamilyTable &inUse();
    // By the GUI thread or before there are others. In place of the own rows before.
    static void setOwn(const GpuFamilyTable &own);
    // The form of gpu-families.json; every part may be left out. Errors: no JSON object, a row without
    // family, an expression that is none.
    static Result<GpuFamilyTable> parse(const QByteArray &json);
    GpuFamilyTable extendedBy(const GpuFamilyTable &own) const; // `own` rows are tried first

    // "NVIDIA-H100" for "NVIDIA Corporation" and "GH100 [H100 SXM5 80GB]". A card that no row names is called
    // after what its text says ("NVIDIA-RTX-4090"); "NVIDIA-Unknown" or "Unknown" when that is nothing.
    QString familyOf(const QString &vendor, const QString &model,
                     std::optional<qint64> memoryMiB = std::nullopt) const;
    // A family as a person spells it in a tag or a file. What is no card's name and no vendor's stays as it
    // is, when it can be a family: people may have names of their own.
    QString familyNamed(const QString &text) const;

    // Upper case, only A-Z 0-9 and ".", sharing and slices left out.
    static QString normalised(const QString &vendor, const QString &model);
    qsizetype count() const { return m_rows.size(); }

private:
    struct Row
    {
        QRegularExpression match;
        QString family;
        QString vendor; // whose card it is; empty: a user's row for anybody's
        std::optional<qint64> fromMemoryMiB;
        QString familyThen;
    };
    struct Vendor
    {
        QString name;
        QRegularExpression words;  // of its name
        QRegularExpression brands; // of its products: say the vendor too
    };
    const Row *rowFor(const QString &text, const QString &vendor) const;
    QString vendorIn(const QString &text) const;
    QString restOf(const QString &text) const;

    QList<Row> m_rows;
    QList<Vendor> m_vendors;
    QRegularExpression m_leftOut;
};

// A user's own row, as preferences show it.
struct OwnGpuFamily
{
    QString match; // a regular expression over what normalised() makes of a card's text
    QString family;
    bool operator==(const OwnGpuFamily &) const = default;
};
// Beside the settings; verbs read it as well. Errors: what cannot be read as a table. No file: no rows.
QString ownGpuFamiliesFile();
Result<QList<OwnGpuFamily>> readOwnGpuFamilies(const QString &file);
QByteArray ownGpuFamiliesJson(const QList<OwnGpuFamily> &rows);
Result<Done> useOwnGpuFamilies(const QString &file); // reads it; an error leaves what is in use

inline QString unknownGpuFamily()
{
    return QStringLiteral("Unknown");
}
bool isUnknownGpuFamily(const QString &family); // empty, "Unknown", "NVIDIA-Unknown"
bool sameGpuFamily(const QString &a, const QString &b);

} // namespace easel
