// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacelayout.h"

#include "core/base/text.h"
#include "core/store/workspacecatalog.h"
#include "core/yaml/yamlwriter.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace easel {

const QString workspaceMarker = QStringLiteral("easel.yaml");

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Workspace)
};

bool canBeProject(const QString &namespaceName)
{
    // resource-model section 4, reserved namespaces.
    static const QRegularExpression reserved(QStringLiteral(
        "^(kube-.*|tenant-.*|managed-cluster-set-.*|open-cluster-management.*|easel-system|mural-system"
        "|flux-system|cert-manager)$"));
    return !reserved.match(namespaceName).hasMatch();
}

QString safePart(const QString &text)
{
    static const QRegularExpression unsafe(QStringLiteral("[^A-Za-z0-9._-]"));
    QString part = text;
    part.replace(unsafe, QStringLiteral("-"));
    while (part.startsWith(u'.'))
        part.remove(0, 1);
    // Most file systems stop at 255 bytes; names reach 253 and kinds come in front.
    constexpr int longest = 190;
    if (part.size() > longest) {
        const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex();
        part = part.left(longest) + u'-' + QString::fromLatin1(hash.left(8));
    }
    return part.isEmpty() ? QStringLiteral("unnamed") : part;
}

QRegularExpression globExpression(const QString &pattern)
{
    QString expression = QStringLiteral("^");
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QChar c = pattern.at(i);
        if (c == u'*' && pattern.mid(i, 3) == u"**/") {
            expression += QStringLiteral("(?:.*/)?");
            i += 2;
        } else if (c == u'*' && pattern.mid(i, 2) == u"**") {
            expression += QStringLiteral(".*");
            i += 1;
        } else if (c == u'*') {
            expression += QStringLiteral("[^/]*");
        } else if (c == u'?') {
            expression += QStringLiteral("[^/]");
        } else {
            expression += QRegularExpression::escape(QString(c));
        }
    }
    return QRegularExpression(expression + u'$');
}

#ifdef Q_OS_UNIX
// The rename itself is only on the disk once its folder is (fsync(2)). Best effort: some file systems refuse
// it.
void syncFolder(const QString &folder)
{
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}
#else
void syncFolder(const QString &) {}
#endif

Error fileError(const QString &relativeFile, const QString &said)
{
    Error error = makeError(
        Error::Kind::File, cleanedLine(said),
        Text::tr(
            "Nothing was changed. Check the folder's rights and the space on its disk, then try again."));
    error.attempt = Text::tr("write %1").arg(cleanedLine(relativeFile));
    return error;
}

// The system's own word for what just went wrong: QSaveFile says "Unknown error" for a full disk.
QString systemSays(const QString &otherwise)
{
    return errno != 0 ? qt_error_string(errno) : otherwise;
}

QString whyNotWritable(const QString &path)
{
#ifdef Q_OS_UNIX
    errno = 0;
    if (::access(QFile::encodeName(path).constData(), W_OK) != 0)
        return systemSays(QString());
#endif
    return Text::tr("%1 is read-only.").arg(QFileInfo(path).fileName());
}

} // namespace

QString namespaceOfPlace(const QString &relativeFile, const QString &systemNamespace)
{
    const QStringList parts = relativeFile.split(u'/');
    if (parts.size() < 2)
        return {};
    if (parts.first() == u"system")
        return systemNamespace;
    if (parts.size() < 3)
        return {};
    if (parts.first() == u"tenants")
        return QStringLiteral("tenant-") + parts.at(1);
    if (parts.first() == u"projects" || parts.first() == u"namespaces")
        return parts.at(1);
    return {};
}

QString workspacePlace(const QJsonObject &object, const QString &systemNamespace)
{
    const QString kind = object.value(u"kind").toString();
    const QString apiVersion = object.value(u"apiVersion").toString();
    const QJsonObject metadata = object.value(u"metadata").toObject();
    const QString name = metadata.value(u"name").toString();
    const QString space = metadata.value(u"namespace").toString();
    const QString file = safePart(kind.toLower()) + u'-' + safePart(name) + QStringLiteral(".yaml");
    if (kind == u"Tenant" && apiVersion.startsWith(u"spectrocloud.com/"))
        return QStringLiteral("tenants/") + safePart(name) + u'/' + file;
    if (space.isEmpty() || isClusterWide(apiVersion, kind).value_or(false))
        return QStringLiteral("cluster/") + file;
    if (space == systemNamespace)
        return QStringLiteral("system/") + file;
    if (space.startsWith(u"tenant-") && space.size() > 7)
        return QStringLiteral("tenants/") + safePart(space.mid(7)) + u'/' + file;
    const QString folder = canBeProject(space) ? QStringLiteral("projects/") : QStringLiteral("namespaces/");
    return folder + safePart(space) + u'/' + file;
}

QString inventoryPlace(const QString &paletteHost, const QString &projectUid)
{
    return QStringLiteral("inventory/") + safePart(paletteHost) + u'/' + safePart(projectUid) +
           QStringLiteral(".json");
}

