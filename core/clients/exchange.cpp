// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/exchange.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/clients/lanesetup.h"
#include "core/clients/onceonlybody.h"
#include "core/clients/tlstrust.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>
#include <QUuid>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Exchange)
};

// Memory that a stream may fill while nobody reads it; then TCP holds the server back.
constexpr qint64 streamBuffer = 1024 * 1024;

QString hostText(const QUrl &url)
{
    return url.port() > 0 ? url.host() + u':' + QString::number(url.port()) : url.host();
}

int secondsOf(std::chrono::milliseconds duration)
{
    return static_cast<int>(std::max<qint64>(1, (duration.count() + 500) / 1000));
}

// Qt reports every status of 400 and above as an error, some of them (400) as errors of the protocol,
// although the answer is there. Even a torn one has said what counts.
bool isAnswered(int httpStatus, QNetworkReply::NetworkError error)
{
    const bool isProxyError =
        error >= QNetworkReply::ProxyConnectionRefusedError && error <= QNetworkReply::UnknownProxyError;
    return httpStatus >= 400 && !isProxyError;
}

// A line break in a token file or a user name must not become a header of its own.
QByteArray headerSafe(QByteArray value)
{
    value.removeIf([](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return value;
}

bool looksLikeTls(const QString &text)
{
    return text.contains(u"ssl", Qt::CaseInsensitive) || text.contains(u"tls", Qt::CaseInsensitive) ||
           text.contains(u"certificate", Qt::CaseInsensitive);
}

} // namespace

class Exchange::Private
{
public:
    explicit Private(Exchange *exchange)
        : q(exchange)
    {}

    QNetworkRequest makeRequest(const HttpRequest &request);
    void conclude();
    void timeOut();
    void touch();
    void fail(Error error);
    Error transportError(QNetworkReply::NetworkError code, const QString &text) const;
    Error lost(Error error) const;

    Exchange *q;
    LaneSetup setup;
    QByteArray method;
    bool changesNothing = true;
    Mode mode = Mode::Whole;
    QByteArray id;
    QPointer<QNetworkReply> reply;
    QPointer<OnceOnlyBody> body;
    QTimer timer;
    std::chrono::milliseconds inactivity{};
    std::chrono::milliseconds connecting{};
    QList<QSslError> sslErrors;
    QSslCertificate leaf; // that the errors are about
    bool sent = false;
    bool bodyIsEmpty =
        false; // of a change: Qt 6.4 says no requestSent() then, so nobody knows when it was sent
    bool headersTold = false;
    bool over = false;
};

QUrl requestUrl(const QUrl &server, const QString &path, const QUrlQuery &query)
{
    QUrl url = server;
    url.setUserInfo(QString());
    url.setFragment(QString());
    QString base = url.path(QUrl::FullyDecoded);
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + path, QUrl::DecodedMode);
    // QUrlQuery leaves '+' alone and servers read it as a space.
    QStringList items;
    for (const auto &[key, value] : query.queryItems(QUrl::FullyDecoded)) {
        items << QString::fromLatin1(QUrl::toPercentEncoding(key)) + u'=' +
                     QString::fromLatin1(QUrl::toPercentEncoding(value));
    }
    url.setQuery(items.isEmpty() ? QString() : items.join(u'&'), QUrl::StrictMode);
    return url;
}

