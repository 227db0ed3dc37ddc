// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/quotedtext.h"
#include "models/domain/cause/secretmasks.h"
#include "models/domain/cause/secretrules.h"

#include <QHash>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// The secrets that stand below the header of a table: the values of each column whose name the table of rules knows.
/// A header is a line whose cells are all short names, above a line of as many cells, or above a line that is drawn.
/// Cells stand between bars (psql, MySQL, Markdown, `sacctmgr --parsable`), commas, semicolons or tabs (CSV, with
/// quotes), or at the column of their name, counted in characters; of psql's expanded form each line is a name and a
/// value. The table ends at an empty line or one that has other cells. Each line is read a constant number of times.
/// Used by SecretFinder alone; text and rules have to outlive it.
class TableSecrets
{
public:
    TableSecrets(const QuotedText &text, const SecretRules &rules) : m_text(text), m_rules(rules) {}

    /// Those of all tables of the text, in bytes of the text; cells that are empty, masked or harmless are left out.
    [[nodiscard]] std::vector<FoundSecret> run();

private:
    struct Column {
        std::optional<SecretKind> kind; ///< nothing: not secret
        bool doubtful = false;          ///< secret where the value looks so
        bool code = false;              ///< a one-time code, which is a number
        qsizetype begin = 0;            ///< in characters from the line's begin, of a table without separators
        qsizetype end = 0;              ///< of the name or of the line drawn below it
    };
    struct Table {
        char separator = '\0'; ///< nothing: cells stand at their columns
        bool drawn = false;    ///< a line is drawn below the header
        bool spaced = false;   ///< blanks behind the commas, as in a sentence: each cell is one word
        Span prefix;           ///< what a logger wrote before each line, in the header's line
        std::vector<Column> columns;
        qsizetype rows = 0; ///< where the first row begins
        bool secret = false;
    };
    /// A cell of a row by its place, for tables without separators.
    struct PlacedCell {
        Span bytes;
        Span characters;
    };

    [[nodiscard]] Span lineAt(qsizetype begin) const;
    [[nodiscard]] std::optional<Table> tableAt(Span line) const;
    [[nodiscard]] std::optional<Table> tableIn(Span header, Span prefix) const;
    [[nodiscard]] std::optional<Table> separated(Span header, const Table &outline, char separator) const;
    [[nodiscard]] std::optional<Table> placed(Span header, const Table &outline, Span drawn) const;
    [[nodiscard]] Column column(QByteArrayView name) const;
    [[nodiscard]] std::optional<Span> withoutPrefix(Span line, Span prefix) const;
    [[nodiscard]] std::vector<Span> split(Span &line, char separator) const;
    [[nodiscard]] std::optional<Span> quotedCell(qsizetype begin, Span &line, char separator) const;
    [[nodiscard]] std::vector<PlacedCell> splitByPlace(Span line) const;
    [[nodiscard]] bool keepsGaps(Span row, const std::vector<Column> &columns) const;
    [[nodiscard]] bool standsInColumns(const std::vector<PlacedCell> &cells, const std::vector<Column> &columns) const;

    qsizetype takeRows(const Table &table);
    bool takeSeparated(const Table &table, Span &row);
    bool takePlaced(const Table &table, Span row);
    qsizetype takeRecord(qsizetype begin);
    void takeValue(const Column &column, Span value);

    const QuotedText &m_text;
    const SecretRules &m_rules;
    std::vector<FoundSecret> m_found;
    mutable QHash<QByteArrayView, Column> m_columns; ///< by the name as it is spelled in the text
    mutable qsizetype m_unclosedEnd = 0;             ///< up to here no quote of more than one line is closed
};

} // namespace waldesk::domain
