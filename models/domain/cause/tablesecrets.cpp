// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/tablesecrets.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/secretwords.h"

#include <algorithm>
#include <array>

namespace waldesk::domain
{

using namespace characters;
using namespace secretwords;

namespace
{

// What is longer is no table that a program prints, and is not held as cells.
constexpr qsizetype LongestHeader = 4096;
constexpr qsizetype LongestRow = 64 * 1024;
constexpr qsizetype LongestName = 48;
constexpr qsizetype LongestCell = 4096;

/// `│`, `┃`, `║` take three bytes, `|` one; 0 where no bar stands.
qsizetype barLength(QByteArrayView text, qsizetype at)
{
    if (text[at] == '|')
        return 1;
    if (text[at] != '\xE2')
        return 0;
    const QByteArrayView rest = text.sliced(at);
    return rest.startsWith("\xE2\x94\x82") || rest.startsWith("\xE2\x94\x83") || rest.startsWith("\xE2\x95\x91") ? 3
                                                                                                                 : 0;
}

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

Span trimmed(QByteArrayView text, Span span)
{
    while (!span.isEmpty() && isBlank(text[span.begin]))
        ++span.begin;
    while (!span.isEmpty() && isBlank(text[span.end - 1]))
        --span.end;
    return span;
}

/// `+-----+-----+`, `|---|:---:|`, `─────┼─────`, `---- ----`: a line that is drawn.
bool isDrawn(QByteArrayView line)
{
    constexpr int Fewest = 3;
    int strokes = 0;
    for (qsizetype at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c == '-' || c == '=') {
            ++strokes;
        } else if (c == '\xE2' && at + 2 < line.size() && (line[at + 1] == '\x94' || line[at + 1] == '\x95')) {
            strokes += barLength(line, at) == 0 ? 1 : 0;
            at += 2;
        } else if (!isOneOf(c, "+|: \t")) {
            return false;
        }
    }
    return strokes >= Fewest;
}

/// What may head a column: a name of few words, no sentence and no value.
bool isColumnName(QByteArrayView cell)
{
    constexpr int MostWords = 3;
    if (cell.isEmpty() || cell.size() > LongestName || !(isLetter(cell[0]) || isOneOf(cell[0], "_#%")))
        return false;
    int words = 1;
    for (const char c : cell) {
        words += c == ' ' ? 1 : 0;
        if (!isWord(c) && !isOneOf(c, " -./#%()*"))
            return false;
    }
    return words <= MostWords && !isOneOf(cell.back(), ".-");
}

} // namespace

std::vector<FoundSecret> TableSecrets::run()
{
    constexpr QByteArrayView Record("-[ RECORD ");
    const QByteArrayView text = m_text.bytes();
    for (qsizetype begin = 0; begin < text.size();) {
        const Span line = lineAt(begin);
        m_text.read(line.size());
        if (line.size() <= LongestHeader) {
            if (line.of(text).contains(Record)) {
                begin = takeRecord(line.end + 1);
                continue;
            }
            if (const std::optional<Table> table = tableAt(line)) {
                begin = takeRows(*table);
                continue;
            }
        }
        begin = line.end + 1;
    }
    return std::move(m_found);
}

/// Without the break; a carriage return before it belongs to the line and is a blank.
Span TableSecrets::lineAt(qsizetype begin) const
{
    const QByteArrayView text = m_text.bytes();
    const qsizetype end = begin < text.size() ? text.indexOf('\n', begin) : text.size();
    return {std::min(begin, text.size()), end < 0 ? text.size() : end};
}

