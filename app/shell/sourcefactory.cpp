// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/sourcefactory.h"

#include "core/clients/signin/actingidentity.h"
#include "core/domain/kinds.h"
#include "core/store/hubsource.h"
#include "core/store/workspacesource.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::SourceFactory)
};

} // namespace

Result<WorkspacePlace> findWorkspace(const QString &folder)
{
    const QFileInfo info(folder);
    if (!info.isDir()) {
        return failure(
            makeError(Error::Kind::File, Text::tr("%1 is not a folder").arg(QDir::toNativeSeparators(folder)))
                .tried(Text::tr("open the workspace")));
    }
    if (!QFileInfo::exists(folder + QStringLiteral("/easel.yaml"))) {
        Error error =
            makeError(Error::Kind::NotFound,
                      Text::tr("There is no easel.yaml in %1").arg(QDir::toNativeSeparators(folder)),
                      Text::tr("Choose the folder that holds easel.yaml, or make this folder a workspace."));
        return failure(error.tried(Text::tr("open the workspace")));
    }
    WorkspacePlace place{info.canonicalFilePath(), 0};
    QDirIterator files(place.path,
                       {QStringLiteral("*.yaml"), QStringLiteral("*.yml"), QStringLiteral("*.json")},
                       QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext() && place.files < 100'000) {
        files.next();
        ++place.files;
    }
    return place;
}

OpenableSource workspaceSource(const WorkspacePlace &place)
{
    OpenableSource result;
    result.recent = {RecentSource::Kind::Workspace,
                     place.path,
                     {},
                     QDir(place.path).dirName(),
                     Text::tr("Workspace, %1 files").arg(place.files),
                     QDateTime::currentDateTime()};
    result.source = std::make_unique<WorkspaceSource>(place.path, rowExtractorFor);
    return result;
}

QStringList kubeconfigFiles(const QString &kubeconfig)
{
    return kubeconfig.isEmpty() ? Kubeconfig::defaultFiles()
                                : kubeconfig.split(QDir::listSeparator(), Qt::SkipEmptyParts);
}

Result<OpenableSource> hubSource(const QString &kubeconfig, const ContextReading &reading,
                                 const SignInServices &services, const ViewAs &viewAs)
{
    auto identity = KubeconfigIdentity::open(kubeconfigFiles(kubeconfig), reading, services);
    if (!identity)
        return failure(identity.error());
    const KubeContext entry = (*identity)->context();
    OpenableSource result;
    result.recent = {RecentSource::Kind::Hub,
                     kubeconfig,
                     entry.name,
                     entry.name,
                     Text::tr("Hub, %1, as %2").arg((*identity)->server().url.host(), entry.userName),
                     QDateTime::currentDateTime()};
    std::shared_ptr<IdentitySource> whoWeAre = *identity;
    if (!viewAs.user.isEmpty())
        whoWeAre = std::make_shared<ActingIdentity>(*identity, viewAs.user, viewAs.groups);
    auto source = std::make_unique<HubSource>(entry.name, whoWeAre, rowExtractorFor);
    if (!entry.namespaceName.isEmpty())
        source->setNamespaces({entry.namespaceName});
    result.source = std::move(source);
    return result;
}

QString sampleFolder()
{
    const QString beside = QCoreApplication::applicationDirPath();
    const QStringList candidates{beside + QStringLiteral("/../share/easel/sample"),
                                 beside + QStringLiteral("/../Resources/sample"),
                                 beside + QStringLiteral("/sample"),
#ifdef EASEL_SOURCE_ROOT
                                 QStringLiteral(EASEL_SOURCE_ROOT "/resources/sample"),
#endif
                                 qEnvironmentVariable("EASEL_SAMPLE")};
    for (const QString &candidate : candidates) {
        if (!candidate.isEmpty() && QFileInfo::exists(candidate + QStringLiteral("/easel.yaml")))
            return QDir(candidate).canonicalPath();
    }
    return {};
}

Result<QString> copyOfSample(const QString &workFolder)
{
    const QString target = workFolder + QStringLiteral("/sample");
    if (QFileInfo::exists(target + QStringLiteral("/easel.yaml")))
        return target;
    const QString origin = sampleFolder();
    if (origin.isEmpty()) {
        return failure(
            makeError(Error::Kind::NotFound, Text::tr("The sample is not part of this installation"))
                .tried(Text::tr("open the sample")));
    }
    // Into a folder of its own first, so that half a copy is never taken for the sample.
    const QString unfinished = target + QStringLiteral(".new");
    QDir(unfinished).removeRecursively();
    QDirIterator files(origin, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString from = files.next();
        const QString to = unfinished + from.mid(origin.size());
        QDir().mkpath(QFileInfo(to).path());
        if (!QFile::copy(from, to)) {
            return failure(makeError(Error::Kind::File,
                                     Text::tr("%1 could not be written").arg(QDir::toNativeSeparators(to)))
                               .tried(Text::tr("copy the sample")));
        }
        // Installed files may be read-only; the copy is there to be edited.
        QFile::setPermissions(to, QFile::permissions(to) | QFileDevice::WriteOwner);
    }
    QDir(target).removeRecursively();
    if (!QDir().rename(unfinished, target))
        return failure(makeError(Error::Kind::File, Text::tr("%1 could not be renamed").arg(unfinished))
                           .tried(Text::tr("copy the sample")));
    return target;
}

} // namespace easel
