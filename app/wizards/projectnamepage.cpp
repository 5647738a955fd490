// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/projectnamepage.h"

#include "app/views/parts/formfield.h"
#include "app/wizards/choicelist.h"
#include "app/wizards/objectmodel.h"
#include "core/domain/appdeployment.h"
#include "core/domain/tolerant.h"

#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const JsonPointer NamePointer = JsonPointer::of({u"metadata"_s, u"name"_s});
const JsonPointer NamespacePointer = JsonPointer::of({u"metadata"_s, u"namespace"_s});

} // namespace

ProjectNamePage::ProjectNamePage(ObjectModel *model, const Texts &texts, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_texts(texts)
    , m_projects(new ChoiceList(ChoiceList::Mode::One))
    , m_projectField(new FormField(tr("Project"), m_projects, this))
    , m_name(new QLineEdit)
    , m_nameField(new FormField(tr("Name"), m_name, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    m_projects->setObjectName(u"objectProject"_s);
    m_name->setObjectName(u"objectName"_s);
    m_name->setMaxLength(63);
    column->addWidget(m_projectField);
    column->addWidget(m_nameField);
    column->addStretch(1);
    if (model->isEdit()) {
        m_projects->setReadOnly(true);
        m_name->setReadOnly(true);
        m_projectField->setNote(tr("cannot change"));
        m_nameField->setNote(tr("cannot change"));
    }
    connect(m_projects, &ChoiceList::chosenChanged, this, [this] {
        QJsonValue root = m_model->object();
        NamespacePointer.set(root, m_projects->chosen().value(0));
        m_model->replace(root.toObject());
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(NamePointer, text.trimmed());
        Q_EMIT edited();
    });
}

QString ProjectNamePage::project() const
{
    return NamespacePointer.get(m_model->object()).toString();
}

void ProjectNamePage::refresh()
{
    QList<ChoiceItem> items;
    const QList<ProjectOffer> offers = projectOffers(m_model->objects());
    for (const ProjectOffer &offer : offers) {
        if (m_model->isEdit() && offer.name != project())
            continue;
        ChoiceItem item;
        item.id = offer.name;
        item.title = offer.name;
        item.note = offer.displayName != offer.name ? offer.displayName : QString();
        item.detail = offer.tenant.isEmpty() ? tr("no tenant") : tr("tenant %1").arg(offer.tenant);
        item.icon = u"folder"_s;
        items << item;
    }
    m_projects->setItems(items);
    m_projects->setChosen(project().isEmpty() ? QStringList() : QStringList{project()});
    m_projectField->setHelp(items.isEmpty() && m_model->isReady()
                                ? tr("No project yet. Make one under Projects first.")
                                : QString());
    if (m_name->text() != m_model->name()) {
        const QSignalBlocker quiet(m_name);
        m_name->setText(m_model->name());
    }
    showProblems(m_showAll);
}

QList<PageProblem> ProjectNamePage::problems() const
{
    QList<PageProblem> found;
    if (m_model->isEdit())
        return found;
    if (project().isEmpty())
        found << PageProblem{m_projects, tr("Choose a project.")};
    const QString groupKind = refOf(m_model->object()).groupKind();
    if (m_model->name().isEmpty())
        found << PageProblem{m_name, tr("Enter a name.")};
    else if (const QString refusal = m_model->refusalAt(NamePointer); !refusal.isEmpty())
        found << PageProblem{m_name, refusal};
    else if (!m_model->objects().find(groupKind, project(), m_model->name()).isEmpty())
        found << PageProblem{m_name, m_texts.taken.arg(project(), m_model->name())};
    return found;
}

void ProjectNamePage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    QString project;
    QString name;
    const QList<PageProblem> found = problems();
    for (const PageProblem &problem : found)
        (problem.field == m_projects ? project : name) = problem.sentence;
    m_projectField->setError(m_showAll ? project : QString());
    m_nameField->setError(m_showAll || !m_model->name().isEmpty() ? name : QString());
}

} // namespace easel
