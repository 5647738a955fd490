// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/nodepoolform.h"

#include "app/views/parts/formfield.h"
#include "app/wizards/clustermodel.h"
#include "app/wizards/countedit.h"
#include "app/wizards/fieldrows.h"

#include <QComboBox>
#include <QDoubleValidator>
#include <QGridLayout>
#include <QJsonArray>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QStringList countPaths = {u"nodeCount"_s, u"replicas"_s, u"count"_s, u"size"_s};
const QStringList cpuPaths = {u"cpu.cpuCount"_s, u"cpuCount"_s};
const QStringList familyPaths = {u"gpu.family"_s, u"gpu.gpuFamily"_s};

using Field = FieldRows::Column;
using Kind = FieldRows::Column::Kind;

void showText(QLineEdit *edit, const QString &text)
{
    if (edit->text() == text)
        return;
    const QSignalBlocker quiet(edit);
    edit->setText(text);
}

// Entry 0 is "not said here"; while it is chosen it carries what is in effect.
void showChoice(QComboBox *box, const QString &inherited, const QString &value)
{
    const QSignalBlocker quiet(box);
    box->setItemText(0, inherited);
    int index = value.isEmpty() ? 0 : box->findData(value);
    if (index < 0) { // another tool's word stays
        box->addItem(value, value);
        index = box->count() - 1;
    }
    box->setCurrentIndex(index);
}

QString gibibytes(qint64 mebibytes)
{
    return QString::number(double(mebibytes) / 1024, 'g', 10);
}

} // namespace

