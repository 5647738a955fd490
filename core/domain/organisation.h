// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/store/row.h"

namespace easel {

// The brain of the tenant and project wizards: pure functions from a snapshot and a Tenant or Project (the
// draft's object) to what can be chosen, and the object after a choice.

QJsonObject newTenant();
QJsonObject newProject(const QString &tenant);
// A project's name is its namespace's, too.
QJsonObject withOrganisationName(const QJsonObject &object, const QString &name);
// The reference and the label that goes with it; the Settings of another tenant are no choice any more.
QJsonObject withTenant(const QJsonObject &project, const QString &tenant);

// A tenant to put a project into.
struct TenantOffer
{
    QString name;
    QString displayName;
    int projects = 0;
    Tone tone = Tone::Unknown;
    QString stateWord;
    QString whyNot;
};
QList<TenantOffer> tenantOffers(const ObjectSet &objects);

// Something that a tenant or project refers to.
struct ReferenceOffer
{
    QString name;
    QString namespaceName;
    QString detail;
    QString key() const { return namespaceName + u'/' + name; }
};
// ComputeConfigs for a project: its own first, then those of its tenant's projects, then all others.
QList<ReferenceOffer> computeConfigOffers(const ObjectSet &objects, const QJsonObject &project);
// Settings that TEN-3 lets a tenant refer to; of a project those in its namespace.
QList<ReferenceOffer> settingsOffers(const ObjectSet &objects, const QJsonObject &object);

// A ComputeConfig with nothing but three control plane nodes, for a project that has none to share.
QJsonObject plainComputeConfig(const QString &namespaceName, const QString &name);

// GPU families that anything here knows, for choosing one: inventories, limits, guarantees, pools.
QStringList knownFamilies(const ObjectSet &objects);

} // namespace easel
