// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/workloadview.h"

#include "core/domain/versions.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WorkloadProfile)
};

QList<OutputView> readOutputs(const TolerantReader &reader, TolerantReader::Paths paths)
{
    QList<OutputView> outputs;
    for (const TolerantReader &item : reader.items(paths)) {
        outputs.append({item.text({u"name"}), item.text({u"pathRef.path", u"path"}),
                        item.text({u"dataType"}, QStringLiteral("string")), item.base()});
    }
    return outputs;
}

} // namespace

WorkloadProfileView::WorkloadProfileView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    profileType =
        reader.text({u"spec.profileType", u"metadata.labels['easel.spectrocloud.com/profile-type']"},
                    QStringLiteral("application"));
    for (const char *known : {"application", "model", "infrastructure"}) {
        if (sameEnum(profileType, QString::fromLatin1(known)))
            profileType = QString::fromLatin1(known);
    }
    base = baseOf(source);
    version = versionOf(source);
    revisionNotes = reader.text({u"spec.revisionNotes"});
    for (const TolerantReader &item : reader.items({u"spec.workload.components", u"spec.components"})) {
        ComponentView component;
        component.name = item.text({u"name"});
        component.type = item.text({u"type"});
        component.properties = item.map({u"properties"});
        component.priority = item.integer({u"deploymentPriority", u"priority"}).value_or(0);
        for (const TolerantReader &traitItem : item.items({u"traits"}, QStringLiteral("type"))) {
            TraitView trait;
            trait.type = traitItem.text({u"type"});
            trait.name = traitItem.text({u"name"}, trait.type);
            trait.properties = traitItem.map({u"properties"});
            trait.outputs = readOutputs(traitItem, {u"definitionOutputRefs"});
            trait.pointer = traitItem.base();
            component.traits.append(trait);
        }
        component.outputs = readOutputs(item, {u"definitionOutputRefs"});
        component.dependsOn = item.texts({u"dependsOn"});
        component.pointer = item.base();
        components.append(component);
    }
    for (const TolerantReader &item : reader.items({u"spec.workload.policies", u"spec.policies"}))
        policies.append({item.text({u"name"}), item.text({u"type"}), item.base()});
    objectOutputs = readOutputs(reader, {u"spec.workload.objectOutputRefs", u"spec.objectOutputRefs"});
}

const ComponentView *WorkloadProfileView::component(const QString &componentName) const
{
    for (const ComponentView &item : components) {
        if (item.name == componentName)
            return &item;
    }
    return nullptr;
}

QString jsonPathProblem(const QString &path)
{
    QString text = path.trimmed();
    if (text.isEmpty())
        return Text::tr("the path is empty");
    if (text.startsWith(u'{')) {
        if (!text.endsWith(u'}'))
            return Text::tr("the brace is not closed");
        text = text.mid(1, text.size() - 2);
    }
    if (text.startsWith(u'$'))
        text.remove(0, 1);
    if (text.isEmpty())
        return Text::tr("the path is empty");
    qsizetype at = 0;
    if (text.at(0) != u'.' && text.at(0) != u'[')
        return Text::tr("the path must start with a period");
    while (at < text.size()) {
        if (text.at(at) == u'.') {
            ++at;
            const qsizetype start = at;
            while (at < text.size() && text.at(at) != u'.' && text.at(at) != u'[') {
                const QChar c = text.at(at);
                if (c == u'\\' && at + 1 < text.size()) {
                    at += 2;
                    continue;
                }
                if (!c.isLetterOrNumber() && c != u'_' && c != u'-' && c != u'/' && c != u'*')
                    return Text::tr("'%1' is not expected here").arg(c);
                ++at;
            }
            if (at == start && !(at < text.size() && text.at(at) == u'['))
                return Text::tr("a name is missing after a period");
            continue;
        }
        const qsizetype close = text.indexOf(u']', at);
        if (close < 0)
            return Text::tr("the bracket is not closed");
        const QString inside = text.mid(at + 1, close - at - 1).trimmed();
        bool number = false;
        inside.toInt(&number);
        const bool quoted = inside.size() >= 2 && ((inside.startsWith(u'\'') && inside.endsWith(u'\'')) ||
                                                   (inside.startsWith(u'"') && inside.endsWith(u'"')));
        const bool filter = inside.startsWith(u"?(") && inside.endsWith(u')');
        if (!number && !quoted && !filter && inside != u"*")
            return Text::tr("'[%1]' is not an index, a name in quotes or a filter").arg(inside);
        at = close + 1;
        if (at < text.size() && text.at(at) != u'.' && text.at(at) != u'[')
            return Text::tr("'%1' is not expected here").arg(text.at(at));
    }
    return {};
}

} // namespace easel
