// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/resourcetype.h"

#include <QByteArray>

#include <string_view>

namespace easel {

// What kube-apiserver and aggregated APIs print of objects (meta.k8s.io/v1 Table): columns that only the
// server knows how to fill.

// The columns beside name, namespace and age, which every table of Easel has; the path of each leads into an
// object as printedObject() gives it. Empty when it is no Table.
QList<PrinterColumn> printedColumns(const QByteArray &table);

// The object with its cells as a further member, from a row of a Table or from a Table of one row, as a watch
// sends it; the text itself when it is neither: a server need not print.
QByteArray printedObject(std::string_view json);

} // namespace easel
