// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/hubmarks.h"
#include "app/models/roles.h"
#include "app/shell/hublist.h"
#include "core/clients/signin/filewatch.h"
#include "core/store/row.h"

#include <QAbstractTableModel>

namespace easel {

class AppContext;

// The contexts of all kubeconfigs with what the last look at each found. It follows its files; a hub is
// looked at when somebody asks and at no other time.
class HubsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, State, Version, Latency, Server, SignIn, Person, Ends, ColumnCount };
    enum Role { ColorRole = FirstFreeRole, FavouriteRole, ProtectedRole }; // of the row

    explicit HubsModel(AppContext *context, QObject *parent = nullptr);

    void load();
    bool isLoading() const { return m_isLoading; }
    const QStringList &problems() const { return m_problems; }
    const HubEntry &entry(int row) const { return m_entries.at(row).entry; }
    FavouriteHub favourite(int row) const;
    const std::optional<HubHealth> &health(int row) const { return m_entries.at(row).health; }
    bool isLooking(int row) const { return m_entries.at(row).look.isValid(); }
    std::pair<Tone, QString> stateOf(int row) const;
    QString reasonOf(int row) const; // why the state is what it is, a sentence; empty: all is well
    std::pair<Tone, QString> endOf(int row) const; // "12 d left"

    // Whoever must be asked to sign in is asked through the services; without an agent nobody is.
    void look(int row, const SignInServices &services);
    void stopLooking(int row);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void loaded();

private:
    struct Known
    {
        HubEntry entry;
        std::optional<HubHealth> health;
        Call<HubHealth> look; // valid while it runs
    };
    void take(const HubList &list);
    void finishLook(const QString &kubeconfig, const QString &name, const Result<HubHealth> &health);
    QString text(int row, int column) const;
    QVariant sortValue(int row, int column) const;

    AppContext *m_context;
    QList<Known> m_entries;
    QStringList m_problems;
    FileWatch m_watch;
    ScopedCall<HubList> m_reading;
    bool m_isLoading = false;
};

} // namespace easel
