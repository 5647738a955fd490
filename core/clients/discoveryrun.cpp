// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/discoveryrun.h"

#include "core/base/log.h"
#include "core/clients/discovery.h"
#include "core/clients/kubeanswers.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::DiscoveryRun)
};

} // namespace

DiscoveryRun::DiscoveryRun(SignedLanes *lanes, QObject *parent)
    : QObject(parent)
    , m_lanes(lanes)
{}

Call<ApiCatalog> DiscoveryRun::start()
{
    m_promise.onCancel([guard = QPointer<DiscoveryRun>(this)] {
        if (!guard)
            return;
        QMetaObject::invokeMethod(guard.data(), [guard] {
            for (const auto &call : guard->m_calls)
                call.cancel();
            guard->deleteLater();
        });
    });
    const QStringList roots{QStringLiteral("/api"), QStringLiteral("/apis")};
    m_parts.resize(roots.size());
    m_pending = static_cast<int>(roots.size());
    for (qsizetype root = 0; root < roots.size(); ++root) {
        ask(roots.at(root), [this, root](const Result<QJsonObject> &document) {
            takeRoot(static_cast<size_t>(root), document);
        });
    }
    return m_promise.call();
}

void DiscoveryRun::ask(const QString &path, std::function<void(const Result<QJsonObject> &)> handler)
{
    HttpRequest request;
    request.path = path;
    request.headers = {{"Accept", discoveryAccept}};
    request.retry = true;
    const QString attempt = Text::tr("ask the server for its kinds");
    const Call<QJsonObject> call = jsonOf(accepted(m_lanes->send(request), this, attempt), this, attempt);
    m_calls.push_back(call);
    call.then(this, std::move(handler));
}

void DiscoveryRun::takeRoot(size_t root, const Result<QJsonObject> &document)
{
    --m_pending;
    if (!document) {
        m_parts[root].push_back({{}, document.error()});
    } else if (isAggregatedDiscovery(*document)) {
        m_parts[root].push_back({typesOfAggregated(*document, m_problems), {}});
    } else {
        const QStringList groupVersions = groupVersionsOf(*document);
        m_parts[root].resize(groupVersions.size());
        m_pending += static_cast<int>(groupVersions.size());
        for (qsizetype i = 0; i < groupVersions.size(); ++i) {
            const QString groupVersion = groupVersions.at(i);
            const QString prefix = root == 0 ? QStringLiteral("/api/") : QStringLiteral("/apis/");
            ask(prefix + groupVersion, [this, root, i, groupVersion](const Result<QJsonObject> &list) {
                takeGroupVersion(root, static_cast<size_t>(i), groupVersion, list);
            });
        }
    }
    finishWhenDone();
}

void DiscoveryRun::takeGroupVersion(size_t root, size_t part, const QString &groupVersion,
                                    const Result<QJsonObject> &document)
{
    --m_pending;
    if (document)
        m_parts[root][part].types = typesOfResourceList(*document, groupVersion);
    else
        m_problems << groupVersion + QStringLiteral(": ") + errorSentence(document.error());
    finishWhenDone();
}

void DiscoveryRun::finishWhenDone()
{
    if (m_pending > 0)
        return;
    QList<ResourceType> types;
    std::optional<Error> firstError;
    for (const auto &root : m_parts) {
        for (const Part &part : root) {
            types << part.types;
            if (part.error && !firstError)
                firstError = part.error;
        }
    }
    // A hub may lack the core group or forbid one half; without any kind, or without an answer, there is
    // nothing to show.
    const bool answered = !firstError || firstError->status > 0;
    if (firstError && (types.isEmpty() || !answered)) {
        if (firstError->kind == Error::Kind::NotFound)
            firstError->advice =
                Text::tr("Check the address: what answers there may not be a Kubernetes server.");
        m_promise.finish(failure(*firstError));
    } else {
        if (firstError)
            m_problems << errorSentence(*firstError);
        if (!m_problems.isEmpty())
            qCWarning(lcNet).noquote() << "discovery: problems:" << m_problems.join(QStringLiteral("; "));
        m_promise.finish(ApiCatalog(types));
    }
    deleteLater();
}

} // namespace easel
