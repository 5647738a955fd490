// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "app/views/quota/gpuestatefeed.h"

#include <QSet>
#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace easel {

class Banner;
class EmptyState;
class EstateCounts;
class MachineMap;
class MatterCards;
class QuotaTreeFilter;
struct QuotaReport;
class QuotaTreeModel;
class QuotaTreeView;
class SearchField;
class Skeleton;
class UsagePanel;
class UsageRecorder;

// GPUs of the whole estate: what needs action, tenants and projects with their bars, machines by rack. All of
// it follows the source event by event; every figure leads to the objects behind it.
class QuotaDashboard : public QWidget
{
    Q_OBJECT

public:
    // The recorder may be null: no history then.
    QuotaDashboard(AppContext *context, UsageRecorder *recorder, QWidget *parent = nullptr);

    QuotaTreeView *tree() const { return m_tree; }
    QuotaTreeModel *model() const { return m_model; }
    MatterCards *cards() const { return m_cards; }
    MachineMap *machines() const { return m_machines; }
    UsagePanel *usage() const { return m_usage; }
    SearchField *filterField() const { return m_field; }
    QString filterText() const;
    void setFilterText(const QString &text);
    void focusFilter();
    // One step back: what machines are looked at, the filter. False when there was nothing.
    bool stepBack();
    // What is shown now, with all rows that the filter leaves; for a PDF.
    QuotaReport report() const;
    void exportReport();
    // "loading", "live", "stale", "offline", "failed", "empty", "filtered-empty", "missing"
    QString shownState() const { return m_shownState; }

Q_SIGNALS:
    void filterEdited(const QString &text);
    void shown(); // news have reached the screen's models

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeBody();
    void take(const GpuNews &news);
    void applyScope();
    void applyFilter();
    void showTruth();
    void showNote();
    void lookAt();
    void lookAtUsage();
    void chooseFamilies();
    void shareHeight();
    void fillFamilies();
    void showMenu(const QPoint &position);
    void openCurrent();
    void openPools(const GpuScope &scope, const QString &family = {});
    bool leads(const QModelIndex &index) const;
    void openFigure(const QModelIndex &source);
    void openObjects(const GpuMatter &matter);
    void filterBy(const GpuMatter &matter, bool on);
    QStringList projectsOf(const GpuScope &scope) const;
    // Runs `change`, then opens the same tenants and selects the same row as before.
    void keepingPlace(const std::function<void()> &change);
    void expandAsBefore();
    ActionTarget target() const;
    ActionTarget rowTarget() const;
    void showActions();

    AppContext *m_context;
    GpuEstateFeed *m_feed;
    QuotaTreeModel *m_model;
    QuotaTreeFilter *m_filter;
    QLabel *m_note;
    EstateCounts *m_counts; // in place of the note, where everything is shown
    QToolButton *m_families;
    QMenu *m_familyMenu;
    QPushButton *m_report;
    QPushButton *m_whatIf;
    QPushButton *m_setLimits;
    Banner *m_banner;
    QWidget *m_bannerHolder;
    MatterCards *m_cards;
    SearchField *m_field;
    QStackedWidget *m_stack;
    QSplitter *m_splitter;
    QuotaTreeView *m_tree;
    UsagePanel *m_usage;
    MachineMap *m_machines;
    Skeleton *m_skeleton;
    EmptyState *m_empty;
    std::function<void()> m_emptyAction;
    QStringList m_chosenFamilies; // by the user; empty: as many as fit
    QList<GpuFamilyTotal> m_totals;
    QSet<QString> m_collapsed;                // tenants
    std::optional<GpuMatter> m_machineMatter; // the card whose machines are looked at
    QString m_about;                          // what is shown, in words
    GpuNews m_last;                           // without what changed
    bool m_known = false;
    bool m_restoring = false;
    QString m_shownState;
};

} // namespace easel
