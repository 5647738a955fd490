// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"

#include <QHash>
#include <QObject>

namespace easel {

// What a secret is for and whose it is: "oidc-refresh-token" of an issuer and a client, "palette-api-key" of
// an address and an account.
struct SecretKey
{
    QString purpose;
    QString address;
    QString identity;
    bool operator==(const SecretKey &) const = default;
    friend size_t qHash(const SecretKey &key, size_t seed = 0)
    {
        return qHashMulti(seed, key.purpose, key.address, key.identity);
    }
    // One name that no other key has.
    QString name() const;
};

// Keeps secrets between runs where the desktop keeps them. Never a file of ours.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class Kept { Safely, UntilExit };

    using QObject::QObject;
    virtual Call<QByteArray> read(const SecretKey &key) = 0; // empty: there is none
    // Never fails: what cannot be kept safely is kept until Easel is closed.
    virtual Call<Kept> write(const SecretKey &key, const QByteArray &secret) = 0;
    virtual Call<Done> remove(const SecretKey &key) = 0;
    // Why secrets of this run are forgotten at its end, as a sentence; empty while they are kept safely.
    virtual QString problem() const = 0;

Q_SIGNALS:
    void problemChanged();
};

// In memory only: for tests, for verbs, and behind the keychain.
class MemorySecretStore : public SecretStore
{
    Q_OBJECT

public:
    using SecretStore::SecretStore;
    ~MemorySecretStore() override;
    Call<QByteArray> read(const SecretKey &key) override;
    Call<Kept> write(const SecretKey &key, const QByteArray &secret) override;
    Call<Done> remove(const SecretKey &key) override;
    QString problem() const override;

private:
    QHash<SecretKey, QByteArray> m_secrets;
};

} // namespace easel