NodePoolForm::NodePoolForm(ClusterModel *model, int worker, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_worker(worker)
    , m_architecture(new QComboBox(this))
    , m_architectureField(new FormField(tr("Architecture"), m_architecture, this))
    , m_family(new QComboBox(this))
    , m_familyField(new FormField(tr("GPU family"), m_family, this))
    , m_labels(nullptr)
{
    const bool control = worker < 0;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(12);
    for (int i = 0; i < 4; ++i)
        grid->setColumnStretch(i, 1);
    column->addLayout(grid);

    if (control) {
        m_size = new QComboBox(this);
        m_size->setObjectName(nameOf(u"size"_s));
        m_size->addItem(QString(), QString());
        for (const int size : {1, 3, 5, 2})
            m_size->addItem(size == 2 ? tr("2, with the two-node option") : QLocale().toString(size),
                            QString::number(size));
        m_sizeField = new FormField(tr("Machines"), m_size, this);
        grid->addWidget(m_sizeField, 0, 0);
        m_eligible = new QComboBox(this);
        m_eligible->setObjectName(nameOf(u"eligible"_s));
        m_eligible->addItem(QString(), QString());
        m_eligible->addItem(tr("Yes"), u"true"_s);
        m_eligible->addItem(tr("No"), u"false"_s);
        m_eligibleField = new FormField(tr("Also runs work"), m_eligible, this);
        grid->addWidget(m_eligibleField, 0, 1);
    } else {
        m_name = new QLineEdit(this);
        m_name->setObjectName(nameOf(u"name"_s));
        m_name->setMaxLength(63);
        m_nameField = new FormField(tr("Name"), m_name, this);
        grid->addWidget(m_nameField, 0, 0);
        grid->addWidget(addNumber(Number::Count, tr("Machines"), u"count"_s), 0, 1);
        grid->addWidget(addNumber(Number::Least, tr("At least"), u"least"_s), 0, 2);
        grid->addWidget(addNumber(Number::Most, tr("At most"), u"most"_s), 0, 3);
    }
    m_architecture->setObjectName(nameOf(u"architecture"_s));
    m_architecture->addItem(QString(), QString());
    m_architecture->addItem(u"amd64"_s, u"amd64"_s);
    m_architecture->addItem(u"arm64"_s, u"arm64"_s);
    grid->addWidget(addNumber(Number::Cpus, tr("CPUs"), u"cpus"_s), 1, 0);
    grid->addWidget(addNumber(Number::Memory, tr("Memory, GiB"), u"memory"_s), 1, 1);
    grid->addWidget(m_architectureField, 1, 2);
    if (!control) {
        m_update = new QComboBox(this);
        m_update->setObjectName(nameOf(u"update"_s));
        m_update->addItem(QString(), QString());
        m_update->addItem(tr("Remove one, then add one"), u"RollingUpdateScaleIn"_s);
        m_update->addItem(tr("Add one, then remove one"), u"RollingUpdateScaleOut"_s);
        m_updateField = new FormField(tr("Replacing machines"), m_update, this);
        grid->addWidget(m_updateField, 1, 3);
    }
    m_family->setObjectName(nameOf(u"family"_s));
    m_family->setEditable(true);
    m_family->setInsertPolicy(QComboBox::NoInsert);
    m_family->lineEdit()->setAccessibleName(tr("GPU family"));
    grid->addWidget(m_familyField, 2, 0);
    grid->addWidget(addNumber(Number::GpuCount, tr("GPUs"), u"gpus"_s), 2, 1);
    grid->addWidget(addNumber(Number::GpuMemory, tr("GPU memory, GB"), u"gpuMemory"_s), 2, 2);

    const auto mapRows = [this, column](const QString &name, const QString &key, const QString &add) {
        auto *rows = new FieldRows(nameOf(name),
                                   {Field{Kind::Text, key, tr("key"), {}, 0, 0, 0, false},
                                    Field{Kind::Text, tr("Value"), tr("value"), {}, 0, 0, 0, false}},
                                   add, this);
        column->addWidget(rows);
        return rows;
    };
    m_labels = mapRows(u"labels"_s, tr("Label"), tr("Label"));
    m_annotations = mapRows(u"annotations"_s, tr("Annotation"), tr("Annotation"));
    m_taints = new FieldRows(nameOf(u"taints"_s),
                             {Field{Kind::Text, tr("Key of the taint"), tr("key"), {}, 0, 0, 0, false},
                              Field{Kind::Text, tr("Value of the taint"), tr("value"), {}, 0, 0, 0, false},
                              Field{Kind::Choice,
                                    tr("Effect"),
                                    {},
                                    {{u"NoSchedule"_s, u"NoSchedule"_s},
                                     {u"PreferNoSchedule"_s, u"PreferNoSchedule"_s},
                                     {u"NoExecute"_s, u"NoExecute"_s}},
                                    0,
                                    0,
                                    160,
                                    false}},
                             tr("Taint"), this);
    m_taints->setFresh({QString(), QString(), u"NoSchedule"_s});
    column->addWidget(m_taints);

    // As wide as the columns, not as their longest words.
    for (QComboBox *box : {m_size, m_eligible, m_architecture, m_update, m_family}) {
        if (!box)
            continue;
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(6);
    }
    if (control) {
        connect(m_size, &QComboBox::activated, this, [this] {
            const QString size = m_size->currentData().toString();
            write(countPaths, size.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(size.toInt()));
        });
        connect(m_eligible, &QComboBox::activated, this, [this] {
            const QString word = m_eligible->currentData().toString();
            write({u"workerNodeEligible"_s},
                  word.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(word == u"true"));
        });
    } else {
        connect(m_name, &QLineEdit::textEdited, this,
                [this](const QString &text) { write({u"name"_s}, text.trimmed()); });
        connect(m_update, &QComboBox::activated, this,
                [this] { write({u"updateStrategy"_s}, m_update->currentData().toString()); });
    }
    connect(m_architecture, &QComboBox::activated, this,
            [this] { write({u"architecture"_s}, m_architecture->currentData().toString()); });
    connect(m_family, &QComboBox::currentTextChanged, this,
            [this](const QString &text) { write(familyPaths, text.trimmed()); });
    connect(m_labels, &FieldRows::edited, this, [this] { writeMap(u"labels"_s, m_labels); });
    connect(m_annotations, &FieldRows::edited, this, [this] { writeMap(u"annotations"_s, m_annotations); });
    connect(m_taints, &FieldRows::edited, this, &NodePoolForm::writeTaints);
}

QString NodePoolForm::nameOf(const QString &part) const
{
    return m_worker < 0 ? u"controlPlane."_s + part : u"worker%1.%2"_s.arg(m_worker).arg(part);
}

FormField *NodePoolForm::addNumber(Number number, const QString &label, const QString &name)
{
    QLineEdit *edit = nullptr;
    const auto writeNumber = [this, number](std::optional<double> value) {
        const QJsonValue whole = value ? QJsonValue(qRound64(*value)) : QJsonValue(QJsonValue::Undefined);
        const QJsonValue mebibytes =
            value ? QJsonValue(qRound64(*value * 1024)) : QJsonValue(QJsonValue::Undefined);
        switch (number) {
        case Number::Count:
            return write(countPaths, whole);
        case Number::Least:
            return write({u"minNodeCount"_s}, whole);
        case Number::Most:
            return write({u"maxNodeCount"_s}, whole);
        case Number::Cpus:
            return write(cpuPaths, whole);
        case Number::Memory:
            // The older text in memory.memory gives way: the number is read first.
            return write({u"memory.memoryMiB"_s}, mebibytes);
        case Number::GpuCount:
            return write({u"gpu.gpuCount"_s, u"gpu.count"_s}, whole);
        case Number::GpuMemory:
            return write({u"gpu.gpuMemory"_s, u"gpu.memory"_s}, mebibytes);
        }
    };
    if (number == Number::Memory || number == Number::GpuMemory) {
        edit = new QLineEdit(this);
        auto *validator = new QDoubleValidator(0, 1'000'000, 3, edit);
        validator->setNotation(QDoubleValidator::StandardNotation);
        validator->setLocale(QLocale::c());
        edit->setValidator(validator);
        connect(edit, &QLineEdit::textEdited, this, [writeNumber](const QString &text) {
            bool isNumber = false;
            const double value = text.trimmed().toDouble(&isNumber);
            writeNumber(isNumber ? std::optional<double>(value) : std::nullopt);
        });
    } else {
        auto *count = new CountEdit(this);
        connect(count, &CountEdit::countEdited, this, [writeNumber, count] {
            const std::optional<qint64> value = count->count();
            writeNumber(value ? std::optional<double>(double(*value)) : std::nullopt);
        });
        edit = count;
    }
    edit->setObjectName(nameOf(name));
    auto *field = new FormField(label, edit, this);
    m_numbers.append({number, edit, field});
    return field;
}

const NodePoolView *NodePoolForm::ownPool(const ClusterConfigView &config) const
{
    if (m_worker < 0)
        return config.controlPlane ? &*config.controlPlane : nullptr;
    return config.workers && m_worker < config.workers->size() ? &config.workers->at(m_worker) : nullptr;
}

JsonPointer NodePoolForm::base() const
{
    const ClusterConfigView own = m_model->own();
    if (const NodePoolView *pool = ownPool(own))
        return pool->pointer;
    return m_worker < 0 ? m_model->place().controlPlane : m_model->place().workers / m_worker;
}

void NodePoolForm::write(const QStringList &paths, const QJsonValue &value)
{
    m_model->set(writtenAt(m_model->object(), base(), paths), value);
    Q_EMIT edited();
}

void NodePoolForm::writeMap(const QString &key, const FieldRows *rows)
{
    QJsonObject map;
    const QList<QStringList> all = rows->rows();
    for (const QStringList &row : all) {
        if (!row.at(0).isEmpty())
            map.insert(row.at(0), row.at(1));
    }
    write({key}, map);
}

void NodePoolForm::writeTaints()
{
    QJsonArray taints;
    const QList<QStringList> all = m_taints->rows();
    for (const QStringList &row : all) {
        if (row.at(0).isEmpty())
            continue;
        QJsonObject taint{{u"key"_s, row.at(0)}, {u"effect"_s, row.at(2)}};
        if (!row.at(1).isEmpty())
            taint.insert(u"value"_s, row.at(1));
        taints.append(taint);
    }
    write({u"taints"_s}, taints);
}

void NodePoolForm::showNumber(const NumberRow &row, const NodePoolView *own, const NodePoolView &effect)
{
    const auto valueIn = [&row](const NodePoolView &pool) -> std::optional<qint64> {
        switch (row.number) {
        case Number::Count:
            return pool.nodeCount;
        case Number::Least:
            return pool.minNodeCount;
        case Number::Most:
            return pool.maxNodeCount;
        case Number::Cpus:
            return pool.cpuCount;
        case Number::Memory:
            return pool.memoryMiB;
        case Number::GpuCount:
            return pool.gpuCount;
        case Number::GpuMemory:
            return pool.gpuMemory;
        }
        return std::nullopt;
    };
    const bool memory = row.number == Number::Memory || row.number == Number::GpuMemory;
    const auto text = [memory](std::optional<qint64> value) {
        return !value ? QString() : memory ? gibibytes(*value) : QString::number(*value);
    };
    const std::optional<qint64> said = own ? valueIn(*own) : std::nullopt;
    // What is being typed ("64.") may be written differently from what it means.
    bool same = false;
    if (memory && said) {
        const double typed = row.edit->text().trimmed().toDouble(&same);
        same = same && qRound64(typed * 1024) == *said;
    }
    if (!same)
        showText(row.edit, text(said));
    const std::optional<qint64> inEffect = valueIn(effect);
    row.edit->setPlaceholderText(text(inEffect));
    const std::optional<ClusterConfigView> config = m_model->defaults();
    const NodePoolView *far =
        config && (m_worker < 0) && config->controlPlane ? &*config->controlPlane : nullptr;
    const ValueSource source = said                   ? ValueSource::Own
                               : far && valueIn(*far) ? ValueSource::Config
                               : inEffect             ? ValueSource::BuiltIn
                                                      : ValueSource::None;
    row.field->setNote(m_model->sourceNote(source));
}

void NodePoolForm::refresh()
{
    const ClusterConfigView ownConfig = m_model->own();
    const ClusterConfigView effectConfig = m_model->effect();
    const NodePoolView *own = ownPool(ownConfig);
    const NodePoolView *inEffect = ownPool(effectConfig);
    const NodePoolView effect = inEffect ? *inEffect : NodePoolView();
    const std::optional<ClusterConfigView> config = m_model->defaults();
    const NodePoolView *far =
        config && m_worker < 0 && config->controlPlane ? &*config->controlPlane : nullptr;
    // What is not said here shows what is in effect, and its source beside the label.
    const auto choice = [this](QComboBox *box, FormField *field, const QString &value, const QString &said,
                               bool fromConfig) {
        showChoice(box, said.isEmpty() ? value : tr("Default"), said);
        field->setNote(!said.isEmpty() || value.isEmpty()
                           ? QString()
                           : m_model->sourceNote(fromConfig ? ValueSource::Config : ValueSource::BuiltIn));
    };
    if (m_size) {
        const bool known = own && own->nodeCount;
        showChoice(m_size,
                   known              ? tr("Default")
                   : effect.nodeCount ? QLocale().toString(*effect.nodeCount)
                                      : tr("Choose"),
                   known ? QString::number(*own->nodeCount) : QString());
        m_sizeField->setNote(!known && far && far->nodeCount ? m_model->sourceNote(ValueSource::Config)
                                                             : QString());
        choice(m_eligible, m_eligibleField, effect.workerNodeEligible ? tr("Yes") : tr("No"),
               own && own->eligibleSet ? (own->workerNodeEligible ? u"true"_s : u"false"_s) : QString(),
               far && far->eligibleSet);
        // GPUs of a control plane count only where it runs work (CCF-8).
        const bool gpus = effect.workerNodeEligible || effect.hasGpu;
        m_familyField->setVisible(gpus);
        for (const NumberRow &row : std::as_const(m_numbers)) {
            if (row.number == Number::GpuCount || row.number == Number::GpuMemory)
                row.field->setVisible(gpus);
        }
    } else {
        showText(m_name, own ? own->name : QString());
        choice(m_update, m_updateField, tr("Remove one, then add one"), own ? own->updateStrategy : QString(),
               false);
    }
    choice(m_architecture, m_architectureField, effect.architecture, own ? own->architecture : QString(),
           far && !far->architecture.isEmpty());
    {
        const QSignalBlocker quiet(m_family);
        const QString family = own ? own->gpuFamily : QString();
        QStringList shown;
        for (int i = 0; i < m_family->count(); ++i)
            shown << m_family->itemText(i);
        if (shown != m_model->gpuFamilies()) {
            m_family->clear();
            m_family->addItems(m_model->gpuFamilies());
            m_family->setCurrentIndex(-1);
            m_family->setEditText(family);
        }
        if (m_family->currentText().trimmed() != family) {
            m_family->setCurrentIndex(m_family->findText(family));
            m_family->setEditText(family);
        }
        m_family->lineEdit()->setPlaceholderText(effect.gpuFamily.isEmpty() ? tr("no GPUs")
                                                                            : effect.gpuFamily);
        m_familyField->setNote(!family.isEmpty() || effect.gpuFamily.isEmpty()
                                   ? QString()
                                   : m_model->sourceNote(ValueSource::Config));
    }
    for (const NumberRow &row : std::as_const(m_numbers))
        showNumber(row, own, effect);

    const auto rowsOf = [](const QMap<QString, QString> &map) {
        QList<QStringList> rows;
        for (auto it = map.cbegin(); it != map.cend(); ++it)
            rows << QStringList{it.key(), *it};
        return rows;
    };
    // Rows that are being filled are not in the draft yet, and their order does not matter.
    const auto show = [](FieldRows *rows, QList<QStringList> wanted) {
        QList<QStringList> complete = rows->rows();
        complete.removeIf([](const QStringList &row) { return row.at(0).isEmpty(); });
        std::sort(complete.begin(), complete.end());
        QList<QStringList> sorted = wanted;
        std::sort(sorted.begin(), sorted.end());
        if (complete != sorted)
            rows->setRows(wanted);
    };
    show(m_labels, rowsOf(own ? own->labels : QMap<QString, QString>()));
    show(m_annotations, rowsOf(own ? own->annotations : QMap<QString, QString>()));
    QList<QStringList> taints;
    const QJsonArray list = own ? own->taints : QJsonArray();
    for (const auto &taint : list)
        taints << QStringList{taint[u"key"].toString(), taint[u"value"].toString(),
                              taint[u"effect"].toString()};
    show(m_taints, taints);
    showProblems(m_showAll);
}

QString NodePoolForm::problemOf(QWidget *field) const
{
    const int cluster = m_model->cluster();
    const auto said = [&](const QString &name) { return m_model->nodePoolRefusal(cluster, m_worker, name); };
    if (field == m_size)
        return said(u"nodeCount"_s);
    if (field == m_eligible)
        return said(u"workerNodeEligible"_s);
    if (field == m_name)
        return said(u"name"_s);
    if (field == m_family)
        return said(u"gpu"_s);
    for (const NumberRow &row : m_numbers) {
        if (row.edit != field)
            continue;
        if (row.number == Number::Count)
            return said(u"nodeCount"_s);
        if (row.number == Number::Most)
            return said(u"maxNodeCount"_s);
    }
    return {};
}

QList<PageProblem> NodePoolForm::problems() const
{
    QList<PageProblem> found;
    QList<QWidget *> fields{m_size, m_eligible, m_name};
    for (const NumberRow &row : m_numbers)
        fields << row.edit;
    fields << m_family;
    for (QWidget *field : std::as_const(fields)) {
        const QString sentence = field ? problemOf(field) : QString();
        if (!sentence.isEmpty())
            found << PageProblem{field, sentence};
    }
    return found;
}

void NodePoolForm::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    // A new worker pool is not blamed for what nobody could type yet.
    const auto show = [this](FormField *field, QWidget *editor, bool touched) {
        if (field)
            field->setError(m_showAll || touched ? problemOf(editor) : QString());
    };
    show(m_sizeField, m_size, true);
    show(m_eligibleField, m_eligible, true);
    show(m_nameField, m_name, m_name && !m_name->text().isEmpty());
    show(m_familyField, m_family, true);
    for (const NumberRow &row : std::as_const(m_numbers))
        show(row.field, row.edit, true);
    const NodePoolView *own = nullptr;
    const ClusterConfigView config = m_model->own();
    own = ownPool(config);
    if (!own || m_worker < 0)
        return;
    // POOL-18 and the like stand where they belong, as warnings.
    for (const NumberRow &row : std::as_const(m_numbers)) {
        if (row.number != Number::Most && row.number != Number::GpuCount)
            continue;
        const JsonPointer place = own->pointer / (row.number == Number::Most ? u"maxNodeCount"_s : u"gpu"_s);
        QString warning;
        for (const Finding &finding : m_model->findings()) {
            if (finding.severity == Finding::Severity::Warn && finding.pointer == place)
                warning = finding.sentence;
        }
        row.field->setWarning(warning);
    }
}

QWidget *NodePoolForm::firstField() const
{
    return m_name ? static_cast<QWidget *>(m_name) : m_size;
}

} // namespace easel
