// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/quota/usagerecorder.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace easel {

class FormField;

// Where the history of use comes from: what Easel keeps of the hub, to be taken out whole; and where its
// Prometheus answers, what it is asked, and whether that works.
class UsageSourcesDialog : public QDialog
{
    Q_OBJECT

public:
    UsageSourcesDialog(AppContext *context, UsageRecorder *recorder, QWidget *parent = nullptr);

private:
    PrometheusPlace place() const;
    std::optional<QByteArray> token() const; // nothing: the one that is kept
    bool isAddressGood();
    void exportAll();
    void tryOut();
    void save();

    AppContext *m_context;
    UsageRecorder *m_recorder;
    PrometheusFeed *m_feed;
    // In the order of Tab: a field stands right behind its editor.
    QPushButton *m_exportAll;
    QLineEdit *m_address;
    FormField *m_addressField;
    QLineEdit *m_token;
    FormField *m_tokenField;
    QPlainTextEdit *m_use;
    FormField *m_useField;
    QPlainTextEdit *m_limit;
    FormField *m_limitField;
    QPushButton *m_try;
    QLabel *m_result;
    bool m_hasToken = false;
    ScopedCall<QString> m_trying;
    ScopedCall<bool> m_asking;
};

} // namespace easel
