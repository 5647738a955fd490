// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/podaccess.h"
#include "fakesource.h"
#include "samplerows.h"

#include <QJsonArray>
#include <QPointer>

namespace easel::testing {

class FakeLog : public LogStream
{
public:
    FakeLog(LogRequest asked, QObject *parent)
        : LogStream(parent)
        , request(std::move(asked))
    {}
    void stop() override {}
    void setPaused(bool on) override { paused = on; }
    void say(const QByteArray &text)
    {
        Q_EMIT opened();
        Q_EMIT lines(text);
    }
    LogRequest request;
    bool paused = false;
};

class FakeExec : public ExecSession
{
public:
    FakeExec(ExecRequest asked, QObject *parent)
        : ExecSession(parent)
        , request(std::move(asked))
    {}
    void write(const QByteArray &bytes) override { written += bytes; }
    void endInput() override { inputEnded = true; }
    void resize(int columns, int rows) override { sizes.append({columns, rows}); }
    void setPaused(bool) override {}
    void stop() override { stopped = true; }
    ExecRequest request;
    QByteArray written;
    QList<QPair<int, int>> sizes;
    bool inputEnded = false;
    bool stopped = false;
};

class FakeForward : public PortForward
{
public:
    FakeForward(QString space, QString name, int remote, int local, QObject *parent)
        : PortForward(parent)
        , m_space(std::move(space))
        , m_name(std::move(name))
        , m_remote(remote)
        , m_local(local == 666 ? 0
                  : local == 0 ? 40123
                               : local)
    {}
    QString namespaceName() const override { return m_space; }
    QString pod() const override { return m_name; }
    int remotePort() const override { return m_remote; }
    int localPort() const override { return m_local; }
    int connections() const override { return 1; }
    int connectionsSeen() const override { return 3; }
    qint64 bytesIn() const override { return 5 * 1024 * 1024; }
    qint64 bytesOut() const override { return 2048; }
    QString problem() const override
    {
        return m_local == 0 ? QStringLiteral("Port 666 of this computer is in use by another program.")
                            : said;
    }
    void stop() override { m_local = 0; }
    void tell() { Q_EMIT changed(); }
    QString said;

private:
    QString m_space;
    QString m_name;
    int m_remote;
    int m_local;
};

// A hub with pods whose logs and commands the test plays.
class FakePodSource : public FakeSource, public PodStreams
{
public:
    FakePodSource()
        : FakeSource([](const ResourceType &) { return std::make_shared<SampleExtractor>(); })
    {
        setTypes({podType(), deploymentType(), sampleType()});
    }
    static ResourceType deploymentType()
    {
        ResourceType type;
        type.group = QStringLiteral("apps");
        type.version = QStringLiteral("v1");
        type.kind = QStringLiteral("Deployment");
        type.plural = QStringLiteral("deployments");
        return type;
    }
    // Pods of any selector share one store here; the key that was asked for tells which.
    StoreLease store(const StoreKey &key) override
    {
        leased.append(key);
        return StoreLease(feed(key.type), [] {});
    }
    static ResourceType podType()
    {
        ResourceType type;
        type.version = QStringLiteral("v1");
        type.kind = QStringLiteral("Pod");
        type.plural = QStringLiteral("pods");
        type.verbs = {QStringLiteral("get"), QStringLiteral("list"), QStringLiteral("watch")};
        return type;
    }
    ObjectRef addPod(const QString &podName, const QStringList &containers)
    {
        QJsonArray list;
        for (const QString &container : containers) {
            list.append(QJsonObject{
                {QStringLiteral("name"), container},
                {QStringLiteral("ports"), QJsonArray{QJsonObject{{QStringLiteral("containerPort"), 8080}}}}});
        }
        const ObjectRef ref{QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("vision"), podName};
        objects.insert(ref, {{QStringLiteral("apiVersion"), QStringLiteral("v1")},
                             {QStringLiteral("kind"), QStringLiteral("Pod")},
                             {QStringLiteral("metadata"),
                              QJsonObject{{QStringLiteral("name"), podName},
                                          {QStringLiteral("namespace"), QStringLiteral("vision")},
                                          {QStringLiteral("uid"), QStringLiteral("uid-") + podName}}},
                             {QStringLiteral("spec"), QJsonObject{{QStringLiteral("containers"), list}}}});
        return ref;
    }

    LogStream *log(const LogRequest &request, QObject *parent) override
    {
        auto *stream = new FakeLog(request, parent);
        logs.append(stream);
        return stream;
    }
    ExecSession *exec(const ExecRequest &request, QObject *parent) override
    {
        auto *session = new FakeExec(request, parent);
        sessions.append(session);
        return session;
    }
    PortForward *forward(const QString &namespaceName, const QString &pod, int remotePort, int localPort,
                         QObject *parent) override
    {
        auto *forwarded = new FakeForward(namespaceName, pod, remotePort, localPort, parent);
        forwards.append(forwarded);
        return forwarded;
    }

    QList<QPointer<FakeLog>> logs;
    QList<QPointer<FakeExec>> sessions;
    QList<QPointer<FakeForward>> forwards;
};

} // namespace easel::testing
