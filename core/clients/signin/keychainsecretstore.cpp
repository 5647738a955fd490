// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/keychainsecretstore.h"

#include "core/base/log.h"
#include "core/base/text.h"

#include <qt6keychain/keychain.h>

namespace easel {

namespace {

QString service()
{
    return QStringLiteral("easel");
}

} // namespace

KeychainSecretStore::KeychainSecretStore(QObject *parent)
    : SecretStore(parent)
{}

KeychainSecretStore::~KeychainSecretStore()
{
    for (QByteArray &secret : m_inMemory)
        secret.fill('\0');
}

void KeychainSecretStore::setProblem(const QString &why)
{
    const QString said = cleanedLine(why).left(160); // D-Bus can be long
    const QString sentence =
        said.isEmpty() || said == u"Unknown error" // all that QtKeychain says of a missing or locked one
            ? tr("The keychain of this computer is locked or there is none, so Easel keeps the sign-in only "
                 "until it is closed.")
            : tr("The keychain of this computer said '%1', so Easel keeps the sign-in only until it is "
                 "closed.")
                  .arg(said);
    if (std::exchange(m_problem, sentence) != sentence)
        Q_EMIT problemChanged();
}

Call<QByteArray> KeychainSecretStore::read(const SecretKey &key)
{
    if (const auto found = m_inMemory.constFind(key); found != m_inMemory.constEnd())
        return Call<QByteArray>::ready(*found);
    Promise<QByteArray> promise;
    // Jobs delete themselves when they are done.
    auto *job = new QKeychain::ReadPasswordJob(service(), this);
    job->setInsecureFallback(false);
    job->setKey(key.name());
    connect(job, &QKeychain::Job::finished, this, [promise, job] {
        // No keychain, a locked one and a refusal all mean the same here: nothing is known.
        if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound)
            qCInfo(lcNet) << "keychain:" << job->error() << job->errorString();
        promise.finish(job->error() == QKeychain::NoError ? job->binaryData() : QByteArray());
    });
    job->start();
    return promise.call();
}

Call<SecretStore::Kept> KeychainSecretStore::write(const SecretKey &key, const QByteArray &secret)
{
    // At hand at once, whatever the keychain does; it may ask its user first.
    m_inMemory.insert(key, secret);
    Promise<Kept> promise;
    auto *job = new QKeychain::WritePasswordJob(service(), this);
    job->setInsecureFallback(false);
    job->setKey(key.name());
    job->setBinaryData(secret);
    connect(job, &QKeychain::Job::finished, this, [this, promise, job, key, secret] {
        const bool kept = job->error() == QKeychain::NoError;
        if (!kept) {
            qCInfo(lcNet) << "keychain:" << job->error() << job->errorString();
            setProblem(job->errorString());
        } else if (m_inMemory.value(key) == secret) {
            m_inMemory.remove(key);
        }
        promise.finish(kept ? Kept::Safely : Kept::UntilExit);
    });
    job->start();
    return promise.call();
}

Call<Done> KeychainSecretStore::remove(const SecretKey &key)
{
    m_inMemory.remove(key);
    Promise<Done> promise;
    auto *job = new QKeychain::DeletePasswordJob(service(), this);
    job->setInsecureFallback(false);
    job->setKey(key.name());
    connect(job, &QKeychain::Job::finished, this, [promise] { promise.finish(Done{}); });
    job->start();
    return promise.call();
}

} // namespace easel
