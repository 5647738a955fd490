// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/engineverb.h"

#include "core/base/text.h"
#include "core/headless/rawrows.h"
#include "core/store/hubsource.h"

namespace easel {

EngineVerb::EngineVerb(Console *console, SourceChoice hub, bool checkOnly)
    : Verb(console)
    , m_hub(std::move(hub))
    , m_checkOnly(checkOnly)
{}

EngineVerb::~EngineVerb()
{
    m_engine.reset(); // before the source
}

void EngineVerb::start()
{
    if (!takeSource(m_hub, columnsAndObjects))
        return;
    auto *hub = qobject_cast<HubSource *>(m_source.get());
    if (!hub) {
        fail(makeError(Error::Kind::Invalid, tr("A workspace folder has no engine."),
                       tr("Give --kubeconfig and --context of a hub.")));
        return;
    }
    if (m_checkOnly) {
        openSource(hub).then(this, [this, hub](const Result<Done> &opened) {
            if (!opened) {
                fail(opened.error());
                return;
            }
            checkEngineRights(hub->client(), hub->systemNamespace(), hub->catalog(), this)
                .then(this, [this](const Result<QList<EngineRight>> &rights) {
                    if (!rights) {
                        fail(rights.error());
                        return;
                    }
                    QString text;
                    for (const EngineRight &right : *rights)
                        text += (right.allowed ? QStringLiteral("yes  ") : QStringLiteral("no   ")) +
                                right.text() + QStringLiteral("  (") + right.purpose + QStringLiteral(")\n");
                    if (!console().data(text.toUtf8()))
                        finish(ExitFailed);
                    finish(missingRights(*rights).isEmpty() ? ExitGood : ExitFindings);
                });
        });
        return;
    }
    m_engine = std::make_unique<Engine>(hub);
    console().message(tr("Easel's engine looks after: %1.").arg(nameList(Engine::kinds(), 20)));
    connect(m_engine->log(), &EngineLog::added, this, [this](const EngineLogLine &line) {
        const QString what =
            line.ref.name.isEmpty() ? line.text : line.ref.text() + QStringLiteral(": ") + line.text;
        console().message(line.at.toString(Qt::ISODate) + u' ' + what);
    });
    connect(m_engine.get(), &Engine::changed, this, &EngineVerb::changed);
    hub->open();
    m_engine->start();
}

void EngineVerb::changed()
{
    const EngineState state = m_engine->state();
    if (state.phase != EngineState::Phase::Refused || m_stopping)
        return;
    m_stopping = true;
    sayMissing(state);
    finish(ExitFailed);
}

void EngineVerb::sayMissing(const EngineState &state)
{
    for (const EngineRight &right : state.missing)
        console().message(tr("Missing: %1, %2.").arg(right.text(), right.purpose));
}

void EngineVerb::stop()
{
    if (!m_engine || m_stopping) {
        finish(m_engine ? ExitGood : ExitFailed);
        return;
    }
    m_stopping = true;
    m_engine->stop().then(this, [this](const Result<Done> &) { finish(ExitGood); });
}

} // namespace easel

#include "moc_engineverb.cpp"
