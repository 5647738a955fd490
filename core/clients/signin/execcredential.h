// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/connection.h"

#include <QJsonObject>
#include <QPair>
#include <QStringList>

namespace easel {

// The `exec` of a kubeconfig's user: a command that prints a credential (client.authentication.k8s.io v1 and
// v1beta1). Nothing here runs it.
struct ExecSpec
{
    enum class Interactive { Never, IfAvailable, Always };

    QString apiVersion;
    QString command; // as written
    QStringList arguments;
    QList<QPair<QString, QString>> environment; // added to Easel's own, in order
    Interactive interactive = Interactive::IfAvailable;
    bool provideClusterInfo = false;
    QString installHint;
    QJsonValue clusterConfig; // the cluster's extension client.authentication.k8s.io/exec
    bool operator==(const ExecSpec &) const = default;
};

// Reads the body of `exec`. The sentence of an error says what kubectl would refuse too: no or an old
// apiVersion, no command, no interactiveMode with v1.
Result<ExecSpec> readExecSpec(const QJsonObject &body);

// What the variable KUBERNETES_EXEC_INFO holds for the command.
QByteArray execInfo(const ExecSpec &spec, const ServerAddress &server, bool interactive);

// What the command printed.
struct ExecCredential
{
    QByteArray token;
    QByteArray certificatePem; // with its key, or both empty
    QByteArray keyPem;
    QDateTime expiresAt; // null: until the server refuses it
};

// Reads an ExecCredential of this apiVersion. What is printed may hold a secret: no error quotes any of it.
Result<ExecCredential> readExecCredential(const QByteArray &output, const QString &apiVersion);

} // namespace easel
