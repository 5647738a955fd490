// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/hubcheckverb.h"

#include "core/changes/preparehub.h"
#include "core/headless/rawrows.h"

namespace easel {

namespace {

QString modeWord(HubMode mode)
{
    switch (mode) {
    case HubMode::Vendor:
        return QStringLiteral("vendor");
    case HubMode::Easel:
        return QStringLiteral("easel");
    case HubMode::Empty:
        return QStringLiteral("empty");
    case HubMode::Workspace:
        return QStringLiteral("workspace");
    case HubMode::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace

HubCheckVerb::HubCheckVerb(Console *console, SourceChoice hub)
    : Verb(console)
    , m_hub(std::move(hub))
{}

void HubCheckVerb::start()
{
    if (!takeSource(m_hub, columnsOnly))
        return;
    openSource(m_source.get())
        .chain(this,
               [this](const Result<Done> &opened) {
                   return opened ? checkHub(m_source.get(), this)
                                 : Call<HubCheck>::ready(failure(opened.error()));
               })
        .then(this, [this](const Result<HubCheck> &check) {
            if (!check) {
                fail(check.error());
                return;
            }
            QString text;
            const auto line = [&text](const QString &name, const QString &value) {
                text += (name + u':').leftJustified(20) + value + u'\n';
            };
            line(QStringLiteral("mode"), modeWord(check->mode));
            line(QStringLiteral("server"), check->serverVersion);
            line(QStringLiteral("user"), check->user);
            line(QStringLiteral("system namespace"), check->systemNamespace);
            const QString comma = QStringLiteral(", ");
            if (!check->missingCrds.isEmpty())
                line(QStringLiteral("missing kinds"), check->missingCrds.join(comma));
            if (!check->olderCrds.isEmpty())
                line(QStringLiteral("older kinds"), check->olderCrds.join(comma));
            if (!check->newerCrds.isEmpty())
                line(QStringLiteral("newer kinds"), check->newerCrds.join(comma));
            if (!console().data(text.toUtf8())) {
                finish(ExitFailed);
                return;
            }
            for (const QString &note : check->notes)
                console().message(note);
            const bool complete = check->missingCrds.isEmpty() && check->olderCrds.isEmpty();
            finish(complete || check->mode == HubMode::Vendor ? ExitGood : ExitFindings);
        });
}

} // namespace easel

#include "moc_hubcheckverb.cpp"
