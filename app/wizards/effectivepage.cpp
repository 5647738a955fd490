// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/effectivepage.h"

#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/wizards/clustermodel.h"
#include "app/wizards/clusterpages.h"
#include "core/base/text.h"

#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

EffectivePage::EffectivePage(ClusterModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_consequences(new Banner(Tone::Warning, this))
    , m_choice(new ClusterChoice(model, QStringLiteral("valuesCluster"), this))
    , m_table(new QTreeWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    m_consequences->setObjectName(QStringLiteral("consequences"));
    m_consequences->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_consequences);
    column->addWidget(m_choice);
    m_table->setObjectName(QStringLiteral("effectiveValues"));
    m_table->setAccessibleName(tr("Values in effect"));
    m_table->setHeaderLabels({tr("Field"), tr("Value"), tr("Where from")});
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setUniformRowHeights(true);
    m_table->setTabKeyNavigation(false);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(0, QHeaderView::Interactive);
    m_table->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_table->header()->resizeSection(0, scaledWidth(this, 240));
    m_table->setMinimumHeight(scaledWidth(this, 320));
    column->addWidget(m_table, 1);
}

QString EffectivePage::explanation() const
{
    return m_model->isPool()
               ? tr("The pool's own values come first, then the project's compute configuration, then what "
                    "is built in.")
               : tr("What pools get that say nothing themselves.");
}

void EffectivePage::showConsequences()
{
    const QList<PoolConsequence> all = m_model->consequences();
    m_consequences->setVisible(!all.isEmpty());
    if (all.isEmpty())
        return;
    int rebuilt = 0;
    bool leaves = false;
    QStringList sentences;
    for (const PoolConsequence &one : all) {
        if (one.kind == PoolConsequence::Kind::Rebuilds)
            rebuilt = std::max(rebuilt, one.machines);
        leaves = leaves || one.kind == PoolConsequence::Kind::Leaves;
        sentences << cleanedLine(one.sentence);
    }
    m_consequences->setTone(rebuilt > 0 || leaves ? Tone::Warning : Tone::Neutral);
    m_consequences->setTexts(
        rebuilt > 0 ? tr("This rebuilds %n machine(s), one after the other, once somebody approves.", nullptr,
                         rebuilt)
        : leaves    ? tr("Machines leave the pool.")
                    : tr("No machine is rebuilt."),
        sentences.join(u' '));
}

void EffectivePage::refresh()
{
    showConsequences();
    m_choice->refresh();
    const std::optional<ClusterConfigView> defaults = m_model->defaults();
    const QList<DefaultedField> fields = effectiveFields(m_model->own(), defaults ? &*defaults : nullptr);
    const auto source = [this](ValueSource from) {
        switch (from) {
        case ValueSource::Own:
            return m_model->isPool() ? tr("this pool") : tr("this configuration");
        case ValueSource::Config:
            return m_model->configName();
        case ValueSource::BuiltIn:
            return tr("built in");
        case ValueSource::None:
            break;
        }
        return tr("not set");
    };
    // The same rows are written over: nothing jumps while somebody reads.
    QStringList parts;
    for (const DefaultedField &field : fields) {
        if (!parts.contains(field.part))
            parts << field.part;
    }
    while (m_table->topLevelItemCount() > parts.size())
        delete m_table->takeTopLevelItem(m_table->topLevelItemCount() - 1);
    for (int i = 0; i < parts.size(); ++i) {
        QTreeWidgetItem *top = m_table->topLevelItem(i);
        if (!top) {
            top = new QTreeWidgetItem(m_table);
            top->setFont(0, textFont(TextRole::Strong));
            top->setFirstColumnSpanned(true);
            top->setExpanded(true);
        }
        top->setText(0, cleanedLine(parts.at(i)));
        int row = 0;
        for (const DefaultedField &field : fields) {
            if (field.part != parts.at(i))
                continue;
            QTreeWidgetItem *item = top->child(row) ? top->child(row) : new QTreeWidgetItem(top);
            item->setText(0, field.name);
            item->setText(1, cleanedLine(field.value));
            item->setToolTip(1, cleanedLine(field.value));
            item->setText(2, cleanedLine(source(field.source)));
            ++row;
        }
        while (top->childCount() > row)
            delete top->takeChild(top->childCount() - 1);
    }
}

} // namespace easel
