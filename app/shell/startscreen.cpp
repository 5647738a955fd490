// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/startscreen.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"
#include "app/shell/sourcefactory.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/keyhint.h"
#include "app/views/parts/panel.h"

#include <QAbstractButton>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace easel {

namespace {

enum RecentRole { TitleRole = Qt::UserRole + 1, DetailRole, AgeRole, IconRole, IndexRole };

QString agoText(const QDateTime &time)
{
    const QDateTime now = QDateTime::currentDateTime();
    const qint64 seconds = time.secsTo(now);
    if (seconds < 90)
        return StartScreen::tr("just now");
    if (seconds < 3600)
        return StartScreen::tr("%1 min ago").arg(seconds / 60);
    if (time.date() == now.date())
        return StartScreen::tr("%1 h ago").arg(seconds / 3600);
    if (time.date().daysTo(now.date()) == 1)
        return StartScreen::tr("yesterday");
    return time.toString(time.date().year() == now.date().year() ? QStringLiteral("d MMM")
                                                                 : QStringLiteral("d MMM yyyy"));
}

// Rows of 44: icon, strong title over a small line, age at the right.
class RecentDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        const int text = QFontMetrics(textFont(TextRole::Strong)).height() +
                         QFontMetrics(textFont(TextRole::Small)).height();
        return {option.rect.width(), std::max(44, text + 10)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool active =
            option.state.testFlag(QStyle::State_Active) && option.state.testFlag(QStyle::State_HasFocus);
        const QRect rect = option.rect;
        painter->save();
        if (selected) {
            painter->fillRect(rect,
                              active || option.widget->hasFocus() ? theme.selection : theme.selectionIdle);
            painter->fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.accent);
        } else if (option.state.testFlag(QStyle::State_MouseOver)) {
            painter->fillRect(rect, theme.hover);
        }
        if (index.row() > 0)
            paintHairline(painter, rect.topLeft(), rect.topRight(), theme.border);
        paintIcon(painter, QRectF(rect.left() + 12, rect.center().y() - 7, 16, 16),
                  index.data(IconRole).toString(), selected ? theme.accent : theme.text2);
        const QFont small = textFont(TextRole::Small);
        const QFont strong = textFont(TextRole::Strong);
        const QString age = index.data(AgeRole).toString();
        const int ageWidth = QFontMetrics(small).horizontalAdvance(age);
        const QRect text = rect.adjusted(44, 4, -24 - ageWidth, -4);
        painter->setFont(strong);
        painter->setPen(theme.text);
        const int half = text.top() + text.height() / 2;
        painter->drawText(
            QRect(text.left(), text.top(), text.width(), half - text.top()), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(strong).elidedText(index.data(TitleRole).toString(), Qt::ElideMiddle, text.width()));
        painter->setFont(small);
        painter->setPen(theme.text2);
        painter->drawText(
            QRect(text.left(), half, text.width(), text.bottom() - half), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(small).elidedText(index.data(DetailRole).toString(), Qt::ElideMiddle, text.width()));
        painter->drawText(rect.adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, age);
        painter->restore();
    }
};

// One of the ways to open something: a button with an icon, two lines and a key.
class ChoiceButton : public QAbstractButton
{
public:
    ChoiceButton(const QString &iconName, const QString &title, const QString &text, const QString &keys,
                 QWidget *parent)
        : QAbstractButton(parent)
        , m_icon(iconName)
        , m_text(text)
        , m_keys(keys)
    {
        setText(title);
        setAccessibleName(title);
        setAccessibleDescription(text);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        const QFontMetrics strong(textFont(TextRole::Strong));
        const QFontMetrics small(textFont(TextRole::Small));
        const int texts = std::max(strong.horizontalAdvance(text()), small.horizontalAdvance(m_text));
        const int keys = m_keys.isEmpty() ? 0 : keyHintWidth(font(), m_keys);
        return {std::max(300, 44 + texts + 26 + keys), std::max(52, strong.height() + small.height() + 18)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Look::theme();
        QPainter painter(this);
        if (isDown() || underMouse())
            painter.fillRect(rect(), isDown() ? theme.selectionIdle : theme.hover);
        paintIcon(&painter, QRectF(13, height() / 2.0 - 9, 18, 18), m_icon,
                  isEnabled() ? theme.text : theme.disabled);
        const QFont strong = textFont(TextRole::Strong);
        const QFont small = textFont(TextRole::Small);
        const int keys = m_keys.isEmpty() ? 0 : keyHintWidth(font(), m_keys);
        const int width = this->width() - 44 - 24 - keys;
        const int half = height() / 2;
        painter.setPen(isEnabled() ? theme.text : theme.disabled);
        painter.setFont(strong);
        painter.drawText(QRect(44, 4, width, half - 4), Qt::AlignLeft | Qt::AlignBottom,
                         QFontMetrics(strong).elidedText(text(), Qt::ElideRight, width));
        painter.setPen(theme.text2);
        painter.setFont(small);
        painter.drawText(QRect(44, half, width, half - 4), Qt::AlignLeft | Qt::AlignTop,
                         QFontMetrics(small).elidedText(m_text, Qt::ElideRight, width));
        if (keys > 0)
            paintKeyHint(&painter, QRect(this->width() - 12 - keys, 0, keys, height()), font(), m_keys);
    }

private:
    QString m_icon;
    QString m_text;
    QString m_keys;
};

} // namespace

