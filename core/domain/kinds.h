// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QJsonObject>

namespace easel {

// What Easel knows about a kind beyond discovery. resource-model section 1.
struct KindInfo
{
    QString group;
    QString version;
    QString kind;
    QString plural;
    QString shortName;
    bool namespaced = true;
    bool easelCrd = false; // shipped in resources/crds (group spectrocloud.com)
    bool immutableSpec = false;
    bool userEditable = true;
    QString title;         // translated plural: "Compute pools"
    QString singularTitle; // translated: "Compute pool"
    QString icon;          // name in resources/icons, without .svg
    QString purpose;       // one translated sentence for empty screens
    int applyOrder = 100;  // section 5: order of an apply

    QString apiVersion() const { return group.isEmpty() ? version : group + u'/' + version; }
    ResourceType type() const; // as Easel's own CRD serves it
};

const QList<KindInfo> &knownKinds();
const KindInfo *kindInfo(QStringView group, QStringView kind);
const KindInfo *kindInfo(const ObjectRef &ref);
inline const QString spectroGroup = QStringLiteral("spectrocloud.com");

// The extractor for a kind: domain columns for known kinds, name/namespace/status/age for any other (pods,
// nodes, deployments and events with columns of their own).
RowExtractorPtr rowExtractorFor(const ResourceType &type);

// Phase or Ready condition as word and tone (rules C9, C12): state machines of 3.l, look.md section 2.
struct StateText
{
    Tone tone = Tone::Unknown;
    QString word;
    QString reason;
};
StateText stateOf(const QJsonObject &object);

} // namespace easel
