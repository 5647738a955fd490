// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeconfig.h"

#include "core/base/readupto.h"
#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/environmentproxy.h"
#include "core/clients/tlstrust.h"
#include "core/yaml/yamlreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace easel {

namespace {

using namespace Qt::StringLiterals;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Kubeconfig)
};

constexpr qint64 largestFile = 4 * 1024 * 1024;
constexpr QLatin1String fileKey("_file");

QString shown(const QString &path)
{
    return QDir::toNativeSeparators(path);
}

Result<QByteArray> contentsOf(const QString &path)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return failure(Error::Kind::File, Text::tr("%1 is a folder").arg(shown(path)));
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(Error::Kind::File,
                       Text::tr("%1 cannot be read: %2").arg(shown(path), file.errorString()),
                       Text::tr("Check that the file exists and that you may read it."));
    }
    const QByteArray bytes = readUpTo(file, largestFile + 1);
    if (bytes.size() > largestFile)
        return failure(Error::Kind::File,
                       Text::tr("%1 is larger than %2").arg(shown(path), byteText(largestFile)));
    return bytes;
}

QString besides(const QString &path, const QJsonObject &body)
{
    return QDir(QFileInfo(body.value(fileKey).toString()).absolutePath()).absoluteFilePath(path);
}

// "x-data" in Base64, or the file "x" beside the kubeconfig. Empty when neither is there.
Result<QByteArray> dataOrFile(const QJsonObject &body, const QString &key)
{
    const QString dataKey = key + QStringLiteral("-data");
    const QString data = body.value(dataKey).toString();
    if (!data.isEmpty()) {
        QByteArray packed = data.toLatin1();
        packed.removeIf([](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
        const auto decoded = QByteArray::fromBase64Encoding(packed, QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return failure(Error::Kind::Syntax, Text::tr("'%1' is not Base64").arg(dataKey));
        return *decoded;
    }
    const QString path = body.value(key).toString();
    if (path.isEmpty())
        return QByteArray();
    return contentsOf(besides(path, body));
}

const QJsonObject *bodyOf(const QList<QPair<QString, QJsonObject>> &entries, const QString &name)
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&name](const auto &entry) { return entry.first == name; });
    return found == entries.end() ? nullptr : &found->second;
}

// The YAML reader quotes what it stumbled over, which here may be a token: only the words of the format
// itself stay.
QString withoutQuotedValues(const QString &message)
{
    static const QStringList words{u"apiVersion"_s,
                                   u"kind"_s,
                                   u"preferences"_s,
                                   u"current-context"_s,
                                   u"clusters"_s,
                                   u"cluster"_s,
                                   u"users"_s,
                                   u"user"_s,
                                   u"contexts"_s,
                                   u"context"_s,
                                   u"name"_s,
                                   u"server"_s,
                                   u"token"_s,
                                   u"tokenFile"_s,
                                   u"namespace"_s,
                                   u"client-key"_s,
                                   u"username"_s,
                                   u"client-key-data"_s,
                                   u"client-certificate"_s,
                                   u"client-certificate-data"_s,
                                   u"password"_s,
                                   u"exec"_s,
                                   u"command"_s,
                                   u"args"_s,
                                   u"env"_s,
                                   u"extensions"_s,
                                   u"proxy-url"_s};
    static const QRegularExpression quoted(u"'([^']*)'|\"([^\"]*)\""_s);
    QString result;
    qsizetype at = 0;
    for (auto matches = quoted.globalMatch(message); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += message.mid(at, match.capturedStart() - at);
        const bool isMark = match.captured(1).size() == 1 && match.captured(1).at(0).isPunct();
        result += isMark || words.contains(match.captured(1)) ? match.captured() : u"'…'"_s;
        at = match.capturedEnd();
    }
    return redacted(result + message.mid(at));
}

QString authenticationOf(const QJsonObject *user)
{
    if (!user)
        return QStringLiteral("none");
    const auto has = [user](QStringView key) { return !user->value(key).toString().isEmpty(); };
    if (has(u"token") || has(u"tokenFile"))
        return QStringLiteral("token");
    if (has(u"client-certificate-data") || has(u"client-certificate"))
        return QStringLiteral("client certificate");
    if (user->value(u"exec").isObject()) {
        const QString command = user->value(u"exec").toObject().value(u"command").toString();
        return QStringLiteral("exec: ") + cleanedLine(QFileInfo(command).fileName());
    }
    if (user->value(u"auth-provider").isObject()) {
        return QStringLiteral("auth provider: ") +
               cleanedLine(user->value(u"auth-provider").toObject().value(u"name").toString());
    }
    return has(u"username") ? QStringLiteral("basic") : QStringLiteral("none");
}

} // namespace

