// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/inventory/machinedetail.h"

#include "app/context/inventoryfeed.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/detail/scrollingcolumn.h"
#include "app/views/objectsummary.h"
#include "app/views/palette/connectiontest.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/elidedlabel.h"
#include "app/views/parts/iconlabel.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"
#include "core/domain/gputext.h"
#include "core/domain/state.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int mostSightings = 12;
constexpr int mostRefused = 12; // pools that it does not fit; the others are counted

QString orNone(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("–") : cleanedLine(text);
}

KeyValue plainRow(const QString &key, const QString &value)
{
    return {key,
            {value.isEmpty() ? ValuePart::aside(QStringLiteral("–")) : ValuePart::plain(cleanedLine(value))},
            {}};
}

// GPU memory as the design writes it: "80 GB".
QString cardText(std::optional<qint64> mebibytes)
{
    return mebibytes && *mebibytes > 0 ? MachineDetail::tr("%1 GB").arg((*mebibytes + 512) / 1024)
                                       : QString();
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("d MMM yyyy HH:mm")) : QString();
}

} // namespace

MachineDetail::MachineDetail(AppContext *context, InventoryFeed *feed, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_feed(feed)
    , m_title(new ElidedLabel(this))
    , m_chip(new StateChip(this))
    , m_outer(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("machineDetail"));
    setAccessibleName(tr("Machine"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_outer->setContentsMargins(0, 0, 0, 0);
    m_outer->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 12, 8);
    head->setSpacing(8);
    auto *shape = new IconLabel(this);
    shape->setIconName(QStringLiteral("server"));
    setTextRole(m_title, TextRole::Heading);
    auto *close = new QToolButton(this);
    close->setObjectName(QStringLiteral("closeMachine"));
    close->setIcon(icon(QStringLiteral("x")));
    close->setToolTip(tr("Close the detail"));
    close->setAccessibleName(tr("Close the detail"));
    close->setAutoRaise(true);
    head->addWidget(shape);
    head->addWidget(m_title);
    head->addWidget(m_chip);
    head->addStretch(1);
    head->addWidget(close);
    m_outer->addLayout(head);
    m_outer->addWidget(new Hairline(Qt::Horizontal, this));
    auto *body = new QWidget(this);
    m_outer->addWidget(body, 1);
    m_column = scrollingColumn(body, tr("Machine"));
    connect(close, &QToolButton::clicked, this, &MachineDetail::closeRequested);
    connect(feed, &InventoryFeed::renewed, this, [this] {
        if (!m_uid.isEmpty())
            renew();
    });
}

void MachineDetail::setMachine(const QString &uid)
{
    if (uid == m_uid)
        return;
    m_uid = uid;
    m_uses.reset();
    m_usesOf.reset();
    m_shown = {};
    m_asking = Call<QList<MachineUse>>();
    if (!uid.isEmpty())
        renew();
}

void MachineDetail::setStale(bool stale)
{
    if (stale == m_stale)
        return;
    m_stale = stale;
    if (!m_uid.isEmpty())
        renew();
}

void MachineDetail::section(const QString &title, const QList<KeyValue> &rows)
{
    m_contentColumn->addWidget(new SectionHeader(title, SectionHeader::Level::Caption, m_content));
    auto *grid = new KeyValueGrid(m_content);
    grid->setKeyWidth(124);
    grid->setAccessibleName(title);
    grid->setStale(m_stale);
    grid->setRows(rows);
    connect(grid, &KeyValueGrid::linkActivated, this,
            [this](const QString &link) { m_context->openObject(refFromLink(link)); });
    m_contentColumn->addWidget(grid);
}

void MachineDetail::renew()
{
    const MachineInventory &inventory = *m_feed->inventory();
    const InventoryMachine *machine = inventory.find(m_uid);
    if (m_content)
        m_content->deleteLater();
    m_content = new QWidget(this);
    m_contentColumn = new QVBoxLayout(m_content);
    m_contentColumn->setContentsMargins(0, 0, 0, 0);
    m_contentColumn->setSpacing(8);
    m_column->insertWidget(0, m_content);
    m_usesHolder = nullptr;
    if (!machine) {
        m_chip->hide();
        auto *gone = new Banner(Tone::Unknown, m_content);
        gone->setTexts(tr("This machine is not in the inventory any more."));
        m_contentColumn->addWidget(gone);
        m_contentColumn->addStretch();
        return;
    }
    const HostView &host = machine->host;
    m_title->setText(cleanedLine(host.name()));
    Row row;
    for (const Row &candidate : m_feed->rows()) {
        if (candidate.uid == QStringLiteral("machine:") + m_uid) {
            row = candidate;
            break;
        }
    }
    m_chip->show();
    m_chip->setState(row.tone, row.stateWord, row.stateReason);
    m_chip->setStale(m_stale);
    if (!row.stateReason.isEmpty() && row.tone != Tone::Neutral) {
        auto *reason = new Banner(row.tone, m_content);
        reason->setLayoutKind(Banner::Layout::Stacked);
        reason->setTexts(row.stateReason);
        reason->setStale(m_stale);
        m_contentColumn->addWidget(reason);
    }
    for (const MachineFinding &finding : m_feed->findings()) {
        if (!finding.uids.contains(m_uid) || finding.rule == u"COM-5")
            continue;
        auto *banner = new Banner(finding.severity == Finding::Severity::Warn ? Tone::Warning : Tone::Neutral,
                                  m_content);
        banner->setLayoutKind(Banner::Layout::Stacked);
        MachineFinding mine = finding;
        mine.uids = {m_uid};
        banner->setTexts(finding.rule == u"INV-2" ? tr("It reports no GPUs although its twins do.")
                         : finding.rule == u"INV-1"
                             ? tr("Its GPUs are known from tags alone; the driver may be missing.")
                             : tr("Easel cannot name its GPUs."));
        if (!finding.mend.isEmpty() && !m_feed->connectionOf(m_uid).isEmpty()) {
            QAbstractButton *mend = banner->addButton(tr("Say it by tags…"));
            connect(mend, &QAbstractButton::clicked, this, [this, mine] { Q_EMIT mendRequested(mine); });
        }
        m_contentColumn->addWidget(banner);
    }

    const QLocale locale;
    section(
        tr("Hardware"),
        {plainRow(tr("Architecture"), host.architecture),
         plainRow(tr("CPUs"), host.cpuCount.value_or(0) > 0 ? locale.toString(*host.cpuCount) : QString()),
         plainRow(tr("Memory"), host.memoryMiB.value_or(0) > 0
                                    ? tr("%1 GiB").arg(locale.toString((*host.memoryMiB + 512) / 1024))
                                    : QString()),
         plainRow(tr("May become"), host.rolesInEffect().join(QStringLiteral(", ")))});

    QList<KeyValue> gpus;
    for (const HostView::Gpu &gpu : host.gpus) {
        if (gpu.count <= 0)
            continue;
        const bool saysVendor = gpu.model.startsWith(gpu.vendor, Qt::CaseInsensitive);
        const QString reported = (saysVendor ? gpu.model : gpu.vendor + u' ' + gpu.model).trimmed();
        gpus << KeyValue{tr("As reported"),
                         {gpu.fromTag ? ValuePart::aside(tr("nothing; a tag says it"))
                                      : ValuePart::plain(orNone(reported))},
                         {}};
        QStringList understood{tr("%1 %2", "count, family").arg(gpu.count).arg(gpu.family)};
        if (const QString card = cardText(gpu.memoryMiB); !card.isEmpty())
            understood << tr("%1 each").arg(card);
        if (gpu.migCapable)
            understood << (gpu.migStrategy.isEmpty() || gpu.migStrategy == u"none"
                               ? tr("can be sliced")
                               : tr("can be sliced, %1", "MIG strategy").arg(cleanedLine(gpu.migStrategy)));
        gpus << KeyValue{
            tr("As understood"), {ValuePart::plain(cleanedLine(understood.join(QStringLiteral(", "))))}, {}};
    }
    if (machine->node) {
        const QMap<QString, qint64> seen = machine->node->gpusByFamily();
        gpus << plainRow(tr("On its cluster"), seen.isEmpty() ? tr("none usable") : gpuText(seen, false));
    }
    if (gpus.isEmpty())
        gpus << KeyValue{tr("GPUs"), {ValuePart::aside(tr("none"))}, {}};
    section(tr("GPUs"), gpus);

    QList<KeyValue> tags;
    for (auto tag = host.tags.begin(); tag != host.tags.end(); ++tag)
        tags << KeyValue{cleanedLine(tag.key()),
                         {tag.value().isEmpty() ? ValuePart::aside(tr("set"))
                                                : ValuePart::plain(cleanedLine(tag.value()))},
                         tag.key()};
    if (tags.isEmpty())
        tags << KeyValue{tr("Tags"), {ValuePart::aside(tr("none"))}, {}};
    section(tr("Tags"), tags);
    auto *edit = new QPushButton(tr("Edit tags…"), m_content);
    edit->setObjectName(QStringLiteral("editMachineTags"));
    edit->setIcon(icon(QStringLiteral("pencil")));
    setSmallControl(edit);
    const bool canTag = !m_feed->connectionOf(m_uid).isEmpty();
    edit->setEnabled(canTag);
    if (!canTag) {
        const QString why =
            tr("Tags are changed in Palette with your own connection. Add one under My Palette.");
        edit->setToolTip(why);
        edit->setAccessibleDescription(why);
    }
    connect(edit, &QPushButton::clicked, this, [this] { Q_EMIT tagsRequested({m_uid}); });
    m_contentColumn->addWidget(edit, 0, Qt::AlignLeft);

    section(tr("Network"),
            {plainRow(tr("Address"), host.ip), plainRow(tr("Interface"), host.nic),
             plainRow(tr("MAC"), host.mac), plainRow(tr("Subnet"), host.subnet),
             plainRow(tr("Gateway"), host.gateway),
             plainRow(tr("Interfaces"), host.nicCount > 0 ? locale.toString(host.nicCount) : QString())});

    QList<KeyValue> users;
    if (!machine->use.pool.isEmpty()) {
        const ObjectRef pool{QStringLiteral("spectrocloud.com/v1alpha1"), QStringLiteral("ComputePool"),
                             machine->use.pool.section(u'/', 0, 0), machine->use.pool.section(u'/', 1)};
        users << KeyValue{tr("Pool"), {ValuePart::linkTo(cleanedLine(machine->use.pool), linkOf(pool))}, {}};
        if (!machine->use.gpus.isEmpty())
            users << plainRow(tr("GPUs asked for"),
                              tr("%1 of %2").arg(machine->use.asked).arg(machine->use.total()));
    }
    if (!host.usedByCluster.isEmpty())
        users << plainRow(tr("Cluster"), host.usedByCluster);
    if (!host.reservedBy.isEmpty())
        users << plainRow(tr("Reserved by"), host.reservedBy);
    if (users.isEmpty())
        users << KeyValue{tr("Used by"), {ValuePart::aside(tr("nobody"))}, {}};
    section(tr("In use"), users);

    m_usesHolder = new QWidget(m_content);
    auto *uses = new QVBoxLayout(m_usesHolder);
    uses->setContentsMargins(0, 0, 0, 0);
    uses->setSpacing(8);
    m_contentColumn->addWidget(m_usesHolder);

    const QList<MachineSighting> seen = m_feed->historyOf(m_uid);
    QList<KeyValue> sightings;
    for (qsizetype i = seen.size() - 1; i >= 0 && sightings.size() < mostSightings; --i) {
        const MachineSighting &sighting = seen.at(i);
        const StateText state = stateOfPhase(sighting.state);
        QStringList words{state.word};
        if (!sighting.usedBy.isEmpty())
            words << tr("by %1").arg(cleanedLine(sighting.usedBy));
        if (!sighting.message.isEmpty())
            words << cleanedLine(sighting.message);
        const KeyValue line{timeText(sighting.at), {ValuePart::plain(words.join(QStringLiteral(", ")))}, {}};
        sightings << line;
    }
    if (!sightings.isEmpty())
        section(tr("States seen on this computer"), sightings);

    QList<KeyValue> sources;
    QList<int> known = machine->alsoIn;
    known.prepend(machine->source);
    for (const int at : std::as_const(known)) {
        const MachineSource &source = inventory.sources.at(at);
        KeyValue line{cleanedLine(source.title), {}, {}};
        line.value << ValuePart::plain(source.asOf.isValid() ? timeText(source.asOf) : tr("age not known"));
        if (at == machine->source && known.size() > 1)
            line.value << ValuePart::aside(QStringLiteral(" · ") + tr("its word counts"));
        if (!source.object.name.isEmpty())
            line.value << ValuePart::aside(QStringLiteral(" · "))
                       << ValuePart::linkTo(tr("open"), linkOf(source.object));
        sources << line;
    }
    sources << plainRow(tr("Id"), host.hostUid);
    section(tr("Known from"), sources);
    m_contentColumn->addStretch();
    askUses();
}

// Which pools could use it: worked out on the pool, once for what is known now.
void MachineDetail::askUses()
{
    const InventoryMachine *machine = m_feed->inventory()->find(m_uid);
    const std::shared_ptr<const ObjectSet> objects = m_feed->objects();
    if (!machine || !objects)
        return;
    if (m_uses && m_usesOf == objects && m_shown == machine->host) {
        showUses();
        return;
    }
    const Call<QList<MachineUse>> call =
        runInPool([objects, host = machine->host]() -> Result<QList<MachineUse>> {
            return machineUses(*objects, host);
        });
    m_asking = call;
    call.then(this,
              [this, uid = m_uid, objects, host = machine->host](const Result<QList<MachineUse>> &uses) {
                  if (!uses || uid != m_uid)
                      return;
                  m_uses = *uses;
                  m_usesOf = objects;
                  m_shown = host;
                  showUses();
              });
    if (m_uses)
        showUses(); // as of a moment ago
}

void MachineDetail::showUses()
{
    if (!m_usesHolder || !m_uses)
        return;
    QLayout *column = m_usesHolder->layout();
    while (QLayoutItem *item = column->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    column->addWidget(
        new SectionHeader(tr("Pools that could use it"), SectionHeader::Level::Caption, m_usesHolder));
    QList<ReportLine> lines;
    int refused = 0;
    int more = 0;
    for (const MachineUse &use : *m_uses) {
        const QString pool = tr("%1/%2, node pool %3", "namespace, pool, node pool")
                                 .arg(cleanedLine(use.pool.namespaceName), cleanedLine(use.pool.name),
                                      cleanedLine(use.nodePool));
        if (use.holds) {
            lines << ReportLine{Tone::Good, pool, tr("has it")};
        } else if (use.fits) {
            lines << ReportLine{Tone::Good, pool, tr("fits")};
        } else if (refused < mostRefused) {
            ++refused;
            lines << ReportLine{use.suits ? Tone::Waiting : Tone::Neutral, pool, use.why.join(u' ')};
        } else {
            ++more;
        }
    }
    if (more > 0)
        lines << ReportLine{Tone::Neutral, tr("%n more node pools could not use it", nullptr, more), {}};
    if (lines.isEmpty())
        lines << ReportLine{Tone::Neutral, tr("No pool is here."), {}};
    auto *report = reportWidget(lines, m_usesHolder);
    report->setObjectName(QStringLiteral("machineUses"));
    column->addWidget(report);
}

} // namespace easel
