// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ownnamespaces.h"

#include "core/base/log.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace easel {

namespace {

constexpr qint64 rememberFor = 60'000; // ms
constexpr qsizetype mostGroups = 50;
// Each costs a list and a watch a kind.
constexpr qsizetype mostNamespaces = 200;

ResourceType coreType(const QString &kind, const QString &plural, bool namespaced)
{
    ResourceType type;
    type.version = QStringLiteral("v1");
    type.kind = kind;
    type.plural = plural;
    type.namespaced = namespaced;
    return type;
}

QStringList unique(QStringList names)
{
    names.sort();
    names.removeDuplicates();
    if (names.size() > mostNamespaces) {
        qCInfo(lcStore) << "only" << mostNamespaces << "of" << names.size() << "namespaces are read";
        names.resize(mostNamespaces);
    }
    return names;
}

// The names in a directory's values, however they are set apart.
QStringList namesIn(const QJsonObject &configMap)
{
    static const QRegularExpression name(QStringLiteral("[a-z0-9]([-a-z0-9]*[a-z0-9])?"));
    QStringList names;
    const QJsonObject data = configMap.value(u"data").toObject();
    for (const auto &value : data) {
        auto match = name.globalMatch(value.toString());
        while (match.hasNext())
            names << match.next().captured();
    }
    return names;
}

// Answers when all calls have; what fails counts as nothing.
template <typename T>
Call<QList<T>> all(const QList<Call<T>> &calls, QObject *context)
{
    if (calls.isEmpty())
        return Call<QList<T>>::ready(QList<T>());
    struct Gathering
    {
        QList<T> values;
        qsizetype left = 0;
    };
    const auto gathering = std::make_shared<Gathering>();
    gathering->left = calls.size();
    Promise<QList<T>> promise;
    for (const Call<T> &call : calls) {
        call.then(context, [gathering, promise](const Result<T> &value) {
            if (value)
                gathering->values << *value;
            if (--gathering->left == 0)
                promise.finish(gathering->values);
        });
    }
    return promise.call();
}

} // namespace

OwnNamespaces::OwnNamespaces(KubeClient *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{}

void OwnNamespaces::setSystemNamespace(const QString &namespaceName)
{
    if (std::exchange(m_systemNamespace, namespaceName) != namespaceName)
        forget();
}

void OwnNamespaces::setNamed(const QStringList &namespaces)
{
    if (std::exchange(m_named, namespaces) != namespaces)
        forget();
}

QString OwnNamespaces::directoryName(const QString &group)
{
    return QStringLiteral("easel-directory-") +
           QString::fromLatin1(
               QCryptographicHash::hash(group.toUtf8(), QCryptographicHash::Sha256).toHex().left(10));
}

void OwnNamespaces::forget()
{
    if (!m_found.isValid())
        return;
    m_found = {};
    Q_EMIT forgotten();
}

Call<QStringList> OwnNamespaces::find()
{
    const bool fresh = m_found.isValid() && (!m_found.isFinished() || m_age.elapsed() < rememberFor);
    if (!fresh) {
        m_found = search();
        m_age.start();
    }
    Promise<QStringList> own; // one that gives up takes it from nobody
    m_found.then(this, [own](const Result<QStringList> &names) { own.finish(names); });
    return own.call();
}

Call<QStringList> OwnNamespaces::search()
{
    const ResourceType configMaps = coreType(QStringLiteral("ConfigMap"), QStringLiteral("configmaps"), true);
    const QString where = m_systemNamespace;
    return m_client->whoAmI()
        .chain(this,
               [this, configMaps, where](const Result<SubjectInfo> &who) {
                   QList<Call<QJsonObject>> directories;
                   if (who && !where.isEmpty()) {
                       for (const QString &group : who->groups.mid(0, mostGroups)) {
                           if (!group.startsWith(u"system:"))
                               directories << m_client->get(configMaps, where, directoryName(group));
                       }
                   }
                   return all(directories, this);
               })
        .chain(this,
               [this](const Result<QList<QJsonObject>> &directories) -> Call<QStringList> {
                   QStringList names;
                   if (directories) {
                       for (const QJsonObject &directory : *directories)
                           names << namesIn(directory);
                   }
                   if (!names.isEmpty())
                       return Call<QStringList>::ready(names);
                   ListOptions options;
                   options.limit = 500;
                   return m_client
                       ->list(coreType(QStringLiteral("Namespace"), QStringLiteral("namespaces"), false),
                              options)
                       .map(this, [](const Result<ListPage> &page) -> Result<QStringList> {
                           QStringList listed;
                           if (!page)
                               return listed;
                           const QJsonArray items =
                               QJsonDocument::fromJson(page->body).object().value(u"items").toArray();
                           for (const auto &item : items)
                               listed << item[u"metadata"][u"name"].toString();
                           return listed;
                       });
               })
        .map(this, [this](const Result<QStringList> &names) -> Result<QStringList> {
            return unique(m_named + names.value_or(QStringList()));
        });
}

} // namespace easel
