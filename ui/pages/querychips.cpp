// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/querychips.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace waldesk::ui
{

using domain::QueryKey;
using domain::QueryTerm;
using domain::TermPlace;
using domain::TimeRange;

namespace
{

constexpr qsizetype LongestChip = 60;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(waldesk::ui::QueryChips)
};

Chip::Place chipPlace(TermPlace place)
{
    switch (place) {
    case TermPlace::Server:
        return Chip::Place::Server;
    case TermPlace::Both:
        return Chip::Place::Both;
    case TermPlace::Here:
        break;
    }
    return Chip::Place::Here;
}

QString placeHint(TermPlace place)
{
    switch (place) {
    case TermPlace::Server:
        return Words::tr("The server filters this: every request is looked at.");
    case TermPlace::Both:
        return Words::tr("The server narrows this, and each row that comes is checked here again.");
    case TermPlace::Here:
        break;
    }
    return Words::tr("This is looked for here: only in the rows that are loaded.");
}

/// A moment as a program writes it ("Open 14 requests"), without what nobody reads: editing the chip gives it whole.
QString momentWords(const QString &typed)
{
    static const QRegularExpression exact(
        QStringLiteral("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d(?::\\d\\d)?)(?:\\.\\d+)?Z$"));
    const QRegularExpressionMatch match = exact.match(typed);
    return match.hasMatch() ? match.captured(1) + QLatin1Char(' ') + match.captured(2) + QStringLiteral(" UTC") : typed;
}

QString rangeWords(const TimeRange &range, const QString &typed)
{
    switch (range.shape) {
    case TimeRange::Shape::Within:
        return Words::tr("last %1").arg(range.from.typed);
    case TimeRange::Shape::Day:
        return range.from.typed;
    case TimeRange::Shape::After:
        return Words::tr("since %1").arg(momentWords(range.from.typed));
    case TimeRange::Shape::Before:
        return Words::tr("until %1").arg(momentWords(range.from.typed.isEmpty() ? range.to.typed : range.from.typed));
    case TimeRange::Shape::Between:
        return Words::tr("%1 to %2").arg(momentWords(range.from.typed), momentWords(range.to.typed));
    }
    return typed;
}

/// What stands after the colon, as it is typed.
QString typedValue(const QueryTerm &term)
{
    QString text = termText(term);
    if (term.negated)
        text.remove(0, 1);
    if (!term.bare)
        text = text.mid(text.indexOf(QLatin1Char(':')) + 1);
    return text;
}

QString valueWords(const QueryTerm &term)
{
    QString words = typedValue(term);
    if (term.values.size() == 1) {
        if (const auto *range = std::get_if<TimeRange>(&term.values.front()))
            words = rangeWords(*range, words);
        else if (const auto *word = std::get_if<domain::Word>(&term.values.front()); word && word->quoted)
            words = word->text;
    }
    words = shortened(escapeForDisplay(words), LongestChip);
    //: of a filter chip: "offering: not Harbor*"
    return term.negated ? Words::tr("not %1").arg(words) : words;
}

/// With the states of the strip, what the server is asked for stands there already.
void addStuck(std::vector<TermChip> &chips, size_t term, bool statesChosen, const domain::StuckSettings &settings)
{
    if (!statesChosen) {
        const QString open =
            (stateWord(domain::State::Sent) + QStringLiteral(", ") + stateWord(domain::State::Processing)).toLower();
        chips.push_back({{domain::queryKeyName(QueryKey::State), open, Chip::Place::Server,
                          Words::tr("What is stuck is open: the server is asked for these states only.")},
                         term});
    }
    //: of a filter chip: "stuck: waits > 15 min, works > 60 min, 3 x usual"
    chips.push_back({{Words::tr("stuck"), domain::stuckRule(settings), Chip::Place::Here,
                      Words::tr("Looked at here, on the open requests that are loaded: longer in its state than %1 as "
                                "its offering usually needs, and than the least times.")
                          .arg(QString::number(settings.factor) + QStringLiteral(" \u00D7"))},
                     term});
}

QString labelOf(const QueryTerm &term)
{
    return domain::queryKeyName(term.key);
}

} // namespace

bool isStuckTerm(const QueryTerm &term)
{
    if (term.key != QueryKey::Is || term.negated || term.values.size() != 1)
        return false;
    const auto *what = std::get_if<domain::IsWhat>(&term.values.front());
    return what && *what == domain::IsWhat::Stuck;
}

QString termText(const QueryTerm &term)
{
    return domain::Query().with(term).toLine();
}

std::vector<TermChip> chipsOf(const domain::Query &query, const std::vector<TermPlace> &places, StatesIn states,
                              const domain::StuckSettings &stuck)
{
    const bool stripShowsStates = states == StatesIn::Strip && !query.states().empty();
    std::vector<TermChip> chips;
    for (size_t i = 0; i < query.terms().size(); ++i) {
        const QueryTerm &term = query.terms()[i];
        if (term.key == QueryKey::State && stripShowsStates)
            continue;
        if (isStuckTerm(term)) {
            addStuck(chips, i, !query.states().empty(), stuck);
            continue;
        }
        const TermPlace place = i < places.size() ? places[i] : TermPlace::Here;
        chips.push_back({{labelOf(term), valueWords(term), chipPlace(place), placeHint(place)}, i});
    }
    return chips;
}

QStringList wordsInErrors(const domain::Query &query)
{
    QStringList words;
    for (const domain::QueryTerm &term : query.terms()) {
        const bool ofErrors = term.key == domain::QueryKey::Text || term.key == domain::QueryKey::Message ||
                              term.key == domain::QueryKey::Traceback;
        if (!ofErrors || term.negated)
            continue;
        for (const domain::QueryTerm::Value &value : term.values) {
            const auto *word = std::get_if<domain::Word>(&value);
            if (!word)
                continue;
            // What a wildcard stands for can not be underlined; what is around it can.
            QString text = word->text;
            if (!word->quoted)
                text.replace(QLatin1Char('?'), QLatin1Char('*'));
            words += word->quoted ? QStringList{text} : text.split(QLatin1Char('*'), Qt::SkipEmptyParts);
        }
    }
    return words;
}

} // namespace waldesk::ui
