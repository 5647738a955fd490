// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakesource.h"

#include "core/base/managedfields.h"
#include "core/domain/kinds.h"
#include "core/domain/objectset.h"
#include "core/yaml/yamlwriter.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace easel {

namespace {

QString compact(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

// The fields of a value as FieldsV1. `path` is dotted, without list items.
QJsonObject fieldsOf(const QJsonValue &value, const QString &path,
                     const QHash<QString, QStringList> &listKeys)
{
    QJsonObject fields;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString below = path.isEmpty() ? it.key() : path + u'.' + it.key();
            QJsonObject inner = fieldsOf(it.value(), below, listKeys);
            const bool container =
                it.value().isObject() || (it.value().isArray() && listKeys.contains(below));
            if (container && !inner.isEmpty())
                inner.insert(QStringLiteral("."), QJsonObject());
            fields.insert(QStringLiteral("f:") + it.key(), inner);
        }
    } else if (value.isArray() && listKeys.contains(path)) {
        const QStringList keys = listKeys.value(path);
        const QJsonArray list = value.toArray();
        for (const auto &item : list) {
            QJsonObject key;
            for (const QString &name : keys)
                key.insert(name, item.toObject().value(name));
            QJsonObject inner = fieldsOf(item, path, listKeys);
            inner.insert(QStringLiteral("."), QJsonObject());
            fields.insert(QStringLiteral("k:") + compact(key), inner);
        }
    }
    return fields;
}

bool isLeaf(const QJsonObject &fields)
{
    return fields.isEmpty();
}

int itemOf(const QJsonArray &list, const QString &key)
{
    const QJsonObject wanted = QJsonDocument::fromJson(key.mid(2).toUtf8()).object();
    for (int i = 0; i < list.size(); ++i) {
        const QJsonObject item = list.at(i).toObject();
        bool all = true;
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            all = all && jsonEqual(item.value(it.key()), it.value());
        if (all)
            return i;
    }
    return -1;
}

QJsonValue child(const QJsonValue &value, const QString &key)
{
    if (key.startsWith(u"f:"))
        return value.toObject().contains(key.mid(2)) ? value.toObject().value(key.mid(2))
                                                     : QJsonValue(QJsonValue::Undefined);
    const int index = itemOf(value.toArray(), key);
    return index < 0 ? QJsonValue(QJsonValue::Undefined) : value.toArray().at(index);
}

// ".spec.links[name="x"].url"
QString shownPath(const QStringList &keys)
{
    QString path;
    for (const QString &key : keys) {
        if (key.startsWith(u"f:")) {
            path += u'.' + key.mid(2);
            continue;
        }
        QStringList parts;
        const QJsonObject fields = QJsonDocument::fromJson(key.mid(2).toUtf8()).object();
        for (auto it = fields.begin(); it != fields.end(); ++it)
            parts << it.key() + u'=' + compact(it.value());
        path += u'[' + parts.join(u',') + u']';
    }
    return path;
}

bool contains(const QJsonObject &fields, const QStringList &keys)
{
    QJsonObject at = fields;
    for (const QString &key : keys) {
        if (!at.contains(key))
            return false;
        at = at.value(key).toObject();
    }
    return true;
}

void leaves(const QJsonObject &fields, const QStringList &path, QList<QStringList> &found)
{
    if (isLeaf(fields)) {
        found << path;
        return;
    }
    for (auto it = fields.begin(); it != fields.end(); ++it) {
        if (it.key() != u".")
            leaves(it.value().toObject(), path + QStringList{it.key()}, found);
    }
    if (fields.size() == 1 && fields.contains(u"."))
        found << path;
}

QJsonValue valueAt(QJsonValue value, const QStringList &keys)
{
    for (const QString &key : keys)
        value = child(value, key);
    return value;
}

