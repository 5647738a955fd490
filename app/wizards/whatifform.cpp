// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/whatifform.h"

#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/wizards/countedit.h"
#include "core/base/text.h"

#include <QAbstractListModel>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;
using Kind = WhatIfChange::Kind;

namespace {

constexpr qint64 mebibytes = 1024; // of a GiB

void setList(QComboBox *box, const QStringList &texts, const QStringList &keys = {})
{
    QStringList now;
    for (int i = 0; i < box->count(); ++i)
        now << box->itemText(i);
    if (now == texts)
        return;
    const QString typed = box->currentText();
    box->clear();
    box->addItems(texts);
    for (qsizetype i = 0; i < keys.size(); ++i)
        box->setItemData(int(i), keys.at(i));
    box->setEditText(typed);
}

void setText(QComboBox *box, const QString &text)
{
    if (box->currentText() == text)
        return;
    const int index = box->findText(text);
    if (index >= 0)
        box->setCurrentIndex(index);
    else
        box->setEditText(text);
}

// The key behind what is chosen or typed; the text itself where it is none of the list.
QString keyOf(const QComboBox *box)
{
    const int index = box->findText(box->currentText().trimmed());
    const QVariant key = index < 0 ? QVariant() : box->itemData(index);
    return key.isValid() ? key.toString() : box->currentText().trimmed();
}

void setKey(QComboBox *box, const QString &key)
{
    const int index = box->findData(key);
    if (index >= 0)
        box->setCurrentIndex(index);
    else if (keyOf(box) != key)
        box->setEditText(key);
}

} // namespace

// Up to a hundred thousand of them: a list of its own for each would take as long as reading them.
class WhatIfForm::MachineModel : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;
    void setChoices(const std::shared_ptr<const WhatIfChoices> &choices)
    {
        beginResetModel();
        m_choices = choices;
        endResetModel();
    }
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() || !m_choices ? 0 : int(m_choices->machines.size());
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const WhatIfChoices::Machine &machine = m_choices->machines.at(index.row());
        if (role == Qt::DisplayRole || role == Qt::EditRole)
            return machine.text;
        return role == Qt::UserRole ? QVariant(machine.uid) : QVariant();
    }

private:
    std::shared_ptr<const WhatIfChoices> m_choices;
};

WhatIfForm::WhatIfForm(QWidget *parent)
    : QWidget(parent)
    , m_choices(std::make_shared<WhatIfChoices>())
    , m_machines(new MachineModel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(12);
    m_whom = makeCombo(u"whatIfWhom"_s);
    m_project = makeCombo(u"whatIfProject"_s);
    m_pool = makeCombo(u"whatIfPool"_s);
    m_nodePool = makeCombo(u"whatIfNodePool"_s);
    m_tenant = makeCombo(u"whatIfTenant"_s);
    m_machine = makeCombo(u"whatIfMachine"_s);
    m_family = makeCombo(u"whatIfFamily"_s);
    m_bundle = makeCombo(u"whatIfBundle"_s);
    m_machine->setModel(m_machines);
    if (auto *list = qobject_cast<QListView *>(m_machine->view()))
        list->setUniformItemSizes(true);
    m_name = new QLineEdit(this);
    m_address = new QLineEdit(this);
    m_amount = new CountEdit(this);
    m_gpus = new CountEdit(this);
    m_cpus = new CountEdit(this);
    m_memory = new CountEdit(this);
    m_name->setObjectName(u"whatIfName"_s);
    m_address->setObjectName(u"whatIfAddress"_s);
    m_amount->setObjectName(u"whatIfAmount"_s);
    m_gpus->setObjectName(u"whatIfGpus"_s);
    m_cpus->setObjectName(u"whatIfCpus"_s);
    m_memory->setObjectName(u"whatIfMemory"_s);
    QWidget *before = nullptr; // in the order of Tab
    const auto addRow = [&](const QList<QPair<QWidget *, QString>> &fields) {
        auto *row = new QHBoxLayout;
        row->setSpacing(12);
        for (const auto &[editor, label] : fields) {
            auto *field = new FormField(label, editor, this);
            // Qt 6.4 takes a widget with a focus proxy for a stop of its own, which leads back.
            field->setFocusProxy(nullptr);
            m_fields.insert(editor, field);
            if (before)
                setTabOrder(before, editor);
            before = editor;
            row->addWidget(field, 1, Qt::AlignTop);
            if (auto *box = qobject_cast<QComboBox *>(editor))
                box->lineEdit()->setAccessibleName(label);
        }
        column->addLayout(row);
    };
    addRow({{m_whom, tr("Whose limit")}, {m_machine, tr("Machine")}});
    addRow({{m_project, tr("Project")}, {m_pool, tr("Pool")}, {m_name, tr("Name of the pool")}});
    addRow({{m_tenant, tr("To tenant")}, {m_nodePool, tr("Node pool")}});
    addRow({{m_family, tr("GPU family")}, {m_amount, tr("Machines")}});
    addRow({{m_gpus, tr("GPUs of each machine")}, {m_bundle, tr("Profile bundle")}});
    addRow({{m_cpus, tr("CPUs, at least")}, {m_memory, tr("Memory in GiB, at least")}});
    addRow({{m_address, tr("Address of its control plane")}});
    column->addStretch();
    m_fields[m_bundle]->setHelp(tr("Empty: as another pool of the project"));
    m_fields[m_address]->setHelp(tr("May come later"));
    m_cpus->setPlaceholderText(tr("any"));
    m_memory->setPlaceholderText(tr("any"));

    for (QComboBox *box : {m_whom, m_project, m_pool, m_nodePool, m_family}) {
        connect(box, &QComboBox::currentTextChanged, this, [this] {
            if (!m_filling)
                takeAndRenew();
        });
    }
    for (QComboBox *box : {m_tenant, m_machine, m_bundle}) {
        connect(box, &QComboBox::currentTextChanged, this, [this] {
            if (!m_filling)
                take(typed());
        });
    }
    for (QLineEdit *edit : {m_name, m_address})
        connect(edit, &QLineEdit::textEdited, this, [this] { take(typed()); });
    for (CountEdit *edit : {m_amount, m_gpus, m_cpus, m_memory})
        connect(edit, &CountEdit::countEdited, this, [this] { take(typed()); });
}

