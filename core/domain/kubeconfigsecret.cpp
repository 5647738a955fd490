// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/kubeconfigsecret.h"

#include <QString>

namespace easel {

using namespace Qt::StringLiterals;

QByteArray kubeconfigInSecret(const QJsonObject &secret)
{
    const QJsonObject data = secret[u"data"].toObject();
    for (const QString &key : {u"kubeconfig"_s, u"value"_s, u"config"_s}) {
        if (const QString text = data[key].toString(); !text.isEmpty())
            return QByteArray::fromBase64(text.toLatin1());
    }
    return data.size() == 1 ? QByteArray::fromBase64(data.begin().value().toString().toLatin1())
                            : QByteArray();
}

} // namespace easel
