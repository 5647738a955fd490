// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QVBoxLayout;
class QWidget;

namespace easel {

// A scrolling column with the padding of the detail.
QVBoxLayout *scrollingColumn(QWidget *owner, const QString &name);

} // namespace easel
