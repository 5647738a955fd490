// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/secretstore.h"

namespace easel {

// The keychain of the desktop: Secret Service, Keychain, Credential Manager. What it does not take is held in
// memory until Easel is closed, and problem() says so.
class KeychainSecretStore : public SecretStore
{
    Q_OBJECT

public:
    explicit KeychainSecretStore(QObject *parent = nullptr);
    ~KeychainSecretStore() override;

    Call<QByteArray> read(const SecretKey &key) override;
    Call<Kept> write(const SecretKey &key, const QByteArray &secret) override;
    Call<Done> remove(const SecretKey &key) override;
    QString problem() const override { return m_problem; }

private:
    void setProblem(const QString &why);
    QHash<SecretKey, QByteArray> m_inMemory; // what the keychain did not take
    QString m_problem;
};

} // namespace easel
