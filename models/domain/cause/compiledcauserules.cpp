// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/compiledcauserules.h"

#include <QCryptographicHash>
#include <QSet>

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <map>

namespace waldesk::domain
{

namespace
{

constexpr int64_t SearchMemory = 32LL * 1024 * 1024; // of the automaton of all rules of a field

RE2::Options options()
{
    RE2::Options made;
    made.set_log_errors(false);
    made.set_max_mem(SearchMemory);
    return made;
}

/// `*`, `?` and `[...]` as a shell reads them, over the whole field, case ignored.
std::string globExpression(const std::string &glob)
{
    std::string made = "(?is)\\A(?:";
    for (size_t at = 0; at < glob.size(); ++at) {
        const char c = glob[at];
        const size_t end = c == '[' ? glob.find(']', at + 2) : std::string::npos;
        if (c == '*') {
            made += ".*";
        } else if (c == '?') {
            made += '.';
        } else if (end != std::string::npos) {
            std::string inside = glob.substr(at + 1, end - at - 1);
            const bool negated = inside.front() == '!' || inside.front() == '^';
            made += negated ? "[^" : "[";
            for (const char each : inside.substr(negated ? 1 : 0)) {
                if (each == '\\' || each == '[')
                    made += '\\';
                made += each;
            }
            made += ']';
            at = end;
        } else {
            made += RE2::QuoteMeta(re2::StringPiece(&c, 1));
        }
    }
    return made + ")\\z";
}

std::string expressionOf(const CauseRule &rule)
{
    const std::string pattern = rule.pattern.toStdString();
    return rule.isRegex ? pattern : globExpression(pattern);
}

QByteArray fieldOf(RuleField field, const ErrorText &error, const Fingerprint &print)
{
    switch (field) {
    case RuleField::Message:
        return error.message;
    case RuleField::Traceback:
        return error.traceback;
    case RuleField::Type:
        return print.quietType.toUtf8();
    case RuleField::Title:
        return print.title.toUtf8();
    case RuleField::Template:
        return print.components.message;
    case RuleField::Stack: {
        QByteArrayList places;
        for (const auto &[module, function] : print.components.stack)
            places.append(module + ':' + function);
        return places.join('\n');
    }
    case RuleField::Key:
        return print.normal;
    }
    return {};
}

QByteArray keyOfName(const QString &name)
{
    constexpr qsizetype Digits = 16;
    return "u1:" + QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(Digits);
}

/// The rules that look at one field.
struct FieldRules {
    RuleField field = RuleField::Message;
    std::unique_ptr<RE2::Set> set;
    std::vector<size_t> rules; ///< by the set's number
    std::vector<std::unique_ptr<RE2>> expressions;
};

} // namespace

class CompiledCauseRules::Private
{
public:
    struct Rule {
        QByteArray key;
        QString name;
        QByteArray within;
    };

    explicit Private(const CauseRules &rules);
    void addTo(FieldRules &group, const CauseRule &rule, size_t number);
    void search(const FieldRules &group, const QByteArray &text, std::vector<size_t> &found) const;
    [[nodiscard]] std::vector<size_t> fitting(const ErrorText &error, const Fingerprint &print,
                                              const QByteArray &older) const;
    [[nodiscard]] QByteArray olderKey(const ErrorText &error, const Fingerprint &print) const;
    [[nodiscard]] CauseAssignment choose(const std::vector<size_t> &fitting, const Fingerprint &print,
                                         const QByteArray &older, GroupingLevel level) const;