StartScreen::StartScreen(AppContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_drafts(new Banner(Tone::Progressing, this))
    , m_error(new Banner(Tone::Bad, this))
    , m_filter(new QLineEdit(this))
    , m_model(new QStandardItemModel(this))
    , m_list(new QListView(this))
    , m_noRecent(new QLabel(this))
    , m_found(new Panel(this))
{
    setAccessibleName(tr("Start"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    outer->addWidget(scroll);
    auto *page = new QWidget(scroll);
    scroll->setWidget(page);
    auto *across = new QHBoxLayout(page);
    across->setContentsMargins(16, 0, 16, 16);
    across->addStretch(1);
    auto *content = new QWidget(page);
    content->setMaximumWidth(scaledWidth(this, 880));
    content->setMinimumWidth(std::min(scaledWidth(this, 760), 900));
    content->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    across->addWidget(content, 1000);
    across->addStretch(1);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 112, 0, 0);
    column->setSpacing(16);

    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    auto *mark = new QLabel(content);
    mark->setPixmap(applicationIcon().pixmap(QSize(40, 40), devicePixelRatioF()));
    mark->setFixedSize(40, 40);
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    auto *name = new QLabel(tr("Easel"), content);
    setTextRole(name, TextRole::Figure);
    auto *promise = new QLabel(tr("Nothing is contacted until you open it."), content);
    setSecondaryText(promise);
    names->addWidget(name);
    names->addWidget(promise);
    head->addWidget(mark);
    head->addLayout(names);
    head->addStretch();
    column->addLayout(head);
    column->addSpacing(8);

    m_drafts->setIconName(QStringLiteral("file-text"));
    m_drafts->hide();
    m_error->setLayoutKind(Banner::Layout::Stacked);
    m_error->hide();
    column->addWidget(m_error);
    column->addWidget(m_drafts);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(16);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 2);
    column->addLayout(grid);

    auto *recent = new Panel(content);
    recent->column()->setContentsMargins(1, 1, 1, 1);
    recent->column()->setSpacing(0);
    auto *recentHead = new QHBoxLayout;
    recentHead->setContentsMargins(12, 4, 12, 4);
    auto *recentTitle = new QLabel(tr("Recent"), recent);
    setTextRole(recentTitle, TextRole::Strong);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter recent sources"));
    m_filter->setClearButtonEnabled(true);
    setSmallControl(m_filter);
    m_filter->setMaximumWidth(scaledWidth(this, 168));
    recentHead->addWidget(recentTitle);
    recentHead->addStretch();
    recentHead->addWidget(m_filter);
    recent->column()->addLayout(recentHead);
    recent->column()->addWidget(new Hairline(Qt::Horizontal, recent));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RecentDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setAccessibleName(tr("Recent sources"));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumHeight(220);
    m_list->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_noRecent->setWordWrap(true);
    m_noRecent->setContentsMargins(12, 16, 12, 16);
    m_noRecent->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_noRecent->setMinimumHeight(220);
    setSecondaryText(m_noRecent);
    m_noRecent->setText(tr("What you open is listed here."));
    recent->column()->addWidget(m_list, 1);
    recent->column()->addWidget(m_noRecent, 1);
    grid->addWidget(recent, 0, 0, 2, 1);

    auto *ways = new Panel(content);
    ways->column()->setContentsMargins(1, 1, 1, 1);
    ways->column()->setSpacing(0);
    ways->column()->addWidget(choice(QStringLiteral("plug"), tr("Connect to a hub…"),
                                     tr("From a kubeconfig context"),
                                     QKeySequence(Qt::CTRL | Qt::Key_O).toString(QKeySequence::NativeText),
                                     &StartScreen::connectRequested));
    ways->column()->addWidget(new Hairline(Qt::Horizontal, ways));
    ways->column()->addWidget(choice(QStringLiteral("network"), tr("Look after hubs…"),
                                     tr("Reachable, as whom, until when; colours"), {},
                                     &StartScreen::hubsRequested));
    ways->column()->addWidget(new Hairline(Qt::Horizontal, ways));
    ways->column()->addWidget(
        choice(QStringLiteral("folder-open"), tr("Open a workspace folder…"),
               tr("Plan and write YAML without a hub"),
               QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O).toString(QKeySequence::NativeText),
               &StartScreen::workspaceRequested));
    ways->column()->addWidget(new Hairline(Qt::Horizontal, ways));
    ways->column()->addWidget(choice(QStringLiteral("flask-conical"), tr("Explore the sample"),
                                     tr("An invented company, nothing real"), {},
                                     &StartScreen::sampleRequested));
    grid->addWidget(ways, 0, 1);
    grid->addWidget(m_found, 1, 1);

    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    const auto hint = [&](const QString &key, const QString &text) {
        foot->addWidget(new KeyHint(key, content));
        auto *label = new QLabel(text, content);
        setSecondaryText(label);
        setTextRole(label, TextRole::Small);
        foot->addWidget(label);
        foot->addSpacing(8);
    };
    hint(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText), tr("go anywhere"));
    hint(QStringLiteral("?"), tr("all keys"));
    foot->addStretch();
    auto *quiet = new QLabel(tr("No account, no telemetry"), content);
    setSecondaryText(quiet);
    setTextRole(quiet, TextRole::Small);
    foot->addWidget(quiet);
    column->addLayout(foot);
    column->addStretch(1);

    connect(m_list, &QListView::activated, this, &StartScreen::choose);
    connect(m_list, &QListView::clicked, this, &StartScreen::choose);
    connect(m_filter, &QLineEdit::textChanged, this, &StartScreen::fillRecent);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        if (m_model->rowCount() > 0)
            choose(m_model->index(0, 0));
    });
    connect(context->settings(), &Settings::recentSourcesChanged, this, &StartScreen::fillRecent);
    renew();
}

