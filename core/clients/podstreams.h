// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QObject>
#include <QStringList>

namespace easel {

struct ContainerRef
{
    QString namespaceName;
    QString pod;
    QString container; // empty: the pod's default one
    bool operator==(const ContainerRef &) const = default;
};

struct LogRequest
{
    ContainerRef of;
    bool follow = true;
    bool previous = false; // of the run before the last restart
    int tailLines = -1;    // -1: from the beginning
    QString sinceTime;     // RFC 3339; empty: no matter
};

struct ExecRequest
{
    ContainerRef in;
    bool attach = false; // to the container's own process; the command does not count
    QStringList command;
    bool input = true;
    bool terminal = true;
};

// The log of one container, every line with its time before it (RFC 3339 and a space).
class LogStream : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void stop() = 0;                 // quiet
    virtual void setPaused(bool paused) = 0; // the server is held back

Q_SIGNALS:
    void opened();
    void lines(const QByteArray &bytes); // whole lines, each with its line feed
    void ended();                        // the container ended, or that was all
    void failed(const easel::Error &error);
};

// A command in a container, or its own process. Says opened(), output and then finished() or failed() once.
class ExecSession : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void write(const QByteArray &bytes) = 0;
    virtual void endInput() = 0; // nothing where the server does not know it (before Kubernetes 1.30)
    virtual void resize(int columns, int rows) = 0;
    virtual void setPaused(bool paused) = 0;
    virtual void stop() = 0; // quiet

Q_SIGNALS:
    void opened(const QString &protocol);
    void output(const QByteArray &bytes);
    void errorOutput(const QByteArray &bytes);
    void finished(int exitCode);
    void failed(const easel::Error &error);
};

// A port of a pod as a port of this computer, on loopback only.
class PortForward : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual QString namespaceName() const = 0;
    virtual QString pod() const = 0;
    virtual int remotePort() const = 0;
    virtual int localPort() const = 0; // 0: could not be opened, problem() says why
    virtual int connections() const = 0;
    virtual int connectionsSeen() const = 0;
    virtual qint64 bytesIn() const = 0; // from the pod
    virtual qint64 bytesOut() const = 0;
    virtual QString problem() const = 0; // the last one; empty: none
    virtual void stop() = 0;             // closes the port and every connection

Q_SIGNALS:
    void changed();
};

// What can be done with running containers. Everything belongs to the parent that is given.
class PodStreams
{
public:
    virtual ~PodStreams() = default;
    virtual LogStream *log(const LogRequest &request, QObject *parent) = 0;
    virtual ExecSession *exec(const ExecRequest &request, QObject *parent) = 0;
    virtual PortForward *forward(const QString &namespaceName, const QString &pod, int remotePort,
                                 int localPort, QObject *parent) = 0;
};

} // namespace easel
