// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/console.h"
#include "core/headless/sourcechoice.h"

namespace easel {

// One headless verb on its way: started once, ends once with an exit code.
class Verb : public QObject
{
    Q_OBJECT

public:
    explicit Verb(Console *console)
        : m_console(console)
    {}
    virtual void start() = 0;
    virtual void stop() { finish(ExitFailed); } // Ctrl+C

Q_SIGNALS:
    void finished(int code);

protected:
    Console &console() const { return *m_console; }
    void finish(int code)
    {
        if (std::exchange(m_over, true))
            return;
        Q_EMIT finished(code);
    }
    void fail(const Error &error)
    {
        if (!m_over)
            console().problem(error);
        finish(ExitFailed);
    }
    // False and failed when the source cannot be made.
    bool takeSource(const SourceChoice &choice, Source::ExtractorFactory factory)
    {
        auto chosen = makeSource(choice, std::move(factory), m_console);
        if (!chosen) {
            fail(chosen.error());
            return false;
        }
        m_signIn = std::move(chosen->signIn);
        m_source = std::move(chosen->source);
        m_defaultNamespace = chosen->defaultNamespace;
        return true;
    }

    std::shared_ptr<VerbSignIn> m_signIn; // outlives the source
    std::unique_ptr<Source> m_source;
    QString m_defaultNamespace;

private:
    Console *m_console;
    bool m_over = false;
};

} // namespace easel