QJsonObject subtracted(const QJsonObject &fields, const QStringList &keys, qsizetype depth = 0)
{
    QJsonObject result = fields;
    const QString &key = keys.at(depth);
    if (!result.contains(key))
        return result;
    if (depth + 1 == keys.size()) {
        result.remove(key);
        return result;
    }
    const QJsonObject inner = subtracted(result.value(key).toObject(), keys, depth + 1);
    const bool empty = inner.isEmpty() || (inner.size() == 1 && inner.contains(u"."));
    if (empty)
        result.remove(key);
    else
        result.insert(key, inner);
    return result;
}

// The applied value laid over the live one; lists with keys item by item.
QJsonValue laidOver(const QJsonValue &live, const QJsonValue &applied, const QString &path,
                    const QHash<QString, QStringList> &listKeys)
{
    if (applied.isObject()) {
        QJsonObject result = live.toObject();
        const QJsonObject object = applied.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString below = path.isEmpty() ? it.key() : path + u'.' + it.key();
            result.insert(it.key(), laidOver(result.value(it.key()), it.value(), below, listKeys));
        }
        return result;
    }
    if (applied.isArray() && listKeys.contains(path)) {
        QJsonArray result = live.toArray();
        const QJsonArray list = applied.toArray();
        for (const auto &item : list) {
            QJsonObject key;
            for (const QString &name : listKeys.value(path))
                key.insert(name, item.toObject().value(name));
            const int index = itemOf(result, QStringLiteral("k:") + compact(key));
            if (index < 0)
                result.append(item);
            else
                result.replace(index, laidOver(result.at(index), item, path, listKeys));
        }
        return result;
    }
    return applied;
}

QJsonValue withoutPath(const QJsonValue &value, const QStringList &keys, qsizetype depth = 0)
{
    const QString &key = keys.at(depth);
    const bool last = depth + 1 == keys.size();
    if (key.startsWith(u"f:")) {
        QJsonObject object = value.toObject();
        const QString name = key.mid(2);
        if (!object.contains(name))
            return value;
        if (last)
            object.remove(name);
        else
            object.insert(name, withoutPath(object.value(name), keys, depth + 1));
        return object;
    }
    QJsonArray list = value.toArray();
    const int index = itemOf(list, key);
    if (index < 0)
        return value;
    if (last)
        list.removeAt(index);
    else
        list.replace(index, withoutPath(list.at(index), keys, depth + 1));
    return list;
}

QJsonObject ownable(QJsonObject object)
{
    object.remove(QStringLiteral("apiVersion"));
    object.remove(QStringLiteral("kind"));
    object.remove(QStringLiteral("status"));
    QJsonObject metadata = object.value(u"metadata").toObject();
    for (const char *key :
         {"name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"})
        metadata.remove(QLatin1String(key));
    object.insert(QStringLiteral("metadata"), metadata);
    if (metadata.isEmpty())
        object.remove(QStringLiteral("metadata"));
    return object;
}

QJsonValue merged(const QJsonValue &target, const QJsonValue &patch)
{
    if (!patch.isObject())
        return patch;
    QJsonObject result = target.toObject();
    const QJsonObject changes = patch.toObject();
    for (auto it = changes.begin(); it != changes.end(); ++it) {
        if (it.value().isNull())
            result.remove(it.key());
        else
            result.insert(it.key(), merged(result.value(it.key()), it.value()));
    }
    return result;
}

Error statusError(Error::Kind kind, int status, const QString &reason, const QString &message)
{
    Error error = makeError(kind, message);
    error.status = status;
    error.reason = reason;
    return error;
}

QJsonObject metadataOf(const QJsonObject &object)
{
    return object.value(u"metadata").toObject();
}

