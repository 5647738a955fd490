// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace easel {

// Why machines would be, or wait to be, rebuilt one after the other.
struct RepaveReason
{
    QString code;
    QString message;
    QString pack; // whose change it is
    QString fromVersion;
    QString toVersion;
    QStringList keys; // of the pack's values that differ
};

// A rebuild of a cluster's machines that Palette holds back until somebody approves it.
struct Repave
{
    QString state; // "Pending", "Approved", "Reverted"; empty: none
    QString message;
    QDateTime changed;
    QString source; // "user", "hubble", "palette", "stylus"
    QList<RepaveReason> reasons;
    bool isPending() const { return state.compare(u"Pending", Qt::CaseInsensitive) == 0; }
};
Repave readRepave(const QJsonObject &object);

// Whether a change of profiles would rebuild machines.
struct RepavePreview
{
    bool isRequired = false;
    QList<RepaveReason> reasons;
};
RepavePreview readRepavePreview(const QJsonObject &object);

} // namespace easel
