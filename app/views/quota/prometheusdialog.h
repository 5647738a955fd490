// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/prometheusfeed.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace easel {

class FormField;

// Where Prometheus of the hub answers, what it is asked, and whether that works.
class PrometheusDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PrometheusDialog(PrometheusFeed *feed, QWidget *parent = nullptr);

private:
    PrometheusPlace place() const;
    std::optional<QByteArray> token() const; // nothing: the one that is kept
    bool isAddressGood();
    void tryOut();
    void save();

    PrometheusFeed *m_feed;
    QLineEdit *m_address;
    QLineEdit *m_token;
    QPlainTextEdit *m_use;
    QPlainTextEdit *m_limit;
    FormField *m_addressField;
    FormField *m_tokenField;
    QPushButton *m_try;
    QLabel *m_result;
    bool m_hasToken = false;
    ScopedCall<QString> m_trying;
    ScopedCall<bool> m_asking;
};

} // namespace easel
