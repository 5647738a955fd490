// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detail/paletteside.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/conditiontimeline.h"
#include "app/views/parts/sectionheader.h"
#include "core/base/text.h"
#include "core/domain/views.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds whileBuilding = 10s;
constexpr std::chrono::milliseconds whileRunning = 30s;
constexpr int mostEvents = 50;
constexpr int mostRows = 8; // before the list scrolls

QString clock(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    return local.date() == QDate::currentDate() ? QLocale().toString(local.time(), QLocale::ShortFormat)
                                                : QLocale().toString(local, QLocale::ShortFormat);
}

// A step that is not done yet is no problem unless the cluster came to a stop there.
Tone toneOf(const PaletteCondition &condition, const QString &state)
{
    if (condition.isTrue())
        return Tone::Good;
    if (sameEnum(state, u"Error") && sameEnum(condition.status, u"False"))
        return Tone::Bad;
    return Tone::Progressing;
}

} // namespace

PaletteSide::PaletteSide(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_head(new SectionHeader({}, SectionHeader::Level::Caption, this))
    , m_note(new QLabel(this))
    , m_connect(new QPushButton(tr("Connect to Palette…"), this))
    , m_conditions(new ConditionTimeline(this))
    , m_list(new QTreeWidget(this))
{
    setObjectName(u"paletteSide"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_head);
    m_note->setObjectName(u"paletteNote"_s);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    setTextRole(m_note, TextRole::Small);
    setSecondaryText(m_note);
    column->addWidget(m_note);
    m_connect->setObjectName(u"paletteConnect"_s);
    m_connect->setIcon(icon(u"key-round"_s));
    column->addWidget(m_connect, 0, Qt::AlignLeft);
    m_conditions->setAccessibleName(tr("Conditions in Palette"));
    column->addWidget(m_conditions);
    m_list->setObjectName(u"paletteEvents"_s);
    m_list->setAccessibleName(tr("What happened in Palette"));
    m_list->setHeaderLabels({tr("Time"), tr("What happened"), tr("Message")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setTabKeyNavigation(false);
    m_list->header()->setStretchLastSection(true);
    column->addWidget(m_list);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &PaletteSide::ask);
    connect(m_connect, &QPushButton::clicked, this, [this] {
        m_context->actions()->trigger(u"palette.connect"_s, {{}, {}, {}, {}, {}, {}, window()});
    });
    connect(context->palette(), &PaletteDesk::connectionsChanged, this, [this] {
        lookForConnection();
        renew();
        if (isVisible())
            ask();
    });
    hide();
}

void PaletteSide::setCluster(const QString &title, const QString &uid, const QString &projectUid)
{
    m_title = title;
    if (uid != m_uid || projectUid != m_projectUid) {
        m_uid = uid;
        m_projectUid = projectUid;
        ++m_round;
        m_asking = false;
        m_cluster.reset();
        m_events.clear();
        m_error.reset();
        lookForConnection();
    }
    setVisible(!m_uid.isEmpty());
    renew();
    if (isVisible() && !m_asking && !m_again.isActive())
        ask();
}

// Projects' uids are Palette's own: a connection to the same one sees the same clusters.
void PaletteSide::lookForConnection()
{
    PaletteConnection found;
    const QList<PaletteConnection> all = m_context->palette()->connections();
    for (const PaletteConnection &connection : all) {
        if (!m_projectUid.isEmpty() && connection.project.uid == m_projectUid) {
            found = connection;
            break;
        }
    }
    if (found == m_connection)
        return;
    m_connection = found;
    ++m_round;
    m_asking = false;
    m_again.stop();
    m_cluster.reset();
    m_events.clear();
    m_error.reset();
}

void PaletteSide::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_asking && !m_again.isActive())
        ask();
}

void PaletteSide::hideEvent(QHideEvent *event)
{
    m_again.stop(); // Palette is left alone while nobody looks
    QWidget::hideEvent(event);
}

