// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/displaytext.h"

#include <algorithm>

namespace waldesk::domain
{

namespace
{

bool isLoneSurrogate(const QString &text, qsizetype at)
{
    const QChar c = text[at];
    if (c.isHighSurrogate())
        return at + 1 >= text.size() || !text[at + 1].isLowSurrogate();
    return c.isLowSurrogate() && (at == 0 || !text[at - 1].isHighSurrogate());
}

/// Half of a tag character (U+E0000 to U+E007F): invisible in every font, and all of them begin with this half.
bool isTagHalf(const QString &text, qsizetype at)
{
    const auto isTag = [&](qsizetype high) {
        return text[high].unicode() == 0xDB40 && high + 1 < text.size() && text[high + 1].unicode() <= 0xDC7F &&
               text[high + 1].isLowSurrogate();
    };
    return isTag(at) || (at > 0 && isTag(at - 1));
}

DisplayHazard hazardAt(const QString &text, qsizetype at)
{
    const QChar c = text[at];
    if (!c.isSurrogate())
        return displayHazardOf(c.unicode());
    if (isTagHalf(text, at))
        return DisplayHazard::Hidden;
    return isLoneSurrogate(text, at) ? DisplayHazard::Broken : DisplayHazard::None;
}

/// As Python writes them: everyone who reads tracebacks knows these, and every font has the letters.
void appendVisible(QString &out, QChar c, DisplayHazard hazard)
{
    switch (hazard) {
    case DisplayHazard::Control:
        out += QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
        break;
    case DisplayHazard::Hidden:
        out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        break;
    case DisplayHazard::Broken:
        out += QChar(QChar::ReplacementCharacter);
        break;
    case DisplayHazard::None:
    case DisplayHazard::Break:
        out += c;
        break;
    }
}

} // namespace

QString escapeForDisplay(const QString &text, LineBreaks breaks)
{
    qsizetype at = 0;
    while (at < text.size() && hazardAt(text, at) == DisplayHazard::None)
        ++at;
    if (at == text.size())
        return text;

    QString out = text.first(at);
    out.reserve(text.size() + 16);
    for (; at < text.size(); ++at) {
        const DisplayHazard hazard = hazardAt(text, at);
        if (hazard != DisplayHazard::Break) {
            appendVisible(out, text[at], hazard);
        } else if (text[at] == QLatin1Char('\r') && at + 1 < text.size() && text[at + 1] == QLatin1Char('\n')) {
            continue; // one break, not two
        } else if (breaks == LineBreaks::Symbol && text[at] != QLatin1Char('\t')) {
            out += QChar(0x23CE);
        } else {
            out += QLatin1Char(' ');
        }
    }
    return out;
}

QString escapeLinesForDisplay(const QString &text)
{
    const bool harmless = std::ranges::none_of(text, [](QChar c) {
        return c.isSurrogate() || c == QLatin1Char('\r') ||
               (displayHazardOf(c.unicode()) != DisplayHazard::None &&
                displayHazardOf(c.unicode()) != DisplayHazard::Break);
    });
    if (harmless)
        return text;
    QString out;
    out.reserve(text.size() + 16);
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text[at];
        const bool beforeNewline = at + 1 < text.size() && text[at + 1] == QLatin1Char('\n');
        if (c == QLatin1Char('\r'))
            out += beforeNewline ? QString() : QString(QLatin1Char('\n'));
        else
            appendVisible(out, c, hazardAt(text, at));
    }
    return out;
}

QString shortened(const QString &text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    qsizetype end = std::max<qsizetype>(0, limit - 1);
    if (end > 0 && text[end - 1].isHighSurrogate())
        --end;
    return text.first(end) + QChar(0x2026);
}

} // namespace waldesk::domain
