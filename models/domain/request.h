// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"
#include "models/domain/uuid.h"

#include <QByteArray>
#include <QString>
#include <QStringView>

#include <array>
#include <optional>

namespace waldesk::domain
{

/// The states of contract 1.3. Unknown is a word of a later server: shown as it came, never acted on.
enum class State : quint8 { Sent, Processing, Done, Erred, Unknown };

inline constexpr std::array AllStates{State::Sent, State::Processing, State::Done, State::Erred};

/// The server's own word: `Sent`, `Processing`, `Done`, `Erred`; `Unknown` for the last.
[[nodiscard]] QString stateName(State state);
/// Case-sensitive, the wire's words; everything else is Unknown.
[[nodiscard]] State stateFromWire(QByteArrayView word);
/// Any case, for what people type; nullopt for other words.
[[nodiscard]] std::optional<State> stateFromText(QStringView word);
[[nodiscard]] constexpr bool isOpen(State state)
{
    return state == State::Sent || state == State::Processing;
}

[[nodiscard]] constexpr bool hasEnded(State state) ///< one that this version does not know has not
{
    return state == State::Done || state == State::Erred;
}

/// What the server stores when a request ended Erred: both may be empty, both are hostile (contract 7). UTF-8.
struct ErrorText {
    QByteArray message;
    QByteArray traceback;

    [[nodiscard]] bool isEmpty() const { return message.isEmpty() && traceback.isEmpty(); }
    friend bool operator==(const ErrorText &, const ErrorText &) = default;
};

/// Which call told something, and by when: in calls that were sent on one connection, counted from 1. Of two answers
/// whose calls were under way at the same time nobody knows which is the newer one; otherwise the later one is.
struct ReadOrder {
    quint32 asked = 0;    ///< the number of the call; 0: not from an answer
    quint32 answered = 0; ///< calls that were sent by when the answer came

    /// Surely asked for when the other one had been answered.
    [[nodiscard]] bool isAfter(quint32 otherAnswered) const { return asked > otherAnswered; }
    /// When something was read is no part of what it is.
    friend bool operator==(const ReadOrder &, const ReadOrder &) { return true; }
};

/// One backend resource request as the server told it (contract 1.1).
struct Request {
    Uuid uuid;
    State state = State::Unknown;
    QString stateText; ///< the word as sent; only of interest when state is Unknown
    Uuid offering;
    QString offeringName;
    Timestamp created;
    Timestamp modified;
    std::optional<Timestamp> started;
    std::optional<Timestamp> finished; ///< may be set while started is not (Sent -> Erred)
    ErrorText error;
    ReadOrder read;

    friend bool operator==(const Request &, const Request &) = default;
};

/// From started (or created) to finished; nullopt while open (contract 7, query.md `took`).
[[nodiscard]] std::optional<Duration> took(const Request &request);
/// Since created while open; nullopt when it ended.
[[nodiscard]] std::optional<Duration> age(const Request &request, Timestamp now);
/// One line for a table: the first line of the message that is not blank, else the last one of the traceback that
/// is not blank (contract 7: an empty message is normal); control characters stay, painting and printing tame them.
[[nodiscard]] QByteArray errorSummary(const ErrorText &error);

} // namespace waldesk::domain
