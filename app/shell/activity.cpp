// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/activity.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/models/historymodel.h"
#include "app/models/roles.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/parts/statechip.h"
#include "app/wizards/restoreobject.h"
#include "core/base/text.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

namespace {

// Of one operation; what was refused or left out is always shown.
constexpr int mostPlainSteps = 40;
constexpr int pauseMs = 100;

QLabel *plainLabel(const QString &text, QWidget *parent, TextRole role, bool secondary)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    setTextRole(label, role);
    if (secondary)
        setSecondaryText(label);
    return label;
}

Tone stepTone(OperationStep::State state)
{
    switch (state) {
    case OperationStep::State::Waiting:
        return Tone::Neutral;
    case OperationStep::State::Running:
        return Tone::Progressing;
    case OperationStep::State::Done:
        return Tone::Good;
    case OperationStep::State::Refused:
        return Tone::Bad;
    case OperationStep::State::OutcomeUnknown:
        return Tone::Unknown;
    case OperationStep::State::Skipped:
        return Tone::Neutral;
    }
    return Tone::Neutral;
}

} // namespace

QString operationText(const ApplyOperation *operation)
{
    const QList<OperationStep> &steps = operation->steps();
    int done = 0;
    const OperationStep *refused = nullptr;
    for (const OperationStep &step : steps) {
        done += step.state == OperationStep::State::Done ? 1 : 0;
        if (step.state == OperationStep::State::Refused || step.state == OperationStep::State::OutcomeUnknown)
            refused = &step;
    }
    switch (operation->state()) {
    case ApplyOperation::State::Running:
        return ActivityPanel::tr("step %1 of %2")
            .arg(std::min<qsizetype>(done + 1, steps.size()))
            .arg(steps.size());
    case ApplyOperation::State::Done:
        return ActivityPanel::tr("%n changes on %1", nullptr, done).arg(operation->sourceTitle());
    case ApplyOperation::State::Failed:
        return refused && refused->error ? errorSentence(*refused->error)
                                         : ActivityPanel::tr("not all steps were done");
    case ApplyOperation::State::Canceled:
        return ActivityPanel::tr("stopped after %1 of %2 steps").arg(done).arg(steps.size());
    }
    return {};
}

Tone operationTone(const ApplyOperation *operation)
{
    switch (operation->state()) {
    case ApplyOperation::State::Running:
        return Tone::Progressing;
    case ApplyOperation::State::Done:
        return Tone::Good;
    case ApplyOperation::State::Failed:
        for (const OperationStep &step : operation->steps()) {
            if (step.state == OperationStep::State::OutcomeUnknown)
                return Tone::Unknown;
        }
        return Tone::Bad;
    case ApplyOperation::State::Canceled:
        return Tone::Neutral;
    }
    return Tone::Neutral;
}