// One file on its way into the merged configuration.
struct KubeconfigParser
{
    Kubeconfig &config;
    const QString &file;
    const YamlDocument &document;

    QString place(const JsonPointer &pointer) const
    {
        const YamlMark mark = document.markOf(pointer);
        if (mark.line == 0)
            return shown(file);
        return Text::tr("%1, line %2, column %3").arg(shown(file)).arg(mark.line).arg(mark.column);
    }

    void problem(const JsonPointer &pointer, const QString &text)
    {
        config.m_problems << QStringLiteral("%1: %2.").arg(place(pointer), text);
    }

    // Members that must be text. Others are taken out, so that nothing reads "123" where a file says 123.
    QJsonObject checked(QJsonObject body, const JsonPointer &at, const QStringList &textKeys)
    {
        for (const QString &key : textKeys) {
            const QJsonValue value = body.value(key);
            if (value.isUndefined() || value.isString())
                continue;
            if (!value.isNull())
                problem(at / key, Text::tr("'%1' is not text; put it in quotes").arg(key));
            body.remove(key);
        }
        return body;
    }

    // Hands every usable entry of a list of {name, <bodyKey>} to take(name, body, pointer to the body).
    template <typename Take>
    void entries(const QString &listKey, const QString &bodyKey, Take take)
    {
        const JsonPointer listAt = JsonPointer::of({listKey});
        const QJsonValue list = document.value.toObject().value(listKey);
        if (list.isUndefined() || list.isNull())
            return;
        if (!list.isArray()) {
            problem(listAt, Text::tr("'%1' is not a list").arg(listKey));
            return;
        }
        QStringList seen;
        const QJsonArray items = list.toArray();
        for (qsizetype i = 0; i < items.size(); ++i) {
            const JsonPointer at = listAt / i;
            const QString name = items.at(i).toObject().value(u"name").toString();
            if (name.isEmpty()) {
                problem(at, Text::tr("an entry of '%1' has no name").arg(listKey));
                continue;
            }
            if (seen.contains(name)) {
                problem(at, Text::tr("'%1' stands in '%2' twice; the first one is used")
                                .arg(cleanedLine(name), listKey));
                continue;
            }
            seen << name;
            const QJsonValue body = items.at(i).toObject().value(bodyKey);
            if (!body.isObject() && !body.isNull() && !body.isUndefined()) {
                problem(at / bodyKey, Text::tr("'%1' of '%2' is not a map").arg(bodyKey, cleanedLine(name)));
                continue;
            }
            take(name, body.toObject(), at / bodyKey);
        }
    }

    void named(QList<QPair<QString, QJsonObject>> &target, const QString &listKey, const QString &bodyKey,
               const QStringList &textKeys)
    {
        entries(listKey, bodyKey, [&](const QString &name, const QJsonObject &body, const JsonPointer &at) {
            if (bodyOf(target, name))
                return; // an earlier file has it
            QJsonObject full = checked(body, at, textKeys);
            full.insert(fileKey, file);
            target.append({name, full});
        });
    }

    void take()
    {
        if (!config.m_files.contains(file))
            config.m_files << file;
        const QJsonObject root = document.value.toObject();
        const QJsonValue current = root.value(u"current-context");
        if (config.m_currentContext.isEmpty())
            config.m_currentContext = current.toString();
        named(config.m_clusters, QStringLiteral("clusters"), QStringLiteral("cluster"),
              {QStringLiteral("server"), QStringLiteral("certificate-authority"),
               QStringLiteral("certificate-authority-data"), QStringLiteral("tls-server-name"),
               QStringLiteral("proxy-url")});
        named(config.m_users, QStringLiteral("users"), QStringLiteral("user"),
              {QStringLiteral("token"), QStringLiteral("tokenFile"), QStringLiteral("client-certificate"),
               QStringLiteral("client-certificate-data"), QStringLiteral("client-key"),
               QStringLiteral("client-key-data"), QStringLiteral("username"), QStringLiteral("password"),
               QStringLiteral("as")});
        entries(QStringLiteral("contexts"), QStringLiteral("context"),
                [this](const QString &name, const QJsonObject &body, const JsonPointer &at) {
                    if (config.context(name))
                        return;
                    const QJsonObject fields = checked(
                        body, at,
                        {QStringLiteral("cluster"), QStringLiteral("user"), QStringLiteral("namespace")});
                    KubeContext context;
                    context.name = name;
                    context.clusterName = fields.value(u"cluster").toString();
                    context.userName = fields.value(u"user").toString();
                    context.namespaceName = fields.value(u"namespace").toString();
                    context.file = file;
                    config.m_contexts << context;
                });
    }

