// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/appcontext.h"

#include "app/context/accessgate.h"
#include "app/context/hubmarks.h"
#include "app/context/inventoryfeed.h"
#include "app/context/palettedesk.h"
#include "core/changes/draft.h"
#include "core/changes/operation.h"
#include "core/clients/signin/secretstore.h"
#include "core/clients/signin/signinsettings.h"

#include <QStandardPaths>
#include <QUrl>

namespace easel {

AppPaths AppPaths::standard()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return {Settings::defaultFile(), Journal::defaultFile(), DraftStore::defaultFolder(),
            data + QStringLiteral("/usage"), data};
}

AppPaths AppPaths::below(const QString &folder)
{
    return {folder + QStringLiteral("/easel.ini"), folder + QStringLiteral("/journal.jsonl"),
            folder + QStringLiteral("/drafts"), folder + QStringLiteral("/usage"), folder};
}

AppContext::AppContext(const AppPaths &paths, std::unique_ptr<Prompter> prompter, QObject *parent)
    : AppContext(paths, std::move(prompter), std::make_unique<MemorySecretStore>(), parent)
{}

AppContext::AppContext(const AppPaths &paths, std::unique_ptr<Prompter> prompter,
                       std::unique_ptr<SecretStore> secrets, QObject *parent)
    : QObject(parent)
    , m_paths(paths)
    , m_first(this)
    , m_prompter(std::move(prompter))
    , m_settings(new Settings(paths.settingsFile, this))
    , m_signInSettings(new SignInSettings(paths.settingsFile, this))
    , m_hubMarks(new HubMarks(paths.settingsFile, this))
    , m_secrets(secrets.release())
    , m_palette(new PaletteDesk(paths.settingsFile, m_secrets, this))
    , m_access(new AccessGate(this))
    , m_actions(new ActionRegistry(m_access, this))
    , m_journal(new Journal(paths.journalFile, this))
    , m_operations(new OperationLog(m_journal, this))
    , m_drafts(new DraftStore(paths.draftFolder, this))
{
    m_secrets->setParent(this);
}

AppContext::AppContext(AppContext *first)
    : QObject(first)
    , m_paths(first->m_paths)
    , m_first(first)
    , m_prompter(first->m_prompter)
    , m_settings(first->m_settings)
    , m_signInSettings(first->m_signInSettings)
    , m_hubMarks(first->m_hubMarks)
    , m_secrets(first->m_secrets)
    , m_palette(first->m_palette)
    , m_access(new AccessGate(this))
    , m_actions(new ActionRegistry(m_access, this))
    , m_journal(first->m_journal)
    , m_operations(first->m_operations)
    , m_drafts(first->m_drafts)
{}

AppContext::~AppContext() = default;

QString AppContext::namespacesKey(const QString &hub)
{
    return QStringLiteral("namespaces-") + QString::fromLatin1(QUrl::toPercentEncoding(hub));
}

void AppContext::setSource(std::unique_ptr<Source> source)
{
    Q_EMIT sourceAboutToChange();
    delete std::exchange(m_inventory, nullptr);
    m_surroundings.reset();
    m_access->forget();
    m_source = std::move(source);
    m_scope = {};
    if (m_source) {
        connect(m_source.get(), &Source::mistakeFound, this,
                [this](const QString &sentence) { Q_EMIT toastRequested(sentence, {}); });
        if (m_source->typedNamespaces()) {
            const QString typed = m_settings->text(namespacesKey(m_source->title()));
            m_source->setTypedNamespaces(typed.split(u' ', Qt::SkipEmptyParts));
        }
        m_source->open();
        m_surroundings = std::make_unique<Surroundings>(m_source.get());
    }
    Q_EMIT sourceChanged();
    for (AppContext *other : others())
        Q_EMIT other->otherWindowsChanged();
}

// Those of further windows are the first one's children.
QList<AppContext *> AppContext::others() const
{
    QList<AppContext *> all;
    if (m_first != this)
        all << m_first;
    for (QObject *child : m_first->children()) {
        auto *context = qobject_cast<AppContext *>(child);
        if (context && context != this)
            all << context;
    }
    return all;
}

QList<Source *> AppContext::sourcesOfOtherWindows() const
{
    QList<Source *> sources;
    for (const AppContext *other : others()) {
        if (other->source())
            sources << other->source();
    }
    return sources;
}

InventoryFeed *AppContext::inventory()
{
    if (!m_inventory && m_source)
        m_inventory = new InventoryFeed(this, this);
    return m_inventory;
}

void AppContext::setScope(const Scope &scope)
{
    if (scope == m_scope)
        return;
    m_scope = scope;
    Q_EMIT scopeChanged();
}

QString AppContext::scopeTitle() const
{
    return m_scope.kind == Scope::Kind::All ? tr("all tenants") : m_scope.name;
}

std::optional<QSet<QString>> AppContext::scopeNamespaces() const
{
    switch (m_scope.kind) {
    case Scope::Kind::All:
        break;
    case Scope::Kind::Project:
        return QSet<QString>{m_scope.name};
    case Scope::Kind::Tenant:
        return m_surroundings ? m_surroundings->namespacesOf(m_scope.name) : QSet<QString>();
    }
    return std::nullopt;
}

} // namespace easel