/// The table whose header stands in the line: all of it, behind what a logger wrote before each of its lines, or
/// behind what leads to it (`RuntimeError: user,password`, `b'user,password`).
std::optional<TableSecrets::Table> TableSecrets::tableAt(Span line) const
{
    const QByteArrayView text = m_text.bytes();
    const QByteArrayView header = line.of(text);
    // The last one is a column of psql that stands alone.
    const bool mayBe = header.contains('|') || header.contains(',') || header.contains(';') || header.contains('\t') ||
                       header.contains("  ") || header.contains('\xE2') ||
                       (header.startsWith(' ') && header.size() <= LongestName);
    if (!mayBe || line.end + 1 >= text.size() || isDrawn(header))
        return std::nullopt;
    if (std::optional<Table> whole = tableIn(line, {line.begin, line.begin}))
        return whole;
    // The same signs in both lines, whatever the digits are, up to a sign that ends a prefix.
    const Span below = lineAt(line.end + 1);
    const qsizetype most = std::min(line.size(), below.size());
    qsizetype common = 0;
    bool telling = false;
    qsizetype prefix = 0;
    for (; common < most; ++common) {
        const char c = text[line.begin + common];
        const char other = text[below.begin + common];
        if (c != other && !(isDigit(c) && isDigit(other)))
            break;
        telling = telling || isDigit(c) || isOneOf(c, ":]>");
        if (telling && (c == ' ' || c == ':' || c == ']' || c == '>'))
            prefix = common + 1;
    }
    m_text.read(common);
    if (prefix > 0) {
        const Span before{line.begin, line.begin + prefix};
        if (std::optional<Table> behind = tableIn({before.end, line.end}, before))
            return behind;
    }
    for (const qsizetype lead : {header.lastIndexOf(QByteArrayView(": ")) + 2,
                                 std::max(header.lastIndexOf('\''), header.lastIndexOf('"')) + 1}) {
        const Span rest{line.begin + lead, line.end};
        if (lead < 2 || rest.isEmpty())
            continue;
        if (std::optional<Table> behind = tableIn(rest, {line.begin, line.begin}))
            return behind;
    }
    return std::nullopt;
}

std::optional<TableSecrets::Table> TableSecrets::tableIn(Span header, Span prefix) const
{
    const QByteArrayView text = m_text.bytes();
    Table outline;
    outline.prefix = prefix;
    const Span below = lineAt(header.end + 1);
    if (below.size() > LongestRow)
        return std::nullopt;
    const std::optional<Span> next = withoutPrefix(below, prefix);
    if (!next)
        return std::nullopt;
    m_text.read(next->size());
    outline.drawn = isDrawn(next->of(text));
    outline.rows = outline.drawn ? below.end + 1 : below.begin;
    const QByteArrayView names = header.of(text);
    for (const char separator : {'|', '\t', ',', ';'}) {
        const bool stands = names.contains(separator) || (separator == '|' && names.contains('\xE2'));
        if (!stands)
            continue;
        if (std::optional<Table> table = separated(header, outline, separator))
            return table;
    }
    return placed(header, outline, outline.drawn ? *next : Span{});
}

std::optional<TableSecrets::Table> TableSecrets::separated(Span header, const Table &outline, char separator) const
{
    const QByteArrayView text = m_text.bytes();
    const bool bars = separator == '|';
    if (outline.drawn && !bars)
        return std::nullopt;
    Span rest = header;
    const std::vector<Span> cells = split(rest, separator);
    if (rest.end != header.end || cells.size() < 2)
        return std::nullopt;
    Table table = outline;
    table.separator = separator;
    table.spaced = !bars && header.of(text).contains(separator == ',' ? ", " : "; ");
    std::size_t names = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const QByteArrayView name = cells[i].of(text);
        const bool edge = i == 0 || i + 1 == cells.size();
        if (name.isEmpty() ? !(outline.drawn || (bars && edge))
                           : (!outline.drawn && !isColumnName(name)) || (table.spaced && name.contains(' ')))
            return std::nullopt;
        names += name.isEmpty() ? 0 : 1;
        table.columns.push_back(column(name));
        table.secret = table.secret || table.columns.back().kind;
    }
    if (names == 0 || (names < 2 && !outline.drawn))
        return std::nullopt;
    if (outline.drawn)
        return table;
    Span row = lineAt(header.end + 1);
    const std::optional<Span> inside = withoutPrefix(row, table.prefix);
    if (!inside)
        return std::nullopt;
    row = *inside;
    const std::vector<Span> values = split(row, separator);
    const bool words =
        !table.spaced || std::ranges::none_of(values, [&text](const Span &one) { return one.of(text).contains(' '); });
    return values.size() == cells.size() && words ? std::optional(std::move(table)) : std::nullopt;
}

