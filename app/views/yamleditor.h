// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/yamlcontext.h"
#include "core/base/call.h"
#include "core/domain/finding.h"
#include "core/schema/schema.h"
#include "core/store/row.h"
#include "core/yaml/yamlreader.h"

#include <QWidget>

#include <memory>

class QLabel;
class QListView;
class QPlainTextEdit;
class QStandardItemModel;
class QTimer;

namespace easel {

class YamlTextEdit;

// A line the editor marks: icon in the gutter, wavy line under the text, sentence in the list below.
struct EditorFinding
{
    Tone tone = Tone::Bad; // Bad, Warning or Neutral
    int line = 0;          // 1-based; 0 = the whole text
    int column = 0;        // 1-based; 0 = the whole line
    QString sentence;
    bool operator==(const EditorFinding &) const = default;
};

// YAML with line numbers, marks, owners, completion and help from the schema. Reading and checking happen on
// the pool, a quarter of a second after the last key. Read-only text is sunken.
class YamlEditor : public QWidget
{
    Q_OBJECT

public:
    explicit YamlEditor(QWidget *parent = nullptr);
    ~YamlEditor() override;

    // Replaces everything, keeps the place of the cursor, folds what only the server writes.
    void setText(const QString &text);
    // For the other direction of a draft: the smallest replacement, as one step of undo, so that cursor and
    // undo live on.
    void updateText(const QString &text);
    QString text() const;
    bool isModified() const;
    void setModified(bool modified);
    void setReadOnly(bool readOnly);
    bool isReadOnly() const;

    void setSchema(const std::shared_ptr<const Schema> &schema);
    // Fields and their managers (the server's managedFields or a plan's conflicts); `own` marks Easel's.
    void setOwners(const QHash<JsonPointer, QString> &managers, const QString &own = QStringLiteral("easel"));
    // Findings by pointer (rules, the server's causes); they follow their field while the text moves.
    void setFindings(const QList<Finding> &findings);

    const QList<EditorFinding> &findings() const { return m_shown; }
    int errors() const;
    int warnings() const;
    bool canBeRead() const { return m_readable; }
    // The value of the text as last read; Undefined while it cannot be read. One document only.
    QJsonValue value() const { return m_value; }

    void goTo(int line, int column = 1);
    void goTo(const JsonPointer &pointer);
    JsonPointer currentField() const;
    void setFolded(int line, bool folded); // 1-based
    bool isFolded(int line) const;
    void completeNow();
    QPlainTextEdit *edit() const;
    QListView *findingList() const { return m_list; }
    QString helpText() const;

Q_SIGNALS:
    void textChanged();     // by the user or by undo
    void findingsChanged(); // also when value() changed
    void currentFieldChanged(const easel::JsonPointer &pointer);

private:
    friend class YamlTextEdit;
    void readSoon();
    void read();
    void renewFindings();
    void renewHelp();
    void renewList();

    YamlTextEdit *m_edit;
    QWidget *m_help;
    QLabel *m_helpTitle;
    QLabel *m_helpText;
    QListView *m_list;
    QStandardItemModel *m_listModel;
    QTimer *m_soon;

    struct ReadResult
    {
        QJsonValue value = QJsonValue(QJsonValue::Undefined);
        QHash<JsonPointer, YamlMark> marks;
        QList<EditorFinding> findings;
        QList<SchemaFinding> schemaFindings;
        QList<YamlOutlineLine> outline;
        int revision = 0;
        bool readable = false;
    };
    Call<ReadResult> m_reading;
    std::shared_ptr<const Schema> m_schema;
    QHash<JsonPointer, QString> m_managers;
    QString m_own;
    QList<Finding> m_given;
    ReadResult m_last;
    QList<EditorFinding> m_shown;
    QJsonValue m_value = QJsonValue(QJsonValue::Undefined);
    JsonPointer m_field;
    bool m_readable = true;
    bool m_foldServerFields = false;
};

} // namespace easel
