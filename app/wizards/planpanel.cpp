// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/planpanel.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/statechip.h"
#include "app/views/planview.h"
#include "app/views/writegate.h"
#include "app/wizards/operationsteps.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"
#include "core/changes/workspaceexport.h"
#include "core/domain/kinds.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

PlanPanel::PlanPanel(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_stack(new QStackedWidget(this))
    , m_view(new PlanView)
    , m_notice(new Banner(Tone::Bad))
    , m_progress(new QWidget)
    , m_outcome(new Banner(Tone::Progressing))
    , m_steps(new OperationSteps)
    , m_stop(new QPushButton(tr("Stop before the next step")))
    , m_arrivalTitle(new QLabel)
    , m_arrival(new StateChip)
    , m_open(new QPushButton(tr("Open it")))
    , m_again(new QPushButton(tr("Test the rest again")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_notice);
    m_notice->hide();
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_progress);

    auto *progress = new QVBoxLayout(m_progress);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->setSpacing(12);
    progress->addWidget(m_outcome);
    auto *arrival = new QHBoxLayout;
    arrival->setSpacing(12);
    arrival->addWidget(m_arrivalTitle);
    arrival->addWidget(m_arrival);
    arrival->addWidget(m_open);
    arrival->addWidget(m_again);
    arrival->addStretch();
    arrival->addWidget(m_stop);
    progress->addLayout(arrival);
    progress->addWidget(m_steps, 1);
    m_stop->setObjectName(QStringLiteral("planStop"));
    m_arrivalTitle->setTextFormat(Qt::PlainText);
    m_open->setObjectName(QStringLiteral("planOpen"));
    m_arrival->setObjectName(QStringLiteral("planArrival"));
    m_outcome->setObjectName(QStringLiteral("planOutcome"));
    m_notice->setObjectName(QStringLiteral("planNotice"));
    m_again->setObjectName(QStringLiteral("planAgain"));
    m_again->hide();
    connect(m_again, &QPushButton::clicked, this, &PlanPanel::backToPlan);
    if (Source *source = context->source())
        connect(source, &Source::stateChanged, this, &PlanPanel::showButtons);

    m_apply = new QPushButton(this);
    m_apply->setObjectName(QStringLiteral("planApply"));
    setButtonKind(m_apply, ButtonKind::Primary);
    auto *exporting = new QPushButton(tr("Export YAML…"), this);
    exporting->setObjectName(QStringLiteral("planExport"));
    auto *write = new QPushButton(tr("Write to workspace…"), this);
    write->setObjectName(QStringLiteral("planWrite"));
    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(QStringLiteral("planCopy"));
    copy->setAccessibleName(tr("Copy the YAML"));
    setButtonKind(copy, ButtonKind::Flat);
    m_buttons = {m_apply, exporting, write, copy};
    connect(m_apply, &QPushButton::clicked, this, &PlanPanel::apply);
    connect(exporting, &QPushButton::clicked, this, &PlanPanel::exportYaml);
    connect(write, &QPushButton::clicked, this, &PlanPanel::writeToWorkspace);
    connect(copy, &QPushButton::clicked, this, &PlanPanel::copyYaml);
    connect(m_view, &PlanView::planChanged, this, &PlanPanel::showButtons);
    connect(m_view, &PlanView::retryRequested, this, &PlanPanel::testAgain);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (!m_awaited.isEmpty())
            m_context->openObject(m_awaited.last());
        Q_EMIT closeRequested();
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_operation)
            m_operation->cancel();
        m_stop->setEnabled(false);
    });
    showButtons();
}

void PlanPanel::test(RequestMaker maker, const QString &waiting)
{
    m_maker = std::move(maker);
    m_waiting = waiting;
    testAgain();
}