QNetworkRequest Exchange::Private::makeRequest(const HttpRequest &request)
{
    QNetworkRequest result(requestUrl(setup.server.url, request.path, request.query));
    // Qt's HTTP/2 client hangs after a GOAWAY and starves silently at the server's stream limit (Qt 6.4.2,
    // measured).
    result.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // A bearer token must not follow a redirect.
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    result.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    result.setDecompressedSafetyCheckThreshold(-1); // lists pack 40:1 and better; maxBytes is the bound
    result.setSslConfiguration(setup.tls);
    if (!setup.server.tlsServerName.isEmpty())
        result.setPeerVerifyName(setup.server.tlsServerName);

    // kube-apiserver indents its answers for agents that begin with "Mozilla/5.0", which is what Qt says by
    // itself.
    result.setRawHeader("User-Agent", "easel/" EASEL_VERSION);
    result.setRawHeader("X-Request-Id", id);
    result.setRawHeader("Audit-ID", id); // kube-apiserver takes it over into its audit log
    // Qt unpacks in the thread of the window, in bursts, and only what it asked for itself: a stream that
    // comes packed goes through as it is.
    if (setup.server.disableCompression || (mode == Mode::Stream && !request.packed))
        result.setRawHeader("Accept-Encoding", "identity");
    else if (mode == Mode::Stream)
        result.setRawHeader("Accept-Encoding", "gzip");
    // Qt keeps one value a name, and a group a line is what the server reads. The values hold no line breaks
    // (identityHeaders()), so each of these begins a line of ours.
    for (const auto &[name, value] : identityHeaders(setup.identity)) {
        const QByteArray before = result.rawHeader(name);
        result.setRawHeader(name, before.isEmpty() ? value : before + "\r\n" + name + ": " + value);
    }
    for (const auto &[name, value] : request.headers)
        result.setRawHeader(name, headerSafe(value));
    if (method != "GET" && method != "HEAD") {
        result.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        if (!result.hasRawHeader("Content-Type"))
            result.setRawHeader("Content-Type", "application/json");
    }
    return result;
}

Exchange::Exchange(const LaneSetup &setup, QNetworkAccessManager *manager, const HttpRequest &request,
                   Mode mode, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->setup = setup;
    d->method = request.method;
    d->changesNothing = request.changesNothing();
    d->mode = mode;
    d->id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    d->inactivity = request.inactivity;
    d->connecting = std::min(setup.connectTimeout, request.inactivity);
    const QNetworkRequest networkRequest = d->makeRequest(request);
    qCDebug(lcNet).noquote() << d->id.left(8) << request.method
                             << (request.shownPath.isEmpty() ? networkRequest.url().path()
                                                             : request.shownPath);

    if (request.method == "GET" || request.method == "HEAD") {
        d->reply = manager->sendCustomRequest(networkRequest, request.method);
    } else {
        d->bodyIsEmpty = request.body.isEmpty();
        if (d->bodyIsEmpty)
            d->connecting = request.inactivity;
        d->body = new OnceOnlyBody(request.body, this);
        d->reply = manager->sendCustomRequest(networkRequest, request.method, d->body.data());
        d->body->setParent(d->reply); // must live as long as Qt may read it
    }
    if (mode == Mode::Stream)
        d->reply->setReadBufferSize(streamBuffer);

    d->timer.setSingleShot(true);
    d->timer.setTimerType(Qt::CoarseTimer);
    connect(&d->timer, &QTimer::timeout, this, [this] { d->timeOut(); });
    d->timer.start(d->connecting);

    connect(d->reply, &QNetworkReply::requestSent, this, [this] {
        d->sent = true;
        d->touch();
    });
    connect(d->reply, &QNetworkReply::uploadProgress, this, [this](qint64 done, qint64) {
        if (done > 0)
            d->touch();
    });
    // Qt tells only one of the requests that wait for a handshake what was wrong with the certificate; the
    // others fail with a general word. All requests of a manager go to the same server with the same trust.
    connect(manager, &QNetworkAccessManager::sslErrors, this,
            [this](QNetworkReply *reply, const QList<QSslError> &errors) {
                const QSslCertificate leaf = reply->sslConfiguration().peerCertificate();
                if (!d->setup.server.fingerprint.isEmpty() && isPinned(d->setup.server, leaf)) {
                    if (reply == d->reply)
                        reply->ignoreSslErrors(errors);
                    return;
                }
                d->sslErrors = errors;
                d->leaf = leaf;
            });
    connect(d->reply, &QNetworkReply::metaDataChanged, this, [this] {
        if (d->over)
            return;
        d->sent = true;
        d->touch();
        if (status() >= 200 && !d->headersTold) {
            d->headersTold = true;
            Q_EMIT headersArrived();
        }
    });
    connect(d->reply, &QNetworkReply::readyRead, this, [this] {
        if (d->over)
            return;
        d->touch();
        Q_EMIT readyRead();
    });
    connect(d->reply, &QNetworkReply::finished, this, [this] { d->conclude(); });
}

