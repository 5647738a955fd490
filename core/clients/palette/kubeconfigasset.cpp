// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/kubeconfigasset.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeconfigAsset)
};

// A kubeconfig has colons, which base64 has not.
QByteArray decoded(const QByteArray &text)
{
    QByteArray plain = text;
    plain.removeIf([](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
    if (plain.isEmpty())
        return text;
    const auto result = QByteArray::fromBase64Encoding(plain, QByteArray::AbortOnBase64DecodingErrors);
    return result.decodingStatus == QByteArray::Base64DecodingStatus::Ok ? result.decoded : text;
}

} // namespace

Result<QByteArray> kubeconfigText(const QByteArray &body)
{
    const QByteArray text = decoded(body);
    // Whoever reads it for good says more; here only a page or an error text must not pass as one.
    if (text.contains("clusters:") || text.contains("\"clusters\""))
        return text;
    return failure(Error::Kind::Protocol, Text::tr("The answer is no kubeconfig"),
                   Text::tr("The cluster may not have one yet; try again when it runs."));
}

} // namespace easel
