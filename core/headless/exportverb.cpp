// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/exportverb.h"

#include "core/changes/workspaceexport.h"
#include "core/headless/rawrows.h"
#include "core/store/workspacesource.h"

#include <QDir>
#include <QFileInfo>

namespace easel {

ExportVerb::ExportVerb(Console *console, ExportOptions options)
    : Verb(console)
    , m_options(std::move(options))
{}

void ExportVerb::start()
{
    if (!takeSource(m_options.hub, columnsAndObjects))
        return;
    using Objects = QList<QJsonObject>;
    openSource(m_source.get())
        .chain(this,
               [this](const Result<Done> &opened) {
                   if (!opened)
                       return Call<Objects>::ready(failure(opened.error()));
                   return objectsOf(m_source.get(), exportedTypes(m_source->catalog()));
               })
        .then(this, [this](const Result<Objects> &objects) {
            if (objects)
                write(*objects);
            else
                fail(objects.error());
        });
}

void ExportVerb::write(const QList<QJsonObject> &objects)
{
    if (objects.isEmpty()) {
        console().message(tr("The hub %1 holds nothing to export.").arg(m_source->title()));
        finish(ExitGood);
        return;
    }
    const QString folder = QDir(m_options.folder).absolutePath();
    exportToFolder(folder, QFileInfo(folder).fileName(), objects, m_source->systemNamespace())
        .then(this, [this, count = objects.size(), folder](const Result<QStringList> &files) {
            if (!files) {
                fail(files.error());
                return;
            }
            QByteArray text;
            for (const QString &file : *files)
                text += file.toUtf8() + '\n';
            if (!console().data(text)) {
                finish(ExitFailed);
                return;
            }
            console().message(
                tr("Objects: %1. Files written in %2: %3.").arg(count).arg(folder).arg(files->size()));
            finish(ExitGood);
        });
}

} // namespace easel

#include "moc_exportverb.cpp"