Exchange::~Exchange()
{
    giveUp();
}

int Exchange::status() const
{
    return d->reply ? d->reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
}

QList<QPair<QByteArray, QByteArray>> Exchange::headers() const
{
    return d->reply ? d->reply->rawHeaderPairs() : QList<QPair<QByteArray, QByteArray>>();
}

QByteArray Exchange::requestId() const
{
    return d->id;
}

bool Exchange::hasBytes() const
{
    return d->reply && d->reply->bytesAvailable() > 0;
}

QByteArray Exchange::read(qint64 most)
{
    return d->reply ? d->reply->read(most) : QByteArray();
}

void Exchange::setInactivity(std::chrono::milliseconds inactivity)
{
    d->inactivity = inactivity;
    if (d->sent && !d->over)
        d->touch();
}

void Exchange::giveUp()
{
    d->over = true;
    d->timer.stop();
    if (!d->reply)
        return;
    QNetworkReply *reply = d->reply;
    d->reply = nullptr;
    reply->disconnect(this);
    // Not abort(): what the network thread says after it makes Qt log "Internal problem". The destructor ends
    // the request the same way.
    reply->deleteLater();
}

void Exchange::Private::touch()
{
    if (!over)
        timer.start(inactivity);
}

void Exchange::Private::fail(Error error)
{
    if (over)
        return;
    error.requestId = QString::fromLatin1(id);
    qCDebug(lcNet).noquote() << id.left(8) << errorKindName(error.kind) << error.reason << error.message;
    const QPointer<Exchange> guard(q);
    q->giveUp();
    if (guard)
        Q_EMIT q->failed(error);
}

// After a change was handed over nobody knows whether it was made.
Error Exchange::Private::lost(Error error) const
{
    const bool handedOver = sent || bodyIsEmpty || (body && body->wasRead());
    if (changesNothing || !handedOver)
        return error;
    error.kind = Error::Kind::OutcomeUnknown;
    error.message = Text::tr("The request was sent, but its answer was lost: %1").arg(error.message);
    error.advice.clear();
    return error;
}

void Exchange::Private::timeOut()
{
    if (q->hasBytes()) { // it is not the server that is waited for
        touch();
        return;
    }
    const QString host = hostText(setup.server.url);
    Error error = makeError(Error::Kind::Timeout, {});
    if (!sent) {
        error.reason = QStringLiteral("ConnectTimeout");
        error.message =
            Text::tr("%1 could not be reached within %n second(s)", nullptr, secondsOf(connecting)).arg(host);
        error.advice = Text::tr("Check the address, the network and any VPN, then try again.");
    } else {
        error.reason = QStringLiteral("Inactivity");
        error.message =
            Text::tr("%1 sent nothing for %n second(s)", nullptr, secondsOf(inactivity)).arg(host);
    }
    fail(lost(error));
}

