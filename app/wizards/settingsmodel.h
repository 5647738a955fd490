// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/objectmodel.h"
#include "core/domain/effectivesettings.h"

#include <QHash>

namespace easel {

// The draft's Settings with the Secrets that go with them. Keys that are typed are in memory and in the
// draft's Secrets only, which neither the draft store nor any text that is shown ever gets.
class SettingsModel : public ObjectModel
{
    Q_OBJECT

public:
    using Type = IntegrationView::Type;
    // Above: nothing here, what the tenant says counts.
    enum class Use { Above, Here, Off };

    SettingsModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);

    QString place() const; // namespace
    bool isTenantLevel() const;
    void setPlace(const QString &namespaceName);
    void setName(const QString &name);
    bool isNameTaken() const;
    bool isWorkspace() const;

    IntegrationView view(Type type) const; // empty pointer: not there
    Use use(Type type) const;
    void setUse(Type type, Use use);
    // Fields as the API spells them: "hostUrl", "tenant", "defaultProjectID", "serverFingerprint",
    // "endpoint", "org". On hubs with controllers of their own the first three stand in the Secret, which is
    // written anew with the key.
    QString text(Type type, const QString &field) const;
    void setText(Type type, const QString &field, const QString &value);
    bool isInSecret(const QString &field) const;
    bool skipsVerify() const;
    void setSkipsVerify(bool skips);

    bool isKeyTyped(Type type) const { return m_keys.contains(type); }
    bool hasSecret(Type type) const;            // one that was there before
    void setKey(Type type, const QString &key); // empty: the one that is there stays
    void dropKey(Type type);                    // the level above's counts again
    bool hasAuthority() const;
    void setAuthority(const QByteArray &pem); // empty: none

    // Everything known about, with the draft's own Secrets.
    ObjectSet around() const;
    EffectiveSettings effective() const;

    // The Tenant or Project of this place, and whether it refers to these Settings.
    ObjectRef owner() const;
    bool isReferredBefore() const;
    bool isReferred() const;
    void setReferred(bool refers);

    QString refusal(const JsonPointer &pointer) const; // with its rule: "… (SET-5)"
    QString warningOf(const QString &rule) const;

protected:
    QString untitled() const override { return tr("New settings"); }
    QList<Finding> judged(const RuleContext &context) const override;

private:
    JsonPointer pointerOf(Type type) const;
    QString secretName(Type type) const;
    void writeSecrets();
    int ownerIndex() const;
    JsonPointer referencePointer(const QJsonObject &owner) const;

    QHash<Type, QByteArray> m_keys;
    QHash<QString, QString> m_inSecret; // what a Palette Secret says beside the key
    QByteArray m_authority;
    QString m_named; // the name that was made up; it follows the place until somebody types one
    bool m_writing = false;
};

} // namespace easel
