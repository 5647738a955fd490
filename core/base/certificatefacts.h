// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace easel {

// What a person needs to decide about a server's certificate. Texts are cleaned.
struct CertificateFacts
{
    QString fingerprint; // SHA-256 of the whole certificate: "AB:CD:..." (32 pairs)
    QString subject;
    QString issuer;
    QStringList names; // that it is for, sorted
    QDateTime validFrom;
    QDateTime validUntil;
    bool selfSigned = false;
    bool operator==(const CertificateFacts &) const = default;
};

} // namespace easel
