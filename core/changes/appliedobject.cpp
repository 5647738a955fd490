// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/appliedobject.h"

#include "core/base/managedfields.h"

namespace easel {

const QString easelManager = QStringLiteral("easel");

namespace {

// The key fields of a list by the owners' trees ("k:{"name":"x"}"), empty when the list is atomic or unknown.
QStringList keyFields(const QJsonObject &tree)
{
    for (auto it = tree.begin(); it != tree.end(); ++it) {
        if (it.key().startsWith(u"k:"))
            return fieldsV1Value(it.key()).toObject().keys();
    }
    return {};
}

QJsonValue restricted(const QJsonValue &value, const QJsonObject &tree)
{
    bool below = false;
    for (auto it = tree.begin(); it != tree.end() && !below; ++it)
        below = it.key() != u".";
    if (!below) {
        // A leaf: the value whole; but "." alone owns that the map is there, not what is in it.
        if (tree.contains(u".") && value.isObject())
            return QJsonObject();
        if (tree.contains(u".") && value.isArray())
            return QJsonArray();
        return value;
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        QJsonObject part;
        for (auto it = tree.begin(); it != tree.end(); ++it) {
            if (!it.key().startsWith(u"f:"))
                continue;
            const QString name = it.key().mid(2);
            if (object.contains(name))
                part.insert(name, restricted(object.value(name), it.value().toObject()));
        }
        return part;
    }
    if (!value.isArray())
        return value;
    const QJsonArray list = value.toArray();
    QHash<int, QJsonValue> parts;
    for (auto it = tree.begin(); it != tree.end(); ++it) {
        const int index = it.key() == u"." ? -1 : fieldsV1Item(list, it.key());
        if (index < 0)
            continue;
        QJsonValue part = restricted(list.at(index), it.value().toObject());
        if (it.key().startsWith(u"k:")) {
            QJsonObject item = part.toObject();
            const QJsonObject fields = fieldsV1Value(it.key()).toObject();
            for (auto field = fields.begin(); field != fields.end(); ++field)
                item.insert(field.key(), field.value());
            part = item;
        }
        parts.insert(index, part);
    }
    QJsonArray owned;
    for (int i = 0; i < list.size(); ++i) { // in the object's order
        if (parts.contains(i))
            owned.append(parts.value(i));
    }
    return owned;
}

QJsonObject united(const QJsonObject &a, const QJsonObject &b)
{
    QJsonObject all = a;
    for (auto it = b.begin(); it != b.end(); ++it)
        all.insert(it.key(), united(all.value(it.key()).toObject(), it.value().toObject()));
    return all;
}

QJsonObject identityOf(const QJsonObject &object)
{
    const QJsonObject metadata = object.value(u"metadata").toObject();
    QJsonObject identity{{QStringLiteral("name"), metadata.value(u"name")}};
    if (!metadata.value(u"namespace").toString().isEmpty())
        identity.insert(QStringLiteral("namespace"), metadata.value(u"namespace"));
    return {{QStringLiteral("apiVersion"), object.value(u"apiVersion")},
            {QStringLiteral("kind"), object.value(u"kind")},
            {QStringLiteral("metadata"), identity}};
}

bool isEaselApply(const QJsonObject &entry)
{
    return entry.value(u"manager").toString() == easelManager &&
           entry.value(u"operation").toString() == u"Apply" &&
           entry.value(u"subresource").toString().isEmpty();
}

// Whether a path (tokens of `object`) is in a tree of owned fields, or lies in a leaf that is owned whole.
bool isOwned(const QJsonObject &tree, const QJsonValue &object, const QStringList &tokens,
             qsizetype depth = 0)
{
    if (depth == tokens.size())
        return true;
    if (tree.isEmpty())
        return depth > 0;
    const QString &token = tokens.at(depth);
    if (object.isArray()) {
        const QJsonArray list = object.toArray();
        const int index = token.toInt();
        for (auto it = tree.begin(); it != tree.end(); ++it) {
            if (it.key() != u"." && fieldsV1Item(list, it.key()) == index)
                return isOwned(it.value().toObject(), list.at(index), tokens, depth + 1);
        }
        return false;
    }
    const QString key = QStringLiteral("f:") + token;
    return tree.contains(key) &&
           isOwned(tree.value(key).toObject(), object.toObject().value(token), tokens, depth + 1);
}

// Carries what changed from `base` to `wanted` over to other objects.
class Carrier
{
public:
    Carrier(const QJsonObject &owners, const QJsonObject &ours, const QJsonObject &others,
            const QJsonObject &live)
        : m_owners(owners)
        , m_ours(ours)
        , m_others(others)
        , m_live(live)
    {}

