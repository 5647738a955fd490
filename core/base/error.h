// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/certificatefacts.h"

#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace easel {

// One field that the other side refused; the field is a dotted path as Kubernetes writes it
// ("spec.links[0].url").
struct FieldCause
{
    QString field;
    QString reason;
    QString message;
    bool operator==(const FieldCause &) const = default;
};

// What went wrong, as a value. `attempt` says what was tried ("list pools in vision"), `message` what the
// other side said, word for word but cleaned; errorSentence() joins them for people.
struct Error
{
    enum class Kind {
        Network,        // no connection, or it broke before anything was decided
        Tls,            // certificate or handshake
        Auth,           // 401: who we are is not accepted
        Forbidden,      // 403: we are known and may not
        NotFound,       // 404
        Conflict,       // 409: another version or another owner
        Gone,           // 410: the version to continue from is no longer kept
        Invalid,        // 400, 422 or a local rule: the content is refused
        Throttled,      // 429
        Server,         // 5xx
        Timeout,        // no answer in time
        Canceled,       // the user or the owner of the call gave up
        Protocol,       // an answer that cannot be understood
        OutcomeUnknown, // a write was sent and its answer was lost
        Tool,           // an external program
        Syntax,         // text that cannot be read (YAML, JSON, kubeconfig)
        File,           // the local file system
        Unsupported,    // known and not done (yet)
    };

    Kind kind = Kind::Protocol;
    int status = 0;  // HTTP status, 0 when there was none
    QString reason;  // the other side's machine word ("AlreadyExists"), may be empty
    QString message; // what the other side said
    QString attempt; // what was tried, an infinitive without "to": "list pools in vision"
    QString advice;  // what to do next, a full sentence; empty = errorSentence() chooses by kind
    QList<FieldCause> causes;
    std::optional<std::chrono::seconds> retryAfter;
    QString requestId;
    QString reference; // the id under which the other side's support finds this; part of the sentence
    std::optional<CertificateFacts> certificate; // of a server that is not trusted: a person may decide

    Error tried(const QString &what) const; // a copy with `attempt` set where it was empty
    bool isTransient() const;               // worth another try of the same request
};

Error makeError(Error::Kind kind, const QString &message, const QString &advice = {});

// "Could not list pools in vision. The server answered 'pools is forbidden' (403). Ask for the right to list
// pools. Reference for support: 4b1c." The last part only where there is one.
QString errorSentence(const Error &error);

// The kind as one English word for logs and tests ("Forbidden").
QString errorKindName(Error::Kind kind);

} // namespace easel
