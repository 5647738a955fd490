// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/filterbar.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"
#include "app/views/parts/searchfield.h"
#include "app/views/parts/statusparts.h"
#include "app/views/resourcetable.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <algorithm>
#include <array>

namespace easel {

namespace {

// The order of the counts: what runs, then what wants attention.
constexpr std::array<Tone, 8> countedTones{Tone::Good,        Tone::Bad,    Tone::Warning, Tone::Waiting,
                                           Tone::Progressing, Tone::Paused, Tone::Unknown, Tone::Neutral};

QString toneName(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return FilterBar::tr("well");
    case Tone::Bad:
        return FilterBar::tr("failed");
    case Tone::Warning:
        return FilterBar::tr("with a warning");
    case Tone::Waiting:
        return FilterBar::tr("waiting");
    case Tone::Progressing:
    case Tone::Deleting:
        return FilterBar::tr("under way");
    case Tone::Paused:
        return FilterBar::tr("paused");
    case Tone::Unknown:
        return FilterBar::tr("not known");
    case Tone::Neutral:
        return FilterBar::tr("without a judgement");
    }
    return {};
}

QToolButton *menuButton(QWidget *parent, const QString &iconName, const QString &text, QMenu *menu)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setIcon(icon(iconName));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(menu);
    button->setAutoRaise(true);
    button->setAccessibleName(text);
    return button;
}

// Terms that mean something in these columns: "status:waiting gpus:>4 label:team=ice".
QString exampleTerms(const QList<Column> &columns)
{
    QStringList terms;
    const auto first = [&columns](CellType type) {
        const auto column = std::find_if(columns.cbegin(), columns.cend(), [type](const Column &candidate) {
            return candidate.shown && candidate.type == type;
        });
        return column == columns.cend() ? QString() : column->id;
    };
    const QString state = first(CellType::State);
    const QString gpus = first(CellType::Gpus);
    const QString number = first(CellType::Number);
    const QString age = first(CellType::Age);
    if (!state.isEmpty())
        terms << state + QStringLiteral(":waiting");
    if (!gpus.isEmpty())
        terms << gpus + QStringLiteral(":>4");
    else if (!number.isEmpty())
        terms << number + QStringLiteral(":>4");
    else if (!age.isEmpty())
        terms << age + QStringLiteral(":<2d");
    if (!state.isEmpty() || age == u"age") // an object of a cluster
        terms << QStringLiteral("label:team=ice");
    if (terms.isEmpty() && columns.size() > 1 && columns.at(1).id == u"group")
        terms << QStringLiteral("group:apps");
    return terms.join(u' ');
}

} // namespace

FilterBar::FilterBar(ResourceTable *table, ResourceFilterModel *model, Settings *settings, QWidget *parent)
    : QWidget(parent)
    , m_table(table)
    , m_model(model)
    , m_settings(settings)
    , m_field(new SearchField(this))
    , m_viewMenu(new QMenu(this))
    , m_columnMenu(new QMenu(this))
    , m_problem(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    column->addLayout(row);

    m_field->setIconName(QStringLiteral("list-filter"));
    m_field->setKeyHint(QStringLiteral("/"));
    m_field->setAccessibleName(tr("Filter"));
    m_field->edit()->setAccessibleName(tr("Filter"));
    m_field->edit()->setAccessibleDescription(tr("Words are searched in the shown columns; key:value looks "
                                                 "at one column; a minus turns a term round."));
    m_field->setTermTest([this](const QString &term) {
        if (!m_model->table())
            return false;
        const auto expression = FilterExpression::parse(term, m_model->table()->columns());
        return expression.terms().size() == 1 && expression.problems().isEmpty() &&
               expression.terms().first().kind != FilterTerm::Kind::Text;
    });
    row->addWidget(m_field, 1);

    m_countHolder = new QWidget(this);
    m_countRow = new QHBoxLayout(m_countHolder);
    m_countRow->setContentsMargins(0, 0, 0, 0);
    m_countRow->setSpacing(4);
    row->addWidget(m_countHolder);

    m_viewMenu->setAccessibleName(tr("Views"));
    m_columnMenu->setAccessibleName(tr("Columns"));
    m_views = menuButton(this, QStringLiteral("star"), tr("Views"), m_viewMenu);
    m_columns = menuButton(this, QStringLiteral("columns-3"), tr("Columns"), m_columnMenu);
    row->addWidget(m_views);
    row->addWidget(m_columns);

    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    setTextRole(m_problem, TextRole::Small);
    setSecondaryText(m_problem);
    m_problem->hide();
    column->addWidget(m_problem);

    connect(m_field, &SearchField::textChanged, m_model, &ResourceFilterModel::setFilterText);
    connect(m_field, &SearchField::downPressed, this, &FilterBar::leftDownwards);
    connect(m_field, &SearchField::escapePressed, this, &FilterBar::leftDownwards);
    connect(m_model, &ResourceFilterModel::filterChanged, this, [this] {
        showProblems();
        showCounts();
    });
    connect(m_model, &ResourceFilterModel::countsChanged, this, &FilterBar::showCounts);
    connect(m_viewMenu, &QMenu::aboutToShow, this, &FilterBar::fillViews);
    connect(m_columnMenu, &QMenu::aboutToShow, this, &FilterBar::fillColumns);
    connect(m_model, &QAbstractItemModel::modelReset, this, &FilterBar::showExamples);
    connect(m_model, &QAbstractItemModel::columnsInserted, this, &FilterBar::showExamples);
    showExamples();
    showCounts();
}

