// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/resourcetype.h"
#include "core/yaml/yamlpatch.h"
#include "core/yaml/yamlreader.h"

#include <QDateTime>
#include <QJsonObject>
#include <QObject>

#include <memory>
#include <optional>

namespace easel {

// One object of a draft: text first (comments and order are the user's), value as last read from it.
struct DraftObject
{
    enum class Intent { Apply, Delete };
    Intent intent = Intent::Apply;
    ObjectRef ref;
    QByteArray text;                // one YAML document
    QJsonObject value;              // of the last text that could be read
    std::optional<Error> textError; // the text does not parse; value is older than text
    QJsonObject base;               // the live object the edit began with; empty for new ones
    QHash<JsonPointer, YamlMark> marks;
};

// Ordered objects that a form, a wizard, the YAML editor or a verb edit; nothing is applied before a plan was
// made from it. The YAML tab is the same draft as text: a form edit patches the text in place, a text edit
// renews the value.
class Draft : public QObject
{
    Q_OBJECT

public:
    explicit Draft(QObject *parent = nullptr);
    ~Draft() override;

    QString id() const { return m_id; } // uuid; the file name of the kept draft
    QString title() const { return m_title; }
    void setTitle(const QString &title);
    QString kindOfWork() const
    {
        return m_kindOfWork;
    } // "app-deployment", "edit", "clone": which window restores it
    void setKindOfWork(const QString &word) { m_kindOfWork = word; }
    // Free state of the editing window (current page, choices that are not fields yet). Kept with the draft.
    QJsonObject windowState() const { return m_windowState; }
    void setWindowState(const QJsonObject &state);

    const QList<DraftObject> &objects() const { return m_objects; }
    int add(const QJsonObject &object, const QJsonObject &base = {});  // text by the YAML writer
    int addText(const QByteArray &text, const QJsonObject &base = {}); // text as it is
    int addDelete(const ObjectRef &ref, const QJsonObject &base);
    void removeAt(int index);
    void clear();

    QJsonValue value(int index, const JsonPointer &pointer) const;
    // Undefined removes. False, and nothing changed, while the text cannot be read. Where the text cannot be
    // edited in place (a value that aliases repeat) it is written anew, without its comments.
    bool set(int index, const JsonPointer &pointer, const QJsonValue &value);
    bool replace(int index, const QJsonObject &object); // smallest edits that lead there
    void setText(int index, const QByteArray &text);
    bool hasTextErrors() const;

    QJsonObject toJson() const; // for the draft store; Secrets' values are left out
    static std::unique_ptr<Draft> fromJson(const QJsonObject &json);

Q_SIGNALS:
    void changed(int index); // -1: objects were added or removed, or title or window state changed
    void aboutToEnd();       // from the destructor; everything can still be read

private:
    int append(const DraftObject &object);
    bool edit(int index, const QList<YamlEdit> &edits, const QJsonValue &wanted);
    static void read(DraftObject &object);

    QString m_id;
    QString m_title;
    QString m_kindOfWork;
    QJsonObject m_windowState;
    QList<DraftObject> m_objects;
};

// Keeps drafts on disk, readable by their owner only: written (temporary file, fsync, rename) off the GUI
// thread half a second after a change, so that a kill -9 loses at most that. One file a draft below `folder`.
class DraftStore : public QObject
{
    Q_OBJECT

public:
    explicit DraftStore(QString folder, QObject *parent = nullptr);
    ~DraftStore() override;
    static QString defaultFolder();

    void keep(Draft *draft);    // saves now and after every change until discard() or the draft's end
    void discard(Draft *draft); // applied or thrown away: the file goes
    QDateTime savedAt(const Draft *draft) const; // invalid = not yet
    // Drafts of earlier runs that nobody discarded.
    Call<QList<QJsonObject>> leftBehind();

Q_SIGNALS:
    void saved(easel::Draft *draft);
    void saveFailed(easel::Draft *draft, const easel::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
