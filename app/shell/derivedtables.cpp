// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/derivedtables.h"

#include "core/domain/derivedrows.h"
#include "core/domain/kinds.h"
#include "core/domain/names.h"

#include <QCoreApplication>
#include <QPointer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::DerivedTables)
};

// Rows of a derived table are made from objects, not from bytes.
class FixedColumns : public RowExtractor
{
public:
    explicit FixedColumns(QList<Column> columns)
        : m_columns(std::move(columns))
    {}
    const QList<Column> &columns() const override { return m_columns; }
    std::optional<Row> extract(std::string_view) const override { return std::nullopt; }

private:
    QList<Column> m_columns;
};

QList<Column> kindColumns()
{
    return {
        {QStringLiteral("name"), Text::tr("Kind"), CellType::Text, 28, true, 0, {}},
        {QStringLiteral("group"), Text::tr("Group"), CellType::Text, 32, true, 0, {}},
        {QStringLiteral("version"), Text::tr("Version"), CellType::Text, 10, true, 3, {}},
        {QStringLiteral("plural"), Text::tr("Plural"), CellType::Text, 26, true, 5, {}},
        {QStringLiteral("short"), Text::tr("Short names"), CellType::Text, 12, true, 6, {}},
        {QStringLiteral("namespaced"), Text::tr("Namespaced"), CellType::Flag, 10, true, 4, {}},
        {QStringLiteral("verbs"), Text::tr("Verbs"), CellType::Text, 40, true, 8, {}},
    };
}

void fillKinds(ResourceStore *store, const Source *source)
{
    QList<Row> rows;
    for (const ResourceType &type : source->catalog().types()) {
        if (!type.can(u"list"))
            continue;
        Row row;
        row.uid = type.apiVersion() + u'/' + type.plural;
        row.name = type.kind;
        row.cells = {type.kind,
                     type.group.isEmpty()            ? Text::tr("core")
                     : isSupersededGroup(type.group) ? Text::tr("%1 (superseded)").arg(type.group)
                                                     : type.group,
                     type.version,
                     type.plural,
                     type.shortNames.join(QStringLiteral(", ")),
                     qint64(type.namespaced),
                     type.verbs.join(QStringLiteral(", "))};
        rows.append(row);
    }
    store->replaceAll(rows);
    Truth truth;
    truth.phase = source->catalog().isEmpty() ? Truth::Phase::Loading : Truth::Phase::Live;
    if (source->catalog().isEmpty() && source->state().phase == SourceState::Phase::Failed) {
        truth.phase = Truth::Phase::Failed;
        truth.error = source->state().error;
    }
    store->setTruth(truth);
}

} // namespace

StoreLease kindsStore(AppContext *context)
{
    Source *source = context->source();
    if (!source)
        return {};
    auto store = std::make_shared<ResourceStore>(ResourceType(), QString(),
                                                 std::make_shared<FixedColumns>(kindColumns()));
    const auto fill = [store = store.get(), source] { fillKinds(store, source); };
    QObject::connect(source, &Source::catalogChanged, store.get(), fill);
    QObject::connect(source, &Source::stateChanged, store.get(), fill);
    fill();
    return StoreLease(store, [] {});
}

namespace {

// Keeps one derived store in step with the surroundings: a change makes one computation on the pool, changes
// meanwhile make one more afterwards.
class DerivedFeed : public QObject
{
public:
    using Compute = std::function<QList<Row>(const ObjectSet &)>;

    DerivedFeed(AppContext *context, ResourceStore *store, QStringList kinds, Compute compute)
        : QObject(store)
        , m_surroundings(context->surroundings())
        , m_source(context->source())
        , m_store(store)
        , m_kinds(std::move(kinds))
        , m_compute(std::move(compute))
    {
        connect(m_surroundings, &Surroundings::changed, this, &DerivedFeed::renew);
        connect(m_source, &Source::stateChanged, this, [this] {
            if (!m_busy) // else said with the rows
                tellTruth();
        });
        Truth truth;
        truth.phase = Truth::Phase::Loading;
        store->setTruth(truth);
        renew();
    }

private:
    void renew()
    {
        if (m_busy) {
            m_again = true;
            return;
        }
        m_busy = true;
        m_surroundings->objects().then(this, [this](const Result<std::shared_ptr<const ObjectSet>> &objects) {
            if (!objects) {
                m_busy = false;
                return;
            }
            runInPool([objects = *objects, compute = m_compute]() {
                return Result<QList<Row>>(compute(*objects));
            }).then(this, [this](const Result<QList<Row>> &rows) {
                m_busy = false;
                if (rows)
                    m_store->replaceAll(*rows);
                tellTruth();
                if (std::exchange(m_again, false))
                    renew();
            });
        });
    }

    // As true as the worst of the kinds behind it.
    void tellTruth()
    {
        if (!m_surroundings)
            return;
        Truth worst;
        worst.phase = Truth::Phase::Live;
        const auto rank = [](Truth::Phase phase) {
            switch (phase) {
            case Truth::Phase::Live:
            case Truth::Phase::Offline:
                return 0;
            case Truth::Phase::Idle:
            case Truth::Phase::Loading:
                return 1;
            case Truth::Phase::Stale:
                return 2;
            case Truth::Phase::Failed:
                return 3;
            }
            return 0;
        };
        for (const QString &kind : m_kinds) {
            const ResourceStore *store = m_surroundings->store(kind);
            if (store && rank(store->truth().phase) > rank(worst.phase))
                worst = store->truth();
        }
        if (m_source && m_source->catalog().isEmpty()) {
            // Nothing is known about any kind yet: the link itself says how true that is.
            const SourceState link = m_source->state();
            const bool failed = link.phase == SourceState::Phase::Failed;
            worst.phase = failed ? Truth::Phase::Failed : Truth::Phase::Loading;
            worst.error = link.error;
            worst.nextTry = link.nextTry;
        }
        if (worst.phase == Truth::Phase::Idle)
            worst.phase = Truth::Phase::Loading;
        m_store->setTruth(worst);
    }

    QPointer<Surroundings> m_surroundings;
    QPointer<Source> m_source;
    ResourceStore *m_store;
    QStringList m_kinds;
    Compute m_compute;
    bool m_busy = false;
    bool m_again = false;
};

} // namespace

StoreLease derivedStore(AppContext *context, DerivedKind kind)
{
    if (!context->surroundings())
        return {};
    const auto spectro = [](const char *word) { return QLatin1String(word) + u'.' + spectroGroup; };
    QList<Column> columns;
    QStringList kinds;
    DerivedFeed::Compute compute;
    switch (kind) {
    case DerivedKind::Access:
        columns = accessColumns();
        kinds = {spectro("Tenant"), spectro("Project")};
        compute = [](const ObjectSet &objects) { return accessRows(objects).rows; };
        break;
    case DerivedKind::Clusters:
        columns = clusterColumns();
        kinds = {spectro("ComputePool")};
        compute = [](const ObjectSet &objects) { return clusterRows(objects).rows; };
        break;
    case DerivedKind::ClusterProfiles:
        columns = clusterProfileColumns();
        kinds = {spectro("ProfileBundle")};
        compute = [](const ObjectSet &objects) { return clusterProfileRows(objects).rows; };
        break;
    }
    auto store =
        std::make_shared<ResourceStore>(ResourceType(), QString(), std::make_shared<FixedColumns>(columns));
    new DerivedFeed(context, store.get(), kinds, compute);
    return StoreLease(store, [] {});
}

} // namespace easel
