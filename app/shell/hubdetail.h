// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace easel {

class AppContext;
class Banner;
class HubsModel;
class KeyValueGrid;
class StateChip;

// One hub of the list: what is known of it, its marks, and what can be done with it.
class HubDetail : public QWidget
{
    Q_OBJECT

public:
    HubDetail(AppContext *context, HubsModel *model, QWidget *parent = nullptr);
    void setRow(int row); // -1: none
    int row() const { return m_row; }
    void renew();

Q_SIGNALS:
    void openRequested();
    void openAnewRequested(); // in a window of its own
    void viewAsRequested();
    void checkRequested(); // or that it stops
    void openIdRequested();
    void forgetRequested(); // the file that it stands in

private:
    void fillColors();

    AppContext *m_context;
    HubsModel *m_model;
    int m_row = -1;
    QLabel *m_name;
    StateChip *m_state;
    Banner *m_reason;
    KeyValueGrid *m_facts;
    QCheckBox *m_favourite;
    QCheckBox *m_protected;
    QComboBox *m_color;
    QPushButton *m_open;
    QPushButton *m_openAnew;
    QPushButton *m_check;
    QPushButton *m_viewAs;
    QPushButton *m_openId;
    QPushButton *m_forget;
};

} // namespace easel
