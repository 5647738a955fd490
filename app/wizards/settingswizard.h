// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardsummary.h"
#include "app/wizards/wizardwindow.h"

namespace easel {

class SettingsModel;

// Settings of a tenant or a project from nothing to applied: place, three integrations, the plan that writes
// the Settings and their Secrets.
class SettingsWizard : public WizardWindow
{
    Q_OBJECT

public:
    inline static const QString DraftWord = QStringLiteral("settings");

    // place: the namespace to begin with; may be empty. step: where to begin.
    SettingsWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &place,
                   QWidget *parent = nullptr);
    SettingsModel *model() const { return m_model; }

protected:
    void stepEntered(int step) override;

private:
    void showHead();
    SettingsModel *m_model;
};

// What the Settings are so far.
class SettingsSummary : public WizardSummary
{
    Q_OBJECT

public:
    SettingsSummary(SettingsModel *model, QWidget *parent);

protected:
    Content content() const override;

private:
    SettingsModel *m_model;
};

void registerSettingsActions(AppContext *context);
void restoreSettingsDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
