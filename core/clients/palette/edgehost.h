// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

#include <optional>

namespace easel {

// A machine as Palette knows it: an "edge host", elsewhere an "appliance". Texts of the device are as the
// device reports them; what they mean (families of GPUs, states) core/domain decides. The secrets that
// Palette sends with a single host (pairing key, tokens, SSH keys) are never read.
struct EdgeHost
{
    struct Gpu
    {
        QString vendor;
        QString model;
        QString memory;   // free text, the unit is the device's choice; of one card
        qint64 count = 0; // 0: not said
        bool migCapable = false;
        QString migStrategy;
        QMap<QString, QString> addresses; // PCI description -> bus address, one a card
    };
    struct Nic
    {
        QString name;
        QString mac;
        QString ip;
        QString subnet;
        QString gateway;
        QStringList dns;
        bool isDefault = false;
    };
    struct Disk
    {
        QString controller;
        QString vendor;
        std::optional<qint64> sizeGB;
    };
    struct Os
    {
        QString family;
        QString version;
        QString kernel;
        QString kernelVersion;
    };

    PaletteMeta meta;
    bool hasDevice = false; // false: the list left the hardware out; PaletteClient::edgeHost() has it
    QString architecture;   // "amd64", "arm64"
    std::optional<qint64> cpuCores;
    std::optional<qint64> memoryMiB; // "sizeInMB" counts MiB in practice
    QList<Gpu> gpus;
    QList<Nic> nics; // all that the host has, also those of containers and overlays
    QList<Disk> disks;
    Os os;
    bool secureBoot = false;
    QString hostState; // "registration", "cluster", "recovery" and others
    QString hostType;  // "appliance", "agent-mode"
    QString hostAddress;
    QString macAddress;
    PaletteRef project;
    QString state;  // "ready", "unpaired", "in-use"; an open set
    QString health; // "healthy", "unhealthy"; empty until the machine is paired
    QString healthMessage;
    QString agentVersion;
    QList<PaletteRef> clusters; // that use the machine
    QList<PaletteRef> profiles; // bound to the machine

    const QString &uid() const { return meta.uid; }
};

// An item of a search, a host by itself or a row of the list of names ("edgeHosts").
EdgeHost readEdgeHost(const QJsonObject &object);
EdgeHost::Nic readEdgeHostNic(const QJsonObject &nic);

} // namespace easel
