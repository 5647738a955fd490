// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/access/accesswindow.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/formfield.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/domain/projectview.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {

const QString RbacGroup = QStringLiteral("rbac.authorization.k8s.io");

constexpr int ResourceRole = Qt::UserRole;
constexpr int GroupRole = Qt::UserRole + 1;

QString bindingText(const ObjectRef &ref)
{
    const QString name = cleanedLine(ref.name);
    return ref.namespaceName.isEmpty() ? AccessWindow::tr("%1 %2", "kind, name").arg(ref.kind, name)
                                       : AccessWindow::tr("%1 %2 in %3", "kind, name, namespace")
                                             .arg(ref.kind, name, cleanedLine(ref.namespaceName));
}

QString verbWord(const QString &verb)
{
    return verb == u"*" ? AccessWindow::tr("do everything") : verb;
}

} // namespace

AccessWindow::AccessWindow(AppContext *context, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_group(new QComboBox)
    , m_verb(new QComboBox)
    , m_kind(new QComboBox)
    , m_place(new QComboBox)
    , m_answer(new Banner(Tone::Unknown, this))
    , m_chain(new QPlainTextEdit(this))
    , m_source(new QLabel(this))
    , m_rightsTitle(new QLabel(this))
    , m_filter(new QLineEdit)
    , m_rights(new QStandardItemModel(this))
    , m_filtered(new QSortFilterProxyModel(this))
    , m_table(new QTableView(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("accessWindow"));
    setWindowTitle(tr("Who can do what"));
    setMinimumSize(scaledWidth(this, 720), 480);
    resize(scaledWidth(this, 1040), 720);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);

    auto *question = new QHBoxLayout;
    question->setSpacing(12);
    const auto add = [&](const QString &label, QComboBox *box, const QString &name, int stretch) {
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->setObjectName(name);
        auto *field = new FormField(label, box, this);
        box->lineEdit()->setAccessibleName(box->accessibleName());
        question->addWidget(field, stretch);
    };
    add(tr("May group"), m_group, QStringLiteral("accessGroup"), 3);
    add(tr("do"), m_verb, QStringLiteral("accessVerb"), 1);
    add(tr("to"), m_kind, QStringLiteral("accessKind"), 3);
    add(tr("in"), m_place, QStringLiteral("accessPlace"), 2);
    column->addLayout(question);
    m_verb->addItems({QStringLiteral("get"), QStringLiteral("list"), QStringLiteral("watch"),
                      QStringLiteral("create"), QStringLiteral("update"), QStringLiteral("patch"),
                      QStringLiteral("delete")});
    m_verb->setCurrentText(QStringLiteral("create"));

    m_answer->setObjectName(QStringLiteral("accessAnswer"));
    m_answer->setLayoutKind(Banner::Layout::Stacked);
    column->addWidget(m_answer);
    m_chain->setObjectName(QStringLiteral("accessChain"));
    m_chain->setReadOnly(true);
    m_chain->setTabChangesFocus(true);
    m_chain->document()->setDocumentMargin(8);
    showChain({});
    m_chain->setAccessibleName(tr("Why"));
    column->addWidget(m_chain);

    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    setTextRole(m_rightsTitle, TextRole::Strong);
    m_rightsTitle->setTextFormat(Qt::PlainText);
    m_filter->setObjectName(QStringLiteral("accessFilter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter what the group may do"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(scaledWidth(this, 240));
    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(QStringLiteral("accessCopy"));
    copy->setAccessibleName(tr("Copy the rows that are selected, or all"));
    head->addWidget(m_rightsTitle, 1);
    head->addWidget(m_filter);
    head->addWidget(copy);
    column->addLayout(head);
    m_filtered->setSourceModel(m_rights);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_filtered);
    m_table->setObjectName(QStringLiteral("accessRights"));
    m_table->setAccessibleName(tr("What the group may do"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(0, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(Look::rowHeight());
    m_table->verticalHeader()->setDefaultSectionSize(Look::rowHeight());
    m_table->setShowGrid(false);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    column->addWidget(m_table, 1);
    setTextRole(m_source, TextRole::Small);
    setSecondaryText(m_source);
    m_source->setTextFormat(Qt::PlainText);
    m_source->setWordWrap(true);
    m_source->setObjectName(QStringLiteral("accessSource"));
    column->addWidget(m_source);

    for (QComboBox *box : {m_group, m_verb, m_kind, m_place}) {
        connect(box, &QComboBox::currentTextChanged, this, [this] {
            if (!m_filling)
                answer();
        });
    }
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(copy, &QPushButton::clicked, this, &AccessWindow::copySelected);
    auto *copyKey = new QShortcut(QKeySequence::Copy, m_table);
    copyKey->setContext(Qt::WidgetShortcut);
    connect(copyKey, &QShortcut::activated, this, &AccessWindow::copySelected);
    connect(m_context, &AppContext::sourceAboutToChange, this, &QWidget::close);
    m_soon.setSingleShot(true);
    m_soon.setInterval(100);
    connect(&m_soon, &QTimer::timeout, this, &AccessWindow::read);
    connect(m_context->surroundings(), &Surroundings::changed, &m_soon, qOverload<>(&QTimer::start));
    m_answer->setTexts(tr("Reading roles…"));
    lease();
    read();
}

AccessWindow::~AccessWindow()
{
    for (StoreLease &lease : m_leases) {
        if (lease)
            lease->disconnect(&m_soon);
    }
}

void AccessWindow::lease()
{
    Source *source = m_context->source();
    if (source->isWorkspace())
        return;
    for (const char *kind : {"Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"}) {
        const ResourceType *type = source->catalog().find(RbacGroup, QString::fromLatin1(kind));
        if (!type || !type->can(u"list"))
            continue;
        StoreLease lease = source->store({*type, {}, {}});
        if (!lease)
            continue;
        const auto touch = qOverload<>(&QTimer::start);
        connect(lease.get(), &ResourceStore::rowsInserted, &m_soon, touch);
        connect(lease.get(), &ResourceStore::rowsChanged, &m_soon, touch);
        connect(lease.get(), &ResourceStore::rowsRemoved, &m_soon, touch);
        connect(lease.get(), &ResourceStore::truthChanged, &m_soon, touch);
        m_leases.push_back(std::move(lease));
    }
}

void AccessWindow::read()
{
    QList<QJsonObject> objects;
    bool waiting = false;
    m_whyNotHub.clear();
    for (const StoreLease &lease : m_leases) {
        const Truth truth = lease->truth();
        waiting = waiting || truth.phase == Truth::Phase::Idle || truth.phase == Truth::Phase::Loading;
        if (truth.phase == Truth::Phase::Failed && truth.error)
            m_whyNotHub = tr("The hub's roles cannot be read: %1").arg(errorSentence(*truth.error));
        for (const Row &row : lease->rows()) {
            QJsonObject object = QJsonDocument::fromJson(row.raw).object();
            object.insert(QStringLiteral("apiVersion"), lease->type().apiVersion()); // lists leave them out
            object.insert(QStringLiteral("kind"), lease->type().kind);
            objects << object;
        }
    }
    if (waiting)
        return; // they tell when they have been listed
    m_context->surroundings()->objects().then(
        this, [this, objects](const Result<std::shared_ptr<const ObjectSet>> &set) {
            if (!set)
                return;
            const AccessBook hub(m_whyNotHub.isEmpty() ? objects : QList<QJsonObject>());
            m_byHub = !hub.isEmpty();
            m_book = m_byHub ? hub : AccessBook(engineAccess(**set));
            m_ready = true;
            fillChoices();
            answer();
        });
}

void AccessWindow::fillChoices()
{
    m_filling = true;
    const auto fill = [](QComboBox *box, const QStringList &texts) {
        QStringList now;
        for (int i = 0; i < box->count(); ++i)
            now << box->itemText(i);
        if (now == texts)
            return;
        // Somebody may be typing: text, cursor and what is marked stay.
        QLineEdit *edit = box->lineEdit();
        const QString typed = edit->text();
        const int cursor = edit->cursorPosition();
        const int marked = edit->selectionStart();
        const int length = int(edit->selectedText().size());
        box->clear();
        box->addItems(texts);
        box->setCurrentText(!typed.isEmpty() ? typed : texts.value(0));
        if (typed.isEmpty())
            return;
        edit->setCursorPosition(cursor);
        if (marked >= 0) // from its other end, so that the cursor stays where it was
            edit->setSelection(cursor == marked ? marked + length : marked,
                               cursor == marked ? -length : length);
    };
    fill(m_group, m_book.groups());
    QStringList places{tr("all namespaces")};
    const Surroundings *surroundings = m_context->surroundings();
    places += surroundings->projectsOf({});
    for (const QString &tenant : surroundings->tenants())
        places << QStringLiteral("tenant-") + tenant;
    const bool unasked = m_place->currentText().isEmpty();
    fill(m_place, places);
    if (unasked && places.size() > 1)
        m_place->setCurrentIndex(1);
    if (m_kind->count() == 0) {
        const auto addKind = [this](const QString &title, const QString &group, const QString &resource) {
            m_kind->addItem(title);
            m_kind->setItemData(m_kind->count() - 1, resource, ResourceRole);
            m_kind->setItemData(m_kind->count() - 1, group, GroupRole);
        };
        // Easel's kinds in their order, then what else a team works with.
        for (const KindInfo &info : knownKinds()) {
            if (info.group == spectroGroup)
                addKind(info.plural, info.group, info.plural);
        }
        addKind(QStringLiteral("projects/quota"), spectroGroup, QStringLiteral("projects/quota"));
        const QString flux = QStringLiteral("source.toolkit.fluxcd.io");
        addKind(QStringLiteral("helmrepositories"), flux, QStringLiteral("helmrepositories"));
        addKind(QStringLiteral("ocirepositories"), flux, QStringLiteral("ocirepositories"));
        for (const char *core : {"configmaps", "events", "namespaces", "persistentvolumeclaims", "pods",
                                 "pods/exec", "pods/log", "secrets", "serviceaccounts", "services"})
            addKind(QLatin1String(core), {}, QLatin1String(core));
        addKind(QStringLiteral("deployments"), QStringLiteral("apps"), QStringLiteral("deployments"));
        m_kind->setCurrentText(QStringLiteral("aiworkloads"));
    }
    m_filling = false;
}

void AccessWindow::ask(const QString &group, const QString &namespaceName)
{
    m_filling = true;
    if (!group.isEmpty())
        m_group->setEditText(group);
    if (!namespaceName.isEmpty())
        m_place->setEditText(namespaceName);
    m_filling = false;
    if (m_ready)
        answer();
}

AccessRequest AccessWindow::request() const
{
    AccessRequest request;
    request.groups = {m_group->currentText().trimmed()};
    request.verb = m_verb->currentText().trimmed();
    const QString kind = m_kind->currentText().trimmed();
    const int known = m_kind->findText(kind);
    // Anything else as kubectl writes it: plural.group.
    request.resource =
        known >= 0 ? m_kind->itemData(known, ResourceRole).toString() : kind.section(u'.', 0, 0);
    request.apiGroup = known >= 0 ? m_kind->itemData(known, GroupRole).toString() : kind.section(u'.', 1);
    const QString place = m_place->currentText().trimmed();
    const bool clusterWide = request.resource == u"tenants" || request.resource == u"namespaces";
    request.namespaceName = place == tr("all namespaces") || clusterWide ? QString() : place;
    return request;
}

void AccessWindow::answer()
{
    if (!m_ready)
        return;
    const AccessRequest request = this->request();
    m_source->setText(sourceSentence());
    if (request.groups.first().isEmpty() || request.verb.isEmpty() || request.resource.isEmpty()) {
        m_answer->setTone(Tone::Neutral);
        m_answer->setTexts(tr("Choose a group, what it wants to do, and where."));
        showChain({});
        showRights({}, {});
        Q_EMIT answered();
        return;
    }
    const AccessDecision decision = m_book.decide(request);
    const QString where =
        request.namespaceName.isEmpty() ? tr("all namespaces") : cleanedLine(request.namespaceName);
    const QString group = cleanedLine(request.groups.first());
    m_answer->setTone(decision.isAllowed() ? Tone::Good : Tone::Bad);
    m_answer->setTexts(decision.isAllowed()
                           ? tr("%1 may %2 %3 in %4.", "group, verb, kind, namespace")
                                 .arg(group, verbWord(request.verb), request.resource, where)
                           : tr("%1 may not %2 %3 in %4.", "group, verb, kind, namespace")
                                 .arg(group, verbWord(request.verb), request.resource, where));
    QStringList lines;
    for (const AccessChain &chain : decision.chains)
        lines << tr("%1 names group %2 and gives it %3, whose rule allows %4 on %5.",
                    "binding, group, role, verbs, resources")
                     .arg(bindingText(chain.binding), cleanedLine(chain.group), bindingText(chain.role),
                          chain.rule.verbs.join(QStringLiteral(", ")),
                          cleanedLine(nameList(chain.rule.resources, 8)));
    if (!decision.isAllowed()) {
        // Kubernetes' own controllers may nearly everything; nobody would be put among them.
        QList<AccessDecision::Lack> lacks = decision.lacks;
        lacks.removeIf(
            [](const AccessDecision::Lack &lack) { return lack.role.name.startsWith(u"system:"); });
        // What is made for this place helps more than what reaches everywhere.
        std::stable_partition(lacks.begin(), lacks.end(), [](const AccessDecision::Lack &lack) {
            return !lack.role.namespaceName.isEmpty();
        });
        if (lacks.isEmpty())
            lines << tr("No role that reaches %1 allows this.").arg(where);
        for (const AccessDecision::Lack &lack : std::as_const(lacks)) {
            if (lack.bindings.isEmpty())
                lines << tr("%1 allows it, but no binding here gives it to anybody.")
                             .arg(bindingText(lack.role));
            for (const ObjectRef &binding : lack.bindings)
                lines << tr("Missing: group %1 in %2, which gives %3.")
                             .arg(group, bindingText(binding), bindingText(lack.role));
        }
    }
    showChain(lines);
    showRights(request.groups, request.namespaceName);
    Q_EMIT answered();
}

// As high as it has lines, up to six.
void AccessWindow::showChain(const QStringList &lines)
{
    m_chain->setPlainText(lines.join(u'\n'));
    const int shown = std::clamp(int(m_chain->document()->size().height()), 1, 6);
    m_chain->setFixedHeight(m_chain->fontMetrics().lineSpacing() * shown + 22);
}

void AccessWindow::showRights(const QStringList &groups, const QString &namespaceName)
{
    m_rights->clear();
    m_rights->setHorizontalHeaderLabels(
        {tr("Kind"), tr("Verbs"), tr("API group"), tr("Role"), tr("Binding")});
    const QString where = namespaceName.isEmpty() ? tr("all namespaces") : cleanedLine(namespaceName);
    m_rightsTitle->setText(
        groups.isEmpty()
            ? QString()
            : tr("What %1 may do in %2", "group, namespace").arg(cleanedLine(groups.first()), where));
    const QList<AccessChain> chains =
        groups.isEmpty() ? QList<AccessChain>() : m_book.rights(groups, namespaceName);
    for (const AccessChain &chain : chains) {
        for (const QString &resource : chain.rule.resources) {
            QString what = cleanedLine(resource);
            if (!chain.rule.names.isEmpty())
                what = tr("%1 named %2", "kind, names").arg(what, cleanedLine(nameList(chain.rule.names)));
            QList<QStandardItem *> items;
            for (const QString &text : {what, chain.rule.verbs.join(QStringLiteral(", ")),
                                        cleanedLine(chain.rule.groups.join(QStringLiteral(", "))),
                                        bindingText(chain.role), bindingText(chain.binding)})
                items << new QStandardItem(text);
            m_rights->appendRow(items);
        }
    }
    const int widths[] = {180, 160, 150, 240};
    for (int i = 0; i < 4; ++i)
        m_table->setColumnWidth(i, scaledWidth(this, widths[i]));
    if (m_table->currentIndex().row() < 0 && m_filtered->rowCount() > 0)
        m_table->setCurrentIndex(m_filtered->index(0, 0));
    m_table->clearSelection();
}

QString AccessWindow::sourceSentence() const
{
    if (m_byHub)
        return tr("By the roles and bindings that are on %1 now.").arg(m_context->source()->title());
    const QString engine = tr("By the roles that Easel's engine makes of the tenants and projects here.");
    return m_whyNotHub.isEmpty() ? engine : m_whyNotHub + u' ' + engine;
}

void AccessWindow::copySelected()
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty()) {
        for (int row = 0; row < m_filtered->rowCount(); ++row)
            rows << row;
    }
    QStringList lines;
    for (const int row : std::as_const(rows)) {
        QStringList cells;
        for (int i = 0; i < m_filtered->columnCount(); ++i)
            cells << m_filtered->index(row, i).data().toString();
        lines << cells.join(u'\t');
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void AccessWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

void registerAccessActions(AppContext *context)
{
    Action ask;
    ask.id = QStringLiteral("access.ask");
    ask.text = AccessWindow::tr("Who can do what…");
    ask.icon = QStringLiteral("users");
    ask.places = Action::RowMenu | Action::Window | Action::Palette;
    ask.shortcut = QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A);
    ask.order = 45;
    ask.offer = [](const ActionTarget &target) {
        const bool about = target.objects.isEmpty() || target.type.group == spectroGroup;
        return target.source && about ? Offer() : Offer::hidden();
    };
    ask.run = [context](const ActionTarget &target) {
        auto *window = new AccessWindow(context, target.window);
        // From a project: there; from a row of the access table: that group.
        QString group;
        if (target.isOne() && !target.rows.isEmpty() && target.rows.first().name != target.object().name)
            group = target.rows.first().name;
        QString place = target.project;
        if (target.isOne() && target.object().kind == u"Tenant")
            place = QStringLiteral("tenant-") + target.object().name;
        window->ask(group, place);
        window->show();
        window->raise();
        window->activateWindow();
    };
    context->actions()->add(ask);

    // The button above the table of groups and roles.
    Action above = ask;
    above.id = QStringLiteral("access.question");
    above.places = Action::Header;
    above.shortcut = {};
    above.offer = [](const ActionTarget &target) {
        return target.source && target.page == u"access" ? Offer() : Offer::hidden();
    };
    context->actions()->add(above);
}

} // namespace easel