    QList<JsonPointer> changed;
    QList<JsonPointer> removedOfOthers;

    void carry(const QJsonObject &base, const QJsonObject &wanted, QJsonObject &document, QJsonObject &merged)
    {
        object(base, wanted, m_owners, document, merged, JsonPointer(), JsonPointer());
    }

private:
    // `path` leads through `wanted`, `livePath` through the live object; items of lists may stand elsewhere
    // there.
    void object(const QJsonObject &base, const QJsonObject &wanted, const QJsonObject &owners,
                QJsonObject &document, QJsonObject &merged, const JsonPointer &path,
                const JsonPointer &livePath)
    {
        for (auto it = wanted.begin(); it != wanted.end(); ++it) {
            const QString &key = it.key();
            const QJsonValue before = base.value(key);
            if (!before.isUndefined() && jsonEqual(before, it.value()))
                continue;
            const QJsonObject below = owners.value(QStringLiteral("f:") + key).toObject();
            const bool atomic = owners.contains(QStringLiteral("f:") + key) && below.isEmpty();
            if (before.isObject() && it.value().isObject() && !atomic) {
                QJsonObject documentBelow = document.value(key).toObject();
                QJsonObject mergedBelow = merged.value(key).toObject();
                object(before.toObject(), it.value().toObject(), below, documentBelow, mergedBelow,
                       path / key, livePath / key);
                // Nothing of ours is left in it: an empty map would claim what others keep there.
                if (documentBelow.isEmpty() && !it.value().toObject().isEmpty())
                    document.remove(key);
                else if (!documentBelow.isEmpty() || document.contains(key))
                    document.insert(key, documentBelow);
                merged.insert(key, mergedBelow);
                continue;
            }
            const QStringList keys = keyFields(below);
            if (before.isArray() && it.value().isArray() && !keys.isEmpty()) {
                QJsonArray documentBelow = document.value(key).toArray();
                QJsonArray mergedBelow = merged.value(key).toArray();
                list(before.toArray(), it.value().toArray(), keys, below, documentBelow, mergedBelow,
                     path / key, livePath / key);
                if (!documentBelow.isEmpty() || document.contains(key))
                    document.insert(key, documentBelow);
                merged.insert(key, mergedBelow);
                continue;
            }
            document.insert(key, it.value());
            merged.insert(key, it.value());
            changed << path / key;
        }
        for (auto it = base.begin(); it != base.end(); ++it) {
            if (wanted.contains(it.key()))
                continue;
            document.remove(it.key());
            merged.remove(it.key());
            removed(livePath / it.key());
        }
    }

    static int find(const QJsonArray &list, const QJsonObject &item, const QStringList &keys)
    {
        for (int i = 0; i < list.size(); ++i) {
            const QJsonObject other = list.at(i).toObject();
            if (std::all_of(keys.begin(), keys.end(),
                            [&](const QString &key) { return jsonEqual(other.value(key), item.value(key)); }))
                return i;
        }
        return -1;
    }

    void list(const QJsonArray &base, const QJsonArray &wanted, const QStringList &keys,
              const QJsonObject &owners, QJsonArray &document, QJsonArray &merged, const JsonPointer &path,
              const JsonPointer &livePath)
    {
        const QJsonArray live = livePath.get(m_live).toArray();
        for (int i = 0; i < wanted.size(); ++i) {
            const QJsonObject item = wanted.at(i).toObject();
            const int before = find(base, item, keys);
            if (before >= 0 && jsonEqual(base.at(before), item))
                continue;
            const int inMerged = find(merged, item, keys);
            const int inDocument = find(document, item, keys);
            if (before < 0) {
                if (inDocument >= 0)
                    document.replace(inDocument, item);
                else
                    document.append(item);
                if (inMerged >= 0)
                    merged.replace(inMerged, item);
                else
                    merged.append(item);
                changed << path / i;
                continue;
            }
            QJsonObject identity;
            for (const QString &key : keys)
                identity.insert(key, item.value(key));
            QJsonObject documentBelow = inDocument >= 0 ? document.at(inDocument).toObject() : identity;
            QJsonObject mergedBelow = inMerged >= 0 ? merged.at(inMerged).toObject() : identity;
            QJsonObject below;
            for (auto it = owners.begin(); it != owners.end(); ++it) {
                if (it.key().startsWith(u"k:") && fieldsV1Item(QJsonArray{item}, it.key()) == 0)
                    below = it.value().toObject();
            }
            const int inLive = find(live, item, keys);
            object(base.at(before).toObject(), item, below, documentBelow, mergedBelow, path / i,
                   livePath / (inLive < 0 ? live.size() : inLive));
            if (inDocument >= 0)
                document.replace(inDocument, documentBelow);
            else if (documentBelow != identity)
                document.append(documentBelow);
            if (inMerged >= 0)
                merged.replace(inMerged, mergedBelow);
            else
                merged.append(mergedBelow);
        }
        for (const auto &value : base) {
            const QJsonObject item = value.toObject();
            if (find(wanted, item, keys) >= 0)
                continue;
            if (const int index = find(document, item, keys); index >= 0)
                document.removeAt(index);
            if (const int index = find(merged, item, keys); index >= 0)
                merged.removeAt(index);
            if (const int index = find(live, item, keys); index >= 0)
                removed(livePath / index);
        }
    }

