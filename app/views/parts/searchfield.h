// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLineEdit;

namespace easel {

class KeyHint;

// The filter field above a table: finished key:value terms become chips, the rest is free text. text() is the
// whole expression again, as the filter language reads it.
class SearchField : public QWidget
{
    Q_OBJECT

public:
    explicit SearchField(QWidget *parent = nullptr);

    QString text() const;
    void setText(const QString &expression);
    void clear();
    void setPlaceholderText(const QString &text);
    void setKeyHint(const QString &key); // shown while the field is empty: "/"
    void setIconName(const QString &name);
    // Says whether a finished word may become a chip; by default any key:value.
    void setTermTest(std::function<bool(const QString &term)> test);
    // A sentence below cannot be shown in one line: the edge turns bad and the tip says why. Empty = fine.
    void setProblem(const QString &sentence);
    const QStringList &chips() const { return m_chips; }
    QLineEdit *edit() const { return m_edit; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void textChanged(const QString &expression);
    void escapePressed(); // in an empty field
    void downPressed();   // on to the table

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void takeTerms(bool all);
    void rebuildChips();
    void announce();
    bool becomesChip(const QString &word) const;

    QHBoxLayout *m_row;
    QWidget *m_chipHolder;
    QHBoxLayout *m_chipRow;
    QLineEdit *m_edit;
    KeyHint *m_hint = nullptr;
    QStringList m_chips;
    QString m_iconName;
    QString m_announced;
    std::function<bool(const QString &)> m_test;
};

// Words of an expression; quotes keep blanks together. Pure.
QStringList splitTerms(const QString &expression);

} // namespace easel
