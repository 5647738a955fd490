// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

namespace easel {

class AppContext;
struct SourceState;
class Banner;

// Says what is wrong with the open source as a whole, on every screen: a hub that does not answer (what was
// tried, what it said, when the next try is), a folder that cannot be read, files of it that are left out.
// Hidden while all is well. A link that was live and is lost is told by the tables themselves.
class SourceBanner : public QWidget
{
    Q_OBJECT

public:
    explicit SourceBanner(AppContext *context, QWidget *parent);

private:
    void follow();
    void renew();
    void sayUnreachable();
    static bool needsPerson(const SourceState &state);
    void sayProblems();
    void showAll();

    AppContext *m_context;
    Banner *m_banner;
    QTimer m_clock;
    QStringList m_problems; // "file, line 3: sentence"
    QString m_closed;       // what was closed stays so until something else is to be said
};

} // namespace easel
