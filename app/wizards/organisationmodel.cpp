// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/organisationmodel.h"

#include "app/context/surroundings.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/organisation.h"
#include "core/domain/projectview.h"
#include "core/quota/quotarules.h"

namespace easel {

namespace {

const QString OwnConfig = QStringLiteral("cluster-defaults");

QString keyOf(const QMap<QString, qint64> &map, const QString &family)
{
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (sameGpuFamily(it.key(), family))
            return it.key();
    }
    return family;
}

std::optional<qint64> countOf(const QMap<QString, qint64> &map, const QString &family)
{
    const auto found = map.find(keyOf(map, family));
    return found == map.end() ? std::nullopt : std::optional<qint64>(*found);
}

} // namespace

OrganisationModel::OrganisationModel(Kind kind, Draft *draft, Surroundings *surroundings, QObject *parent)
    : ObjectModel(draft, surroundings, kind == Kind::Tenant ? newTenant() : newProject({}), parent)
    , m_kind(kind)
{
    start();
}

QString OrganisationModel::groupKind() const
{
    return (isTenant() ? QStringLiteral("Tenant.") : QStringLiteral("Project.")) + spectroGroup;
}

QString OrganisationModel::tenant() const
{
    return isTenant() ? name() : ProjectView(object()).tenant.name;
}

bool OrganisationModel::isNameTaken() const
{
    return !isEdit() && !objects().find(groupKind(), isTenant() ? QString() : name(), name()).isEmpty();
}

void OrganisationModel::setName(const QString &name)
{
    const bool own = makesConfig();
    if (own)
        draft()->removeAt(configIndex());
    replace(withOrganisationName(object(), name));
    if (own)
        setMakesConfig(true);
}

void OrganisationModel::setTenant(const QString &tenant)
{
    replace(withTenant(object(), tenant));
}

int OrganisationModel::configIndex() const
{
    const QList<DraftObject> &all = draft()->objects();
    for (int i = 0; i < all.size(); ++i) {
        if (all.at(i).ref.kind == u"ComputeConfig")
            return i;
    }
    return -1;
}

void OrganisationModel::setMakesConfig(bool makes)
{
    if (makesConfig())
        draft()->removeAt(configIndex());
    if (!makes)
        return;
    // The object itself stays first: it is what the draft is about.
    if (index() < 0)
        replace(object());
    draft()->add(plainComputeConfig(name(), OwnConfig));
    set(pointerOf(u"spec.computeConfigRef"), QJsonObject{{QStringLiteral("name"), OwnConfig}});
}

JsonPointer OrganisationModel::pointerOf(QStringView canonicalPath) const
{
    return isTenant() ? TenantView(object()).pointerOf(canonicalPath)
                      : ProjectView(object()).pointerOf(canonicalPath);
}

QStringList OrganisationModel::families() const
{
    QStringList families;
    const auto add = [&families](const QString &family) {
        const bool known = std::any_of(families.cbegin(), families.cend(),
                                       [&](const QString &other) { return sameGpuFamily(family, other); });
        if (!known && family != u"*")
            families << family;
    };
    const ProjectView project(object());
    const TenantView tenant(object());
    const QMap<QString, qint64> limits = isTenant() ? tenant.gpuLimits : project.gpuLimits;
    std::for_each(limits.keyBegin(), limits.keyEnd(), add);
    if (!isTenant())
        std::for_each(project.gpuRequests.keyBegin(), project.gpuRequests.keyEnd(), add);
    const QList<GpuUsage> lines =
        isTenant() ? m_ledgerAfter.tenantUsage(name()) : m_ledgerAfter.projectUsage(name());
    for (const GpuUsage &line : lines) {
        if (line.used() > 0 || (isTenant() && line.guaranteed > 0))
            add(line.family);
    }
    std::sort(families.begin(), families.end());
    if (limits.contains(QStringLiteral("*")))
        families << QStringLiteral("*");
    return families;
}

