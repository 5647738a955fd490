// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/callspy.h"
#include "tests/support/enginestage.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

// By the wall clock: QTRY_… counts its pauses, and asking a hub takes longer than they do. In between the
// engine, which lives in this thread, has time of its own. What is said about the pool is only asked for on
// failure.
#define WAIT_FOR(name, condition)                                                                            \
    do {                                                                                                     \
        QDeadlineTimer deadline(90'000);                                                                     \
        while (!(condition)) {                                                                               \
            if (deadline.hasExpired())                                                                       \
                QFAIL(said(name).prepend(#condition "\n").constData());                                      \
            QTest::qWait(200);                                                                               \
        }                                                                                                    \
    } while (false)
#define WAIT_PHASE(name, wanted) WAIT_FOR(name, m_stage.phase(name) == QStringLiteral(wanted))
#define WAIT_CONDITION(name, type, wanted)                                                                   \
    WAIT_FOR(name, m_stage.condition(name, QStringLiteral(type)) == QStringLiteral(wanted))

namespace easel {

// What tests of the pools' state machine have in common: a hub, a stand-in for Palette, an engine between
// them whose clock the test moves, and short words for what people and Palette do.
class EnginePoolTest : public QObject
{
protected:
    using Shape = EngineStage::Shape;

    HubFixture m_hub;
    PaletteStandIn m_palette;
    EngineStage m_stage{&m_hub, &m_palette};
    QTemporaryDir m_dir;
    std::unique_ptr<HubSource> m_source;
    std::unique_ptr<Engine> m_engine;
    std::shared_ptr<qint64> m_offset = std::make_shared<qint64>(0); // of the engine's clock, in ms
    int m_address = 10;
    QUrl m_ngc{QStringLiteral("http://127.0.0.1:1")}; // not NVIDIA's

    void startEngine()
    {
        EngineTimes times = EngineStage::quick();
        times.clock = [offset = m_offset] { return QDateTime::currentDateTimeUtc().addMSecs(*offset); };
        times.ngc = m_ngc;
        m_engine = std::make_unique<Engine>(m_source.get(), times);
        m_engine->start();
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->state().phase, EngineState::Phase::Working, 60'000);
    }
    // After EASEL_START_HUB and EASEL_START_PALETTE.
    void startStage(const QString &limits = QStringLiteral("{}"))
    {
        qputenv("XDG_DATA_HOME", m_dir.filePath(QStringLiteral("data")).toUtf8());
        qputenv("XDG_STATE_HOME", m_dir.filePath(QStringLiteral("state")).toUtf8());
        QVERIFY2(m_stage.prepare(limits), qPrintable(m_stage.error()));
        m_source = m_stage.open();
        startEngine();
    }
    void endStage()
    {
        if (m_engine)
            await(m_engine->stop());
        const QStringList violations = m_palette.violations();
        QVERIFY2(violations.isEmpty(), qPrintable(violations.join(u'\n')));
    }

    void create(const QString &name, Shape shape)
    {
        if (shape.vip.isEmpty()) {
            shape.vip = QStringLiteral("10.80.70.%1").arg(m_address);
            m_address += std::max(1, int(shape.clusters.size()));
        }
        QVERIFY2(m_stage.apply(EngineStage::poolYaml(name, shape)), qPrintable(m_stage.error()));
    }
    // The pool's status and the engine's last words, for a failure.
    QByteArray said(const QString &name)
    {
        // Short: Qt Test cuts what a failure says.
        const QJsonObject status = m_stage.status(name);
        QByteArray lines = status[u"phase"].toString().toUtf8() + '\n';
        const QJsonArray conditions = status[u"conditions"].toArray();
        for (const auto &condition : conditions) {
            const QString message = condition[u"message"].toString();
            if (condition[u"status"].toString() != u"True" || !message.isEmpty())
                lines += QStringLiteral("%1 %2 %3\n")
                             .arg(condition[u"type"].toString(), condition[u"reason"].toString(), message)
                             .toUtf8();
        }
        const auto &log = m_engine->log()->lines();
        for (size_t i = log.size() > 8 ? log.size() - 8 : 0; i < log.size(); ++i)
            lines += log[i].ref.name.toUtf8() + ": " + log[i].text.toUtf8() + '\n';
        return lines;
    }
    void startDeletion(const QString &name)
    {
        QVERIFY(!m_stage
                     .kubectl({QStringLiteral("delete"), QStringLiteral("computepool"), name,
                               QStringLiteral("-n"), QStringLiteral("glaciology"),
                               QStringLiteral("--wait=false")})
                     .isEmpty());
    }
    void remove(const QString &name)
    {
        startDeletion(name);
        WAIT_FOR(name, m_stage.get(QStringLiteral("computepool"), name).isEmpty());
    }
    void fault(const QJsonObject &fault)
    {
        QVERIFY2(!m_palette.ask(QStringLiteral("POST"), QStringLiteral("/faults"), fault).isNull(),
                 qPrintable(m_palette.error()));
    }
    void clock(const QString &mode)
    {
        QVERIFY2(
            !m_palette.ask(QStringLiteral("POST"), QStringLiteral("/clock"), {{QStringLiteral("mode"), mode}})
                 .isNull(),
            qPrintable(m_palette.error()));
    }
    void advance(int seconds)
    {
        QVERIFY(!m_palette
                     .ask(QStringLiteral("POST"), QStringLiteral("/clock"),
                          {{QStringLiteral("advance"), seconds}})
                     .isNull());
    }
    void annotate(const QString &name, const QString &annotation)
    {
        QVERIFY(!m_stage
                     .kubectl({QStringLiteral("annotate"), QStringLiteral("computepool"), name,
                               QStringLiteral("-n"), QStringLiteral("glaciology"),
                               annotation + QStringLiteral("=now"), QStringLiteral("--overwrite")})
                     .isEmpty());
    }
    QString annotationOf(const QString &name, const QString &annotation)
    {
        return m_stage.get(QStringLiteral("computepool"), name)[u"metadata"][u"annotations"][annotation]
            .toString();
    }
    // Machines of one cluster of a pool that are in this state.
    int hostsOf(const QString &name, const QString &state, int cluster = 0)
    {
        int count = 0;
        const QJsonArray hosts = m_stage.status(name)[u"clusters"][cluster][u"hosts"].toArray();
        for (const auto &host : hosts)
            count += host[u"state"].toString() == state ? 1 : 0;
        return count;
    }
    void patchPool(const QString &name, const QString &patch, const QString &type = QStringLiteral("merge"))
    {
        QVERIFY2(!m_stage
                      .kubectl({QStringLiteral("patch"), QStringLiteral("computepool"), name,
                                QStringLiteral("-n"), QStringLiteral("glaciology"),
                                QStringLiteral("--type=") + type, QStringLiteral("-p"), patch})
                      .isEmpty(),
                 qPrintable(m_stage.error()));
    }
    void scale(const QString &name, int workers, int cluster = -1)
    {
        patchPool(name, QString::fromUtf8(EngineStage::patchWorkers(workers, cluster)),
                  QStringLiteral("json"));
    }
    // Of the first worker pool of a dedicated pool.
    int workersWished(const QString &name)
    {
        return m_stage
            .get(QStringLiteral("computepool"),
                 name)[u"spec"][u"clusterVariant"][u"dedicated"][u"paletteClusterDeploymentConfig"]
                      [u"nodePoolRequirements"][u"workerPools"][0][u"nodeCount"]
            .toInt();
    }
    void setHealth(const QString &cluster, const QString &health, const QString &message = {})
    {
        QJsonObject body{{QStringLiteral("health"), health}};
        if (!message.isEmpty())
            body.insert(QStringLiteral("message"), message);
        QVERIFY(
            !m_palette.ask(QStringLiteral("POST"), QStringLiteral("/clusters/") + cluster, body).isNull());
    }
    static Shape withWorkers(const QString &family, int gpus, int workers)
    {
        Shape shape;
        shape.eligible = false;
        shape.family = family;
        shape.gpus = gpus;
        shape.workers = workers;
        return shape;
    }
};

} // namespace easel
