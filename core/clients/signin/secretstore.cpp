// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/secretstore.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

QString SecretKey::name() const
{
    return QString::fromUtf8(
        QJsonDocument(QJsonArray{purpose, address, identity}).toJson(QJsonDocument::Compact));
}

MemorySecretStore::~MemorySecretStore()
{
    for (QByteArray &secret : m_secrets)
        secret.fill('\0');
}

Call<QByteArray> MemorySecretStore::read(const SecretKey &key)
{
    return Call<QByteArray>::ready(m_secrets.value(key));
}

Call<SecretStore::Kept> MemorySecretStore::write(const SecretKey &key, const QByteArray &secret)
{
    m_secrets.insert(key, secret);
    return Call<Kept>::ready(Kept::UntilExit);
}

Call<Done> MemorySecretStore::remove(const SecretKey &key)
{
    m_secrets.remove(key);
    return Call<Done>::ready(Done{});
}

QString MemorySecretStore::problem() const
{
    return m_secrets.isEmpty() ? QString() : tr("Easel keeps it until it is closed.");
}

} // namespace easel
