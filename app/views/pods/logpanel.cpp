// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/logpanel.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/pods/logtext.h"
#include "core/base/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSaveFile>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int tailLines = 5000; // of the past, of each container

QToolButton *toolButton(QWidget *parent, const QString &iconName, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    return button;
}

} // namespace

QList<ContainerRef> containersOf(const QJsonObject &pod)
{
    const QJsonObject metadata = pod.value(u"metadata").toObject();
    const QJsonObject spec = pod.value(u"spec").toObject();
    QList<ContainerRef> result;
    for (const QStringView part : {u"initContainers", u"containers", u"ephemeralContainers"}) {
        const QJsonArray containers = spec.value(part).toArray();
        for (const auto &container : containers) {
            result.append({metadata.value(u"namespace").toString(), metadata.value(u"name").toString(),
                           container.toObject().value(u"name").toString()});
        }
    }
    return result;
}

QString mainContainerOf(const QJsonObject &pod)
{
    const QString said = pod.value(u"metadata")
                             .toObject()
                             .value(u"annotations")
                             .toObject()
                             .value(u"kubectl.kubernetes.io/default-container")
                             .toString();
    const QJsonArray containers = pod.value(u"spec").toObject().value(u"containers").toArray();
    return said.isEmpty() ? containers.first().toObject().value(u"name").toString() : said;
}