void PlanPanel::test(const QString &title, const QList<DraftObject> &objects, bool createNamespaces)
{
    m_notice->hide();
    m_objects = objects; // can be handed over whatever the plan says
    const auto make = [this, title, objects, createNamespaces] {
        return m_context->surroundings()->objects().map(
            this,
            [title, objects,
             createNamespaces](const Result<std::shared_ptr<const ObjectSet>> &set) -> Result<PlanRequest> {
                PlanRequest request;
                request.title = title;
                request.objects = objects;
                request.createNamespaces = createNamespaces;
                if (set)
                    request.surroundings = **set;
                return request;
            });
    };
    test(make);
}

void PlanPanel::setHandsOver(bool handsOver)
{
    m_handsOver = handsOver;
    showButtons();
}

void PlanPanel::testAgain()
{
    Source *source = m_context->source();
    if (!source || m_operation || !m_maker)
        return;
    const auto testing = [this, source = QPointer<Source>(source)](qsizetype count) {
        m_view->setLoading(tr("Testing %n object(s) on %1…", nullptr, int(count)).arg(source->title()));
    };
    if (m_waiting.isEmpty())
        testing(m_objects.size());
    else
        m_view->setLoading(m_waiting);
    m_stack->setCurrentWidget(m_view);
    showButtons();
    const auto fail = [this](const Error &error) {
        if (error.kind == Error::Kind::Canceled)
            return;
        m_view->setError(error);
        showButtons();
        Q_EMIT planShown();
    };
    m_requestCall = m_maker();
    m_requestCall.call().then(this, [this, testing, fail](const Result<PlanRequest> &request) {
        if (!m_context->source())
            return;
        if (!request) {
            fail(request.error());
            return;
        }
        m_objects = request->objects;
        testing(m_objects.size());
        m_planCall = makePlan(m_context->source(), *request, this);
        m_planCall.call().then(this, [this, fail](const Result<Plan> &plan) {
            if (!plan) {
                fail(plan.error());
                return;
            }
            m_view->setPlan(*plan);
            showButtons();
            Q_EMIT planShown();
        });
    });
}

void PlanPanel::showButtons()
{
    const Plan &plan = m_view->plan();
    const int changes = int(std::count_if(plan.items.begin(), plan.items.end(), [](const PlanItem &item) {
        return item.chosen && item.change != PlanItem::Change::Unchanged;
    }));
    const Source *source = m_context->source();
    const bool workspace = source && source->isWorkspace();
    m_apply->setText(workspace ? tr("Write %n change(s)", nullptr, changes)
                               : tr("Apply %n change(s)", nullptr, changes));
    const QStringList blockers = plan.items.isEmpty() ? QStringList() : plan.blockers();
    const bool live = source && source->state().phase == SourceState::Phase::Live;
    m_apply->setEnabled(plan.hasChanges() && plan.isApplicable() && live && !m_operation);
    const QString why = live ? cleaned(blockers.mid(0, 8).join(u'\n')) : tr("Not connected now.");
    m_apply->setAccessibleDescription(why);
    m_apply->setToolTip(plainTip(why));
    for (QPushButton *button : std::as_const(m_buttons)) {
        if (button == m_apply)
            continue;
        button->setEnabled(!m_objects.isEmpty());
        if (!m_handsOver)
            button->hide();
    }
}

void PlanPanel::apply()
{
    startWriting(m_context, m_context->source(), m_view->plan(), this,
                 [panel = QPointer<PlanPanel>(this)](ApplyOperation *operation) {
                     if (panel && operation)
                         panel->follow(operation);
                 });
}