void PaletteSide::ask()
{
    if (m_uid.isEmpty() || !m_connection.isSet() || m_asking || !isVisible())
        return;
    m_asking = true;
    const int round = m_round;
    const QString uid = m_uid;
    m_context->palette()
        ->client(m_connection.id)
        .then(this, [this, round, uid](const Result<std::shared_ptr<PaletteClient>> &client) {
            if (round != m_round)
                return;
            if (!client) {
                take(failure(client.error()), failure(client.error()));
                return;
            }
            const auto held = *client; // for as long as it is asked
            held->cluster(uid).then(this, [this, round, uid, held](const Result<PaletteCluster> &cluster) {
                if (round != m_round)
                    return;
                held->events(PaletteEventKind::Cluster, uid, mostEvents)
                    .then(this, [this, round, held, cluster](const Result<QList<PaletteEvent>> &events) {
                        if (round == m_round)
                            take(cluster, events);
                    });
            });
        });
}

void PaletteSide::take(const Result<PaletteCluster> &cluster, const Result<QList<PaletteEvent>> &events)
{
    m_asking = false;
    m_error.reset();
    // What was told before stays, older, when Palette does not answer.
    if (cluster)
        m_cluster = *cluster;
    else
        m_error = cluster.error();
    if (events)
        m_events = *events;
    else if (!m_error)
        m_error = events.error();
    if (!m_error)
        m_asOf = QDateTime::currentDateTimeUtc();
    renew();
    const bool isSettled = m_cluster && m_cluster->state == u"Running";
    if (isVisible())
        m_again.start(isSettled ? whileRunning : whileBuilding);
}

void PaletteSide::renew()
{
    m_head->setText(m_title);
    const bool connected = m_connection.isSet();
    m_connect->setVisible(!connected);
    m_head->setNote(m_cluster ? cleanedLine(m_cluster->state) : QString());
    m_head->setAside(m_cluster && !m_error ? tr("asked at %1").arg(clock(m_asOf)) : QString());
    QString note;
    if (!connected)
        note = tr("Its conditions and events in Palette are shown with a connection of your own to its "
                  "project.");
    else if (m_error)
        note = errorSentence(*m_error);
    else if (!m_cluster)
        note = tr("Asking %1…").arg(cleanedLine(m_connection.server.url.host()));
    else if (!m_cluster->hasStatus)
        note = tr("Palette keeps no more than its remains.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    QList<ConditionEntry> entries;
    if (m_cluster) {
        for (const PaletteCondition &condition : m_cluster->conditions) {
            ConditionEntry entry;
            entry.type = cleanedLine(condition.type);
            entry.tone = toneOf(condition, m_cluster->state);
            entry.reason = cleanedLine(condition.reason);
            entry.message = cleanedLine(condition.message);
            entry.time = condition.changed;
            entries << entry;
        }
    }
    m_conditions->setVisible(!entries.isEmpty());
    m_conditions->setStale(m_error.has_value());
    m_conditions->setEntries(entries);
    showEvents();
}

void PaletteSide::showEvents()
{
    m_list->setVisible(!m_events.isEmpty());
    while (m_list->topLevelItemCount() > m_events.size())
        delete m_list->takeTopLevelItem(m_list->topLevelItemCount() - 1);
    for (int i = 0; i < m_events.size(); ++i) {
        const PaletteEvent &event = m_events.at(i);
        QTreeWidgetItem *item =
            m_list->topLevelItem(i) ? m_list->topLevelItem(i) : new QTreeWidgetItem(m_list);
        item->setText(0, clock(event.time()));
        item->setText(1, cleanedLine(event.reason));
        item->setText(2, cleanedLine(event.message));
        item->setToolTip(2, cleanedLine(event.message));
        item->setIcon(1, event.isFailure() ? stateIcon(Tone::Bad) : QIcon());
    }
    const int row = rowHeight(QFontMetricsF(m_list->font()));
    m_list->setFixedHeight(m_list->header()->sizeHint().height() +
                           row * std::clamp(int(m_events.size()), 1, mostRows) + 4);
    m_list->resizeColumnToContents(0);
    m_list->resizeColumnToContents(1);
}

} // namespace easel
