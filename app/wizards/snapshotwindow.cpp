// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/snapshotwindow.h"

#include "app/context/appcontext.h"
#include "app/context/inventoryfeed.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"
#include "core/domain/effectivesettings.h"
#include "core/store/workspacesource.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;
using Kind = MachineSource::Kind;

namespace {

constexpr qint64 mostBytes = 256LL * 1024 * 1024;
const QString Nothing = u"nothing"_s;
const QString ChooseFile = u"file"_s;

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(u"ddd d MMM yyyy HH:mm"_s)
                          : SnapshotWindow::tr("time not known");
}

} // namespace

SnapshotWindow::SnapshotWindow(AppContext *context, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_feed(context->inventory())
    , m_now(new QComboBox)
    , m_before(new QComboBox)
    , m_note(new Banner(Tone::Warning, this))
    , m_summary(new QLabel(this))
    , m_table(new QTableView(this))
    , m_model(new QStandardItemModel(this))
    , m_write(new QPushButton(this))
    , m_written(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"snapshotWindow"_s);
    setWindowTitle(tr("Snapshots of the inventory"));
    resize(900, 640);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *body = new QVBoxLayout;
    body->setContentsMargins(20, 16, 20, 12);
    body->setSpacing(12);
    auto *heading = new QLabel(windowTitle(), this);
    setTextRole(heading, TextRole::Heading);
    body->addWidget(heading);
    auto *what = new QLabel(
        tr("A snapshot is a file with all machines of one source. Pools can be planned from it without "
           "a hub, and two of them show what changed."),
        this);
    what->setWordWrap(true);
    setSecondaryText(what);
    body->addWidget(what);
    auto *pickers = new QHBoxLayout;
    pickers->setSpacing(16);
    m_now->setObjectName(u"snapshotNow"_s);
    m_before->setObjectName(u"snapshotBefore"_s);
    pickers->addWidget(new FormField(tr("Machines"), m_now, this), 1);
    pickers->addWidget(new FormField(tr("Compared with"), m_before, this), 1);
    body->addLayout(pickers);
    m_note->hide();
    body->addWidget(m_note);
    m_summary->setTextFormat(Qt::PlainText);
    body->addWidget(m_summary);
    m_table->setObjectName(u"snapshotChanges"_s);
    m_table->setAccessibleName(tr("What changed"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight(QFontMetricsF(m_table->font())));
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    body->addWidget(m_table, 1);
    column->addLayout(body, 1);
    column->addWidget(new Hairline(Qt::Horizontal, this));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->setSpacing(8);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"closeSnapshots"_s);
    setButtonKind(close, ButtonKind::Flat);
    setSecondaryText(m_written);
    m_written->setTextFormat(Qt::PlainText);
    m_written->setWordWrap(true);
    m_write->setObjectName(u"writeSnapshot"_s);
    setButtonKind(m_write, ButtonKind::Primary);
    m_write->setText(qobject_cast<WorkspaceSource *>(context->source())
                         ? tr("Write snapshot to the workspace")
                         : tr("Save snapshot…"));
    foot->addWidget(close);
    foot->addWidget(m_written, 1);
    foot->addWidget(m_write);
    column->addLayout(foot);
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    connect(m_write, &QPushButton::clicked, this, &SnapshotWindow::write);
    for (QComboBox *box : {m_now, m_before}) {
        connect(box, &QComboBox::activated, this, [this, box] {
            if (box->currentData().toString() == ChooseFile)
                chooseFile();
            else
                compare();
        });
    }
    connect(m_feed, &InventoryFeed::renewed, this, &SnapshotWindow::readSides);
    connect(context, &AppContext::sourceAboutToChange, this, &QWidget::close);
    readSides();
}

void SnapshotWindow::readSides()
{
    const MachineInventory &inventory = *m_feed->inventory();
    QList<Side> sides;
    for (int at = 0; at < inventory.sources.size(); ++at) {
        const MachineSource &source = inventory.sources.at(at);
        if (source.kind == Kind::Nodes)
            continue;
        Side side;
        side.id = source.id;
        side.isLive = source.kind != Kind::Snapshot;
        side.asOf = source.asOf;
        side.source = source;
        side.title = side.isLive
                         ? tr("%1, now", "source").arg(cleanedLine(source.title))
                         : tr("%1, %2", "source, time").arg(cleanedLine(source.title), timeText(source.asOf));
        side.hosts = m_feed->machinesOf(source.id);
        sides << side;
    }
    m_sides = sides + m_files;
    fill();
}