    // What a context says of its cluster and user is known only when all files are in.
    static void finish(Kubeconfig &config)
    {
        for (KubeContext &context : config.m_contexts) {
            if (const QJsonObject *cluster = bodyOf(config.m_clusters, context.clusterName))
                context.server = cluster->value(u"server").toString();
            context.authentication = authenticationOf(bodyOf(config.m_users, context.userName));
        }
    }

    static Result<YamlDocument> read(const QByteArray &text, const QString &file)
    {
        const auto wrong = [&file](const QString &what) -> tl::unexpected<Error> {
            Error error = makeError(Error::Kind::Syntax, QStringLiteral("%1: %2").arg(shown(file), what),
                                    Text::tr("Correct the file or choose another one."));
            error.attempt = Text::tr("read the kubeconfig");
            return failure(error);
        };
        Result<YamlDocument> document = readYamlDocument(text);
        if (!document)
            return wrong(withoutQuotedValues(document.error().message));
        if (document->value.isNull())
            document->value = QJsonObject(); // an empty file is an empty configuration, as kubectl has it
        if (!document->value.isObject())
            return wrong(Text::tr("it is no kubeconfig (no map at the top)"));
        const QJsonValue kind = document->value.toObject().value(u"kind");
        if (kind.isString() && kind.toString() != u"Config") {
            const YamlMark mark = document->markOf(JsonPointer::of({QStringLiteral("kind")}));
            return wrong(Text::tr("line %1, column %2: the kind is '%3', not 'Config'")
                             .arg(mark.line)
                             .arg(mark.column)
                             .arg(cleanedLine(kind.toString())));
        }
        return document;
    }
};

QStringList Kubeconfig::defaultFiles()
{
    QStringList files;
    const QStringList named =
        qEnvironmentVariable("KUBECONFIG").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (const QString &file : named) {
        if (!files.contains(file))
            files << file;
    }
    if (files.isEmpty())
        files << QDir::home().filePath(QStringLiteral(".kube/config"));
    return files;
}

Result<Kubeconfig> Kubeconfig::parse(const QByteArray &text, const QString &file)
{
    const Result<YamlDocument> document = KubeconfigParser::read(text, file);
    if (!document)
        return failure(document.error());
    Kubeconfig config;
    KubeconfigParser{config, file, *document}.take();
    KubeconfigParser::finish(config);
    return config;
}

Result<Kubeconfig> Kubeconfig::load(const QStringList &files)
{
    Kubeconfig config;
    std::optional<Error> firstError;
    const auto pass = [&config, &firstError](const Error &error) {
        config.m_problems << errorSentence(error);
        if (!firstError)
            firstError = error;
    };
    for (const QString &name : files) {
        const QString file = QFileInfo(name).absoluteFilePath();
        if (!QFileInfo::exists(file)) {
            Error error =
                makeError(Error::Kind::File, Text::tr("There is no kubeconfig at %1").arg(shown(file)),
                          Text::tr("Choose a file, or set the variable KUBECONFIG."));
            error.reason = QStringLiteral("Missing");
            pass(error);
            continue;
        }
        const Result<QByteArray> text = contentsOf(file);
        if (!text) {
            pass(text.error().tried(Text::tr("read the kubeconfig")));
            continue;
        }
        const Result<YamlDocument> document = KubeconfigParser::read(*text, file);
        if (!document) {
            pass(document.error());
            continue;
        }
        KubeconfigParser{config, file, *document}.take();
    }
    if (config.m_files.isEmpty()) {
        if (firstError)
            return failure(*firstError);
        return failure(Error::Kind::File, Text::tr("No kubeconfig is named"),
                       Text::tr("Choose a file, or set the variable KUBECONFIG."));
    }
    KubeconfigParser::finish(config);
    return config;
}

const KubeContext *Kubeconfig::context(const QString &name) const
{
    const auto found = std::find_if(m_contexts.begin(), m_contexts.end(),
                                    [&name](const KubeContext &context) { return context.name == name; });
    return found == m_contexts.end() ? nullptr : &*found;
}

