// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/execcredential.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/tlstrust.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ExecCredential)
};

using namespace Qt::StringLiterals;

QString version(QStringView number)
{
    return u"client.authentication.k8s.io/"_s + number.toString();
}

bool isKnown(const QString &apiVersion)
{
    return apiVersion == version(u"v1") || apiVersion == version(u"v1beta1");
}

tl::unexpected<Error> refused(const QString &message, const QString &advice = {})
{
    Error error = makeError(Error::Kind::Invalid, message, advice);
    error.reason = QStringLiteral("Exec");
    return failure(error);
}

tl::unexpected<Error> badOutput(const QString &message)
{
    Error error = makeError(Error::Kind::Tool, message,
                            Text::tr("Run the command in a terminal to see what it prints."));
    error.reason = QStringLiteral("ExecOutput");
    return failure(error);
}

} // namespace

Result<ExecSpec> readExecSpec(const QJsonObject &body)
{
    ExecSpec spec;
    spec.apiVersion = body.value(u"apiVersion").toString();
    spec.command = body.value(u"command").toString();
    if (spec.command.isEmpty())
        return refused(Text::tr("Its 'exec' names no command"));
    const QString shown = redacted(cleanedLine(spec.command));
    if (spec.apiVersion == version(u"v1alpha1")) {
        return refused(Text::tr("The command '%1' is to be called by %2, which Kubernetes has given up")
                           .arg(shown, spec.apiVersion),
                       Text::tr("Write %1 or %2 in the kubeconfig, and update the command if needed.")
                           .arg(version(u"v1beta1"), version(u"v1")));
    }
    if (!isKnown(spec.apiVersion)) {
        return refused(spec.apiVersion.isEmpty()
                           ? Text::tr("The 'exec' with the command '%1' has no apiVersion").arg(shown)
                           : Text::tr("Easel does not know how to call the command '%1' by '%2'")
                                 .arg(shown, cleanedLine(spec.apiVersion)),
                       Text::tr("Write %1 or %2.").arg(version(u"v1"), version(u"v1beta1")));
    }
    for (const auto &argument : body.value(u"args").toArray()) {
        if (!argument.isString())
            return refused(
                Text::tr("An argument of the command '%1' is not text; put it in quotes").arg(shown));
        spec.arguments << argument.toString();
    }
    for (const auto &entry : body.value(u"env").toArray()) {
        const QJsonObject variable = entry.toObject();
        const QString name = variable.value(u"name").toString();
        const QJsonValue value = variable.value(u"value");
        if (name.isEmpty() || name.contains(u'=') || name.contains(QChar(0)) ||
            !(value.isString() || value.isUndefined() || value.isNull())) {
            return refused(Text::tr("A variable of the command '%1' has no name, or a value that is not text")
                               .arg(shown));
        }
        spec.environment << qMakePair(name, value.toString());
    }
    const QString mode = body.value(u"interactiveMode").toString();
    if (mode == u"Never") {
        spec.interactive = ExecSpec::Interactive::Never;
    } else if (mode == u"Always") {
        spec.interactive = ExecSpec::Interactive::Always;
    } else if (mode == u"IfAvailable" || (mode.isEmpty() && spec.apiVersion == version(u"v1beta1"))) {
        spec.interactive = ExecSpec::Interactive::IfAvailable; // what v1beta1 means without the word
    } else {
        return refused(
            mode.isEmpty()
                ? Text::tr("The 'exec' with the command '%1' does not say its interactiveMode").arg(shown)
                : Text::tr("'%1' is no interactiveMode").arg(cleanedLine(mode)),
            Text::tr("Write Never, IfAvailable or Always."));
    }
    spec.provideClusterInfo = body.value(u"provideClusterInfo").toBool();
    spec.installHint = withoutTerminalCodes(body.value(u"installHint").toString()).trimmed();
    return spec;
}

QByteArray execInfo(const ExecSpec &spec, const ServerAddress &server, bool interactive)
{
    QJsonObject body{{QStringLiteral("interactive"), interactive}};
    if (spec.provideClusterInfo) {
        QJsonObject cluster{{QStringLiteral("server"), server.url.toString(QUrl::RemoveUserInfo)}};
        if (!server.tlsServerName.isEmpty())
            cluster.insert(u"tls-server-name", server.tlsServerName);
        if (server.insecureSkipVerify)
            cluster.insert(u"insecure-skip-tls-verify", true);
        if (!server.caPem.isEmpty())
            cluster.insert(u"certificate-authority-data", QString::fromLatin1(server.caPem.toBase64()));
        if (!server.proxy.isEmpty())
            cluster.insert(u"proxy-url", server.proxy.toString());
        if (server.disableCompression)
            cluster.insert(u"disable-compression", true);
        if (!spec.clusterConfig.isUndefined() && !spec.clusterConfig.isNull())
            cluster.insert(u"config", spec.clusterConfig);
        body.insert(u"cluster", cluster);
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("apiVersion"), spec.apiVersion},
                                     {QStringLiteral("kind"), QStringLiteral("ExecCredential")},
                                     {QStringLiteral("spec"), body}})
        .toJson(QJsonDocument::Compact);
}

Result<ExecCredential> readExecCredential(const QByteArray &output, const QString &apiVersion)
{
    if (output.trimmed().isEmpty())
        return badOutput(Text::tr("It printed nothing"));
    const QJsonDocument document = QJsonDocument::fromJson(output);
    if (!document.isObject())
        return badOutput(Text::tr("What it printed is not a JSON object"));
    const QJsonObject object = document.object();
    if (object.value(u"kind").toString() != u"ExecCredential")
        return badOutput(Text::tr("What it printed is no ExecCredential"));
    const QString said = object.value(u"apiVersion").toString();
    if (said != apiVersion) {
        return badOutput(Text::tr("It printed an ExecCredential of '%1', where %2 was asked for")
                             .arg(redacted(cleanedLine(said.left(100))), apiVersion));
    }
    const QJsonObject status = object.value(u"status").toObject();
    ExecCredential credential;
    credential.token = status.value(u"token").toString().trimmed().toUtf8();
    credential.certificatePem = status.value(u"clientCertificateData").toString().toUtf8();
    credential.keyPem = status.value(u"clientKeyData").toString().toUtf8();
    if (credential.certificatePem.isEmpty() != credential.keyPem.isEmpty()) {
        return badOutput(credential.keyPem.isEmpty()
                             ? Text::tr("It printed a client certificate without its key")
                             : Text::tr("It printed a client key without its certificate"));
    }
    if (credential.token.isEmpty() && credential.keyPem.isEmpty())
        return badOutput(Text::tr("It printed neither a token nor a client certificate"));
    if (!credential.keyPem.isEmpty()) {
        if (const auto key = readPrivateKey(credential.keyPem); !key)
            return failure(key.error());
    }
    const QJsonValue expiry = status.value(u"expirationTimestamp");
    if (!expiry.isUndefined() && !expiry.isNull()) {
        credential.expiresAt = QDateTime::fromString(expiry.toString(), Qt::ISODateWithMs).toUTC();
        if (!credential.expiresAt.isValid())
            return badOutput(Text::tr("Its expirationTimestamp is no time such as 2026-01-31T12:00:00Z"));
    }
    return credential;
}

} // namespace easel
