// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/compiledcauserules.h"
#include "models/domain/cause/fingerprint.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QString>

#include <vector>

namespace waldesk::domain
{

/// An error from one line of JSON: an object with `error_message`, `error_traceback` or both; other keys are ignored.
/// Otherwise one sentence.
[[nodiscard]] Result<ErrorText, QString> parseErrorLine(QByteArrayView line);

/// What `group` says of one line: its key and title, or why there is none.
struct GroupedLine {
    QByteArray key;
    QString title;
    QString error;
};

/// One group of the table.
struct GroupRow {
    QByteArray key;
    qint64 count = 0;
    QString title; ///< of the newest line: the last one that came
};

/// The `group` command without a terminal (commandline.md): lines in, results out. A text that came before costs a
/// look-up. Used on one thread.
class LineGrouper
{
public:
    explicit LineGrouper(GroupingLevel level, const CauseRules &rules = {}, FingerprintRules settings = {});

    GroupedLine take(QByteArrayView line);
    /// Most frequent first, then by key.
    [[nodiscard]] std::vector<GroupRow> rows() const;
    [[nodiscard]] bool hadErrors() const { return m_errors; }

private:
    GroupedLine grouped(const ErrorText &error);

    GroupingLevel m_level;
    CompiledCauseRules m_rules;
    FingerprintRules m_settings;
    QHash<QByteArray, GroupedLine> m_known; ///< by digest of the text
    QHash<QByteArray, GroupRow> m_rows;
    bool m_errors = false;
};

/// `{"file": "a.jsonl", "line": 1, "key": "w2:...", "title": "..."}`, or with `error`; no line end.
[[nodiscard]] QByteArray groupedLineJson(const QString &file, qint64 line, const GroupedLine &result);

} // namespace waldesk::domain