void FilterBar::showExamples()
{
    const QString examples = m_model->table() ? exampleTerms(m_model->table()->columns()) : QString();
    m_field->setPlaceholderText(examples.isEmpty() ? tr("Filter by text")
                                                   : tr("Filter by text, or %1").arg(examples));
}

void FilterBar::setKind(const QString &key)
{
    m_kind = key;
}

QString FilterBar::text() const
{
    return m_model->filterText();
}

void FilterBar::setText(const QString &text)
{
    m_field->setText(text);
    m_model->setFilterText(text);
}

void FilterBar::focusFilter(const QString &typed)
{
    m_field->edit()->setFocus(Qt::ShortcutFocusReason);
    if (!typed.isEmpty())
        m_field->edit()->insert(typed);
}

void FilterBar::setStale(bool stale)
{
    m_stale = stale;
    for (ToneCount *count : std::as_const(m_counts)) {
        if (count)
            count->setStale(stale);
    }
}

void FilterBar::showProblems()
{
    const QList<FilterProblem> &problems = m_model->expression().problems();
    m_problem->setVisible(!problems.isEmpty());
    if (!problems.isEmpty())
        m_problem->setText(problems.first().sentence);
    m_field->setProblem(problems.isEmpty() ? QString() : problems.first().sentence);
}

void FilterBar::showCounts()
{
    QSet<QString> on;
    for (const FilterTerm &term : m_model->expression().terms()) {
        if (term.kind == FilterTerm::Kind::Tone && !term.negated)
            on.unite(QSet<QString>(term.alternatives.cbegin(), term.alternatives.cend()));
    }
    // Kinds without a state (a group and its role) have nothing to count.
    const QList<Column> columns = m_model->table() ? m_model->table()->columns() : QList<Column>();
    const bool counted = std::any_of(columns.cbegin(), columns.cend(),
                                     [](const Column &column) { return column.type == CellType::State; });
    int place = 0;
    for (const Tone tone : countedTones) {
        int count = counted ? m_model->toneCount(tone) : 0;
        if (counted && tone == Tone::Progressing)
            count += m_model->toneCount(Tone::Deleting);
        const bool checked = on.contains(toneFilterWord(tone));
        ToneCount *&button = m_counts[int(tone)];
        if (count == 0 && !checked) {
            if (button) {
                button->hide();
                ++place;
            }
            continue;
        }
        if (!button) {
            button = new ToneCount(tone, count, this);
            button->setCheckable(true);
            button->setStale(m_stale);
            connect(button, &ToneCount::clicked, this, [this, tone] { toggleTone(tone); });
            m_countRow->insertWidget(place, button);
        }
        const QString words = tr("%1 %2, %3")
                                  .arg(count)
                                  .arg(toneName(tone), checked ? tr("shown alone") : tr("click to filter"));
        button->setCount(count, toneName(tone));
        button->setAccessibleName(words);
        button->setToolTip(words);
        button->setChecked(checked);
        button->show();
        ++place;
    }
    giveWay();
}

