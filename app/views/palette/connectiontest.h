// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/palettedesk.h"
#include "core/domain/palettereport.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace easel {

class Banner;
class ProgressRing;

// "Test connection" and what came of it, line by line: who was signed in, which lists answer, what is
// allowed. A certificate that nobody signed is shown with its fingerprint and may be trusted from then on.
class ConnectionTest : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionTest(PaletteDesk *desk, QWidget *parent = nullptr);

    QPushButton *button() const { return m_button; }
    void testPalette(const PaletteAccess &access);
    void testToken(IntegrationView::Type type, const QString &endpoint, const QByteArray &token);
    void showProblem(const Error &error); // it could not even be tried
    void clear();                         // what was found belongs to other values
    bool isRunning() const;
    const QList<ReportLine> &lines() const { return m_lines; }
    // Of the last test of Palette that got in.
    const std::optional<PaletteCapabilities> &found() const { return m_found; }

Q_SIGNALS:
    void testRequested();
    // The person trusts the server that shows this certificate.
    void certificateTrusted(const QString &fingerprint);
    void finished(); // with or without success

private:
    void setRunning(bool running);
    void showLines(const QList<ReportLine> &lines);
    void showCertificate(const CertificateFacts &facts);

    PaletteDesk *m_desk;
    QPushButton *m_button;
    QPushButton *m_stop;
    ProgressRing *m_ring;
    QLabel *m_doing;
    QVBoxLayout *m_column;
    QWidget *m_report = nullptr;
    QList<ReportLine> m_lines;
    std::optional<PaletteCapabilities> m_found;
    ScopedCall<PaletteCapabilities> m_probe;
    ScopedCall<QString> m_check;
};

// Lines with a state's shape before each and what follows from it below.
QWidget *reportWidget(const QList<ReportLine> &lines, QWidget *parent);

} // namespace easel
