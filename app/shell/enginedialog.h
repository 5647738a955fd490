// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace easel {

class EngineDesk;
class KeyValueGrid;
class StateChip;
struct EngineLogLine;

// The engine of the open hub: the switch, what it does, who holds the Lease, which rights are missing, and
// what it did.
class EngineDialog : public QDialog
{
    Q_OBJECT

public:
    EngineDialog(EngineDesk *desk, const QString &hubTitle, QWidget *parent);

Q_SIGNALS:
    void onRequested(); // switching off asks nobody

private:
    void renew();
    void followLog();
    void append(const EngineLogLine &line);

    EngineDesk *m_desk;
    StateChip *m_state;
    QLabel *m_sentence;
    KeyValueGrid *m_facts;
    QLabel *m_missing;
    QPlainTextEdit *m_log;
    QLabel *m_logEmpty;
    QPushButton *m_switch;
    bool m_following = false;
};

} // namespace easel