// The field comes first: where it would get too small, the counts go.
void FilterBar::giveWay()
{
    m_countRow->activate();
    const int others = m_views->sizeHint().width() + m_columns->sizeHint().width() +
                       m_countRow->sizeHint().width() + scaledWidth(this, 200);
    m_countHolder->setVisible(width() >= others);
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    giveWay();
}

void FilterBar::toggleTone(Tone tone)
{
    const QString word = toneFilterWord(tone);
    const FilterExpression expression = m_model->expression();
    for (const FilterTerm &term : expression.terms()) {
        if (term.kind == FilterTerm::Kind::Tone && !term.negated && term.alternatives.contains(word)) {
            setText(FilterExpression::withoutTerm(expression.text(), term));
            return;
        }
    }
    setText(
        FilterExpression::withTerm(expression.text(), FilterExpression::term(QStringLiteral("is"), word)));
}

void FilterBar::fillViews()
{
    m_viewMenu->clear();
    QList<SavedView> views = m_settings->views(m_kind);
    for (const SavedView &view : views) {
        QAction *entry = m_viewMenu->addAction(view.name);
        entry->setCheckable(true);
        entry->setChecked(view.filter == m_model->filterText());
        connect(entry, &QAction::triggered, this, [this, view] {
            setText(view.filter);
            TableSettings settings = m_table->save();
            settings.sort = view.sort;
            m_table->restore(settings);
        });
    }
    if (views.isEmpty()) {
        m_viewMenu->addAction(tr("No views kept yet"))->setEnabled(false);
    } else {
        QMenu *forget = m_viewMenu->addMenu(tr("Forget"));
        for (const SavedView &view : views) {
            connect(forget->addAction(view.name), &QAction::triggered, this, [this, name = view.name] {
                QList<SavedView> kept = m_settings->views(m_kind);
                kept.removeIf([&name](const SavedView &known) { return known.name == name; });
                m_settings->setViews(m_kind, kept);
            });
        }
    }
    m_viewMenu->addSeparator();
    m_viewMenu->addAction(tr("Keep this filter and order as a view:"))->setEnabled(false);
    auto *name = new QLineEdit(m_viewMenu);
    name->setPlaceholderText(tr("Name of the view"));
    name->setAccessibleName(tr("Name of the view"));
    auto *holder = new QWidgetAction(m_viewMenu);
    auto *box = new QWidget(m_viewMenu);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(12, 4, 12, 8);
    layout->addWidget(name);
    holder->setDefaultWidget(box);
    m_viewMenu->addAction(holder);
    connect(name, &QLineEdit::returnPressed, this, [this, name] {
        const QString word = name->text().simplified();
        if (word.isEmpty())
            return;
        QList<SavedView> kept = m_settings->views(m_kind);
        kept.removeIf([&word](const SavedView &known) { return known.name == word; });
        kept.append({word, m_model->filterText(), m_table->save().sort, {}});
        m_settings->setViews(m_kind, kept);
        m_viewMenu->close();
    });
}

void FilterBar::fillColumns()
{
    m_columnMenu->clear();
    if (!m_model->table())
        return;
    const QList<Column> &columns = m_model->table()->columns();
    for (int i = 0; i < columns.size(); ++i) {
        QAction *entry = m_columnMenu->addAction(columns.at(i).title);
        entry->setToolTip(columns.at(i).description);
        entry->setCheckable(true);
        entry->setChecked(m_table->isColumnChosen(i));
        entry->setEnabled(i > 0); // the name stays
        connect(entry, &QAction::toggled, this, [this, i](bool on) { m_table->setColumnChosen(i, on); });
    }
    m_columnMenu->addSeparator();
    connect(m_columnMenu->addAction(tr("As they were")), &QAction::triggered, m_table,
            &ResourceTable::resetColumns);
}

} // namespace easel
