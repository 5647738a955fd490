// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/enginedialog.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/shell/enginedesk.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int mostLines = 2'000;

QLabel *sentenceLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

EngineDialog::EngineDialog(EngineDesk *desk, const QString &hubTitle, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_state(new StateChip(this))
    , m_sentence(sentenceLabel(this))
    , m_facts(new KeyValueGrid(this))
    , m_missing(sentenceLabel(this))
    , m_log(new QPlainTextEdit(this))
    , m_logEmpty(sentenceLabel(this))
    , m_switch(new QPushButton(this))
{
    setObjectName(QStringLiteral("engine-dialog"));
    setWindowTitle(tr("Engine"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    auto *title = sentenceLabel(this);
    title->setText(tr("Engine of %1").arg(cleanedLine(hubTitle)));
    setTextRole(title, TextRole::Heading);
    head->addWidget(title, 1);
    head->addWidget(m_state);
    column->addLayout(head);
    auto *purpose = sentenceLabel(this);
    purpose->setText(
        tr("While it is on, this window makes what is asked for on this hub: it checks settings, lists "
           "machines, and creates, changes and deletes clusters in Palette for compute pools. One "
           "engine works for a hub; others wait."));
    setSecondaryText(purpose);
    column->addWidget(purpose);
    m_facts->setKeyWidth(120);
    column->addWidget(m_facts);
    column->addWidget(m_sentence);
    column->addWidget(m_missing);
    auto *logTitle = sentenceLabel(this);
    logTitle->setText(tr("What it did"));
    setTextRole(logTitle, TextRole::Strong);
    column->addWidget(logTitle);
    m_logEmpty->setText(tr("Nothing yet in this window."));
    setSecondaryText(m_logEmpty);
    column->addWidget(m_logEmpty);
    m_log->setReadOnly(true);
    m_log->setAccessibleName(tr("What the engine did"));
    m_log->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_log->setMaximumBlockCount(mostLines);
    m_log->setTabChangesFocus(true);
    m_log->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTextRole(m_log, TextRole::Mono);
    column->addWidget(m_log, 1);
    column->addStretch();

    auto *foot = new QHBoxLayout;
    m_switch->setObjectName(QStringLiteral("engine-switch"));
    auto *copy = new QPushButton(tr("Copy the log"), this);
    auto *close = new QPushButton(tr("Close"), this);
    for (QPushButton *button : {m_switch, copy, close})
        button->setAutoDefault(false);
    foot->addWidget(m_switch);
    foot->addWidget(copy);
    foot->addStretch();
    foot->addWidget(close);
    column->addLayout(foot);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_log->toPlainText()); });
    connect(m_switch, &QPushButton::clicked, this, [this] {
        if (m_desk->isOn())
            m_desk->setOn(false);
        else
            Q_EMIT onRequested();
    });
    connect(m_desk, &EngineDesk::changed, this, &EngineDialog::renew);
    resize(scaledWidth(this, 720), 560);
    m_switch->setFocus();
    m_desk->lookForHolder();
    renew();
}

void EngineDialog::renew()
{
    const EngineState state = m_desk->state();
    m_state->setState(engineTone(state.phase), enginePhaseText(state.phase), state.sentence);
    const QString why = m_desk->whyNot();
    const QString sentence = why.isEmpty() ? state.sentence : why;
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());

    QList<KeyValue> facts;
    QList<ValuePart> holder{ValuePart::plain(leaseHolderText(state))};
    if (state.holder.renewed.isValid() && !state.holder.identity.isEmpty()) {
        const qint64 age = std::max<qint64>(0, state.holder.renewed.secsTo(QDateTime::currentDateTimeUtc()));
        holder << ValuePart::aside(tr("renewed %1 ago").arg(ageText(std::chrono::seconds(age))));
    }
    facts << KeyValue{tr("Lease held by"), holder, cleanedLine(state.holder.identity)};
    facts << KeyValue{tr("Looks after"), {ValuePart::plain(nameList(Engine::kinds(), 20))}, {}};
    if (state.phase == EngineState::Phase::Working)
        facts << KeyValue{
            tr("Now"),
            {ValuePart::plain(tr("%n objects to look at", nullptr, state.waiting + state.busy))},
            {}};
    m_facts->setRows(facts);

    QStringList missing;
    for (const EngineRight &right : state.missing)
        missing << tr("%1: %2").arg(right.text(), right.purpose);
    m_missing->setText(missing.isEmpty() ? QString() : tr("Missing rights:") + u'\n' + missing.join(u'\n'));
    m_missing->setVisible(!missing.isEmpty());

    m_switch->setText(m_desk->isOn() ? tr("Switch off") : tr("Switch on"));
    m_switch->setEnabled(m_desk->isOn() || why.isEmpty());
    m_switch->setAccessibleDescription(sentence);
    followLog();
    m_logEmpty->setVisible(m_log->document()->isEmpty());
    m_log->setVisible(!m_log->document()->isEmpty());
}

void EngineDialog::followLog()
{
    if (m_following || !m_desk->engine())
        return;
    m_following = true;
    EngineLog *log = m_desk->engine()->log();
    for (const EngineLogLine &line : log->lines())
        append(line);
    connect(log, &EngineLog::added, this, &EngineDialog::append);
    // Another source has another engine with a log of its own.
    connect(log, &QObject::destroyed, this, [this] {
        m_following = false;
        m_log->clear();
    });
}

void EngineDialog::append(const EngineLogLine &line)
{
    const QString what = line.ref.name.isEmpty() ? line.text : tr("%1: %2").arg(line.ref.text(), line.text);
    m_log->appendPlainText(line.at.toLocalTime().toString(QStringLiteral("HH:mm:ss")) + u' ' + what);
    m_logEmpty->hide();
    m_log->show();
}

} // namespace easel

#include "moc_enginedialog.cpp"
