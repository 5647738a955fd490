// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/logfeed.h"
#include "core/store/logsearch.h"

#include <QAbstractScrollArea>

namespace easel {

// The lines of a log feed, painted as they are seen: what is kept costs nothing until somebody looks at it.
// Lines that go at the top do not move what is being read; at the end it follows.
class LogText : public QAbstractScrollArea
{
    Q_OBJECT

public:
    LogText(const LogFeed *feed, LogSearch *search, QWidget *parent = nullptr);

    void setWraps(bool wraps);
    bool wraps() const { return m_wraps; }
    void setTimesShown(bool shown);
    void setOnlyHits(bool only);               // lines that hold what is searched for
    void setLabels(const QStringList &labels); // one a stream, before its lines; empty: none
    void setFollows(bool follows);
    bool follows() const { return m_follows; }
    void showLine(qint64 number); // and marks it
    qint64 markedLine() const { return m_marked; }
    qint64 topLine() const { return m_top; }
    QString selectedText() const;
    void copy();
    void selectAll();
    void renew(); // lines came or went

    // One line as it is shown, for copying and saving too.
    QString lineText(qint64 number) const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void followsChanged(bool follows);
    void searchWanted(); // Ctrl+F

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool event(QEvent *event) override;

private:
    struct Place // of a character
    {
        qint64 line = -1;
        qsizetype at = 0;
        auto operator<=>(const Place &) const = default;
    };
    struct Shown // one line as it is on the screen
    {
        QString text;
        qsizetype prefix = 0;                    // time and label
        QList<QPair<qsizetype, qsizetype>> rows; // begin and length
    };
    qsizetype count() const;
    qint64 numberAt(qsizetype index) const;
    qsizetype indexOf(qint64 number) const;
    Shown shown(qint64 number) const;
    QString prefixOf(const LogLine &line) const;
    int rowsInView() const;
    void moveRows(qsizetype rows);
    void keepInside();
    void setBars();
    Place placeAt(const QPoint &point) const;
    void extend(const QPoint &point);
    void leaveEnd();

    const LogFeed *m_feed;
    LogSearch *m_search;
    QStringList m_labels;
    bool m_wraps = true;
    bool m_times = false;
    bool m_onlyHits = false;
    bool m_follows = true;
    bool m_settingBars = false;
    qint64 m_top = 0;       // number of the first line in view
    qsizetype m_topRow = 0; // of that line
    qint64 m_marked = -1;
    Place m_anchor;
    Place m_cursor;
    bool m_dragging = false;
    qreal m_widest = 0; // of lines seen so far, where they do not wrap
    qreal m_charWidth = 8;
    int m_rowHeight = 16;
};

} // namespace easel