    std::vector<Rule> rules;
    std::vector<FieldRules> fields;
    QHash<QByteArray, QByteArray> merges;
    QHash<QByteArray, QString> names;
    QSet<QByteArray> merged; ///< keys that a merge joins, or joins to
    bool hasOlderKeys = false;
};

CompiledCauseRules::Private::Private(const CauseRules &from) : names(from.names), hasOlderKeys(from.hasOlderKeys())
{
    std::map<RuleField, FieldRules> byField;
    for (const CauseRule &rule : from.rules) {
        const size_t number = rules.size();
        rules.push_back({keyOfName(rule.name), rule.name, rule.within});
        FieldRules &group = byField[rule.field];
        group.field = rule.field;
        addTo(group, rule, number);
    }
    for (auto &[field, group] : byField) {
        if (group.set && !group.set->Compile())
            group.set.reset();
        fields.push_back(std::move(group));
    }
    for (const CauseMerge &merge : from.merges) {
        merged << merge.from << merge.into;
        if (!merges.contains(merge.from)) // the first one counts
            merges.insert(merge.from, merge.into);
    }
}

void CompiledCauseRules::Private::addTo(FieldRules &group, const CauseRule &rule, size_t number)
{
    const std::string expression = expressionOf(rule);
    auto compiled = std::make_unique<RE2>(expression, options());
    if (rule.pattern.isEmpty() || !compiled->ok())
        return;
    if (!group.set)
        group.set = std::make_unique<RE2::Set>(options(), RE2::UNANCHORED);
    if (group.set->Add(expression, nullptr) < 0)
        return;
    group.rules.push_back(number);
    group.expressions.push_back(std::move(compiled));
}

void CompiledCauseRules::Private::search(const FieldRules &group, const QByteArray &text,
                                         std::vector<size_t> &found) const
{
    const re2::StringPiece piece(text.constData(), size_t(text.size()));
    std::vector<int> hits;
    RE2::Set::ErrorInfo problem{};
    if (group.set && (group.set->Match(piece, &hits, &problem) || problem.kind == RE2::Set::kNoError)) {
        for (const int hit : hits)
            found.push_back(group.rules[size_t(hit)]);
        return;
    }
    // The automaton of all rules together did not fit into its memory.
    for (size_t i = 0; i < group.expressions.size(); ++i) {
        if (RE2::PartialMatch(piece, *group.expressions[i]))
            found.push_back(group.rules[i]);
    }
}

/// Numbers of the rules whose expression is found, in the order of the rules. A rule on a key fits the key of the older
/// grouping rule, too.
std::vector<size_t> CompiledCauseRules::Private::fitting(const ErrorText &error, const Fingerprint &print,
                                                         const QByteArray &older) const
{
    std::vector<size_t> found;
    for (const FieldRules &group : fields) {
        search(group, fieldOf(group.field, error, print), found);
        if (group.field == RuleField::Key && !older.isEmpty())
            search(group, older, found);
    }
    std::ranges::sort(found);
    return found;
}

QByteArray CompiledCauseRules::Private::olderKey(const ErrorText &error, const Fingerprint &print) const
{
    return print.older.isEmpty() && hasOlderKeys ? keyByW1(error) : print.older;
}

CauseAssignment CompiledCauseRules::Private::choose(const std::vector<size_t> &fitting, const Fingerprint &print,
                                                    const QByteArray &older, GroupingLevel level) const
{
    CauseAssignment group{print.key(level), {}};
    for (const size_t number : fitting) {
        const Rule &rule = rules[number];
        if (rule.within.isEmpty() || rule.within == print.normal || rule.within == group.key ||
            (!older.isEmpty() && rule.within == older))
            return {rule.key, rule.name};
    }
    // A merge of older keys goes on: all that it joined stays under the older key it joined them to.
    const bool joinsOlder = !older.isEmpty() && level == GroupingLevel::Normal && merged.contains(older);
    if (joinsOlder && !merges.contains(group.key))
        group.key = older;
    // Merges may follow each other; a circle of them ends where it began.
    for (qsizetype hops = 0; hops <= merges.size(); ++hops) {
        const auto merge = merges.constFind(group.key);
        if (merge == merges.constEnd() || *merge == group.key)
            break;
        group.key = *merge;
    }
    group.name = names.value(group.key);
    if (group.name.isEmpty() && !older.isEmpty() && level == GroupingLevel::Normal)
        group.name = names.value(older);
    return group;
}

CompiledCauseRules::CompiledCauseRules(const CauseRules &rules)
    : d(rules.isEmpty() ? nullptr : std::make_shared<const Private>(rules))
{
}

CauseAssignment CompiledCauseRules::groupOf(const ErrorText &error, const Fingerprint &print, GroupingLevel level) const
{
    if (!d)
        return {print.key(level), {}};
    const QByteArray older = d->olderKey(error, print);
    return d->choose(d->fitting(error, print, older), print, older, level);
}

std::array<CauseAssignment, 3> CompiledCauseRules::groupsOf(const ErrorText &error, const Fingerprint &print) const
{
    std::array<CauseAssignment, 3> groups;
    const QByteArray older = d ? d->olderKey(error, print) : QByteArray();
    const std::vector<size_t> fitting = d ? d->fitting(error, print, older) : std::vector<size_t>();
    for (const auto level : {GroupingLevel::Coarse, GroupingLevel::Normal, GroupingLevel::Exact})
        groups[size_t(level)] = d ? d->choose(fitting, print, older, level) : CauseAssignment{print.key(level), {}};
    return groups;
}

QString patternProblem(const CauseRule &rule)
{
    const RE2 expression(expressionOf(rule), options());
    return expression.ok() ? QString() : QString::fromStdString(expression.error());
}

} // namespace waldesk::domain
