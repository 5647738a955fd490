// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace easel {

// Whether a text has a format as the API server checks it (kube-openapi's strfmt). Formats that the server
// does not know, or that Easel does not check (isbn, creditcard), are always matched. "date-time" and
// "datetime" are the same.
bool matchesFormat(const QString &text, const QString &format);

} // namespace easel
