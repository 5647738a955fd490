// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/labelsdialog.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/planwindow.h"
#include "app/wizards/wizardactions.h"
#include "core/base/text.h"
#include "core/changes/draft.h"
#include "core/domain/clone.h"
#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/schema/objectmetadata.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

namespace {

const QString SetLabel = QStringLiteral("set-label");
const QString RemoveLabel = QStringLiteral("remove-label");
const QString SetAnnotation = QStringLiteral("set-annotation");
const QString RemoveAnnotation = QStringLiteral("remove-annotation");

// Live objects, all of them or the first that cannot be read.
Call<QList<QJsonObject>> objectsNow(Source *source, const QList<ObjectRef> &refs, QObject *context)
{
    Promise<QList<QJsonObject>> promise;
    auto objects = std::make_shared<QList<QJsonObject>>(refs.size());
    auto left = std::make_shared<qsizetype>(refs.size());
    for (qsizetype i = 0; i < refs.size(); ++i) {
        source->fetch(refs.at(i)).then(context, [=, ref = refs.at(i)](const Result<QJsonObject> &object) {
            if (!object) {
                promise.finish(failure(object.error().tried(LabelsDialog::tr("read %1").arg(ref.text()))));
                return;
            }
            (*objects)[i] = *object;
            if (--*left == 0)
                promise.finish(*objects);
        });
    }
    return promise.call();
}

void openPlan(AppContext *context, const QPointer<Source> &source, const QList<ObjectRef> &refs,
              const QList<MarkChange> &changes, QWidget *parent)
{
    const QString what = refs.size() == 1 ? cleanedLine(refs.first().name)
                                          : LabelsDialog::tr("%n objects", nullptr, int(refs.size()));
    auto *window = new PlanWindow(context, LabelsDialog::tr("Labels and annotations of %1").arg(what),
                                  LabelsDialog::tr("Nothing else of the objects is touched."), parent);
    const auto make = [source, refs, changes, window, what] {
        if (!source)
            return Call<PlanRequest>::ready(failure(Error::Kind::Canceled, {}));
        return objectsNow(source, refs, window)
            .map(window, [changes, what](const Result<QList<QJsonObject>> &objects) -> Result<PlanRequest> {
                if (!objects)
                    return failure(objects.error());
                Draft draft;
                for (const QJsonObject &object : *objects)
                    draft.add(withMarks(object, changes), object);
                PlanRequest request;
                request.title = LabelsDialog::tr("Labels and annotations of %1").arg(what);
                request.objects = draft.objects();
                // Rules about the rest of the objects do not stand in the way.
                request.findingsRefuse = false;
                return request;
            });
    };
    window->panel()->setHandsOver(false);
    window->panel()->test(make, LabelsDialog::tr("Reading %1…").arg(what));
    window->show();
}

void openDialog(AppContext *context, const QPointer<Source> &source, const QList<ObjectRef> &refs,
                const QStringList &keys, const QList<MarkChange> &changes, QWidget *window)
{
    const QString what = refs.size() == 1 ? cleanedLine(refs.first().name)
                                          : LabelsDialog::tr("%n objects", nullptr, int(refs.size()));
    auto *dialog = new LabelsDialog(what, keys, window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!changes.isEmpty())
        dialog->setChanges(changes);
    const QPointer<QWidget> parent = window;
    QObject::connect(dialog, &QDialog::accepted, context, [context, dialog, source, refs, parent] {
        openPlan(context, source, refs, dialog->changes(), parent);
    });
    dialog->open();
}

} // namespace

QJsonObject withMarks(QJsonObject object, const QList<MarkChange> &changes)
{
    QJsonObject metadata = object.value(u"metadata").toObject();
    for (const MarkChange &change : changes) {
        const QString place = change.isLabel ? QStringLiteral("labels") : QStringLiteral("annotations");
        QJsonObject marks = metadata.value(place).toObject();
        if (change.value)
            marks.insert(change.key, *change.value);
        else
            marks.remove(change.key);
        if (marks.isEmpty())
            metadata.remove(place);
        else
            metadata.insert(place, marks);
    }
    object.insert(QStringLiteral("metadata"), metadata);
    return object;
}

LabelsDialog::LabelsDialog(const QString &objects, const QStringList &keys, QWidget *parent)
    : QDialog(parent)
    , m_test(new QPushButton(tr("Test the change"), this))
{
    setObjectName(QStringLiteral("labels-dialog"));
    setWindowTitle(tr("Labels and annotations"));
    setMinimumWidth(scaledWidth(this, 640));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    auto *heading = new QLabel(tr("Labels and annotations of %1").arg(objects), this);
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    setTextRole(heading, TextRole::Heading);
    column->addWidget(heading);
    QString text =
        tr("What is named here is set or taken away on each of them; everything else stays. The plan "
           "shows each object before anything is written.");
    if (!keys.isEmpty())
        text += u' ' + tr("Labels they have: %1.").arg(nameList(keys, 8));
    auto *what = new QLabel(text, this);
    what->setTextFormat(Qt::PlainText);
    what->setWordWrap(true);
    setSecondaryText(what);
    column->addWidget(what);
    FieldRows::Column action;
    action.kind = FieldRows::Column::Kind::Choice;
    action.name = tr("What to do");
    action.choices = {{SetLabel, tr("Set the label")},
                      {RemoveLabel, tr("Take the label away")},
                      {SetAnnotation, tr("Set the annotation")},
                      {RemoveAnnotation, tr("Take the annotation away")}};
    action.width = 200;
    FieldRows::Column key;
    key.name = tr("Key");
    key.placeholder = tr("team");
    FieldRows::Column value;
    value.name = tr("Value");
    value.placeholder = tr("without a value");
    m_rows = new FieldRows(QStringLiteral("labelRows"), {action, key, value}, tr("Add another"), this);
    m_rows->setFresh({SetLabel, {}, {}});
    m_rows->setRows({{SetLabel, {}, {}}});
    column->addWidget(m_rows);
    column->addStretch();
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_test->setObjectName(QStringLiteral("labelsTest"));
    m_test->setDefault(true);
    setButtonKind(m_test, ButtonKind::Primary);
    foot->addWidget(cancel);
    foot->addWidget(m_test);
    column->addLayout(foot);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_test, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_rows, &FieldRows::edited, this, &LabelsDialog::judge);
    if (QWidget *first = m_rows->field(0, 1))
        first->setFocus();
    judge();
}

