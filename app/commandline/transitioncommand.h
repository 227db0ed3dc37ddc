// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "models/archive/journal.h"
#include "models/workflows/transitionrunner.h"

#include <QPointer>

namespace waldesk::app
{

/// start, done and err: each request on its own, one after the other, all are tried; the highest status is the
/// command's.
class TransitionCommand : public Command
{
    Q_OBJECT
public:
    TransitionCommand(Surroundings surroundings, TransitionCall call, QObject *parent);
    void start() override;

private:
    void next();
    void readRow(const domain::Uuid &uuid);
    void act(const domain::Request &row);
    void ran();
    void report(const domain::Uuid &uuid, const QString &outcome, const QString &sentence, Exit exit);
    [[nodiscard]] domain::Why whyNot(domain::State state) const;

    TransitionCall m_call;
    archive::Journal m_journal;
    QString m_user;
    size_t m_index = 0;
    Exit m_exit = Exit::Done;
    QPointer<workflows::TransitionRunner> m_runner;
};

} // namespace waldesk::app