WorkspaceIgnore::WorkspaceIgnore(const QStringList &patterns)
{
    for (QString pattern : patterns) {
        if (pattern.startsWith(u"./"))
            pattern.remove(0, 2);
        if (pattern.isEmpty())
            continue;
        if (pattern.endsWith(u'/'))
            pattern += QStringLiteral("**");
        m_patterns << Pattern{globExpression(pattern), !pattern.contains(u'/')};
    }
}

bool WorkspaceIgnore::matches(const QString &relativePath) const
{
    const QString last = relativePath.section(u'/', -1);
    return std::any_of(m_patterns.begin(), m_patterns.end(), [&](const Pattern &pattern) {
        return pattern.expression.match(pattern.lastPartOnly ? last : relativePath).hasMatch();
    });
}

bool WorkspaceIgnore::matchesFolder(const QString &relativePath) const
{
    // "charts/**" speaks of everything below charts, so the folder need not be opened.
    return matches(relativePath) ||
           std::any_of(m_patterns.begin(), m_patterns.end(), [&](const Pattern &pattern) {
               return !pattern.lastPartOnly && pattern.expression.pattern().endsWith(u"/.*$") &&
                      pattern.expression.match(relativePath + u'/').hasMatch();
           });
}

Result<Done> createWorkspace(const QString &root, const QString &name)
{
    const QString attempt = Text::tr("make a workspace in %1").arg(cleanedLine(root));
    const auto refuse = [&attempt](Error::Kind kind, const QString &said, const QString &advice = {}) {
        return failure(makeError(kind, said, advice).tried(attempt));
    };
    static const QRegularExpression goodName(QStringLiteral("^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$"));
    if (!goodName.match(name).hasMatch()) {
        return refuse(
            Error::Kind::Invalid,
            Text::tr(
                "A workspace name has 1 to 63 lower-case letters, digits, hyphens or periods, and starts and "
                "ends with a letter or digit."));
    }
    const QFileInfo info(root);
    if (info.exists() && !info.isDir())
        return refuse(Error::Kind::File, Text::tr("There is a file of this name."),
                      Text::tr("Choose another folder."));
    const QDir folder(root);
    if (folder.exists(workspaceMarker)) {
        return refuse(Error::Kind::File, Text::tr("The folder holds a workspace already."),
                      Text::tr("Open it, or choose another folder."));
    }
    for (const char *part : {"system", "tenants", "projects"}) {
        if (!folder.mkpath(QLatin1String(part)))
            return refuse(Error::Kind::File, Text::tr("The folder cannot be written."),
                          Text::tr("Choose another folder."));
    }
    const QJsonObject marker{
        {QStringLiteral("apiVersion"), QStringLiteral("easel.dev/v1")},
        {QStringLiteral("kind"), QStringLiteral("Workspace")},
        {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("name"), name}}},
        {QStringLiteral("spec"),
         QJsonObject{{QStringLiteral("versioningType"), QStringLiteral("basic")},
                     {QStringLiteral("systemNamespace"), QStringLiteral("easel-system")}}}};
    return writeWorkspaceFile(root, workspaceMarker, writeYaml(marker));
}

Result<Done> writeWorkspaceFile(const QString &root, const QString &relativeFile, const QByteArray &content)
{
    const QString canonicalRoot = QFileInfo(root).canonicalFilePath();
    if (canonicalRoot.isEmpty())
        return failure(fileError(relativeFile, Text::tr("The folder %1 is gone.").arg(root)));
    const QString path = canonicalRoot + u'/' + relativeFile;
    const QFileInfo before(path);
    const QString folder = before.absolutePath();
    // Resolved before anything is made: a link in the way must not lead a write out of the workspace.
    QString existing = path;
    while (!QFileInfo::exists(existing) && !QFileInfo(existing).isSymLink())
        existing = QFileInfo(existing).absolutePath();
    const QString target = QFileInfo(existing).canonicalFilePath();
    if (target != canonicalRoot && !target.startsWith(canonicalRoot + u'/'))
        return failure(fileError(relativeFile, Text::tr("A link there leaves the workspace.")));
    errno = 0;
    if (!QDir().mkpath(folder))
        return failure(fileError(
            relativeFile,
            Text::tr("Its folder cannot be made: %1.").arg(systemSays(Text::tr("no reason given")))));

    QSaveFile file(path);
    file.setDirectWriteFallback(false); // never half a file
    errno = 0;
    if (!file.open(QIODevice::WriteOnly)) {
        // Qt looks at the old file's rights before it asks the system; its sentence then names the whole
        // path.
        return failure(fileError(relativeFile, before.exists() && !before.isWritable()
                                                   ? whyNotWritable(path)
                                                   : systemSays(file.errorString())));
    }
    errno = 0;
    if (file.write(content) != content.size() || !file.flush() || !file.commit()) {
        const QString said = systemSays(file.errorString());
        file.cancelWriting();
        return failure(fileError(relativeFile, said));
    }
    syncFolder(folder);
    return Done{};
}

} // namespace easel
