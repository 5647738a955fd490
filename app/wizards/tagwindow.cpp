// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/tagwindow.h"

#include "app/context/appcontext.h"
#include "app/context/inventoryfeed.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "app/wizards/fieldrows.h"
#include "core/base/text.h"
#include "core/domain/names.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using State = HostTagJob::Outcome::State;
using Mode = HostTagJob::Mode;

namespace {

const QString Set = QStringLiteral("set");
const QString Remove = QStringLiteral("remove");
enum PreviewColumn { NameColumn, ChangeColumn, StateColumn };

} // namespace

TagWindow::TagWindow(AppContext *context, const QStringList &uids, const QMap<QString, QString> &preset,
                     QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_feed(context->inventory())
    , m_note(new Banner(Tone::Warning, this))
    , m_table(new QTableView(this))
    , m_model(new QStandardItemModel(this))
    , m_summary(new QLabel(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_undo(new QPushButton(tr("Undo"), this))
    , m_dry(new QPushButton(tr("Dry run"), this))
    , m_write(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("tagWindow"));
    resize(860, 640);
    QStringList names;
    for (const QString &uid : uids) {
        const InventoryMachine *machine = m_feed->inventory()->find(uid);
        if (!machine)
            continue;
        const QString connection = m_feed->connectionOf(uid);
        if (connection.isEmpty()) {
            m_notMine << cleanedLine(machine->host.name());
            continue;
        }
        m_items << HostTagJob::Item{uid, machine->host.name(), connection, m_feed->tagsIn(connection, uid)};
        names << cleanedLine(machine->host.name());
    }
    const QString title = m_items.size() == 1
                              ? tr("Edit tags of %1").arg(names.first())
                              : tr("Edit tags of %n machine(s)", nullptr, int(m_items.size()));
    setWindowTitle(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *body = new QVBoxLayout;
    body->setContentsMargins(20, 16, 20, 12);
    body->setSpacing(12);
    auto *heading = new QLabel(title, this);
    setTextRole(heading, TextRole::Heading);
    body->addWidget(heading);
    auto *what = new QLabel(
        tr("Tags are changed in Palette with your own connection. All other tags stay: each machine is "
           "read first, and left alone where somebody changed the same tag meanwhile."),
        this);
    what->setWordWrap(true);
    setSecondaryText(what);
    body->addWidget(what);
    m_note->setVisible(!m_notMine.isEmpty());
    m_note->setTexts(tr("%n machine(s) are left out.", nullptr, int(m_notMine.size())),
                     tr("No connection of your own knows them: %1.").arg(nameList(m_notMine, 5)));
    m_note->setLongestWord(40);
    body->addWidget(m_note);
    FieldRows::Column action;
    action.kind = FieldRows::Column::Kind::Choice;
    action.name = tr("What to do");
    action.choices = {{Set, tr("Set")}, {Remove, tr("Take away")}};
    action.width = 120;
    FieldRows::Column key;
    key.name = tr("Tag");
    key.placeholder = tr("rack");
    FieldRows::Column value;
    value.name = tr("Value");
    value.placeholder = tr("without a value");
    m_rows = new FieldRows(QStringLiteral("tagRows"), {action, key, value}, tr("Add a tag"), this);
    m_rows->setFresh({Set, {}, {}});
    body->addWidget(m_rows);
    offer(preset);

    body->addWidget(new SectionHeader(tr("What changes"), SectionHeader::Level::Block, this));
    m_table->setObjectName(QStringLiteral("tagPreview"));
    m_table->setAccessibleName(tr("What changes"));
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
    m_model->setHorizontalHeaderLabels({tr("Machine"), tr("Change"), tr("State")});
    m_table->horizontalHeader()->setSectionResizeMode(ChangeColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(NameColumn, scaledWidth(this, 180));
    m_table->setColumnWidth(StateColumn, scaledWidth(this, 260));
    body->addWidget(m_table, 1);
    column->addLayout(body, 1);
    column->addWidget(new Hairline(Qt::Horizontal, this));

    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->setSpacing(8);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("closeTags"));
    setButtonKind(close, ButtonKind::Flat);
    setSecondaryText(m_summary);
    m_summary->setTextFormat(Qt::PlainText);
    m_stop->setObjectName(QStringLiteral("stopTags"));
    m_undo->setObjectName(QStringLiteral("undoTags"));
    m_dry->setObjectName(QStringLiteral("dryRunTags"));
    m_write->setObjectName(QStringLiteral("writeTags"));
    setButtonKind(m_write, ButtonKind::Primary);
    foot->addWidget(close);
    foot->addWidget(m_summary, 1);
    foot->addWidget(m_stop);
    foot->addWidget(m_undo);
    foot->addWidget(m_dry);
    foot->addWidget(m_write);
    column->addLayout(foot);
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_back.clear();
        if (m_job)
            m_job->stop();
    });
    connect(m_undo, &QPushButton::clicked, this, &TagWindow::undo);
    connect(m_dry, &QPushButton::clicked, this, [this] { run(Mode::DryRun); });
    connect(m_write, &QPushButton::clicked, this, [this] { run(Mode::Write); });
    connect(m_rows, &FieldRows::edited, this, [this] {
        // What was tried before was another change.
        if (m_job && !m_job->isRunning())
            m_job = nullptr;
        showPreview();
    });
    connect(context, &AppContext::sourceAboutToChange, this, &QWidget::close);
    showPreview();
    if (auto *first = m_rows->findChild<QLineEdit *>())
        first->setFocus(); // the keyboard begins where something is typed
}

void TagWindow::offer(const QMap<QString, QString> &preset)
{
    QList<QStringList> rows;
    for (auto it = preset.begin(); it != preset.end(); ++it)
        rows << QStringList{Set, it.key(), it.value()};
    if (rows.isEmpty())
        rows << QStringList{Set, {}, {}};
    m_rows->setRows(rows);
}

HostTagChange TagWindow::change() const
{
    HostTagChange change;
    const QList<QStringList> rows = m_rows->rows();
    for (const QStringList &row : rows) {
        const QString key = row.value(1).trimmed();
        if (key.isEmpty())
            continue;
        if (row.value(0) == Remove)
            change.remove << key;
        else
            change.set.insert(key, row.value(2).trimmed());
    }
    return change;
}

// Why the change cannot be made as it is typed; empty: it can.
QString TagWindow::problem() const
{
    const HostTagChange wanted = change();
    for (auto it = wanted.set.begin(); it != wanted.set.end(); ++it) {
        if (const QString sentence = tagProblem(it.key(), it.value()); !sentence.isEmpty())
            return sentence;
        if (wanted.remove.contains(it.key()))
            return tr("Tag '%1' is both set and taken away.").arg(it.key());
        // Tags that Easel reads itself mean nothing without a value.
        if (it.value().isEmpty() && it.key().startsWith(u"palette.ai/"))
            return tr("Give %1 a value.").arg(it.key());
    }
    return {};
}

void TagWindow::showPreview()
{
    const HostTagChange wanted = change();
    const QString sentence = problem();
    m_rows->setProblem(-1, sentence);
    m_model->setRowCount(int(m_items.size()));
    for (int row = 0; row < m_items.size(); ++row) {
        const HostTagJob::Item &item = m_items.at(row);
        const QStringList differences =
            sentence.isEmpty() ? tagDifferences(item.seen, tagsAfter(item.seen, wanted)) : QStringList();
        auto *name = new QStandardItem(cleanedLine(item.name));
        auto *what =
            new QStandardItem(differences.isEmpty() ? tr("nothing") : differences.join(QStringLiteral("; ")));
        what->setToolTip(differences.join(u'\n').toHtmlEscaped());
        m_model->setItem(row, NameColumn, name);
        m_model->setItem(row, ChangeColumn, what);
        m_model->setItem(row, StateColumn, new QStandardItem);
        if (m_job)
            showOutcome(row);
    }
    showFoot();
}

void TagWindow::showOutcome(int index)
{
    if (!m_job || index >= m_job->outcomes().size())
        return;
    const HostTagJob::Outcome &outcome = m_job->outcomes().at(index);
    Tone tone = Tone::Neutral;
    QString text;
    switch (outcome.state) {
    case State::Waiting:
        text = tr("waiting");
        break;
    case State::Running:
        tone = Tone::Progressing;
        text = m_job->mode() == Mode::DryRun ? tr("reading…") : tr("changing…");
        break;
    case State::Done:
        tone = Tone::Good;
        text = tr("changed");
        break;
    case State::Would:
        tone = Tone::Good;
        text = tr("would be changed");
        break;
    case State::Same:
        text = tr("is so already");
        break;
    case State::Refused:
        tone = Tone::Bad;
        text = errorSentence(outcome.error);
        break;
    case State::Unknown:
        tone = Tone::Unknown;
        text = errorSentence(outcome.error);
        break;
    }
    // Undo jobs are of one machine each.
    int row = index;
    const QString uid = m_job->items().at(index).uid;
    for (int i = 0; i < m_items.size(); ++i) {
        if (m_items.at(i).uid == uid)
            row = i;
    }
    QStandardItem *item = m_model->item(row, StateColumn);
    item->setIcon(stateIcon(tone));
    item->setText(text);
    item->setToolTip(text.toHtmlEscaped());
    item->setData(toneName(tone) + QStringLiteral(": ") + text, Qt::AccessibleTextRole);
}

void TagWindow::showFoot()
{
    const HostTagChange wanted = change();
    int changing = 0;
    for (const HostTagJob::Item &item : std::as_const(m_items))
        changing += tagsAfter(item.seen, wanted) != item.seen;
    const bool running = m_job && m_job->isRunning();
    const bool written = m_job && !running && m_job->mode() == Mode::Write && m_job->count(State::Done) > 0;
    m_write->setText(tr("Change tags of %n machine(s)", nullptr, changing));
    m_write->setEnabled(!running && changing > 0 && problem().isEmpty());
    m_dry->setEnabled(m_write->isEnabled());
    m_rows->setEnabled(!running);
    m_stop->setVisible(running);
    m_undo->setVisible(written);
    if (!m_job) {
        m_summary->clear();
        return;
    }
    const int refused = m_job->count(State::Refused) + m_job->count(State::Unknown);
    // The first refusal in full: the column has room for its beginning only.
    for (qsizetype i = 0; i < m_job->outcomes().size() && refused > 0 && !running; ++i) {
        const HostTagJob::Outcome &outcome = m_job->outcomes().at(i);
        if (outcome.state != State::Refused && outcome.state != State::Unknown)
            continue;
        m_note->setTone(outcome.state == State::Unknown ? Tone::Unknown : Tone::Bad);
        m_note->setLayoutKind(Banner::Layout::Stacked);
        m_note->setTexts(cleanedLine(m_job->items().at(i).name) + QStringLiteral(": "),
                         errorSentence(outcome.error));
        m_note->show();
        break;
    }
    if (running) {
        const int done =
            int(m_job->outcomes().size()) - m_job->count(State::Waiting) - m_job->count(State::Running);
        m_summary->setText(tr("%1 of %2").arg(done).arg(m_job->outcomes().size()));
    } else if (m_job->mode() == Mode::DryRun) {
        m_summary->setText(refused > 0 ? tr("%n machine(s) would be refused", nullptr, refused)
                                       : tr("Palette would take it."));
    } else {
        const QString done = tr("%n machine(s) changed", nullptr, m_job->count(State::Done));
        m_summary->setText(refused > 0 ? tr("%1, %2 not", "3 machines changed, 1 not").arg(done).arg(refused)
                                       : done);
    }
}

void TagWindow::run(Mode mode)
{
    if (m_notMine.isEmpty())
        m_note->hide(); // what was refused before
    delete m_job;
    m_job = new HostTagJob(m_context->palette(), m_context->operations(), m_items, change(), mode, this);
    m_job->setTitle(windowTitle());
    connect(m_job, &HostTagJob::progressed, this, [this](int index) {
        showOutcome(index);
        showFoot();
    });
    connect(m_job, &HostTagJob::tagged, m_feed, &InventoryFeed::takeHost);
    connect(m_job, &HostTagJob::finished, this, &TagWindow::finished);
    for (int row = 0; row < m_items.size(); ++row)
        showOutcome(row);
    m_job->start();
    showFoot();
    if (m_stop->isVisible())
        m_stop->setFocus(Qt::OtherFocusReason);
}

void TagWindow::finished()
{
    showFoot();
    if (m_job->mode() != Mode::Write || m_job->count(State::Done) == 0)
        return;
    // What the machines have now is what a further change begins with.
    for (HostTagJob::Item &item : m_items) {
        for (qsizetype i = 0; i < m_job->items().size(); ++i) {
            if (m_job->items().at(i).uid == item.uid && m_job->outcomes().at(i).state == State::Done)
                item.seen = m_job->outcomes().at(i).tags;
        }
    }
    m_undo->setFocus(Qt::OtherFocusReason);
}

// Every machine gets back what it had of these tags; one after the other, as it went.
void TagWindow::undo()
{
    m_back = m_job->undo();
    m_takenBack = 0;
    undoNext();
}

void TagWindow::undoNext()
{
    if (m_back.isEmpty()) {
        m_summary->setText(tr("%n machine(s) have their old tags again", nullptr, m_takenBack));
        return;
    }
    const auto [item, change] = m_back.takeFirst();
    if (m_job)
        m_job->deleteLater();
    m_job = new HostTagJob(m_context->palette(), m_context->operations(), {item}, change, Mode::Write, this);
    m_job->setTitle(tr("Give %1 its old tags back").arg(cleanedLine(item.name)));
    connect(m_job, &HostTagJob::progressed, this, &TagWindow::showOutcome);
    connect(m_job, &HostTagJob::tagged, m_feed, &InventoryFeed::takeHost);
    connect(m_job, &HostTagJob::finished, this, [this] {
        m_takenBack += m_job->count(State::Done);
        for (HostTagJob::Item &known : m_items) {
            if (known.uid == m_job->items().first().uid && m_job->count(State::Done) > 0)
                known.seen = m_job->outcomes().first().tags;
        }
        showFoot();
        m_undo->hide();
        undoNext();
    });
    m_job->start();
    showFoot();
}

void TagWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    if (event->modifiers() & Qt::ControlModifier &&
        (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        m_write->click();
        return;
    }
    QWidget::keyPressEvent(event);
}

void openTagWindow(AppContext *context, const QStringList &uids, const QMap<QString, QString> &preset,
                   QWidget *parent)
{
    auto *window = new TagWindow(context, uids, preset, parent);
    window->show();
    window->raise();
    window->activateWindow();
}

} // namespace easel
