// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hubnotice.h"

#include "app/context/appcontext.h"
#include "app/shell/notice.h"
#include "core/base/text.h"
#include "core/changes/operation.h"

#include <QAbstractButton>

namespace easel {

HubNotice::HubNotice(AppContext *context, Notice *notice, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_notice(notice)
{
    connect(context, &AppContext::sourceChanged, this, &HubNotice::follow);
    // What Easel itself installs is looked at again.
    connect(context->operations(), &OperationLog::changed, this, [this](const ApplyOperation *operation) {
        if (operation->state() == ApplyOperation::State::Running)
            return;
        for (const OperationStep &step : operation->steps()) {
            if (step.ref.kind == u"CustomResourceDefinition") {
                look();
                return;
            }
        }
    });
}

void HubNotice::follow()
{
    m_check = Call<HubCheck>();
    m_told = false;
    m_looked = nullptr;
    if (m_context->source() && !m_context->source()->isWorkspace())
        connect(m_context->source(), &Source::stateChanged, this, &HubNotice::lookOnce);
}

void HubNotice::lookOnce()
{
    Source *source = m_context->source();
    if (!source || m_looked == source || source->mode() != HubMode::Easel ||
        source->state().phase != SourceState::Phase::Live)
        return;
    m_looked = source;
    look();
}

void HubNotice::look()
{
    Source *source = m_context->source();
    if (!source || source->isWorkspace())
        return;
    m_check = checkHub(source, this);
    m_check.call().then(this, [this](const Result<HubCheck> &check) {
        if (check)
            tell(*check);
    });
}

void HubNotice::tell(const HubCheck &check)
{
    const bool lacks = !check.missingCrds.isEmpty() || !check.olderCrds.isEmpty();
    if (check.mode != HubMode::Easel || (!lacks && check.newerCrds.isEmpty())) {
        if (std::exchange(m_told, false))
            m_notice->hide();
        return;
    }
    m_told = true;
    const auto kinds = [](const QStringList &crds) {
        QStringList names;
        for (const QString &crd : crds)
            names << crd.section(u'.', 0, 0);
        return cleanedLine(nameList(names, 4));
    };
    QStringList texts;
    if (!check.missingCrds.isEmpty())
        texts << tr("Missing: %1.").arg(kinds(check.missingCrds));
    if (!check.olderCrds.isEmpty())
        texts << tr("Older: %1.").arg(kinds(check.olderCrds));
    if (!lacks) {
        m_notice->say(Tone::Warning, tr("This hub's Easel schema is newer than this Easel."),
                      tr("Update Easel to run its engine; viewing and editing still work."));
    } else {
        m_notice->say(Tone::Warning,
                      tr("%n of Easel's kinds are missing on this hub or older than this Easel.", nullptr,
                         int(check.missingCrds.size() + check.olderCrds.size())),
                      texts.join(u' '));
        connect(m_notice->addButton(tr("Prepare this hub…")), &QAbstractButton::clicked, this, [this] {
            ActionTarget target;
            target.source = m_context->source();
            target.window = m_notice->window();
            m_context->actions()->trigger(QStringLiteral("hub.prepare"), target);
        });
    }
    m_notice->addClose();
}

} // namespace easel