/// `NAME   TOKEN   AGE`: cells are two blanks apart, or stand above lines that are drawn.
std::optional<TableSecrets::Table> TableSecrets::placed(Span header, const Table &outline, Span drawn) const
{
    const QByteArrayView text = m_text.bytes();
    Table table = outline;
    std::vector<Span> names;
    if (outline.drawn) {
        // Only strokes and blanks: `---------- ----------`.
        if (!std::ranges::all_of(drawn.of(text), [](char c) { return isBlank(c) || c == '-' || c == '='; }))
            return std::nullopt;
        for (qsizetype at = drawn.begin; at < drawn.end;) {
            if (isBlank(text[at])) {
                ++at;
                continue;
            }
            const qsizetype begin = at;
            while (at < drawn.end && !isBlank(text[at]))
                ++at;
            Column one;
            one.begin = begin - drawn.begin;
            one.end = at - drawn.begin;
            table.columns.push_back(one);
        }
        // A single line below a single name is that of a heading, but for psql, which puts a blank on both sides.
        if (table.columns.size() < 2 && (table.columns[0].begin != 0 || !header.of(text).startsWith(' ') ||
                                         drawn.of(text).contains('=') || !isColumnName(header.of(text).trimmed()) ||
                                         trimmed(text, drawn).size() < header.of(text).trimmed().size() + 2))
            return std::nullopt;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            // Names are in ASCII but for a few tools; those are found by the separators of their tables.
            const qsizetype begin = std::min(header.size(), table.columns[i].begin);
            const qsizetype end =
                i + 1 < table.columns.size() ? std::min(header.size(), table.columns[i + 1].begin) : header.size();
            names.push_back(trimmed(text, {header.begin + begin, header.begin + end}));
        }
    } else {
        if (!header.of(text).contains("  "))
            return std::nullopt;
        for (const PlacedCell &cell : splitByPlace(header)) {
            Column one;
            one.begin = cell.characters.begin;
            one.end = cell.characters.end;
            table.columns.push_back(one);
            names.push_back(cell.bytes);
            if (!isColumnName(cell.bytes.of(text)))
                return std::nullopt;
        }
        const std::optional<Span> row = withoutPrefix(lineAt(outline.rows), outline.prefix);
        if (names.size() < 2 || !row || !standsInColumns(splitByPlace(*row), table.columns))
            return std::nullopt;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Column is = column(names[i].of(text));
        table.columns[i].kind = is.kind;
        table.columns[i].doubtful = is.doubtful;
        table.columns[i].code = is.code;
        table.secret = table.secret || is.kind;
    }
    return table;
}

TableSecrets::Column TableSecrets::column(QByteArrayView name) const
{
    if (name.size() < 2 || name.size() > LongestName)
        return {};
    const auto known = m_columns.constFind(name);
    if (known != m_columns.constEnd())
        return *known;
    m_text.read(name.size());
    Column found;
    const QByteArray normal = normalised(name);
    const SecretRules::NameClass is = m_rules.classify(normal, name);
    found.kind = is.strong ? is.strong : is.weak;
    found.doubtful = !is.strong;
    if (!found.kind && !is.none && name.endsWith('s')) {
        // `SECRETS` counts them, or lists them.
        found.kind = m_rules.classify(normal.chopped(1), name.chopped(1)).strong;
        found.doubtful = true;
    }
    found.code = normal.contains("otp") || normal.endsWith("code");
    return *m_columns.insert(name, found);
}

std::optional<Span> TableSecrets::withoutPrefix(Span line, Span prefix) const
{
    const QByteArrayView text = m_text.bytes();
    if (line.size() < prefix.size())
        return std::nullopt;
    m_text.read(prefix.size());
    for (qsizetype i = 0; i < prefix.size(); ++i) {
        const char c = text[prefix.begin + i];
        const char other = text[line.begin + i];
        if (c != other && !(isDigit(c) && isDigit(other)))
            return std::nullopt;
    }
    return Span{line.begin + prefix.size(), line.end};
}

/// The content of a cell between quotes, where what closes them also ends the cell; a cell may hold breaks, and the
/// line goes on then.
std::optional<Span> TableSecrets::quotedCell(qsizetype begin, Span &line, char separator) const
{
    const char sign = m_text.at(begin);
    if (sign != '"' && sign != '\'')
        return std::nullopt;
    const qsizetype limit = std::min(m_text.bytes().size(), begin + LongestCell);
    for (qsizetype at = begin + 1; at < limit; ++at) {
        const char c = m_text.at(at);
        // What is not closed in its line is looked for once in the same lines.
        if (at == line.end && (sign == '\'' || begin < m_unclosedEnd))
            return std::nullopt;
        m_text.read(1);
        if (c != sign)
            continue;
        if (m_text.at(at + 1) == sign) {
            ++at;
            continue;
        }
        qsizetype after = at + 1;
        while (m_text.at(after) == ' ' || m_text.at(after) == '\r')
            ++after;
        if (after < m_text.bytes().size() && m_text.at(after) != separator && m_text.at(after) != '\n')
            return std::nullopt;
        if (at >= line.end)
            line.end = lineAt(at).end;
        return Span{begin + 1, at};
    }
    m_unclosedEnd = std::max(m_unclosedEnd, limit);
    return std::nullopt;
}

