// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractButton;
class QLabel;
class QPushButton;
class QTimer;

namespace easel {

// What stands in place of rows while a list loads: nothing for 200 ms, then still bars, never a spinner.
class Skeleton : public QWidget
{
    Q_OBJECT

public:
    explicit Skeleton(QWidget *parent = nullptr);
    void setColumns(const QList<int> &widths); // left edges follow the table's columns
    void setProgressText(const QString &text); // "Loading pools… 1,200 so far"
    void start();                              // shows bars after 200 ms
    void stop();
    bool showsBars() const { return m_bars; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<int> m_columns{160, 140, 120};
    QString m_text;
    QTimer *m_delay;
    bool m_bars = false;
};

// An icon, one or two sentences and one button, 96 down.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);
    void setContent(const QString &iconName, const QString &sentence, const QString &second = {});
    // Empty text: no button. The icon is a name of resources/icons or empty.
    void setAction(const QString &text, const QString &iconName = {}, bool primary = true);
    void setTopSpace(int pixels);

Q_SIGNALS:
    void actionTriggered();

private:
    void renewIcon();
    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_sentence;
    QLabel *m_second;
    QPushButton *m_button;
};

} // namespace easel
