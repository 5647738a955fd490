// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/hubstrip.h"

#include "app/context/appcontext.h"
#include "app/context/hubmarks.h"
#include "app/look/look.h"
#include "app/shell/mainwindow.h"
#include "app/shell/viewasdialog.h"
#include "app/views/parts/banner.h"
#include "core/base/text.h"

#include <QAbstractButton>
#include <QPainter>
#include <QVBoxLayout>

namespace easel {

namespace {

class ColorLine : public QWidget
{
public:
    ColorLine(AppContext *context, QWidget *parent)
        : QWidget(parent)
        , m_context(context)
    {
        setFixedHeight(4);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Source *source = m_context->source();
        if (!source)
            return;
        const HubColor color = m_context->hubMarks()->color(source->title(), QUrl(source->address()));
        if (color != HubColor::None)
            QPainter(this).fillRect(rect(), Look::theme().hubs.at(size_t(color) - 1));
    }

private:
    AppContext *m_context;
};

} // namespace

HubStrip::HubStrip(MainWindow *window, QWidget *parent)
    : QWidget(parent)
    , m_window(window)
    , m_context(window->context())
    , m_color(new ColorLine(m_context, parent))
    , m_acting(new Banner(Tone::Warning, this))
{
    setObjectName(QStringLiteral("hub-strip"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *inset = new QVBoxLayout;
    inset->setContentsMargins(16, 8, 16, 0);
    inset->addWidget(m_acting);
    column->addLayout(inset);
    m_acting->setObjectName(QStringLiteral("acting-banner"));
    m_acting->setIconName(QStringLiteral("users"));
    connect(m_acting->addButton(tr("Be yourself again")), &QAbstractButton::clicked, this,
            [this] { m_window->openRecent(m_window->opened()); });
    connect(m_context, &AppContext::sourceChanged, this, &HubStrip::follow);
    connect(m_context->hubMarks(), &HubMarks::changed, this, &HubStrip::renew);
    follow();
}

void HubStrip::follow()
{
    if (const Source *source = m_context->source())
        connect(source, &Source::stateChanged, this, &HubStrip::renew);
    renew();
}

void HubStrip::renew()
{
    const Source *source = m_context->source();
    const HubColor color =
        source ? m_context->hubMarks()->color(source->title(), QUrl(source->address())) : HubColor::None;
    m_color->setVisible(color != HubColor::None);
    m_color->update();
    const ViewAs acts = source ? source->actsFor() : ViewAs();
    m_acting->setVisible(!acts.user.isEmpty());
    if (!acts.user.isEmpty())
        m_acting->setTexts(tr("You act as %1.").arg(viewAsText(acts)),
                           tr("%1 answers and writes as for them.").arg(cleanedLine(source->title())));
    setVisible(!acts.user.isEmpty());
}

} // namespace easel