QComboBox *WhatIfForm::makeCombo(const QString &objectName)
{
    auto *box = new QComboBox(this);
    box->setObjectName(objectName);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    return box;
}

void WhatIfForm::setChoices(const std::shared_ptr<const WhatIfChoices> &choices)
{
    m_choices = choices;
    m_filling = true;
    const QString machine = m_machine->currentText();
    m_machines->setChoices(choices);
    m_machine->setEditText(machine);
    m_filling = false;
    show();
}

void WhatIfForm::setChange(const WhatIfChange &change)
{
    m_change = change;
    show();
}

void WhatIfForm::fillLists()
{
    QStringList whom;
    QStringList keys;
    for (const QString &tenant : m_choices->tenants) {
        whom << tr("Tenant %1").arg(cleanedLine(tenant));
        keys << u"t/"_s + tenant;
    }
    for (const QString &project : m_choices->projects) {
        whom << tr("Project %1").arg(cleanedLine(project));
        keys << u"p/"_s + project;
    }
    setList(m_whom, whom, keys);
    setList(m_project, m_choices->projects);
    setList(m_tenant, m_choices->tenants);
    QStringList pools;
    for (const WhatIfChoices::Pool &pool : m_choices->pools)
        pools << pool.key();
    setList(m_pool, pools);
    QStringList nodePools;
    if (const WhatIfChoices::Pool *pool = m_choices->pool(m_change.project, m_change.pool)) {
        for (const WhatIfChoices::NodePool &nodePool : pool->nodePools)
            nodePools << nodePool.name;
    }
    setList(m_nodePool, nodePools);
    QStringList families = m_choices->families;
    if (m_change.kind == Kind::Limit)
        families << u"*"_s;
    setList(m_family, families);
    setList(m_bundle, m_choices->bundles.value(m_change.project));
}

void WhatIfForm::show()
{
    m_filling = true;
    fillLists();
    const Kind kind = m_change.kind;
    const auto showField = [this](QWidget *editor, bool shown) { m_fields[editor]->setVisible(shown); };
    const bool newPool = kind == Kind::NewPool;
    showField(m_whom, kind == Kind::Limit);
    showField(m_project, newPool || kind == Kind::Guarantee || kind == Kind::ProjectMoved);
    showField(m_pool, kind == Kind::Resize);
    showField(m_nodePool, kind == Kind::Resize);
    showField(m_tenant, kind == Kind::ProjectMoved);
    showField(m_machine, kind == Kind::MachineLost);
    showField(m_family, newPool || kind == Kind::Limit || kind == Kind::Guarantee);
    showField(m_amount, kind != Kind::MachineLost && kind != Kind::ProjectMoved);
    for (QWidget *editor : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_gpus),
                            static_cast<QWidget *>(m_cpus), static_cast<QWidget *>(m_memory),
                            static_cast<QWidget *>(m_bundle), static_cast<QWidget *>(m_address)})
        showField(editor, newPool);

    setKey(m_whom, WhatIfChoices::whom(m_change));
    setText(m_project, m_change.project);
    setText(m_pool, m_change.pool.isEmpty() ? QString() : m_change.project + u'/' + m_change.pool);
    setText(m_nodePool, m_change.nodePool);
    setText(m_tenant, m_change.tenant);
    if (const WhatIfChoices::Machine *machine = m_choices->machine(m_change.machine)) {
        if (m_machine->currentText() != machine->text)
            m_machine->setCurrentIndex(int(machine - m_choices->machines.constData()));
        m_machine->lineEdit()->setCursorPosition(0); // names come first
    }
    setText(m_family, m_change.family);
    setText(m_bundle, m_change.bundle);
    if (m_name->text() != m_change.pool)
        m_name->setText(m_change.pool);
    if (m_address->text() != m_change.address)
        m_address->setText(m_change.address);
    m_amount->setCount(m_change.amount);
    m_gpus->setCount(m_change.gpusPerMachine);
    m_cpus->setCount(m_change.cpuCount > 0 ? std::optional<qint64>(m_change.cpuCount) : std::nullopt);
    m_memory->setCount(m_change.memoryMiB > 0 ? std::optional<qint64>(m_change.memoryMiB / mebibytes)
                                              : std::nullopt);

    FormField *amount = m_fields[m_amount];
    amount->setLabel(kind == Kind::Limit       ? tr("Limit")
                     : kind == Kind::Guarantee ? tr("Guarantee")
                                               : tr("Machines"));
    m_amount->setPlaceholderText(kind == Kind::Limit       ? tr("no limit")
                                 : kind == Kind::Guarantee ? tr("none", "guarantee")
                                                           : QString());
    if (kind == Kind::Limit || kind == Kind::Guarantee || kind == Kind::Resize) {
        const std::optional<qint64> now = m_choices->amountNow(m_change);
        amount->setHelp(now ? tr("%1 now", "number").arg(QLocale().toString(*now)) : tr("Not set now"));
    } else {
        amount->setHelp({});
    }
    m_fields[m_family]->setHelp(newPool ? tr("Empty: machines without GPUs")
                                : kind == Kind::Limit && m_change.family == u"*"
                                    ? tr("Every family without a limit of its own")
                                    : QString());
    m_filling = false;
}

