// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/settingswizard.h"

#include "app/context/appcontext.h"
#include "app/views/palette/effectiverows.h"
#include "app/wizards/settingsmodel.h"
#include "app/wizards/settingspages.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"

#include <QPointer>

namespace easel {

using Type = SettingsModel::Type;
using Use = SettingsModel::Use;

SettingsSummary::SettingsSummary(SettingsModel *model, QWidget *parent)
    : WizardSummary(model, tr("These settings"), tr("YAML of the settings"), parent)
    , m_model(model)
{
    refresh();
}

WizardSummary::Content SettingsSummary::content() const
{
    Content content;
    const QString none = tr("–", "nothing chosen");
    const ObjectRef owner = m_model->owner();
    content.facts = {{tr("Name"), m_model->name().isEmpty() ? none : cleanedLine(m_model->name())},
                     {tr("Of"), owner.name.isEmpty()      ? none
                                : owner.kind == u"Tenant" ? tr("tenant %1").arg(cleanedLine(owner.name))
                                                          : tr("project %1").arg(cleanedLine(owner.name))},
                     {tr("In use"), m_model->isReferred() ? tr("yes") : tr("no")}};
    if (m_model->place().isEmpty())
        content.open << tr("tenant or project");
    if (m_model->name().isEmpty())
        content.open << tr("name");
    bool any = false;
    for (const Type type : {Type::Palette, Type::HuggingFace, Type::Nvidia}) {
        QString text;
        switch (m_model->use(type)) {
        case Use::Above:
            text = m_model->isTenantLevel() ? tr("not set up") : tr("as the tenant");
            break;
        case Use::Off:
            text = tr("off");
            any = true;
            break;
        case Use::Here:
            any = true;
            text = m_model->isKeyTyped(type)  ? tr("new key")
                   : m_model->hasSecret(type) ? tr("key kept")
                                              : tr("own values, the tenant's key");
            if (m_model->isTenantLevel() && !m_model->isKeyTyped(type) && !m_model->hasSecret(type)) {
                text = tr("no key yet");
                content.open << tr("key of %1").arg(integrationTitle(type));
            }
            break;
        }
        content.facts << std::pair(integrationTitle(type), text);
    }
    if (!any)
        content.open << tr("at least one integration");
    return content;
}

SettingsWizard::SettingsWizard(AppContext *context, std::unique_ptr<Draft> given, const QString &place,
                               QWidget *parent)
    : WizardWindow(context, std::move(given), parent)
    , m_model(new SettingsModel(draft(), context->surroundings(), this))
{
    setObjectName(QStringLiteral("settingsWizard"));
    if (draft()->kindOfWork() == DraftWord)
        setRestored();
    draft()->setKindOfWork(DraftWord);
    if (draft()->objects().isEmpty() && !place.isEmpty())
        m_model->setPlace(place);

    addPage(new SettingsPlacePage(m_model, this));
    for (const Type type : {Type::Palette, Type::HuggingFace, Type::Nvidia})
        addPage(new SettingsIntegrationPage(context, m_model, type, this));
    addReview();
    setSummary(new SettingsSummary(m_model, this));
    connect(m_model, &SettingsModel::changed, this, [this] {
        showHead();
        refreshAll();
    });
    if (m_model->isEdit())
        setEveryStepReachable();
    showHead();
    start();
}

void SettingsWizard::showHead()
{
    const QString name = cleanedLine(m_model->name());
    const QString where = context()->source() ? context()->source()->title() : QString();
    const ObjectRef owner = m_model->owner();
    setHead(m_model->isEdit() ? tr("Edit settings %1").arg(name)
            : name.isEmpty()  ? tr("New settings")
                              : tr("New settings %1").arg(name),
            owner.name.isEmpty()
                ? where
                : tr("in %1, %2", "tenant or project, hub").arg(cleanedLine(owner.name), where));
}

void SettingsWizard::stepEntered(int step)
{
    Q_UNUSED(step)
    showHead();
}

namespace {

void openWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &place, QWidget *parent)
{
    auto *wizard = new SettingsWizard(context, std::move(draft), place, parent);
    bringUp(wizard);
}

} // namespace

void restoreSettingsDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    openWizard(context, std::move(draft), {}, parent);
}

void registerSettingsActions(AppContext *context)
{
    const QString kind = QStringLiteral("Settings.spectrocloud.com");
    context->actions()->add(newAction(
        QStringLiteral("settings.new"), SettingsWizard::tr("New settings…"), kind,
        [context](const ActionTarget &target) {
            const Scope scope = context->scope();
            const QString place = scope.kind == Scope::Kind::Tenant ? QStringLiteral("tenant-") + scope.name
                                  : scope.kind == Scope::Kind::Project ? scope.name
                                                                       : QString();
            openWizard(context, std::make_unique<Draft>(), place, target.window);
        }));
    context->actions()->add(editAction(context, QStringLiteral("settings.edit"), kind,
                                       [context](std::unique_ptr<Draft> draft, QWidget *window) {
                                           openWizard(context, std::move(draft), {}, window);
                                       }));
}

} // namespace easel
