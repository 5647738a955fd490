// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"

#include <QElapsedTimer>

namespace easel {

// Where somebody may look who may not list across all namespaces (resource-model 3.f.5): what the directory
// of the hub says of our groups, else the hub's namespaces, else those a person named. Asked once for all
// kinds.
class OwnNamespaces : public QObject
{
    Q_OBJECT

public:
    explicit OwnNamespaces(KubeClient *client, QObject *parent = nullptr);

    void setSystemNamespace(const QString &namespaceName);
    // What a person typed and what the kubeconfig's context says; always among the answer.
    void setNamed(const QStringList &namespaces);
    const QStringList &named() const { return m_named; }

    // Sorted; empty when nobody knows any. The answer is kept for a minute.
    Call<QStringList> find();
    void forget(); // who we are, or where the directory is, has changed

    static QString directoryName(const QString &group);

Q_SIGNALS:
    void forgotten();

private:
    Call<QStringList> search();

    KubeClient *m_client;
    QString m_systemNamespace;
    QStringList m_named;
    Call<QStringList> m_found;
    QElapsedTimer m_age;
};

} // namespace easel
