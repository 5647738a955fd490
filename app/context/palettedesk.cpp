// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/palettedesk.h"

#include "core/clients/environmentproxy.h"
#include "core/clients/palette/paletteprobe.h"
#include "core/clients/tokencheck.h"

namespace easel {

namespace {

const QString huggingFace = QStringLiteral("https://huggingface.co");

} // namespace

PaletteDesk::PaletteDesk(const QString &settingsFile, SecretStore *secrets, QObject *parent)
    : QObject(parent)
    , m_secrets(secrets)
    , m_connections(settingsFile)
{
    connect(&m_connections, &PaletteConnections::changed, this, [this] {
        m_clients.clear();
        Q_EMIT connectionsChanged();
    });
}

PaletteDesk::~PaletteDesk() = default;

std::shared_ptr<PaletteBudget> PaletteDesk::budgetOf(const QUrl &server)
{
    std::shared_ptr<PaletteBudget> budget = m_budgets.of(server);
    connect(budget.get(), &PaletteBudget::changed, this, &PaletteDesk::budgetChanged, Qt::UniqueConnection);
    return budget;
}

std::optional<PaletteBudgetState> PaletteDesk::budgetState() const
{
    std::optional<PaletteBudgetState> worst;
    const auto all = m_budgets.all();
    for (const auto &budget : all) {
        const PaletteBudgetState state = budget->state();
        if (!worst || state.waiting > worst->waiting ||
            (state.waiting == worst->waiting && state.tokens < worst->tokens))
            worst = state;
    }
    return worst;
}

std::shared_ptr<PaletteSession> PaletteDesk::session(const PaletteAccess &access)
{
    ServerAddress server = access.server;
    server.proxy = environmentProxyFor(server.url);
    return std::make_shared<PaletteSession>(server, access.credential, budgetOf(server.url));
}

Call<PaletteCapabilities> PaletteDesk::probe(const PaletteAccess &access)
{
    auto *probe = new PaletteProbe(session(access), access.projectUid, this);
    const Call<PaletteCapabilities> call = probe->start();
    call.then(probe, [probe](const Result<PaletteCapabilities> &) { probe->deleteLater(); });
    return call;
}

Call<QString> PaletteDesk::checkToken(IntegrationView::Type type, const QString &endpoint,
                                      const QByteArray &token)
{
    if (type == IntegrationView::Type::Nvidia)
        return endpoint.isEmpty() ? checkNgcKey(token, this) : checkNgcKey(token, this, QUrl(endpoint));
    return checkHuggingFaceToken(QUrl(endpoint.isEmpty() ? huggingFace : endpoint), token, this);
}

Call<SecretStore::Kept> PaletteDesk::keep(const PaletteConnection &connection, const QByteArray &secret)
{
    const PaletteConnection before = m_connections.find(connection.id);
    if (!secret.isEmpty()) {
        if (before.isSet() && !(before.secretKey() == connection.secretKey()))
            m_secrets->remove(before.secretKey());
        const Call<SecretStore::Kept> kept = m_secrets->write(connection.secretKey(), secret);
        // Clients read the key when they are made: it must be there first.
        return kept.map(this, [this, connection](const Result<SecretStore::Kept> &result) {
            m_connections.put(connection);
            return result;
        });
    }
    if (before.isSet() && !(before.secretKey() == connection.secretKey())) {
        // Another address: the key of the old one must not follow to it.
        m_secrets->remove(before.secretKey());
    }
    m_connections.put(connection);
    return Call<SecretStore::Kept>::ready(SecretStore::Kept::Safely);
}

Call<Done> PaletteDesk::forget(const QString &id)
{
    const PaletteConnection connection = m_connections.find(id);
    m_connections.remove(id);
    return connection.isSet() ? m_secrets->remove(connection.secretKey()) : Call<Done>::ready(Done());
}

Call<PaletteAccess> PaletteDesk::access(const QString &connectionId)
{
    const PaletteConnection connection = m_connections.find(connectionId);
    if (!connection.isSet())
        return Call<PaletteAccess>::ready(
            failure(Error::Kind::NotFound, tr("This connection to Palette is not kept any more.")));
    return m_secrets->read(connection.secretKey())
        .map(this, [connection](const Result<QByteArray> &secret) -> Result<PaletteAccess> {
            if (!secret)
                return failure(secret.error());
            if (secret->isEmpty()) {
                Error error = makeError(
                    Error::Kind::Auth,
                    connection.withPassword()
                        ? tr("The password for %1 is not in the keychain.").arg(connection.server.url.host())
                        : tr("The API key for %1 is not in the keychain.").arg(connection.server.url.host()),
                    tr("Edit the connection and enter it again."));
                error.reason = QStringLiteral("SecretMissing");
                return failure(error);
            }
            PaletteAccess access;
            access.server = connection.server;
            access.projectUid = connection.project.uid;
            if (connection.withPassword()) {
                access.credential.email = connection.email;
                access.credential.organisation = connection.organisation;
                access.credential.password = QString::fromUtf8(*secret);
            } else {
                access.credential.apiKey = QString::fromUtf8(*secret);
            }
            return access;
        });
}

Call<std::shared_ptr<PaletteClient>> PaletteDesk::client(const QString &connectionId)
{
    if (const auto known = m_clients.value(connectionId))
        return Call<std::shared_ptr<PaletteClient>>::ready(known);
    return access(connectionId)
        .map(this,
             [this,
              connectionId](const Result<PaletteAccess> &access) -> Result<std::shared_ptr<PaletteClient>> {
                 if (!access)
                     return failure(access.error());
                 auto &client = m_clients[connectionId];
                 if (!client)
                     client = std::make_shared<PaletteClient>(session(*access), access->projectUid);
                 return client;
             });
}

} // namespace easel
