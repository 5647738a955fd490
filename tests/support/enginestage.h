// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engine.h"
#include "core/store/hubsource.h"
#include "tests/support/hubfixture.h"
#include "tests/support/palettestandin.h"

#include <QJsonArray>

#include <memory>

namespace easel {

// A hub with Easel's kinds, a tenant, a project with Palette in effect, and a stand-in for Palette whose
// clusters hand out the kubeconfig of a real API server. What tests of the engine play on.
class EngineStage
{
public:
    EngineStage(HubFixture *hub, PaletteStandIn *palette)
        : m_hub(hub)
        , m_palette(palette)
    {}

    // Kinds, namespaces, Tenant borealis (limits as JSON), Project glaciology with Settings, ComputeConfig
    // and two versions of bundle metal. False: error().
    bool prepare(const QString &limits = QStringLiteral("{}"));
    QString error() const { return m_error; }

    bool apply(const QByteArray &yaml);
    QByteArray kubectl(const QStringList &arguments, const QByteArray &input = {});
    QJsonObject get(const QString &kind, const QString &name,
                    const QString &space = QStringLiteral("glaciology"));
    QList<QJsonObject> list(const QString &kind, const QString &space = QStringLiteral("glaciology"));
    QJsonObject status(const QString &pool)
    {
        return get(QStringLiteral("computepool"), pool)[u"status"].toObject();
    }
    QString phase(const QString &pool) { return status(pool)[u"phase"].toString(); }
    // Condition of a pool as "True Reason"; empty when there is none.
    QString condition(const QString &pool, const QString &type);
    QList<QJsonObject> hostLeases(); // of machines

    struct Shape
    {
        int controlPlanes = 1;
        bool eligible = true;
        QString family = QStringLiteral("NVIDIA-L4"); // of the control plane when there are no workers
        int gpus = 2;
        int workers = 0; // with `family`; the control plane then has no GPUs
        QString vip;
        QString deletionPolicy = QStringLiteral("delete");
        QString bundle = QStringLiteral("metal-v1");
        QStringList sshKeys;
        // Of a shared pool; empty: a dedicated one. Their addresses count up from `vip`.
        QStringList clusters;
        QStringList policies; // of its clusters, in their order; else deletionPolicy
    };
    static QByteArray poolYaml(const QString &name, const Shape &shape);
    // A JSON patch of the first worker pool's size; cluster: position in a shared pool.
    static QByteArray patchWorkers(int count, int cluster = -1);

    std::unique_ptr<HubSource> open(const QString &server = {}); // server: another address of the hub
    static EngineTimes quick();                                  // short, but for what tests move by clock

    // What Palette's log and clusters say.
    QList<QJsonObject> clusters(); // not deleted
    int creates();

private:
    HubFixture *m_hub;
    PaletteStandIn *m_palette;
    QString m_error;
};

} // namespace easel
