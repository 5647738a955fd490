// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"
#include "core/store/podaccess.h"

#include <QPointer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace easel {

class Banner;
class TerminalView;

// A shell in a container of a pod, or its own process, in a window of its own.
class TerminalWindow : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Shell, Attach };
    TerminalWindow(AppContext *context, const ObjectRef &pod, Kind kind, QWidget *parent = nullptr);
    ~TerminalWindow() override;

    TerminalView *terminal() const { return m_terminal; }
    QString stateText() const;

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void readPod();
    void begin();
    void end(const QString &words);
    void showTitle();

    AppContext *m_context;
    ObjectRef m_pod;
    Kind m_kind;
    QJsonObject m_object;
    ScopedCall<QJsonObject> m_reading;
    QPointer<ExecSession> m_session;
    QComboBox *m_container;
    QLabel *m_state;
    QPushButton *m_again;
    Banner *m_banner;
    QWidget *m_bannerHolder;
    TerminalView *m_terminal;
};

} // namespace easel
