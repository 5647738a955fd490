// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/usagepanel.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/legend.h"
#include "app/views/parts/placeholders.h"
#include "app/views/quota/usagerecorder.h"
#include "app/views/quota/usagesourcesdialog.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"

#include <QBuffer>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QSvgGenerator>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace easel {

namespace {

QString daysText(double days)
{
    const auto whole = qint64(std::llround(days));
    return whole < 1 ? UsagePanel::tr("less than a day") : UsagePanel::tr("%n day(s)", nullptr, int(whole));
}

// "Nothing is free in 19 to 52 days, most likely in 34."
QString exhaustionText(const UsageChartData &data)
{
    if (!data.limit)
        return UsagePanel::tr("There is no limit to reach.");
    const Exhaustion left =
        exhaustionOf(data.forecast, data.history, double(std::max<qint64>(0, *data.limit - data.kept)));
    if (left.reached)
        return UsagePanel::tr("Nothing is free now.");
    QString text;
    const QString horizon = daysText(left.horizonDays);
    if (!left.earliest) {
        text = UsagePanel::tr("Something stays free for the next %1.").arg(horizon);
    } else if (!left.latest) {
        text = left.expected
                   ? UsagePanel::tr("Nothing is free in %1 at the earliest, most likely in %2.")
                         .arg(daysText(*left.earliest), daysText(*left.expected))
                   : UsagePanel::tr("Nothing is free in %1 at the earliest, more likely later than in %2.")
                         .arg(daysText(*left.earliest), horizon);
    } else {
        text = UsagePanel::tr("Nothing is free in %1 to %2, most likely in %3.")
                   .arg(QLocale().toString(qint64(std::llround(*left.earliest))), daysText(*left.latest),
                        daysText(left.expected.value_or(*left.latest)));
    }
    constexpr double soonHours = 48;
    if (left.atTodaysRate && *left.atTodaysRate < soonHours)
        text += u' ' + UsagePanel::tr("As in the last day, it would be full in %n hour(s).", nullptr,
                                      int(std::ceil(*left.atTodaysRate)));
    return text;
}

QString skillText(const std::optional<ForecastSkill> &skill)
{
    if (!skill)
        return UsagePanel::tr("Too early to say how good such forecasts are here.");
    const int better = int(std::lround(100 * skill->overPersistence()));
    const QString held = QLocale().toString(int(std::lround(100 * skill->coverage)));
    return better > 0
               ? UsagePanel::tr(
                     "Past forecasts were %1 % nearer than \"as now\"; the band held %2 % of the time.")
                     .arg(QLocale().toString(better), held)
               : UsagePanel::tr(
                     "Past forecasts were no nearer than \"as now\"; the band held %1 % of the time.")
                     .arg(held);
}

QList<Legend::Item> legendItems()
{
    const auto line = [](Qt::PenStyle style, bool warning, qreal width) {
        return [=](QPainter *painter, const QRectF &rect, const Theme &theme) {
            painter->setPen(
                QPen(warning ? theme.warning.foreground : theme.accent, width, style, Qt::FlatCap));
            painter->drawLine(QPointF(rect.left(), rect.center().y()),
                              QPointF(rect.right(), rect.center().y()));
        };
    };
    return {{line(Qt::SolidLine, false, 2), UsagePanel::tr("used")},
            {line(Qt::DashLine, false, 2), UsagePanel::tr("most likely"), 22},
            {[](QPainter *painter, const QRectF &rect, const Theme &theme) {
                 QColor fill = theme.accent;
                 fill.setAlphaF(0.2F);
                 paintBox(painter, rect, fill, theme.accent, 0);
             },
             UsagePanel::tr("80 % band")},
            {line(Qt::SolidLine, true, 3), UsagePanel::tr("nothing free")}};
}

} // namespace

