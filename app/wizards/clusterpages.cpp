// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/clusterpages.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/sectionheader.h"
#include "app/wizards/clustermodel.h"
#include "app/wizards/fieldrows.h"
#include "app/wizards/nodepoolform.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace easel {

using namespace Qt::StringLiterals;

using Field = FieldRows::Column;
using Kind = FieldRows::Column::Kind;

namespace {

const QStringList enabledPaths = {u"networkOverlayConfig.enabled"_s, u"networkOverlayConfig.enable"_s};
const JsonPointer isolationPointer = JsonPointer::of({u"spec"_s, u"networkIsolation"_s, u"provider"_s});

QVBoxLayout *columnOf(QWidget *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    return layout;
}

void showText(QLineEdit *edit, const QString &text)
{
    if (edit->text() == text)
        return;
    const QSignalBlocker quiet(edit);
    edit->setText(text);
}

// "Not said here", "Yes", "No".
QComboBox *threeWays(const QString &objectName, const QString &yes, const QString &no, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(objectName);
    box->addItem(QString(), QString());
    box->addItem(yes, u"true"_s);
    box->addItem(no, u"false"_s);
    return box;
}

void showThreeWays(QComboBox *box, const QString &inherited, const std::optional<bool> &said)
{
    const QSignalBlocker quiet(box);
    box->setItemText(0, inherited);
    box->setCurrentIndex(!said ? 0 : *said ? 1 : 2);
}

QJsonValue flagOf(const QComboBox *box)
{
    const QString word = box->currentData().toString();
    return word.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(word == u"true");
}

// Problems of clusters that are not looked at now lead to the choice of the cluster.
void addOthers(const ClusterModel *model, QWidget *choice, QList<PageProblem> *problems,
               const std::function<QString(int)> &refusal)
{
    const QStringList names = model->clusterNames();
    for (int i = 0; i < names.size(); ++i) {
        const QString sentence = i == model->cluster() ? QString() : refusal(i);
        if (!sentence.isEmpty())
            problems->append({choice, ClusterChoice::tr("Cluster %1: %2").arg(names.at(i), sentence)});
    }
}

} // namespace

