// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/palette/effectivelist.h"

#include "app/look/controls.h"
#include "app/views/palette/effectiverows.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/text.h"

#include <QDateTime>
#include <QJsonArray>
#include <QVBoxLayout>

namespace easel {

using Type = IntegrationView::Type;

QHash<Type, IntegrationCheck> integrationChecks(const QJsonObject &settings)
{
    QHash<Type, IntegrationCheck> checks;
    const QJsonArray list = valueAt(settings, u"status.integrations").toArray();
    for (const auto &item : list) {
        const QJsonObject object = item.toObject();
        const auto type = integrationType(object.value(u"type").toString());
        if (type)
            checks.insert(*type, {object.value(u"state").toString(), object.value(u"checkedAt").toString(),
                                  object.value(u"message").toString()});
    }
    return checks;
}

EffectiveList::EffectiveList(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
}

void EffectiveList::setSettings(const EffectiveSettings &settings,
                                const QHash<Type, IntegrationCheck> &checks, bool stale)
{
    if (settings.integrations == m_shown && checks == m_checks && stale == m_stale)
        return;
    m_shown = settings.integrations;
    m_checks = checks;
    m_stale = stale;
    if (m_content)
        m_content->deleteLater();
    m_content = new QWidget(this);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    for (const EffectiveIntegration &integration : settings.integrations) {
        QList<KeyValue> rows;
        if (checks.contains(integration.type)) {
            const IntegrationCheck check = checks.value(integration.type);
            const bool verified = sameEnum(check.state, u"Verified");
            const bool failed = sameEnum(check.state, u"Failed");
            KeyValue row{tr("Checked"),
                         {ValuePart::state(verified ? Tone::Good
                                           : failed ? Tone::Bad
                                                    : Tone::Unknown,
                                           verified ? tr("accepted")
                                           : failed ? tr("refused")
                                                    : tr("not checked"))},
                         {}};
            const QDateTime at = QDateTime::fromString(check.checkedAt, Qt::ISODate);
            if (at.isValid())
                row.value << ValuePart::aside(at.toLocalTime().toString(QStringLiteral("d MMM yyyy HH:mm")));
            rows << row;
            if (!check.message.isEmpty())
                rows << KeyValue{tr("Answer"), {ValuePart::plain(cleanedLine(check.message))}, {}};
        }
        rows << effectiveRows(integration);
        auto *head =
            new SectionHeader(integrationTitle(integration.type), SectionHeader::Level::Caption, m_content);
        auto *grid = new KeyValueGrid(m_content);
        grid->setKeyWidth(124);
        grid->setStale(stale);
        grid->setAccessibleName(tr("%1 in effect").arg(integrationTitle(integration.type)));
        grid->setRows(rows);
        column->addWidget(head);
        column->addWidget(grid);
    }
    m_column->addWidget(m_content);
}

} // namespace easel
