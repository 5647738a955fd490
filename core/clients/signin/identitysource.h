// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/connection.h"

#include <QObject>

#include <optional>

namespace easel {

// Where the identity for one server comes from and is renewed. Shared by all who speak to the server as the
// same person; one making at a time, whoever asks for it.
class IdentitySource : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // What is known without running, asking or contacting anything.
    virtual ServerAddress server() const = 0;
    virtual QString userName() const = 0;
    virtual QString signInText() const = 0;       // "token", "command aws": how, for people
    virtual QString impersonatedUser() const = 0; // whom it acts as; empty: itself
    virtual QStringList impersonatedGroups() const { return {}; }
    virtual bool canRenew() const { return true; }

    // As it is now: at once while the last one is fresh. Making one may run a command, contact a provider or
    // wait for a person. Reasons of errors for code: ContextGone, ServerChanged, ConsentNeeded, SignInNeeded.
    Call<Connection> connection();
    // The server did not accept this one (401): what is newer, or newly made. When nothing newer can be made
    // it is the same again.
    Call<Connection> renewed(const Connection &refused);
    // The last one that was made and not taken back; may be none or no longer fresh.
    const std::optional<Connection> &latest() const { return m_current; }
    // Somebody waits for it: what failed is tried at once, what a person refused is asked again.
    virtual void askAgain();
    bool isMaking() const { return m_busy; }

Q_SIGNALS:
    void changed(); // what was handed out is out of date: connection() gives another one, or says why not

protected:
    virtual Call<Connection> make(bool refused) = 0;
    void forget(); // the next connection() makes one

private:
    Call<Connection> shared();
    void begin(bool refused);

    std::optional<Connection> m_current;
    QDateTime m_freshUntil;
    QDateTime m_renewedAt;          // because of a refusal
    std::optional<Error> m_failure; // of the last making, for a while
    QDateTime m_failedAt;
    Call<Connection> m_making;
    bool m_busy = false; // until what was made is taken, which is later than its end
    quint32 m_generation = 0;
};

// An identity that never changes.
class FixedIdentity : public IdentitySource
{
    Q_OBJECT

public:
    FixedIdentity(ServerAddress server, Identity identity, QObject *parent = nullptr);

    ServerAddress server() const override { return m_connection.server; }
    QString userName() const override { return m_connection.identity.name; }
    QString signInText() const override;
    QString impersonatedUser() const override { return m_connection.identity.impersonateUser; }
    QStringList impersonatedGroups() const override { return m_connection.identity.impersonateGroups; }
    bool canRenew() const override { return false; }

protected:
    Call<Connection> make(bool refused) override;

private:
    Connection m_connection;
};

// "token", "client certificate", "password", "no sign-in".
QString signInTextOf(const Identity &identity);
// When its token (if that tells, RFC 7519) or its certificate ends; null: not known, or never.
QDateTime endOf(const Identity &identity);

} // namespace easel
