// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/openidprovider.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslConfiguration>
#include <QStandardPaths>
#include <QTest>
#include <QUrlQuery>

namespace easel {

namespace {

using namespace Qt::StringLiterals;

QString sources()
{
    return QStringLiteral(EASEL_SOURCE_DIR "/tests/hub/openid");
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString packagesFolder()
{
    QString cache = qEnvironmentVariable("EASEL_CACHE");
    if (cache.isEmpty()) {
        const QString base = qEnvironmentVariable("XDG_CACHE_HOME", QDir::homePath() + u"/.cache"_s);
        cache = base + u"/easel"_s;
    }
    const QByteArray lock = contents(sources() + u"/package-lock.json"_s);
    return cache + u"/openid-"_s +
           QString::fromLatin1(QCryptographicHash::hash(lock, QCryptographicHash::Sha256).toHex().left(12));
}

} // namespace

OpenIdProvider::OpenIdProvider() = default;

OpenIdProvider::~OpenIdProvider()
{
    stop();
}

QString OpenIdProvider::whyNot()
{
    for (const QString &program : {u"node"_s, u"npm"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return u"no %1 to run the OpenID provider with"_s.arg(program);
    }
    return {};
}

bool OpenIdProvider::install()
{
    const QString folder = packagesFolder();
    QDir().mkpath(QFileInfo(folder).path());
    QLockFile lock(folder + u".lock"_s);
    lock.lock(); // two tests may start at once
    if (QFile::exists(folder + u"/done"_s))
        return true;
    QDir(folder).removeRecursively();
    QDir().mkpath(folder);
    for (const QString &name : {u"package.json"_s, u"package-lock.json"_s, u".npmrc"_s})
        QFile::copy(sources() + u'/' + name, folder + u'/' + name);
    QProcess npm;
    npm.setWorkingDirectory(folder);
    npm.setProcessChannelMode(QProcess::MergedChannels);
    npm.start(u"npm"_s, {u"ci"_s, u"--ignore-scripts"_s, u"--no-audit"_s, u"--no-fund"_s});
    if (!npm.waitForFinished(240'000) || npm.exitCode() != 0) {
        m_error = u"npm ci: "_s + QString::fromUtf8(npm.readAll());
        return false;
    }
    QFile done(folder + u"/done"_s);
    return done.open(QIODevice::WriteOnly);
}

bool OpenIdProvider::launch(quint16 port)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"OPENID_PACKAGES"_s, packagesFolder());
    environment.insert(u"ID_TOKEN_SECONDS"_s, QString::number(m_idTokenSeconds));
    environment.insert(u"PORT"_s, QString::number(port));
    environment.insert(u"NODE_ENV"_s, u"test"_s);
    m_process.setProcessEnvironment(environment);
    m_process.setStandardErrorFile(m_folder.filePath(u"provider.log"_s));
    m_process.start(u"node"_s, {sources() + u"/provider.mjs"_s, m_folder.filePath(u"server.crt"_s),
                                m_folder.filePath(u"server.key"_s)});
    QByteArray said;
    while (!said.contains('\n')) {
        if (m_process.state() == QProcess::NotRunning || !m_process.waitForReadyRead(60'000)) {
            m_error = u"the provider does not start: "_s +
                      QString::fromUtf8(contents(m_folder.filePath(u"provider.log"_s)));
            return false;
        }
        said += m_process.readAllStandardOutput();
    }
    m_issuer = QUrl(QString::fromUtf8(said.left(said.indexOf('\n'))));
    return m_issuer.isValid();
}

bool OpenIdProvider::start(int idTokenSeconds)
{
    m_idTokenSeconds = idTokenSeconds;
    if (!m_certificates.isValid()) {
        m_error = u"no certificates"_s;
        return false;
    }
    const auto pair = m_certificates.issue(u"openid"_s, QLatin1String(TestCertificates::loopback), 2,
                                           TestCertificates::Key::Rsa);
    const auto put = [this](const QString &name, const QByteArray &bytes) {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    };
    if (!put(u"server.crt"_s, pair.certificate) || !put(u"server.key"_s, pair.key) ||
        !put(u"ca.crt"_s, m_certificates.authority())) {
        m_error = u"the folder cannot be written"_s;
        return false;
    }
    return install() && launch(0);
}

void OpenIdProvider::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(5000);
}

bool OpenIdProvider::startAgain()
{
    stop();
    return launch(quint16(m_issuer.port()));
}

bool OpenIdProvider::signInAs(const QString &login, const QUrl &address)
{
    QNetworkAccessManager manager;
    QUrl url = address;
    QByteArray form; // to be posted
    for (int step = 0; step < 20; ++step) {
        QNetworkRequest request(url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        QSslConfiguration tls = request.sslConfiguration();
        tls.setCaCertificates(QSslCertificate::fromData(m_certificates.authority()));
        request.setSslConfiguration(tls);
        if (!form.isEmpty())
            request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
        std::unique_ptr<QNetworkReply> reply(form.isEmpty() ? manager.get(request)
                                                            : manager.post(request, form));
        form.clear();
        if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 30'000))
            return false;
        m_page = reply->readAll();
        const QUrl next = reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
        if (!next.isEmpty()) {
            url = url.resolved(next);
            continue;
        }
        if (reply->error() != QNetworkReply::NoError) {
            m_error = reply->errorString() + u' ' + QString::fromUtf8(m_page.left(2000));
            return false;
        }
        const QString page = QString::fromUtf8(m_page);
        static const QRegularExpression action(u"<form[^>]*action=\"([^\"]*)\""_s);
        static const QRegularExpression input(u"<input[^>]*name=\"([^\"]*)\"[^>]*>"_s);
        static const QRegularExpression value(u"value=\"([^\"]*)\""_s);
        const auto found = action.match(page);
        if (!found.hasMatch())
            return true;
        QUrlQuery fields;
        for (auto all = input.globalMatch(page); all.hasNext();) {
            const auto match = all.next();
            const QString name = match.captured(1);
            fields.addQueryItem(name, name == u"login"      ? login
                                      : name == u"password" ? u"any"_s
                                                            : value.match(match.captured(0)).captured(1));
        }
        QString target = found.captured(1);
        target.replace(u"&amp;"_s, u"&"_s);
        url = url.resolved(QUrl(target));
        form = fields.toString(QUrl::FullyEncoded).toUtf8();
    }
    m_error = u"the pages do not end: "_s + QString::fromUtf8(m_page.left(2000));
    return false;
}

} // namespace easel