void SnapshotWindow::fill()
{
    const QString now = m_now->currentData().toString();
    const QString before = m_before->currentData().toString();
    m_now->clear();
    m_before->clear();
    for (const Side &side : std::as_const(m_sides)) {
        m_now->addItem(side.title, side.id);
        m_before->addItem(side.title, side.id);
    }
    m_now->addItem(tr("A file…"), ChooseFile);
    m_before->addItem(tr("nothing"), Nothing);
    m_before->addItem(tr("A file…"), ChooseFile);
    const auto select = [](QComboBox *box, const QString &id, const QString &otherwise) {
        const int at = box->findData(id);
        box->setCurrentIndex(at >= 0 ? at : std::max(0, box->findData(otherwise)));
    };
    // Now against the newest snapshot, unless somebody chose otherwise.
    const auto live =
        std::find_if(m_sides.begin(), m_sides.end(), [](const Side &side) { return side.isLive; });
    const auto old =
        std::find_if(m_sides.begin(), m_sides.end(), [](const Side &side) { return !side.isLive; });
    select(m_now, now, live == m_sides.end() ? QString() : live->id);
    select(m_before, before, old == m_sides.end() ? Nothing : old->id);
    compare();
}

const SnapshotWindow::Side *SnapshotWindow::sideOf(const QComboBox *box) const
{
    const QString id = box->currentData().toString();
    const auto found =
        std::find_if(m_sides.begin(), m_sides.end(), [&](const Side &side) { return side.id == id; });
    return found == m_sides.end() ? nullptr : &*found;
}

void SnapshotWindow::compare()
{
    const Side *now = sideOf(m_now);
    const Side *before = sideOf(m_before);
    m_write->setEnabled(now && now->isLive && !now->hosts.isEmpty());
    m_write->setToolTip(m_write->isEnabled() ? QString()
                                             : tr("A snapshot is taken of a source that is read now."));
    const int number = ++m_comparing;
    QStringList warnings;
    for (const Side *side : {now, before}) {
        if (!side || side->isLive)
            continue;
        MachineSource source = side->source;
        source.kind = Kind::Snapshot;
        source.asOf = side->asOf;
        const QString warning =
            sourceAgeWarning(source, QDateTime::currentDateTimeUtc(), m_feed->warnAfter());
        if (!warning.isEmpty())
            warnings << side->title + u": "_s + warning;
    }
    m_note->setVisible(!warnings.isEmpty());
    m_note->setTexts({}, warnings.join(u'\n'));
    if (!now) {
        m_model->setRowCount(0);
        m_summary->setText(tr("There is nothing to take a snapshot of."));
        return;
    }
    if (!before) {
        m_model->setRowCount(0);
        m_summary->setText(tr("%n machine(s)", nullptr, int(now->hosts.size())));
        return;
    }
    runInPool([a = before->hosts, b = now->hosts]() -> Result<QList<MachineChange>> {
        return machineChanges(a, b);
    }).then(this, [this, number](const Result<QList<MachineChange>> &changes) {
        if (!changes || number != m_comparing)
            return;
        int came = 0;
        int went = 0;
        m_model->clear();
        m_model->setHorizontalHeaderLabels({tr("Machine"), tr("What"), tr("Differences")});
        for (const MachineChange &change : *changes) {
            came += change.what == MachineChange::What::Came;
            went += change.what == MachineChange::What::Went;
            const QString word = change.what == MachineChange::What::Came   ? tr("new")
                                 : change.what == MachineChange::What::Went ? tr("gone")
                                                                            : tr("changed");
            auto *what =
                new QStandardItem(stateIcon(change.what == MachineChange::What::Came   ? Tone::Good
                                            : change.what == MachineChange::What::Went ? Tone::Unknown
                                                                                       : Tone::Neutral),
                                  word);
            auto *differences = new QStandardItem(change.differences.join(u"; "_s));
            differences->setToolTip(change.differences.join(u'\n').toHtmlEscaped());
            m_model->appendRow({new QStandardItem(cleanedLine(change.name)), what, differences});
        }
        m_table->setColumnWidth(0, scaledWidth(this, 200));
        m_table->setColumnWidth(1, scaledWidth(this, 100));
        const int changed = int(changes->size()) - came - went;
        m_summary->setText(changes->isEmpty() ? tr("Nothing changed.")
                                              : tr("%1 changed, %2 new, %3 gone")
                                                    .arg(QLocale().toString(changed),
                                                         QLocale().toString(came), QLocale().toString(went)));
    });
}