QWidget *StartScreen::choice(const QString &iconName, const QString &title, const QString &text,
                             const QString &keys, void (StartScreen::*requested)())
{
    auto *button = new ChoiceButton(iconName, title, text, keys, this);
    connect(button, &QAbstractButton::clicked, this, requested);
    return button;
}

void StartScreen::fillRecent()
{
    const QList<RecentSource> sources = m_context->settings()->recentSources();
    const QString wanted = m_filter->text().trimmed();
    m_model->clear();
    for (int i = 0; i < sources.size(); ++i) {
        const RecentSource &source = sources.at(i);
        if (!wanted.isEmpty() && !source.title.contains(wanted, Qt::CaseInsensitive) &&
            !source.detail.contains(wanted, Qt::CaseInsensitive))
            continue;
        auto *item = new QStandardItem(source.title);
        item->setEditable(false);
        item->setData(source.title, TitleRole);
        item->setData(source.detail, DetailRole);
        item->setData(agoText(source.openedAt), AgeRole);
        item->setData(source.kind == RecentSource::Kind::Hub ? QStringLiteral("network")
                                                             : QStringLiteral("folder-open"),
                      IconRole);
        item->setData(i, IndexRole);
        item->setData(tr("%1, %2, %3").arg(source.title, source.detail, agoText(source.openedAt)),
                      Qt::AccessibleTextRole);
        item->setToolTip(plainTip(source.kind == RecentSource::Kind::Workspace
                                      ? QDir::toNativeSeparators(source.path)
                                      : source.detail));
        m_model->appendRow(item);
    }
    m_list->setVisible(!sources.isEmpty());
    m_noRecent->setVisible(sources.isEmpty());
    m_filter->setVisible(sources.size() > 3);
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(0, 0));
}

