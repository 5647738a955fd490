// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/poolsummary.h"

#include "app/look/controls.h"
#include "app/views/explain/funnelview.h"
#include "app/views/explain/waterfallview.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/parts/statechip.h"
#include "app/wizards/poolmodel.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;

PoolFacts::PoolFacts(PoolModel *model, QWidget *parent)
    : WizardSummary(model, tr("This pool"), tr("YAML of the pool"), parent)
    , m_model(model)
{
    layout()->setContentsMargins(0, 0, 0, 0);
    refresh();
}

WizardSummary::Content PoolFacts::content() const
{
    Content content;
    const auto orNone = [](const QString &text) { return text.isEmpty() ? u"–"_s : cleanedLine(text); };
    const PoolView pool = m_model->pool();
    content.facts = {{tr("Name"), orNone(pool.name)},
                     {tr("Project"), orNone(pool.namespaceName)},
                     {tr("Bundle"), orNone(pool.bundle.name)}};
    QStringList open;
    if (pool.namespaceName.isEmpty())
        open << tr("project");
    if (pool.name.isEmpty())
        open << tr("name");
    if (!pool.bundle.isSet())
        open << tr("bundle");
    const QStringList names = m_model->clusterNames();
    for (int i = 0; i < names.size(); ++i) {
        const ClusterConfigView cluster = m_model->effect(i);
        const QString of = names.size() > 1 ? names.at(i) + u": "_s : QString();
        content.facts << std::pair(of + tr("Control plane"),
                                   cluster.controlPlane ? nodePoolText(*cluster.controlPlane) : u"–"_s);
        for (const NodePoolView &worker : cluster.workers.value_or(QList<NodePoolView>()))
            content.facts << std::pair(of + orNone(worker.name), nodePoolText(worker));
        content.facts << std::pair(of + tr("Address"), orNone(cluster.vip));
        if (cluster.vip.isEmpty() && !cluster.overlayEnabled.value_or(false))
            open << of + tr("control plane address");
    }
    if (!pool.scalingPolicy.isEmpty())
        content.facts << std::pair(tr("Scaling"), cleanedLine(pool.scalingPolicy));
    content.open = open;
    return content;
}

PoolSummary::PoolSummary(PoolModel *model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_funnelTitle(new SectionHeader({}, SectionHeader::Level::Block, this))
    , m_funnel(new FunnelView(this))
    , m_nothing(new QLabel(this))
    , m_quota(new QVBoxLayout)
{
    setAccessibleName(tr("Summary"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    outer->addWidget(scroll);
    auto *content = new QWidget(scroll);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(8);
    column->addWidget(m_funnelTitle);
    m_funnel->setAccessibleName(tr("How many machines are left after each rule"));
    column->addWidget(m_funnel);
    m_nothing->setWordWrap(true);
    m_nothing->setTextFormat(Qt::PlainText);
    setSecondaryText(m_nothing);
    column->addWidget(m_nothing);
    column->addSpacing(4);
    m_quota->setSpacing(8);
    column->addLayout(m_quota);
    column->addWidget(new Hairline(Qt::Horizontal, content));
    column->addWidget(new PoolFacts(model, content), 1);
    scroll->setWidget(content);
    setExplanation({}, 0);
}

void PoolSummary::setExplanation(const Explanation &explanation, int nodePool)
{
    const QList<PoolModel::NodePool> pools = m_model->nodePools();
    const ExplainedPart part = explanation.parts.value(nodePool);
    QString title = tr("Machines");
    if (nodePool < pools.size())
        title = pools.at(nodePool).controlPlane()
                    ? tr("Control plane")
                    : tr("Worker pool %1").arg(cleanedLine(pools.at(nodePool).title));
    m_funnelTitle->setText(title);
    m_funnel->setVisible(!part.funnel.isEmpty());
    m_funnel->setStages(part.funnel, false);
    m_nothing->setVisible(part.funnel.isEmpty());
    m_nothing->setText(!explanation.heading.isEmpty() ? cleanedLine(explanation.heading)
                       : m_model->project().isEmpty()
                           ? tr("Choose a project: it says which machines there are.")
                           : tr("Choosing machines…"));
    if (explanation.waterfalls == m_shown)
        return;
    m_shown = explanation.waterfalls;
    while (QLayoutItem *item = m_quota->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (const QuotaWaterfall &fall : std::as_const(m_shown)) {
        m_quota->addWidget(new Hairline(Qt::Horizontal, this));
        auto *head = new SectionHeader(tr("Quota for %1").arg(cleanedLine(fall.resource)),
                                       SectionHeader::Level::Block, this);
        auto *chip = new StateChip(head);
        chip->setState(fall.fits() ? Tone::Good : Tone::Bad, fall.fits() ? tr("Fits") : tr("Does not fit"));
        head->addWidget(chip);
        m_quota->addWidget(head);
        auto *view = new WaterfallView(this);
        view->setWaterfall(fall);
        m_quota->addWidget(view);
        const QString deciding = WaterfallView::deciding(fall);
        if (deciding.isEmpty())
            continue;
        auto *label = new QLabel(deciding, this);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        setSecondaryText(label);
        m_quota->addWidget(label);
    }
}

} // namespace easel