Error Exchange::Private::transportError(QNetworkReply::NetworkError code, const QString &text) const
{
    const QString host = hostText(setup.server.url);
    const QString verifiedName =
        setup.server.tlsServerName.isEmpty() ? setup.server.url.host() : setup.server.tlsServerName;
    const auto network = [](const QString &reason, const QString &message, const QString &advice = {}) {
        Error error = makeError(Error::Kind::Network, message, advice);
        error.reason = reason;
        return error;
    };
    const QString proxyAdvice = Text::tr("Check the proxy of this connection.");
    const auto refusedCertificate = [&] {
        return setup.server.fingerprint.isEmpty() ? tlsError(sslErrors, verifiedName, leaf)
                                                  : certificateChanged(setup.server, leaf);
    };
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        return network(QStringLiteral("ConnectionRefused"), Text::tr("%1 refused the connection").arg(host),
                       Text::tr("Check the address and whether the server runs, then try again."));
    case QNetworkReply::HostNotFoundError:
        return network(QStringLiteral("HostNotFound"),
                       Text::tr("The host name '%1' was not found").arg(setup.server.url.host()));
    case QNetworkReply::SslHandshakeFailedError: {
        if (!sslErrors.isEmpty())
            return refusedCertificate();
        if (text.contains(u"wrong version number")) {
            return makeError(Error::Kind::Tls, Text::tr("%1 does not speak TLS").arg(host),
                             Text::tr("Check the port, and whether the address should begin with http:."));
        }
        return makeError(Error::Kind::Tls,
                         Text::tr("The TLS handshake with %1 failed: %2").arg(host, cleanedLine(text)));
    }
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
        return network(QStringLiteral("Proxy"),
                       Text::tr("The proxy %1 could not be used: %2")
                           .arg(hostText(setup.server.proxy), cleanedLine(text)),
                       proxyAdvice);
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return network(QStringLiteral("Proxy"),
                       Text::tr("The proxy %1 asks for a login").arg(hostText(setup.server.proxy)),
                       proxyAdvice);
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return lost(
            network(QStringLiteral("ConnectionLost"), Text::tr("%1 closed the connection").arg(host)));
    case QNetworkReply::ProtocolFailure: {
        Error error = makeError(Error::Kind::Protocol, Text::tr("%1 did not answer in HTTP").arg(host),
                                Text::tr("Check the address and the port."));
        error.reason = QStringLiteral("Protocol");
        return lost(error);
    }
    default:
        break;
    }
    if (!sslErrors.isEmpty())
        return refusedCertificate();
    if (!setup.server.proxy.isEmpty() && !sent && text.contains(u"proxy", Qt::CaseInsensitive)) {
        // Most failures of a proxy reach us as UnknownNetworkError.
        return network(QStringLiteral("Proxy"),
                       Text::tr("The proxy %1 could not be used: %2")
                           .arg(hostText(setup.server.proxy), cleanedLine(text)),
                       proxyAdvice);
    }
    if (looksLikeTls(text)) {
        // With TLS 1.3 a server refuses the client's certificate only after the handshake.
        return makeError(Error::Kind::Tls,
                         Text::tr("%1 broke the TLS connection off: %2").arg(host, cleanedLine(text)),
                         Text::tr("Check the client certificate of this user."));
    }
    return lost(network(QStringLiteral("ConnectionLost"),
                        Text::tr("The connection to %1 failed: %2").arg(host, cleanedLine(text))));
}

void Exchange::Private::conclude()
{
    if (over || !reply)
        return;
    const int httpStatus = q->status();
    const QNetworkReply::NetworkError code = reply->error();
    const bool whole = code == QNetworkReply::NoError ? httpStatus > 0 : isAnswered(httpStatus, code);
    if (!whole) {
        if (code == QNetworkReply::UnknownContentError && httpStatus > 0) {
            fail(lost(makeError(
                Error::Kind::Protocol,
                Text::tr("The answer of %1 could not be unpacked").arg(hostText(setup.server.url)))));
            return;
        }
        fail(transportError(code, reply->errorString()));
        return;
    }
    timer.stop();
    qCDebug(lcNet).noquote() << id.left(8) << httpStatus;
    if (!headersTold) {
        headersTold = true;
        const QPointer<Exchange> guard(q);
        Q_EMIT q->headersArrived();
        if (!guard || over)
            return;
    }
    over = true;
    Q_EMIT q->finished();
}

} // namespace easel
