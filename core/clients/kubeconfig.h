// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/connection.h"
#include "core/clients/signin/execcredential.h"

#include <QJsonObject>
#include <QPair>
#include <QStringList>

#include <optional>

namespace easel {

// One context of the merged kubeconfig with everything it refers to. Reading contacts and runs nothing; files
// named by it (certificates, tokenFile) are read when userOf()/serverOf() are asked, not before.
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

// How the user of a context signs in.
struct KubeUser
{
    Identity identity;            // what the files hold; without credentials when there is a command
    std::optional<ExecSpec> exec; // a command to run; the user's own credentials go before it
    QString execFile;             // the kubeconfig that the command stands in
    bool hasTokenFile = false;    // which is read again and again
    bool operator==(const KubeUser &) const = default;
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

    // Errors are sentences for people: file that cannot be read, key type Qt cannot load, a command that
    // cannot be called, auth-provider.
    Result<ServerAddress> serverOf(const KubeContext &context) const;
    Result<KubeUser> userOf(const KubeContext &context) const;
    // The files that these two would read, whether they are there or not.
    QStringList filesOf(const KubeContext &context) const;

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

// The server and identity of a kubeconfig that came from elsewhere (a Secret of a hub): that of its current
// context, else of its first. One that would run a program or read files of this computer is refused, and
// nothing of it is run or read.
Result<Connection> selfContainedConnection(const QByteArray &kubeconfig);

} // namespace easel
