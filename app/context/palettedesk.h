// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettecapabilities.h"
#include "core/clients/palette/paletteclient.h"
#include "core/clients/palette/paletteconnections.h"
#include "core/domain/effectivesettings.h"

#include <QHash>
#include <QObject>

namespace easel {

// The window's way to Palette: tries what somebody typed or what Settings say, keeps a person's own
// connections (their keys in the desktop's keychain), and hands out clients for them. All of them share one
// visible budget an address.
class PaletteDesk : public QObject
{
    Q_OBJECT

public:
    PaletteDesk(const QString &settingsFile, SecretStore *secrets, QObject *parent = nullptr);
    ~PaletteDesk() override;

    PaletteBudgets *budgets() { return &m_budgets; }
    // What of the budgets is in use now, of the address that waits longest or sent last.
    std::optional<PaletteBudgetState> budgetState() const;

    // Trying; nothing is kept.
    Call<PaletteCapabilities> probe(const PaletteAccess &access);
    // Of Hugging Face or NVIDIA: whose token it is, where that is told. An empty address: the usual one.
    Call<QString> checkToken(IntegrationView::Type type, const QString &endpoint, const QByteArray &token);

    // A person's own connections.
    QList<PaletteConnection> connections() const { return m_connections.all(); }
    PaletteConnection connection(const QString &id) const { return m_connections.find(id); }
    // Keeps it, and the key or password where one is given; otherwise the one that is kept stays.
    Call<SecretStore::Kept> keep(const PaletteConnection &connection, const QByteArray &secret);
    Call<Done> forget(const QString &id);
    QString keychainProblem() const { return m_secrets->problem(); }

    // With the kept key. Errors: there is no such connection, or its key is gone from the keychain.
    Call<PaletteAccess> access(const QString &connectionId);
    Call<std::shared_ptr<PaletteClient>> client(const QString &connectionId);

Q_SIGNALS:
    void connectionsChanged();
    void budgetChanged();

private:
    std::shared_ptr<PaletteBudget> budgetOf(const QUrl &server);
    std::shared_ptr<PaletteSession> session(const PaletteAccess &access);

    SecretStore *m_secrets;
    PaletteConnections m_connections;
    PaletteBudgets m_budgets;
    QHash<QString, std::shared_ptr<PaletteClient>> m_clients; // by id; gone when the connection changes
};

} // namespace easel
