// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/actingidentity.h"

namespace easel {

ActingIdentity::ActingIdentity(std::shared_ptr<IdentitySource> own, QString user, QStringList groups)
    : m_own(std::move(own))
    , m_user(std::move(user))
    , m_groups(std::move(groups))
{
    connect(m_own.get(), &IdentitySource::changed, this, [this] {
        forget();
        Q_EMIT changed();
    });
}

void ActingIdentity::askAgain()
{
    IdentitySource::askAgain();
    m_own->askAgain();
}

Call<Connection> ActingIdentity::make(bool refused)
{
    const Call<Connection> own = refused && m_given ? m_own->renewed(*m_given) : m_own->connection();
    return own.map(this, [this](const Result<Connection> &made) -> Result<Connection> {
        if (!made)
            return failure(made.error());
        m_given = *made;
        Connection acting = *made;
        acting.identity.impersonateUser = m_user;
        acting.identity.impersonateGroups = m_groups;
        return acting;
    });
}

} // namespace easel