void StartScreen::renew()
{
    clearError();
    fillRecent();
    m_looking = runInPool([files = Kubeconfig::defaultFiles()]() -> Result<FoundConfig> {
        const bool any = std::any_of(files.cbegin(), files.cend(),
                                     [](const QString &file) { return QFileInfo::exists(file); });
        return FoundConfig{files, any, any ? Kubeconfig::load(files) : Result<Kubeconfig>(Kubeconfig())};
    });
    m_looking.call().then(this, [this](const Result<FoundConfig> &found) {
        if (found)
            showFound(*found);
    });
}

void StartScreen::showFound(const FoundConfig &found)
{
    delete m_foundContent;
    m_foundContent = new QWidget(m_found);
    auto *grid = new QGridLayout(m_foundContent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    auto *title = new QLabel(tr("Found on this computer"), m_foundContent);
    setTextRole(title, TextRole::SmallStrong);
    setSecondaryText(title);
    grid->addWidget(title, 0, 0, 1, 2);
    int row = 1;
    const auto line = [&](const QString &text, const QString &link) {
        auto *label = new QLabel(text, m_foundContent);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        setTextRole(label, TextRole::Small);
        grid->addWidget(label, row, 0);
        if (!link.isEmpty()) {
            auto *button = new QPushButton(link, m_foundContent);
            setButtonKind(button, ButtonKind::Link);
            button->setAccessibleDescription(text);
            connect(button, &QPushButton::clicked, this, &StartScreen::connectRequested);
            grid->addWidget(button, row, 1, Qt::AlignRight | Qt::AlignTop);
        }
        ++row;
    };
    if (!found.any) {
        line(tr("No kubeconfig in its usual place."), {});
    } else if (!found.config) {
        line(errorSentence(found.config.error()), {});
    } else {
        line(found.files.size() == 1 ? tr("kubeconfig in the home folder")
                                     : tr("kubeconfig of %n files", nullptr, int(found.files.size())),
             tr("%n contexts", nullptr, int(found.config->contexts().size())));
        int commands = 0;
        for (const KubeContext &context : found.config->contexts())
            commands += context.authentication.startsWith(u"exec") ? 1 : 0;
        if (commands > 0)
            line(tr("%n contexts run a command to sign in; Easel asks you first", nullptr, commands), {});
    }
    if (sampleFolder().isEmpty())
        line(tr("The sample is not part of this installation."), {});
    m_found->column()->addWidget(m_foundContent);
}

void StartScreen::setDrafts(const QList<QJsonObject> &drafts)
{
    m_drafts->setVisible(!drafts.isEmpty());
    if (drafts.isEmpty())
        return;
    QStringList titles;
    for (const QJsonObject &draft : drafts)
        titles.append(draft[u"title"].toString());
    m_drafts->setTexts(tr("%n drafts were kept:", nullptr, int(drafts.size())),
                       titles.join(QStringLiteral(", ")));
    m_drafts->clearActions();
    connect(m_drafts->addLink(tr("Discard")), &QAbstractButton::clicked, this, &StartScreen::draftsDiscarded);
    connect(m_drafts->addButton(tr("Continue")), &QAbstractButton::clicked, this,
            &StartScreen::draftsContinued);
}

void StartScreen::showBusy(const QString &text, const std::function<void()> &cancel)
{
    m_error->clearActions();
    m_error->setTone(Tone::Progressing);
    m_error->setTexts(text);
    connect(m_error->addLink(tr("Cancel")), &QAbstractButton::clicked, this, cancel);
    m_error->show();
}

void StartScreen::clearError()
{
    m_error->hide();
}

void StartScreen::showError(const QString &strong, const QString &text)
{
    m_error->clearActions();
    m_error->setTone(Tone::Bad);
    m_error->setTexts(strong, text);
    m_error->show();
}

void StartScreen::offerWorkspace(const QString &text, std::function<void()> make)
{
    showError(tr("This folder is no workspace yet."), text);
    connect(m_error->addButton(tr("Make it a workspace")), &QAbstractButton::clicked, this, make);
}

void StartScreen::focusRecent()
{
    if (m_list->isVisible())
        m_list->setFocus();
}

void StartScreen::choose(const QModelIndex &index)
{
    const QList<RecentSource> sources = m_context->settings()->recentSources();
    const int position = index.data(IndexRole).toInt();
    if (index.isValid() && position < sources.size())
        Q_EMIT recentChosen(sources.at(position));
}

} // namespace easel