void SnapshotWindow::chooseFile()
{
    m_context->prompter()->askOpenFile(
        this, tr("Open a snapshot"), tr("Snapshots (*.json);;All files (*)"), [this](const QString &path) {
            if (path.isEmpty()) {
                fill();
                return;
            }
            runInPool([path]() -> Result<InventoryText> {
                QFile file(path);
                if (!file.open(QIODevice::ReadOnly))
                    return failure(Error::Kind::File, file.errorString());
                return readInventoryText(file.read(mostBytes));
            }).then(this, [this, path](const Result<InventoryText> &text) {
                if (!text) {
                    m_note->show();
                    m_note->setTexts({}, errorSentence(text.error().tried(tr("read %1").arg(path))));
                    return;
                }
                Side side;
                side.id = u"file:"_s + path;
                side.title =
                    tr("%1, %2", "file, time").arg(QFileInfo(path).fileName(), timeText(text->capturedAt));
                side.asOf = text->capturedAt;
                side.hosts = text->hosts;
                m_files.removeIf([&side](const Side &known) { return known.id == side.id; });
                m_files << side;
                readSides();
                m_before->setCurrentIndex(m_before->findData(side.id));
                compare();
            });
        });
    // The entry itself is no choice.
    const QSignalBlocker blockNow(m_now);
    const QSignalBlocker blockBefore(m_before);
    if (m_now->currentData().toString() == ChooseFile)
        m_now->setCurrentIndex(0);
    if (m_before->currentData().toString() == ChooseFile)
        m_before->setCurrentIndex(m_before->findData(Nothing));
}

// By the Palette and the project that the machines are of.
QString SnapshotWindow::suggestedFile(const Side &side) const
{
    if (side.source.kind == Kind::Own) {
        const PaletteConnection connection = m_context->palette()->connection(side.source.id.sliced(4));
        return inventoryFile(connection.server.url.host(), connection.project.uid);
    }
    QString host;
    QString project;
    if (const auto objects = m_feed->objects()) {
        const ComputeView compute(objects->find(side.source.object));
        const QString ns = side.source.object.namespaceName;
        const auto said = saidSettings(*objects, ns);
        const EffectiveSettings settings = said ? *said : effectiveSettings(*objects, ns, compute.settings);
        host = QUrl(settings.palette().value(u"hostUrl")).host();
        project = compute.paletteProjectUid.isEmpty() ? settings.palette().value(u"defaultProjectID")
                                                      : compute.paletteProjectUid;
    }
    return inventoryFile(host.isEmpty() ? m_context->source()->title() : host,
                         project.isEmpty() ? side.source.object.namespaceName : project);
}

void SnapshotWindow::write()
{
    const Side *side = sideOf(m_now);
    if (!side || !side->isLive)
        return;
    const QString file = suggestedFile(*side);
    if (const auto *workspace = qobject_cast<const WorkspaceSource *>(m_context->source())) {
        writeTo(QDir(workspace->root()).filePath(file));
        return;
    }
    m_context->prompter()->askSaveFile(this, tr("Save the snapshot"), QFileInfo(file).fileName(),
                                       tr("Snapshots (*.json)"), [this](const QString &path) {
                                           if (!path.isEmpty())
                                               writeTo(path);
                                       });
}

void SnapshotWindow::writeTo(const QString &path)
{
    const Side *side = sideOf(m_now);
    if (!side)
        return;
    m_write->setEnabled(false);
    const QDateTime at = side->asOf.isValid() ? side->asOf : QDateTime::currentDateTimeUtc();
    // As they are now: what was just changed may not have been gathered yet.
    const QList<HostView> hosts = side->isLive ? m_feed->machinesOf(side->id) : side->hosts;
    runInPool([hosts, at, source = side->source.title, path]() -> Result<Done> {
        if (!QDir().mkpath(QFileInfo(path).absolutePath()))
            return failure(Error::Kind::File,
                           tr("The folder %1 cannot be made.").arg(QFileInfo(path).absolutePath()));
        return writeChosenFile(path, inventoryText(hosts, at, source));
    }).then(this, [this, path, count = hosts.size()](const Result<Done> &written) {
        m_write->setEnabled(true);
        if (!written) {
            m_note->show();
            m_note->setTexts({}, errorSentence(written.error().tried(tr("write the snapshot"))));
            return;
        }
        m_written->setText(
            tr("%n machine(s) written to %1", nullptr, int(count)).arg(QDir::toNativeSeparators(path)));
    });
}

void SnapshotWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

void openSnapshotWindow(AppContext *context, QWidget *parent)
{
    auto *window = new SnapshotWindow(context, parent);
    window->show();
    window->raise();
    window->activateWindow();
}

} // namespace easel
