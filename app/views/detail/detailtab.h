// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "app/views/objectsummary.h"

#include <QWidget>

namespace easel {

// The object that a detail shows, as far as it is known.
struct DetailSubject
{
    ObjectRef ref;
    ResourceType type;
    QString uid;
    QString resourceVersion;
    QJsonObject object; // empty until it is read
    ObjectSummary summary;
    Knowledge knowledge;
    bool stale = false;
    bool gone = false;
    bool explain = false; // somebody asked why, though all may be well
};

// One tab of the detail. It is told the subject whenever that changes, but works only while it is shown.
class DetailTab : public QWidget
{
    Q_OBJECT

public:
    DetailTab(AppContext *context, QWidget *parent)
        : QWidget(parent)
        , m_context(context)
    {}
    AppContext *context() const { return m_context; }

    void setSubject(const DetailSubject &subject)
    {
        const bool other = !(subject.ref == m_subject.ref) || subject.uid != m_subject.uid;
        m_subject = subject;
        m_dirty = true;
        if (other)
            reset();
        if (isVisible())
            bringUpToDate();
    }
    const DetailSubject &subject() const { return m_subject; }
    void refresh()
    {
        m_dirty = true;
        if (isVisible())
            bringUpToDate();
    }

Q_SIGNALS:
    void badgeChanged(int count);

protected:
    virtual void reset() {}         // another object: what belonged to the old one goes
    virtual void showSubject() = 0; // show the subject
    void showEvent(QShowEvent *event) override
    {
        QWidget::showEvent(event);
        bringUpToDate();
    }

private:
    void bringUpToDate()
    {
        if (!m_dirty || m_subject.ref.name.isEmpty())
            return;
        m_dirty = false;
        showSubject();
    }
    AppContext *m_context;
    DetailSubject m_subject;
    bool m_dirty = false;
};

} // namespace easel
