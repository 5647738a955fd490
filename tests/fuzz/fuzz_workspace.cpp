// SPDX-License-Identifier: GPL-3.0-or-later
// A file of a workspace folder with any bytes and any name: objects or problems, and no secret value in what
// is shown.
#include "core/store/workspacereader.h"
#include "fuzz.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace easel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const QTemporaryDir folder;
    static const char *names[] = {"a.yaml", "b.json", "easel.yaml", "inventory/hosts.yaml"};
    static const bool made = QDir(folder.path()).mkpath(QStringLiteral("inventory"));
    EASEL_MUST(made);

    fuzz::Input input(data, size);
    const QString path = folder.filePath(QString::fromLatin1(names[input.number(std::size(names))]));
    QFile file(path);
    EASEL_MUST(file.open(QIODevice::WriteOnly));
    file.write(input.rest());
    file.close();
    WorkspaceLimits limits;
    limits.maxBytes = 1024 * 1024;
    const auto snapshot = readWorkspaceNow(folder.path(), limits);
    if (snapshot) {
        for (const WorkspaceObjectPtr &object : (*snapshot)->objects) {
            EASEL_MUST(!object->ref.kind.isEmpty() && !object->ref.name.isEmpty());
            EASEL_MUST(object->version.startsWith(u'w'));
        }
    } else {
        EASEL_MUST(!errorSentence(snapshot.error()).isEmpty());
    }
    QFile::remove(path);
    return 0;
}
