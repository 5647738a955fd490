// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace easel {

class WhatIfLedgerModel;

// The ledger now and then, a line for whoever's numbers differ: bars side by side.
class WhatIfLedger : public QTableView
{
    Q_OBJECT

public:
    explicit WhatIfLedger(WhatIfLedgerModel *model, QWidget *parent = nullptr);
    int wholeHeight() const; // with all rows and the header

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fitColumns();

    WhatIfLedgerModel *m_model;
};

} // namespace easel
