// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/definitionview.h"

#include "core/domain/versions.h"

#include <QRegularExpression>

namespace easel {

DefinitionView::DefinitionView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    if (reader.has({u"spec.schematic.cue"})) {
        written = Written::Cue;
        text = reader.text({u"spec.schematic.cue.template"});
    } else if (reader.has({u"spec.schematic.builtin"})) {
        written = Written::Builtin;
        text = reader.text({u"spec.schematic.builtin.name"});
    } else if (reader.has({u"spec.schematic.manifests"})) {
        written = Written::Manifests;
        text = reader.text({u"spec.schematic.manifests.template"});
    }
    description = reader.text({u"metadata.annotations['definition.oam.dev/description']"});
    workloadType = reader.text({u"spec.workload.type"}, QStringLiteral("application"));
    appliesToWorkloads = reader.texts({u"spec.appliesToWorkloads"});
    conflictsWith = reader.texts({u"spec.conflictsWith"});
    stage = reader.text({u"spec.stage"}, QStringLiteral("DefaultDispatch"));
    latestRevision = reader.integer({u"status.latestRevision.revision"}).value_or(0);
}

bool DefinitionView::hasOutput() const
{
    if (written != Written::Cue)
        return !text.trimmed().isEmpty();
    if (kind != u"ComponentDefinition") // a trait may have just a patch (measured)
        return !text.trimmed().isEmpty();
    static const QRegularExpression output(QStringLiteral("(^|[\\n{,])\\s*\"?output\"?\\s*:"));
    return output.match(text).hasMatch();
}

RevisionView::RevisionView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    const QString type =
        reader.text({u"spec.definitionType", u"metadata.labels['easel.spectrocloud.com/definition-kind']"});
    definitionKind = type;
    for (const char *known : {"Component", "Trait", "Policy"}) {
        if (sameEnum(type, QString::fromLatin1(known)))
            definitionKind = QString::fromLatin1(known) + QStringLiteral("Definition");
    }
    definitionName =
        reader.text({u"spec.definitionName", u"metadata.labels['easel.spectrocloud.com/definition-name']"});
    revision = reader.integer({u"spec.revision"}).value_or(0);
    if (revision == 0)
        revision = revisionOfName(name);
    hash = reader.text({u"spec.revisionHash"});
    spec = reader.map({u"spec.componentDefinition.spec", u"spec.traitDefinition.spec",
                       u"spec.policyDefinition.spec", u"spec.workloadProfile.spec"});
}

} // namespace easel