UsagePanel::UsagePanel(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_family(new QToolButton(this))
    , m_familyMenu(new QMenu(this))
    , m_table(new QToolButton(this))
    , m_export(new QToolButton(this))
    , m_sources(new QToolButton(this))
    , m_scope(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_legend(new Legend(this))
    , m_stack(new QStackedWidget(this))
    , m_chart(new UsageChart(this))
    , m_empty(new EmptyState(this))
{
    setAccessibleName(tr("History and forecast"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *title = new QLabel(tr("History and forecast"), this);
    setTextRole(title, TextRole::Strong);
    m_scope->setTextFormat(Qt::PlainText);
    m_family->setPopupMode(QToolButton::InstantPopup);
    m_family->setMenu(m_familyMenu);
    m_familyMenu->setAccessibleName(tr("GPU families"));
    m_table->setText(tr("Table"));
    m_table->setCheckable(true);
    m_table->setToolTip(tr("The same as a table (T)"));
    m_export->setText(tr("Export…"));
    m_export->setObjectName(QStringLiteral("exportUsage"));
    m_export->setAccessibleName(tr("Export history and forecast"));
    m_sources->setText(tr("Sources…"));
    m_sources->setObjectName(QStringLiteral("usageSources"));
    m_sources->setToolTip(tr("What is kept, and history from Prometheus before Easel began to look"));
    m_sources->setAccessibleName(tr("Where the history comes from"));
    for (QToolButton *button : {m_family, m_table, m_sources, m_export}) {
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        setSmallControl(button);
    }
    head->addWidget(title);
    head->addWidget(m_scope);
    head->addWidget(m_family);
    head->addStretch(1);
    head->addWidget(m_table);
    head->addWidget(m_sources);
    head->addWidget(m_export);
    column->addLayout(head);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    setSecondaryText(m_sentence);
    column->addWidget(m_sentence);
    m_stack->addWidget(m_chart);
    m_empty->setTopSpace(12);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    m_legend->setItems(legendItems());
    column->addWidget(m_legend);

    connect(m_familyMenu, &QMenu::aboutToShow, this, &UsagePanel::fillFamilies);
    connect(m_table, &QToolButton::toggled, m_chart, &UsageChart::setTableShown);
    connect(m_chart, &UsageChart::tableShownChanged, m_table, &QToolButton::setChecked);
    connect(m_export, &QToolButton::clicked, this, &UsagePanel::exportFile);
    connect(m_sources, &QToolButton::clicked, this, &UsagePanel::showSources);
    renew();
}

QString UsagePanel::sentence() const
{
    return m_sentence->text();
}

void UsagePanel::setRecorder(UsageRecorder *recorder)
{
    m_recorder = recorder;
    if (recorder)
        connect(recorder, &UsageRecorder::changed, this, &UsagePanel::renew);
    renew();
}

void UsagePanel::setKept(std::function<qint64(const UsageScope &)> kept)
{
    m_kept = std::move(kept);
}

void UsagePanel::setScope(const QString &tenant, const QString &project)
{
    if (m_current.tenant == tenant && m_current.project == project)
        return;
    m_current.tenant = tenant;
    m_current.project = project;
    renew();
}

void UsagePanel::fillFamilies()
{
    m_familyMenu->clear();
    if (!m_recorder)
        return;
    const QList<UsageScope> scopes = m_recorder->history().scopes();
    for (const UsageScope &scope : scopes) {
        if (scope.tenant != m_current.tenant || scope.project != m_current.project)
            continue;
        QAction *action =
            m_familyMenu->addAction(cleanedLine(scope.family).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(scope == m_current);
        connect(action, &QAction::triggered, this, [this, family = scope.family] {
            m_current.family = family;
            renew();
        });
    }
}

void UsagePanel::renew()
{
    const bool recording = m_recorder && m_recorder->isRecording();
    QList<UsageScope> here;
    if (recording) {
        const QList<UsageScope> scopes = m_recorder->history().scopes();
        for (const UsageScope &scope : scopes) {
            if (scope.tenant == m_current.tenant && scope.project == m_current.project)
                here << scope;
        }
    }
    if (!here.isEmpty() && !here.contains(m_current)) {
        // The family with most in use now is what people look for.
        const UsageHistory &history = m_recorder->history();
        const auto used = [&](const UsageScope &scope) { return history.samples(scope).constLast().used; };
        m_current =
            *std::max_element(here.begin(), here.end(),
                              [&](const UsageScope &a, const UsageScope &b) { return used(a) < used(b); });
    }
    const bool something = !here.isEmpty();
    const QString whose = m_current.project.isEmpty() ? m_current.tenant : m_current.project;
    m_scope->setText(cleanedLine(whose));
    m_scope->setVisible(something);
    m_family->setText(cleanedLine(m_current.family));
    m_family->setAccessibleName(tr("GPU family: %1").arg(m_family->text()));
    m_family->setVisible(something);
    m_table->setVisible(something);
    m_export->setVisible(something);
    m_sources->setVisible(recording);
    m_sentence->setVisible(something);
    m_legend->setVisible(something);
    m_stack->setCurrentWidget(something ? static_cast<QWidget *>(m_chart) : m_empty);
    if (m_recorder && !m_recorder->problem().isEmpty())
        m_empty->setContent({}, tr("The history of GPU use is not kept."), m_recorder->problem());
    else if (!recording)
        m_empty->setContent({}, tr("History is kept for hubs."),
                            tr("A folder says what is wanted, not what was used."));
    else if (whose.isEmpty())
        m_empty->setContent({}, tr("Choose a tenant or a project above."));
    else if (!something)
        m_empty->setContent({}, tr("Nothing was seen of %1 yet.").arg(cleanedLine(whose)));
    if (something)
        forecast();
}

void UsagePanel::forecast()
{
    Answer question;
    question.data.title = QStringLiteral("%1, %2").arg(m_scope->text(), m_family->text());
    const QList<UsageSample> samples = m_recorder->history().samples(m_current);
    question.data.limit = samples.last().limit;
    question.data.kept = m_kept ? m_kept(m_current) : 0;
    question.data.history = m_recorder->history().hourly(m_current);
    const int watched = m_recorder->history().watchedDays(m_current);
    const Call<Answer> asked = runInPool([question, watched]() mutable -> Result<Answer> {
        if (watched >= int(leastHistoryDays)) {
            question.data.forecast = forecastUsage(question.data.history);
            question.skill = forecastSkill(question.data.history);
        }
        return question;
    });
    asked.then(this, [this, watched](const Result<Answer> &answer) {
        if (!answer)
            return;
        m_chart->setData(answer->data);
        if (answer->data.forecast.points.empty()) {
            m_sentence->setText((tr("Not enough history for a forecast: %1 of %2 days.")
                                     .arg(watched)
                                     .arg(int(leastHistoryDays)) +
                                 u' ' + originText())
                                    .trimmed());
            return;
        }
        m_sentence->setText(
            (exhaustionText(answer->data) + u' ' + skillText(answer->skill) + u' ' + originText()).trimmed());
    });
    m_forecasting = asked;
}

QString UsagePanel::originText() const
{
    if (!m_recorder)
        return {};
    const PrometheusFeed *prometheus = m_recorder->prometheus();
    if (!prometheus->problem().isEmpty())
        return prometheus->problem();
    const QDateTime since = m_recorder->ownSince();
    const QList<UsageSample> samples = m_recorder->history().samples(m_current);
    const bool outside = !samples.isEmpty() && (!since.isValid() || samples.first().at < since);
    return outside && since.isValid()
               ? tr("Before %1 as Prometheus saw it.")
                     .arg(QLocale().toString(since.toLocalTime().date(), QLocale::ShortFormat))
           : outside ? tr("As Prometheus saw it.")
                     : QString();
}

void UsagePanel::showSources()
{
    auto *dialog = new UsageSourcesDialog(m_context, m_recorder, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void UsagePanel::exportFile()
{
    const QString name = QStringLiteral("%1-%2.csv").arg(m_scope->text(), m_family->text());
    m_context->prompter()->askSaveFile(
        this, tr("Export history and forecast"), name, tr("Tables (*.csv);;Pictures (*.png *.svg)"),
        [this](const QString &path) {
            const QByteArray content = contentFor(QFileInfo(path).suffix().toLower());
            runInPool([path, content] {
                return writeChosenFile(path, content);
            }).then(this, [this, path](const Result<Done> &written) {
                if (written)
                    m_context->toast(tr("Wrote %1").arg(path));
                else
                    m_context->tell({}, errorSentence(written.error()));
            });
        });
}

QByteArray UsagePanel::contentFor(const QString &suffix) const
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    constexpr QSize size(1200, 480);
    if (suffix == u"svg") {
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize(size);
        svg.setViewBox(QRect({}, size));
        svg.setTitle(m_chart->data().title);
        QPainter painter(&svg);
        m_chart->paintTo(&painter, QRect({}, size));
        painter.end();
        return bytes;
    }
    if (suffix == u"png") {
        QImage image(size * 2, QImage::Format_ARGB32_Premultiplied);
        image.fill(Look::theme().surface);
        QPainter painter(&image);
        m_chart->paintTo(&painter, image.rect());
        painter.end();
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        return bytes;
    }
    return m_chart->toCsv().toUtf8();
}

} // namespace easel
