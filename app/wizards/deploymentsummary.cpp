// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/deploymentsummary.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/wizards/deploymentmodel.h"
#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gputext.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace easel {

namespace {

QLabel *sectionTitle(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    setTextRole(label, TextRole::Strong);
    return label;
}

} // namespace

DeploymentSummary::DeploymentSummary(DeploymentModel *model, Draft *draft, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_draft(draft)
    , m_facts(new QGridLayout)
    , m_capacity(new QGridLayout)
    , m_yaml(new QPlainTextEdit(this))
{
    setAccessibleName(tr("Summary"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(sectionTitle(tr("This deployment"), this));
    for (QGridLayout *grid : {m_facts, m_capacity}) {
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(4);
        grid->setColumnStretch(1, 1);
    }
    layout->addLayout(m_facts);
    layout->addSpacing(8);
    m_capacityTitle = sectionTitle({}, this);
    layout->addWidget(m_capacityTitle);
    layout->addLayout(m_capacity);
    layout->addSpacing(8);
    m_openTitle = sectionTitle(tr("Still open"), this);
    layout->addWidget(m_openTitle);
    m_open = new QLabel(this);
    m_open->setWordWrap(true);
    m_open->setTextFormat(Qt::PlainText);
    setSecondaryText(m_open);
    layout->addWidget(m_open);
    layout->addSpacing(8);
    auto *head = new QHBoxLayout;
    head->addWidget(sectionTitle(tr("YAML"), this));
    head->addStretch();
    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(QStringLiteral("summaryCopy"));
    copy->setAccessibleName(tr("Copy the YAML"));
    setButtonKind(copy, ButtonKind::Link);
    head->addWidget(copy);
    layout->addLayout(head);
    m_yaml->setReadOnly(true);
    m_yaml->setObjectName(QStringLiteral("summaryYaml"));
    m_yaml->setAccessibleName(tr("YAML of the deployment"));
    m_yaml->setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextRole(m_yaml, TextRole::Mono);
    layout->addWidget(m_yaml, 1);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_yaml->toPlainText()); });
    connect(model, &DeploymentModel::changed, this, &DeploymentSummary::refresh);
    refresh();
}

void DeploymentSummary::setRows(QGridLayout *grid, const QList<QPair<QString, QString>> &rows)
{
    // Labels are used again: new ones would flicker with every key that is typed.
    const auto label = [grid](int row, int column) {
        QLayoutItem *item = grid->itemAtPosition(row, column);
        return item ? qobject_cast<QLabel *>(item->widget()) : nullptr;
    };
    for (int row = 0; row < rows.size(); ++row) {
        if (!label(row, 0)) {
            auto *key = new QLabel(this);
            setSecondaryText(key);
            auto *value = new QLabel(this);
            value->setTextFormat(Qt::PlainText);
            value->setWordWrap(true);
            value->setTextInteractionFlags(Qt::TextSelectableByMouse);
            grid->addWidget(key, row, 0, Qt::AlignTop);
            grid->addWidget(value, row, 1, Qt::AlignTop);
        }
        label(row, 0)->setText(rows.at(row).first);
        label(row, 1)->setText(rows.at(row).second);
    }
    for (int row = 0; label(row, 0); ++row) {
        label(row, 0)->setVisible(row < rows.size());
        label(row, 1)->setVisible(row < rows.size());
    }
}

void DeploymentSummary::refresh()
{
    const QJsonObject object = m_model->deployment();
    const DeploymentView view(object);
    const QString none = tr("–", "nothing chosen");
    QStringList bundles;
    for (const auto &reference : view.bundles)
        bundles << cleanedLine(reference.name);
    int set = 0;
    int all = 0;
    QStringList open;
    QStringList parts;
    for (const DeploymentPart &part : m_model->parts()) {
        parts << part.config;
        for (const EffectiveVariable &variable : part.variables.variables) {
            ++all;
            set += variable.value.isUndefined() ? 0 : 1;
            if (variable.required && variable.value.isUndefined())
                open << tr("variable %1 of %2", "variable, part")
                            .arg(cleanedLine(variable.name), cleanedLine(part.config));
        }
    }
    QString compute = none;
    if (view.computePool.isSet())
        compute = tr("pool %1").arg(cleanedLine(view.computePool.name));
    else if (view.environment.isSet())
        compute = tr("environment %1").arg(cleanedLine(view.environment.name));
    setRows(m_facts,
            {{tr("Name"), view.name.isEmpty() ? none : cleanedLine(view.name)},
             {tr("Project"), view.namespaceName.isEmpty() ? none : cleanedLine(view.namespaceName)},
             {tr("Bundles"), bundles.isEmpty() ? none : bundles.join(QStringLiteral(", "))},
             {tr("Parts"), parts.isEmpty() ? none : parts.join(QStringLiteral(", "))},
             {tr("Runs on"), compute},
             {tr("GPUs asked"), view.gpuRequests.isEmpty() ? tr("none") : gpuText(view.gpuRequests, false)},
             {tr("Namespace"), view.targetNamespace.isEmpty() ? none : cleanedLine(view.targetNamespace)},
             {tr("Variables"), all == 0 ? tr("none") : tr("%1 of %2 set").arg(set).arg(all)}});

    QList<QPair<QString, QString>> capacity;
    const QList<ComputeOffer> offers = computeOffers(m_model->objects(), m_model->project(), m_model->name());
    for (const ComputeOffer &offer : offers) {
        if (offer.kind != ComputeOffer::Kind::Pool || offer.name != view.computePool.name)
            continue;
        for (auto it = offer.gpusFree.begin(); it != offer.gpusFree.end(); ++it) {
            const qint64 asked = view.gpuRequests.value(it.key());
            capacity.append(
                {shortFamily(it.key()),
                 asked > it.value()
                     ? tr("%1 free, %2 asked, %3 too many").arg(it.value()).arg(asked).arg(asked - it.value())
                     : tr("%1 free, %2 asked, %3 left").arg(it.value()).arg(asked).arg(it.value() - asked)});
        }
    }
    m_capacityTitle->setText(tr("GPUs of pool %1").arg(cleanedLine(view.computePool.name)));
    m_capacityTitle->setVisible(!capacity.isEmpty());
    setRows(m_capacity, capacity);

    if (view.namespaceName.isEmpty())
        open << tr("project");
    if (view.name.isEmpty())
        open << tr("name");
    if (view.bundles.isEmpty())
        open << tr("bundles");
    if (view.computeChoices() == 0)
        open << tr("where it runs");
    m_openTitle->setVisible(!open.isEmpty());
    m_open->setVisible(!open.isEmpty());
    m_open->setText(open.join(QStringLiteral(", ")));

    const QString text =
        m_draft->objects().isEmpty() ? QString() : QString::fromUtf8(m_draft->objects().first().text);
    if (m_yaml->toPlainText() != text) {
        const int scroll = m_yaml->verticalScrollBar()->value();
        m_yaml->setPlainText(text);
        m_yaml->verticalScrollBar()->setValue(scroll);
    }
}

} // namespace easel
