// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestswords.h"

#include "ui/base/look.h"
#include "ui/base/tametext.h"

#include <QCoreApplication>

namespace waldesk::ui
{

using domain::QueryKey;
using domain::QueryTerm;
using domain::TermPlace;
using domain::TimeRange;

namespace
{

constexpr qsizetype LongestChip = 60;
constexpr qsizetype LongestButton = 26;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(waldesk::ui::RequestsPage)
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
        return Words::tr("The server narrows this and it is checked here again: older servers ignore the upper bound.");
    case TermPlace::Here:
        break;
    }
    return Words::tr("This is looked for here: only in the rows that are loaded.");
}

QString rangeWords(const TimeRange &range, const QString &typed)
{
    switch (range.shape) {
    case TimeRange::Shape::Within:
        return Words::tr("last %1").arg(range.from.typed);
    case TimeRange::Shape::Day:
        return range.from.typed;
    case TimeRange::Shape::After:
        return Words::tr("since %1").arg(range.from.typed);
    case TimeRange::Shape::Before:
        return Words::tr("until %1").arg(range.from.typed.isEmpty() ? range.to.typed : range.from.typed);
    case TimeRange::Shape::Between:
        return Words::tr("%1 to %2").arg(range.from.typed, range.to.typed);
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
    words = shortened(tameText(words), LongestChip);
    //: of a filter chip: "offering: not Harbor*"
    return term.negated ? Words::tr("not %1").arg(words) : words;
}

QString labelOf(const QueryTerm &term)
{
    return domain::queryKeyName(term.key);
}

EmptyWords noneByRole(const EmptyCase &why)
{
    const QString who = why.person->fullName.isEmpty() ? why.person->username : why.person->fullName;
    return {QStringLiteral("lock"),
            Words::tr("No requests, and that may be your role"),
            {Words::tr("You are signed in as %1. The server shows a person only the requests of offerings they manage; "
                       "you manage none.")
                 .arg(who),
             Words::tr("It may also be the network: some organisations are visible from certain addresses only."),
             Words::tr("Ask for the role \u201Coffering manager\u201D, or see as support.")},
            {}};
}

/// Buttons that take away the newest filter, or all of them.
void addDrops(EmptyWords &words, const EmptyCase &why)
{
    const std::vector<TermChip> chips = chipsOf(why.query, why.places);
    if (!chips.empty()) {
        const TermChip &newest = chips.back();
        const QString text = shortened(newest.chip.label + QStringLiteral(": ") + newest.chip.value, LongestButton);
        words.ways.push_back({EmptyWords::Remedy::DropTerm, Words::tr("Drop \u201C%1\u201D").arg(text), newest.term});
    } else if (!why.query.states().empty()) {
        words.ways.push_back({EmptyWords::Remedy::AllStates, Words::tr("All states"), 0});
    }
    if (why.query.terms().size() > 1)
        words.ways.push_back({EmptyWords::Remedy::ClearAll, Words::tr("Clear all filters"), 0});
}

QStringList hereNames(const EmptyCase &why)
{
    QStringList names;
    for (const TermChip &each : chipsOf(why.query, why.places)) {
        const QString name = QStringLiteral("\u201C%1\u201D").arg(each.chip.label);
        if (each.chip.place == Chip::Place::Here && !names.contains(name))
            names.append(name);
    }
    return names;
}

EmptyWords noneHere(const EmptyCase &why)
{
    const QStringList here = hereNames(why);
    const qint64 left = why.total - why.loaded;
    EmptyWords words;
    words.icon = QStringLiteral("act-filter");
    if (why.complete || left <= 0) {
        words.title = Words::tr("No row matches");
        words.paragraphs.append(
            Words::tr("All %1 that the server has for this were looked at.").arg(groupedNumber(why.loaded)));
    } else {
        words.title = Words::tr("No row matches, in the %1 loaded").arg(groupedNumber(why.loaded));
        words.paragraphs.append(Words::tr("%1 older rows are not loaded. %2 look at loaded rows only.")
                                    .arg(groupedNumber(left), here.join(Words::tr(" and "))));
        words.ways.push_back({EmptyWords::Remedy::LoadAll, Words::tr("Load all"), 0});
    }
    addDrops(words, why);
    return words;
}

} // namespace

QString termText(const QueryTerm &term)
{
    return domain::Query().with(term).toLine();
}

std::vector<TermChip> chipsOf(const domain::Query &query, const std::vector<TermPlace> &places)
{
    std::vector<TermChip> chips;
    for (size_t i = 0; i < query.terms().size(); ++i) {
        const QueryTerm &term = query.terms()[i];
        if (term.key == QueryKey::State)
            continue;
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

QString orderHint(const OrderWords &words)
{
    QStringList parts;
    if (words.looksHere && !words.complete)
        parts.append(Words::tr("\u201Chere\u201D filters see loaded rows only"));
    const QString column = tables::RequestTableModel::columnTitle(words.sorting.column).toLower();
    if (words.byServer) {
        parts.append(words.sorting.order == Qt::DescendingOrder
                         ? Words::tr("ordered by created, newest first (server)")
                         : Words::tr("ordered by created, oldest first (server)"));
    } else if (words.complete) {
        parts.append(Words::tr("ordered by %1").arg(column));
    } else {
        parts.append(Words::tr("ordered by %1: only the %2 loaded").arg(column, groupedNumber(words.loaded)));
    }
    return parts.join(QStringLiteral(" \u00B7 "));
}

EmptyWords emptyWords(const EmptyCase &why)
{
    EmptyWords words;
    words.icon = QStringLiteral("act-filter");
    if (why.impossible) {
        words.title = Words::tr("Nothing can match");
        words.paragraphs.append(Words::tr("The filters exclude each other, so the server was not asked."));
        addDrops(words, why);
        return words;
    }
    if (why.whole) {
        words.title = Words::tr("No such request");
        words.paragraphs.append(
            Words::tr("%1 has no request with this uuid, or does not show it to you.").arg(why.server));
        addDrops(words, why);
        return words;
    }
    if (why.loaded > 0)
        return noneHere(why);
    const bool sees = !why.person || why.person->isStaff || why.person->isSupport || !why.person->rolesKnown ||
                      !why.person->managedOfferings.isEmpty() || !why.person->managedCustomers.isEmpty();
    if (!sees)
        return noneByRole(why);
    if (!why.query.isEmpty()) {
        words.title = Words::tr("No request matches");
        words.paragraphs.append(Words::tr("%1 was asked and has none like this.").arg(why.server));
        addDrops(words, why);
        return words;
    }
    words.icon = QStringLiteral("state-done");
    words.title = Words::tr("No requests yet");
    words.paragraphs.append(Words::tr("Nobody has asked an agent of %1 for its resources.").arg(why.server));
    return words;
}

} // namespace waldesk::ui
