// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/inventory/sourcesview.h"

#include "app/context/inventoryfeed.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/detail/scrollingcolumn.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

using Kind = MachineSource::Kind;

namespace {

QString kindText(const MachineSource &source, bool inFolder)
{
    switch (source.kind) {
    case Kind::Compute:
        return inFolder ? SourcesView::tr("a Compute of the folder, as it was exported")
                        : SourcesView::tr("the hub's inventory");
    case Kind::Own:
        return SourcesView::tr("my own connection to Palette");
    case Kind::Snapshot:
        return SourcesView::tr("a snapshot in the folder");
    case Kind::Nodes:
        switch (source.cluster) {
        case MachineSource::Cluster::Open:
            return SourcesView::tr("node labels of the cluster that is open");
        case MachineSource::Cluster::OtherWindow:
            return SourcesView::tr("node labels of a hub in another window");
        case MachineSource::Cluster::Connected:
            return SourcesView::tr("node labels of a connected cluster");
        }
    }
    return {};
}

} // namespace

ReportLine sourceLine(const MachineSource &source, const QDateTime &now, std::chrono::seconds warnAfter)
{
    ReportLine line;
    const QString warning = sourceAgeWarning(source, now, warnAfter);
    const QString age = source.asOf.isValid()
                            ? ageText(std::chrono::seconds(std::max<qint64>(0, source.asOf.secsTo(now))))
                            : QString();
    if (source.loading) {
        line.tone = Tone::Progressing;
        line.text = source.announced > 0
                        ? SourcesView::tr("reading, %1 of %2 so far")
                              .arg(QLocale().toString(source.machines), QLocale().toString(source.announced))
                        : SourcesView::tr("reading");
    } else if (source.error) {
        line.tone = source.asOf.isValid() ? Tone::Warning : Tone::Bad;
        line.text = age.isEmpty() ? SourcesView::tr("cannot be read") : SourcesView::tr("%1 old").arg(age);
        line.detail = errorSentence(*source.error);
    } else if (!warning.isEmpty()) {
        line.tone = Tone::Warning;
        line.text = age.isEmpty() ? SourcesView::tr("age not known") : SourcesView::tr("%1 old").arg(age);
        line.detail = source.kind == Kind::Snapshot ? warning : QString(); // else the age says it all
    } else {
        line.tone = source.kind == Kind::Snapshot ? Tone::Neutral : Tone::Good;
        line.text = age.isEmpty() ? SourcesView::tr("live") : SourcesView::tr("%1 ago").arg(age);
    }
    if (source.truncated && line.detail.isEmpty())
        line.detail = SourcesView::tr("The hub tells details of some of %n machines only.", nullptr,
                                      int(source.announced));
    return line;
}

SourcesView::SourcesView(InventoryFeed *feed, QWidget *parent)
    : QWidget(parent)
    , m_feed(feed)
{
    setObjectName(QStringLiteral("sourcesView"));
    m_column = scrollingColumn(this, tr("Sources of the inventory"));
    m_column->addStretch();
}

void SourcesView::renew()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const MachineInventory &inventory = *m_feed->inventory();
    // Ages go on; a minute is soon enough where nothing else is new.
    const bool same = m_content && inventory.sources == m_sources && m_feed->findings() == m_findings;
    if (same && m_shownAt.secsTo(now) < 60)
        return;
    m_sources = inventory.sources;
    m_findings = m_feed->findings();
    m_shownAt = now;
    if (m_content)
        m_content->deleteLater();
    m_content = new QWidget(this);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(
        new SectionHeader(tr("Where machines are known from"), SectionHeader::Level::Block, m_content));
    for (const MachineSource &source : std::as_const(m_sources)) {
        auto *panel = new Panel(m_content);
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        auto *title = new QLabel(cleanedLine(source.title), panel);
        setTextRole(title, TextRole::Strong);
        title->setTextFormat(Qt::PlainText);
        auto *kind = new QLabel(kindText(source, m_feed->isOfFolder()), panel);
        setSecondaryText(kind);
        const ReportLine line = sourceLine(source, now, m_feed->warnAfter());
        auto *chip = new StateChip(line.tone, line.text, StateChip::Shape::Chip, panel);
        auto *count = new QLabel(tr("%n machine(s)", nullptr, source.machines), panel);
        row->addWidget(title);
        row->addWidget(kind);
        row->addWidget(chip);
        row->addStretch();
        row->addWidget(count);
        const auto button = [&](const QString &text) {
            auto *made = new QPushButton(text, panel);
            setSmallControl(made);
            made->setAccessibleName(tr("%1, %2", "button, source").arg(text, cleanedLine(source.title)));
            row->addWidget(made);
            return made;
        };
        if (!source.object.name.isEmpty()) {
            connect(button(tr("Open")), &QPushButton::clicked, this,
                    [this, ref = source.object] { Q_EMIT openRequested(ref); });
        }
        const bool isAsked = source.kind == Kind::Own || source.cluster == MachineSource::Cluster::Connected;
        if (isAsked && !source.loading)
            connect(button(tr("Read again")), &QPushButton::clicked, this, &SourcesView::refreshRequested);
        panel->column()->addLayout(row);
        if (!line.detail.isEmpty()) {
            auto *detail = new QLabel(line.detail, panel);
            detail->setWordWrap(true);
            detail->setTextFormat(Qt::PlainText);
            setTextRole(detail, TextRole::Small);
            setSecondaryText(detail);
            panel->column()->addWidget(detail);
        }
        column->addWidget(panel);
    }
    const bool hasOwn = std::any_of(m_sources.begin(), m_sources.end(),
                                    [](const MachineSource &source) { return source.kind == Kind::Own; });
    if (!hasOwn) {
        auto *hint = new Banner(Tone::Neutral, m_content);
        hint->setIconName(QStringLiteral("key-round"));
        hint->setTexts(tr("See and tag machines with your own connection to Palette."),
                       tr("It needs no hub and no engine."));
        connect(hint->addButton(tr("Connect to Palette…")), &QAbstractButton::clicked, this,
                &SourcesView::connectRequested);
        column->addWidget(hint);
    }
    if (!m_findings.isEmpty())
        column->addWidget(
            new SectionHeader(tr("What asks for somebody"), SectionHeader::Level::Block, m_content));
    for (const MachineFinding &finding : std::as_const(m_findings)) {
        auto *banner = new Banner(finding.severity == Finding::Severity::Warn ? Tone::Warning : Tone::Neutral,
                                  m_content);
        banner->setLayoutKind(Banner::Layout::Beside);
        banner->setTexts({}, tr("%1 (%2)", "sentence, rule").arg(finding.sentence, finding.rule));
        connect(banner->addLink(tr("Show")), &QAbstractButton::clicked, this,
                [this, finding] { Q_EMIT showRequested(finding.uids); });
        if (!finding.mend.isEmpty()) {
            connect(banner->addButton(tr("Say it by tags…")), &QAbstractButton::clicked, this,
                    [this, finding] { Q_EMIT mendRequested(finding); });
        }
        column->addWidget(banner);
    }
    m_column->insertWidget(0, m_content);
}

} // namespace easel
