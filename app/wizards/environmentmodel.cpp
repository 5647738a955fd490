// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/environmentmodel.h"

#include "app/context/surroundings.h"
#include "core/domain/computeview.h"
#include "core/domain/environmentview.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/rules.h"
#include "core/yaml/yamlwriter.h"

#include <QSet>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString environmentKind = QStringLiteral("Environment.spectrocloud.com");

JsonPointer at(const QString &path)
{
    return JsonPointer(path.split(u'.'));
}

QJsonObject newEnvironment()
{
    return {{u"apiVersion"_s, u"spectrocloud.com/v1beta1"_s},
            {u"kind"_s, u"Environment"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, QString()}, {u"namespace"_s, QString()}}},
            {u"spec"_s,
             QJsonObject{{u"topology"_s,
                          QJsonObject{{u"type"_s, u"topology-ocm"_s},
                                      {u"properties"_s, QJsonObject{{u"placement"_s, QJsonObject()}}}}}}}};
}

} // namespace

EnvironmentModel::EnvironmentModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : QObject(parent)
    , m_draft(draft)
    , m_surroundings(surroundings)
    , m_isEdit(!draft->objects().isEmpty() && !draft->objects().first().base.isEmpty())
{
    connect(draft, &Draft::changed, this, [this] {
        judge();
        Q_EMIT changed();
    });
    connect(surroundings, &Surroundings::changed, this, &EnvironmentModel::read);
    read();
}

void EnvironmentModel::read()
{
    m_surroundings->objects().then(this, [this](const Result<std::shared_ptr<const ObjectSet>> &result) {
        if (!result)
            return;
        m_objects = *result;
        judge();
        Q_EMIT changed();
    });
}

const ObjectSet &EnvironmentModel::objects() const
{
    static const ObjectSet none;
    return m_objects ? *m_objects : none;
}

QJsonObject EnvironmentModel::environment() const
{
    return m_draft->objects().isEmpty() ? newEnvironment() : m_draft->objects().first().value;
}

QString EnvironmentModel::name() const
{
    return environment()[u"metadata"][u"name"].toString();
}

QString EnvironmentModel::project() const
{
    return environment()[u"metadata"][u"namespace"].toString();
}

bool EnvironmentModel::usesExistingPlacement() const
{
    return EnvironmentView(environment()).usesExistingPlacement();
}

void EnvironmentModel::setUsesExistingPlacement(bool existing)
{
    if (existing == usesExistingPlacement())
        return;
    QJsonValue root = environment();
    const JsonPointer properties = at(u"spec.topology.properties"_s);
    at(u"spec.topology.type"_s).set(root, existing ? u"topology-ocm-byop"_s : u"topology-ocm"_s);
    (properties / u"placement"_s).remove(root);
    (properties / u"placementRef"_s).remove(root);
    if (!existing)
        (properties / u"placement"_s).set(root, QJsonObject());
    replace(root.toObject());
}

QJsonObject EnvironmentModel::placement() const
{
    return EnvironmentView(environment()).placement;
}

void EnvironmentModel::setPlacement(const QJsonObject &placement)
{
    if (placement == this->placement())
        return;
    QJsonValue root = environment();
    JsonPointer where = EnvironmentView(environment()).placementPointer;
    if (where.isEmpty())
        where = at(u"spec.topology.properties.placement"_s);
    where.set(root, placement);
    replace(root.toObject());
}

QJsonObject EnvironmentModel::rollout() const
{
    return EnvironmentView(environment()).rolloutStrategy;
}

void EnvironmentModel::setRollout(const QJsonObject &strategy)
{
    if (strategy == rollout())
        return;
    QJsonValue root = environment();
    at(u"spec.topology.properties.manifestWorkReplicaSet.rolloutStrategy"_s).set(root, strategy);
    replace(root.toObject());
}

QJsonValue EnvironmentModel::value(QStringView path) const
{
    return valueAt(environment(), path);
}

void EnvironmentModel::set(const QString &path, const QJsonValue &value)
{
    QJsonValue root = environment();
    const JsonPointer pointer = at(path);
    const bool empty = value.isUndefined() || (value.isString() && value.toString().isEmpty());
    // A name stays as an empty text: the object has to have one.
    if (empty && !path.startsWith(u"metadata."))
        pointer.remove(root);
    else
        pointer.set(root, empty ? QJsonValue(QString()) : value);
    replace(root.toObject());
}

void EnvironmentModel::replace(const QJsonObject &environment)
{
    if (environment == this->environment() && !m_draft->objects().isEmpty())
        return;
    if (m_draft->objects().isEmpty())
        m_draft->add(environment);
    else if (m_draft->objects().first().text == writeYaml(this->environment()))
        m_draft->setText(0, writeYaml(environment)); // nobody's writing yet: no quotes left over from ""
    else
        m_draft->replace(0, environment);
    m_draft->setTitle(name().isEmpty() ? tr("New environment") : name());
}

void EnvironmentModel::judge()
{
    const Source *source = m_surroundings->source();
    RuleContext context;
    context.plainHub = !source || source->mode() != HubMode::Vendor;
    context.intent = m_isEdit ? RuleContext::Intent::Update : RuleContext::Intent::Create;
    if (m_isEdit)
        context.before = m_draft->objects().first().base;
    m_findings = checkObject(environment(), objects(), context);
}

QString EnvironmentModel::refusalOf(const QString &rule) const
{
    for (const Finding &finding : m_findings) {
        if (finding.severity == Finding::Severity::Refuse && finding.rule == rule)
            return finding.sentence;
    }
    return {};
}

bool EnvironmentModel::isNameTaken() const
{
    return !m_isEdit && !name().isEmpty() && !objects().find(environmentKind, project(), name()).isEmpty();
}

QStringList EnvironmentModel::gpuFamilies() const
{
    QSet<QString> families;
    const auto add = [&families](const QJsonObject &map) {
        for (auto it = map.begin(); it != map.end(); ++it) {
            if (it.key() != u"*")
                families.insert(it.key());
        }
    };
    for (const char *kind : {"Tenant", "Project"}) {
        const QList<QJsonObject> all = objects().all(QString::fromLatin1(kind) + u".spectrocloud.com"_s);
        for (const QJsonObject &object : all)
            add(object[u"spec"][u"gpuResources"][u"limits"].toObject());
    }
    const QList<QJsonObject> computes = objects().all(u"Compute.spectrocloud.com"_s);
    for (const QJsonObject &compute : computes) {
        for (const HostView &host : ComputeView(compute).hosts) {
            const QMap<QString, qint64> gpus = host.gpusByFamily();
            for (auto it = gpus.cbegin(); it != gpus.cend(); ++it)
                families.insert(it.key());
        }
    }
    QStringList sorted(families.cbegin(), families.cend());
    sorted.removeAll(QString());
    sorted.sort();
    return sorted;
}

} // namespace easel
