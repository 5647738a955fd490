// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettecapabilities.h"
#include "core/clients/palette/paletteclient.h"

namespace easel {

// Finds out what there is and what may be done. An error only when nobody gets in: wrong key, no connection,
// a certificate that is not trusted (Error::certificate). What is refused later is part of the value.
class PaletteProbe : public QObject
{
    Q_OBJECT

public:
    PaletteProbe(std::shared_ptr<PaletteSession> session, const QString &projectUid,
                 QObject *parent = nullptr);

    Call<PaletteCapabilities> start(); // once

private:
    void askTheRest();
    void askIdentity();
    void askVersion();
    void askLists();
    void takeIdentity(const QJsonObject &me);
    template <typename T>
    void expect(const Call<T> &call, std::function<void(const Result<T> &)> take);

    PaletteClient m_client;
    PaletteAsk m_ask;
    PaletteCapabilities m_found;
    Promise<PaletteCapabilities> m_promise;
    int m_open = 0;
};

} // namespace easel
