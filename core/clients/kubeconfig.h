// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/connection.h"

#include <QJsonObject>
#include <QPair>
#include <QStringList>

namespace easel {

// One context of the merged kubeconfig with everything it refers to. Reading contacts and runs nothing; files
// named by it (certificates, tokenFile) are read when identityOf()/serverOf() are asked, not before.
struct KubeContext
{
    QString name;
    QString clusterName;
    QString userName;
    QString namespaceName; // empty: "default"
    QString file;          // where the context was found
    QString server;        // URL as written
    // How the user signs in, for lists: "token", "client certificate", "exec: aws", "basic", "none"...
    QString authentication;
};

class Kubeconfig
{
public:
    // Merges files the way kubectl does: the first file that sets a name or current-context wins. Relative
    // paths in a file are relative to that file. Missing files are skipped when there are several; all
    // missing = error.
    static Result<Kubeconfig> load(const QStringList &files);
    static Result<Kubeconfig> parse(const QByteArray &text, const QString &file);
    // $KUBECONFIG split at ':' (';' on Windows), else ~/.kube/config.
    static QStringList defaultFiles();

    const QList<KubeContext> &contexts() const { return m_contexts; }
    const KubeContext *context(const QString &name) const;
    QString currentContext() const { return m_currentContext; }
    const QStringList &files() const { return m_files; }
    const QStringList &problems() const { return m_problems; } // files or entries passed over, as sentences

    // Errors are sentences for people: file that cannot be read, key type Qt cannot load, exec users
    // (Kind::Unsupported, names the command, which is not run), auth-provider.
    Result<ServerAddress> serverOf(const KubeContext &context) const;
    Result<Identity> identityOf(const KubeContext &context) const;

private:
    struct Entries;
    friend struct KubeconfigParser;
    QList<KubeContext> m_contexts;
    QString m_currentContext;
    QStringList m_files;
    QStringList m_problems;
    QList<QPair<QString, QJsonObject>> m_clusters; // name -> body; "_file" holds where it came from
    QList<QPair<QString, QJsonObject>> m_users;
};

} // namespace easel
