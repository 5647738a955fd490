// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/sourcebanner.h"

#include "app/context/appcontext.h"
#include "app/shell/problemsdialog.h"
#include "app/views/parts/banner.h"
#include "core/base/text.h"
#include "core/store/workspacesource.h"

#include <QAbstractButton>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

SourceBanner::SourceBanner(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_banner(new Banner(Tone::Bad, this))
{
    setObjectName(QStringLiteral("source-banner"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 0);
    column->addWidget(m_banner);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &SourceBanner::renew);
    connect(context, &AppContext::sourceChanged, this, &SourceBanner::follow);
    follow();
}

void SourceBanner::follow()
{
    m_closed.clear();
    if (Source *source = m_context->source()) {
        connect(source, &Source::stateChanged, this, &SourceBanner::renew);
        if (auto *workspace = dynamic_cast<WorkspaceSource *>(source))
            connect(workspace, &WorkspaceSource::problemsChanged, this, &SourceBanner::renew);
    }
    renew();
}

void SourceBanner::renew()
{
    m_problems.clear();
    const Source *source = m_context->source();
    const bool isUnreachable =
        source && (source->state().phase == SourceState::Phase::Failed || needsPerson(source->state()));
    if (const auto *workspace = dynamic_cast<const WorkspaceSource *>(source); workspace && !isUnreachable) {
        for (const WorkspaceProblem &problem : workspace->problems())
            m_problems << placedSentence(problem);
    }
    if (isUnreachable)
        sayUnreachable();
    else if (!m_problems.isEmpty())
        sayProblems();
    const bool shown = isUnreachable || (!m_problems.isEmpty() && m_problems.join(u'\n') != m_closed);
    setVisible(shown);
    if (isUnreachable != m_clock.isActive())
        isUnreachable ? m_clock.start() : m_clock.stop();
}

// What no next try mends: somebody has to agree, to sign in or to look at the kubeconfig.
bool SourceBanner::needsPerson(const SourceState &state)
{
    static const QStringList reasons{QStringLiteral("ConsentNeeded"), QStringLiteral("SignInNeeded"),
                                     QStringLiteral("ContextGone"), QStringLiteral("ServerChanged")};
    return state.error && reasons.contains(state.error->reason);
}

void SourceBanner::sayUnreachable()
{
    const Source *source = m_context->source();
    const SourceState state = source->state();
    const QString strong = source->isWorkspace() ? tr("%1 cannot be read.").arg(source->title())
                           : needsPerson(state)  ? tr("%1 waits for you.").arg(source->title())
                                                 : tr("%1 cannot be reached.").arg(source->title());
    const QString text = state.error ? errorSentence(*state.error) : QString();
    if (m_banner->strongText() != strong || m_banner->text() != text) {
        m_banner->setTone(Tone::Bad);
        m_banner->setTexts(strong, text);
        m_banner->clearActions();
        const QString reason = state.error ? state.error->reason : QString();
        const QString button = reason == u"ConsentNeeded"  ? tr("Look at the command…")
                               : reason == u"SignInNeeded" ? tr("Sign in…")
                                                           : tr("Try now");
        connect(m_banner->addButton(button), &QAbstractButton::clicked, this, [this] {
            if (m_context->source())
                m_context->source()->refresh();
        });
    }
    const qint64 seconds = state.nextTry.isValid() ? QDateTime::currentDateTime().secsTo(state.nextTry) : -1;
    m_banner->setAside(seconds < 0 || needsPerson(state)
                           ? QString()
                           : tr("Next try in %1").arg(ageText(std::chrono::seconds(seconds))));
}

void SourceBanner::sayProblems()
{
    const auto *workspace = static_cast<const WorkspaceSource *>(m_context->source());
    const QList<WorkspaceProblem> problems = workspace->problems();
    const auto isError = [](const WorkspaceProblem &problem) {
        return problem.severity == WorkspaceProblem::Severity::Error;
    };
    const auto errors = int(std::count_if(problems.begin(), problems.end(), isError));
    const auto first = std::find_if(problems.begin(), problems.end(), isError);
    const WorkspaceProblem &told = first == problems.end() ? problems.first() : *first;
    m_banner->setTone(errors > 0 ? Tone::Bad : Tone::Warning);
    m_banner->setAside({});
    if (errors > 0) {
        m_banner->setTexts(
            tr("%n files are left out.", nullptr, errors),
            tr("%1 Mend it in an editor; it is read again by itself.").arg(placedSentence(told)));
    } else {
        m_banner->setTexts(tr("%n remarks on files.", nullptr, int(problems.size())), placedSentence(told));
    }
    m_banner->clearActions();
    if (problems.size() > 1)
        connect(m_banner->addButton(tr("Show all")), &QAbstractButton::clicked, this, &SourceBanner::showAll);
    connect(m_banner->addButton(tr("Close")), &QAbstractButton::clicked, this, [this] {
        m_closed = m_problems.join(u'\n');
        hide();
    });
}

void SourceBanner::showAll()
{
    auto *dialog = new ProblemsDialog(m_context->source()->title(), m_problems, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace easel