/// The cells, without blanks and quotes around them. @p line grows where a quoted cell goes on in the next one.
std::vector<Span> TableSecrets::split(Span &line, char separator) const
{
    const QByteArrayView text = m_text.bytes();
    const bool bars = separator == '|';
    std::vector<Span> cells;
    qsizetype begin = line.begin;
    m_text.read(line.size());
    while (true) {
        qsizetype first = begin;
        while (!bars && first < line.end && (text[first] == ' '))
            ++first;
        qsizetype at = begin;
        std::optional<Span> content;
        if (!bars && first < line.end)
            content = quotedCell(first, line, separator);
        if (content)
            at = content->end + 1;
        qsizetype size = 0;
        for (; at < line.end; ++at) {
            size = bars ? barLength(text, at) : (text[at] == separator ? 1 : 0);
            // Markdown writes a bar that is part of a cell so.
            if (size > 0 && !(bars && at > begin && text[at - 1] == '\\'))
                break;
            size = 0;
        }
        cells.push_back(content ? *content : trimmed(text, {begin, std::min(at, line.end)}));
        if (size == 0)
            return cells;
        begin = at + size;
    }
}

std::vector<TableSecrets::PlacedCell> TableSecrets::splitByPlace(Span line) const
{
    const QByteArrayView text = m_text.bytes();
    std::vector<PlacedCell> cells;
    m_text.read(line.size());
    qsizetype character = 0;
    qsizetype blanks = 2;
    for (qsizetype at = line.begin; at < line.end; ++at) {
        if (isContinuation(text[at])) {
            if (!cells.empty())
                ++cells.back().bytes.end;
            continue;
        }
        if (isBlank(text[at])) {
            blanks += text[at] == '\t' ? 2 : 1;
        } else {
            if (blanks >= 2 || cells.empty())
                cells.push_back({{at, at}, {character, character}});
            blanks = 0;
            cells.back().bytes.end = at + 1;
            cells.back().characters.end = character + 1;
        }
        ++character;
    }
    return cells;
}

bool TableSecrets::standsInColumns(const std::vector<PlacedCell> &cells, const std::vector<Column> &columns) const
{
    if (cells.size() < 2 || cells.size() > columns.size())
        return false;
    if (cells.size() == columns.size())
        return true;
    auto next = columns.begin();
    for (const PlacedCell &cell : cells) {
        while (next != columns.end() && next->begin < cell.characters.begin)
            ++next;
        if (next == columns.end() || next->begin != cell.characters.begin)
            return false;
    }
    return true;
}

/// Where the table ends.
qsizetype TableSecrets::takeRows(const Table &table)
{
    const QByteArrayView text = m_text.bytes();
    qsizetype begin = table.rows;
    // Two lines drawn below each other end one table and begin the next.
    bool drawn = table.drawn;
    while (begin < text.size()) {
        const Span line = lineAt(begin);
        if (line.size() > LongestRow)
            return begin;
        const std::optional<Span> inside = withoutPrefix(line, table.prefix);
        if (!inside)
            return begin;
        Span row = *inside;
        m_text.read(row.size());
        if (isDrawn(row.of(text))) {
            if (drawn || (table.separator != '|' && table.separator != '\0'))
                return begin;
            drawn = true;
            begin = line.end + 1;
            continue;
        }
        drawn = false;
        if (!(table.separator == '\0' ? takePlaced(table, row) : takeSeparated(table, row)))
            return begin;
        begin = row.end + 1;
    }
    return begin;
}

bool TableSecrets::takeSeparated(const Table &table, Span &row)
{
    const QByteArrayView text = m_text.bytes();
    const std::vector<Span> cells = split(row, table.separator);
    const std::size_t columns = table.columns.size();
    if (cells.size() < columns || cells.size() < 2)
        return false;
    if (table.spaced && (cells.size() != columns ||
                         std::ranges::any_of(cells, [&text](const Span &one) { return one.of(text).contains(' '); })))
        return false;
    if (!table.secret)
        return cells.size() == columns;
    // A value that itself holds the separator makes more cells: what stands before and behind it is counted.
    const std::size_t more = cells.size() - columns;
    for (std::size_t i = 0; i < columns; ++i) {
        if (table.columns[i].kind)
            takeValue(table.columns[i], {cells[i].begin, std::max(cells[i].begin, cells[i + more].end)});
    }
    return true;
}

