// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"
#include "core/store/copyout.h"

#include <QDialog>
#include <QPointer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace easel {

// Copies files out of a container: what, from which container, to where; then how far it is and what was
// refused.
class CopyDialog : public QDialog
{
    Q_OBJECT

public:
    CopyDialog(AppContext *context, const ObjectRef &pod, QWidget *parent = nullptr);
    ~CopyDialog() override;

    void reject() override;

private:
    void check();
    void begin();
    void end();
    void say(Tone tone, const QString &text);

    AppContext *m_context;
    ObjectRef m_pod;
    ScopedCall<QJsonObject> m_reading;
    QPointer<CopyOut> m_copy;
    QComboBox *m_container;
    QLineEdit *m_path;
    QLineEdit *m_folder;
    QPushButton *m_choose;
    QPushButton *m_start;
    QPushButton *m_close;
    QProgressBar *m_progress;
    QLabel *m_said;
    QPlainTextEdit *m_refused;
};

} // namespace easel
