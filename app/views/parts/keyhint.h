// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QWidget>

class QPainter;

namespace easel {

// A key as a small cap: "Ctrl K". Returns the width that paintKeyHint() needs.
int keyHintWidth(const QFont &base, const QString &key);
void paintKeyHint(QPainter *painter, const QRect &rect, const QFont &base,
                  const QString &key); // centred in rect

class KeyHint : public QWidget
{
    Q_OBJECT

public:
    explicit KeyHint(const QString &key, QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_key;
};

} // namespace easel
