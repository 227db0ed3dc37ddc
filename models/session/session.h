// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/connectionstate.h"
#include "models/api/waldurclient.h"
#include "models/domain/capabilities.h"
#include "models/domain/environment.h"
#include "models/domain/query.h"
#include "models/tables/requeststore.h"

#include <QDateTime>
#include <QObject>

#include <memory>

namespace waldesk::session
{

using domain::Environment;

/// What the window is connected with: names and rules, no secret.
struct Profile {
    QString name; ///< shown in the top bar; the host by default
    Environment environment = Environment::Other;
    QString folder;               ///< of what is kept on this machine for it (journal, archive)
    bool environmentKnown = true; ///< false: nobody has told the environment; read-only until somebody does
};

/// Where the server is and how it is signed in to, for links and for calls that are copied; no secret.
struct ServerAddress {
    QUrl root;
    QByteArray schemeWord;
    QString name;
};

/// One connection with one person: who it is, what they may do on which offering, whether writing is unlocked, whether
/// the server answers. Owned by the composition; the pages read capabilities from here and nowhere else.
class Session : public QObject
{
    Q_OBJECT
public:
    Session(api::WaldurClient &client, tables::RequestStore &store, Profile profile, QObject *parent = nullptr);
    ~Session() override;

    /// Reads users/me and roles. What the server tells beside them is asked for when somebody first needs it, and
    /// personChanged() or offeringsChanged() says that it came: few starts need all of it.
    void start();

    [[nodiscard]] const Profile &profile() const;
    [[nodiscard]] ServerAddress server() const;
    [[nodiscard]] bool hasPerson() const;
    [[nodiscard]] const domain::Person &person() const;
    [[nodiscard]] bool serverKnowsBefore() const; ///< also false while it is not known
    [[nodiscard]] QUrl homeport() const;          ///< empty while it is not known

    /// All offerings known (from look-ups and from rows), by name.
    [[nodiscard]] std::vector<api::Offering> offerings() const;
    [[nodiscard]] const api::Offering *
    offering(const domain::Uuid &uuid) const; ///< nullptr: not known; asked for in the background then
    [[nodiscard]] std::vector<domain::Uuid> offeringsNamed(const domain::Word &word) const;
    /// Asks the server for offerings with this in their names; the call is cancelled with the returned value.
    api::Call findOfferings(const QString &part, QObject *context,
                            api::WaldurClient::Handler<api::OfferingPage> handler);

    [[nodiscard]] domain::Capabilities capabilities(const domain::Request &request, bool pending) const;

    /// A production profile is read-only until unlocked, for 15 minutes each time.
    [[nodiscard]] bool isLocked() const;
    void unlock();
    void lock();
    void setUnlockTime(domain::Duration time);          ///< of the next unlock(); for tests
    [[nodiscard]] domain::Duration unlockedFor() const; ///< what is left; 0 when locked or not a production profile

    /// What kind of server this is, told by its user.
    void setEnvironment(Environment environment);

    /// From the newest answer of any call. While it is a failure that may pass, the server is asked again by itself.
    [[nodiscard]] const api::ConnectionState &connectionState() const;
    [[nodiscard]] bool isOffline() const; ///< nothing was reached
    void noteAnswer();                    ///< a call was answered
    void noteFailure(const api::ApiError &error);
    void setRetryPace(const api::RetryPace &pace); ///< from the next failure on
    void tryNow(); ///< what failed is asked again before its time; nothing while all is well
    /// False: nobody is there, so nothing is tried by itself (an unattended window must not keep a token alive).
    void setAttended(bool attended);

signals:
    /// users/me has answered, for the token of now: person() is whose it is. personChanged() comes also with what
    /// another call told, while person() may still be of the token before.
    void personTold();
    void personChanged();
    void offeringsChanged();
    void lockChanged();
    void lockTick(); ///< each second while unlocked
    void environmentChanged();
    void offlineChanged();    ///< the kind of the connection's state changed
    void connectionChanged(); ///< anything of the connection's state changed
    void cameBack();          ///< the server answers again after a failure: what is shown may be old
    void failed(const waldesk::api::ApiError &error); ///< users/me could not be read

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::session