LogPanel::LogPanel(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_search(&m_feed.buffer())
    , m_choice(new QComboBox(this))
    , m_follow(toolButton(this, QStringLiteral("arrow-down"), tr("Follow the end")))
    , m_more(toolButton(this, QStringLiteral("ellipsis"), tr("More about the log")))
    , m_searchEdit(new QLineEdit(this))
    , m_hits(new QLabel(this))
    , m_up(toolButton(this, QStringLiteral("chevron-up"), tr("Match before")))
    , m_down(toolButton(this, QStringLiteral("chevron-down"), tr("Next match")))
    , m_banner(new Banner(Tone::Bad, this))
    , m_bannerHolder(new QWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_text(new LogText(&m_feed, &m_search, this))
    , m_empty(new EmptyState(this))
    , m_state(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 8, 12, 8);
    tools->setSpacing(6);
    m_choice->setAccessibleName(tr("Container"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(8);
    m_searchEdit->setPlaceholderText(tr("Search the log"));
    m_searchEdit->setAccessibleName(tr("Search the log"));
    m_searchEdit->setClearButtonEnabled(true);
    m_searchEdit->setMinimumWidth(scaledWidth(this, 90));
    setSecondaryText(m_hits);
    setTextRole(m_hits, TextRole::Small);
    m_hits->setTextFormat(Qt::PlainText);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    tools->addWidget(m_choice, 2);
    tools->addWidget(m_searchEdit, 3);
    tools->addWidget(m_hits);
    tools->addWidget(m_up);
    tools->addWidget(m_down);
    tools->addWidget(m_follow);
    tools->addWidget(m_more);
    column->addLayout(tools);
    column->addWidget(new Hairline(Qt::Horizontal, this));

    auto *bannerRow = new QVBoxLayout(m_bannerHolder);
    bannerRow->setContentsMargins(12, 8, 12, 8);
    bannerRow->addWidget(m_banner);
    m_banner->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_bannerHolder);
    m_bannerHolder->hide();

    m_text->setAccessibleName(tr("Log"));
    m_empty->setTopSpace(48);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_text);
    column->addWidget(m_stack, 1);
    column->addWidget(new Hairline(Qt::Horizontal, this));
    setSecondaryText(m_state);
    setTextRole(m_state, TextRole::Small);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setContentsMargins(12, 4, 12, 4);
    column->addWidget(m_state);

    auto *menu = new QMenu(m_more);
    const auto option = [&](const QString &text, bool on) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(on);
        return action;
    };
    m_previous = option(tr("Previous run"), false);
    m_previous->setToolTip(tr("The log of the run before the last restart"));
    menu->addSeparator();
    m_wrap = option(tr("Wrap lines"), context->settings()->text(QStringLiteral("log/wrap")) != u"no");
    m_times = option(tr("Show times"), context->settings()->text(QStringLiteral("log/times")) == u"yes");
    m_onlyHits = option(tr("Only matching lines"), false);
    menu->addSeparator();
    QAction *clearing = menu->addAction(tr("Clear"));
    QAction *saving = menu->addAction(icon(QStringLiteral("save")), tr("Save as…"));
    m_more->setMenu(menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_text->setWraps(m_wrap->isChecked());
    m_text->setTimesShown(m_times->isChecked());

    connect(m_choice, &QComboBox::activated, this, &LogPanel::begin);
    connect(m_previous, &QAction::toggled, this, [this] {
        if (!m_filling)
            begin();
    });
    connect(m_wrap, &QAction::toggled, this, [this](bool on) {
        m_context->settings()->setText(QStringLiteral("log/wrap"),
                                       on ? QStringLiteral("yes") : QStringLiteral("no"));
        m_text->setWraps(on);
    });
    connect(m_times, &QAction::toggled, this, [this](bool on) {
        m_context->settings()->setText(QStringLiteral("log/times"),
                                       on ? QStringLiteral("yes") : QStringLiteral("no"));
        m_text->setTimesShown(on);
    });
    connect(m_onlyHits, &QAction::toggled, m_text, &LogText::setOnlyHits);
    connect(clearing, &QAction::triggered, &m_feed, &LogFeed::clear);
    connect(saving, &QAction::triggered, this, &LogPanel::save);
    connect(m_follow, &QToolButton::toggled, m_text, &LogText::setFollows);
    connect(m_text, &LogText::followsChanged, m_follow, &QToolButton::setChecked);
    connect(m_text, &LogText::followsChanged, this, &LogPanel::showState);
    connect(m_text, &LogText::searchWanted, this, &LogPanel::focusSearch);
    connect(m_searchEdit, &QLineEdit::textChanged, &m_search, &LogSearch::setText);
    connect(m_searchEdit, &QLineEdit::returnPressed, this, [this] { goToHit(false); });
    connect(m_up, &QToolButton::clicked, this, [this] { goToHit(false); });
    connect(m_down, &QToolButton::clicked, this, [this] { goToHit(true); });
    connect(&m_search, &LogSearch::changed, this, [this] {
        showHits();
        m_text->renew();
    });
    connect(&m_feed, &LogFeed::changed, this, [this] {
        m_search.update();
        m_text->renew();
        showState();
    });
    connect(&m_feed, &LogFeed::statesChanged, this, &LogPanel::showState);
    connect(context, &AppContext::sourceAboutToChange, this, &LogPanel::clear);
    showHits();
    showState();
}

void LogPanel::setNote(const QString &note)
{
    m_note = note;
    showState();
}

void LogPanel::clear()
{
    m_containers.clear();
    m_choice->clear();
    m_feed.show(nullptr, {}, false, 0);
}

void LogPanel::setContainers(const QList<ContainerRef> &containers, const QString &preferred)
{
    if (containers == m_containers)
        return;
    const auto before = m_choice->currentData().isValid() ? chosen() : QList<ContainerRef>();
    m_containers = containers;
    m_filling = true;
    m_choice->clear();
    if (containers.size() > 1)
        m_choice->addItem(tr("All containers"), -1);
    bool onePod = true;
    for (const ContainerRef &container : containers)
        onePod = onePod && container.pod == containers.first().pod;
    int wanted = 0; // all of several pods
    for (int i = 0; i < containers.size(); ++i) {
        const ContainerRef &container = containers.at(i);
        m_choice->addItem(
            cleanedLine(onePod ? container.container : container.pod + u'/' + container.container), i);
        const bool isChosen = before.size() == 1 && before.first() == container;
        if (isChosen || (wanted == 0 && onePod && container.container == preferred))
            wanted = m_choice->count() - 1;
    }
    m_choice->setCurrentIndex(wanted);
    m_choice->setVisible(containers.size() > 1);
    m_filling = false;
    begin();
}

QList<ContainerRef> LogPanel::chosen() const
{
    const int index = m_choice->currentData().toInt();
    return index < 0 || index >= m_containers.size() ? m_containers
                                                     : QList<ContainerRef>{m_containers.at(index)};
}

void LogPanel::begin()
{
    if (m_filling || m_containers.isEmpty())
        return;
    const QList<ContainerRef> containers = chosen();
    QStringList labels;
    if (containers.size() > 1) {
        bool onePod = true;
        for (const ContainerRef &container : containers)
            onePod = onePod && container.pod == containers.first().pod;
        for (const ContainerRef &container : containers)
            labels << cleanedLine(onePod ? container.container : container.pod + u'/' + container.container);
    }
    m_feed.show(m_context->source(), containers, m_previous->isChecked(), tailLines);
    m_text->setLabels(labels);
    m_text->setFollows(true);
}

void LogPanel::setPrevious(bool previous)
{
    m_previous->setChecked(previous);
}

void LogPanel::setActive(bool active)
{
    m_feed.setPaused(!active);
    if (active)
        showState();
}

void LogPanel::showHits()
{
    const bool active = m_search.isActive();
    m_up->setEnabled(m_search.count() > 0);
    m_down->setEnabled(m_search.count() > 0);
    m_onlyHits->setEnabled(active);
    if (!active && m_onlyHits->isChecked())
        m_onlyHits->setChecked(false);
    m_hits->setVisible(active);
    if (!active)
        return;
    const QLocale locale;
    if (m_search.count() == 0)
        m_hits->setText(m_search.isComplete() ? tr("no match") : tr("searching…"));
    else if (m_text->markedLine() >= 0 && m_search.isHit(m_text->markedLine()))
        m_hits->setText(tr("%1 of %2")
                            .arg(locale.toString(m_search.indexOf(m_text->markedLine()) + 1),
                                 locale.toString(m_search.count())));
    else
        m_hits->setText(tr("%n line(s)", nullptr, int(m_search.count())));
}

void LogPanel::goToHit(bool forward)
{
    // Whoever begins to look sees the last match first: it is the one that happened now.
    const qint64 end = m_feed.buffer().end();
    const qint64 from =
        m_text->markedLine() >= 0 ? m_text->markedLine() : (forward ? m_text->topLine() - 1 : end);
    const qint64 number = forward ? m_search.next(from) : m_search.previous(from);
    if (number < 0)
        return;
    m_text->showLine(number);
    showHits();
}

void LogPanel::focusSearch()
{
    m_searchEdit->setFocus(Qt::ShortcutFocusReason);
    m_searchEdit->selectAll();
}

void LogPanel::focusText()
{
    m_focusWanted = true;
    showState();
}

void LogPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_F3) {
        goToHit(!(event->modifiers() & Qt::ShiftModifier));
        return;
    }
    if (event->key() == Qt::Key_Escape && (m_searchEdit->hasFocus() || m_search.isActive())) {
        m_searchEdit->clear();
        m_text->setFocus();
        return;
    }
    QWidget::keyPressEvent(event);
}

