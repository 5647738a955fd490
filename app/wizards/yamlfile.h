// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

class QWidget;

namespace easel {

class AppContext;

// A file that somebody handed over.
struct HandedFile
{
    QString path;
    QList<QByteArray> objects; // the text of each document; of all when it does not parse
    bool isKubeconfig = false;
    bool isFolder = false; // nothing of it was read
};

// Reads the disk: for the pool.
Result<HandedFile> readHandedFile(const QString &path);

// One object opens in the editor, several as one plan. Nothing is applied by opening.
void openHandedFile(AppContext *context, const HandedFile &file, QWidget *parent);

} // namespace easel
