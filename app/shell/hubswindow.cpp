// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hubswindow.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/shell/hubdetail.h"
#include "app/shell/hubsmodel.h"
#include "app/shell/openiddialog.h"
#include "app/shell/viewasdialog.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int markSpace = 20; // of one mark before the name

// The name with its marks: a dot of the hub's colour, a star, a lock.
class HubNameDelegate : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                      const QColor &text) const override
    {
        if (index.column() != HubsModel::Name) {
            CellDelegate::paintContent(painter, option, index, text);
            return;
        }
        const Theme &theme = Look::theme();
        const QRect rect = option.rect;
        int x = rect.left() + 10;
        const auto place = [&] {
            return QStyle::visualRect(option.direction, rect, QRect(x, rect.center().y() - 6, 14, 14));
        };
        const int color = index.data(HubsModel::ColorRole).toInt();
        if (color > 0) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.hubs.at(size_t(color) - 1));
            painter->drawEllipse(QRectF(place()).adjusted(1.5, 1.5, -1.5, -1.5));
        }
        x += markSpace;
        QStyleOptionViewItem rest(option);
        for (const auto &[role, name] : {std::pair(HubsModel::FavouriteRole, QStringLiteral("star")),
                                         std::pair(HubsModel::ProtectedRole, QStringLiteral("lock"))}) {
            if (!index.data(role).toBool())
                continue;
            paintIcon(painter, place(), name, theme.text2);
            x += markSpace;
        }
        rest.rect = QStyle::visualRect(option.direction, rect, rect.adjusted(x - rect.left() - 8, 0, 0, 0));
        CellDelegate::paintContent(painter, rest, index, text);
    }
};

// Favourites first, whichever column sorts.
class HubOrder : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override
    {
        const bool first = left.data(HubsModel::FavouriteRole).toBool();
        const bool second = right.data(HubsModel::FavouriteRole).toBool();
        if (first != second)
            return sortOrder() == Qt::AscendingOrder ? first : second;
        return QSortFilterProxyModel::lessThan(left, right);
    }
};

QString keyOf(const HubEntry &entry)
{
    return entry.kubeconfig + u'\n' + entry.context.name;
}

} // namespace

HubsWindow::HubsWindow(AppContext *context, const SignInServices &services, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_services(services)
    , m_model(new HubsModel(context, this))
    , m_shown(new HubOrder(this))
    , m_filter(new QLineEdit(this))
    , m_checkAll(new QPushButton(tr("Check all"), this))
    , m_problems(new Banner(Tone::Warning, this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_aside(new QScrollArea(this))
    , m_detail(new HubDetail(context, m_model))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("hubsWindow"));
    setWindowTitle(tr("Hubs"));
    setMinimumSize(scaledWidth(this, 760), 480);
    resize(scaledWidth(this, 1180), 720);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 12);
    head->setSpacing(8);
    auto *titles = new QVBoxLayout;
    titles->setSpacing(0);
    auto *title = new QLabel(windowTitle(), this);
    setTextRole(title, TextRole::Title);
    auto *promise =
        new QLabel(tr("Nothing is contacted and nothing runs before you check or open a hub."), this);
    setTextRole(promise, TextRole::Small);
    setSecondaryText(promise);
    titles->addWidget(title);
    titles->addWidget(promise);
    head->addLayout(titles, 1);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter hubs"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(scaledWidth(this, 200));
    auto *add = new QPushButton(icon(QStringLiteral("plus")), tr("Add kubeconfig…"), this);
    head->addWidget(m_filter);
    head->addWidget(add);
    head->addWidget(m_checkAll);
    column->addLayout(head);
    m_problems->setLongestWord(40);
    auto *problems = new QHBoxLayout;
    problems->setContentsMargins(16, 0, 16, 8);
    problems->addWidget(m_problems);
    column->addLayout(problems);
    column->addWidget(new Hairline(Qt::Horizontal, this));
    auto *body = new QHBoxLayout;
    body->setSpacing(0);
    body->addWidget(m_table, 1);
    body->addWidget(m_empty, 1);
    body->addWidget(new Hairline(Qt::Vertical, this));
    auto *scroll = static_cast<QScrollArea *>(m_aside);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_detail);
    scroll->setFixedWidth(scaledWidth(this, 372));
    body->addWidget(m_aside);
    column->addLayout(body, 1);

    m_shown->setSourceModel(m_model);
    m_shown->setSortRole(SortRole);
    m_shown->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_shown->setSortLocaleAware(true);
    m_shown->setFilterKeyColumn(-1);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_shown);
    setUpTable(m_table);
    m_table->setItemDelegate(new HubNameDelegate(m_table));
    m_table->setObjectName(QStringLiteral("hubsTable"));
    m_table->setAccessibleName(tr("Hubs"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(HubsModel::Name, Qt::AscendingOrder);
    const std::pair<int, int> widths[] = {{HubsModel::Name, 200},   {HubsModel::State, 148},
                                          {HubsModel::Version, 84}, {HubsModel::Latency, 72},
                                          {HubsModel::Server, 240}, {HubsModel::SignIn, 128},
                                          {HubsModel::Person, 140}, {HubsModel::Ends, 128}};
    for (const auto &[section, width] : widths)
        m_table->setColumnWidth(section, scaledWidth(this, width));
    // What decides stands first; the server's address is in the detail as well.
    m_table->horizontalHeader()->moveSection(HubsModel::Ends, HubsModel::Latency + 1);
    m_table->horizontalHeader()->moveSection(m_table->horizontalHeader()->visualIndex(HubsModel::Person),
                                             HubsModel::Latency + 1);
    m_empty->setContent(QStringLiteral("network"), tr("No kubeconfig in its usual place."),
                        tr("Add the file that leads to your hub."));
    m_empty->setAction(tr("Add kubeconfig…"), QStringLiteral("plus"), false);
    m_checkAll->setObjectName(QStringLiteral("hubsCheckAll"));
    m_checkAll->setAccessibleDescription(
        tr("Hubs that need a command or a person are left waiting for you."));
    m_checkAll->setToolTip(m_checkAll->accessibleDescription());

    const auto ask = [this] {
        m_context->prompter()->askOpenFile(this, tr("Add a kubeconfig"), {}, [this](const QString &file) {
            if (!file.isEmpty())
                addKubeconfig(file);
        });
    };
    connect(add, &QPushButton::clicked, this, ask);
    connect(m_empty, &EmptyState::actionTriggered, this, ask);
    connect(m_checkAll, &QPushButton::clicked, this, &HubsWindow::checkAll);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shown->setFilterFixedString(text);
        if (currentRow() < 0 && m_shown->rowCount() > 0)
            m_table->selectRow(0);
        showCurrent();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &HubsWindow::showCurrent);
    connect(m_table, &QTableView::activated, this, [this] { open({}); });
    connect(m_model, &HubsModel::loaded, this, &HubsWindow::showLoaded);
    connect(m_model, &HubsModel::dataChanged, m_detail, &HubDetail::renew);
    connect(m_model, &HubsModel::modelAboutToBeReset, this, [this] {
        if (const int row = currentRow(); row >= 0)
            m_chosen = keyOf(m_model->entry(row));
        m_detail->setRow(-1);
    });
    connect(m_detail, &HubDetail::openRequested, this, [this] { open({}); });
    connect(m_detail, &HubDetail::openAnewRequested, this, [this] {
        if (const int row = currentRow(); row >= 0)
            Q_EMIT openAnewRequested(m_model->entry(row).kubeconfig, m_model->entry(row).context.name);
    });
    connect(m_detail, &HubDetail::checkRequested, this, &HubsWindow::check);
    connect(m_detail, &HubDetail::viewAsRequested, this, &HubsWindow::askViewAs);
    connect(m_detail, &HubDetail::openIdRequested, this, &HubsWindow::setUpOpenId);
    connect(m_detail, &HubDetail::forgetRequested, this, &HubsWindow::forgetFile);
    m_problems->hide();
    m_empty->hide();
    m_detail->setRow(-1);
    m_model->load();
}

void HubsWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (m_filter->text().isEmpty())
            close();
        else
            m_filter->clear();
        return;
    }
    if (event->key() == Qt::Key_F5) {
        m_model->load();
        return;
    }
    QWidget::keyPressEvent(event);
}

int HubsWindow::currentRow() const
{
    const QModelIndex index = m_shown->mapToSource(m_table->currentIndex());
    return index.isValid() ? index.row() : -1;
}

void HubsWindow::showCurrent()
{
    m_detail->setRow(currentRow());
}

void HubsWindow::showLoaded()
{
    const QStringList &problems = m_model->problems();
    m_problems->setVisible(!problems.isEmpty());
    m_problems->setTexts(problems.join(u' '));
    const bool any = m_model->rowCount() > 0;
    m_table->setVisible(any);
    m_empty->setVisible(!any);
    m_aside->setVisible(any);
    m_checkAll->setEnabled(any);
    m_filter->setEnabled(any);
    int chosen = 0;
    for (int row = 0; row < m_shown->rowCount(); ++row) {
        const int known = m_shown->mapToSource(m_shown->index(row, 0)).row();
        if (keyOf(m_model->entry(known)) == m_chosen)
            chosen = row;
    }
    if (any) {
        m_table->selectRow(chosen);
        if (!m_filter->hasFocus())
            m_table->setFocus();
    }
    showCurrent();
}

void HubsWindow::addKubeconfig(const QString &file)
{
    m_context->hubMarks()->addKubeconfig(file);
    m_model->load();
}

void HubsWindow::forgetFile()
{
    const int row = currentRow();
    if (row < 0)
        return;
    m_context->hubMarks()->removeKubeconfig(m_model->entry(row).kubeconfig);
    m_model->load();
}

void HubsWindow::check()
{
    const int row = currentRow();
    if (row < 0)
        return;
    if (m_model->isLooking(row))
        m_model->stopLooking(row);
    else
        m_model->look(row, m_services);
}

// Questions of many hubs at once would bury each other: nobody is asked, and what needs somebody says so.
void HubsWindow::checkAll()
{
    SignInServices quiet = m_services;
    quiet.agent = nullptr;
    for (int row = 0; row < m_model->rowCount(); ++row)
        m_model->look(row, quiet);
}

void HubsWindow::open(const ViewAs &viewAs)
{
    const int row = currentRow();
    if (row < 0 || !m_model->entry(row).reading)
        return;
    Q_EMIT openRequested(m_model->entry(row).kubeconfig, m_model->entry(row).context.name, viewAs);
}

void HubsWindow::askViewAs()
{
    const int row = currentRow();
    if (row < 0)
        return;
    auto *dialog = new ViewAsDialog(m_model->entry(row).context.name, {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { open(dialog->viewAs()); });
    dialog->open();
}

void HubsWindow::setUpOpenId()
{
    const int row = currentRow();
    if (row < 0)
        return;
    auto *dialog =
        new OpenIdDialog(m_context, m_model->entry(row).context.name, m_model->entry(row).server(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, m_detail, &HubDetail::renew);
    dialog->open();
}

} // namespace easel
