// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/connection.h"
#include "core/clients/palette/palettecredential.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>

namespace easel {

// The stateful stand-in for Palette (tests/palette), as long as this lives. It is a process of its own, so a
// test sees real HTTPS, real paging and a state that changes.
class PaletteStandIn
{
public:
    PaletteStandIn();
    ~PaletteStandIn();
    Q_DISABLE_COPY_MOVE(PaletteStandIn)

    static QString whyNot(); // empty: it can be started here
    // As `scripts/palette run` takes them; "--clock zero --limits off" when nothing is said.
    bool start(const QStringList &arguments = {});
    QString error() const { return m_error; }

    QString url() const { return m_said[u"url"].toString(); }
    QString caFile() const { return m_said[u"ca"].toString(); }
    QByteArray caPem() const;
    ServerAddress address() const; // trusted by its authority
    QString key(const QString &who = QStringLiteral("admin")) const;
    PaletteCredential credential(const QString &who = QStringLiteral("admin")) const;
    QString tenant() const { return m_said[u"tenant"][u"name"].toString(); }
    QString projectUid(const QString &name) const { return m_said[u"projects"][name].toString(); }

    // A call of the admin API (tests/palette/README.md); waits. Null with error() when it was refused.
    QJsonValue ask(const QString &method, const QString &path, const QJsonObject &body = {});
    // Requests whose path has `path` in it, by the stand-in's log.
    int requests(const QString &method, const QString &path);
    // What broke Palette's published contract, as lines; a good test has none.
    QStringList violations();

private:
    QProcess m_process;
    QJsonValue m_said; // the line it said when it was ready
    QString m_error;
};

} // namespace easel

// Starts it, skips the test by name with the reason where that cannot be; on CI (variable CI set) that is a
// failure.
#define EASEL_START_PALETTE(standIn, ...)                                                                    \
    do {                                                                                                     \
        const QString whyNot = easel::PaletteStandIn::whyNot();                                              \
        if (!whyNot.isEmpty()) {                                                                             \
            if (qEnvironmentVariableIsSet("CI"))                                                             \
                QFAIL(qPrintable(whyNot));                                                                   \
            QSKIP(qPrintable(QStringLiteral("EASEL-SKIPPED: ") + whyNot));                                   \
        }                                                                                                    \
        QVERIFY2((standIn).start(__VA_ARGS__), qPrintable((standIn).error()));                               \
    } while (false)
