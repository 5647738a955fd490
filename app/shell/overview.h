// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/navigation.h"

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace easel {

class EmptyState;
class Panel;
class ResourceFilterModel;
class ResourceTable;
class ResourceTableModel;
class ToneCount;

// What there is and what needs action. Every number opens the list it counts.
class OverviewView : public QWidget
{
    Q_OBJECT

public:
    OverviewView(AppContext *context, const QList<NavigationEntry> &entries, QWidget *parent = nullptr);
    ResourceTable *attentionTable() const { return m_table; }

Q_SIGNALS:
    void entryRequested(const QString &id, const QString &filter);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void look(bool onScreen);
    struct Card
    {
        QString id;
        QString groupKind;
        std::function<bool(const RowView &)> base;
        QPushButton *number = nullptr;
        QHash<int, ToneCount *> tones;
        class QHBoxLayout *toneRow = nullptr;
    };
    void addCard(QGridLayout *grid, int place, const NavigationEntry &entry);
    void renew();
    void showWell();
    ActionTarget target() const;

    AppContext *m_context;
    QLabel *m_note;
    std::unique_ptr<ResourceStore> m_store;
    ResourceTableModel *m_source;
    ResourceFilterModel *m_model;
    ResourceTable *m_table;
    EmptyState *m_well;
    QLabel *m_attention;
    QList<Card> m_cards;
};

} // namespace easel
