// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hubdetail.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/shell/hubsmodel.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace easel {

namespace {

QIcon swatch(HubColor color, qreal ratio)
{
    QPixmap pixmap(QSize(14, 14) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = Look::theme();
    if (color == HubColor::None) {
        painter.setPen(theme.control);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.hubs.at(size_t(color) - 1));
    }
    painter.drawEllipse(QRectF(1.5, 1.5, 11, 11));
    return QIcon(pixmap);
}

QString timeText(const QDateTime &time)
{
    return time.toLocalTime().toString(QStringLiteral("d MMM yyyy HH:mm"));
}

} // namespace

HubDetail::HubDetail(AppContext *context, HubsModel *model, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(model)
    , m_name(new QLabel(this))
    , m_state(new StateChip(this))
    , m_reason(new Banner(Tone::Bad, this))
    , m_facts(new KeyValueGrid(this))
    , m_favourite(new QCheckBox(tr("Favourite: first in lists of hubs"), this))
    , m_protected(new QCheckBox(tr("Protected: Easel asks before each write"), this))
    , m_color(new QComboBox(this))
    , m_open(new QPushButton(tr("Open"), this))
    , m_openAnew(new QPushButton(tr("Open in a new window"), this))
    , m_check(new QPushButton(tr("Check"), this))
    , m_viewAs(new QPushButton(tr("View as…"), this))
    , m_openId(new QPushButton(tr("OpenID sign-in…"), this))
    , m_forget(new QPushButton(tr("Take its file off the list"), this))
{
    setObjectName(QStringLiteral("hub-detail"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(12);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setWordWrap(true);
    setTextRole(m_name, TextRole::Heading);
    head->addWidget(m_name, 1);
    head->addWidget(m_state, 0, Qt::AlignTop);
    column->addLayout(head);
    m_reason->setLayoutKind(Banner::Layout::Stacked);
    m_reason->setLongestWord(28);
    column->addWidget(m_reason);
    auto *first = new QHBoxLayout;
    first->setSpacing(8);
    setButtonKind(m_open, ButtonKind::Primary);
    first->addWidget(m_open);
    first->addWidget(m_check);
    first->addWidget(m_viewAs);
    first->addStretch();
    column->addLayout(first);
    m_facts->setKeyWidth(96);
    column->addWidget(m_facts);
    auto *marks = new QLabel(tr("Marks"), this);
    setTextRole(marks, TextRole::Strong);
    column->addWidget(marks);
    column->addWidget(m_favourite);
    column->addWidget(m_protected);
    auto *protects = new QLabel(tr("Every context that leads to its server is protected with it."), this);
    protects->setWordWrap(true);
    setTextRole(protects, TextRole::Small);
    setSecondaryText(protects);
    protects->setContentsMargins(24, 0, 0, 0);
    column->addWidget(protects);
    column->addWidget(new FormField(tr("Colour"), m_color, this));
    auto *more = new QHBoxLayout;
    more->setSpacing(8);
    more->addWidget(m_openAnew);
    more->addWidget(m_openId);
    more->addStretch();
    column->addSpacing(4);
    column->addLayout(more);
    column->addWidget(m_forget, 0, Qt::AlignLeft);
    column->addStretch(1);

    m_favourite->setObjectName(QStringLiteral("hubFavourite"));
    m_protected->setObjectName(QStringLiteral("hubProtected"));
    m_color->setObjectName(QStringLiteral("hubColor"));
    m_openAnew->setObjectName(QStringLiteral("hubOpenAnew"));
    m_open->setObjectName(QStringLiteral("hubOpen"));
    m_check->setObjectName(QStringLiteral("hubCheck"));
    m_viewAs->setObjectName(QStringLiteral("hubViewAs"));
    m_openId->setObjectName(QStringLiteral("hubOpenId"));
    m_forget->setObjectName(QStringLiteral("hubForget"));
    m_state->setObjectName(QStringLiteral("hubState"));
    m_reason->setObjectName(QStringLiteral("hubReason"));
    for (QPushButton *button : {m_open, m_openAnew, m_check, m_viewAs, m_openId, m_forget})
        button->setAutoDefault(false);
    fillColors();
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, &HubDetail::fillColors);

    connect(m_open, &QPushButton::clicked, this, &HubDetail::openRequested);
    connect(m_openAnew, &QPushButton::clicked, this, &HubDetail::openAnewRequested);
    connect(m_check, &QPushButton::clicked, this, &HubDetail::checkRequested);
    connect(m_viewAs, &QPushButton::clicked, this, &HubDetail::viewAsRequested);
    connect(m_openId, &QPushButton::clicked, this, &HubDetail::openIdRequested);
    connect(m_forget, &QPushButton::clicked, this, &HubDetail::forgetRequested);
    connect(m_favourite, &QCheckBox::toggled, this, [this](bool on) {
        if (m_row >= 0)
            m_context->hubMarks()->setFavourite(m_model->favourite(m_row), on);
    });
    connect(m_protected, &QCheckBox::toggled, this, [this](bool on) {
        if (m_row >= 0)
            m_context->hubMarks()->setProtected(m_model->entry(m_row).server(), on);
    });
    connect(m_color, &QComboBox::activated, this, [this](int color) {
        if (m_row >= 0)
            m_context->hubMarks()->setColor(m_model->entry(m_row).context.name,
                                            m_model->entry(m_row).server(), HubColor(color));
    });
}

void HubDetail::fillColors()
{
    const QSignalBlocker quiet(m_color);
    const int current = m_color->currentIndex();
    m_color->clear();
    for (int i = 0; i <= int(HubColor::Violet); ++i)
        m_color->addItem(swatch(HubColor(i), devicePixelRatioF()), HubMarks::colorText(HubColor(i)));
    m_color->setCurrentIndex(std::max(0, current));
}

void HubDetail::setRow(int row)
{
    m_row = row;
    renew();
}

void HubDetail::renew()
{
    setVisible(m_row >= 0 && m_row < m_model->rowCount());
    if (!isVisibleTo(parentWidget()))
        return;
    const HubEntry &hub = m_model->entry(m_row);
    const std::optional<HubHealth> &health = m_model->health(m_row);
    const HubMarks *marks = m_context->hubMarks();
    m_name->setText(cleanedLine(hub.context.name));
    const auto [tone, word] = m_model->stateOf(m_row);
    const QString reason = m_model->isLooking(m_row) ? QString() : m_model->reasonOf(m_row);
    m_state->setState(tone, word, reason);
    m_reason->setVisible(!reason.isEmpty());
    m_reason->setTone(tone == Tone::Warning ? Tone::Warning : Tone::Bad);
    m_reason->setTexts(word + u'.', reason);

    const auto plain = [](const QString &text) {
        return text.isEmpty() ? QList<ValuePart>() : QList<ValuePart>{ValuePart::plain(cleanedLine(text))};
    };
    QList<KeyValue> facts;
    facts << KeyValue{tr("Server"), plain(hub.server().toString(QUrl::RemoveUserInfo)), {}};
    if (hub.reading && hub.reading->server.insecureSkipVerify)
        facts << KeyValue{tr("Certificate"),
                          {ValuePart::state(Tone::Bad, tr("not checked (insecure-skip-tls-verify)"))},
                          {}};
    facts << KeyValue{tr("User"), plain(hub.context.userName), {}};
    facts << KeyValue{tr("Signs in with"), plain(hub.context.authentication), {}};
    const auto [endTone, end] = m_model->endOf(m_row);
    if (!end.isEmpty()) {
        const QDateTime at = health && health->expiresAt.isValid() ? health->expiresAt : hub.endsAt;
        facts << KeyValue{tr("Sign-in ends"),
                          {endTone == Tone::Neutral ? ValuePart::plain(end) : ValuePart::state(endTone, end),
                           ValuePart::aside(timeText(at))},
                          {}};
    }
    if (!hub.context.namespaceName.isEmpty())
        facts << KeyValue{tr("Namespace"), plain(hub.context.namespaceName), {}};
    facts << KeyValue{tr("File"), plain(QDir::toNativeSeparators(hub.context.file)), {}};
    if (health) {
        facts << KeyValue{tr("Checked"), plain(timeText(health->at)), {}};
        if (!health->version.isEmpty())
            facts << KeyValue{tr("Version"), plain(health->version), {}};
        if (health->latency.count() >= 0)
            facts << KeyValue{tr("Latency"), plain(tr("%1 ms").arg(health->latency.count())), {}};
        if (!health->error) {
            facts << KeyValue{tr("You are"),
                              health->subject.user.isEmpty()
                                  ? QList<ValuePart>{ValuePart::aside(tr("not told by servers before 1.27"))}
                                  : plain(health->subject.user),
                              {}};
            if (!health->subject.groups.isEmpty())
                facts << KeyValue{tr("In groups"), plain(nameList(health->subject.groups, 8)), {}};
        }
    }
    m_facts->setRows(facts);

    const QSignalBlocker quietFavourite(m_favourite);
    const QSignalBlocker quietProtected(m_protected);
    const QSignalBlocker quietColor(m_color);
    m_favourite->setChecked(marks->isFavourite(m_model->favourite(m_row)));
    m_protected->setChecked(marks->isProtected(hub.server()));
    m_color->setCurrentIndex(int(marks->color(hub.context.name, hub.server())));
    m_check->setText(m_model->isLooking(m_row) ? tr("Stop") : tr("Check"));
    const bool usable = hub.reading.has_value();
    m_open->setEnabled(usable);
    m_openAnew->setEnabled(usable);
    m_viewAs->setEnabled(usable);
    m_check->setEnabled(usable);
    m_openId->setEnabled(usable);
    m_forget->setVisible(m_context->hubMarks()->kubeconfigs().contains(hub.kubeconfig));
}

} // namespace easel
