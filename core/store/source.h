// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/kubeclient.h"
#include "core/schema/schema.h"
#include "core/store/resourcestore.h"

namespace easel {

struct StoreKey
{
    ResourceType type;
    QString namespaceName; // empty: all
    QString labelSelector;
    bool operator==(const StoreKey &) const = default;
    friend size_t qHash(const StoreKey &key, size_t seed = 0)
    {
        return qHashMulti(seed, key.type, key.namespaceName, key.labelSelector);
    }
};

// Holding a lease keeps a shared store fed; when the last lease of a store is gone, its reflector stops after
// a grace of half a minute and its rows are freed. Whoever shows the rows says so: what is on screen is fed
// first. Move-only; safe when the source dies first.
class StoreLease
{
public:
    StoreLease() = default;
    StoreLease(std::shared_ptr<ResourceStore> store, std::function<void()> release,
               std::function<void(bool onScreen)> show = {})
        : m_store(std::move(store))
        , m_release(std::move(release))
        , m_show(std::move(show))
    {}
    StoreLease(StoreLease &&other) noexcept { swap(other); }
    StoreLease &operator=(StoreLease &&other) noexcept
    {
        StoreLease(std::move(other)).swap(*this);
        return *this;
    }
    ~StoreLease()
    {
        setOnScreen(false);
        if (m_release)
            m_release();
    }
    Q_DISABLE_COPY(StoreLease)
    ResourceStore *operator->() const { return m_store.get(); }
    ResourceStore *get() const { return m_store.get(); }
    explicit operator bool() const { return m_store != nullptr; }
    void setOnScreen(bool onScreen)
    {
        if (std::exchange(m_onScreen, onScreen) != onScreen && m_show)
            m_show(onScreen);
    }

private:
    void swap(StoreLease &other)
    {
        std::swap(m_store, other.m_store);
        std::swap(m_release, other.m_release);
        std::swap(m_show, other.m_show);
        std::swap(m_onScreen, other.m_onScreen);
    }
    std::shared_ptr<ResourceStore> m_store;
    std::function<void()> m_release;
    std::function<void(bool onScreen)> m_show;
    bool m_onScreen = false;
};

// resource-model 0.2.
enum class HubMode { Unknown, Vendor, Easel, Empty, Workspace };

// State of the link to a source as the top bar shows it.
struct SourceState
{
    enum class Phase { Connecting, Live, Stale, Failed };
    Phase phase = Phase::Connecting;
    QDateTime since;
    QDateTime lastHeard; // age of the data
    std::optional<Error> error;
    QDateTime nextTry;
};

// The text an object is kept as: a document of a file, or YAML made from the live object.
struct ObjectText
{
    QByteArray text;
    QString file; // workspace: absolute path; hub: empty
    int document = 0;
    int firstLine = 1;
    QHash<JsonPointer, QString> owners; // hub: who wrote which field; the text does not say it
};

// A hub or a workspace: where objects are read from and written to. Lives in the GUI thread; nothing of it
// blocks.
class Source : public QObject
{
    Q_OBJECT

public:
    using ExtractorFactory = std::function<RowExtractorPtr(const ResourceType &)>;

    using QObject::QObject;

    virtual QString title() const = 0;        // context name or workspace name
    virtual QString identityText() const = 0; // "platform-lead (token)", "folder ~/easel/borealis"
    // Why nobody can be sure that it is the right server, as a short word and a sentence; empty: one can be.
    virtual QString doubt() const { return {}; }
    virtual QString doubtSentence() const { return {}; }
    // Of the API server, for telling hubs apart; empty: there is none.
    virtual QString address() const { return {}; }
    // Whom we act for there, and as which groups; no user: we are ourselves.
    virtual ViewAs actsFor() const { return {}; }
    virtual HubMode mode() const = 0;
    bool isWorkspace() const { return mode() == HubMode::Workspace; }
    virtual SourceState state() const = 0;
    virtual QString systemNamespace() const = 0;
    virtual void open() = 0; // starts connecting or reading
    // F5: list everything that is looked at again. A person wants it: what needs one to sign in is asked
    // again.
    virtual void refresh() = 0;

    // Where somebody looks who may not list across namespaces, in a person's words (resource-model 3.f.5);
    // nothing: there is no such thing here.
    virtual std::optional<QStringList> typedNamespaces() const { return std::nullopt; }
    virtual void setTypedNamespaces(const QStringList &namespaces) { Q_UNUSED(namespaces) }

    virtual const ApiCatalog &catalog() const = 0;
    virtual StoreLease store(const StoreKey &key) = 0;

    // The whole object as it is now.
    virtual Call<QJsonObject> fetch(const ObjectRef &ref) = 0;
    virtual Call<ObjectText> text(const ObjectRef &ref) = 0;
    virtual Call<QList<QJsonObject>> events(const ObjectRef &ref, const QString &uid) = 0;
    virtual Call<AccessAnswer>
    can(const AccessQuestion &question) = 0; // answers are remembered for some minutes
    // Null schema when the kind has none.
    // A kind of which Easel itself would show no more than names: its table is better asked for after the
    // server said what it prints of it. learnColumns() ends well also when that is nothing.
    virtual bool lacksColumns(const ResourceType &type) const
    {
        Q_UNUSED(type)
        return false;
    }
    virtual Call<Done> learnColumns(const ResourceType &type)
    {
        Q_UNUSED(type)
        return Call<Done>::ready(Done{});
    }
    virtual Call<std::shared_ptr<const Schema>> schemaOf(const ResourceType &type) = 0;

    // Writing, for changes/ only. A workspace checks and "dry-runs" with its schema; its writes keep
    // comments.
    virtual Call<WriteResult> apply(const QJsonObject &object, const WriteOptions &options) = 0;
    virtual Call<WriteResult> mergePatch(const ObjectRef &ref, const QJsonObject &patch,
                                         const WriteOptions &options) = 0;
    virtual Call<Done> remove(const ObjectRef &ref, const DeleteOptions &options) = 0;

Q_SIGNALS:
    void stateChanged();
    void catalogChanged();
    // Easel found rows of its own to be wrong; a sentence for people.
    void mistakeFound(const QString &sentence);
};

} // namespace easel