    // An apply removes what only easel owns; the rest needs a patch.
    void removed(const JsonPointer &pointer)
    {
        if (!pointer.exists(m_live))
            return;
        if (isOwned(m_others, m_live, pointer.tokens()) || !isOwned(m_ours, m_live, pointer.tokens()))
            removedOfOthers << pointer;
    }

    const QJsonObject &m_owners;
    const QJsonObject &m_ours;
    const QJsonObject &m_others;
    const QJsonObject &m_live;
};

// The merge patch that takes fields away. Lists cannot be patched in part: they are sent whole, as merged.
QJsonObject removalPatch(const QList<JsonPointer> &removed, const QJsonObject &live,
                         const QJsonObject &merged)
{
    QJsonValue patch = QJsonObject();
    for (const JsonPointer &pointer : removed) {
        JsonPointer target;
        QJsonValue at = live;
        QJsonValue value = QJsonValue(QJsonValue::Null);
        for (const QString &token : pointer.tokens()) {
            if (at.isArray()) {
                value = target.get(merged);
                break;
            }
            target = target / token;
            at = at.toObject().value(token);
        }
        target.set(patch, value.isUndefined() ? QJsonValue(QJsonValue::Null) : value);
    }
    return patch.toObject();
}

} // namespace

QJsonObject withoutServerFields(const QJsonObject &object)
{
    QJsonObject result = object;
    result.remove(QStringLiteral("status"));
    QJsonObject metadata = result.value(u"metadata").toObject();
    for (const char *key : {"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields",
                            "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"})
        metadata.remove(QLatin1String(key));
    for (const char *key : {"labels", "annotations"}) { // rule C13: empty is missing
        if (metadata.contains(QLatin1String(key)) && metadata.value(QLatin1String(key)).toObject().isEmpty())
            metadata.remove(QLatin1String(key));
    }
    result.insert(QStringLiteral("metadata"), metadata);
    return result;
}

bool sameContent(const QJsonObject &a, const QJsonObject &b)
{
    return jsonEqual(withoutServerFields(a), withoutServerFields(b));
}

QJsonObject ownedFields(const QJsonObject &live, const QString &manager)
{
    QJsonObject tree;
    const QJsonArray entries = managedFields(live);
    for (const auto &value : entries) {
        const QJsonObject entry = value.toObject();
        if (entry.value(u"manager").toString() == manager &&
            entry.value(u"operation").toString() == u"Apply" &&
            entry.value(u"subresource").toString().isEmpty())
            tree = united(tree, entry.value(u"fieldsV1").toObject());
    }
    const QJsonObject identity = identityOf(live);
    if (tree.isEmpty())
        return identity;
    QJsonObject owned = restricted(live, tree).toObject();
    QJsonObject metadata = owned.value(u"metadata").toObject();
    const QJsonObject names = identity.value(u"metadata").toObject();
    for (auto it = names.begin(); it != names.end(); ++it)
        metadata.insert(it.key(), it.value());
    owned.insert(QStringLiteral("apiVersion"), identity.value(u"apiVersion"));
    owned.insert(QStringLiteral("kind"), identity.value(u"kind"));
    owned.insert(QStringLiteral("metadata"), metadata);
    return withoutServerFields(owned);
}

AppliedObject appliedObject(const QJsonObject &base, const QJsonObject &wanted, const QJsonObject &live)
{
    AppliedObject result;
    const QJsonObject clean = withoutServerFields(wanted);
    if (base.isEmpty() || live.isEmpty()) {
        result.document = clean;
        result.merged = clean;
        return result;
    }
    QJsonObject owners;
    QJsonObject ours;
    QJsonObject others;
    const QJsonArray entries = managedFields(live);
    for (const auto &value : entries) {
        const QJsonObject entry = value.toObject();
        const QJsonObject tree = entry.value(u"fieldsV1").toObject();
        owners = united(owners, tree);
        if (isEaselApply(entry))
            ours = united(ours, tree);
        else
            others = united(others, tree);
    }
    Carrier carrier(owners, ours, others, live);
    result.document = ownedFields(live, easelManager);
    // The version that the user writes is the version that is applied.
    result.document.insert(QStringLiteral("apiVersion"), clean.value(u"apiVersion"));
    result.merged = withoutServerFields(live);
    carrier.carry(withoutServerFields(base), clean, result.document, result.merged);
    result.changed = carrier.changed;
    result.removedOfOthers = carrier.removedOfOthers;
    result.patch = removalPatch(carrier.removedOfOthers, live, result.merged);
    return result;
}

std::optional<JsonPointer> resolveFieldPath(const QString &field, const QJsonValue &object)
{
    JsonPointer pointer;
    QJsonValue at = object;
    qsizetype i = field.startsWith(u'.') ? 1 : 0;
    while (i < field.size()) {
        if (field.at(i) == u'[') {
            qsizetype end = i + 1;
            for (bool quoted = false; end < field.size() && (quoted || field.at(end) != u']'); ++end) {
                if (quoted && field.at(end) == u'\\')
                    ++end;
                else if (field.at(end) == u'"')
                    quoted = !quoted;
            }
            const QString inside = field.mid(i + 1, end - i - 1);
            bool isNumber = false;
            int index = inside.toInt(&isNumber);
            if (!isNumber && inside.startsWith(u'=')) {
                index = fieldsV1Item(at.toArray(), QStringLiteral("v:") + inside.mid(1));
            } else if (!isNumber) {
                QString json; // name="x",port=80 as {"name":"x","port":80}
                bool quoted = false;
                bool name = true;
                for (qsizetype k = 0; k < inside.size(); ++k) {
                    const QChar c = inside.at(k);
                    if (c == u'"' && (k == 0 || inside.at(k - 1) != u'\\'))
                        quoted = !quoted;
                    if (!quoted && name && c == u'=') {
                        json += QStringLiteral("\":");
                        name = false;
                    } else if (!quoted && c == u',') {
                        json += QStringLiteral(",\"");
                        name = true;
                    } else {
                        json += c;
                    }
                }
                index = fieldsV1Item(at.toArray(), QStringLiteral("k:{\"") + json + u'}');
            }
            if (index < 0 || index >= at.toArray().size())
                return std::nullopt;
            pointer = pointer / index;
            at = at.toArray().at(index);
            i = end + 1;
            if (i < field.size() && field.at(i) == u'.')
                ++i;
            continue;
        }
        // The longest key of the object that fits: names like app.kubernetes.io/name hold dots.
        QString best;
        const QStringList keys = at.toObject().keys();
        for (const QString &key : keys) {
            const qsizetype end = i + key.size();
            const bool fits = QStringView(field).mid(i).startsWith(key) &&
                              (end == field.size() || field.at(end) == u'.' || field.at(end) == u'[');
            if (fits && key.size() > best.size())
                best = key;
        }
        if (best.isEmpty()) {
            qsizetype end = i;
            while (end < field.size() && field.at(end) != u'.' && field.at(end) != u'[')
                ++end;
            best = field.mid(i, end - i);
            if (best.isEmpty())
                return std::nullopt;
        }
        pointer = pointer / best;
        at = at.toObject().value(best);
        i += best.size();
        if (i < field.size() && field.at(i) == u'.')
            ++i;
    }
    return pointer;
}

QPair<QString, QString> ownerOf(const QJsonObject &live, const JsonPointer &pointer)
{
    QPair<QString, QString> owner;
    const QJsonArray entries = managedFields(live);
    for (const auto &value : entries) {
        const QJsonObject entry = value.toObject();
        if (isOwned(entry.value(u"fieldsV1").toObject(), live, pointer.tokens()) &&
            entry.value(u"time").toString() >= owner.second)
            owner = {entry.value(u"manager").toString(), entry.value(u"time").toString()};
    }
    return owner;
}

QString lastWriteOf(const QJsonObject &live, const QString &manager)
{
    QString last;
    const QJsonArray entries = managedFields(live);
    for (const auto &value : entries) {
        const QJsonObject entry = value.toObject();
        if (entry.value(u"manager").toString() == manager)
            last = std::max(last, entry.value(u"time").toString());
    }
    return last;
}

} // namespace easel