std::optional<qint64> OrganisationModel::limit(const QString &family) const
{
    return countOf(isTenant() ? TenantView(object()).gpuLimits : ProjectView(object()).gpuLimits, family);
}

std::optional<qint64> OrganisationModel::guarantee(const QString &family) const
{
    return countOf(ProjectView(object()).gpuRequests, family);
}

void OrganisationModel::setNumber(QStringView path, const QString &family, std::optional<qint64> count)
{
    const JsonPointer map = pointerOf(path);
    QMap<QString, qint64> said;
    const QJsonObject now = map.get(object()).toObject();
    for (const QString &key : now.keys())
        said.insert(key, 0);
    set(map / keyOf(said, family), count ? QJsonValue(*count) : QJsonValue(QJsonValue::Undefined));
}

void OrganisationModel::setLimit(const QString &family, std::optional<qint64> count)
{
    setNumber(u"spec.gpuResources.limits", family, count);
}

void OrganisationModel::setGuarantee(const QString &family, std::optional<qint64> count)
{
    setNumber(u"spec.gpuResources.requests", family, count);
}

void OrganisationModel::objectsRead()
{
    // Counting everything that holds GPUs may take a while on a large hub.
    m_counting = runInPool(
        [set = std::make_shared<const ObjectSet>(objects())]() -> Result<std::shared_ptr<const QuotaBook>> {
            return std::make_shared<const QuotaBook>(*set);
        });
    m_counting.call().then(this, [this](const Result<std::shared_ptr<const QuotaBook>> &book) {
        if (!book)
            return;
        m_book = *book;
        judge();
        Q_EMIT changed();
    });
}

QList<Finding> OrganisationModel::judged(const RuleContext &context) const
{
    ObjectSet around = objects();
    for (const DraftObject &other : draft()->objects()) {
        if (other.ref.groupKind() != groupKind())
            around.insert(other.value);
    }
    QList<Finding> findings = checkObject(object(), around, context);
    if (m_book)
        findings += quotaFindings(*m_book, object(), context);
    return findings;
}

void OrganisationModel::judge()
{
    compare();
    ObjectModel::judge();
}

void OrganisationModel::compare()
{
    m_ledgerBefore = {};
    m_ledgerAfter = {};
    if (!m_book)
        return;
    const QuotaLedger &whole = m_book->ledger();
    const QString ofTenant = tenant();
    QStringList projects = whole.projects(ofTenant);
    if (!isTenant())
        projects << name();
    m_ledgerBefore = whole.excerpt(projects);
    if (whole.hasTenant(ofTenant))
        m_ledgerBefore.setTenant(ofTenant, whole.tenantLimits(ofTenant));
    m_ledgerAfter = m_ledgerBefore;
    if (isTenant()) {
        m_ledgerAfter.setTenant(ofTenant, TenantView(object()).gpuLimits);
    } else {
        const ProjectView view(object());
        m_ledgerAfter.setProject(view.name, {ofTenant, view.gpuLimits, view.gpuRequests, view.deleting});
    }
}

QuotaEffect OrganisationModel::effect(const QString &family) const
{
    return isTenant() ? tenantEffect(m_ledgerBefore, m_ledgerAfter, name(), family)
                      : projectEffect(m_ledgerBefore, m_ledgerAfter, name(), family);
}

OrganisationModel::Verdict OrganisationModel::verdictAt(const JsonPointer &pointer) const
{
    Verdict verdict;
    for (const Finding &finding : findings()) {
        if (!finding.pointer.startsWith(pointer))
            continue;
        if (!verdict.sentence.isEmpty() && finding.severity >= verdict.severity)
            continue; // Refuse is the smallest
        verdict = {finding.severity, tr("%1 (%2)", "sentence, rule").arg(finding.sentence, finding.rule)};
    }
    return verdict;
}

} // namespace easel
