// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/signin/execcommand.h"

#include <QProcess>
#include <QTimer>

namespace easel {

// One run of a command that a person agreed to, without a shell: started once, ends once. What it writes to
// its error channel is kept as plain text; what it prints is read as a credential and shown nowhere.
class ExecRun : public QObject
{
    Q_OBJECT

public:
    enum class Input { None, Lines, Terminal }; // nothing, answer(), or this process' own terminal

    ExecRun(ExecCommand command, const ServerAddress &server, Input input, std::chrono::milliseconds longest,
            QObject *parent = nullptr);
    ~ExecRun() override; // ends it

    const ExecCommand &command() const { return m_command; }
    // Fails with a sentence that names the command: not started, time-out, exit code with what it said,
    // an answer that is no credential. Canceling ends it.
    Call<ExecCredential> start();
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    bool takesAnswers() const { return m_input == Input::Lines; }
    QString said() const; // by the error channel so far: cleaned, redacted, its last part when there is much
    void answer(const QString &line);
    void cancel();

Q_SIGNALS:
    void saidMore();
    void ended();

private:
    void takeOutput();
    void conclude();
    void end(const Result<ExecCredential> &result);
    void kill();
    Error failed(const QString &message, const QString &advice = {}) const;
    QString attempt() const;

    ExecCommand m_command;
    Input m_input;
    std::chrono::milliseconds m_longest;
    QProcess m_process;
    QTimer m_timeout;
    QByteArray m_output;
    QByteArray m_errors;
    Promise<ExecCredential> m_promise;
    bool m_over = false;
};

} // namespace easel