Result<ServerAddress> Kubeconfig::serverOf(const KubeContext &context) const
{
    const QString attempt = Text::tr("use the cluster '%1' of the context '%2'")
                                .arg(cleanedLine(context.clusterName), cleanedLine(context.name));
    const auto wrong = [&attempt](Error::Kind kind, const QString &message, const QString &advice) {
        return failure(makeError(kind, message, advice).tried(attempt));
    };
    const QString advice = Text::tr("Correct the kubeconfig (%1).").arg(shown(context.file));
    const QJsonObject *cluster = bodyOf(m_clusters, context.clusterName);
    if (!cluster) {
        return wrong(Error::Kind::Invalid,
                     Text::tr("No cluster of this name is in %1").arg(nameList(m_files)), advice);
    }
    ServerAddress server;
    QString address = cluster->value(u"server").toString().trimmed();
    if (address.isEmpty())
        return wrong(Error::Kind::Invalid, Text::tr("It names no server"), advice);
    if (!address.contains(u"://"))
        address.prepend(QStringLiteral("https://"));
    server.url = QUrl(address, QUrl::StrictMode);
    const QString scheme = server.url.scheme();
    if (server.url.host().isEmpty() || (scheme != u"https" && scheme != u"http")) {
        return wrong(Error::Kind::Invalid,
                     Text::tr("'%1' is not the address of a server").arg(redacted(cleanedLine(address))),
                     advice);
    }
    server.url.setUserInfo(QString());

    Result<QByteArray> authority = dataOrFile(*cluster, QStringLiteral("certificate-authority"));
    if (!authority)
        return failure(authority.error().tried(attempt));
    server.caPem = *authority;
    const QJsonValue insecure = cluster->value(u"insecure-skip-tls-verify");
    server.insecureSkipVerify = insecure.toBool();
    if (server.insecureSkipVerify && !server.caPem.isEmpty()) {
        return wrong(
            Error::Kind::Invalid,
            Text::tr("It names a certificate authority and asks not to check it (insecure-skip-tls-verify)"),
            Text::tr("Take one of the two out, as kubectl wants it too."));
    }
    server.tlsServerName = cluster->value(u"tls-server-name").toString();
    server.disableCompression = cluster->value(u"disable-compression").toBool();

    const QString proxy = cluster->value(u"proxy-url").toString();
    if (!proxy.isEmpty()) {
        server.proxy = QUrl(proxy, QUrl::StrictMode);
        if (server.proxy.host().isEmpty()) {
            return wrong(Error::Kind::Invalid,
                         Text::tr("'%1' is not the address of a proxy").arg(redacted(cleanedLine(proxy))),
                         advice);
        }
    } else {
        server.proxy = environmentProxyFor(server.url);
    }
    return server;
}