ClusterChoice::ClusterChoice(ClusterModel *model, const QString &objectName, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_box(new QComboBox(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_box->setObjectName(objectName);
    layout->addWidget(new FormField(tr("Cluster"), m_box, this));
    connect(m_box, &QComboBox::activated, model, &ClusterModel::setCluster);
    refresh();
}

void ClusterChoice::refresh()
{
    const QStringList names = m_model->clusterNames();
    setVisible(names.size() > 1);
    const QSignalBlocker quiet(m_box);
    QStringList shown;
    for (int i = 0; i < m_box->count(); ++i)
        shown << m_box->itemText(i);
    if (shown != names) {
        m_box->clear();
        m_box->addItems(names);
    }
    m_box->setCurrentIndex(m_model->cluster());
}

QWidget *ClusterChoice::field() const
{
    return m_box;
}

// ---------------------------------------------------------------------------------------------------------------------

ControlPlanePage::ControlPlanePage(ClusterModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_choice(new ClusterChoice(model, u"controlPlaneCluster"_s, this))
    , m_form(new NodePoolForm(model, -1, this))
    , m_warning(new QLabel(this))
{
    QVBoxLayout *column = columnOf(this);
    column->addWidget(m_choice);
    column->addWidget(m_form);
    m_warning->setWordWrap(true);
    m_warning->setTextFormat(Qt::PlainText);
    setTextRole(m_warning, TextRole::Small);
    setToneText(m_warning, Tone::Warning);
    column->addWidget(m_warning);
    column->addStretch(1);
    connect(m_form, &NodePoolForm::edited, this, &WizardPage::edited);
}

QString ControlPlanePage::explanation() const
{
    return m_model->isPool() ? tr("What is left open comes from the project's compute configuration.")
                             : tr("What pools get that do not say it themselves.");
}

void ControlPlanePage::refresh()
{
    m_choice->refresh();
    m_form->refresh();
    QStringList warnings;
    for (const Finding &finding : m_model->findings()) {
        const bool size = finding.pointer.last() == u"nodeCount" &&
                          finding.pointer.tokens().contains(u"controlPlanePool"_s);
        if (finding.severity == Finding::Severity::Warn && size)
            warnings << finding.sentence;
    }
    warnings.removeDuplicates();
    m_warning->setText(warnings.join(u' '));
    m_warning->setVisible(!warnings.isEmpty());
}

QList<PageProblem> ControlPlanePage::problems() const
{
    QList<PageProblem> found = m_form->problems();
    addOthers(m_model, m_choice->field(), &found, [this](int cluster) {
        for (const QString &field : {u"nodeCount"_s, u"workerNodeEligible"_s, u"gpu"_s}) {
            if (const QString sentence = m_model->nodePoolRefusal(cluster, -1, field); !sentence.isEmpty())
                return sentence;
        }
        return QString();
    });
    return found;
}

void ControlPlanePage::showProblems(bool all)
{
    m_form->showProblems(all);
}

// ---------------------------------------------------------------------------------------------------------------------

WorkerPoolsPage::WorkerPoolsPage(ClusterModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_choice(new ClusterChoice(model, u"workersCluster"_s, this))
    , m_inherited(new QLabel(this))
    , m_takeOver(new QPushButton(tr("Change them here"), this))
    , m_list(new QVBoxLayout)
    , m_add(new QPushButton(tr("Worker pool"), this))
{
    QVBoxLayout *column = columnOf(this);
    column->addWidget(m_choice);
    m_inherited->setWordWrap(true);
    m_inherited->setTextFormat(Qt::PlainText);
    column->addWidget(m_inherited);
    m_takeOver->setObjectName(u"workersTakeOver"_s);
    column->addWidget(m_takeOver, 0, Qt::AlignLeft);
    m_list->setSpacing(12);
    column->addLayout(m_list);
    setButtonKind(m_add, ButtonKind::Link);
    m_add->setIcon(icon(u"plus"_s, IconInk::Link));
    m_add->setObjectName(u"workers.add"_s);
    m_add->setAccessibleName(tr("Add a worker pool"));
    column->addWidget(m_add, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(m_add, &QPushButton::clicked, this, &WorkerPoolsPage::addPool);
    connect(m_takeOver, &QPushButton::clicked, this, [this] {
        m_model->takeOverWorkers();
        Q_EMIT edited();
        if (!m_cards.isEmpty())
            m_cards.first().form->firstField()->setFocus(Qt::OtherFocusReason);
    });
}

QString WorkerPoolsPage::explanation() const
{
    return tr(
        "Numbers are for each machine. A worker pool without GPUs never takes machines that have some.");
}

void WorkerPoolsPage::addPool()
{
    takeOver();
    const qsizetype count = m_model->own().workers.value_or(QList<NodePoolView>()).size();
    QJsonValue root = m_model->object();
    JsonPointer list = m_model->place().workers;
    QJsonArray pools = list.get(root).toArray();
    pools.append(QJsonObject{{u"name"_s, QString()}, {u"nodeCount"_s, 1}});
    list.set(root, pools);
    m_model->replace(root.toObject());
    Q_EMIT edited();
    if (count < m_cards.size())
        m_cards.at(count).form->firstField()->setFocus(Qt::OtherFocusReason);
}

// A list of one's own replaces the inherited one, and the older form of one worker pool.
void WorkerPoolsPage::takeOver()
{
    if (!m_model->place().workers.exists(m_model->object()) &&
        !m_model->effect().workers.value_or(QList<NodePoolView>()).isEmpty())
        m_model->takeOverWorkers();
}

void WorkerPoolsPage::removePool(int worker)
{
    takeOver();
    QJsonValue root = m_model->object();
    const JsonPointer list = m_model->place().workers;
    QJsonArray pools = list.get(root).toArray();
    if (worker >= pools.size())
        return;
    pools.removeAt(worker);
    // An empty list of one's own still says that there are to be none.
    list.set(root, pools);
    m_model->replace(root.toObject());
    Q_EMIT edited();
    if (m_cards.isEmpty())
        m_add->setFocus(Qt::OtherFocusReason);
    else
        m_cards.at(std::min<qsizetype>(worker, m_cards.size() - 1))
            .form->firstField()
            ->setFocus(Qt::OtherFocusReason);
}

void WorkerPoolsPage::arrange()
{
    const qsizetype wanted = m_model->own().workers.value_or(QList<NodePoolView>()).size();
    while (m_cards.size() > wanted) {
        const Card card = m_cards.takeLast();
        card.box->hide();
        card.box->deleteLater();
    }
    while (m_cards.size() < wanted) {
        const int worker = int(m_cards.size());
        auto *box = new Panel(this);
        auto *row = new QHBoxLayout;
        auto *title = new QLabel(box);
        title->setTextFormat(Qt::PlainText);
        setTextRole(title, TextRole::Strong);
        auto *remove = new QToolButton(box);
        remove->setIcon(icon(u"x"_s));
        remove->setAutoRaise(true);
        remove->setFocusPolicy(Qt::StrongFocus);
        remove->setObjectName(u"worker%1.remove"_s.arg(worker));
        row->addWidget(title, 1);
        row->addWidget(remove);
        box->column()->addLayout(row);
        auto *form = new NodePoolForm(m_model, worker, box);
        box->column()->addWidget(form);
        m_list->addWidget(box);
        connect(form, &NodePoolForm::edited, this, &WizardPage::edited);
        connect(remove, &QToolButton::clicked, this, [this, worker] { removePool(worker); });
        m_cards.append({box, title, form});
        // Fields come before the button that removes them all, and both before the one that adds.
        QList<QWidget *> inside;
        for (QWidget *child = form->nextInFocusChain(); child != form; child = child->nextInFocusChain()) {
            if (form->isAncestorOf(child) && child->focusPolicy() & Qt::TabFocus)
                inside << child;
        }
        inside << remove;
        tabInto(m_add, inside);
    }
}

void WorkerPoolsPage::refresh()
{
    m_choice->refresh();
    if (m_shownCluster != m_model->cluster()) {
        m_shownCluster = m_model->cluster();
        for (const Card &card : std::as_const(m_cards)) {
            card.box->hide();
            card.box->deleteLater();
        }
        m_cards.clear();
    }
    const ClusterConfigView own = m_model->own();
    const QList<NodePoolView> workers = m_model->effect().workers.value_or(QList<NodePoolView>());
    QStringList texts;
    if (!own.workers) {
        for (const NodePoolView &pool : workers)
            texts << tr("%1: %2", "worker pool, what it asks for").arg(pool.name, nodePoolText(pool));
    }
    m_inherited->setText(!own.workers && !workers.isEmpty()
                             ? tr("As the compute configuration %1 says:").arg(m_model->configName()) +
                                   u'\n' + texts.join(u'\n')
                         : workers.isEmpty() ? tr("No worker pools: everything runs on the control plane.")
                                             : QString());
    m_inherited->setVisible(!m_inherited->text().isEmpty());
    m_takeOver->setVisible(!own.workers && !workers.isEmpty());
    arrange();
    for (qsizetype i = 0; i < m_cards.size(); ++i) {
        const NodePoolView &pool = workers.at(i);
        m_cards.at(i).title->setText(
            pool.name.isEmpty()
                ? tr("New worker pool")
                : tr("%1: %2", "worker pool, what it asks for").arg(pool.name, nodePoolText(pool)));
        if (auto *remove = m_cards.at(i).box->findChild<QToolButton *>(u"worker%1.remove"_s.arg(i))) {
            remove->setAccessibleName(pool.name.isEmpty() ? tr("Remove this worker pool")
                                                          : tr("Remove worker pool %1").arg(pool.name));
            remove->setToolTip(remove->accessibleName());
        }
        m_cards.at(i).form->refresh();
    }
    showProblems(m_showAll);
}

QList<PageProblem> WorkerPoolsPage::problems() const
{
    QList<PageProblem> found;
    for (const Card &card : m_cards)
        found += card.form->problems();
    // What the ComputeConfig says, judged here.
    if (m_cards.isEmpty()) {
        const qsizetype count = m_model->effect().workers.value_or(QList<NodePoolView>()).size();
        for (int i = 0; i < count; ++i) {
            for (const QString &field : {u"name"_s, u"nodeCount"_s, u"gpu"_s}) {
                if (const QString sentence = m_model->nodePoolRefusal(m_model->cluster(), i, field);
                    !sentence.isEmpty())
                    found << PageProblem{m_takeOver, sentence};
            }
        }
    }
    addOthers(m_model, m_choice->field(), &found, [this](int cluster) {
        const qsizetype count = m_model->effect(cluster).workers.value_or(QList<NodePoolView>()).size();
        for (int i = 0; i < count; ++i) {
            for (const QString &field : {u"name"_s, u"nodeCount"_s, u"gpu"_s}) {
                const QString sentence = m_model->nodePoolRefusal(cluster, i, field);
                if (!sentence.isEmpty())
                    return sentence;
            }
        }
        return QString();
    });
    return found;
}

void WorkerPoolsPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    for (const Card &card : std::as_const(m_cards))
        card.form->showProblems(all);
}

// ---------------------------------------------------------------------------------------------------------------------

ClusterNetworkPage::ClusterNetworkPage(ClusterModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_choice(new ClusterChoice(model, u"networkCluster"_s, this))
    , m_vip(new QLineEdit(this))
    , m_vipField(new FormField(tr("Control plane address"), m_vip, this))
    , m_twoNode(threeWays(u"twoNode"_s, tr("Yes"), tr("No"), this))
    , m_twoNodeField(new FormField(tr("Two-node cluster"), m_twoNode, this))
    , m_overlay(threeWays(u"overlay"_s, tr("On, VXLAN"), tr("Off"), this))
    , m_overlayField(new FormField(tr("Overlay network"), m_overlay, this))
    , m_cidr(new QLineEdit(this))
    , m_cidrField(new FormField(tr("CIDR of the overlay"), m_cidr, this))
    , m_static(threeWays(u"staticIp"_s, tr("Fixed"), tr("By DHCP"), this))
    , m_staticField(new FormField(tr("Addresses of machines"), m_static, this))
    , m_ntp(new FieldRows(u"ntp"_s,
                          {Field{Kind::Text, tr("Time server"), tr("name or address"), {}, 0, 0, 0, false}},
                          tr("Time server"), this))
    , m_ntpNote(new QLabel(this))
    , m_hosts(new FieldRows(u"hostNetwork"_s,
                            {Field{Kind::Text, tr("Machine"), tr("machine"), {}, 0, 0, 0, false},
                             Field{Kind::Text, tr("Network card"), tr("card, eth0"), {}, 0, 0, 96, false},
                             Field{Kind::Text, tr("Address"), tr("address"), {}, 0, 0, 0, false},
                             Field{Kind::Text, tr("Subnet"), tr("subnet"), {}, 0, 0, 0, false},
                             Field{Kind::Text, tr("Gateway"), tr("gateway"), {}, 0, 0, 0, false},
                             Field{Kind::Text, tr("DNS"), tr("DNS"), {}, 0, 0, 0, false}},
                            tr("Machine with fixed addresses"), this))
    , m_hostsBox(new QWidget(this))
    , m_isolation(new QLineEdit(this))
    , m_isolationField(new FormField(tr("Network isolation provider"), m_isolation, this))
    , m_keys(new QPlainTextEdit(this))
    , m_keysField(new FormField(tr("SSH public keys, one a line"), m_keys, this))
    , m_deletion(new QComboBox(this))
    , m_deletionField(new FormField(tr("When the pool is deleted"), m_deletion, this))
{
    QVBoxLayout *column = columnOf(this);
    column->addWidget(m_choice);
    const auto row = [column](const QList<QWidget *> &fields) {
        auto *line = new QHBoxLayout;
        line->setSpacing(16);
        for (QWidget *field : fields)
            line->addWidget(field, 1, Qt::AlignTop);
        column->addLayout(line);
    };
    m_vip->setObjectName(u"vip"_s);
    m_vip->setPlaceholderText(tr("a free address of the machines' network"));
    m_cidr->setObjectName(u"overlayCidr"_s);
    m_cidr->setPlaceholderText(u"100.64.192.0/20"_s);
    if (model->isPool())
        row({m_vipField, m_twoNodeField});
    else
        row({m_twoNodeField, m_staticField});
    row({m_overlayField, m_cidrField});
    m_vipField->setVisible(model->isPool());
    m_staticField->setVisible(!model->isPool());

    column->addWidget(new SectionHeader(tr("Time servers"), SectionHeader::Level::Caption, this));
    m_ntpNote->setTextFormat(Qt::PlainText);
    m_ntpNote->setWordWrap(true);
    setSecondaryText(m_ntpNote);
    column->addWidget(m_ntpNote);
    column->addWidget(m_ntp);

    auto *hosts = new QVBoxLayout(m_hostsBox);
    hosts->setContentsMargins(0, 0, 0, 0);
    hosts->addWidget(new SectionHeader(tr("Fixed addresses"), SectionHeader::Level::Caption, m_hostsBox));
    hosts->addWidget(m_hosts);
    column->addWidget(m_hostsBox);
    m_hostsBox->setVisible(model->isPool());
    m_isolation->setObjectName(u"isolation"_s);
    column->addWidget(m_isolationField);

    m_keys->setObjectName(u"sshKeys"_s);
    m_keys->setTabChangesFocus(true);
    m_keys->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_keys->setFixedHeight(m_keys->fontMetrics().lineSpacing() * 4 + 24);
    setTextRole(m_keys, TextRole::Mono);
    column->addWidget(m_keysField);

    m_deletion->setObjectName(u"deletionPolicy"_s);
    m_deletion->addItem(QString(), QString());
    m_deletion->addItem(tr("Delete the cluster; its machines become free"), u"delete"_s);
    m_deletion->addItem(tr("Keep the cluster running, without the pool"), u"orphan"_s);
    column->addWidget(m_deletionField);
    m_deletionField->setVisible(model->isPool());
    column->addStretch(1);

    const auto edge = [this](const QString &path) {
        return JsonPointer(m_model->place().edge.tokens() + path.split(u'.'));
    };
    connect(m_vip, &QLineEdit::textEdited, this, [this, edge](const QString &text) {
        const JsonPointer own = m_model->own().vipPointer;
        m_model->set(own.isEmpty() ? edge(u"vip"_s) : own, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_twoNode, &QComboBox::activated, this, [this, edge] {
        m_model->set(edge(u"isTwoNode"_s), flagOf(m_twoNode));
        Q_EMIT edited();
    });
    connect(m_overlay, &QComboBox::activated, this, [this] {
        m_model->set(writtenAt(m_model->object(), m_model->place().edge, enabledPaths), flagOf(m_overlay));
        Q_EMIT edited();
    });
    connect(m_static, &QComboBox::activated, this, [this, edge] {
        m_model->set(edge(u"networkOverlayConfig.staticIp"_s), flagOf(m_static));
        Q_EMIT edited();
    });
    connect(m_cidr, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(m_model->place().overlay / u"cidr"_s, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_ntp, &FieldRows::edited, this, [this, edge] {
        QJsonArray servers;
        const QList<QStringList> rows = m_ntp->rows();
        for (const QStringList &server : rows) {
            if (!server.first().isEmpty())
                servers.append(server.first());
        }
        m_writing = true;
        m_model->set(edge(u"ntpServers"_s), servers);
        m_writing = false;
        Q_EMIT edited();
    });
    connect(m_hosts, &FieldRows::edited, this, &ClusterNetworkPage::writeHosts);
    connect(m_isolation, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_model->set(isolationPointer, text.trimmed());
        Q_EMIT edited();
    });
    connect(m_keys, &QPlainTextEdit::textChanged, this, &ClusterNetworkPage::writeKeys);
    connect(m_deletion, &QComboBox::activated, this, [this] {
        m_model->set(m_model->place().edge.parent() / u"deletionPolicy"_s,
                     m_deletion->currentData().toString());
        Q_EMIT edited();
    });
}

QString ClusterNetworkPage::explanation() const
{
    return m_model->isPool()
               ? tr("The control plane address is one that no machine has; it cannot change later.")
               : tr("What pools get that do not say it themselves.");
}

void ClusterNetworkPage::writeHosts()
{
    const QJsonObject before = m_model->own().hostNetworks;
    QJsonObject hosts;
    const QList<QStringList> rows = m_hosts->rows();
    for (const QStringList &row : rows) {
        if (row.at(0).isEmpty())
            continue;
        QJsonObject host = before.value(row.at(0)).toObject(); // what the form does not know stays
        static const char *const keys[] = {"nicName", "ip", "subnet", "gateway"};
        for (int i = 0; i < 4; ++i) {
            if (row.at(i + 1).isEmpty())
                host.remove(QLatin1String(keys[i]));
            else
                host.insert(QLatin1String(keys[i]), row.at(i + 1));
        }
        QJsonArray servers;
        const QStringList names = row.at(5).split(u',', Qt::SkipEmptyParts);
        for (const QString &name : names)
            servers.append(name.trimmed());
        if (servers.isEmpty())
            host.remove(u"dns"_s);
        else
            host.insert(u"dns"_s, servers);
        hosts.insert(row.at(0), host);
    }
    m_writing = true;
    m_model->set(m_model->place().edge / u"hosts"_s, hosts);
    m_writing = false;
    Q_EMIT edited();
}

void ClusterNetworkPage::writeKeys()
{
    QJsonArray keys;
    const QStringList lines = m_keys->toPlainText().split(u'\n');
    for (const QString &line : lines) {
        if (!line.trimmed().isEmpty())
            keys.append(line.trimmed());
    }
    m_writing = true;
    m_model->set(m_model->place().sshKeys, keys);
    m_writing = false;
    Q_EMIT edited();
}

void ClusterNetworkPage::refresh()
{
    m_choice->refresh();
    const ClusterConfigView own = m_model->own();
    const ClusterConfigView effect = m_model->effect();
    const std::optional<ClusterConfigView> config = m_model->defaults();
    const auto source = [&](bool fromConfig) {
        return m_model->sourceNote(fromConfig ? ValueSource::Config : ValueSource::BuiltIn);
    };
    const bool fixed = m_model->isFixed();
    showText(m_vip, own.vip);
    m_vip->setReadOnly(fixed);
    m_vipField->setNote(fixed ? tr("cannot change") : QString());
    showThreeWays(m_twoNode,
                  tr("%1, %2", "value, source")
                      .arg(effect.isTwoNode.value_or(false) ? tr("Yes") : tr("No"),
                           source(config && config->isTwoNode)),
                  own.isTwoNode);
    showThreeWays(m_overlay,
                  tr("%1, %2", "value, source")
                      .arg(effect.overlayEnabled.value_or(false) ? tr("On") : tr("Off"),
                           source(config && config->overlayEnabled)),
                  own.overlayEnabled);
    for (QWidget *box : {static_cast<QWidget *>(m_twoNode), static_cast<QWidget *>(m_overlay)})
        box->setEnabled(!fixed);
    m_twoNodeField->setNote(fixed ? tr("cannot change") : QString());
    m_overlayField->setNote(fixed ? tr("cannot change") : QString());
    m_cidrField->setVisible(effect.overlayEnabled.value_or(false) || !own.overlayCidr.isEmpty());
    showText(m_cidr, own.overlayCidr);
    m_cidr->setReadOnly(fixed);
    if (!effect.overlayCidr.isEmpty())
        m_cidr->setPlaceholderText(effect.overlayCidr);
    m_cidrField->setNote(fixed ? tr("cannot change")
                         : own.overlayCidr.isEmpty() && !effect.overlayCidr.isEmpty()
                             ? m_model->sourceNote(ValueSource::Config)
                             : QString());
    const QJsonValue fixedAddresses = (m_model->place().overlay / u"staticIp"_s).get(m_model->object());
    showThreeWays(m_static, tr("%1, %2", "value, source").arg(tr("By DHCP"), source(false)),
                  fixedAddresses.isBool() ? std::optional<bool>(fixedAddresses.toBool()) : std::nullopt);

    if (!m_writing) {
        QList<QStringList> servers;
        for (const QString &server : own.ntpServers.value_or(QStringList()))
            servers << QStringList{server};
        QList<QStringList> shown = m_ntp->rows();
        shown.removeAll(QStringList{QString()});
        if (shown != servers)
            m_ntp->setRows(servers);
        QList<QStringList> hosts;
        for (auto it = own.hostNetworks.begin(); it != own.hostNetworks.end(); ++it) {
            const QJsonObject host = it.value().toObject();
            QStringList resolvers;
            const QJsonArray names = host[u"dns"].toArray();
            for (const auto &name : names)
                resolvers << name.toString();
            hosts << QStringList{it.key(),
                                 host[u"nicName"].toString(),
                                 host[u"ip"].toString(),
                                 host[u"subnet"].toString(),
                                 host[u"gateway"].toString(),
                                 resolvers.join(u", "_s)};
        }
        QList<QStringList> complete = m_hosts->rows();
        complete.removeIf([](const QStringList &row) { return row.first().isEmpty(); });
        std::sort(complete.begin(), complete.end());
        std::sort(hosts.begin(), hosts.end());
        if (complete != hosts)
            m_hosts->setRows(hosts);
        const QString keys = own.sshKeys.value_or(QStringList()).join(u'\n');
        QStringList lines = m_keys->toPlainText().split(u'\n');
        lines.removeIf([](const QString &line) { return line.trimmed().isEmpty(); });
        if (lines.join(u'\n') != keys) {
            const QSignalBlocker quiet(m_keys);
            m_keys->setPlainText(keys);
        }
    }
    const QStringList inherited = own.ntpServers ? QStringList() : effect.ntpServers.value_or(QStringList());
    m_ntpNote->setText(inherited.isEmpty()
                           ? QString()
                           : tr("%1, %2", "value, source")
                                 .arg(inherited.join(u", "_s), m_model->sourceNote(ValueSource::Config)));
    m_ntpNote->setVisible(!inherited.isEmpty());
    const qsizetype keys = own.sshKeys ? 0 : effect.sshKeys.value_or(QStringList()).size();
    m_keysField->setNote(keys > 0 ? tr("%n key(s)", nullptr, int(keys)) + u' ' +
                                        m_model->sourceNote(ValueSource::Config)
                                  : QString());
    const QJsonValue isolation = isolationPointer.get(m_model->object());
    m_isolationField->setVisible(
        m_model->isPool() && (!m_model->isPlainHub() || isolationPointer.parent().exists(m_model->object())));
    showText(m_isolation, isolation.toString());
    {
        const QSignalBlocker quiet(m_deletion);
        m_deletion->setItemText(0,
                                tr("%1, %2", "value, source")
                                    .arg(m_deletion->itemText(1), m_model->sourceNote(ValueSource::BuiltIn)));
        const int index =
            own.deletionPolicy.isEmpty() ? 0 : m_deletion->findData(own.deletionPolicy.toLower());
        if (index < 0)
            m_deletion->addItem(own.deletionPolicy, own.deletionPolicy.toLower());
        m_deletion->setCurrentIndex(index < 0 ? m_deletion->count() - 1 : index);
    }
    showProblems(m_showAll);
}

QString ClusterNetworkPage::problemOf(QWidget *field) const
{
    const int cluster = m_model->cluster();
    if (field == m_vip)
        return m_model->refusalNaming(cluster, {u"vip"_s, u"controlPlaneEndpoint"_s});
    if (field == m_twoNode)
        return m_model->refusalNaming(cluster, {u"isTwoNode"_s});
    if (field == m_cidr || field == m_overlay)
        return m_model->refusalNaming(cluster, {u"networkOverlayConfig"_s});
    if (field == m_keys)
        return m_model->refusalNaming(cluster, {u"sshKeys"_s});
    if (field == m_isolation)
        return m_model->refusalNaming(cluster, {u"networkIsolation"_s});
    return {};
}

QList<PageProblem> ClusterNetworkPage::problems() const
{
    QList<PageProblem> found;
    const auto add = [&](QWidget *field, QWidget *shown) {
        if (const QString sentence = problemOf(field); !sentence.isEmpty())
            found << PageProblem{shown, sentence};
    };
    add(m_vip, m_vip);
    add(m_twoNode, m_twoNode);
    add(m_cidr, m_cidrField->isHidden() ? static_cast<QWidget *>(m_overlay) : m_cidr);
    add(m_keys, m_keys);
    if (!m_isolationField->isHidden())
        add(m_isolation, m_isolation);
    addOthers(m_model, m_choice->field(), &found, [this](int cluster) {
        return m_model->refusalNaming(cluster, {u"vip"_s, u"controlPlaneEndpoint"_s, u"isTwoNode"_s,
                                                u"networkOverlayConfig"_s, u"sshKeys"_s});
    });
    return found;
}

void ClusterNetworkPage::showProblems(bool all)
{
    m_showAll = m_showAll || all;
    m_vipField->setError(m_showAll || !m_vip->text().isEmpty() ? problemOf(m_vip) : QString());
    m_twoNodeField->setError(problemOf(m_twoNode));
    m_cidrField->setError(m_showAll || !m_cidr->text().isEmpty() ? problemOf(m_cidr) : QString());
    m_keysField->setError(problemOf(m_keys));
    m_isolationField->setError(problemOf(m_isolation));
}

} // namespace easel