ResourceType typeOf(const char *group, const char *version, const char *kind, const char *plural,
                    bool namespaced)
{
    ResourceType type;
    type.group = QLatin1String(group);
    type.version = QLatin1String(version);
    type.kind = QLatin1String(kind);
    type.plural = QLatin1String(plural);
    type.namespaced = namespaced;
    type.verbs = {QStringLiteral("get"),    QStringLiteral("list"),   QStringLiteral("watch"),
                  QStringLiteral("create"), QStringLiteral("update"), QStringLiteral("patch"),
                  QStringLiteral("delete")};
    return type;
}

// Fed by the source itself, whenever an object changes.
class FakeFeeder : public StoreFeeder
{
public:
    explicit FakeFeeder(std::function<void()> feed)
        : m_feed(std::move(feed))
    {
        m_feed();
    }
    void refresh() override { m_feed(); }

private:
    std::function<void()> m_feed;
};

// Later and by the event loop, as every answer of a server.
template <typename T>
Call<T> answered(const Result<T> &result)
{
    return Call<T>::ready(result);
}

} // namespace

FakeSource::FakeSource(QObject *parent, ExtractorFactory factory)
    : Source(parent)
{
    m_state.phase = SourceState::Phase::Live;
    addType(typeOf("", "v1", "Namespace", "namespaces", false));
    addType(typeOf("", "v1", "ConfigMap", "configmaps", true));
    addType(typeOf("", "v1", "Secret", "secrets", true));
    addType(
        typeOf("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false));
    for (const KindInfo &info : knownKinds()) {
        if (info.easelCrd)
            addType(info.type());
    }
    if (!factory)
        factory = [](const ResourceType &type) { return rowExtractorFor(type); };
    m_pool = std::make_unique<StorePool>(
        std::move(factory), [this](const StoreKey &key, const std::shared_ptr<ResourceStore> &store) {
            const std::weak_ptr<ResourceStore> weak = store;
            return std::make_unique<FakeFeeder>([this, key, weak] {
                if (const auto alive = weak.lock())
                    feed(key, *alive);
            });
        });
}

FakeSource::~FakeSource() = default;

void FakeSource::addType(const ResourceType &type)
{
    m_types.append(type);
    m_catalog = ApiCatalog(m_types);
    Q_EMIT catalogChanged();
}

void FakeSource::failNext(const QString &verb, const Error &error, int count, bool happens)
{
    for (int i = 0; i < count; ++i)
        m_faults.push_back({verb, error, happens});
}

std::optional<FakeSource::Fault> FakeSource::takeFault(const QString &verb)
{
    const auto found = std::find_if(m_faults.begin(), m_faults.end(),
                                    [&verb](const Fault &fault) { return fault.verb == verb; });
    if (found == m_faults.end())
        return std::nullopt;
    const Fault fault = *found;
    m_faults.erase(found);
    return fault;
}

QJsonObject FakeSource::object(const ObjectRef &ref) const
{
    return m_objects.value(ref);
}

QList<QJsonObject> FakeSource::objects() const
{
    QList<QJsonObject> all = m_objects.values();
    std::sort(all.begin(), all.end(), [](const QJsonObject &a, const QJsonObject &b) {
        const ObjectRef x = refOf(a);
        const ObjectRef y = refOf(b);
        return std::tie(x.kind, x.namespaceName, x.name) < std::tie(y.kind, y.namespaceName, y.name);
    });
    return all;
}

QJsonObject FakeSource::put(const QJsonObject &object, const QString &manager)
{
    const bool must = namespacesMustExist;
    namespacesMustExist = false;
    const QJsonObject made = applyAs(manager, object);
    namespacesMustExist = must;
    return made;
}

QJsonObject FakeSource::applyAs(const QString &manager, const QJsonObject &object, bool force)
{
    WriteOptions options;
    options.fieldManager = manager;
    options.force = force;
    const auto guard = std::exchange(admission, nullptr);
    const auto result = applyNow(object, options);
    admission = guard;
    return result ? result->object : QJsonObject();
}

QJsonObject FakeSource::patchAs(const QString &manager, const ObjectRef &ref, const QJsonObject &patch)
{
    WriteOptions options;
    options.fieldManager = manager;
    const auto result = patchNow(ref, patch, options);
    return result ? result->object : QJsonObject();
}

void FakeSource::drop(const ObjectRef &ref)
{
    m_objects.remove(ref);
    feedAll();
}

void FakeSource::setStatus(const ObjectRef &ref, const QJsonObject &status)
{
    QJsonObject object = m_objects.value(ref);
    object.insert(QStringLiteral("status"), status);
    keep(ref, object);
}

void FakeSource::establish(const QString &crdName)
{
    const ObjectRef ref{
        QStringLiteral("apiextensions.k8s.io/v1"), QStringLiteral("CustomResourceDefinition"), {}, crdName};
    setStatus(ref, {{QStringLiteral("conditions"),
                     QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("Established")},
                                            {QStringLiteral("status"), QStringLiteral("True")}}}}});
    const QJsonObject spec = m_objects.value(ref).value(u"spec").toObject();
    const QJsonArray versions = spec.value(u"versions").toArray();
    const QString version = versions.first().toObject().value(u"name").toString();
    const QJsonObject names = spec.value(u"names").toObject();
    ResourceType type = typeOf("", "", "", "", spec.value(u"scope").toString() == u"Namespaced");
    type.group = spec.value(u"group").toString();
    type.version = version;
    type.kind = names.value(u"kind").toString();
    type.plural = names.value(u"plural").toString();
    if (!m_catalog.find(type.group, type.kind))
        addType(type);
}

