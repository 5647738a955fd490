// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/linediff.h"

#include <QListView>

namespace easel {

class DiffModel;

// Before and after of one object: unified, side by side, or the result alone. Unchanged runs fold (Enter or a
// click opens them), changed words stand out, Ctrl+C copies the selected lines. Colour is never alone: every
// changed line has its sign.
class DiffView : public QListView
{
    Q_OBJECT

public:
    enum class Mode { Unified, SideBySide, Result };

    explicit DiffView(QWidget *parent = nullptr);
    void setTexts(const QString &before, const QString &after);
    void setMode(Mode mode);
    Mode mode() const { return m_mode; }
    int removedLines() const;
    int addedLines() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void arrange();

    DiffModel *m_diff;
    Mode m_mode = Mode::Unified;
};

} // namespace easel
