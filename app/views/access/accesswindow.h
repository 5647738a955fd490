// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/access.h"
#include "core/store/source.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTableView;

namespace easel {

class AppContext;
class Banner;

// "May this group do X on kind Y in project Z": the answer with the chain of bindings, or what is missing;
// and below it everything that the group may do there. By the roles that are on the hub; in a folder, and
// where the hub shows none, by those that the engine makes of tenants and projects (resource-model 3.f).
class AccessWindow : public QWidget
{
    Q_OBJECT

public:
    explicit AccessWindow(AppContext *context, QWidget *parent = nullptr);
    ~AccessWindow() override;

    void ask(const QString &group, const QString &namespaceName); // empty: stays as it is
    bool isReady() const { return m_ready; }
    bool isByHub() const { return m_byHub; }

Q_SIGNALS:
    void answered();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void lease();
    void read();
    void fillChoices();
    void answer();
    void showChain(const QStringList &lines);
    void showRights(const QStringList &groups, const QString &namespaceName);
    void copySelected();
    AccessRequest request() const;
    QString sourceSentence() const;

    AppContext *m_context;
    std::vector<StoreLease> m_leases;
    QTimer m_soon;
    AccessBook m_book;
    bool m_byHub = false;
    bool m_ready = false;
    bool m_filling = false;
    QString m_whyNotHub;
    QComboBox *m_group;
    QComboBox *m_verb;
    QComboBox *m_kind;
    QComboBox *m_place;
    Banner *m_answer;
    QPlainTextEdit *m_chain;
    QLabel *m_source;
    QLabel *m_rightsTitle;
    QLineEdit *m_filter;
    QStandardItemModel *m_rights;
    QSortFilterProxyModel *m_filtered;
    QTableView *m_table;
};

// Registers "Who can do what…". Called once by the shell.
void registerAccessActions(AppContext *context);

} // namespace easel
