// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headless/verb.h"

#include <QJsonArray>

namespace easel {

struct QuotaOptions
{
    SourceChoice source;
    QString whatIf; // a file; "-" is the standard input; empty: only what is
    bool json = false;
};

// easel quota: who holds which GPUs of whose limits, what Kubernetes and Kueue say beside it, and whether
// some changes would be admitted.
class QuotaVerb : public Verb
{
    Q_OBJECT

public:
    QuotaVerb(Console *console, QuotaOptions options);
    void start() override;

private:
    void readBeside(QList<ResourceType> types);
    void judge();

    QuotaOptions m_options;
    QList<QJsonObject> m_objects;
    QList<QJsonObject> m_beside; // ResourceQuota and Kueue, as far as they can be read
};

} // namespace easel
