// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/execcommand.h"

#include "core/base/redact.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QStandardPaths>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ExecCommand)
};

bool namesASecret(const QString &name)
{
    static const QRegularExpression secret(
        QStringLiteral("secret|passw|passphrase|token|credential|api_?key|private_?key|access_?key"),
        QRegularExpression::CaseInsensitiveOption);
    return secret.match(name).hasMatch();
}

QString hidden()
{
    return Text::tr("<hidden>");
}

} // namespace

QByteArray ExecCommand::hash() const
{
    QJsonArray variables;
    for (const auto &[name, value] : spec.environment)
        variables << QJsonArray{name, value};
    // An array of JSON has one reading only: no two commands share a text.
    const QJsonArray all{QStringLiteral("easel exec 1"),
                         spec.apiVersion,
                         spec.command,
                         program,
                         QJsonArray::fromStringList(spec.arguments),
                         variables,
                         int(spec.interactive),
                         spec.provideClusterInfo,
                         kubeconfigFile};
    return QCryptographicHash::hash(QJsonDocument(all).toJson(QJsonDocument::Compact),
                                    QCryptographicHash::Sha256)
        .toHex();
}

QStringList ExecCommand::shownArguments() const
{
    QStringList shown;
    bool valueIsSecret = false; // --client-secret VALUE
    for (const QString &argument : spec.arguments) {
        const qsizetype equals = argument.indexOf(u'=');
        const bool isOption = argument.startsWith(u'-');
        if (valueIsSecret && !isOption)
            shown << hidden();
        else if (isOption && equals > 0 && namesASecret(argument.left(equals)))
            shown << cleanedLine(argument.left(equals + 1)) + hidden();
        else
            shown << redacted(cleaned(argument));
        // "get-token" is a word of kubectl's plugins, not an option that takes one.
        valueIsSecret = isOption && equals < 0 && namesASecret(argument);
    }
    return shown;
}

QStringList ExecCommand::shownEnvironment() const
{
    QStringList shown;
    for (const auto &[name, value] : spec.environment) {
        shown << cleanedLine(name) + u'=' +
                     (namesASecret(name) && !value.isEmpty() ? hidden() : redacted(cleaned(value)));
    }
    return shown;
}

Error ExecCommand::notFound() const
{
    const QString command = redacted(cleanedLine(spec.command));
    const QString hint = redacted(spec.installHint);
    Error error = makeError(
        Error::Kind::Tool,
        spec.command.contains(u'/')
            ? Text::tr("There is no program at %1 that may be run")
                  .arg(QDir::toNativeSeparators(QDir::cleanPath(
                      QDir(QFileInfo(kubeconfigFile).absolutePath()).absoluteFilePath(command))))
            : Text::tr("The command '%1' was not found in the %n folders of PATH", nullptr,
                       int(search.folders.size()))
                  .arg(command),
        hint.isEmpty()
            ? Text::tr("Install it, or put its folder into PATH in the start-up files of your shell.")
            : Text::tr("The kubeconfig says: %1").arg(hint));
    error.reason = QStringLiteral("ExecNotFound");
    return error;
}

ExecCommand resolvedCommand(const ExecSpec &spec, const QString &kubeconfigFile, const QString &contextName,
                            const SearchPath &search)
{
    ExecCommand command;
    command.spec = spec;
    command.kubeconfigFile = kubeconfigFile;
    command.contextName = contextName;
    command.search = search;
    const bool isPath = spec.command.contains(u'/') || QDir::isAbsolutePath(spec.command);
    if (!isPath) {
        if (!search.folders.isEmpty()) // with none Qt would take the process' own
            command.program = QStandardPaths::findExecutable(spec.command, search.folders);
        return command;
    }
    const QFileInfo file(QDir(QFileInfo(kubeconfigFile).absolutePath()).absoluteFilePath(spec.command));
    if (file.isFile() && file.isExecutable())
        command.program = QDir::cleanPath(file.absoluteFilePath());
    return command;
}

} // namespace easel
