// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/forwardwindow.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/placeholders.h"
#include "app/views/pods/forwardbook.h"
#include "core/base/text.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QIntValidator>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int highestPort = 65535;
constexpr int refreshMs = 1000;

// Its inner editor has its name as well: that is what screen readers land on.
class PortField : public QSpinBox
{
public:
    using QSpinBox::QSpinBox;
    void passName() { lineEdit()->setAccessibleName(accessibleName()); }
};

} // namespace

ForwardWindow::ForwardWindow(AppContext *context, ForwardBook *book, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_book(book)
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_copy(new QPushButton(tr("Copy the address"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_stopAll(new QPushButton(tr("Stop all"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("forwardWindow"));
    setWindowTitle(tr("Forwarded ports"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    resize(scaledWidth(this, 1040), 360);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 12);
    column->setSpacing(12);
    m_table->setModel(book);
    setUpTable(m_table);
    m_table->setAccessibleName(tr("Forwarded ports"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setSectionResizeMode(ForwardBook::StateColumn, QHeaderView::Stretch);
    const int unit = QFontMetrics(m_table->font()).averageCharWidth();
    const int widths[] = {20, 32, 10, 16, 26};
    for (int section = 0; section < ForwardBook::StateColumn; ++section)
        m_table->setColumnWidth(section, unit * widths[section]);
    m_empty->setContent(QStringLiteral("arrow-right-left"), tr("No port is forwarded."),
                        tr("Choose a pod and \"Forward a port…\" to reach it through this computer."));
    m_empty->setTopSpace(48);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_table);
    column->addWidget(m_stack, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 0, 12, 0);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(m_stop);
    buttons->addWidget(m_stopAll);
    column->addLayout(buttons);

    connect(m_copy, &QPushButton::clicked, this, [this] {
        QStringList addresses;
        const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
        for (const QModelIndex &index : chosen)
            addresses << m_book->addressAt(index.row());
        QGuiApplication::clipboard()->setText(addresses.join(u'\n'));
    });
    connect(m_stop, &QPushButton::clicked, this, &ForwardWindow::stopSelected);
    connect(m_stopAll, &QPushButton::clicked, m_book, &ForwardBook::stopAll);
    connect(book, &QAbstractItemModel::rowsInserted, this, &ForwardWindow::showButtons);
    connect(book, &QAbstractItemModel::rowsRemoved, this, &ForwardWindow::showButtons);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ForwardWindow::showButtons);
    m_refresh.setInterval(refreshMs);
    connect(&m_refresh, &QTimer::timeout, m_table->viewport(), qOverload<>(&QWidget::update));
    m_refresh.start();
    if (book->rowCount() > 0)
        m_table->selectRow(book->rowCount() - 1);
    showButtons();
}

void ForwardWindow::showButtons()
{
    const bool any = m_book->rowCount() > 0;
    m_stack->setCurrentWidget(any ? static_cast<QWidget *>(m_table) : m_empty);
    const bool chosen = m_table->selectionModel()->hasSelection() && any;
    m_copy->setEnabled(chosen);
    m_stop->setEnabled(chosen);
    m_stopAll->setEnabled(any);
}

void ForwardWindow::stopSelected()
{
    QList<int> rows;
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : chosen)
        rows << index.row();
    std::sort(rows.begin(), rows.end(), std::greater<>());
    for (const int row : std::as_const(rows))
        m_book->stop(row);
}

ForwardDialog::ForwardDialog(AppContext *context, ForwardBook *book, const ObjectRef &pod, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_book(book)
    , m_pod(pod)
    , m_remote(new QComboBox(this))
    , m_local(new PortField(this))
    , m_problem(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("forwardDialog"));
    setWindowTitle(tr("Forward a port of %1").arg(cleanedLine(pod.name)));
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    m_remote->setEditable(true);
    m_remote->setInsertPolicy(QComboBox::NoInsert);
    m_remote->lineEdit()->setValidator(new QIntValidator(1, highestPort, m_remote));
    m_local->setRange(0, highestPort);
    m_local->setSpecialValueText(tr("any that is free"));
    auto *remoteField = new FormField(tr("Port of the pod"), m_remote, this);
    m_remote->lineEdit()->setAccessibleName(m_remote->accessibleName());
    auto *localField = new FormField(tr("Port of this computer"), m_local, this);
    static_cast<PortField *>(m_local)->passName();
    column->addWidget(remoteField);
    column->addWidget(localField);
    auto *note = new QLabel(
        tr("Only programs of this computer reach it (127.0.0.1). It stays open until you stop it or "
           "leave the hub."),
        this);
    note->setWordWrap(true);
    setSecondaryText(note);
    column->addWidget(note);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    setToneText(m_problem, Tone::Bad);
    m_problem->hide();
    column->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *open = buttons->addButton(tr("Forward"), QDialogButtonBox::AcceptRole);
    setButtonKind(open, ButtonKind::Primary);
    column->addWidget(buttons);
    setMinimumWidth(scaledWidth(this, 380));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &ForwardDialog::openPort);
    const auto check = [this, open] { open->setEnabled(m_remote->lineEdit()->hasAcceptableInput()); };
    connect(m_remote, &QComboBox::editTextChanged, this, check);
    check();
    // The ports that the pod says it has.
    m_reading = context->source()->fetch(pod);
    m_reading.call().then(this, [this](const Result<QJsonObject> &found) {
        if (!found)
            return;
        const QString typed = m_remote->currentText();
        const QJsonArray containers = found->value(u"spec").toObject().value(u"containers").toArray();
        for (const auto &container : containers) {
            const QJsonArray ports = container.toObject().value(u"ports").toArray();
            for (const auto &port : ports) {
                if (port.toObject().value(u"protocol").toString(QStringLiteral("TCP")) == u"TCP")
                    m_remote->addItem(QString::number(port.toObject().value(u"containerPort").toInt()));
            }
        }
        if (!typed.isEmpty())
            m_remote->setEditText(typed);
    });
}

void ForwardDialog::openPort()
{
    PodStreams *pods = podStreamsOf(m_context->source());
    if (!pods || !m_remote->lineEdit()->hasAcceptableInput())
        return;
    const QString problem = m_book->open(pods, m_pod.namespaceName, m_pod.name,
                                         m_remote->currentText().toInt(), m_local->value());
    if (!problem.isEmpty()) {
        m_problem->setText(problem);
        m_problem->show();
        return;
    }
    const int row = m_book->rowCount() - 1;
    m_context->toast(tr("Port %1 of %2 is at %3")
                         .arg(m_remote->currentText(), cleanedLine(m_pod.name), m_book->addressAt(row)));
    accept();
}

} // namespace easel
