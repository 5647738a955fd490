// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/profilediff.h"

#include "core/domain/bundleview.h"
#include "core/domain/poolview.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ProfileDiff)
};

const QString none = u"–"_s;

QString orNone(const QString &text)
{
    return text.isEmpty() ? none : text;
}

// Long values are told by their length: the text itself is for the YAML tab.
QString shortValue(const QString &text)
{
    if (text.isEmpty())
        return none;
    const bool oneLine = !text.trimmed().contains(u'\n') && text.size() <= 60;
    return oneLine ? text.trimmed()
                   : Text::tr("%n line(s)", nullptr, int(text.count(u'\n') + (text.endsWith(u'\n') ? 0 : 1)));
}

const ProfileLayer *find(const QList<ProfileLayer> &layers, const ProfileLayer &like)
{
    for (const ProfileLayer &layer : layers) {
        if (layer.name == like.name && layer.cloudType == like.cloudType)
            return &layer;
    }
    return nullptr;
}

} // namespace

QList<ProfileLayer> profileLayers(const QJsonObject &bundle)
{
    QList<ProfileLayer> layers;
    for (const BundleView::ClusterProfile &profile : BundleView(bundle).clusterProfiles) {
        ProfileLayer layer{profile.cloudType, profile.name, profile.uid, profile.version,
                           profile.type,      {},           {}};
        for (const BundleView::ProfileVariable &variable : profile.variables)
            layer.variables.append({variable.name, variable.value});
        const QJsonArray packs = (profile.pointer / u"packValues"_s).get(bundle).toArray();
        for (const auto &pack : packs)
            layer.packs.append({pack[u"name"].toString(), pack[u"values"].toString()});
        layers.append(layer);
    }
    std::stable_sort(layers.begin(), layers.end(), [](const ProfileLayer &a, const ProfileLayer &b) {
        const auto rank = [](const ProfileLayer &layer) { return layer.type == u"add-on" ? 1 : 0; };
        return rank(a) < rank(b);
    });
    return layers;
}

QList<ProfileDifference> profileDifferences(const QJsonObject &from, const QJsonObject &to)
{
    QList<ProfileDifference> all;
    const QList<ProfileLayer> before = profileLayers(from);
    const QList<ProfileLayer> after = profileLayers(to);
    for (const ProfileLayer &old : before) {
        const ProfileLayer *now = find(after, old);
        if (!now) {
            all.append({old.name, Text::tr("Profile"), orNone(old.version), none});
            continue;
        }
        if (now->version != old.version)
            all.append({old.name, Text::tr("Version"), orNone(old.version), orNone(now->version)});
        if (now->type != old.type)
            all.append({old.name, Text::tr("Type"), orNone(old.type), orNone(now->type)});
        const auto valueIn = [](const QList<QPair<QString, QString>> &variables,
                                const QString &name) -> std::optional<QString> {
            for (const auto &variable : variables) {
                if (variable.first == name)
                    return variable.second;
            }
            return std::nullopt;
        };
        QStringList names;
        for (const auto *variables : {&old.variables, &now->variables}) {
            for (const auto &variable : *variables) {
                if (!names.contains(variable.first))
                    names << variable.first;
            }
        }
        for (const QString &name : std::as_const(names)) {
            const std::optional<QString> was = valueIn(old.variables, name);
            const std::optional<QString> is = valueIn(now->variables, name);
            if (was == is)
                continue;
            const auto text = [](const std::optional<QString> &value) {
                return !value ? none : value->isEmpty() ? Text::tr("asked for") : *value;
            };
            all.append({old.name, Text::tr("Variable %1").arg(name), text(was), text(is)});
        }
        QStringList packs;
        for (const auto *list : {&old.packs, &now->packs}) {
            for (const ProfileLayer::Pack &pack : *list) {
                if (!packs.contains(pack.name))
                    packs << pack.name;
            }
        }
        const auto valuesIn = [](const QList<ProfileLayer::Pack> &list, const QString &name) {
            for (const ProfileLayer::Pack &pack : list) {
                if (pack.name == name)
                    return pack.values;
            }
            return QString();
        };
        for (const QString &name : std::as_const(packs)) {
            const QString was = valuesIn(old.packs, name);
            const QString is = valuesIn(now->packs, name);
            if (was != is)
                all.append(
                    {old.name, Text::tr("Values of pack %1").arg(name), shortValue(was), shortValue(is)});
        }
    }
    for (const ProfileLayer &layer : after) {
        if (!find(before, layer))
            all.append({layer.name, Text::tr("Profile"), none, orNone(layer.version)});
    }
    return all;
}

QStringList poolsWithBundle(const ObjectSet &objects, const QString &namespaceName, const QString &bundle)
{
    QStringList names;
    const QList<QJsonObject> pools = objects.all(u"ComputePool.spectrocloud.com"_s);
    for (const QJsonObject &object : pools) {
        const PoolView pool(object);
        if (pool.bundle.name == bundle && pool.bundle.namespaceName == namespaceName)
            names << pool.namespaceName + u'/' + pool.name;
    }
    names.sort();
    return names;
}

QList<ProfileUser> otherUsersOf(const ProfileLayer &layer, const ObjectSet &objects, const ObjectRef &bundle)
{
    QList<ProfileUser> users;
    const QList<QJsonObject> bundles = objects.all(u"ProfileBundle.spectrocloud.com"_s);
    for (const QJsonObject &other : bundles) {
        const ObjectRef ref = refOf(other);
        if (ref == bundle)
            continue;
        const QList<ProfileLayer> layers = profileLayers(other);
        if (const ProfileLayer *same = find(layers, layer))
            users.append(
                {ref, same->version, int(poolsWithBundle(objects, ref.namespaceName, ref.name).size())});
    }
    return users;
}

} // namespace easel