void LabelsDialog::setChanges(const QList<MarkChange> &changes)
{
    QList<QStringList> rows;
    for (const MarkChange &change : changes) {
        const QString action = change.value ? (change.isLabel ? SetLabel : SetAnnotation)
                                            : (change.isLabel ? RemoveLabel : RemoveAnnotation);
        rows << QStringList{action, change.key, change.value.value_or(QString())};
    }
    m_rows->setRows(rows);
    judge();
}

QList<MarkChange> LabelsDialog::changes() const
{
    QList<MarkChange> changes;
    for (const QStringList &row : m_rows->rows()) {
        const QString key = row.value(1).trimmed();
        if (key.isEmpty())
            continue;
        const QString action = row.value(0);
        MarkChange change{action == SetLabel || action == RemoveLabel, key, std::nullopt};
        if (action == SetLabel || action == SetAnnotation)
            change.value = row.value(2);
        changes << change;
    }
    return changes;
}

QString LabelsDialog::problemOf(const MarkChange &change) const
{
    if (change.isLabel ? isEngineLabel(change.key) : isEngineAnnotation(change.key))
        return tr("'%1' is written by the engine alone.").arg(cleanedLine(change.key));
    // Annotations' keys may have capitals before the slash.
    if (!isMetadataKey(change.isLabel ? change.key : change.key.toLower()))
        return tr("'%1' cannot be a key: letters, digits, '-', '_' and '.', at most 63, with a domain and "
                  "'/' "
                  "before it or none.")
            .arg(cleanedLine(change.key));
    if (change.isLabel && change.value && !isKubernetesLabelValue(*change.value))
        return tr("'%1' cannot be the value of a label: letters, digits, '-', '_' and '.', at most 63.")
            .arg(cleanedLine(*change.value));
    return {};
}

void LabelsDialog::judge()
{
    const QList<MarkChange> all = changes();
    QString problem;
    for (int i = 0; i < all.size(); ++i) {
        if (problem.isEmpty())
            problem = problemOf(all.at(i));
        for (int other = 0; other < i && problem.isEmpty(); ++other) {
            if (all.at(other).isLabel == all.at(i).isLabel && all.at(other).key == all.at(i).key)
                problem = tr("'%1' is named twice.").arg(cleanedLine(all.at(i).key));
        }
    }
    m_rows->setProblem(-1, problem);
    m_test->setEnabled(problem.isEmpty() && !all.isEmpty());
    m_test->setAccessibleDescription(all.isEmpty() ? tr("Name a key first.") : problem);
}

void registerLabelActions(AppContext *context)
{
    Action labels;
    labels.id = QStringLiteral("object.labels");
    labels.text = LabelsDialog::tr("Labels and annotations…");
    labels.icon = QStringLiteral("tags");
    labels.places = Action::RowMenu | Action::Palette;
    labels.needsObject = true;
    labels.writes = true;
    labels.order = 31;
    labels.access = [](const ActionTarget &target, const ObjectRef &ref) {
        return mayOne(QStringLiteral("patch"), target, ref);
    };
    labels.offer = [](const ActionTarget &target) {
        for (const ObjectRef &ref : target.objects) {
            const KindInfo *info = kindInfo(ref);
            if (info && !info->userEditable)
                return Offer::refused(
                    LabelsDialog::tr("%1 is written by the engine. Edit what it was made from instead.")
                        .arg(info->singularTitle));
        }
        return Offer();
    };
    labels.run = [context](const ActionTarget &target) {
        QStringList keys;
        for (const Row &row : target.rows) {
            for (const QByteArray &line : row.labels.split('\n')) {
                const QString key = QString::fromUtf8(line.left(line.indexOf('=')));
                if (line.contains('=') && !isEngineLabel(key) && !keys.contains(key))
                    keys << key;
            }
        }
        keys.sort();
        openDialog(context, target.source, target.objects, keys, {}, target.window);
    };
    context->actions()->add(labels);
}

void setLabelOf(AppContext *context, const ObjectRef &ref, const QString &key, const QString &value,
                QWidget *parent)
{
    openDialog(context, context->source(), {ref}, {}, {MarkChange{true, key, value}}, parent);
}

} // namespace easel