void FakeSource::setState(const SourceState &state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void FakeSource::keep(const ObjectRef &ref, const QJsonObject &object)
{
    QJsonObject kept = object;
    QJsonObject metadata = metadataOf(kept);
    metadata.insert(QStringLiteral("resourceVersion"), QString::number(++m_version));
    kept.insert(QStringLiteral("metadata"), metadata);
    m_objects.insert(ref, kept);
    if (ref.kind == u"CustomResourceDefinition" && crdsEstablishAtOnce && !kept.contains(u"status"))
        establish(ref.name);
    feedAll();
}

void FakeSource::feed(const StoreKey &key, ResourceStore &store) const
{
    QList<Row> rows;
    const QList<QJsonObject> all = objects();
    for (const QJsonObject &object : all) {
        const ObjectRef ref = refOf(object);
        if (ref.kind != key.type.kind || ref.group() != key.type.group)
            continue;
        if (!key.namespaceName.isEmpty() && ref.namespaceName != key.namespaceName)
            continue;
        const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
        if (auto row = store.extractor()->extract(
                std::string_view(json.constData(), static_cast<size_t>(json.size()))))
            rows << *row;
    }
    store.replaceAll(rows);
    Truth truth;
    truth.phase = Truth::Phase::Live;
    store.setTruth(truth);
}

void FakeSource::feedAll()
{
    m_pool->refresh();
}

void FakeSource::open()
{
    Q_EMIT stateChanged();
}

void FakeSource::refresh()
{
    m_pool->refresh();
}

StoreLease FakeSource::store(const StoreKey &key)
{
    return m_pool->lease(key);
}

std::optional<Error> FakeSource::checkPlace(const ObjectRef &ref) const
{
    const ResourceType *type = m_catalog.findFor(ref);
    if (!type) {
        return makeError(Error::Kind::NotFound,
                         QStringLiteral("This hub does not serve %1 of %2.").arg(ref.kind, ref.apiVersion));
    }
    if (type->namespaced && namespacesMustExist && fakeMode != HubMode::Workspace &&
        !m_objects.contains({QStringLiteral("v1"), QStringLiteral("Namespace"), {}, ref.namespaceName})) {
        return statusError(Error::Kind::NotFound, 404, QStringLiteral("NotFound"),
                           QStringLiteral("namespaces \"%1\" not found").arg(ref.namespaceName));
    }
    return std::nullopt;
}

std::optional<Error> FakeSource::checkRight(const QString &verb, const ObjectRef &ref) const
{
    const ResourceType *type = m_catalog.findFor(ref);
    const QString plural = type ? type->plural : ref.kind;
    if (!rightsRefused.contains(verb + u' ' + plural))
        return std::nullopt;
    return statusError(Error::Kind::Forbidden, 403, QStringLiteral("Forbidden"),
                       QStringLiteral("%1 \"%2\" is forbidden: User \"tester\" cannot %3 resource \"%1\"")
                           .arg(plural, ref.name, verb));
}

Call<QJsonObject> FakeSource::fetch(const ObjectRef &ref)
{
    log << QStringLiteral("get ") + ref.text();
    if (const auto fault = takeFault(QStringLiteral("get")))
        return answered<QJsonObject>(failure(fault->error));
    if (const auto error = checkRight(QStringLiteral("get"), ref))
        return answered<QJsonObject>(failure(*error));
    if (!m_objects.contains(ref)) {
        return answered<QJsonObject>(
            failure(statusError(Error::Kind::NotFound, 404, QStringLiteral("NotFound"),
                                QStringLiteral("\"%1\" not found").arg(ref.name))));
    }
    return answered<QJsonObject>(m_objects.value(ref));
}

Call<ObjectText> FakeSource::text(const ObjectRef &ref)
{
    return fetch(ref).map(this, [](const Result<QJsonObject> &object) -> Result<ObjectText> {
        if (!object)
            return failure(object.error());
        ObjectText text;
        text.text = writeYaml(*object);
        text.owners = fieldOwners(*object);
        return text;
    });
}

Call<QList<QJsonObject>> FakeSource::events(const ObjectRef &ref, const QString &uid)
{
    Q_UNUSED(uid)
    return answered<QList<QJsonObject>>(fakeEvents.value(ref));
}

Call<AccessAnswer> FakeSource::can(const AccessQuestion &question)
{
    AccessAnswer answer;
    answer.allowed = !rightsRefused.contains(question.verb + u' ' + question.plural);
    if (!answer.allowed)
        answer.reason = QStringLiteral("no rule allows it");
    return answered<AccessAnswer>(answer);
}

Call<std::shared_ptr<const Schema>> FakeSource::schemaOf(const ResourceType &type)
{
    Q_UNUSED(type)
    return answered<std::shared_ptr<const Schema>>(std::shared_ptr<const Schema>());
}

Call<WriteResult> FakeSource::apply(const QJsonObject &object, const WriteOptions &options)
{
    const QString verb = options.dryRun ? QStringLiteral("dryRun") : QStringLiteral("apply");
    log << verb + (options.force ? QStringLiteral(" force ") : QStringLiteral(" ")) + refOf(object).text();
    const auto fault = takeFault(verb);
    if (fault && !fault->happens)
        return answered<WriteResult>(failure(fault->error));
    const auto result = applyNow(object, options);
    return answered<WriteResult>(fault ? Result<WriteResult>(failure(fault->error)) : result);
}

Call<WriteResult> FakeSource::mergePatch(const ObjectRef &ref, const QJsonObject &patch,
                                         const WriteOptions &options)
{
    log << (options.dryRun ? QStringLiteral("dryRunPatch ") : QStringLiteral("patch ")) + ref.text();
    const auto fault = options.dryRun ? std::nullopt : takeFault(QStringLiteral("patch"));
    if (fault && !fault->happens)
        return answered<WriteResult>(failure(fault->error));
    const auto result = patchNow(ref, patch, options);
    return answered<WriteResult>(fault ? Result<WriteResult>(failure(fault->error)) : result);
}

Call<Done> FakeSource::remove(const ObjectRef &ref, const DeleteOptions &options)
{
    log << (options.dryRun ? QStringLiteral("dryRunDelete ") : QStringLiteral("delete ")) + ref.text();
    const auto fault = options.dryRun ? std::nullopt : takeFault(QStringLiteral("delete"));
    if (fault && !fault->happens)
        return answered<Done>(failure(fault->error));
    const auto result = removeNow(ref, options);
    return answered<Done>(fault ? Result<Done>(failure(fault->error)) : result);
}

Result<WriteResult> FakeSource::applyNow(const QJsonObject &object, const WriteOptions &options)
{
    const ObjectRef ref = refOf(object);
    if (ref.name.isEmpty())
        return failure(statusError(Error::Kind::Invalid, 422, QStringLiteral("Invalid"),
                                   QStringLiteral("name is required")));
    if (const auto error = checkPlace(ref))
        return failure(*error);
    const bool isNew = !m_objects.contains(ref);
    if (const auto error = checkRight(isNew ? QStringLiteral("create") : QStringLiteral("patch"), ref))
        return failure(*error);
    const QJsonObject live = m_objects.value(ref);
    const QString seen = metadataOf(object).value(u"resourceVersion").toString();
    if (!seen.isEmpty() && seen != metadataOf(live).value(u"resourceVersion").toString()) {
        return failure(statusError(
            Error::Kind::Conflict, 409, QStringLiteral("Conflict"),
            QStringLiteral("the object has been modified; please apply your changes to the latest "
                           "version and try again")));
    }
    const QString now = QStringLiteral("2026-01-01T00:00:%1Z").arg(++m_seconds % 60, 2, 10, QLatin1Char('0'));
    QJsonObject result;
    if (fakeMode == HubMode::Workspace) { // the whole wish, no owners
        result = object;
        QJsonObject metadata = metadataOf(result);
        metadata.remove(QStringLiteral("resourceVersion"));
        result.insert(QStringLiteral("metadata"), metadata);
    } else {
        const QJsonObject mine = fieldsOf(ownable(object), QString(), listKeys);
        QJsonArray entries = metadataOf(live).value(u"managedFields").toArray();
        // Conflicts: my leaf is owned by another and its value differs.
        QList<QStringList> paths;
        leaves(mine, {}, paths);
        Error conflict;
        QJsonArray kept;
        QJsonObject before; // what this manager owned by apply
        for (const auto &value : entries) {
            QJsonObject entry = value.toObject();
            const QString manager = entry.value(u"manager").toString();
            const bool isApply = entry.value(u"operation").toString() == u"Apply";
            if (manager == options.fieldManager && isApply) {
                before = entry.value(u"fieldsV1").toObject();
                continue;
            }
            QJsonObject fields = entry.value(u"fieldsV1").toObject();
            for (const QStringList &path : std::as_const(paths)) {
                if (path.isEmpty() || !contains(fields, path) ||
                    jsonEqual(valueAt(live, path), valueAt(object, path)))
                    continue;
                // An empty map changes nothing of a map that is there.
                if (valueAt(object, path).isObject() && valueAt(live, path).isObject())
                    continue;
                if (options.force) {
                    fields = subtracted(fields, path);
                    continue;
                }
                QString message = QStringLiteral("conflict with \"%1\"").arg(manager);
                if (!isApply)
                    message += QStringLiteral(" using %1 at %2")
                                   .arg(ref.apiVersion, entry.value(u"time").toString());
                conflict.causes << FieldCause{shownPath(path).mid(1), QStringLiteral("FieldManagerConflict"),
                                              message};
            }
            if (!fields.isEmpty()) {
                entry.insert(QStringLiteral("fieldsV1"), fields);
                kept.append(entry);
            }
        }
        if (!conflict.causes.isEmpty()) {
            conflict.kind = Error::Kind::Conflict;
            conflict.status = 409;
            conflict.reason = QStringLiteral("Conflict");
            conflict.message = QStringLiteral("Apply failed with %1 conflicts").arg(conflict.causes.size());
            return failure(conflict);
        }
        result = laidOver(live, object, QString(), listKeys).toObject();
        // What this manager owned, does not say any more, and nobody else owns, goes.
        QList<QStringList> owned;
        leaves(before, {}, owned);
        for (const QStringList &path : std::as_const(owned)) {
            if (path.isEmpty() || contains(mine, path))
                continue;
            bool others = false;
            for (const auto &entry : std::as_const(kept))
                others = others || contains(entry.toObject().value(u"fieldsV1").toObject(), path);
            if (others)
                continue;
            // With its last field the item of a list goes whole.
            QStringList whole = path;
            for (qsizetype i = path.size(); i > 0; --i) {
                if (path.at(i - 1).startsWith(u"k:") && !contains(mine, path.first(i))) {
                    bool held = false;
                    for (const auto &entry : std::as_const(kept))
                        held =
                            held || contains(entry.toObject().value(u"fieldsV1").toObject(), path.first(i));
                    if (!held)
                        whole = path.first(i);
                }
            }
            result = withoutPath(result, whole).toObject();
        }
        if (!mine.isEmpty()) {
            kept.append(QJsonObject{{QStringLiteral("manager"), options.fieldManager},
                                    {QStringLiteral("operation"), QStringLiteral("Apply")},
                                    {QStringLiteral("apiVersion"), ref.apiVersion},
                                    {QStringLiteral("time"), now},
                                    {QStringLiteral("fieldsType"), QStringLiteral("FieldsV1")},
                                    {QStringLiteral("fieldsV1"), mine}});
        }
        QJsonObject metadata = metadataOf(result);
        metadata.remove(QStringLiteral("resourceVersion"));
        metadata.insert(QStringLiteral("managedFields"), kept);
        result.insert(QStringLiteral("metadata"), metadata);
    }
    if (live.contains(u"status"))
        result.insert(QStringLiteral("status"), live.value(u"status"));
    else
        result.remove(QStringLiteral("status"));
    if (defaulting)
        defaulting(result);
    if (admission) {
        if (const auto error = admission(result))
            return failure(*error);
    }
    QJsonObject metadata = metadataOf(result);
    metadata.insert(QStringLiteral("uid"), isNew ? QStringLiteral("uid-%1").arg(m_uids + 1)
                                                 : metadataOf(live).value(u"uid").toString());
    metadata.insert(QStringLiteral("creationTimestamp"),
                    isNew ? now : metadataOf(live).value(u"creationTimestamp").toString());
    metadata.insert(QStringLiteral("resourceVersion"), metadataOf(live).value(u"resourceVersion"));
    if (isNew)
        metadata.remove(QStringLiteral("resourceVersion"));
    result.insert(QStringLiteral("metadata"), metadata);
    WriteResult written;
    written.created = isNew;
    written.warnings = warnings;
    written.object = result;
    if (!options.dryRun) {
        if (isNew)
            ++m_uids;
        const bool same = !isNew && jsonEqual(result, live);
        if (!same)
            keep(ref, result);
        written.object = m_objects.value(ref);
    }
    return written;
}

Result<WriteResult> FakeSource::patchNow(const ObjectRef &ref, const QJsonObject &patch,
                                         const WriteOptions &options)
{
    if (const auto error = checkRight(QStringLiteral("patch"), ref))
        return failure(*error);
    if (!m_objects.contains(ref))
        return failure(statusError(Error::Kind::NotFound, 404, QStringLiteral("NotFound"),
                                   QStringLiteral("\"%1\" not found").arg(ref.name)));
    const QJsonObject live = m_objects.value(ref);
    const QString seen = patch.value(u"metadata").toObject().value(u"resourceVersion").toString();
    if (!seen.isEmpty() && seen != metadataOf(live).value(u"resourceVersion").toString()) {
        return failure(statusError(
            Error::Kind::Conflict, 409, QStringLiteral("Conflict"),
            QStringLiteral("the object has been modified; please apply your changes to the latest "
                           "version and try again")));
    }
    QJsonObject result = merged(live, patch).toObject();
    // Every field that differs now belongs to this manager, by update.
    QList<QStringList> old;
    QList<QStringList> fresh;
    leaves(fieldsOf(ownable(live), QString(), listKeys), {}, old);
    leaves(fieldsOf(ownable(result), QString(), listKeys), {}, fresh);
    QJsonArray entries = metadataOf(live).value(u"managedFields").toArray();
    QJsonObject mine;
    for (int i = static_cast<int>(entries.size()) - 1; i >= 0; --i) {
        QJsonObject entry = entries.at(i).toObject();
        QJsonObject fields = entry.value(u"fieldsV1").toObject();
        for (const QStringList &path : std::as_const(old)) {
            if (!path.isEmpty() && !jsonEqual(valueAt(live, path), valueAt(result, path)))
                fields = subtracted(fields, path);
        }
        if (entry.value(u"manager").toString() == options.fieldManager &&
            entry.value(u"operation").toString() == u"Update") {
            mine = fields;
            entries.removeAt(i);
        } else if (fields.isEmpty()) {
            entries.removeAt(i);
        } else {
            entry.insert(QStringLiteral("fieldsV1"), fields);
            entries.replace(i, entry);
        }
    }
    for (const QStringList &path : std::as_const(fresh)) {
        if (path.isEmpty() || jsonEqual(valueAt(live, path), valueAt(result, path)))
            continue;
        QJsonObject below;
        for (qsizetype k = path.size() - 1; k >= 0; --k)
            below = QJsonObject{{path.at(k), below}};
        mine = merged(mine, below).toObject();
    }
    if (!mine.isEmpty()) {
        entries.append(QJsonObject{{QStringLiteral("manager"), options.fieldManager},
                                   {QStringLiteral("operation"), QStringLiteral("Update")},
                                   {QStringLiteral("apiVersion"), ref.apiVersion},
                                   {QStringLiteral("time"), QStringLiteral("2026-02-03T04:05:06Z")},
                                   {QStringLiteral("fieldsType"), QStringLiteral("FieldsV1")},
                                   {QStringLiteral("fieldsV1"), mine}});
    }
    QJsonObject metadata = metadataOf(result);
    metadata.insert(QStringLiteral("managedFields"), entries);
    metadata.insert(QStringLiteral("resourceVersion"), metadataOf(live).value(u"resourceVersion"));
    result.insert(QStringLiteral("metadata"), metadata);
    WriteResult written;
    written.warnings = warnings;
    written.object = result;
    if (!options.dryRun) {
        keep(ref, result);
        written.object = m_objects.value(ref);
    }
    return written;
}

Result<Done> FakeSource::removeNow(const ObjectRef &ref, const DeleteOptions &options)
{
    if (const auto error = checkRight(QStringLiteral("delete"), ref))
        return failure(*error);
    if (!m_objects.contains(ref))
        return failure(statusError(Error::Kind::NotFound, 404, QStringLiteral("NotFound"),
                                   QStringLiteral("\"%1\" not found").arg(ref.name)));
    const QString uid = metadataOf(m_objects.value(ref)).value(u"uid").toString();
    if (!options.uid.isEmpty() && options.uid != uid) {
        return failure(statusError(
            Error::Kind::Conflict, 409, QStringLiteral("Conflict"),
            QStringLiteral("Operation cannot be fulfilled on %1 \"%2\": the UID in the precondition (%3) "
                           "does not match the "
                           "UID in record (%4). The object might have been deleted and then recreated")
                .arg(ref.kind, ref.name, options.uid, uid)));
    }
    if (!options.dryRun) {
        m_objects.remove(ref);
        feedAll();
    }
    return Done{};
}

} // namespace easel
