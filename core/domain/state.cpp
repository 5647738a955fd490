// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/state.h"

#include "core/domain/objectset.h"

#include <QCoreApplication>
#include <QHash>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::State)
};

struct PhaseWord
{
    const char *phase; // lower case without '-', '_' and spaces (C12)
    Tone tone;
    const char *word;
};

// Words of design/look: the phase as people say it.
const PhaseWord phaseWords[] = {
    {"active", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Active")},
    {"applied", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Applied")},
    {"applying", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Applying")},
    {"available", Tone::Neutral, QT_TRANSLATE_NOOP("easel::State", "Available")},
    {"bound", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Bound")},
    {"connecting", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Connecting")},
    {"consumed", Tone::Neutral, QT_TRANSLATE_NOOP("easel::State", "Consumed")},
    {"creating", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Creating")},
    {"degraded", Tone::Warning, QT_TRANSLATE_NOOP("easel::State", "Degraded")},
    {"deleting", Tone::Deleting, QT_TRANSLATE_NOOP("easel::State", "Deleting")},
    {"delivering", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Delivering")},
    {"deploying", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Deploying")},
    {"doesnotfit", Tone::Bad, QT_TRANSLATE_NOOP("easel::State", "Does not fit")},
    {"error", Tone::Bad, QT_TRANSLATE_NOOP("easel::State", "Error")},
    {"evaluating", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Evaluating")},
    {"expired", Tone::Neutral, QT_TRANSLATE_NOOP("easel::State", "Expired")},
    {"failed", Tone::Bad, QT_TRANSLATE_NOOP("easel::State", "Failed")},
    {"fits", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Fits")},
    {"healthy", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Healthy")},
    {"inuse", Tone::Neutral, QT_TRANSLATE_NOOP("easel::State", "In use")},
    {"joining", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Joining")},
    {"lost", Tone::Bad, QT_TRANSLATE_NOOP("easel::State", "Lost")},
    {"notready", Tone::Warning, QT_TRANSLATE_NOOP("easel::State", "Not ready")},
    {"paused", Tone::Paused, QT_TRANSLATE_NOOP("easel::State", "Paused")},
    {"pending", Tone::Neutral, QT_TRANSLATE_NOOP("easel::State", "Pending")},
    {"provisioning", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Provisioning")},
    {"ready", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Ready")},
    {"releasing", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Releasing")},
    {"rendering", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Rendering")},
    {"reserved", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Reserved")},
    {"running", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Running")},
    {"scaling", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Scaling")},
    {"succeeded", Tone::Good, QT_TRANSLATE_NOOP("easel::State", "Succeeded")},
    {"suspended", Tone::Paused, QT_TRANSLATE_NOOP("easel::State", "Suspended")},
    {"terminating", Tone::Deleting, QT_TRANSLATE_NOOP("easel::State", "Deleting")},
    {"unhealthy", Tone::Bad, QT_TRANSLATE_NOOP("easel::State", "Unhealthy")},
    {"unknown", Tone::Unknown, QT_TRANSLATE_NOOP("easel::State", "Unknown")},
    {"unpaired", Tone::Unknown, QT_TRANSLATE_NOOP("easel::State", "Unpaired")},
    {"updating", Tone::Progressing, QT_TRANSLATE_NOOP("easel::State", "Updating")},
    {"waiting", Tone::Waiting, QT_TRANSLATE_NOOP("easel::State", "Waiting")},
    {"waitingforcompute", Tone::Waiting, QT_TRANSLATE_NOOP("easel::State", "Waiting for compute")},
};

QString folded(QStringView text)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        if (c != u'-' && c != u'_' && c != u' ')
            out += c.toLower();
    }
    return out;
}

// Conditions whose bad value is True.
bool isInverse(const QString &type)
{
    static const QStringList inverse = {
        QStringLiteral("DeletionBlocked"),
        QStringLiteral("CleanupFailed"),
        QStringLiteral("Stalled"),
        QStringLiteral("Degraded"),
        QStringLiteral("PlacementMisconfigured"),
        QStringLiteral("ReplicaFailure"),
        QStringLiteral("MemoryPressure"),
        QStringLiteral("DiskPressure"),
        QStringLiteral("PIDPressure"),
        QStringLiteral("NetworkUnavailable"),
        QStringLiteral("Failed"),
    };
    return inverse.contains(type);
}

// Conditions that report and never fail an object.
bool isReport(const QString &type)
{
    static const QStringList reports = {
        QStringLiteral("Reconciling"), QStringLiteral("Progressing"),   QStringLiteral("ScalingActive"),
        QStringLiteral("Suspended"),   QStringLiteral("Complete"),      QStringLiteral("SuccessCriteriaMet"),
        QStringLiteral("TestSuccess"), QStringLiteral("FailureTarget"), QStringLiteral("Remediated"),
    };
    return reports.contains(type);
}

struct Facts
{
    bool deleting = false;
    QString phase;
    QString readyStatus; // of Ready, else Available, else Valid; empty without
    QString readyReason;
    QString readyMessage;
    QString failing; // message of the first failing condition that is no summary
    QString deletionBlocked;
    bool reconciling = false;
    bool stalled = false;
    bool anyStatus = false;
};

template <typename Node>
Facts factsOf(const Node &root)
{
    Facts facts;
    facts.deleting = root["metadata"]["deletionTimestamp"].isSet();
    const Node status = root["status"];
    facts.anyStatus = status.isSet() && status.size() > 0;
    if (status["phase"].isText())
        facts.phase = status["phase"].text();
    int summaryRank = 0;
    status["conditions"].each([&](const Node &condition) {
        const QString type = condition["type"].text();
        const Node value = condition["status"];
        const int rank = type == u"Ready" ? 3 : type == u"Available" ? 2 : type == u"Valid" ? 1 : 0;
        if (rank > summaryRank) {
            summaryRank = rank;
            facts.readyStatus = value.text();
            facts.readyReason = condition["reason"].text();
            facts.readyMessage = condition["message"].text();
        }
        if (type == u"Reconciling" && value.is("True"))
            facts.reconciling = true;
        if (type == u"Stalled" && value.is("True"))
            facts.stalled = true;
        if (type == u"DeletionBlocked" && value.is("True"))
            facts.deletionBlocked = condition["message"].text();
        if (rank == 3 || isReport(type) || !facts.failing.isEmpty())
            return;
        if (value.is(isInverse(type) ? "True" : "False")) {
            facts.failing = condition["message"].text();
            if (facts.failing.isEmpty())
                facts.failing = condition["reason"].text();
        }
    });
    if (facts.failing.isEmpty() && !facts.readyStatus.isEmpty() && facts.readyStatus != u"True")
        facts.failing = facts.readyMessage.isEmpty() ? facts.readyReason : facts.readyMessage;
    return facts;
}

StateText deletingState(const Facts &facts)
{
    return {Tone::Deleting, Text::tr("Deleting"), facts.deletionBlocked};
}

StateText fromFacts(const Facts &facts)
{
    if (facts.deleting)
        return deletingState(facts);
    if (!facts.phase.isEmpty()) {
        StateText state = stateOfPhase(facts.phase);
        if (state.tone != Tone::Good)
            state.reason = facts.failing;
        return state;
    }
    if (facts.readyStatus == u"True")
        return {Tone::Good, Text::tr("Ready"), {}};
    if (facts.readyStatus == u"False") {
        if (facts.reconciling || facts.readyReason == u"Progressing" || facts.readyReason == u"Updating")
            return {Tone::Progressing, Text::tr("Updating"), facts.failing};
        return {facts.stalled ? Tone::Bad : Tone::Warning, Text::tr("Not ready"), facts.failing};
    }
    if (facts.readyStatus == u"Unknown" &&
        (facts.reconciling || facts.readyReason == u"Progressing" || facts.readyReason == u"Updating"))
        return {Tone::Progressing, Text::tr("Updating"), facts.failing};
    return {Tone::Unknown, Text::tr("Unknown"), facts.failing};
}

// The word kubectl prints for a pod, from the container states.
template <typename Node>
StateText podState(const Node &root, const Facts &facts)
{
    if (facts.deleting)
        return deletingState(facts);
    const Node status = root["status"];
    QString word = facts.phase.isEmpty() ? QStringLiteral("Unknown") : facts.phase;
    QString message;
    if (status["reason"].isText())
        word = status["reason"].text();

    bool initializing = false;
    int initDone = 0;
    const qsizetype initTotal = root["spec"]["initContainers"].size();
    status["initContainerStatuses"].each([&](const Node &container) {
        if (initializing)
            return;
        const Node state = container["state"];
        if (state["terminated"].isSet() && state["terminated"]["exitCode"].integer() == 0) {
            ++initDone;
            return;
        }
        if (container["started"].truth() && container["ready"].truth()) { // a sidecar
            ++initDone;
            return;
        }
        initializing = true;
        if (state["terminated"].isSet()) {
            const QString reason = state["terminated"]["reason"].text();
            word = QStringLiteral("Init:") + (reason.isEmpty() ? QStringLiteral("Error") : reason);
            message = state["terminated"]["message"].text();
        } else if (state["waiting"].isSet() && !state["waiting"]["reason"].is("PodInitializing") &&
                   !state["waiting"]["reason"].text().isEmpty()) {
            word = QStringLiteral("Init:") + state["waiting"]["reason"].text();
            message = state["waiting"]["message"].text();
        } else {
            word = QStringLiteral("Init:%1/%2").arg(initDone).arg(initTotal);
        }
    });

    int ready = 0;
    int total = 0;
    if (!initializing) {
        bool hasRunning = false;
        status["containerStatuses"].each([&](const Node &container) {
            ++total;
            const Node state = container["state"];
            if (state["waiting"].isSet() && !state["waiting"]["reason"].text().isEmpty()) {
                word = state["waiting"]["reason"].text();
                message = state["waiting"]["message"].text();
            } else if (state["terminated"].isSet()) {
                const QString reason = state["terminated"]["reason"].text();
                word = reason.isEmpty()
                           ? QStringLiteral("ExitCode:%1").arg(state["terminated"]["exitCode"].integer())
                           : reason;
                message = state["terminated"]["message"].text();
            } else if (container["ready"].truth()) {
                hasRunning = true;
                ++ready;
            }
        });
        if (word == u"Completed" && hasRunning)
            word = QStringLiteral("Running");
    }

    static const QStringList bad = {
        QStringLiteral("Error"),
        QStringLiteral("Failed"),
        QStringLiteral("CrashLoopBackOff"),
        QStringLiteral("ImagePullBackOff"),
        QStringLiteral("ErrImagePull"),
        QStringLiteral("InvalidImageName"),
        QStringLiteral("OOMKilled"),
        QStringLiteral("Evicted"),
        QStringLiteral("RunContainerError"),
        QStringLiteral("DeadlineExceeded"),
        QStringLiteral("NodeLost"),
        QStringLiteral("ContainerCannotRun"),
        QStringLiteral("StartError"),
        QStringLiteral("ErrImageNeverPull"),
        QStringLiteral("UnexpectedAdmissionError"),
        QStringLiteral("CreateContainerConfigError"),
        QStringLiteral("CreateContainerError"),
    };
    QString plainWord = word;
    if (plainWord.startsWith(u"Init:"))
        plainWord.remove(0, 5);
    StateText state{Tone::Neutral, word, message};
    if (bad.contains(plainWord) || plainWord.startsWith(u"ExitCode:") || plainWord.startsWith(u"Signal:"))
        state.tone = Tone::Bad;
    else if (word == u"Running")
        state.tone = ready == total ? Tone::Good : Tone::Warning;
    else if (word == u"ContainerCreating" || word == u"PodInitializing" || word.startsWith(u"Init:"))
        state.tone = Tone::Progressing;
    else if (word == u"Unknown")
        state.tone = Tone::Unknown;
    else if (word == u"Pending" && !facts.failing.isEmpty())
        state.tone = Tone::Waiting;
    if (state.reason.isEmpty() && state.tone != Tone::Good && word != u"Completed" && word != u"Succeeded")
        state.reason = facts.failing;
    return state;
}

template <typename Node>
StateText nodeState(const Node &root, const Facts &facts)
{
    if (facts.deleting)
        return deletingState(facts);
    const bool cordoned = root["spec"]["unschedulable"].truth();
    if (facts.readyStatus == u"True") {
        if (cordoned)
            return {Tone::Paused, Text::tr("Ready, cordoned"),
                    Text::tr("New pods are kept away from this node.")};
        return {facts.failing.isEmpty() ? Tone::Good : Tone::Warning, Text::tr("Ready"), facts.failing};
    }
    if (facts.readyStatus == u"False")
        return {Tone::Bad, Text::tr("Not ready"), facts.readyMessage};
    return {Tone::Unknown, Text::tr("Unknown"), facts.readyMessage};
}

template <typename Node>
StateText replicaState(const Node &root, const Facts &facts, bool daemonSet)
{
    if (facts.deleting)
        return deletingState(facts);
    const Node status = root["status"];
    const qint64 wanted =
        daemonSet ? status["desiredNumberScheduled"].integer() : root["spec"]["replicas"].integer(1);
    const qint64 ready = daemonSet ? status["numberReady"].integer() : status["readyReplicas"].integer();
    if (root["spec"]["paused"].truth())
        return {Tone::Paused, Text::tr("Paused"), {}};
    const bool stale = status["observedGeneration"].integer() < root["metadata"]["generation"].integer();
    if (!stale && ready >= wanted)
        return {Tone::Good, wanted == 0 && !daemonSet ? Text::tr("Scaled to 0") : Text::tr("Ready"), {}};
    bool stuck = false;
    status["conditions"].each([&](const Node &condition) {
        if (condition["type"].is("Progressing") && condition["status"].is("False"))
            stuck = true;
    });
    if (stuck)
        return {Tone::Bad, Text::tr("Stuck"), facts.failing};
    return {ready == 0 ? Tone::Warning : Tone::Progressing,
            ready == 0 ? Text::tr("Not ready") : Text::tr("Updating"),
            facts.failing.isEmpty() ? Text::tr("%1 of %2 pods are ready.").arg(ready).arg(wanted)
                                    : facts.failing};
}

template <typename Node>
StateText jobState(const Node &root, const Facts &facts)
{
    if (facts.deleting)
        return deletingState(facts);
    StateText state{Tone::Progressing, Text::tr("Running"), {}};
    if (root["spec"]["suspend"].truth())
        state = {Tone::Paused, Text::tr("Suspended"), {}};
    else if (root["status"]["active"].integer() == 0)
        state = {Tone::Neutral, Text::tr("Pending"), {}};
    root["status"]["conditions"].each([&](const Node &condition) {
        if (!condition["status"].is("True"))
            return;
        if (condition["type"].is("Complete"))
            state = {Tone::Good, Text::tr("Complete"), {}};
        else if (condition["type"].is("Failed"))
            state = {Tone::Bad, Text::tr("Failed"), condition["message"].text()};
    });
    return state;
}

template <typename Node>
StateText managedClusterState(const Node &root, const Facts &facts)
{
    if (facts.deleting)
        return deletingState(facts);
    QString accepted;
    QString joined;
    QString available;
    QString message;
    root["status"]["conditions"].each([&](const Node &condition) {
        const QString type = condition["type"].text();
        if (type == u"HubAcceptedManagedCluster")
            accepted = condition["status"].text();
        else if (type == u"ManagedClusterJoined")
            joined = condition["status"].text();
        else if (type == u"ManagedClusterConditionAvailable") {
            available = condition["status"].text();
            message = condition["message"].text();
        }
    });
    if (!root["spec"]["hubAcceptsClient"].truth() || accepted == u"False")
        return {Tone::Waiting, Text::tr("Waiting for acceptance"), {}};
    if (joined != u"True")
        return {Tone::Progressing, Text::tr("Joining"), {}};
    if (available == u"True")
        return {Tone::Good, Text::tr("Available"), {}};
    if (available == u"False")
        return {Tone::Bad, Text::tr("Not available"), message};
    return {Tone::Unknown, Text::tr("Not connected"), message};
}

template <typename Node>
StateText conditionState(const Node &root, const Facts &facts, const char *type, const char *good,
                         const char *bad)
{
    if (facts.deleting)
        return deletingState(facts);
    QString value;
    QString message;
    root["status"]["conditions"].each([&](const Node &condition) {
        if (condition["type"].is(type)) {
            value = condition["status"].text();
            message = condition["message"].text();
        }
    });
    if (value == u"True")
        return {Tone::Good, Text::tr(good), {}};
    if (value == u"False")
        return {Tone::Warning, Text::tr(bad), message};
    return {Tone::Unknown, Text::tr("Unknown"), message};
}

// Kinds whose ladder of phases begins with Pending: that is where one stands that nobody has looked at yet,
// new on a hub or in a folder, where there is no status (3.l).
bool startsPending(QStringView kind)
{
    return kind == u"ComputePool" || kind == u"ComputePoolEvaluation" || kind == u"AIWorkload" ||
           kind == u"WorkloadDeployment" || kind == u"Workload";
}

template <typename Node>
StateText stateFor(QStringView group, QStringView kind, const Node &root)
{
    const Facts facts = factsOf(root);
    if (group.isEmpty()) {
        if (kind == u"Pod")
            return podState(root, facts);
        if (kind == u"Node")
            return nodeState(root, facts);
        if (kind == u"Event")
            return root["type"].is("Warning")
                       ? StateText{Tone::Warning, Text::tr("Warning"), root["message"].text()}
                       : StateText{Tone::Neutral, Text::tr("Normal"), {}};
        if (kind == u"PersistentVolume" && !facts.deleting && facts.phase == u"Available")
            return {Tone::Neutral, Text::tr("Available"), {}};
    } else if (group == u"events.k8s.io") {
        return root["type"].is("Warning") ? StateText{Tone::Warning, Text::tr("Warning"), root["note"].text()}
                                          : StateText{Tone::Neutral, Text::tr("Normal"), {}};
    } else if (group == u"apps") {
        if (kind == u"Deployment" || kind == u"StatefulSet" || kind == u"ReplicaSet")
            return replicaState(root, facts, false);
        if (kind == u"DaemonSet")
            return replicaState(root, facts, true);
    } else if (group == u"batch") {
        if (kind == u"Job")
            return jobState(root, facts);
        if (kind == u"CronJob") {
            if (facts.deleting)
                return deletingState(facts);
            return root["spec"]["suspend"].truth() ? StateText{Tone::Paused, Text::tr("Suspended"), {}}
                                                   : StateText{Tone::Good, Text::tr("Active"), {}};
        }
    } else if (group == u"apiextensions.k8s.io") {
        return conditionState(root, facts, "Established", QT_TRANSLATE_NOOP("easel::State", "Established"),
                              QT_TRANSLATE_NOOP("easel::State", "Not established"));
    } else if (group == u"cluster.open-cluster-management.io") {
        if (kind == u"ManagedCluster")
            return managedClusterState(root, facts);
        if (kind == u"Placement")
            return conditionState(root, facts, "PlacementSatisfied",
                                  QT_TRANSLATE_NOOP("easel::State", "Satisfied"),
                                  QT_TRANSLATE_NOOP("easel::State", "Not satisfied"));
    } else if (group == u"work.open-cluster-management.io") {
        if (kind == u"ManifestWork") {
            const StateText applied = conditionState(root, facts, "Applied", "Applied", "Not applied");
            if (applied.tone != Tone::Good)
                return applied;
            return conditionState(root, facts, "Available", QT_TRANSLATE_NOOP("easel::State", "Available"),
                                  QT_TRANSLATE_NOOP("easel::State", "Not available"));
        }
        if (kind == u"ManifestWorkReplicaSet")
            return conditionState(root, facts, "ManifestworkApplied",
                                  QT_TRANSLATE_NOOP("easel::State", "Applied"),
                                  QT_TRANSLATE_NOOP("easel::State", "Not applied"));
    } else if (group.endsWith(u".toolkit.fluxcd.io")) {
        if (!facts.deleting && root["spec"]["suspend"].truth())
            return {Tone::Paused, Text::tr("Suspended"), facts.failing};
        // Flux does not reconcile every repository type: one without conditions is simply there.
        if (!facts.deleting && kind == u"HelmRepository" && root["spec"]["type"].is("oci") &&
            facts.readyStatus.isEmpty())
            return {Tone::Neutral, Text::tr("Not checked"), {}};
        StateText state = fromFacts(facts);
        if (state.tone == Tone::Warning)
            state.tone = Tone::Bad;
        return state;
    }
    if (!facts.deleting && !facts.anyStatus) {
        if (group != spectroGroup)
            return {Tone::Neutral, QStringLiteral("–"), {}}; // a foreign kind that reports nothing
        if (startsPending(kind)) {
            StateText state = stateOfPhase(QStringLiteral("Pending"));
            state.reason = Text::tr("Nothing has reported on it yet.");
            return state;
        }
    }
    return fromFacts(facts);
}

} // namespace

StateText stateOfPhase(const QString &phase)
{
    static const QHash<QString, const PhaseWord *> index = [] {
        QHash<QString, const PhaseWord *> built;
        for (const PhaseWord &entry : phaseWords)
            built.insert(QString::fromLatin1(entry.phase), &entry);
        return built;
    }();
    if (const PhaseWord *entry = index.value(folded(phase), nullptr))
        return {entry->tone, Text::tr(entry->word), {}};
    return {Tone::Neutral, cleanedLine(phase), {}};
}

bool hasState(QStringView group, QStringView kind)
{
    static const QStringList without = {
        QStringLiteral("Secret"),
        QStringLiteral("ConfigMap"),
        QStringLiteral("Service"),
        QStringLiteral("ServiceAccount"),
        QStringLiteral("Lease.coordination.k8s.io"),
        QStringLiteral("Ingress.networking.k8s.io"),
        QStringLiteral("DefinitionRevision.spectrocloud.com"),
        QStringLiteral("ManagedClusterSetBinding.cluster.open-cluster-management.io"),
        QStringLiteral("PlacementDecision.cluster.open-cluster-management.io"),
    };
    return !without.contains(group.isEmpty() ? kind.toString() : kind.toString() + u'.' + group.toString());
}

QStringList conditionOrder(QStringView group, QStringView kind)
{
    static const QHash<QString, QString> orders = {
        {QStringLiteral("Tenant"),
         QStringLiteral("NamespaceReady SettingsResolved RBACSynced QuotaConsistent DeletionBlocked Ready")},
        {QStringLiteral("Project"),
         QStringLiteral("NamespaceReady TenantResolved ComputeConfigResolved SettingsResolved RBACSynced "
                        "QuotaConsistent GuaranteeCovered DeletionBlocked Ready")},
        {QStringLiteral("Settings"),
         QStringLiteral(
             "SecretsFound PaletteReachable PaletteAuthorised HuggingFaceValid NvidiaValid Ready")},
        {QStringLiteral("Compute"), QStringLiteral("SettingsResolved PaletteReachable InventoryFresh Ready")},
        {QStringLiteral("ComputeConfig"), QStringLiteral("Valid")},
        {QStringLiteral("ComputePool"),
         QStringLiteral(
             "Accepted QuotaReserved HostsReserved ClusterRequested ClusterProvisioned KubeconfigStored "
             "ClusterRegistered ControllersInstalled EnvironmentReady ScalingActive DeletionBlocked Ready")},
        {QStringLiteral("ScalingPolicy"), QStringLiteral("PrometheusAvailable Active Ready")},
        {QStringLiteral("ProfileBundle"),
         QStringLiteral("ClusterProfilesResolved WorkloadProfilesResolved VariablesValid Ready")},
        {QStringLiteral("WorkloadProfile"), QStringLiteral("DefinitionsResolved MacrosValid Ready")},
        {QStringLiteral("ComponentDefinition"), QStringLiteral("Valid Ready")},
        {QStringLiteral("TraitDefinition"), QStringLiteral("Valid Ready")},
        {QStringLiteral("PolicyDefinition"), QStringLiteral("Valid Ready")},
        {QStringLiteral("VariableSet"), QStringLiteral("Valid Ready")},
        {QStringLiteral("Environment"), QStringLiteral("TopologyValid PlacementSatisfied Ready")},
        {QStringLiteral("WorkloadDeployment"),
         QStringLiteral(
             "ProfileResolved VariablesResolved EnvironmentResolved Rendered Delivered Healthy Ready")},
        {QStringLiteral("Workload"), QStringLiteral("Applied Healthy Ready")},
        {QStringLiteral("AIWorkload"),
         QStringLiteral(
             "Accepted BundlesResolved VariablesResolved ComputeReady CapacityReserved Delivered Healthy "
             "DeletionBlocked Ready")},
    };
    if (group != spectroGroup)
        return {};
    return orders.value(kind.toString()).split(u' ', Qt::SkipEmptyParts);
}

QString failingMessage(const QJsonObject &object)
{
    return factsOf(QtNode(object)).failing;
}

StateText stateOfNode(QStringView group, QStringView kind, const SimdNode &root)
{
    return stateFor(group, kind, root);
}

StateText stateOfNode(QStringView group, QStringView kind, const QtNode &root)
{
    return stateFor(group, kind, root);
}

StateText stateOf(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    return stateFor(ref.group(), ref.kind, QtNode(object));
}

} // namespace easel
