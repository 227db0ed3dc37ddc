// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/span.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// The line of code that raised, as a traceback prints it: `raise BackendError(f"Failed to add {user}: {e}")`. It tells
/// which parts of the message are the program's own words and which were filled in. A value; reads f-strings, `%` and
/// `.format`, one literal or several that follow each other.
class RaiseLine
{
public:
    /// nullopt where the code does not raise with a literal.
    [[nodiscard]] static std::optional<RaiseLine> parse(QByteArrayView code);

    /// The parts of @p message that were filled in, in order; nullopt where the message was not made by this line.
    /// What is filled in from another exception or a program's output is left out: it has words of its own.
    [[nodiscard]] std::optional<std::vector<Span>> variablePartsOf(QByteArrayView message) const;

private:
    struct Part {
        QByteArray literal;
        bool isLiteral = true;
        bool isText = false; ///< an exception, an output
    };

    bool readLiterals(QByteArrayView code, qsizetype at);
    qsizetype readLiteral(QByteArrayView code, qsizetype at);
    qsizetype readField(QByteArrayView code, qsizetype at);
    void fillPercent(const QByteArrayList &arguments);
    void fillFormat(const QByteArrayList &arguments);
    void addLiteral(const QByteArray &text);
    void addField(QByteArrayView expression);

    std::vector<Part> m_parts;
    bool m_complete = false; ///< the code goes on to the end of the argument
};

/// The code of a frame raises.
[[nodiscard]] bool isRaise(QByteArrayView code);

} // namespace waldesk::domain
