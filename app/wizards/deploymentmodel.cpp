// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/deploymentmodel.h"

#include "app/context/surroundings.h"
#include "core/domain/rules.h"
#include "core/domain/tolerant.h"
#include "core/yaml/yamlwriter.h"

namespace easel {

DeploymentModel::DeploymentModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : QObject(parent)
    , m_draft(draft)
    , m_surroundings(surroundings)
    , m_isEdit(!draft->objects().isEmpty() && !draft->objects().first().base.isEmpty())
{
    connect(draft, &Draft::changed, this, [this] {
        judge();
        Q_EMIT changed();
    });
    connect(surroundings, &Surroundings::changed, this, &DeploymentModel::read);
    read();
}

void DeploymentModel::read()
{
    m_surroundings->objects().then(this, [this](const Result<std::shared_ptr<const ObjectSet>> &result) {
        if (!result)
            return;
        m_objects = *result;
        judge();
        Q_EMIT changed();
    });
}

const ObjectSet &DeploymentModel::objects() const
{
    static const ObjectSet none;
    return m_objects ? *m_objects : none;
}

QJsonObject DeploymentModel::deployment() const
{
    return m_draft->objects().isEmpty() ? newDeployment({}) : m_draft->objects().first().value;
}

QString DeploymentModel::project() const
{
    return valueAt(deployment(), u"metadata.namespace").toString();
}

QString DeploymentModel::name() const
{
    return valueAt(deployment(), u"metadata.name").toString();
}

QJsonObject DeploymentModel::projectObject() const
{
    return objects().find(QStringLiteral("Project.spectrocloud.com"), project(), project());
}

bool DeploymentModel::isModel() const
{
    const QJsonObject labels = valueAt(deployment(), u"metadata.labels").toObject();
    return sameEnum(labels.value(u"palette.ai/aiworkload-type").toString(), u"model");
}

void DeploymentModel::replace(const QJsonObject &deployment)
{
    if (m_draft->objects().isEmpty())
        m_draft->add(deployment);
    else if (m_draft->objects().first().text == writeYaml(this->deployment()))
        m_draft->setText(0, writeYaml(deployment)); // nobody's writing yet: no quotes left over from ""
    else
        m_draft->replace(0, deployment);
    const QString name = valueAt(deployment, u"metadata.name").toString();
    m_draft->setTitle(name.isEmpty() ? tr("New deployment") : name);
}

void DeploymentModel::set(const JsonPointer &pointer, const QJsonValue &value)
{
    QJsonValue root = deployment();
    const bool empty = value.isUndefined() || (value.isString() && value.toString().isEmpty());
    // A name stays as an empty text: the object has to have one.
    if (empty && pointer.last() != u"name")
        pointer.remove(root);
    else
        pointer.set(root, empty ? QJsonValue(QString()) : value);
    replace(root.toObject());
}

void DeploymentModel::judge()
{
    const QJsonObject object = deployment();
    const Source *source = m_surroundings->source();
    RuleContext context;
    context.plainHub = !source || source->mode() != HubMode::Vendor;
    context.intent = m_isEdit ? RuleContext::Intent::Update : RuleContext::Intent::Create;
    if (m_isEdit)
        context.before = m_draft->objects().first().base;
    m_parts = deploymentParts(objects(), object, context.plainHub);
    m_findings = checkObject(object, objects(), context);
}

QString DeploymentModel::refusalAt(const JsonPointer &pointer) const
{
    for (const Finding &finding : m_findings) {
        if (finding.severity == Finding::Severity::Refuse && finding.pointer.startsWith(pointer))
            return finding.sentence;
    }
    return {};
}

QString DeploymentModel::refusalOf(const QString &rule) const
{
    for (const Finding &finding : m_findings) {
        if (finding.severity == Finding::Severity::Refuse && finding.rule == rule)
            return finding.sentence;
    }
    return {};
}

} // namespace easel
