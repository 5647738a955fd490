// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/models/roles.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/commandpalette.h"
#include "app/views/parts/conditiontimeline.h"
#include "app/views/parts/confirmdialog.h"
#include "app/views/parts/fuzzymatch.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/navigationlist.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/quotabar.h"
#include "app/views/parts/searchfield.h"
#include "app/views/parts/sectionheader.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/views/parts/statechip.h"
#include "app/views/parts/statusparts.h"
#include "app/views/parts/switcherbutton.h"
#include "app/views/parts/toast.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

QStandardItem *cell(const QString &text, CellType type, Tone tone = Tone::Neutral)
{
    auto *item = new QStandardItem(text);
    item->setEditable(false);
    item->setData(static_cast<int>(type), CellTypeRole);
    item->setData(static_cast<int>(tone), ToneRole);
    const bool right = type == CellType::Gpus || type == CellType::Age || type == CellType::Number;
    item->setData(static_cast<int>((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
                  Qt::TextAlignmentRole);
    return item;
}

QStandardItemModel *sampleTable(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    const auto add = [model](const char *name, const char *state, Tone tone, const char *project,
                             const char *gpus, const char *age) {
        model->appendRow({cell(QString::fromUtf8(name), CellType::Text, tone),
                          cell(QString::fromUtf8(state), CellType::State, tone),
                          cell(QString::fromUtf8(project), CellType::Text, tone),
                          cell(QString::fromUtf8(gpus), CellType::Gpus, tone),
                          cell(QString::fromUtf8(age), CellType::Age, tone)});
    };
    add("calving-detect", "Waiting for compute", Tone::Waiting, "vision", "8 H100", "12 min");
    add("orthomosaic", "Degraded", Tone::Warning, "vision", "8 L40S", "6 d");
    add("sastrugi-maps", "Deleting", Tone::Deleting, "glaciology", "8 H100", "71 d");
    add("corpus-dedup", "Deploying", Tone::Progressing, "language", "8 H100", "4 min");
    add("snow-labels", "Paused", Tone::Paused, "vision", "4 A100", "52 d");
    add("core-embed", "Running", Tone::Good, "glaciology", "2 H100", "18 d");
    add("tracking", "Failed", Tone::Bad, "glaciology", "none", "120 d");
    model->setHorizontalHeaderLabels({u"Name"_s, u"Status"_s, u"Project"_s, u"GPUs asked"_s, u"Age"_s});
    model->horizontalHeaderItem(3)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    model->horizontalHeaderItem(4)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return model;
}

QTableView *sampleTableView(QWidget *parent)
{
    auto *table = new QTableView(parent);
    setUpTable(table);
    table->setModel(sampleTable(table));
    table->setAccessibleName(u"App deployments"_s);
    table->setSortingEnabled(false);
    table->horizontalHeader()->setSortIndicatorShown(true);
    table->horizontalHeader()->setSortIndicator(1, Qt::AscendingOrder);
    const int widths[] = {122, 160, 82, 100, 60};
    for (int i = 0; i < 5; ++i)
        table->setColumnWidth(i, scaledWidth(table, widths[i]));
    table->selectRow(0);
    return table;
}

QStandardItemModel *navigationModel(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    const auto entry = [model](const char *text, const char *iconName, int count = 0, Tone tone = Tone::Bad) {
        auto *item = new QStandardItem(QString::fromUtf8(text));
        item->setEditable(false);
        item->setData(QString::fromLatin1(iconName), IconNameRole);
        if (count > 0) {
            item->setData(static_cast<int>(tone), BadgeToneRole);
            item->setData(count, BadgeCountRole);
        }
        model->appendRow(item);
    };
    const auto heading = [model](const char *text) {
        auto *item = new QStandardItem(QString::fromUtf8(text));
        item->setFlags(Qt::NoItemFlags);
        item->setData(true, HeadingRole);
        model->appendRow(item);
    };
    entry("Overview", "layout-grid");
    entry("GPU quota", "cpu", 1);
    heading("Organisation");
    entry("Tenants", "building-2");
    entry("Projects", "folder");
    entry("Access", "users");
    entry("Settings", "sliders-horizontal");
    heading("Compute");
    entry("Inventory", "server", 3);
    entry("Configs", "file-cog");
    entry("Pools", "boxes", 1, Tone::Warning);
    entry("Clusters", "network");
    entry("Scaling", "trending-up");
    heading("Deployments");
    entry("Apps", "rocket", 2, Tone::Warning);
    entry("Models", "brain-circuit");
    entry("Workloads", "box");
    return model;
}

QStandardItemModel *paletteModel(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    const auto add = [model](const char *name, const char *place, const char *iconName, const char *section,
                             const char *prefix, const char *word, Tone tone, const char *key) {
        auto *item = new QStandardItem(QString::fromUtf8(name));
        item->setData(QString::fromUtf8(place), PlaceRole);
        item->setData(QString::fromLatin1(iconName), IconNameRole);
        item->setData(QString::fromUtf8(section), SectionRole);
        item->setData(QString::fromUtf8(prefix), PrefixRole);
        if (*word) {
            item->setData(QString::fromUtf8(word), StateWordRole);
            item->setData(static_cast<int>(tone), ToneRole);
        }
        if (*key)
            item->setData(QString::fromUtf8(key), ShortcutRole);
        model->appendRow(item);
    };
    add("firn-train", "Pool in glaciology", "boxes", "Resources", "", "Running", Tone::Good, "");
    add("firn-shared", "Pool in glaciology", "boxes", "Resources", "", "Running", Tone::Good, "");
    add("firn-train-9zc7t", "Cluster of pool firn-train", "network", "Resources", "", "Healthy", Tone::Good,
        "");
    add("firn-train", "Environment in glaciology", "map", "Resources", "", "Ready", Tone::Good, "");
    add("firn-chat", "Model Deployment in glaciology", "brain-circuit", "Resources", "", "Degraded",
        Tone::Warning, "");
    add("moraine-llm", "Pool in language", "boxes", "Resources", "", "Running", Tone::Good, "");
    add("Edit firn-train as YAML", "", "pencil", "Actions", ">", "", Tone::Good, "Ctrl E");
    add("Open a shell on firn-train…", "", "terminal", "Actions", ">", "", Tone::Good, "Ctrl T");
    add("Scale pool firn-train…", "", "trending-up", "Actions", ">", "", Tone::Good, "");
    add("firn-lab", "Pool on hub-lab, seen yesterday", "boxes", "Elsewhere", "", "Not connected",
        Tone::Unknown, "");
    return model;
}

ConfirmDialog::Question wideQuestion()
{
    return {u"Delete pool firn-train?"_s,
            u"This deletes its cluster in Palette and frees 5 machines. Running work stops."_s,
            u"Delete pool"_s,
            ConfirmDialog::Reach::Wide,
            {{u"network"_s, u"1 cluster"_s, u"firn-train-9zc7t"_s},
             {u"rocket"_s, u"1 app deployment"_s, u"ice-flow-train, Running"_s},
             {u"cpu"_s, u"16 NVIDIA-H100"_s, u"released to glaciology"_s},
             {u"map"_s, u"1 environment"_s, u"firn-train"_s}},
            u"firn-train"_s,
            u"The YAML of all 3 objects is kept in History for restore."_s};
}

QWidget *labelled(const QString &text, QWidget *field, QWidget *parent, const QString &help = {},
                  bool bad = false)
{
    auto *block = new QWidget(parent);
    auto *column = new QVBoxLayout(block);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *label = new QLabel(text, block);
    setTextRole(label, TextRole::Small);
    setSecondaryText(label);
    label->setBuddy(field);
    field->setAccessibleName(text);
    column->addWidget(label);
    column->addWidget(field);
    if (!help.isEmpty()) {
        if (bad) {
            auto *chip = new StateChip(Tone::Bad, help, StateChip::Shape::Plain, block);
            setTextRole(chip, TextRole::Small);
            column->addWidget(chip);
        } else {
            auto *note = new QLabel(help, block);
            setTextRole(note, TextRole::Small);
            setSecondaryText(note);
            column->addWidget(note);
        }
    }
    column->addStretch(1);
    return block;
}

// The page of parts, in three columns like the design's picture.
class Gallery : public QWidget
{
public:
    Gallery()
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(12, 12, 12, 12);
        row->setSpacing(12);
        QVBoxLayout *columns[3];
        for (QVBoxLayout *&column : columns) {
            column = new QVBoxLayout;
            column->setSpacing(12);
            row->addLayout(column, 1);
        }
        columns[0]->addWidget(states());
        columns[0]->addWidget(buttons());
        columns[0]->addWidget(skeleton());
        columns[0]->addWidget(empty());
        columns[0]->addWidget(failure());
        columns[0]->addStretch(1);
        columns[1]->addWidget(controls());
        columns[1]->addWidget(details());
        columns[1]->addWidget(tableBox());
        columns[1]->addStretch(1);
        columns[2]->addWidget(bars());
        columns[2]->addWidget(banners());
        columns[2]->addWidget(navigation());
        columns[2]->addStretch(1);
    }

    QWidget *states()
    {
        auto *panel = new Panel(this);
        panel->column()->addWidget(
            new SectionHeader(u"State: icon, word, colour; chip"_s, SectionHeader::Level::Caption, panel));
        auto *grid = new QGridLayout;
        grid->setVerticalSpacing(4);
        const std::pair<Tone, QString> words[] = {
            {Tone::Good, u"Running"_s},      {Tone::Progressing, u"Deploying"_s},
            {Tone::Deleting, u"Deleting"_s}, {Tone::Waiting, u"Waiting"_s},
            {Tone::Warning, u"Degraded"_s},  {Tone::Bad, u"Failed"_s},
            {Tone::Paused, u"Paused"_s},     {Tone::Neutral, u"Not started"_s}};
        int at = 0;
        for (const auto &[tone, word] : words) {
            grid->addWidget(new StateChip(tone, word, StateChip::Shape::Plain, panel), at / 4, at % 4);
            ++at;
        }
        panel->column()->addLayout(grid);
        auto *chips = new QHBoxLayout;
        const std::pair<Tone, QString> chipWords[] = {{Tone::Good, u"Ready"_s},
                                                      {Tone::Warning, u"At limit"_s},
                                                      {Tone::Bad, u"Over limit"_s},
                                                      {Tone::Unknown, u"Stale 4 min"_s}};
        for (const auto &[tone, word] : chipWords) {
            auto *chip = new StateChip(tone, word, StateChip::Shape::Chip, panel);
            chip->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
            chips->addWidget(chip);
        }
        chips->addStretch(1);
        panel->column()->addLayout(chips);
        return panel;
    }

    QWidget *buttons()
    {
        auto *panel = new Panel(this);
        panel->column()->addWidget(
            new SectionHeader(u"Buttons: normal, off, flat, link"_s, SectionHeader::Level::Caption, panel));
        auto *first = new QHBoxLayout;
        auto *normal = new QPushButton(u"Export"_s, panel);
        focusButton = normal;
        auto *off = new QPushButton(u"Export"_s, panel);
        off->setEnabled(false);
        auto *flat = new QPushButton(u"Test again"_s, panel);
        flat->setIcon(icon(u"refresh-cw"_s));
        setButtonKind(flat, ButtonKind::Flat);
        auto *link = new QPushButton(u"Details"_s, panel);
        setButtonKind(link, ButtonKind::Link);
        auto *tool = new QToolButton(panel);
        tool->setIcon(icon(u"bell"_s));
        tool->setAccessibleName(u"Activity"_s);
        for (QWidget *widget : QList<QWidget *>{normal, off, flat, link, tool})
            first->addWidget(widget);
        first->addStretch(1);
        panel->column()->addLayout(first);
        auto *second = new QHBoxLayout;
        auto *apply = new QPushButton(u"Apply"_s, panel);
        setButtonKind(apply, ButtonKind::Primary);
        primary = apply;
        auto *plus = new QPushButton(u"New pool…"_s, panel);
        plus->setIcon(icon(u"plus"_s));
        setButtonKind(plus, ButtonKind::Primary);
        auto *remove = new QPushButton(u"Delete pool"_s, panel);
        setButtonKind(remove, ButtonKind::Danger);
        auto *checked = new QCheckBox(panel);
        checked->setChecked(true);
        auto *unchecked = new QCheckBox(panel);
        auto *some = new QCheckBox(panel);
        some->setCheckState(Qt::PartiallyChecked);
        auto *on = new QRadioButton(panel);
        on->setChecked(true);
        auto *offRadio = new QRadioButton(panel);
        int number = 0;
        for (QWidget *widget :
             QList<QWidget *>{apply, plus, remove, checked, unchecked, some, on, offRadio}) {
            if (widget->accessibleName().isEmpty() && number++ >= 0 && !qobject_cast<QPushButton *>(widget))
                widget->setAccessibleName(u"Choice %1"_s.arg(number));
            second->addWidget(widget);
        }
        second->addStretch(1);
        panel->column()->addLayout(second);
        auto *fields = new QHBoxLayout;
        auto *address = new QLineEdit(u"10.61.4.300"_s, panel);
        setFieldRefused(address, true, u"This is not an IP address."_s);
        auto *nodes = new QLineEdit(u"3"_s, panel);
        field = nodes;
        fields->addWidget(
            labelled(u"Control plane address"_s, address, panel, u"This is not an IP address."_s, true));
        fields->addWidget(labelled(u"Nodes"_s, nodes, panel, u"1, 3 or 5"_s));
        panel->column()->addLayout(fields);
        return panel;
    }

    QWidget *skeleton()
    {
        auto *panel = new Panel(this);
        panel->column()->setContentsMargins(1, 1, 1, 1);
        bars_ = new Skeleton(panel);
        bars_->setColumns({137, 137, 130});
        bars_->setProgressText(u"Loading app deployments… 1,200 so far"_s);
        bars_->setFixedHeight(4 * 28);
        bars_->start();
        panel->column()->addWidget(bars_);
        return panel;
    }

    QWidget *empty()
    {
        auto *panel = new Panel(this);
        panel->column()->setContentsMargins(0, 0, 0, 0);
        auto *state = new EmptyState(panel);
        state->setTopSpace(12);
        state->setContent(u"boxes"_s, u"No pools in vision yet."_s,
                          u"A pool is a cluster built on your machines."_s);
        state->setAction(u"New pool…"_s, u"plus"_s);
        panel->column()->addWidget(state);
        return panel;
    }

    QWidget *failure()
    {
        auto *banner = new Banner(Tone::Bad, this);
        banner->setLayoutKind(Banner::Layout::Stacked);
        banner->setTexts(
            u"Could not list pools in vision."_s,
            u"hub-north answered \"pools is forbidden\" (403). Ask an admin of vision for the viewer role, then try again."_s);
        banner->addButton(u"Try again"_s);
        banner->addLink(u"Details"_s);
        return banner;
    }

    QWidget *controls()
    {
        auto *panel = new Panel(this);
        auto *row = new QHBoxLayout;
        auto *combo = new QComboBox(panel);
        combo->addItems({u"Labels and claims"_s, u"A list"_s});
        auto *spin = new QSpinBox(panel);
        spin->setValue(3);
        spin->setAlignment(Qt::AlignRight);
        row->addWidget(labelled(u"Clusters come from"_s, combo, panel), 1);
        row->addWidget(labelled(u"How many"_s, spin, panel));
        panel->column()->addLayout(row);
        search = new SearchField(panel);
        search->setPlaceholderText(u"Filter by text, or status:waiting"_s);
        search->setKeyHint(u"/"_s);
        search->setText(u"tenant:borealis"_s);
        panel->column()->addWidget(search);
        auto *segments = new QHBoxLayout;
        segmented = new SegmentedControl({u"Unified"_s, u"Side by side"_s, u"Result"_s}, panel);
        segmented->setAccessibleName(u"Kind of diff"_s);
        segments->addWidget(segmented);
        segments->addStretch(1);
        for (const auto &[tone, count] : {std::pair{Tone::Good, 10}, {Tone::Warning, 1}, {Tone::Waiting, 1}})
            segments->addWidget(new ToneCount(tone, count, panel));
        panel->column()->addLayout(segments);
        auto *slider = new QSlider(Qt::Horizontal, panel);
        slider->setRange(-10, 10);
        slider->setValue(3);
        slider->setAccessibleName(u"Weight"_s);
        panel->column()->addWidget(slider);
        auto *progress = new QProgressBar(panel);
        progress->setValue(40);
        progress->setAccessibleName(u"Progress"_s);
        panel->column()->addWidget(progress);
        auto *radio = new QHBoxLayout;
        auto *once = new QRadioButton(u"All at once"_s, panel);
        once->setChecked(true);
        radio->addWidget(once);
        radio->addWidget(new QRadioButton(u"Step by step"_s, panel));
        auto *check = new QCheckBox(u"Keep the cluster"_s, panel);
        check->setEnabled(false);
        radio->addWidget(check);
        radio->addStretch(1);
        panel->column()->addLayout(radio);
        return panel;
    }

    QWidget *details()
    {
        auto *panel = new Panel(this);
        auto *head = new SectionHeader(u"calving-detect"_s, SectionHeader::Level::Panel, panel);
        head->setIconName(u"rocket"_s);
        panel->column()->addWidget(head);
        auto *tabs = new QTabBar(panel);
        tabs->setDrawBase(true);
        tabs->setExpanding(false);
        tabs->setAccessibleName(u"Detail"_s);
        for (const QString &tab :
             {u"Summary"_s, u"Relations"_s, u"Why"_s, u"Events"_s, u"YAML"_s, u"History"_s})
            tabs->addTab(tab);
        auto *why = new TabBadge(tabs);
        why->setCount(3, Tone::Warning);
        tabs->setTabButton(2, QTabBar::RightSide, why);
        auto *events = new TabBadge(tabs);
        events->setCount(6);
        tabs->setTabButton(3, QTabBar::RightSide, events);
        panel->column()->addWidget(tabs);
        auto *grid = new KeyValueGrid(panel);
        grid->setRows(
            {{u"Project"_s, {ValuePart::linkTo(u"vision"_s, u"project/vision"_s)}, {}},
             {u"Pool"_s,
              {ValuePart::linkTo(u"crevasse-train"_s, u"pool"_s), ValuePart::state(Tone::Good, u"Running"_s)},
              {}},
             {u"GPUs asked"_s,
              {ValuePart::plain(u"8 NVIDIA-H100 "_s), ValuePart::aside(u"(8 in pool, 8 asked by others)"_s)},
              {}},
             {u"Created"_s,
              {ValuePart::plain(u"today 12:02:11 by "_s), ValuePart::fixed(u"vision-editor"_s)},
              {}},
             {u"Address"_s, {}, {}}});
        keyValues = grid;
        panel->column()->addWidget(grid);
        auto *conditions = new SectionHeader(u"Conditions"_s, SectionHeader::Level::Caption, panel);
        conditions->setAside(u"since 12:02:11"_s);
        panel->column()->addWidget(conditions);
        timeline = new ConditionTimeline(panel);
        const QDateTime then = QDateTime(QDate::currentDate(), QTime(12, 2, 11));
        timeline->setEntries({{u"Accepted"_s, Tone::Good, {}, {}, then},
                              {u"BundlesResolved"_s, Tone::Good, u"2 bundles"_s, {}, then},
                              {u"CapacityReserved"_s, Tone::Bad, u"NotEnoughGpus"_s,
                               u"Pool crevasse-train has 0 of 8 free."_s, then.addSecs(2)},
                              {u"Delivered"_s, Tone::Neutral, u"not started"_s, {}, {}},
                              {u"Ready"_s, Tone::Warning, u"WaitingForCompute"_s, {}, then.addSecs(2)}});
        panel->column()->addWidget(timeline);
        return panel;
    }

    QWidget *tableBox()
    {
        auto *panel = new Panel(this);
        panel->column()->setContentsMargins(1, 1, 1, 1);
        table = sampleTableView(panel);
        table->setFixedHeight(table->horizontalHeader()->sizeHint().height() + 7 * Look::rowHeight());
        table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        panel->column()->addWidget(table);
        return panel;
    }

    QWidget *bars()
    {
        auto *panel = new Panel(this);
        panel->column()->addWidget(new SectionHeader(u"Quota bars"_s, SectionHeader::Level::Caption, panel));
        const auto add = [panel](const QuotaParts &parts, const QString &text) {
            auto *row = new QHBoxLayout;
            auto *bar = new QuotaBar(panel);
            bar->setFixedWidth(168);
            bar->setParts(parts);
            row->addWidget(bar);
            auto *label = new QLabel(text, panel);
            setTextRole(label, TextRole::Small);
            row->addWidget(label, 1);
            panel->column()->addLayout(row);
        };
        QuotaParts a;
        a.attached = 24;
        a.claimed = 8;
        a.releasing = 8;
        a.free = 16;
        a.kept = 8;
        a.limit = 64;
        a.guarantee = 40;
        add(a, u"40 / 64, 16 free, guarantee 40"_s);
        QuotaParts b;
        b.attached = 8;
        b.over = 8;
        b.limit = 8;
        add(b, u"16 / 8, 8 over"_s);
        QuotaParts c;
        c.attached = 8;
        c.free = 8;
        c.whole = 64;
        c.guarantee = 16;
        add(c, u"8 / –, 8 free"_s);
        QuotaParts d;
        d.attached = 56;
        d.free = 40;
        d.unhealthy = 16;
        add(d, u"88 / 112 installed"_s);
        auto *series = new QHBoxLayout;
        series->setSpacing(4);
        for (const QColor &color : Look::theme().series) {
            auto *swatch = new QLabel(panel);
            swatch->setFixedSize(36, 14);
            swatch->setAutoFillBackground(true);
            QPalette palette = swatch->palette();
            palette.setColor(QPalette::Window, color);
            swatch->setPalette(palette);
            series->addWidget(swatch);
        }
        series->addStretch(1);
        panel->column()->addLayout(series);
        return panel;
    }

    QWidget *banners()
    {
        auto *holder = new QWidget(this);
        auto *column = new QVBoxLayout(holder);
        column->setContentsMargins(0, 0, 0, 0);
        auto *stale = new Banner(Tone::Unknown, holder);
        stale->setTexts(u"Not live."_s, u"Last answer 4 min ago."_s);
        stale->addButton(u"Try now"_s);
        staleBanner = stale;
        column->addWidget(stale);
        auto *kept = new Banner(Tone::Progressing, holder);
        kept->setIconName(u"file-text"_s);
        kept->setTexts(u"1 draft was kept:"_s, u"New pool serac-infer"_s);
        kept->addLink(u"Discard"_s);
        column->addWidget(kept);
        auto *reason = new Banner(Tone::Warning, holder);
        reason->setIconShown(false);
        reason->setLayoutKind(Banner::Layout::Beside);
        reason->setTexts(u"Pool crevasse-train has 0 NVIDIA-H100 GPUs free; this deployment asks for 8."_s,
                         u"It is growing by 1 node, but no free machine matches hall = b2."_s);
        reason->addLink(u"Why"_s, true);
        column->addWidget(reason);
        return holder;
    }

    QWidget *navigation()
    {
        auto *holder = new QWidget(this);
        auto *row = new QHBoxLayout(holder);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto *left = new QWidget(holder);
        left->setFixedWidth(scaledWidth(this, 208));
        auto *column = new QVBoxLayout(left);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(4);
        hub = new SwitcherButton(u"Hub"_s, u"network"_s, left);
        hub->setValue(u"hub-north"_s);
        column->addWidget(hub);
        auto *scope = new SwitcherButton(u"Scope"_s, u"building-2"_s, left);
        scope->setValue(u"borealis"_s);
        column->addWidget(scope);
        list = new NavigationList(left);
        list->setModel(navigationModel(list));
        list->setCurrentIndex(list->model()->index(14, 0));
        list->setFixedHeight(17 * 24 + 12);
        column->addWidget(list);
        row->addWidget(left);
        auto *compact = new NavigationList(holder);
        compact->setCompact(true);
        compact->setFixedWidth(44);
        compact->setModel(list->model());
        compact->setCurrentIndex(list->model()->index(14, 0));
        row->addWidget(compact);
        auto *pieces = new QVBoxLayout;
        auto *live = new StatusPiece(holder);
        live->setTone(Tone::Good);
        live->setText(u"Live"_s);
        live->setStrong(true);
        live->setNote(u"1 s"_s);
        pieces->addWidget(live);
        auto *running = new StatusPiece(holder);
        running->setTone(Tone::Progressing);
        running->setText(u"1 running"_s);
        pieces->addWidget(running);
        pieces->addStretch(1);
        row->addLayout(pieces);
        return holder;
    }

    QPushButton *focusButton = nullptr;
    QPushButton *primary = nullptr;
    QLineEdit *field = nullptr;
    Skeleton *bars_ = nullptr;
    SearchField *search = nullptr;
    SegmentedControl *segmented = nullptr;
    KeyValueGrid *keyValues = nullptr;
    ConditionTimeline *timeline = nullptr;
    QTableView *table = nullptr;
    Banner *staleBanner = nullptr;
    SwitcherButton *hub = nullptr;
    NavigationList *list = nullptr;
};

QFont designFont(const QString &family = u"Inter"_s, int pixels = 13)
{
    QFont font(family);
    font.setPixelSize(pixels);
    return font;
}

void keep(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    for (const qreal ratio : {1.0, 2.0}) {
        QPixmap pixmap(widget->size() * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Look::theme().window);
        widget->render(&pixmap);
        pixmap.save(QStringLiteral("%1/%2%3.png").arg(folder, name, ratio > 1 ? u"@2x"_s : QString()));
    }
}

} // namespace

class TestParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setFont(designFont());
        Look::install(ColorMode::Light)->setReducedMotion(true);
    }

    void cleanup()
    {
        Look::instance()->setMode(ColorMode::Light);
        QApplication::setFont(designFont());
    }

    void gallery_data()
    {
        QTest::addColumn<ColorMode>("mode");
        QTest::addColumn<QString>("family");
        QTest::newRow("light") << ColorMode::Light << u"Inter"_s;
        QTest::newRow("dark") << ColorMode::Dark << u"Inter"_s;
        QTest::newRow("light-noto") << ColorMode::Light << u"Noto Sans"_s;
        QTest::newRow("light-dejavu") << ColorMode::Light << u"DejaVu Sans"_s;
        QTest::newRow("high-contrast") << ColorMode::HighContrast << u"Inter"_s;
    }

    void gallery()
    {
        QFETCH(ColorMode, mode);
        QFETCH(QString, family);
        QApplication::setFont(designFont(family));
        Look::instance()->setMode(mode);
        Gallery page;
        page.resize(1280, 900);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        page.field->setFocus();
        QTRY_VERIFY(page.bars_->showsBars()); // after its delay
        keep(&page, u"parts-"_s + QString::fromLatin1(QTest::currentDataTag()));

        // Every control can be named by a screen reader.
        QStringList nameless;
        const QList<QWidget *> all = page.findChildren<QWidget *>();
        for (QWidget *widget : all) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(&page) ||
                widget->objectName().startsWith(u"qt_"))
                continue;
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(face);
            if (face->text(QAccessible::Name).isEmpty() && !qobject_cast<QLineEdit *>(widget->parentWidget()))
                nameless << QString::fromLatin1(widget->metaObject()->className()) + u' ' +
                                widget->objectName();
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u", "_s)));

        // Nothing is narrower than it needs.
        for (QWidget *widget : all) {
            const auto *button = qobject_cast<QAbstractButton *>(widget);
            if (button && button->isVisibleTo(&page) && !qobject_cast<QTabBar *>(button->parentWidget()))
                QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(button->text()));
        }
        if (family != u"DejaVu Sans") {
            QCOMPARE(page.focusButton->height(), 28);
            QCOMPARE(page.field->height(), 28);
            QCOMPARE(page.staleBanner->height(), 36);
            QCOMPARE(page.table->rowHeight(0), 28);
            QCOMPARE(page.table->horizontalHeader()->height(), 28);
            QCOMPARE(page.search->height(), 28);
            QCOMPARE(page.segmented->height(), 24);
            QCOMPARE(page.list->sizeHintForRow(0), 24);
            QVERIFY(std::abs(page.hub->height() - 34) <= 2);
        }
        Look::instance()->setReducedMotion(true);
    }

    void largeFontsFit()
    {
        QApplication::setFont(designFont(u"DejaVu Sans"_s, 26));
        Gallery page;
        page.resize(2600, 1900);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        keep(&page, u"parts-200-percent-font"_s);
        QVERIFY(page.focusButton->height() >= page.focusButton->fontMetrics().height() + 8);
        QVERIFY(page.table->rowHeight(0) >= page.table->fontMetrics().height() + 8);
        const QList<QAbstractButton *> buttons = page.findChildren<QAbstractButton *>();
        for (const QAbstractButton *button : buttons)
            if (button->isVisibleTo(&page) && !button->text().isEmpty())
                QVERIFY2(button->height() >= button->fontMetrics().height() - 2, qPrintable(button->text()));
    }

    void chipIsAsTheStandardSays()
    {
        StateChip chip(Tone::Warning, u"At limit"_s);
        QCOMPARE(chip.sizeHint().height(), 20);
        QCOMPARE(chip.accessibleName(), u"At limit"_s);
        QCOMPARE(QAccessible::queryAccessibleInterface(&chip)->role(), QAccessible::StaticText);
        chip.setStale(true);
        QCOMPARE(chip.accessibleName(), u"At limit, not live"_s);
        // A stale chip is drawn in neutral: no pixel keeps the warning colour.
        chip.resize(chip.sizeHint());
        const QImage image = chip.grab().toImage();
        const QColor warning = Look::theme().warning.foreground;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                QVERIFY(image.pixelColor(x, y) != warning);
    }

    void staleTableIsNeutral()
    {
        QScopedPointer<QTableView> table(sampleTableView(nullptr));
        table->resize(560, 260);
        table->clearSelection();
        table->show();
        QVERIFY(QTest::qWaitForWindowExposed(table.data()));
        const auto has = [&](const QColor &color) {
            const QImage image = table->viewport()->grab().toImage();
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixelColor(x, y) == color)
                        return true;
            return false;
        };
        QVERIFY(has(Look::theme().bad.foreground));
        QVERIFY(has(Look::theme().good.foreground));
        qobject_cast<CellDelegate *>(table->itemDelegate())->setStale(true);
        QVERIFY(!has(Look::theme().bad.foreground));
        QVERIFY(!has(Look::theme().good.foreground));
        QVERIFY(has(Look::theme().neutral.foreground));
    }

    void currentRowHasABarAndTheCellARing()
    {
        QScopedPointer<QTableView> table(sampleTableView(nullptr));
        table->resize(560, 260);
        table->show();
        table->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(table.data()));
        table->setFocus();
        QTest::keyClick(table.data(), Qt::Key_Down);
        QTest::keyClick(table.data(), Qt::Key_Right);
        const QImage image = table->viewport()->grab().toImage();
        const QRect first = table->visualRect(table->model()->index(1, 0));
        for (int x = 0; x < 3; ++x)
            QCOMPARE(image.pixelColor(first.left() + x, first.center().y()), Look::theme().accent);
        QCOMPARE(image.pixelColor(first.left() + 3, first.center().y()), Look::theme().selection);
        const QRect cellRect = table->visualRect(table->model()->index(1, 1));
        QCOMPARE(image.pixelColor(cellRect.left() + 1, cellRect.center().y()), Look::theme().focus);
    }

    void ringIsDrawnAroundWhateverHasTheFocus()
    {
        Gallery page;
        page.resize(1280, 900);
        page.show();
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        page.focusButton->setFocus(Qt::TabFocusReason);
        QTest::qWait(10);
        const QImage image = page.grab().toImage();
        const QPoint corner = page.focusButton->mapTo(&page, QPoint(0, page.focusButton->height() / 2));
        QCOMPARE(image.pixelColor(corner + QPoint(-3, 0)), Look::theme().focus);
        QCOMPARE(image.pixelColor(corner + QPoint(-2, 0)), Look::theme().focus);
        QVERIFY(image.pixelColor(corner + QPoint(-1, 0)) != Look::theme().focus);
        keep(&page, u"parts-focus"_s);
    }

    void bannerSaysEverythingAndEscapes()
    {
        Banner banner(Tone::Bad);
        banner.setTexts(u"Could not list <b>pools</b>."_s, u"Try again."_s);
        QCOMPARE(banner.accessibleName(), u"Could not list <b>pools</b>. Try again."_s);
        QCOMPARE(QAccessible::queryAccessibleInterface(&banner)->role(), QAccessible::AlertMessage);
        const QLabel *label = banner.findChild<QLabel *>();
        QVERIFY(label->text().contains(u"&lt;b&gt;pools"_s));
        QAbstractButton *button = banner.addButton(u"Try now"_s);
        QSignalSpy clicked(button, &QAbstractButton::clicked);
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(clicked.size(), 1);
        banner.clearActions();
        QVERIFY(banner.findChild<QPushButton *>() == nullptr ||
                !banner.findChild<QPushButton *>()->isVisibleTo(&banner));
    }

    void keyValuesOpenLinksByKeyboard()
    {
        KeyValueGrid grid;
        grid.setRows({{u"Project"_s, {ValuePart::linkTo(u"vision<i>"_s, u"project/vision"_s)}, {}},
                      {u"Address"_s, {}, {}}});
        grid.resize(300, 60);
        grid.show();
        grid.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&grid));
        QSignalSpy opened(&grid, &KeyValueGrid::linkActivated);
        QLabel *link = nullptr;
        const QList<QLabel *> labels = grid.findChildren<QLabel *>();
        for (QLabel *label : labels)
            if (label->text().contains(u"href"_s))
                link = label;
        QVERIFY(link);
        QCOMPARE(link->accessibleName(), u"Project: vision<i>"_s);
        link->setFocus(Qt::TabFocusReason);
        QTest::keyClick(link, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.at(0).at(0).toString(), u"project/vision"_s);
    }

    void longKeysAreReadable()
    {
        KeyValueGrid grid;
        grid.setRows(
            {{u"Target namespace"_s, {ValuePart::plain(u"interns-apps"_s)}, {}}, {u"Pool"_s, {}, {}}});
        grid.resize(420, 60);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        bool found = false;
        const QList<QLabel *> labels = grid.findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->text() != u"Target namespace")
                continue;
            found = true;
            QVERIFY(label->width() >= label->fontMetrics().horizontalAdvance(label->text()));
        }
        QVERIFY(found);
    }

    void timelineIsReadEntryByEntry()
    {
        ConditionTimeline timeline;
        timeline.setEntries({{u"Accepted"_s, Tone::Good, {}, {}, {}},
                             {u"Ready"_s, Tone::Bad, u"NotEnoughGpus"_s, u"0 of 8 free"_s, {}}});
        QCOMPARE(timeline.accessibleDescription(), u"Accepted, good"_s);
        QTest::keyClick(&timeline, Qt::Key_Down);
        QCOMPARE(timeline.accessibleDescription(), u"Ready, failed, NotEnoughGpus, 0 of 8 free"_s);
        QTest::keyClick(&timeline, Qt::Key_Down);
        QCOMPARE(timeline.accessibleDescription(), u"Ready, failed, NotEnoughGpus, 0 of 8 free"_s);
    }

    void quotaTextsAddUp()
    {
        QuotaParts parts;
        parts.attached = 24;
        parts.claimed = 8;
        parts.releasing = 8;
        parts.free = 16;
        parts.kept = 8;
        parts.limit = 64;
        parts.guarantee = 40;
        QCOMPARE(parts.sum(), 64);
        QCOMPARE(quotaText(parts), u"40 / 64"_s);
        QCOMPARE(
            quotaSentence(parts),
            u"40 of 64 used: 24 attached, 8 claimed, 8 releasing, 16 free, 8 held by others, guarantee 40"_s);
        parts.limit.reset();
        QCOMPARE(quotaText(parts), u"40 / –"_s);
    }

    void quotaPartsAreToldApartWithoutColour()
    {
        const Theme theme = Theme::light();
        QList<QImage> seen;
        for (const QuotaPart part :
             {QuotaPart::Attached, QuotaPart::Claimed, QuotaPart::Releasing, QuotaPart::Free, QuotaPart::Kept,
              QuotaPart::Over, QuotaPart::Unhealthy}) {
            QImage image(40, 12, QImage::Format_RGB32);
            image.fill(theme.surface);
            QPainter painter(&image);
            paintQuotaPart(&painter, QRectF(0, 0, 40, 12), part, theme);
            painter.end();
            image = image.convertToFormat(QImage::Format_Grayscale8);
            for (const QImage &other : std::as_const(seen)) {
                int different = 0;
                for (int y = 0; y < 12; ++y)
                    for (int x = 0; x < 40; ++x)
                        different += std::abs(qGray(image.pixel(x, y)) - qGray(other.pixel(x, y))) > 40;
                QVERIFY2(different > 30, qPrintable(QString::number(static_cast<int>(part))));
            }
            seen << image;
        }
    }

    void skeletonWaitsBeforeItShows()
    {
        Skeleton skeleton;
        skeleton.setProgressText(u"Loading pools…"_s);
        skeleton.start();
        QVERIFY(!skeleton.showsBars());
        QTest::qWait(100);
        QVERIFY(!skeleton.showsBars());
        QTRY_VERIFY_WITH_TIMEOUT(skeleton.showsBars(), 1000);
        skeleton.stop();
        QVERIFY(!skeleton.showsBars());
        QCOMPARE(skeleton.accessibleName(), u"Loading pools…"_s);
    }

    void confirmAsksByReach()
    {
        QWidget window;
        window.resize(800, 600);
        window.show();
        ConfirmDialog wide(wideQuestion(), &window);
        wide.open();
        QVERIFY(QTest::qWaitForWindowActive(&wide));
        keep(&wide, u"confirm-light"_s);
        auto *verb = wide.findChild<QPushButton *>(u"verb"_s);
        auto *edit = wide.findChild<QLineEdit *>();
        QVERIFY(!verb->isEnabled());
        QVERIFY(edit->hasFocus());
        QTest::keyClicks(edit, u"firn-tr"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(wide.isVisible());
        QTest::keyClicks(edit, u"ain"_s);
        QVERIFY(verb->isEnabled());
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(!wide.isVisible());
        QCOMPARE(wide.result(), static_cast<int>(QDialog::Accepted));

        ConfirmDialog::Question question = wideQuestion();
        question.reach = ConfirmDialog::Reach::WithOthers;
        ConfirmDialog others(question, &window);
        others.open();
        QVERIFY(QTest::qWaitForWindowActive(&others));
        auto *cancel = others.findChild<QPushButton *>(u"cancel"_s);
        QVERIFY(cancel->hasFocus());
        QCOMPARE(buttonKind(others.findChild<QPushButton *>(u"verb"_s)), ButtonKind::Danger);
        QVERIFY(others.findChild<QLineEdit *>() == nullptr);
        QTest::keyClick(cancel, Qt::Key_Return);
        QVERIFY(!others.isVisible());
        QCOMPARE(others.result(), static_cast<int>(QDialog::Rejected));

        question.reach = ConfirmDialog::Reach::Alone;
        ConfirmDialog alone(question, &window);
        QCOMPARE(buttonKind(alone.findChild<QPushButton *>(u"verb"_s)), ButtonKind::Normal);
    }

    void toastUndoesAndGoes()
    {
        QWidget window;
        window.resize(900, 600);
        window.show();
        Toast toast(&window);
        bool undone = false;
        toast.say(u"snow-labels is paused"_s, [&] { undone = true; });
        QVERIFY(toast.isVisible());
        QVERIFY(toast.width() >= 360);
        QCOMPARE(toast.geometry().right(), 900 - 16 - 1);
        keep(&window, u"toast-light"_s);
        QPushButton *undo = nullptr;
        const QList<QPushButton *> buttons = toast.findChildren<QPushButton *>();
        for (QPushButton *button : buttons)
            if (button->text() == u"Undo")
                undo = button;
        QVERIFY(undo);
        QTest::mouseClick(undo, Qt::LeftButton);
        QVERIFY(undone);
        QVERIFY(!toast.isVisible());
    }

    void searchTermsBecomeChips()
    {
        SearchField field;
        field.resize(600, 28);
        field.show();
        QVERIFY(QTest::qWaitForWindowExposed(&field));
        QSignalSpy changed(&field, &SearchField::textChanged);
        QTest::keyClicks(field.edit(), u"status:waiting"_s);
        QVERIFY(field.chips().isEmpty());
        QTest::keyClick(field.edit(), Qt::Key_Space);
        QCOMPARE(field.chips(), QStringList{u"status:waiting"_s});
        QTest::keyClicks(field.edit(), u"calving"_s);
        QCOMPARE(field.text(), u"status:waiting calving"_s);
        QCOMPARE(changed.last().at(0).toString(), u"status:waiting calving"_s);
        // Backspace at the start takes the chip back into the text.
        field.edit()->setCursorPosition(0);
        QTest::keyClick(field.edit(), Qt::Key_Backspace);
        QVERIFY(field.chips().isEmpty());
        QCOMPARE(field.text(), u"status:waiting calving"_s);
        field.setText(u"label:\"a b\" x"_s);
        QCOMPARE(field.chips(), QStringList{u"label:\"a b\""_s});
        QCOMPARE(field.text(), u"label:\"a b\" x"_s);
        QTest::keyClick(field.edit(), Qt::Key_Escape);
        QCOMPARE(field.text(), QString());
        QSignalSpy left(&field, &SearchField::escapePressed);
        QTest::keyClick(field.edit(), Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
    }

    void segmentsByKeyAndMouse()
    {
        SegmentedControl control({u"Unified"_s, u"Side by side"_s, u"Result"_s});
        control.resize(control.sizeHint());
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        QTest::keyClick(&control, Qt::Key_Right);
        QCOMPARE(control.current(), 1);
        QTest::mouseClick(&control, Qt::LeftButton, {}, control.segmentRect(2).center());
        QCOMPARE(control.current(), 2);
        QTest::keyClick(&control, Qt::Key_Right);
        QCOMPARE(control.current(), 2);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(control.accessibleDescription(), u"Result, 3 of 3"_s);
    }

    void navigationByKeySkipsHeadings()
    {
        NavigationList list;
        list.setModel(navigationModel(&list));
        list.resize(208, 500);
        list.show();
        list.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&list));
        list.setFocus();
        list.setCurrentIndex(list.model()->index(1, 0));
        QSignalSpy chosen(&list, &NavigationList::entryChosen);
        QTest::keyClick(&list, Qt::Key_Down);
        QCOMPARE(list.currentIndex().data().toString(), u"Tenants"_s);
        QCOMPARE(chosen.size(), 1);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {},
                          list.visualRect(list.model()->index(4, 0)).center());
        QCOMPARE(list.currentIndex().data().toString(), u"Projects"_s);
        QCOMPARE(chosen.size(), 2);
    }

    void fuzzyMatches_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        QTest::addColumn<QString>("marked");
        QTest::newRow("prefix") << u"fir"_s << u"firn-train"_s << true << u"[fir]n-train"_s;
        QTest::newRow("words") << u"ft"_s << u"firn-train"_s << true << u"[f]irn-[t]rain"_s;
        QTest::newRow("in a row beats scattered")
            << u"train"_s << u"tr-a-i-n-train"_s << true << u"tr-a-i-n-[train]"_s;
        QTest::newRow("camel") << u"nh"_s << u"computeNodeHealth"_s << true << u"compute[N]ode[H]ealth"_s;
        QTest::newRow("two words, any order")
            << u"train firn"_s << u"firn-train"_s << true << u"[firn]-[train]"_s;
        QTest::newRow("not there") << u"xyz"_s << u"firn-train"_s << false << QString();
        QTest::newRow("order counts in a word") << u"nrif"_s << u"firn"_s << false << QString();
        QTest::newRow("case") << u"NVIDIA"_s << u"nvidia-h100"_s << true << u"[nvidia]-h100"_s;
        QTest::newRow("accents of the pattern") << u"é"_s << u"edge"_s << true << u"[e]dge"_s;
        QTest::newRow("accents of the text") << u"cafe"_s << u"café"_s << true << u"[café]"_s;
        QTest::newRow("empty") << QString() << u"anything"_s << true << u"anything"_s;
        QTest::newRow("longer than the text") << u"firn-train-more"_s << u"firn"_s << false << QString();
    }

    void fuzzyMatches()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, found);
        QFETCH(QString, marked);
        const std::optional<FuzzyMatch> match = fuzzyMatch(pattern, text);
        QCOMPARE(match.has_value(), found);
        if (!found)
            return;
        QString shown = text;
        for (auto span = match->spans.crbegin(); span != match->spans.crend(); ++span) {
            shown.insert(span->first + span->second, u']');
            shown.insert(span->first, u'[');
        }
        QCOMPARE(shown, marked);
    }

    void fuzzyRanks()
    {
        const auto score = [](const QString &pattern, const QString &text) {
            return fuzzyMatch(pattern, text)->score;
        };
        QVERIFY(score(u"firn"_s, u"firn"_s) > score(u"firn"_s, u"firn-train"_s));
        QVERIFY(score(u"firn"_s, u"firn-train"_s) > score(u"firn"_s, u"old-firn-train"_s));
        QVERIFY(score(u"train"_s, u"firn-train"_s) > score(u"train"_s, u"constraint"_s));
        QVERIFY(score(u"pool"_s, u"Pools"_s) > score(u"pool"_s, u"p-o-o-l"_s));
        QVERIFY(score(u"gq"_s, u"GPU quota"_s) > score(u"gq"_s, u"flagging queue"_s));
    }

    void paletteRanksAndOpens()
    {
        QWidget window;
        window.resize(1280, 800);
        auto *before = new QLineEdit(&window);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        before->setFocus();
        CommandPalette palette(&window);
        QAbstractItemModelTester tester(palette.list()->model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        palette.setModel(paletteModel(&palette));
        QSignalSpy chosen(&palette, &CommandPalette::chosen);
        QSignalSpy actions(&palette, &CommandPalette::actionsWanted);
        palette.open();
        QTest::keyClicks(palette.edit(), u"fir"_s);
        QTest::qWait(10);
        keep(&window, u"palette-light"_s);
        QCOMPARE(palette.list()->currentIndex().data().toString(), u"firn-train"_s);
        QVERIFY(palette.list()->parentWidget()->width() == 640);
        QCOMPARE(palette.list()->parentWidget()->y(), 72);
        QTest::keyClick(palette.edit(), Qt::Key_Up); // round to the last one
        QVERIFY(!palette.list()->currentIndex().data(HeadingRole).toBool());
        QTest::keyClick(palette.edit(), Qt::Key_Down);
        QTest::keyClick(palette.edit(), Qt::Key_Tab);
        QCOMPARE(actions.size(), 1);
        QTest::keyClick(palette.edit(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.at(0).at(0).toModelIndex().row(), 0);
        QVERIFY(!palette.isOpen());
        QVERIFY(before->hasFocus());
        palette.open(u">scale"_s);
        QCOMPARE(palette.list()->currentIndex().data().toString(), u"Scale pool firn-train…"_s);
        QTest::keyClick(palette.edit(), Qt::Key_Escape);
        QVERIFY(!palette.isOpen());
    }

    void menusAndTipsAreDrawn()
    {
        QMenu menu;
        menu.addAction(icon(u"external-link"_s), u"Open"_s, QKeySequence(Qt::Key_Return), this, [] {});
        menu.addAction(icon(u"copy"_s), u"Copy as"_s)->setMenu(new QMenu(&menu));
        menu.addSeparator();
        QAction *check = menu.addAction(u"Wide rows"_s);
        check->setCheckable(true);
        check->setChecked(true);
        menu.addAction(icon(u"trash-2"_s), u"Delete…"_s)->setEnabled(false);
        menu.popup(QPoint(10, 10));
        QVERIFY(QTest::qWaitForWindowExposed(&menu));
        menu.setActiveAction(menu.actions().first());
        keep(&menu, u"menu-light"_s);
        QCOMPARE(menu.actionGeometry(menu.actions().first()).height(), 28);
        QVERIFY(menu.width() > 140);
    }
};

QTEST_MAIN(TestParts)
#include "tst_parts.moc"
