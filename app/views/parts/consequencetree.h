// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/deletiontree.h"

#include <QTreeView>

namespace easel {

// Everything that goes with what is deleted, each below what it goes with; what keeps it from going says why.
class ConsequenceTree : public QTreeView
{
    Q_OBJECT

public:
    explicit ConsequenceTree(const DeletionNode &root, QWidget *parent = nullptr);
    QString asText() const; // indented lines, for the clipboard
    QSize sizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    DeletionNode m_root;
};

} // namespace easel