void PlanPanel::follow(ApplyOperation *operation)
{
    m_operation = operation;
    m_notice->hide();
    m_again->hide();
    m_stack->setCurrentWidget(m_progress);
    for (QPushButton *button : std::as_const(m_buttons))
        button->hide();
    m_steps->setOperation(m_operation);
    connect(m_operation, &ApplyOperation::stepChanged, this, &PlanPanel::showOutcome);
    connect(m_operation, &ApplyOperation::finished, this, [this] {
        showOutcome();
        const bool whole = m_operation->state() == ApplyOperation::State::Done;
        m_again->setVisible(!whole);
        if (!whole)
            m_again->setFocus(Qt::OtherFocusReason);
        else if (m_open->isVisible() && m_open->isEnabled())
            m_open->setFocus(Qt::OtherFocusReason);
        Q_EMIT applied(whole);
    });
    followArrival();
    // Kinds that this very operation installs come later.
    connect(m_context->surroundings(), &Surroundings::storesChanged, this, &PlanPanel::followArrival,
            Qt::UniqueConnection);
    connect(m_context->surroundings(), &Surroundings::changed, this, &PlanPanel::showArrival,
            Qt::UniqueConnection);
    showOutcome();
    Q_EMIT started();
}

void PlanPanel::followArrival()
{
    m_awaited.clear();
    for (const PlanItem &item : m_view->plan().items) {
        const bool arrives =
            item.change == PlanItem::Change::Create || item.change == PlanItem::Change::Change;
        ResourceStore *store = arrives ? m_context->surroundings()->store(item.ref.groupKind()) : nullptr;
        if (!store)
            continue;
        m_awaited << item.ref;
    }
    // One object is shown the moment it comes; many as often as the surroundings say.
    if (m_awaited.size() == 1) {
        ResourceStore *store = m_context->surroundings()->store(m_awaited.first().groupKind());
        connect(store, &ResourceStore::rowsInserted, this, &PlanPanel::showArrival, Qt::UniqueConnection);
        connect(store, &ResourceStore::rowsChanged, this, &PlanPanel::showArrival, Qt::UniqueConnection);
        connect(store, &ResourceStore::rowsRemoved, this, &PlanPanel::showArrival, Qt::UniqueConnection);
    }
    showArrival();
}

// What was refused can be mended and tried again; what is done shows as unchanged then.
void PlanPanel::backToPlan()
{
    m_operation = nullptr;
    m_again->hide();
    testAgain();
    Q_EMIT planShownAgain();
}

void PlanPanel::showFailure(const QString &strong, const Error &error)
{
    m_notice->setTone(Tone::Bad);
    m_notice->setTexts(strong, errorSentence(error));
    m_notice->show();
}

// Said here and not as a toast, which the window below this one would show.
void PlanPanel::showDone(const QString &text)
{
    m_notice->setTone(Tone::Good);
    m_notice->setTexts(text);
    m_notice->show();
}

void PlanPanel::showOutcome()
{
    if (!m_operation)
        return;
    const QList<OperationStep> &steps = m_operation->steps();
    const int all = int(steps.size());
    const int done = int(std::count_if(steps.begin(), steps.end(), [](const OperationStep &step) {
        return step.state == OperationStep::State::Done;
    }));
    const bool running = m_operation->state() == ApplyOperation::State::Running;
    m_stop->setVisible(running && all > 1);
    switch (m_operation->state()) {
    case ApplyOperation::State::Running:
        m_outcome->setTone(Tone::Progressing);
        m_outcome->setTexts(tr("Applying to %1…").arg(m_operation->sourceTitle()),
                            tr("%1 of %2 done. Closing this window stops nothing.").arg(done).arg(all));
        break;
    case ApplyOperation::State::Done:
        m_outcome->setTone(Tone::Good);
        m_outcome->setTexts(
            tr("Applied: %n change(s) on %1.", nullptr, done).arg(m_operation->sourceTitle()));
        break;
    case ApplyOperation::State::Failed:
        m_outcome->setTone(Tone::Bad);
        m_outcome->setTexts(tr("%1 of %2 changes are done.").arg(done).arg(all),
                            tr("The rest was refused or skipped; nothing of it is half done."));
        break;
    case ApplyOperation::State::Canceled:
        m_outcome->setTone(Tone::Paused);
        m_outcome->setTexts(tr("Stopped: %1 of %2 changes are done.").arg(done).arg(all));
        break;
    }
    showArrival();
}

