// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/domain/capabilities.h"

#include <QObject>

#include <array>
#include <memory>

namespace waldesk::workflows
{

/// The four lines of the connect page: reached, token, requests readable, what the person may do. Owns its client. Says
/// which of portal or API root was typed: when the root typed answers as a portal, the API on the same host is looked
/// for (`/api/`).
class ConnectionTest : public QObject
{
    Q_OBJECT
public:
    enum class Line : quint8 { Reached, Token, Requests, Rights };
    enum class Mark : quint8 { Waiting, Running, Good, Note, Bad, Skipped };
    struct LineState {
        Mark mark = Mark::Waiting;
        QString title;  ///< translated: "Reached waldur.example.org"
        QString detail; ///< second, small line
    };

    explicit ConnectionTest(api::Connection connection, QObject *parent = nullptr);
    ~ConnectionTest() override;

    void start();
    void cancel();
    [[nodiscard]] const std::array<LineState, 4> &lines() const;
    [[nodiscard]] bool isFinished() const;
    [[nodiscard]] bool succeeded() const;                    ///< Reached, Token and Requests are good
    [[nodiscard]] const api::Connection &connection() const; ///< root corrected to what was found
    [[nodiscard]] const domain::Person &person() const;

signals:
    void changed();
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Joins users/me with /roles/ (contract 3): whom the token belongs to and what they manage. roles empty and
/// rolesReadable false: rolesKnown is false.
[[nodiscard]] domain::Person personFrom(const api::UserAnswer &user, const std::vector<api::RoleAnswer> &roles,
                                        bool rolesReadable);

} // namespace waldesk::workflows
