// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/handover.h"

#include "models/domain/cause/textlines.h"
#include "models/domain/displaytext.h"
#include "models/domain/groupednumber.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>
#include <QTimeZone>

#include <algorithm>

namespace waldesk::domain
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("HandOver", text);
}

/// Characters that drive a terminal or turn the reading direction, and would hide what stands there.
bool isHidden(QChar c)
{
    const DisplayHazard hazard = displayHazardOf(c.unicode());
    return hazard != DisplayHazard::None && hazard != DisplayHazard::Broken && c != u'\n' && c != u'\t';
}

QString tamed(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text)
        out += isHidden(c) ? QChar(0xfffd) : c;
    return out;
}

/// Colours and CR mean nothing in a ticket.
QByteArray plain(const QByteArray &text)
{
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size();) {
        if (const qsizetype skip = escapeLength(QByteArrayView(text).sliced(at)); skip > 0) {
            at += skip;
            continue;
        }
        if (text[at] != '\r')
            out += text[at];
        ++at;
    }
    return out;
}

class Writer
{
public:
    explicit Writer(const HandOver &input) : m_input(input) {}

    HandedOver write()
    {
        heading();
        facts();
        advice();
        m_out.markdown = m_lines.join(u'\n') + u'\n';
        texts();
        if (!m_input.link.isEmpty())
            m_out.markdown += u'\n' + tr("Open: %1").arg(inlineText(m_input.link, false)) + u'\n';
        return std::move(m_out);
    }

private:
    QString safe(const QByteArray &bytes)
    {
        const Redacted clean = redacted(plain(bytes));
        addMasked(m_out.masked, clean.masked);
        return tamed(QString::fromUtf8(clean.text));
    }

    /// One line in which no sign means anything to Markdown.
    QString inlineText(const QString &text, bool masks = true)
    {
        const QString clean = (masks ? safe(text.toUtf8()) : tamed(text)).simplified();
        QString out;
        for (const QChar c : clean) {
            if (masks && QStringView(u"\\`*_{}[]<>#|~!&").contains(c))
                out += u'\\';
            out += c;
        }
        return out;
    }

    static QString when(Timestamp time)
    {
        return QDateTime::fromMSecsSinceEpoch(time.microseconds / 1000, QTimeZone::utc())
                   .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) +
               QStringLiteral(" UTC");
    }

    void fact(const QString &name, const QString &value)
    {
        if (!value.isEmpty())
            m_lines += QStringLiteral("- %1: %2").arg(name, value);
    }

    void heading()
    {
        QString text = inlineText(m_input.title);
        if (!m_input.type.isEmpty())
            text = inlineText(m_input.type) + (text.isEmpty() ? QString() : QStringLiteral(": ") + text);
        if (text.isEmpty() && !m_input.stuck.isEmpty())
            text = tr("Stuck request");
        m_lines += QStringLiteral("### ") + (text.isEmpty() ? tr("(no error text)") : text);
        m_lines += QString();
        if (!m_input.rootCause.isEmpty())
            fact(tr("Root cause"), inlineText(m_input.rootCause));
    }

    void facts()
    {
        fact(tr("Where"), where());
        QString often;
        if (m_input.count > 0)
            often = m_input.count == 1 ? tr("once") : tr("%1 times").arg(groupedNumber(m_input.count));
        if (m_input.offerings > 1)
            often += QStringLiteral(", ") + tr("%1 offerings").arg(groupedNumber(m_input.offerings));
        if (m_input.since)
            fact(tr("Since"),
                 when(*m_input.since) + (often.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(often)));
        else
            fact(tr("How often"), often);
        if (m_input.last)
            fact(tr("Last"), when(*m_input.last));
        fact(tr("Cause"), code(m_input.groupKey));
        const QString state = inlineText(m_input.state);
        const QString request = code(m_input.request);
        fact(tr("Request"), state.isEmpty()     ? request
                            : request.isEmpty() ? state
                                                : request + QStringLiteral(", ") + state);
        if (m_input.created)
            fact(tr("Created"), when(*m_input.created));
        if (m_input.started)
            fact(tr("Started"), when(*m_input.started));
        if (m_input.finished)
            fact(tr("Finished"), when(*m_input.finished));
    }

    QString where()
    {
        const QString offering = inlineText(m_input.offering);
        const QString server = inlineText(m_input.server);
        if (offering.isEmpty() || server.isEmpty())
            return offering + server;
        return tr("%1 on %2").arg(offering, server);
    }

    static QString code(const QString &text)
    {
        QString plainText = tamed(text).simplified();
        plainText.remove(u'`');
        return plainText.isEmpty() ? QString() : u'`' + plainText + u'`';
    }

    void advice()
    {
        fact(tr("Stuck"), inlineText(m_input.stuck));
        fact(tr("Rests on"), inlineText(m_input.stuckRestsOn));
        if (!m_input.who.isEmpty())
            fact(tr("Who must act"), inlineText(m_input.who));
        if (!m_input.explanation.isEmpty() || !m_input.todo.isEmpty())
            fact(tr("What to do"), (inlineText(m_input.explanation) + u' ' + inlineText(m_input.todo)).trimmed());
        if (!m_input.note.isEmpty())
            fact(tr("Note"), inlineText(m_input.note));
    }

    void texts()
    {
        const QString message = safe(m_input.error.message).trimmed();
        const QString traceback = trimmedEnd(safe(m_input.error.traceback));
        if (message.contains(u'\n') || (!message.isEmpty() && traceback.isEmpty() && message != m_input.title))
            fence(message);
        if (!traceback.isEmpty())
            fence(traceback);
    }

    static QString trimmedEnd(QString text)
    {
        while (!text.isEmpty() && text.back().isSpace())
            text.chop(1);
        return text;
    }

    /// One backtick more than the longest run inside: the text can not end its fence.
    void fence(const QString &text)
    {
        qsizetype longest = 2;
        qsizetype run = 0;
        for (const QChar c : text) {
            run = c == u'`' ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        const QString ticks(longest + 1, u'`');
        m_out.markdown += u'\n' + ticks + QStringLiteral("text\n") + text + u'\n' + ticks + u'\n';
    }

    const HandOver &m_input;
    HandedOver m_out;
    QStringList m_lines;
};

} // namespace

HandedOver handOverMarkdown(const HandOver &input)
{
    return Writer(input).write();
}

} // namespace waldesk::domain
