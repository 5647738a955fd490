// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hublist.h"

#include "app/shell/sourcefactory.h"

#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace easel {

namespace {

HubEntry entryOf(const QString &kubeconfig, const Kubeconfig &config, const KubeContext &context,
                 const QStringList &files)
{
    const auto server = config.serverOf(context);
    HubEntry entry{kubeconfig, context, failure(Error::Kind::Invalid, {}), {}};
    if (!server) {
        entry.reading = failure(server.error());
        return entry;
    }
    entry.reading = ContextReading{context, *server, config.userOf(context), files + config.filesOf(context)};
    if (const auto &user = entry.reading->user; user && !user->exec)
        entry.endsAt = endOf(user->identity);
    return entry;
}

} // namespace

HubList readHubs(const QStringList &kubeconfigs)
{
    HubList list;
    QSet<QString> seen; // contexts by the file they stand in
    for (const QString &kubeconfig : kubeconfigs) {
        QStringList files;
        for (const QString &file : kubeconfigFiles(kubeconfig))
            files << QFileInfo(file).absoluteFilePath();
        list.files += files;
        const bool any = std::any_of(files.begin(), files.end(),
                                     [](const QString &file) { return QFileInfo::exists(file); });
        // Having none in the usual place is no problem.
        if (!any && kubeconfig.isEmpty())
            continue;
        const auto config = Kubeconfig::load(files);
        if (!config) {
            list.problems << errorSentence(config.error());
            continue;
        }
        list.problems += config->problems();
        for (const KubeContext &context : config->contexts()) {
            const QString place = QFileInfo(context.file).absoluteFilePath() + u'\n' + context.name;
            if (seen.contains(place))
                continue;
            seen.insert(place);
            list.entries << entryOf(kubeconfig, *config, context, files);
            list.files += config->filesOf(context);
        }
    }
    list.files.removeDuplicates();
    list.problems.removeDuplicates();
    return list;
}

} // namespace easel
