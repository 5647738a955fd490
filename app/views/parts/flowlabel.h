// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace easel {

// A label that wraps where it must and asks for no more than one line's height before that: QLabel guesses a
// tall minimum for wrapped text, which tears rows apart. Links are reached by Tab.
class FlowLabel : public QLabel
{
    Q_OBJECT

public:
    explicit FlowLabel(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void focusInEvent(QFocusEvent *event) override;
};

// Words longer than that ("spec.clusterVariant.shared.clusters[0]…") may be wrapped behind their dots,
// slashes and hyphens: zero-width spaces there, for showing only; nobody wants to copy them.
QString breakable(const QString &text, int longest);

} // namespace easel