void LogPanel::showState()
{
    const QList<LogFeed::State> &states = m_feed.states();
    QStringList problems;
    int live = 0;
    int ended = 0;
    int waiting = 0;
    for (const LogFeed::State &state : states) {
        live += state.phase == LogFeed::Phase::Live;
        ended += state.phase == LogFeed::Phase::Ended;
        waiting += state.phase == LogFeed::Phase::Waiting;
        if (state.phase == LogFeed::Phase::Failed && !problems.contains(state.problem))
            problems << state.problem;
    }
    const LogBuffer &buffer = m_feed.buffer();
    m_banner->clearActions();
    if (!problems.isEmpty()) {
        const QString sentence = problems.first();
        const qsizetype end = sentence.indexOf(QStringLiteral(". "));
        m_banner->setTexts(end < 0 ? sentence : sentence.left(end + 1),
                           end < 0 ? QString() : sentence.mid(end + 2));
        connect(m_banner->addButton(tr("Try again")), &QAbstractButton::clicked, &m_feed, &LogFeed::retry);
    }
    m_bannerHolder->setVisible(!problems.isEmpty());

    const bool isWorkspace = m_context->source() && m_context->source()->isWorkspace();
    if (buffer.isEmpty()) {
        QString sentence;
        if (states.isEmpty() && !m_note.isEmpty())
            sentence = m_note;
        else if (isWorkspace)
            sentence = tr("Logs come from a hub. A workspace has none.");
        else if (waiting > 0)
            sentence = tr("Waiting for the log…");
        else if (live > 0)
            sentence = tr("The container has said nothing yet.");
        else if (ended > 0)
            sentence = tr("The container said nothing.");
        m_empty->setContent(
            problems.isEmpty() && !sentence.isEmpty() ? QStringLiteral("file-text") : QString(), sentence);
        m_stack->setCurrentWidget(m_empty);
    } else {
        m_stack->setCurrentWidget(m_text);
        if (std::exchange(m_focusWanted, false))
            m_text->setFocus();
    }

    QStringList words;
    if (!states.isEmpty()) {
        if (m_feed.isPaused())
            words << tr("Held");
        else if (live > 0)
            words << (states.size() > 1 ? tr("Live: %1 of %2 logs").arg(live).arg(states.size())
                                        : tr("Live"));
        else if (waiting > 0)
            words << tr("Connecting");
        else if (ended > 0)
            words << (m_previous->isChecked() ? tr("All of the previous run") : tr("The container ended"));
        else
            words << tr("Not connected");
        words << tr("%n line(s)", nullptr, int(buffer.size()));
        if (buffer.dropped() > 0)
            words << tr("older ones went, the last %1 are kept").arg(byteText(LogBuffer::usualBytes));
        if (!m_text->follows() && live > 0)
            words << tr("not following");
    }
    m_state->setText(words.join(QStringLiteral(" · ")));
    m_text->setAccessibleDescription(m_state->text());
}

