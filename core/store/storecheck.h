// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/storepool.h"

#include <QRandomGenerator>
#include <QTimer>

namespace easel {

// Now and then compares what one live store says of a namespace, uid by uid and version by version, with what
// the server says now. What differs twice while nothing moved on the server is a bug of ours: it is told, and
// the store is listed again.
class StoreCheck : public QObject
{
    Q_OBJECT

public:
    struct Times
    {
        std::chrono::milliseconds every{60'000};
        // Longer than any watch may be waiting for its turn.
        std::chrono::milliseconds secondLook{12'000};
    };
    StoreCheck(KubeClient *client, StorePool *pool, QObject *parent = nullptr);

    void start();
    void setTimes(const Times &times);
    void checkOne(); // now
    int checked() const { return m_checked; }
    int found() const { return m_found; }

    // Of one slice: uid to version. `whole`: rows of the namespace that are not in it should not be there.
    using Versions = QHash<QString, QString>;
    static QStringList differences(const ResourceStore &store, const QString &namespaceName,
                                   const Versions &onServer, bool whole);

Q_SIGNALS:
    void mismatch(const QString &sentence);

private:
    struct Slice
    {
        StoreKey key;
        std::shared_ptr<StoreLease> lease;
        QString namespaceName;
    };
    struct Answer
    {
        Versions versions;
        bool whole = false;
    };
    std::optional<Slice> choose() const;
    Call<Answer> ask(const Slice &slice);
    void lookAgain(const Slice &slice, const QStringList &suspects, const Answer &first);
    void report(const Slice &slice, const QStringList &wrong);

    KubeClient *m_client;
    StorePool *m_pool;
    Times m_times;
    QTimer m_next;
    bool m_busy = false;
    int m_checked = 0;
    int m_found = 0;
};

} // namespace easel
