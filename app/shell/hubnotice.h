// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/preparehub.h"

#include <QObject>
#include <QPointer>

namespace easel {

class AppContext;
class Notice;

// Looks at a hub's kinds once it is connected and tells in the notice line when some are missing, older or
// newer than this Easel (resource-model 0.2). Screens of an empty hub say so themselves.
class HubNotice : public QObject
{
    Q_OBJECT

public:
    HubNotice(AppContext *context, Notice *notice, QObject *parent);

private:
    void follow();
    void lookOnce();
    void look();
    void tell(const HubCheck &check);

    AppContext *m_context;
    Notice *m_notice;
    QPointer<Source> m_looked; // this one was looked at
    ScopedCall<HubCheck> m_check;
    bool m_told = false;
};

} // namespace easel
