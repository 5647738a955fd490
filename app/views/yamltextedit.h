// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/yamlcontext.h"
#include "app/views/yamleditor.h"

#include <QPlainTextEdit>
#include <QSet>

class QCompleter;
class QStandardItemModel;

namespace easel {

// The text part of YamlEditor: gutter, stripes, folds, indentation, completion.
class YamlTextEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit YamlTextEdit(YamlEditor *editor);

    void setMarks(const QList<EditorFinding> &findings);
    // One entry a line: the manager whose field stands there; empty = none.
    void setLineManagers(const QStringList &managers, const QString &own);
    QString ownerText(int line) const; // 0-based; "belongs to argocd-controller"; empty: nobody is known
    void setSchema(const std::shared_ptr<const Schema> &schema) { m_schema = schema; }
    void setFolded(int line, bool folded); // 0-based
    bool isFolded(int line) const { return m_folded.contains(line); }
    void unfoldAround(int line);
    void complete(bool asked);
    // Of the present text; of a moment ago where the text is long and the pool has not caught up yet.
    const QList<YamlOutlineLine> &outline() const;
    void takeOutline(const QList<YamlOutlineLine> &outline, int revision);

    int gutterWidth() const;
    void paintGutter(QPaintEvent *event);
    bool gutterEvent(QEvent *event);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;

private:
    void renewExtraSelections();
    void renewFonts();
    void moveGutter();
    void newLine();
    void indentLines(bool deeper);
    void toggleComment();
    void insertCompletion(const QString &completion);
    int lineAtY(int y) const;
    QString tipAt(int line) const;
    void applyFolds();

    YamlEditor *m_editor;
    QWidget *m_gutter;
    QCompleter *m_completer;
    QStandardItemModel *m_completions;
    std::shared_ptr<const Schema> m_schema;
    QList<EditorFinding> m_marks;
    QStringList m_managers;
    QString m_own;
    QSet<int> m_folded; // 0-based first lines
    int m_hoverLine = -1;
    bool m_leaveByTab = false; // Esc was pressed: the next Tab leaves
    mutable QList<YamlOutlineLine> m_outline;
    mutable int m_outlineRevision = -1;
};

} // namespace easel
