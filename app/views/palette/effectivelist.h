// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/effectivesettings.h"

#include <QWidget>

class QVBoxLayout;

namespace easel {

// How an integration was found when the hub's engine last tried it (Settings.status.integrations).
struct IntegrationCheck
{
    QString state; // Verified, Failed, NotChecked
    QString checkedAt;
    QString message;
    bool operator==(const IntegrationCheck &) const = default;
};
QHash<IntegrationView::Type, IntegrationCheck> integrationChecks(const QJsonObject &settings);

// The three integrations as they count for a place: state, values, and where each comes from.
class EffectiveList : public QWidget
{
    Q_OBJECT

public:
    explicit EffectiveList(QWidget *parent = nullptr);
    void setSettings(const EffectiveSettings &settings,
                     const QHash<IntegrationView::Type, IntegrationCheck> &checks, bool stale);

private:
    QVBoxLayout *m_column;
    QList<EffectiveIntegration> m_shown;
    QHash<IntegrationView::Type, IntegrationCheck> m_checks;
    bool m_stale = false;
    QWidget *m_content = nullptr;
};

} // namespace easel
