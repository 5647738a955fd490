// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/draftoffer.h"

#include "app/context/appcontext.h"
#include "app/shell/mainwindow.h"
#include "app/shell/notice.h"
#include "app/shell/startscreen.h"
#include "app/wizards/wizards.h"
#include "core/base/text.h"
#include "core/changes/draft.h"

#include <QAbstractButton>

namespace easel {

DraftOffer::DraftOffer(MainWindow *window, StartScreen *start, Notice *notice)
    : QObject(window)
    , m_window(window)
    , m_context(window->context())
    , m_start(start)
    , m_notice(notice)
{
    m_context->drafts()->leftBehind().then(this, [this](const Result<QList<QJsonObject>> &drafts) {
        if (!drafts)
            return;
        m_drafts = *drafts;
        m_start->setDrafts(m_drafts);
        offer();
    });
    connect(m_start, &StartScreen::draftsDiscarded, this, &DraftOffer::discardAll);
    connect(m_start, &StartScreen::draftsContinued, this, &DraftOffer::openAndContinue);
}

void DraftOffer::offer()
{
    Surroundings *surroundings = m_context->surroundings();
    if (m_drafts.isEmpty() || !surroundings)
        return;
    if (!surroundings->isComplete()) {
        // Wizards judge what they show by its surroundings: they wait until those were read once.
        connect(surroundings, &Surroundings::changed, this, &DraftOffer::offer, Qt::UniqueConnection);
        return;
    }
    disconnect(surroundings, &Surroundings::changed, this, &DraftOffer::offer);
    if (std::exchange(m_continue, false)) {
        continueAll();
        return;
    }
    QStringList titles;
    for (const QJsonObject &draft : std::as_const(m_drafts))
        titles << cleanedLine(draft.value(u"title").toString());
    m_notice->say(Tone::Progressing, tr("%n draft(s) were kept", nullptr, int(titles.size())),
                  nameList(titles));
    connect(m_notice->addLink(tr("Discard")), &QAbstractButton::clicked, this, &DraftOffer::discardAll);
    connect(m_notice->addButton(tr("Continue")), &QAbstractButton::clicked, this, &DraftOffer::continueAll);
}

// A draft is continued where the work was: on what was opened last.
void DraftOffer::openAndContinue()
{
    m_continue = true;
    const QList<RecentSource> recent = m_context->settings()->recentSources();
    if (recent.isEmpty())
        m_window->openSample();
    else
        m_window->openRecent(recent.first());
}

void DraftOffer::continueAll()
{
    for (const QJsonObject &draft : take())
        restoreDraft(m_context, draft, m_window);
}

void DraftOffer::discardAll()
{
    for (const QJsonObject &json : take()) {
        if (const std::unique_ptr<Draft> draft = Draft::fromJson(json))
            m_context->drafts()->discard(draft.get());
    }
}

QList<QJsonObject> DraftOffer::take()
{
    m_notice->hide();
    const QList<QJsonObject> drafts = std::exchange(m_drafts, {});
    m_start->setDrafts({});
    return drafts;
}

} // namespace easel