ActivityPanel::ActivityPanel(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_content(new QWidget(this))
    , m_column(new QVBoxLayout(m_content))
{
    setObjectName(QStringLiteral("activity-panel"));
    setAccessibleName(tr("Activity"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 8, 8);
    auto *title = new SectionHeader(tr("Activity"), SectionHeader::Level::Panel, this);
    title->setIconName(QStringLiteral("bell"));
    auto *journal = new QPushButton(tr("Journal"), this);
    setButtonKind(journal, ButtonKind::Link);
    auto *close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("x")));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close the activity panel"));
    close->setToolTip(tr("Close the activity panel"));
    head->addWidget(title, 1);
    head->addWidget(journal);
    head->addWidget(close);
    column->addLayout(head);
    column->addWidget(new Hairline(Qt::Horizontal, this));
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_content->setAutoFillBackground(true);
    m_content->setBackgroundRole(QPalette::Base);
    scroll->setWidget(m_content);
    column->addWidget(scroll, 1);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    connect(close, &QToolButton::clicked, this, &ActivityPanel::closeRequested);
    connect(journal, &QPushButton::clicked, this, &ActivityPanel::journalRequested);
    // Hundreds of steps come faster than anybody reads.
    m_soon.setSingleShot(true);
    m_soon.setInterval(pauseMs);
    connect(&m_soon, &QTimer::timeout, this, &ActivityPanel::renew);
    connect(context->operations(), &OperationLog::started, this, &ActivityPanel::renew);
    connect(context->operations(), &OperationLog::changed, this, [this](const ApplyOperation *operation) {
        if (operation->steps().size() <= mostPlainSteps)
            renew();
        else if (!m_soon.isActive())
            m_soon.start();
    });
    connect(context->operations(), &OperationLog::recorded, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    renew();
}

QWidget *ActivityPanel::block(ApplyOperation *operation)
{
    auto *holder = new QWidget(m_list);
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *state =
        new StateChip(operationTone(operation), operation->title(), StateChip::Shape::Plain, holder);
    head->addWidget(state, 1);
    const QDateTime end =
        operation->endedAt().isValid() ? operation->endedAt() : QDateTime::currentDateTime();
    head->addWidget(
        plainLabel(operation->state() == ApplyOperation::State::Running
                       ? ageText(std::chrono::seconds(operation->startedAt().secsTo(end)))
                       : operation->startedAt().toLocalTime().toString(QStringLiteral("HH:mm:ss")),
                   holder, TextRole::Small, true));
    column->addLayout(head);
    column->addWidget(plainLabel(operationText(operation), holder, TextRole::Small, true));
    int plain = 0; // steps that went as they should, or have not begun
    for (int index = 0; index < operation->steps().size(); ++index) {
        const OperationStep &step = operation->steps().at(index);
        const bool isPlain =
            step.state == OperationStep::State::Done || step.state == OperationStep::State::Waiting;
        if (isPlain && ++plain > mostPlainSteps)
            continue;
        auto *line = new StateChip(stepTone(step.state), step.ref.text(), StateChip::Shape::Plain, holder);
        setTextRole(line, TextRole::Small);
        column->addWidget(line);
        if (step.error)
            column->addWidget(plainLabel(errorSentence(*step.error), holder, TextRole::Small, true));
        else if (!step.note.isEmpty())
            column->addWidget(plainLabel(step.note, holder, TextRole::Small, true));
        const JournalEntry entry = journalEntryOf(*operation, index);
        if (whyNotRestored(entry, m_context->source()).isEmpty()) {
            auto *restore = new QPushButton(tr("Restore…"), holder);
            restore->setObjectName(QStringLiteral("restore.") + step.ref.name);
            restore->setAccessibleName(tr("Restore %1").arg(step.ref.text()));
            setButtonKind(restore, ButtonKind::Link);
            connect(restore, &QPushButton::clicked, this,
                    [this, entry] { restoreObject(m_context, entry, window()); });
            column->addWidget(restore, 0, Qt::AlignLeft);
        }
    }
    if (plain > mostPlainSteps) {
        column->addWidget(plainLabel(tr("and %n further, done or waiting", nullptr, plain - mostPlainSteps),
                                     holder, TextRole::Small, true));
    }
    const QList<JournalEntry> back = operation->state() == ApplyOperation::State::Running
                                         ? QList<JournalEntry>()
                                         : restorableEntries(*operation, m_context->source());
    if (back.size() > 1) {
        auto *all = new QPushButton(tr("Restore all %n…", nullptr, int(back.size())), holder);
        all->setObjectName(QStringLiteral("restoreAll"));
        all->setAccessibleName(tr("Restore all objects of: %1").arg(operation->title()));
        setSmallControl(all);
        connect(all, &QPushButton::clicked, this,
                [this, back] { restoreObjects(m_context, back, window()); });
        column->addWidget(all, 0, Qt::AlignLeft);
    }
    if (operation->state() == ApplyOperation::State::Running) {
        auto *stop = new QPushButton(tr("Stop before the next step"), holder);
        setSmallControl(stop);
        connect(stop, &QPushButton::clicked, operation, &ApplyOperation::cancel);
        column->addWidget(stop, 0, Qt::AlignLeft);
    }
    return holder;
}

QWidget *ActivityPanel::block(const QList<JournalEntry> &records)
{
    auto *holder = new QWidget(m_list);
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    Tone worst = Tone::Good;
    for (const JournalEntry &entry : records) {
        const Tone tone = outcomeTone(entry.outcome);
        if (tone == Tone::Bad || worst == Tone::Good)
            worst = tone;
    }
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new StateChip(worst, cleanedLine(records.last().title), StateChip::Shape::Plain, holder),
                    1);
    head->addWidget(plainLabel(records.last().time.toLocalTime().toString(QStringLiteral("HH:mm:ss")), holder,
                               TextRole::Small, true));
    column->addLayout(head);
    const QString source = cleanedLine(records.last().source);
    column->addWidget(plainLabel(records.last().palette.isSet() ? tr("in Palette, with %1").arg(source)
                                                                : tr("on %1").arg(source),
                                 holder, TextRole::Small, true));
    int plain = 0;
    for (auto entry = records.rbegin(); entry != records.rend(); ++entry) {
        if (entry->outcome == u"done" && ++plain > mostPlainSteps)
            continue;
        const QString object = objectText(*entry);
        auto *line = new StateChip(outcomeTone(entry->outcome), object, StateChip::Shape::Plain, holder);
        setTextRole(line, TextRole::Small);
        column->addWidget(line);
        QString text = entry->message;
        if (text.isEmpty())
            text = QString(entry->diff).replace(u'\n', QStringLiteral("; "));
        if (!text.isEmpty())
            column->addWidget(plainLabel(text, holder, TextRole::Small, true));
        if (whyNotRestored(*entry, m_context).isEmpty()) {
            auto *restore = new QPushButton(tr("Restore…"), holder);
            restore->setObjectName(QStringLiteral("restore.") + entry->ref.name);
            restore->setAccessibleName(tr("Restore %1").arg(object));
            setButtonKind(restore, ButtonKind::Link);
            connect(restore, &QPushButton::clicked, this,
                    [this, back = *entry] { restoreObject(m_context, back, window()); });
            column->addWidget(restore, 0, Qt::AlignLeft);
        }
    }
    if (plain > mostPlainSteps) {
        column->addWidget(plainLabel(tr("and %n further, done", nullptr, plain - mostPlainSteps), holder,
                                     TextRole::Small, true));
    }
    return holder;
}

