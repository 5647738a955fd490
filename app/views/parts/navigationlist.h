// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QListView>

namespace easel {

// The navigation, as wide as its bar: rows of 24 with icon and name, headings between, at
// the right the worst state below the entry with its count. Any list model with HeadingRole, IconNameRole,
// BadgeToneRole, BadgeCountRole.
class NavigationList : public QListView
{
    Q_OBJECT

public:
    explicit NavigationList(QWidget *parent = nullptr);
    void setCompact(bool compact); // icons only
    bool isCompact() const { return m_compact; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void entryChosen(const QModelIndex &index); // by click, Enter or the arrow keys

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_compact = false;
};

} // namespace easel
