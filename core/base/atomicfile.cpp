// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomicfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Files)
};

} // namespace

Result<Done> makePrivateFolder(const QString &path)
{
    if (QFileInfo(path).isDir())
        return Done{};
    if (!QDir().mkpath(path)) {
        return failure(makeError(
            Error::Kind::File, Text::tr("The folder %1 cannot be made.").arg(QDir::toNativeSeparators(path)),
            Text::tr("Check that the folder above it can be written and the disk is not full.")));
    }
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return Done{};
}

Result<Done> writeChosenFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return failure(makeError(Error::Kind::File, file.errorString(),
                                 Text::tr("Choose another place, then try again."))
                           .tried(Text::tr("write %1").arg(QDir::toNativeSeparators(path))));
    return Done{};
}

Result<Done> writePrivateFile(const QString &path, const QByteArray &content)
{
    if (const auto folder = makePrivateFolder(QFileInfo(path).absolutePath()); !folder)
        return folder;
    QSaveFile file(path);
    const auto failed = [&] {
        return failure(makeError(
            Error::Kind::File,
            Text::tr("%1 cannot be written: %2.").arg(QDir::toNativeSeparators(path), file.errorString()),
            Text::tr("Check the rights of the folder and the space on the disk.")));
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (file.write(content) != content.size() ||
        !file.commit()) // commit() syncs to the disk before it renames
        return failed();
    return Done{};
}

} // namespace easel
