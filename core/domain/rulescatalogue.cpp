// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of bundles, profiles, definitions, variables, environments and repositories (2.9 to 2.16, 2.21, 3.g).
#include "core/domain/bundleview.h"
#include "core/domain/definitionview.h"
#include "core/domain/environmentview.h"
#include "core/domain/macros.h"
#include "core/domain/names.h"
#include "core/domain/rulebook.h"
#include "core/domain/variables.h"
#include "core/domain/versions.h"
#include "core/domain/workloadview.h"

#include <QRegularExpression>
#include <QUrl>

namespace easel::rules {

namespace {

const QString setName = QStringLiteral("mural-variables");

bool looksSecret(const VariableView &variable)
{
    static const QRegularExpression names(
        QStringLiteral("(password|passwd|secret|api[_-]?key|token|private[_-]?key|credential)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression values(
        QStringLiteral("(-----BEGIN [A-Z ]*PRIVATE "
                       "KEY|\\bey[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}\\.|\\bhf_[A-Za-z0-9]{20,}|"
                       "\\bnvapi-[A-Za-z0-9_-]{20,}|\\bgh[pousr]_[A-Za-z0-9]{20,}|\\bAKIA[0-9A-Z]{16}\\b)"));
    const QString text = plainValue(variable.value).toString();
    // A name alone may point at a Secret ("token_secret_name"): then its value is a Kubernetes name.
    const bool reference = variable.name.contains(QLatin1String("name"), Qt::CaseInsensitive) ||
                           variable.name.endsWith(QLatin1String("ref"), Qt::CaseInsensitive) ||
                           variable.name.startsWith(QLatin1String("max"), Qt::CaseInsensitive);
    return values.match(text).hasMatch() ||
           (!reference && sameEnum(variable.type, u"string") && names.match(variable.name).hasMatch());
}

QString valueWord(const QJsonValue &value)
{
    if (value.isObject() && value.toObject().size() == 1) {
        const QString key = value.toObject().begin().key();
        const QJsonValue inner = value.toObject().begin().value();
        if (inner.isDouble())
            return QStringLiteral("%1 %2").arg(key).arg(inner.toDouble(), 0, 'g', 17);
        return key;
    }
    return value.isString()   ? QStringLiteral("string")
           : value.isBool()   ? QStringLiteral("bool")
           : value.isDouble() ? Rules::tr("a number")
                              : Rules::tr("of an unknown shape");
}

// VAR-1 to VAR-4, VAR-8, VAR-9.
void checkVariables(Judge &judge, const QList<VariableView> &variables)
{
    QStringList seen;
    for (const VariableView &variable : variables) {
        if (!isVariableName(variable.name) || seen.contains(variable.name))
            judge.refuse(
                "VAR-1", variable.pointer / QStringLiteral("name"),
                seen.contains(variable.name)
                    ? Rules::tr("Variable %1 is declared twice.").arg(variable.name)
                    : Rules::tr("Variable name must start with a letter or underscore and contain only "
                                "letters, digits, "
                                "hyphens and underscores."));
        seen << variable.name;
        const bool hasValue = !variable.value.isUndefined();
        if (hasValue) {
            const QJsonObject typed = variable.value.toObject();
            const bool keyFits = typed.size() == 1 && sameEnum(typed.begin().key(), variable.type);
            if (!keyFits || typedValue(variable.type, plainValue(variable.value)).isEmpty())
                judge.refuse("VAR-2", variable.pointer / QStringLiteral("value"),
                             Rules::tr("%1 is %2, but its value is %3.")
                                 .arg(variable.name, variable.type, valueWord(variable.value)));
        }
        if (variable.locked && variable.required)
            judge.refuse("VAR-3", variable.pointer / QStringLiteral("locked"),
                         Rules::tr("%1 cannot be locked and required.").arg(variable.name));
        if (variable.locked && !hasValue)
            judge.refuse("VAR-4", variable.pointer / QStringLiteral("locked"),
                         Rules::tr("A locked variable needs a value."));
        if (looksSecret(variable))
            judge.warn("VAR-8", variable.pointer,
                       Rules::tr("Variables are stored in clear. Put secrets in a Kubernetes Secret."));
        if (variable.name.contains(u'-'))
            judge.warn("VAR-9", variable.pointer / QStringLiteral("name"),
                       Rules::tr("Prefer underscores; some tools cannot read %1.").arg(variable.name));
    }
}

// Whether the spec differs outside of some fields that may change.
bool specChanged(const Judge &judge, const QStringList &mayChange)
{
    const QJsonObject was = judge.before(u"spec").toObject();
    const QJsonObject is = judge.after(u"spec").toObject();
    QStringList keys = was.keys() + is.keys();
    keys.removeDuplicates();
    for (const QString &key : std::as_const(keys)) {
        if (mayChange.contains(key) || (isMissing(was.value(key)) && isMissing(is.value(key))))
            continue;
        if (!jsonEqual(was.value(key), is.value(key)))
            return true;
    }
    return false;
}

// Base and version of an object that keeps versions, and its name made of both (3.h).
void checkVersioned(Judge &judge, const char *rule, const QString &nameSentence)
{
    const QString base = baseOf(judge.object);
    const QString version = versionOf(judge.object);
    if (!isVersionedBase(base) || !isVersionedName(judge.self.name))
        judge.refuse(rule, at(u"metadata.name"), nameSentence);
    if (!Version::parse(version))
        judge.refuse(rule, at(u"spec.version"),
                     Rules::tr("Version '%1' must look like v3 or v1.2.0.").arg(version));
    else if (judge.creating() && judge.context.plainHub && judge.self.name != versionedName(base, version))
        judge.refuse(rule, at(u"metadata.name"),
                     Rules::tr("The name must be base and version: %1.").arg(versionedName(base, version)));
}

Existence definitionThere(const Judge &judge, const char *kind, const QString &name)
{
    const Existence own = judge.exists(spectro(kind), judge.self.namespaceName, name);
    if (own == Existence::Yes)
        return own;
    return judge.exists(spectro(kind), judge.set.systemNamespace, name);
}

} // namespace

void checkBundle(Judge &judge)
{
    const BundleView bundle(judge.object);
    if (judge.deleting()) {
        const QStringList users = judge.users(
            {spectro("ComputePool"), spectro("AIWorkload"), spectro("Project"), spectro("Tenant")});
        if (!users.isEmpty())
            judge.refuse("PB-8", {}, Rules::tr("Bundle %1 is used by %2.").arg(bundle.name, list(users)));
        return;
    }
    checkVersioned(
        judge, "PB-1",
        Rules::tr(
            "Bundle name may use lower-case letters, digits, hyphens and periods, at most 47 characters."));
    if (judge.updating() &&
        specChanged(judge, {QStringLiteral("displayName"), QStringLiteral("description")}))
        judge.refuse("PB-7", at(u"spec"),
                     Rules::tr("Versions do not change. Create a new version of %1.").arg(bundle.base));
    if (bundle.needsClusterProfiles() && bundle.clusterProfiles.isEmpty())
        judge.refuse("PB-2", at(u"spec.clusterProfiles"),
                     Rules::tr("A bundle of type %1 needs a Palette cluster profile.").arg(bundle.type));
    QStringList clouds;
    for (const BundleView::ClusterProfile &profile : bundle.clusterProfiles) {
        if (!clouds.contains(profile.cloudType))
            clouds << profile.cloudType;
    }
    for (const QString &cloud : std::as_const(clouds)) {
        if (bundle.fullProfileCount(cloud) != 1)
            judge.refuse(
                "PB-3", at(u"spec.clusterProfiles"),
                Rules::tr("Choose one infrastructure or full profile; further profiles must be add-ons."));
    }
    if (bundle.needsWorkloadProfiles() && bundle.workloadProfiles.isEmpty())
        judge.refuse("PB-4", at(u"spec.workloadProfiles"),
                     Rules::tr("A bundle of type %1 needs a workload profile.").arg(bundle.type));
    // PB-5 as far as the hub has found out and says so.
    const QJsonArray found = judge.after(u"status.clusterProfiles").toArray();
    for (const auto &item : found) {
        const QJsonObject state = item.toObject();
        const bool gone = state.value(u"found").isBool() && !state.value(u"found").toBool();
        const bool draft = state.value(u"published").isBool() && !state.value(u"published").toBool();
        if (!gone && !draft)
            continue;
        for (const BundleView::ClusterProfile &profile : bundle.clusterProfiles) {
            if (profile.uid == state.value(u"uid").toString())
                judge.refuse("PB-5", profile.pointer,
                             Rules::tr("Cluster profile %1 %2 is a draft or no longer exists.")
                                 .arg(profile.name, profile.version));
        }
    }
    checkVariables(judge, bundle.variables); // PB-6
    const JsonPointer variableSet = at(u"spec.variableSet");
    for (const BundleView::WorkloadProfile &profile : bundle.workloadProfiles) {
        const VariableResolution resolution = resolveVariables(judge.set, bundle.namespaceName, judge.object,
                                                               profile.ref.name, {}, judge.context.plainHub);
        for (const Finding &finding : resolution.findings) {
            const bool ofBundle = finding.rule == u"V1" || finding.rule == u"V2" || finding.rule == u"V4";
            // Values without a declaration and required ones without a value are the deployment's matter.
            if (ofBundle)
                judge.add(finding.rule.toLatin1().constData(), finding.severity, variableSet,
                          finding.sentence);
        }
    }
}

void checkWorkloadProfile(Judge &judge)
{
    const WorkloadProfileView profile(judge.object);
    if (judge.deleting()) {
        const QStringList users =
            judge.users({spectro("ProfileBundle"), spectro("WorkloadDeployment"), spectro("AIWorkload")});
        if (!users.isEmpty())
            judge.refuse("WP-8", {}, Rules::tr("Profile %1 is used by %2.").arg(profile.name, list(users)));
        return;
    }
    checkVersioned(
        judge, "WP-1",
        Rules::tr("Profile name may use lower-case letters, digits, hyphens and periods, at most 47 "
                  "characters, and "
                  "start and end with a letter or digit."));
    if (judge.updating() && specChanged(judge, {}))
        judge.refuse("WP-8", at(u"spec"), Rules::tr("Profiles do not change. Create a new revision."));

    QStringList names;
    for (const ComponentView &component : profile.components) {
        if (!isDefinitionName(component.name) || names.contains(component.name))
            judge.refuse("WP-2", component.pointer / QStringLiteral("name"),
                         Rules::tr("Component name '%1' is repeated or not valid.").arg(component.name));
        names << component.name;
        if (definitionThere(judge, "ComponentDefinition", component.type) == Existence::No)
            judge.refuse("WP-3", component.pointer / QStringLiteral("type"),
                         Rules::tr("There is no component definition '%1'.").arg(component.type));
        for (const TraitView &trait : component.traits) {
            if (definitionThere(judge, "TraitDefinition", trait.type) == Existence::No)
                judge.refuse("WP-3", trait.pointer / QStringLiteral("type"),
                             Rules::tr("There is no trait definition '%1'.").arg(trait.type));
        }
    }
    for (const PolicyView &policy : profile.policies) {
        if (definitionThere(judge, "PolicyDefinition", policy.type) == Existence::No)
            judge.refuse("WP-3", policy.pointer / QStringLiteral("type"),
                         Rules::tr("There is no policy definition '%1'.").arg(policy.type));
    }

    const auto checkOutputs = [&](const QList<OutputView> &outputs) {
        QStringList seen;
        for (const OutputView &output : outputs) {
            QString problem = jsonPathProblem(output.path);
            if (seen.contains(output.name))
                problem = Rules::tr("the name is repeated");
            if (!problem.isEmpty())
                judge.refuse("WP-6", output.pointer, Rules::tr("Output '%1': %2").arg(output.name, problem));
            seen << output.name;
        }
    };
    checkOutputs(profile.objectOutputs);
    for (const ComponentView &component : profile.components) {
        checkOutputs(component.outputs);
        for (const TraitView &trait : component.traits)
            checkOutputs(trait.outputs);
    }

    const auto has = [](const QList<OutputView> &outputs, const QString &name) {
        return std::any_of(outputs.begin(), outputs.end(),
                           [&](const OutputView &output) { return output.name == name; });
    };
    for (const ComponentView &component : profile.components) {
        const QJsonValue whole = component.pointer.get(judge.object);
        const QList<PlacedMacro> macros = macrosInValue(whole);
        for (const PlacedMacro &placed : macros) {
            const Macro &macro = placed.macro;
            const JsonPointer pointer(component.pointer.tokens() + placed.pointer.tokens());
            if (!macro.problem.isEmpty()) {
                if (judge.context.plainHub)
                    judge.refuse("V7", pointer,
                                 Rules::tr("%1 cannot be read: %2").arg(macro.text, macro.problem));
                continue;
            }
            if (macro.kind != Macro::Kind::Spoke)
                continue;
            const QStringList parts = macro.pathParts();
            const bool defaulted = macro.filters.contains(QStringLiteral("default"));
            if (parts.first() == u"obj") {
                if (!has(profile.objectOutputs, parts.at(1)) && !defaulted)
                    judge.refuse(
                        "V8", pointer,
                        Rules::tr("%1 has no value: %2")
                            .arg(macro.text, Rules::tr("there is no object output '%1'").arg(parts.at(1))));
                continue;
            }
            const ComponentView *source = profile.component(parts.at(1));
            if (!source) {
                if (!defaulted)
                    judge.refuse(
                        "V8", pointer,
                        Rules::tr("%1 has no value: %2")
                            .arg(macro.text, Rules::tr("there is no component '%1'").arg(parts.at(1))));
                continue;
            }
            if (source->priority >= component.priority) {
                judge.refuse("WP-5", pointer,
                             Rules::tr("%1: %2 reads '%3', which is deployed at the same time or later.")
                                 .arg(component.name, macro.text, source->name));
                continue;
            }
            bool known = parts.size() == 3 && has(source->outputs, parts.at(2));
            for (const TraitView &trait : source->traits)
                known = known ||
                        (parts.size() == 4 && trait.name == parts.at(2) && has(trait.outputs, parts.at(3)));
            if (!known && !defaulted)
                judge.refuse(
                    "V8", pointer,
                    Rules::tr("%1 has no value: %2")
                        .arg(macro.text,
                             Rules::tr("component '%1' has no output '%2'").arg(source->name, parts.last())));
        }
    }

    // WP-7: a variable that neither the system, the project nor any bundle with this profile declares.
    if (!judge.set.isComplete(spectro("VariableSet")) || !judge.set.isComplete(spectro("ProfileBundle")))
        return;
    QStringList declared;
    const auto declare = [&](const QList<VariableView> &variables) {
        for (const VariableView &variable : variables)
            declared << variable.name;
    };
    for (const QString &ns : {judge.set.systemNamespace, profile.namespaceName})
        declare(VariableSetView(judge.set.find(spectro("VariableSet"), ns, setName)).variables);
    const QList<QJsonObject> bundles = judge.set.all(spectro("ProfileBundle"));
    for (const QJsonObject &object : bundles) {
        const BundleView bundle(object);
        const bool packages = std::any_of(
            bundle.workloadProfiles.begin(), bundle.workloadProfiles.end(), [&](const auto &item) {
                return item.ref.name == profile.name && item.ref.namespaceName == profile.namespaceName;
            });
        if (packages)
            declare(bundle.variables);
    }
    const QStringList used = macroVariables(judge.object);
    for (const QString &name : used) {
        if (!declared.contains(name))
            judge.warn(
                "WP-7", at(u"spec.workload"),
                Rules::tr("Variable '%1' is not declared in this bundle, project or system.").arg(name));
    }
}

void checkRevision(Judge &judge)
{
    if (judge.updating() && (specChanged(judge, {})))
        judge.refuse("DREV-1", at(u"spec"), Rules::tr("Revisions cannot be edited."));
}

void checkDefinition(Judge &judge)
{
    const DefinitionView definition(judge.object);
    if (judge.deleting()) {
        QStringList users;
        const QList<QJsonObject> profiles = judge.set.all(spectro("WorkloadProfile"));
        for (const QJsonObject &object : profiles) {
            const WorkloadProfileView profile(object);
            const bool shared = definition.namespaceName == judge.set.systemNamespace;
            if (profile.namespaceName != definition.namespaceName && !shared)
                continue;
            // A project's own definition of the same name comes first.
            if (shared && profile.namespaceName != definition.namespaceName &&
                judge.set.contains(
                    {judge.self.apiVersion, judge.self.kind, profile.namespaceName, definition.name}))
                continue;
            bool uses = false;
            for (const ComponentView &component : profile.components) {
                uses =
                    uses || (definition.kind == u"ComponentDefinition" && component.type == definition.name);
                for (const TraitView &trait : component.traits)
                    uses = uses || (definition.kind == u"TraitDefinition" && trait.type == definition.name);
            }
            for (const PolicyView &policy : profile.policies)
                uses = uses || (definition.kind == u"PolicyDefinition" && policy.type == definition.name);
            if (uses)
                users << profile.name;
        }
        if (!users.isEmpty())
            judge.refuse(
                "DEF-3", {},
                Rules::tr("Definition %1 is used by profiles %2.").arg(definition.name, list(users)));
        return;
    }
    judge.checkName();
    if (!definition.hasOutput())
        judge.refuse("DEF-2", at(u"spec.schematic"), Rules::tr("The template has no output."));
    if (judge.updating() && specChanged(judge, {}))
        judge.warn(
            "DEF-4", at(u"spec"),
            Rules::tr("Saving publishes a new version; running deployments that use it may be updated."));
}

void checkVariableSet(Judge &judge)
{
    if (judge.deleting())
        return;
    judge.checkName();
    const VariableSetView view(judge.object);
    checkVariables(judge, view.variables);
    const QString &system = judge.set.systemNamespace;
    if (view.namespaceName == system)
        return;
    const QJsonObject systemSet = judge.set.find(spectro("VariableSet"), system, setName);
    if (systemSet.isEmpty() && !judge.set.isComplete(spectro("VariableSet")))
        return;
    const QList<VariableView> outer = VariableSetView(systemSet).variables;
    for (const VariableView &variable : view.variables) {
        const auto match = std::find_if(outer.begin(), outer.end(), [&](const VariableView &other) {
            return other.name == variable.name;
        });
        if (variable.locked && match == outer.end())
            judge.refuse(
                "VAR-5", variable.pointer / QStringLiteral("locked"),
                Rules::tr("%1 is not a system variable, so a project cannot lock it.").arg(variable.name));
        if (match != outer.end() && match->locked)
            judge.refuse("VAR-6", variable.pointer,
                         Rules::tr("%1 is locked for all projects.").arg(variable.name));
    }
}

void checkEnvironment(Judge &judge)
{
    const EnvironmentView environment(judge.object);
    if (judge.deleting()) {
        const QStringList users = judge.users({spectro("WorkloadDeployment"), spectro("AIWorkload")});
        if (!users.isEmpty())
            judge.refuse("ENV-5", {},
                         Rules::tr("Environment %1 is used by %2.").arg(environment.name, list(users)));
    } else {
        judge.checkName();
    }
    // With its pool it goes; one that a pool has left behind may go, too.
    const bool keptByPool =
        judge.deleting() && judge.exists(spectro("ComputePool"), environment.namespaceName,
                                         environment.ownerPool) != Existence::No;
    if (!environment.ownerPool.isEmpty() && (keptByPool || (judge.updating() && specChanged(judge, {}))))
        judge.refuse("ENV-6", at(u"spec"),
                     Rules::tr("This environment belongs to pool %1.").arg(environment.ownerPool));
    if (judge.deleting())
        return;

    const JsonPointer properties = at(u"spec.topology.properties");
    const bool byLabels =
        environment.type == u"topology-ocm" && !isMissing(judge.after(u"spec.topology.properties.placement"));
    const bool existing = environment.usesExistingPlacement() && environment.placementRef.isSet();
    if (!byLabels && !existing)
        judge.refuse("ENV-2", environment.type.isEmpty() ? at(u"spec.topology.type") : properties,
                     Rules::tr("Choose the clusters by labels or enter an existing Placement."));
    const QString bindings = QStringLiteral("ManagedClusterSetBinding.cluster.open-cluster-management.io");
    const bool ocm = judge.set.isComplete(bindings);
    if (ocm && byLabels && judge.set.all(bindings, environment.hubNamespace).isEmpty())
        judge.refuse(
            "ENV-3", properties / QStringLiteral("hubNamespace"),
            Rules::tr("Namespace %1 has no ManagedClusterSetBinding; placement would select nothing.")
                .arg(environment.hubNamespace));
    if (judge.context.plainHub && !ocm && byLabels) {
        const QJsonArray predicates = environment.placement.value(u"predicates").toArray();
        for (qsizetype i = 0; i < predicates.size(); ++i) {
            const QJsonValue selector =
                valueAt(predicates.at(i).toObject(), u"requiredClusterSelector.celSelector");
            if (!isMissing(selector) && !(selector.isObject() && selector.toObject().isEmpty()))
                judge.refuse("ENV-7",
                             environment.placementPointer / QStringLiteral("predicates") / i /
                                 QStringLiteral("requiredClusterSelector") / QStringLiteral("celSelector"),
                             Rules::tr("This hub cannot evaluate %1.").arg(QStringLiteral("celSelector")));
        }
    }
}

void checkRepository(Judge &judge)
{
    if (judge.deleting())
        return;
    judge.checkName();
    const QString url = judge.after(u"spec.url").toString();
    const bool oci =
        judge.self.kind == u"OCIRepository" || sameEnum(judge.after(u"spec.type").toString(), u"oci");
    const QString scheme = QUrl(url).scheme().toLower();
    const JsonPointer pointer = at(u"spec.url");
    if (oci ? scheme != u"oci" : (scheme != u"https" && scheme != u"http" && scheme != u"oci"))
        judge.refuse("REPO-2", pointer,
                     Rules::tr("The address must start with %1.")
                         .arg(judge.self.kind == u"OCIRepository" || oci ? QStringLiteral("oci://")
                                                                         : Rules::tr("https:// or oci://")));
    else if (scheme == u"http" || judge.after(u"spec.insecure").toBool())
        judge.warn("REPO-3", pointer, Rules::tr("This repository is read without encryption."));
}

} // namespace easel::rules