void PlanPanel::showArrival()
{
    const bool known = !m_awaited.isEmpty() && m_context->surroundings();
    m_arrivalTitle->setVisible(known);
    m_arrival->setVisible(known);
    m_open->setVisible(known && m_awaited.size() == 1);
    if (!known)
        return;
    const auto rowOf = [this](const ObjectRef &ref) {
        const ResourceStore *store = m_context->surroundings()->store(ref.groupKind());
        return store ? store->find(ref.namespaceName, ref.name) : std::nullopt;
    };
    if (m_awaited.size() > 1) {
        const auto seen = std::count_if(m_awaited.begin(), m_awaited.end(),
                                        [&](const ObjectRef &ref) { return rowOf(ref).has_value(); });
        const bool whole = seen == m_awaited.size();
        m_arrivalTitle->setText(tr("Seen on %1").arg(m_operation ? m_operation->sourceTitle() : QString()));
        m_arrival->setState(whole ? Tone::Good : Tone::Progressing,
                            tr("%1 of %2").arg(seen).arg(m_awaited.size()));
        return;
    }
    const auto row = rowOf(m_awaited.first());
    m_arrivalTitle->setText(cleanedLine(m_awaited.first().name));
    m_arrival->setAccessibleName(tr("State of %1").arg(cleanedLine(m_awaited.first().name)));
    if (row)
        m_arrival->setState(row->tone, row->stateWord.isEmpty() ? tr("There") : row->stateWord,
                            row->stateReason);
    else
        m_arrival->setState(Tone::Progressing, tr("not seen yet"));
    const bool arrives = row && !m_open->isEnabled();
    m_open->setEnabled(row.has_value());
    if (arrives && m_operation && m_operation->state() == ApplyOperation::State::Done)
        m_open->setFocus(Qt::OtherFocusReason);
}

QList<QJsonObject> PlanPanel::exportObjects() const
{
    QList<QJsonObject> objects;
    for (const DraftObject &object : m_objects) {
        if (object.intent == DraftObject::Intent::Apply)
            objects << exportable(object.value);
    }
    return objects;
}

void PlanPanel::exportYaml()
{
    const QByteArray text = exportText(exportObjects());
    const QString name = (m_objects.isEmpty() ? QStringLiteral("easel") : m_objects.first().ref.name) +
                         QStringLiteral(".yaml");
    m_context->prompter()->askSaveFile(
        this, tr("Export YAML"), name, tr("YAML (*.yaml *.yml)"), [this, text](const QString &path) {
            runInPool([path, text] {
                return writeChosenFile(path, text);
            }).then(this, [this, path](const Result<Done> &result) {
                m_notice->hide();
                if (result)
                    showDone(tr("Wrote %1").arg(path));
                else
                    showFailure(tr("The YAML was not exported."), result.error());
            });
        });
}

void PlanPanel::writeToWorkspace()
{
    const QList<QJsonObject> objects = exportObjects();
    const QString systemNamespace = m_context->source() ? m_context->source()->systemNamespace() : QString();
    m_context->prompter()->askFolder(
        this, tr("Write to workspace"), [this, objects, systemNamespace](const QString &folder) {
            exportToFolder(folder, {}, objects, systemNamespace)
                .then(this, [this, folder](const Result<QStringList> &files) {
                    m_notice->hide();
                    if (!files)
                        showFailure(tr("Nothing was written to the workspace."), files.error());
                    else if (files->isEmpty())
                        showDone(tr("%1 holds this already.").arg(folder));
                    else
                        showDone(tr("Wrote %n file(s) to %1", nullptr, int(files->size())).arg(folder));
                });
        });
}

void PlanPanel::copyYaml()
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(exportText(exportObjects())));
    showDone(tr("YAML copied"));
}

} // namespace easel
