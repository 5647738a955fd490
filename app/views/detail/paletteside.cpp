// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detail/paletteside.h"

#include "app/context/appcontext.h"
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

namespace {

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
    , m_word(context->palette())
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
    connect(m_connect, &QPushButton::clicked, this, [this, context] {
        context->actions()->trigger(u"palette.connect"_s, {{}, {}, {}, {}, {}, {}, window()});
    });
    connect(&m_word, &ClusterWord::changed, this, &PaletteSide::renew);
    hide();
}

void PaletteSide::setCluster(const QString &title, const QString &uid, const QString &projectUid)
{
    m_title = title;
    m_word.setCluster(uid, projectUid);
    setVisible(!uid.isEmpty());
    renew();
}

void PaletteSide::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_word.setLooking(true);
}

void PaletteSide::hideEvent(QHideEvent *event)
{
    m_word.setLooking(false);
    QWidget::hideEvent(event);
}

void PaletteSide::renew()
{
    m_head->setText(m_title);
    const std::optional<PaletteCluster> &cluster = m_word.cluster();
    const std::optional<Error> &error = m_word.error();
    const bool connected = m_word.hasConnection();
    m_connect->setVisible(!connected);
    m_head->setNote(cluster ? cleanedLine(cluster->state) : QString());
    m_head->setAside(cluster && !error ? tr("asked at %1").arg(clock(m_word.asOf())) : QString());
    QString note;
    if (!connected)
        note = tr("Its conditions and events in Palette are shown with a connection of your own to its "
                  "project.");
    else if (error)
        note = errorSentence(*error);
    else if (!cluster)
        note = tr("Asking %1…").arg(cleanedLine(m_word.server()));
    else if (!cluster->hasStatus)
        note = tr("Palette keeps no more than its remains.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    QList<ConditionEntry> entries;
    if (cluster) {
        for (const PaletteCondition &condition : cluster->conditions) {
            ConditionEntry entry;
            entry.type = cleanedLine(condition.type);
            entry.tone = toneOf(condition, cluster->state);
            entry.reason = cleanedLine(condition.reason);
            entry.message = cleanedLine(condition.message);
            entry.time = condition.changed;
            entries << entry;
        }
    }
    m_conditions->setVisible(!entries.isEmpty());
    m_conditions->setStale(error.has_value());
    m_conditions->setEntries(entries);
    showEvents();
}

void PaletteSide::showEvents()
{
    const QList<PaletteEvent> &events = m_word.events();
    m_list->setVisible(!events.isEmpty());
    while (m_list->topLevelItemCount() > events.size())
        delete m_list->takeTopLevelItem(m_list->topLevelItemCount() - 1);
    for (int i = 0; i < events.size(); ++i) {
        const PaletteEvent &event = events.at(i);
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
                           row * std::clamp(int(events.size()), 1, mostRows) + 4);
    m_list->resizeColumnToContents(0);
    m_list->resizeColumnToContents(1);
}

} // namespace easel