void LogPanel::save()
{
    const QList<ContainerRef> containers = chosen();
    if (containers.isEmpty() || m_feed.buffer().isEmpty())
        return;
    const QString name = containers.size() == 1 ? containers.first().pod + u'-' + containers.first().container
                                                : containers.first().pod;
    m_context->prompter()->askSaveFile(
        this, tr("Save the log"), name + QStringLiteral(".log"), tr("Logs (*.log)"),
        [this](const QString &path) {
            if (path.isEmpty())
                return;
            // What is kept is copied at once; writing it is the pool's.
            auto whole = std::make_shared<QByteArray>();
            const LogBuffer &buffer = m_feed.buffer();
            const bool several = m_feed.states().size() > 1;
            for (qint64 number = buffer.first(); number < buffer.end(); ++number) {
                const LogLine line = buffer.at(number);
                if (several) {
                    const ContainerRef &of = m_feed.states().at(line.stream).of;
                    *whole += (of.pod + u'/' + of.container).toUtf8() + ' ';
                }
                *whole += line.text;
                *whole += '\n';
            }
            const int lines = int(buffer.size());
            runInPool([path, whole]() -> Result<Done> {
                QSaveFile file(path);
                if (file.open(QIODevice::WriteOnly) && file.write(*whole) == whole->size() && file.commit())
                    return Done{};
                return failure(
                    makeError(Error::Kind::File, file.errorString()).tried(tr("save %1").arg(path)));
            }).then(this, [this, path, lines](const Result<Done> &done) {
                if (done)
                    m_context->toast(tr("Saved %n line(s) to %1", nullptr, lines).arg(cleanedLine(path)));
                else
                    m_context->tell(tr("The log was not saved."), errorSentence(done.error()));
            });
        });
}

} // namespace easel
