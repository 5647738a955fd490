// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>

namespace easel {

// "H100" for "NVIDIA-H100": the vendor is dropped where the rest names one product; "NVIDIA-Unknown" stays
// whole.
QString shortFamily(const QString &family);
// "8 H100, 2 L4", largest number first; "none" when there are none. `*` reads "8 of any other".
QString gpuText(const QMap<QString, qint64> &byFamily, bool shortForm = true);
qint64 gpuTotal(const QMap<QString, qint64> &byFamily);
QMap<QString, qint64> &addGpus(QMap<QString, qint64> &sum, const QMap<QString, qint64> &more);

} // namespace easel
