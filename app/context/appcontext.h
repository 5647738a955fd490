// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/actionregistry.h"
#include "app/context/prompter.h"
#include "app/context/scope.h"
#include "app/context/settings.h"
#include "app/context/surroundings.h"

#include <QObject>

#include <memory>

namespace easel {

class AccessGate;
class DraftStore;
class HubMarks;
class InventoryFeed;
class Journal;
class OperationLog;
class PaletteDesk;
class SecretStore;
class SignInSettings;

// Where Easel keeps things between runs. Tests give folders of their own.
struct AppPaths
{
    QString settingsFile;
    QString journalFile;
    QString draftFolder;
    QString usageFolder; // histories of GPU use
    QString workFolder;  // the sample's copy goes below it

    static AppPaths standard();
    static AppPaths below(const QString &folder);
};

// What every screen and wizard of one window gets handed: the source it looks at, its scope, and the
// services. Made once by the shell and passed down; nothing here is global.
class AppContext : public QObject
{
    Q_OBJECT

public:
    // secrets: where tokens and keys are kept between runs; without one they are in memory only.
    AppContext(const AppPaths &paths, std::unique_ptr<Prompter> prompter, QObject *parent = nullptr);
    AppContext(const AppPaths &paths, std::unique_ptr<Prompter> prompter,
               std::unique_ptr<SecretStore> secrets, QObject *parent = nullptr);
    // For a further window: a source, scope, rights and actions of its own; everything that is kept between
    // runs, and what was changed in this one, is the first one's, which outlives it.
    explicit AppContext(AppContext *first);
    ~AppContext() override;

    const AppPaths &paths() const { return m_paths; }
    Settings *settings() const { return m_settings; }
    SignInSettings *signInSettings() const { return m_signInSettings; }
    HubMarks *hubMarks() const { return m_hubMarks; }
    SecretStore *secrets() const { return m_secrets; }
    PaletteDesk *palette() const { return m_palette; }
    Prompter *prompter() const { return m_prompter.get(); }
    ActionRegistry *actions() const { return m_actions; }
    AccessGate *access() const { return m_access; }
    Journal *journal() const { return m_journal; }
    OperationLog *operations() const { return m_operations; }
    DraftStore *drafts() const { return m_drafts; }

    Source *source() const { return m_source.get(); } // null on the start screen
    // Takes the source and opens it; views of the old one must have let go when sourceAboutToChange()
    // returns.
    void setSource(std::unique_ptr<Source> source);
    static QString namespacesKey(const QString &hub); // of the settings: namespaces typed for a hub
    // What the other windows of this run have open.
    QList<Source *> sourcesOfOtherWindows() const;
    Surroundings *surroundings() const { return m_surroundings.get(); } // null without a source
    // Machines of all sources, from the first time that somebody asks; null without a source.
    InventoryFeed *inventory();

    const Scope &scope() const { return m_scope; }
    void setScope(const Scope &scope);
    QString scopeTitle() const; // "all tenants", "borealis"
    // Namespaces that the scope shows; nullopt: all.
    std::optional<QSet<QString>> scopeNamespaces() const;

    // Goes to an object: the window shows its table with the object selected.
    void openObject(const ObjectRef &ref) { Q_EMIT openRequested(ref); }
    // Opens a hub from a kubeconfig that was just written.
    void openKubeconfig(const QString &path) { Q_EMIT kubeconfigOpenRequested(path); }
    // Goes to the table of a kind with a filter in place.
    void openList(const QString &groupKind, const QString &filter)
    {
        Q_EMIT listRequested(groupKind, filter);
    }
    // Shows what runs, step by step.
    void showActivity() { Q_EMIT activityRequested(); }
    // Something that was asked for was not done: it is said until somebody closes it.
    void tell(const QString &strong, const QString &text) { Q_EMIT problemTold(strong, text); }
    // One line about what the user just did, with a way back (may be null). Never an error.
    void toast(const QString &text, std::function<void()> undo = {}) { Q_EMIT toastRequested(text, undo); }

Q_SIGNALS:
    void sourceAboutToChange();
    void sourceChanged();
    void otherWindowsChanged(); // sourcesOfOtherWindows()
    void scopeChanged();
    void openRequested(const easel::ObjectRef &ref);
    void kubeconfigOpenRequested(const QString &path);
    void listRequested(const QString &groupKind, const QString &filter);
    void activityRequested();
    void problemTold(const QString &strong, const QString &text);
    void toastRequested(const QString &text, const std::function<void()> &undo);

private:
    QList<AppContext *> others() const;

    AppPaths m_paths;
    AppContext *m_first; // itself in the first window
    std::shared_ptr<Prompter> m_prompter;
    Settings *m_settings;
    SignInSettings *m_signInSettings;
    HubMarks *m_hubMarks;
    SecretStore *m_secrets;
    PaletteDesk *m_palette;
    AccessGate *m_access;
    ActionRegistry *m_actions;
    Journal *m_journal;
    OperationLog *m_operations;
    DraftStore *m_drafts;
    std::unique_ptr<Source> m_source;
    std::unique_ptr<Surroundings> m_surroundings;
    Scope m_scope;
    InventoryFeed *m_inventory = nullptr;
};

} // namespace easel
