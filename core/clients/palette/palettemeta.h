// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QMap>
#include <QStringList>

namespace easel {

// Another object of Palette, by uid.
struct PaletteRef
{
    QString uid;
    QString name;
    QString text() const { return name.isEmpty() ? uid : name; }
    bool operator==(const PaletteRef &) const = default;
};

// What every object of Palette has. Labels serve as tags there.
struct PaletteMeta
{
    QString uid;
    QString name;
    QMap<QString, QString> labels; // as Palette holds them, fit to be written back
    QMap<QString, QString> annotations;
    QDateTime created; // UTC; invalid: not said
    QDateTime modified;
    QDateTime deleted;

    QMap<QString, QString> tags() const; // labels where a tag without a value has none
    QStringList tagTexts() const;        // "rack:r7", "spare"; sorted
    bool operator==(const PaletteMeta &) const = default;
};

PaletteMeta readPaletteMeta(const QJsonObject &metadata);
PaletteRef readPaletteRef(const QJsonObject &reference);

// The label value of a tag, and back: a tag without a value is stored as "spectro__tag".
QString paletteLabelValue(const QString &tagValue);
QString paletteTagValue(const QString &labelValue);

// One condition of a cluster, a pack or a machine. `type` and `status` ("True", "False", "Unknown") are open
// sets.
struct PaletteCondition
{
    QString type;
    QString status;
    QString reason;
    QString message;
    QDateTime changed;
    bool isTrue() const { return status.compare(u"true", Qt::CaseInsensitive) == 0; }
    bool operator==(const PaletteCondition &) const = default;
};
PaletteCondition readPaletteCondition(const QJsonObject &condition);

} // namespace easel
