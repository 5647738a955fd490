// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/objectmodel.h"
#include "core/base/call.h"
#include "core/quota/quotabook.h"
#include "core/quota/quotaeffect.h"

namespace easel {

// The draft's Tenant or Project: its findings, those of the ledger included, and what its limits and
// guarantees do to everybody's room.
class OrganisationModel : public ObjectModel
{
    Q_OBJECT

public:
    enum class Kind { Tenant, Project };

    OrganisationModel(Kind kind, Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);

    Kind kind() const { return m_kind; }
    bool isTenant() const { return m_kind == Kind::Tenant; }
    bool isCounted() const { return m_book != nullptr; } // the ledger is known
    QString tenant() const;                              // its own name, or the project's tenant
    QString groupKind() const;
    bool isNameTaken() const;

    void setName(const QString &name);
    void setTenant(const QString &tenant);
    // A ComputeConfig of the project's own that is made along with it.
    bool makesConfig() const { return configIndex() >= 0; }
    void setMakesConfig(bool makes);

    // Where the object says it, or would (rule C3).
    JsonPointer pointerOf(QStringView canonicalPath) const;
    // Families with a limit, a guarantee or use here; "*" last.
    QStringList families() const;
    std::optional<qint64> limit(const QString &family) const;
    std::optional<qint64> guarantee(const QString &family) const;
    void setLimit(const QString &family, std::optional<qint64> count);
    void setGuarantee(const QString &family, std::optional<qint64> count);
    QuotaEffect effect(const QString &family) const;

    // The worst finding at a pointer or below it, with its rule: "Group 2 is empty or repeated. (TEN-2)".
    struct Verdict
    {
        Finding::Severity severity = Finding::Severity::Inform;
        QString sentence; // empty: nothing to say
        bool isRefusal() const { return !sentence.isEmpty() && severity == Finding::Severity::Refuse; }
    };
    Verdict verdictAt(const JsonPointer &pointer) const;

protected:
    QString untitled() const override { return isTenant() ? tr("New tenant") : tr("New project"); }
    void objectsRead() override;
    QList<Finding> judged(const RuleContext &context) const override;
    void judge() override;

private:
    int configIndex() const;
    void setNumber(QStringView path, const QString &family, std::optional<qint64> count);
    void compare();

    Kind m_kind;
    std::shared_ptr<const QuotaBook> m_book;
    ScopedCall<std::shared_ptr<const QuotaBook>> m_counting;
    QuotaLedger m_ledgerBefore; // of the tenant alone
    QuotaLedger m_ledgerAfter;
};

} // namespace easel
