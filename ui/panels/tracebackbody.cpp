// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackbody.h"

#include <QCoreApplication>

#include <array>

#include <utility>

namespace waldesk::ui
{

namespace
{

/// Moves the tokens of a JSON text to lines of their own; looks at no value, so it can not be wrong about one.
class JsonLines
{
public:
    explicit JsonLines(QByteArrayView json) : m_json(json) {}

    QStringList lines()
    {
        for (m_at = 0; m_at < m_json.size() && m_lines.size() < MostBodyLines; ++m_at)
            take(m_json[m_at]);
        endLine();
        return std::move(m_lines);
    }

private:
    void take(char c)
    {
        switch (c) {
        case '"':
            takeString();
            break;
        case '{':
        case '[':
            open(c);
            break;
        case '}':
        case ']':
            m_depth = qMax(0, m_depth - 1);
            endLine();
            m_line += c;
            break;
        case ',':
            m_line += c;
            endLine();
            break;
        case ':':
            m_line += ": ";
            break;
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            break;
        default:
            m_line += c;
        }
    }

    void takeString()
    {
        const qsizetype begin = m_at;
        for (++m_at; m_at < m_json.size() && m_json[m_at] != '"'; ++m_at) {
            if (m_json[m_at] == '\\')
                ++m_at;
        }
        m_line += m_json.sliced(begin, qMin(m_at + 1, m_json.size()) - begin);
    }

    void open(char bracket)
    {
        m_line += bracket;
        qsizetype next = m_at + 1;
        while (next < m_json.size() && QByteArrayView(" \t\r\n").contains(m_json[next]))
            ++next;
        const char closing = bracket == '{' ? '}' : ']';
        if (next < m_json.size() && m_json[next] == closing) {
            m_line += closing; // {} and [] stay in one piece
            m_at = next;
            return;
        }
        ++m_depth;
        endLine();
    }

    void endLine()
    {
        if (!m_line.isEmpty())
            m_lines += QString(qMin(m_lineDepth, 40) * 2, QLatin1Char(' ')) + QString::fromUtf8(m_line);
        m_line.clear();
        m_lineDepth = m_depth;
    }

    QByteArrayView m_json;
    qsizetype m_at = 0;
    int m_depth = 0;
    int m_lineDepth = 0;
    QByteArray m_line;
    QStringList m_lines;
};

bool startsTag(QStringView html, QStringView name)
{
    if (!html.startsWith(name, Qt::CaseInsensitive))
        return false;
    const QChar after = html.size() > name.size() ? html[name.size()] : QChar(u'>');
    return !after.isLetterOrNumber();
}

/// Words of a page: tags dropped, what is not meant to be read with them, and blocks on lines of their own.
QStringList pageLines(const QString &html)
{
    static const QStringList Blocks{QStringLiteral("p"),   QStringLiteral("div"),   QStringLiteral("br"),
                                    QStringLiteral("li"),  QStringLiteral("tr"),    QStringLiteral("title"),
                                    QStringLiteral("pre"), QStringLiteral("table"), QStringLiteral("center"),
                                    QStringLiteral("hr"),  QStringLiteral("h1"),    QStringLiteral("h2"),
                                    QStringLiteral("h3"),  QStringLiteral("h4"),    QStringLiteral("address")};
    QString words;
    for (qsizetype at = 0; at < html.size();) {
        if (html[at] != u'<') {
            words += html[at++];
            continue;
        }
        QStringView tag = QStringView(html).sliced(at + 1);
        const bool comment = tag.startsWith(u"!--");
        qsizetype end = html.indexOf(comment ? QStringLiteral("-->") : QStringLiteral(">"), at);
        for (const QString &hidden : {QStringLiteral("script"), QStringLiteral("style")}) {
            if (startsTag(tag, hidden))
                end = html.indexOf(QLatin1Char('>'),
                                   qMax(at, html.indexOf(QStringLiteral("</") + hidden, at, Qt::CaseInsensitive)));
        }
        if (tag.startsWith(u'/'))
            tag = tag.sliced(1);
        for (const QString &block : Blocks) {
            if (startsTag(tag, block)) {
                words += QLatin1Char('\n');
                break;
            }
        }
        if (end < 0)
            break;
        at = end + (comment ? 3 : 1);
    }
    QStringList lines;
    for (const QString &line : words.split(QLatin1Char('\n'))) {
        QString simple = line.simplified();
        simple.replace(QStringLiteral("&nbsp;"), QStringLiteral(" "))
            .replace(QStringLiteral("&lt;"), QStringLiteral("<"))
            .replace(QStringLiteral("&gt;"), QStringLiteral(">"))
            .replace(QStringLiteral("&quot;"), QStringLiteral("\""))
            .replace(QStringLiteral("&#39;"), QStringLiteral("'"))
            .replace(QStringLiteral("&amp;"), QStringLiteral("&"));
        if (!simple.isEmpty() && (lines.isEmpty() || lines.constLast() != simple))
            lines += simple;
        if (lines.size() >= MostBodyLines)
            break;
    }
    return lines;
}

} // namespace

QStringList responseLines(QByteArrayView body, domain::BodyKind kind)
{
    const QByteArrayView shown = body.first(qMin(body.size(), MostBodyBytes));
    QStringList lines;
    switch (kind) {
    case domain::BodyKind::Empty:
        return lines;
    case domain::BodyKind::Json:
        lines = JsonLines(shown).lines();
        break;
    case domain::BodyKind::Html:
        lines = pageLines(QString::fromUtf8(shown));
        break;
    case domain::BodyKind::Text:
        lines = QString::fromUtf8(shown).split(QLatin1Char('\n'));
        break;
    }
    const bool cut = shown.size() < body.size() || lines.size() >= MostBodyLines;
    lines = lines.mid(0, MostBodyLines);
    if (cut)
        lines += QCoreApplication::translate("waldesk::ui::TracebackModel", "[… the raw text has the rest …]");
    return lines;
}

QString statusWords(int status)
{
    struct Words {
        int status;
        QLatin1String words;
    };
    // Names of the protocol (RFC 9110): not translated.
    static constexpr std::array Table{Words{400, QLatin1String("Bad Request")},
                                      Words{401, QLatin1String("Unauthorized")},
                                      Words{403, QLatin1String("Forbidden")},
                                      Words{404, QLatin1String("Not Found")},
                                      Words{405, QLatin1String("Method Not Allowed")},
                                      Words{408, QLatin1String("Request Timeout")},
                                      Words{409, QLatin1String("Conflict")},
                                      Words{413, QLatin1String("Content Too Large")},
                                      Words{415, QLatin1String("Unsupported Media Type")},
                                      Words{422, QLatin1String("Unprocessable Content")},
                                      Words{423, QLatin1String("Locked")},
                                      Words{429, QLatin1String("Too Many Requests")},
                                      Words{500, QLatin1String("Internal Server Error")},
                                      Words{501, QLatin1String("Not Implemented")},
                                      Words{502, QLatin1String("Bad Gateway")},
                                      Words{503, QLatin1String("Service Unavailable")},
                                      Words{504, QLatin1String("Gateway Timeout")}};
    for (const Words &each : Table) {
        if (each.status == status)
            return each.words;
    }
    return {};
}

} // namespace waldesk::ui