Result<KubeUser> Kubeconfig::userOf(const KubeContext &context) const
{
    const QString attempt = Text::tr("sign in as '%1' of the context '%2'")
                                .arg(cleanedLine(context.userName), cleanedLine(context.name));
    const auto wrong = [&attempt](Error::Kind kind, const QString &message, const QString &advice) {
        return failure(makeError(kind, message, advice).tried(attempt));
    };
    const QString advice = Text::tr("Correct the kubeconfig (%1).").arg(shown(context.file));
    KubeUser result;
    Identity &identity = result.identity;
    identity.name = context.userName;
    if (context.userName.isEmpty())
        return result;
    const QJsonObject *user = bodyOf(m_users, context.userName);
    if (!user)
        return wrong(Error::Kind::Invalid, Text::tr("No user of this name is in %1").arg(nameList(m_files)),
                     advice);

    const Result<QByteArray> certificate = dataOrFile(*user, QStringLiteral("client-certificate"));
    if (!certificate)
        return failure(certificate.error().tried(attempt));
    const Result<QByteArray> key = dataOrFile(*user, QStringLiteral("client-key"));
    if (!key)
        return failure(key.error().tried(attempt));
    identity.clientCertificatePem = *certificate;
    identity.clientKeyPem = *key;
    if (certificate->isEmpty() != key->isEmpty()) {
        return wrong(Error::Kind::Invalid,
                     certificate->isEmpty() ? Text::tr("There is a client key without its certificate")
                                            : Text::tr("There is a client certificate without its key"),
                     advice);
    }
    if (!key->isEmpty()) {
        if (const auto readable = readPrivateKey(*key); !readable)
            return failure(readable.error().tried(attempt));
    }

    identity.bearerToken = user->value(u"token").toString().trimmed().toUtf8();
    const QString tokenFile = user->value(u"tokenFile").toString();
    result.hasTokenFile = !tokenFile.isEmpty();
    if (!tokenFile.isEmpty()) { // wins over the token, which may be an older copy
        const Result<QByteArray> token = contentsOf(besides(tokenFile, *user));
        if (token)
            identity.bearerToken = token->trimmed();
        else if (identity.bearerToken.isEmpty())
            return failure(token.error().tried(attempt));
    }
    identity.basicUser = user->value(u"username").toString();
    identity.basicPassword = user->value(u"password").toString().toUtf8();

    const bool hasOwn = !identity.bearerToken.isEmpty() || !identity.clientCertificatePem.isEmpty() ||
                        !identity.basicUser.isEmpty();
    if (!hasOwn && user->value(u"exec").isObject()) {
        Result<ExecSpec> spec = readExecSpec(user->value(u"exec").toObject());
        if (!spec) {
            Error error = spec.error();
            if (error.advice.isEmpty())
                error.advice = advice;
            return failure(error.tried(attempt));
        }
        if (const QJsonObject *cluster = bodyOf(m_clusters, context.clusterName)) {
            for (const auto &entry : cluster->value(u"extensions").toArray()) {
                if (entry.toObject().value(u"name").toString() == u"client.authentication.k8s.io/exec")
                    spec->clusterConfig = entry.toObject().value(u"extension");
            }
        }
        result.exec = *spec;
        result.execFile = user->value(fileKey).toString();
    }
    if (!hasOwn && user->value(u"auth-provider").isObject()) {
        const QString name = user->value(u"auth-provider").toObject().value(u"name").toString();
        Error error = makeError(
            Error::Kind::Unsupported,
            Text::tr("This user signs in through the auth provider '%1', which kubectl has given up too")
                .arg(cleanedLine(name)),
            Text::tr(
                "Replace it by the provider's command under 'exec', or set up an OpenID sign-in for this "
                "context in Easel."));
        error.reason = QStringLiteral("AuthProvider");
        return failure(error.tried(attempt));
    }

    identity.impersonateUser = user->value(u"as").toString();
    for (const auto &group : user->value(u"as-groups").toArray())
        identity.impersonateGroups << group.toString();
    // Acting with less than the file says would be acting as somebody else.
    if (user->contains(u"as-uid") || user->contains(u"as-user-extra")) {
        return wrong(Error::Kind::Unsupported,
                     Text::tr("Easel cannot act with 'as-uid' or 'as-user-extra' yet"),
                     Text::tr("Choose another context."));
    }
    return result;
}

QStringList Kubeconfig::filesOf(const KubeContext &context) const
{
    QStringList files;
    const auto add = [&files](const QJsonObject *body, const QStringList &keys) {
        if (!body)
            return;
        for (const QString &key : keys) {
            const QString path = body->value(key).toString();
            if (!path.isEmpty() && body->value(key + QStringLiteral("-data")).toString().isEmpty())
                files << besides(path, *body);
        }
    };
    add(bodyOf(m_clusters, context.clusterName), {QStringLiteral("certificate-authority")});
    add(bodyOf(m_users, context.userName),
        {QStringLiteral("client-certificate"), QStringLiteral("client-key"), QStringLiteral("tokenFile")});
    return files;
}

Result<Connection> selfContainedConnection(const QByteArray &kubeconfig)
{
    const Result<Kubeconfig> config = Kubeconfig::parse(kubeconfig, u"kubeconfig"_s);
    if (!config)
        return failure(config.error());
    const KubeContext *context = config->context(config->currentContext());
    if (!context && !config->contexts().isEmpty())
        context = &config->contexts().first();
    if (!context)
        return failure(Error::Kind::Invalid, Text::tr("This kubeconfig names no context."));
    const tl::unexpected<Error> useless = failure(
        Error::Kind::Unsupported, Text::tr("This kubeconfig needs a program or files of your computer. "
                                           "Use one with a token or embedded certificate."));
    // Before anything is asked that would read them.
    if (!config->filesOf(*context).isEmpty() || context->authentication.startsWith(u"exec: ") ||
        context->authentication.startsWith(u"auth provider: "))
        return useless;
    const Result<ServerAddress> server = config->serverOf(*context);
    if (!server)
        return failure(server.error());
    const Result<KubeUser> user = config->userOf(*context);
    if (!user)
        return failure(user.error());
    if (user->exec || user->hasTokenFile)
        return useless;
    return Connection{*server, user->identity, {}};
}

} // namespace easel