/// Whether the row is blank where the drawn line is: a sentence below the table is not, but for chance.
bool TableSecrets::keepsGaps(Span row, const std::vector<Column> &columns) const
{
    const QByteArrayView text = m_text.bytes();
    qsizetype character = 0;
    auto gap = columns.begin();
    m_text.read(row.size());
    for (qsizetype at = row.begin; at < row.end && std::next(gap) != columns.end(); ++at) {
        if (isContinuation(text[at]))
            continue;
        // Behind a mask nothing stands at its place.
        if (m_text.isMasked(at))
            return true;
        if (character == gap->end) {
            if (!isBlank(text[at]))
                return false;
            ++gap;
        }
        ++character;
    }
    return true;
}

bool TableSecrets::takePlaced(const Table &table, Span row)
{
    const QByteArrayView text = m_text.bytes();
    const std::vector<Column> &columns = table.columns;
    const std::vector<PlacedCell> cells = splitByPlace(row);
    if (cells.empty() || (!table.drawn && cells.size() < 2) || (columns.size() == 1 && text[row.begin] != ' '))
        return false;
    if (table.drawn && !keepsGaps(row, columns))
        return false;
    // A mask is not as wide as what it stands for: what follows it is told by its number.
    bool masked = false;
    for (std::size_t i = 0; i < cells.size() && table.secret; ++i) {
        const PlacedCell &cell = cells[i];
        if (m_text.hasMasks() && !masked)
            masked = cell.bytes.of(text).contains(MaskLead);
        if (masked) {
            if (cells.size() == columns.size() && columns[i].kind)
                takeValue(columns[i], cell.bytes);
            continue;
        }
        auto first = std::ranges::upper_bound(columns, cell.characters.begin, {}, &Column::end);
        if (first == columns.end() || first->begin >= cell.characters.end) {
            // Below no name: it belongs to the one before it.
            if (first != columns.begin() && std::prev(first)->kind)
                takeValue(*std::prev(first), cell.bytes);
            continue;
        }
        // Cells that stand one blank apart are cut where the next name begins.
        qsizetype place = cell.bytes.begin;
        qsizetype character = cell.characters.begin;
        for (auto one = first; one != columns.end() && one->begin < cell.characters.end; ++one) {
            const qsizetype begin = place;
            const auto next = std::next(one);
            const bool last = next == columns.end() || next->begin >= cell.characters.end;
            while (!last && character < next->begin && place < cell.bytes.end) {
                ++place;
                while (place < cell.bytes.end && isContinuation(text[place]))
                    ++place;
                ++character;
            }
            if (one->kind)
                takeValue(*one, trimmed(text, {begin, last ? cell.bytes.end : place}));
        }
    }
    return true;
}

/// `password | hunter2` below `-[ RECORD 1 ]`.
qsizetype TableSecrets::takeRecord(qsizetype begin)
{
    const QByteArrayView text = m_text.bytes();
    while (begin < text.size()) {
        const Span line = lineAt(begin);
        const qsizetype limit = std::min(line.size(), LongestCell);
        const qsizetype bar = text.sliced(line.begin, limit).indexOf('|');
        m_text.read(limit);
        if (bar < 0)
            return begin;
        // The name is the last word before the bar; a logger may have written something before it.
        const Span name = trimmed(text, {line.begin, line.begin + bar});
        const qsizetype blank = name.of(text).lastIndexOf(' ');
        const Column is = column(text.sliced(name.begin + blank + 1, name.size() - blank - 1));
        if (is.kind)
            takeValue(is, trimmed(text, {line.begin + bar + 1, line.end}));
        begin = line.end + 1;
    }
    return begin;
}

void TableSecrets::takeValue(const Column &column, Span value)
{
    // What closes the text that the table stands in is no part of its last cell.
    const QByteArrayView text = m_text.bytes();
    if (value.size() > 1 && isOneOf(text[value.end - 1], "'\"") && text[value.begin] != text[value.end - 1])
        --value.end;
    const QByteArrayView bytes = value.of(text);
    if (bytes.isEmpty() || m_text.isMasked(value.begin))
        return;
    m_text.read(bytes.size());
    constexpr qsizetype LongestHarmless = 200;
    if (bytes.size() <= LongestHarmless) {
        const bool password = column.kind == SecretKind::Password;
        if (m_rules.isHarmless(bytes.toByteArray().toLower()) || isSentence(bytes) || isPath(bytes) ||
            (column.doubtful && !looksSecret(bytes)))
            return;
        // Counts and lengths; names of things.
        constexpr qsizetype FewDigits = 5;
        if (!password && !column.code && isNumber(bytes) && (bytes.size() <= FewDigits || !allOf(bytes, isDigit)))
            return;
        if (!password && isSlug(bytes) && !anyOf(bytes, isDigit))
            return;
    }
    m_found.push_back({column.kind.value_or(SecretKind::Token), value});
}

} // namespace waldesk::domain
