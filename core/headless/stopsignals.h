// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace easel {

// SIGINT and SIGTERM as a Qt signal, so that a verb ends in order. A second one ends the process at once.
class StopSignals : public QObject
{
    Q_OBJECT

public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override;

Q_SIGNALS:
    void stopRequested();
};

} // namespace easel
