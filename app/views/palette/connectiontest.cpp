// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/palette/connectiontest.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/iconlabel.h"
#include "app/views/parts/keyvaluegrid.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace easel {

QWidget *reportWidget(const QList<ReportLine> &lines, QWidget *parent)
{
    auto *widget = new QWidget(parent);
    auto *grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const ReportLine &line : lines) {
        auto *shape = new IconLabel(widget, 14);
        shape->setTone(line.tone);
        shape->setToolTip(toneName(line.tone));
        auto *text = new QLabel(line.text, widget);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setAccessibleName(QStringLiteral("%1: %2").arg(toneName(line.tone), line.text));
        grid->addWidget(shape, row, 0, Qt::AlignTop);
        grid->addWidget(text, row, 1);
        ++row;
        if (line.detail.isEmpty())
            continue;
        auto *detail = new QLabel(line.detail, widget);
        detail->setTextFormat(Qt::PlainText);
        detail->setWordWrap(true);
        detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
        setTextRole(detail, TextRole::Small);
        setSecondaryText(detail);
        grid->addWidget(detail, row, 1);
        ++row;
    }
    return widget;
}

ConnectionTest::ConnectionTest(PaletteDesk *desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_button(new QPushButton(tr("Test connection"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_ring(new ProgressRing(this))
    , m_doing(new QLabel(this))
    , m_column(new QVBoxLayout(this))
{
    m_button->setObjectName(QStringLiteral("testConnection"));
    m_button->setIcon(icon(QStringLiteral("plug")));
    m_stop->setObjectName(QStringLiteral("stopTest"));
    setSecondaryText(m_doing);
    m_doing->setTextFormat(Qt::PlainText);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_button);
    row->addWidget(m_ring);
    row->addWidget(m_doing);
    row->addWidget(m_stop);
    row->addStretch();
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(8);
    m_column->addLayout(row);
    setRunning(false);
    connect(m_button, &QPushButton::clicked, this, &ConnectionTest::testRequested);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_probe = Call<PaletteCapabilities>();
        m_check = Call<QString>();
        setRunning(false);
        m_button->setFocus(Qt::OtherFocusReason);
    });
}

bool ConnectionTest::isRunning() const
{
    return !m_stop->isHidden();
}

void ConnectionTest::setRunning(bool running)
{
    m_ring->setVisible(running);
    m_doing->setVisible(running);
    // The focus goes from one button to the other before either is out of reach: Qt would send it elsewhere.
    if (running) {
        m_stop->show();
        if (m_button->hasFocus())
            m_stop->setFocus(Qt::OtherFocusReason);
        m_button->setEnabled(false);
    } else {
        m_button->setEnabled(true);
        if (m_stop->hasFocus())
            m_button->setFocus(Qt::OtherFocusReason);
        m_stop->hide();
    }
}

void ConnectionTest::clear()
{
    m_probe = Call<PaletteCapabilities>();
    m_check = Call<QString>();
    m_found.reset();
    m_lines.clear();
    if (m_report)
        m_report->deleteLater();
    m_report = nullptr;
    setRunning(false);
}

void ConnectionTest::testPalette(const PaletteAccess &access)
{
    clear();
    m_doing->setText(tr("Asking %1…").arg(cleanedLine(access.server.url.host())));
    setRunning(true);
    const Call<PaletteCapabilities> call = m_desk->probe(access);
    m_probe = call;
    call.then(this, [this, project = access.projectUid,
                     unchecked = access.server.insecureSkipVerify](const Result<PaletteCapabilities> &found) {
        if (!found && found.error().kind == Error::Kind::Canceled)
            return;
        setRunning(false);
        if (!found) {
            showProblem(found.error());
            return;
        }
        m_found = *found;
        QList<ReportLine> lines = paletteReport(*found, project);
        if (unchecked)
            lines.prepend({Tone::Bad, tr("The server's certificate is not checked"),
                           tr("Anybody in between can read the key. Add its authority or trust its "
                              "fingerprint instead.")});
        showLines(lines);
        Q_EMIT finished();
    });
}

void ConnectionTest::testToken(IntegrationView::Type type, const QString &endpoint, const QByteArray &token)
{
    clear();
    const bool isNvidia = type == IntegrationView::Type::Nvidia;
    m_doing->setText(isNvidia ? tr("Asking NVIDIA…") : tr("Asking Hugging Face…"));
    setRunning(true);
    const Call<QString> call = m_desk->checkToken(type, endpoint, token);
    m_check = call;
    call.then(this, [this, isNvidia](const Result<QString> &who) {
        if (!who && who.error().kind == Error::Kind::Canceled)
            return;
        setRunning(false);
        if (!who) {
            showProblem(who.error());
            return;
        }
        const QString text = isNvidia         ? tr("NVIDIA NGC accepts the key")
                             : who->isEmpty() ? tr("Hugging Face accepts the token")
                                              : tr("Hugging Face knows the token as %1's").arg(*who);
        showLines({{Tone::Good, text, {}}});
        Q_EMIT finished();
    });
}

void ConnectionTest::showProblem(const Error &error)
{
    showLines({{Tone::Bad, errorSentence(error), {}}});
    if (error.certificate)
        showCertificate(*error.certificate);
    Q_EMIT finished();
}

void ConnectionTest::showLines(const QList<ReportLine> &lines)
{
    m_lines = lines;
    if (m_report)
        m_report->deleteLater();
    m_report = reportWidget(lines, this);
    m_report->setObjectName(QStringLiteral("connectionReport"));
    m_column->addWidget(m_report);
    QTimer::singleShot(0, m_report, [report = m_report] {
        for (QWidget *up = report->parentWidget(); up; up = up->parentWidget()) {
            if (auto *area = qobject_cast<QScrollArea *>(up)) {
                area->ensureWidgetVisible(report, 0, 16);
                return;
            }
        }
    });
}

void ConnectionTest::showCertificate(const CertificateFacts &facts)
{
    auto *panel = new Panel(m_report);
    auto *heading = new QLabel(tr("The certificate that it shows"), panel);
    setTextRole(heading, TextRole::Strong);
    panel->column()->addWidget(heading);
    auto *grid = new KeyValueGrid(panel);
    const auto day = [](const QDateTime &time) {
        return time.toLocalTime().toString(QStringLiteral("d MMM yyyy"));
    };
    grid->setRows(
        {{tr("For"), {ValuePart::plain(facts.subject)}, nameList(facts.names, 20)},
         {tr("Issued by"), {ValuePart::plain(facts.selfSigned ? tr("itself") : facts.issuer)}, {}},
         {tr("Valid"),
          {ValuePart::plain(tr("%1 to %2", "days").arg(day(facts.validFrom), day(facts.validUntil)))},
          {}},
         // Whole, on two lines: it is compared pair by pair.
         {tr("SHA-256"),
          {ValuePart::fixed(facts.fingerprint.left(48) + u'\n' + facts.fingerprint.mid(48))},
          {}}});
    panel->column()->addWidget(grid);
    auto *what =
        new QLabel(tr("Compare the fingerprint with what the administrator of this Palette tells you. "
                      "Once trusted, exactly this certificate is accepted, and Easel says when it "
                      "changes."),
                   panel);
    what->setWordWrap(true);
    setTextRole(what, TextRole::Small);
    setSecondaryText(what);
    panel->column()->addWidget(what);
    auto *trust = new QPushButton(tr("Trust this certificate"), panel);
    trust->setObjectName(QStringLiteral("trustCertificate"));
    connect(trust, &QPushButton::clicked, this,
            [this, fingerprint = facts.fingerprint] { Q_EMIT certificateTrusted(fingerprint); });
    panel->column()->addWidget(trust, 0, Qt::AlignLeft);
    auto *grid2 = static_cast<QGridLayout *>(m_report->layout());
    grid2->addWidget(panel, grid2->rowCount(), 0, 1, 2);
}

} // namespace easel