void ActivityPanel::renew()
{
    delete m_list;
    m_list = new QWidget(m_content);
    auto *column = new QVBoxLayout(m_list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    const QList<ApplyOperation *> &operations = m_context->operations()->operations();
    const QList<JournalEntry> &records = m_context->operations()->records();
    if (operations.isEmpty() && records.isEmpty()) {
        auto *empty = new EmptyState(m_list);
        empty->setContent(QStringLiteral("activity"), tr("Nothing was changed in this run."),
                          tr("Every change that you apply shows its steps here."));
        empty->setTopSpace(48);
        column->addWidget(empty);
    }
    // Both lists are newest first; records of one operation stand together, at its first.
    qsizetype at = 0;
    const auto addRecords = [&](const QDateTime &upTo) {
        while (at < records.size() && (!upTo.isValid() || records.at(at).time > upTo)) {
            QList<JournalEntry> together{records.at(at++)};
            while (at < records.size() && !together.first().operationId.isEmpty() &&
                   records.at(at).operationId == together.first().operationId)
                together << records.at(at++);
            column->addWidget(block(together));
            column->addWidget(new Hairline(Qt::Horizontal, m_list));
        }
    };
    for (ApplyOperation *operation : operations) {
        addRecords(operation->startedAt());
        column->addWidget(block(operation));
        column->addWidget(new Hairline(Qt::Horizontal, m_list));
    }
    addRecords({});
    column->addStretch(1);
    m_column->addWidget(m_list);
}

ActivityView::ActivityView(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new HistoryModel(this))
    , m_table(new QTableView(this))
    , m_diff(new QPlainTextEdit(this))
    , m_restore(new QPushButton(tr("Restore…"), this))
    , m_copy(new QPushButton(tr("Copy the YAML before"), this))
    , m_why(new QLabel(this))
    , m_empty(new EmptyState(this))
{
    setObjectName(QStringLiteral("view-activity"));
    setAccessibleName(tr("Activity"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new SectionHeader(tr("Activity"), SectionHeader::Level::Page, this);
    head->setNote(tr("what Easel changed, on any hub or workspace"));
    auto *headRow = new QHBoxLayout;
    headRow->setContentsMargins(16, 0, 16, 0);
    headRow->addStrut(48);
    headRow->addWidget(head);
    column->addLayout(headRow);
    column->addWidget(new Hairline(Qt::Horizontal, this));
    m_table->setModel(m_model);
    setUpTable(m_table);
    m_table->setAccessibleName(tr("Journal"));
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int unit = QFontMetrics(m_table->font()).averageCharWidth();
    m_table->setColumnWidth(HistoryModel::OutcomeColumn, unit * 18 + 24);
    m_table->setColumnWidth(HistoryModel::WhatColumn, unit * 12);
    m_table->setColumnWidth(HistoryModel::ObjectColumn, unit * 40);
    m_table->setColumnWidth(HistoryModel::WhereColumn, unit * 20);
    m_table->setColumnWidth(HistoryModel::WhoColumn, unit * 26);
    m_diff->setReadOnly(true);
    m_diff->setTabChangesFocus(true);
    m_diff->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_diff->setFrameShape(QFrame::NoFrame);
    m_diff->document()->setDocumentMargin(16); // the text begins where the buttons above it do
    m_diff->setAccessibleName(tr("What changed"));
    setTextRole(m_diff, TextRole::Mono);
    auto *lower = new QWidget(this);
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins(0, 0, 0, 0);
    lowerColumn->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(16, 6, 16, 6);
    bar->setSpacing(8);
    m_restore->setObjectName(QStringLiteral("journalRestore"));
    m_copy->setObjectName(QStringLiteral("journalCopy"));
    setSmallControl(m_restore);
    setSmallControl(m_copy);
    setTextRole(m_why, TextRole::Small);
    setSecondaryText(m_why);
    m_why->setTextFormat(Qt::PlainText);
    m_why->setWordWrap(true);
    bar->addWidget(m_restore);
    bar->addWidget(m_copy);
    bar->addWidget(m_why, 1);
    lowerColumn->addLayout(bar);
    lowerColumn->addWidget(new Hairline(Qt::Horizontal, lower));
    lowerColumn->addWidget(m_diff, 1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(lower);
    splitter->setSizes({400, 240});
    m_full = splitter;
    column->addWidget(splitter, 1);
    column->addWidget(m_empty, 1);
    m_empty->setContent(
        QStringLiteral("activity"), tr("Nothing was changed with this Easel yet."),
        tr("Every change is kept here with its diff, so that it can be told and taken back."));
    m_full->hide();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                const JournalEntry *entry = m_model->entryAt(current.row());
                if (!entry)
                    return;
                QString text = entry->message.isEmpty() ? QString() : entry->message + QStringLiteral("\n\n");
                if (entry->palette.isSet()) {
                    const QString uid = cleanedLine(entry->palette.uid);
                    text += tr("In Palette, with %1. Uid: %2.", "connection")
                                .arg(cleanedLine(entry->source), uid.isEmpty() ? tr("not known") : uid) +
                            QStringLiteral("\n\n");
                }
                text += entry->diff.isEmpty() ? tr("No lines changed.") : entry->diff;
                m_diff->setPlainText(text);
                showRestore();
            });
    connect(m_restore, &QPushButton::clicked, this, [this] {
        const JournalEntry *entry = m_model->entryAt(m_table->currentIndex().row());
        if (entry)
            restoreObject(m_context, JournalEntry(*entry), window()); // new entries replace the model's
    });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (const JournalEntry *entry = m_model->entryAt(m_table->currentIndex().row()))
            QGuiApplication::clipboard()->setText(QString::fromUtf8(entry->before));
    });
    connect(context, &AppContext::sourceChanged, this, &ActivityView::showRestore);
    connect(m_table, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex &index) {
        const JournalEntry *entry = m_model->entryAt(index.row());
        if (!entry || entry->ref.kind == PaletteObject::Token)
            return; // no screen of its own
        if (entry->palette.isSet())
            m_context->openList(QStringLiteral("Compute.spectrocloud.com"),
                                QStringLiteral("name:") + entry->ref.name);
        else
            m_context->openObject(index.data(ObjectRefRole).value<ObjectRef>());
    });
    connect(context->journal(), &Journal::appended, this, &ActivityView::renew);
    renew();
}

void ActivityView::showRestore()
{
    const JournalEntry *entry = m_model->entryAt(m_table->currentIndex().row());
    const QString why = entry ? whyNotRestored(*entry, m_context) : QString();
    m_restore->setEnabled(entry && why.isEmpty());
    m_copy->setEnabled(entry && !entry->before.isEmpty());
    m_why->setText(why);
}

void ActivityView::renew()
{
    m_call = m_context->journal()->latest(2000);
    m_call.call().then(this, [this](const Result<QList<JournalEntry>> &result) {
        if (!result) {
            if (result.error().kind != Error::Kind::Canceled)
                m_empty->setContent(QStringLiteral("activity"), errorSentence(result.error()));
            return;
        }
        m_model->setEntries(*result);
        m_full->setVisible(!result->isEmpty());
        m_empty->setVisible(result->isEmpty());
        if (!result->isEmpty() && !m_table->currentIndex().isValid())
            m_table->setCurrentIndex(m_model->index(0, 0));
    });
}

} // namespace easel
