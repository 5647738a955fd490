// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/gpuusage.h"

#include <QWidget>

class QVBoxLayout;

namespace easel {

// GPU quota of one tenant or project: a line for each family with its bar, its numbers and what they mean.
class QuotaList : public QWidget
{
    Q_OBJECT

public:
    explicit QuotaList(QWidget *parent = nullptr);
    void setUsages(const QList<GpuUsage> &usages);
    bool isEmpty() const { return m_usages.isEmpty(); }

private:
    QList<GpuUsage> m_usages;
    QVBoxLayout *m_column;
};

} // namespace easel