WhatIfChange WhatIfForm::typed() const
{
    WhatIfChange change = m_change;
    switch (change.kind) {
    case Kind::Limit: {
        const QString whom = keyOf(m_whom);
        change.tenant = whom.startsWith(u"t/") ? whom.mid(2) : QString();
        change.project = whom.startsWith(u"t/") ? QString() : whom.startsWith(u"p/") ? whom.mid(2) : whom;
        break;
    }
    case Kind::Resize:
        change.project = m_pool->currentText().trimmed().section(u'/', 0, 0);
        change.pool = m_pool->currentText().trimmed().section(u'/', 1);
        change.nodePool = m_nodePool->currentText().trimmed();
        break;
    case Kind::MachineLost: {
        const QString text = m_machine->currentText();
        const int index = m_machine->itemText(m_machine->currentIndex()) == text ? m_machine->currentIndex()
                                                                                 : m_machine->findText(text);
        change.machine = index < 0 ? text.trimmed() : m_machine->itemData(index).toString();
        break;
    }
    case Kind::ProjectMoved:
        change.tenant = m_tenant->currentText().trimmed();
        [[fallthrough]];
    case Kind::NewPool:
    case Kind::Guarantee:
        change.project = m_project->currentText().trimmed();
        break;
    }
    if (!m_fields[m_family]->isHidden())
        change.family = m_family->currentText().trimmed();
    if (!m_fields[m_amount]->isHidden())
        change.amount = m_amount->count();
    if (change.kind == Kind::NewPool) {
        change.pool = m_name->text().trimmed();
        change.address = m_address->text().trimmed();
        change.bundle = m_bundle->currentText().trimmed();
        change.gpusPerMachine = m_gpus->count().value_or(0);
        change.cpuCount = m_cpus->count().value_or(0);
        change.memoryMiB = m_memory->count().value_or(0) * mebibytes;
    }
    return change;
}

void WhatIfForm::take(const WhatIfChange &change)
{
    if (change == m_change)
        return;
    m_change = change;
    show();
    Q_EMIT edited(m_change);
}

void WhatIfForm::takeAndRenew()
{
    WhatIfChange change = typed();
    if (change == m_change)
        return;
    if (change.kind == Kind::Resize && change.pool != m_change.pool) {
        const WhatIfChoices::Pool *pool = m_choices->pool(change.project, change.pool);
        change.nodePool = pool && !pool->nodePools.isEmpty() ? pool->nodePools.first().name : QString();
    }
    const bool isNumber =
        change.kind == Kind::Limit || change.kind == Kind::Guarantee || change.kind == Kind::Resize;
    take(isNumber ? m_choices->asNow(change) : change);
}

void WhatIfForm::focusFirst()
{
    QWidget *first = nullptr;
    switch (m_change.kind) {
    case Kind::Limit:
    case Kind::Guarantee:
    case Kind::Resize:
        first = m_amount;
        m_amount->selectAll();
        break;
    case Kind::NewPool:
        first = m_project;
        break;
    case Kind::MachineLost:
        first = m_machine;
        break;
    case Kind::ProjectMoved:
        first = m_tenant;
        break;
    }
    first->setFocus(Qt::OtherFocusReason);
}

} // namespace easel
