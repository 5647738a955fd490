// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Error)
};

QString adviceFor(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Network:
        return Text::tr("Check the address and the network, then try again.");
    case Error::Kind::Tls:
        return Text::tr("Check the certificate authority of this connection.");
    case Error::Kind::Auth:
        return Text::tr("Sign in again or choose another user of the kubeconfig.");
    case Error::Kind::Forbidden:
        return Text::tr("Ask an administrator for this right.");
    case Error::Kind::NotFound:
        return Text::tr("It may have been deleted; list again.");
    case Error::Kind::Conflict:
        return Text::tr("Somebody else changed it meanwhile; look at their version, then try again.");
    case Error::Kind::Gone:
        return Text::tr("List again.");
    case Error::Kind::Throttled:
        return Text::tr("The server is busy; Easel tries again by itself.");
    case Error::Kind::Server:
    case Error::Kind::Timeout:
        return Text::tr("Try again in a moment.");
    case Error::Kind::OutcomeUnknown:
        return Text::tr("Read the object again to see whether the change arrived.");
    case Error::Kind::Invalid:
    case Error::Kind::Canceled:
    case Error::Kind::Protocol:
    case Error::Kind::Tool:
    case Error::Kind::Syntax:
    case Error::Kind::File:
    case Error::Kind::Unsupported:
        break;
    }
    return {};
}

QString withStop(QString text)
{
    text = text.trimmed();
    if (!text.isEmpty() && !text.endsWith(u'.') && !text.endsWith(u'?') && !text.endsWith(u':'))
        text += u'.';
    return text;
}

} // namespace

Error Error::tried(const QString &what) const
{
    Error copy = *this;
    if (copy.attempt.isEmpty())
        copy.attempt = what;
    return copy;
}

bool Error::isTransient() const
{
    switch (kind) {
    case Kind::Network:
    case Kind::Throttled:
    case Kind::Server:
    case Kind::Timeout:
        return true;
    default:
        return false;
    }
}

Error makeError(Error::Kind kind, const QString &message, const QString &advice)
{
    Error error;
    error.kind = kind;
    error.message = message;
    error.advice = advice;
    return error;
}

QString errorSentence(const Error &error)
{
    if (error.kind == Error::Kind::Canceled) {
        return error.attempt.isEmpty() ? Text::tr("Canceled.")
                                       : Text::tr("Canceled before Easel could %1.").arg(error.attempt);
    }
    QStringList parts;
    if (!error.attempt.isEmpty())
        parts << Text::tr("Could not %1.").arg(error.attempt);
    if (error.status > 0 && !error.message.isEmpty())
        parts << Text::tr("The server answered '%1' (%2).").arg(error.message).arg(error.status);
    else if (error.status > 0)
        parts << Text::tr("The server answered with status %1.").arg(error.status);
    else
        parts << withStop(error.message);
    parts << withStop(error.advice.isEmpty() ? adviceFor(error) : error.advice);
    if (!error.reference.isEmpty())
        parts << Text::tr("Reference for support: %1.").arg(error.reference);
    parts.removeAll(QString());
    return parts.join(u' ');
}

QString errorKindName(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::Network:
        return QStringLiteral("Network");
    case Error::Kind::Tls:
        return QStringLiteral("Tls");
    case Error::Kind::Auth:
        return QStringLiteral("Auth");
    case Error::Kind::Forbidden:
        return QStringLiteral("Forbidden");
    case Error::Kind::NotFound:
        return QStringLiteral("NotFound");
    case Error::Kind::Conflict:
        return QStringLiteral("Conflict");
    case Error::Kind::Gone:
        return QStringLiteral("Gone");
    case Error::Kind::Invalid:
        return QStringLiteral("Invalid");
    case Error::Kind::Throttled:
        return QStringLiteral("Throttled");
    case Error::Kind::Server:
        return QStringLiteral("Server");
    case Error::Kind::Timeout:
        return QStringLiteral("Timeout");
    case Error::Kind::Canceled:
        return QStringLiteral("Canceled");
    case Error::Kind::Protocol:
        return QStringLiteral("Protocol");
    case Error::Kind::OutcomeUnknown:
        return QStringLiteral("OutcomeUnknown");
    case Error::Kind::Tool:
        return QStringLiteral("Tool");
    case Error::Kind::Syntax:
        return QStringLiteral("Syntax");
    case Error::Kind::File:
        return QStringLiteral("File");
    case Error::Kind::Unsupported:
        return QStringLiteral("Unsupported");
    }
    return {};
}

} // namespace easel
